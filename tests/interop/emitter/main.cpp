// A process without a server that sends to the cluster of the Redis at REDIS_URL, and ends;
// `redis_emitter_test.js` says what has to arrive.

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>

#include "ignis/helpers/common/bytes.hpp"
#include "ignis/helpers/json/json.hpp"
#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/redis/redis_helper.hpp"
#include "ignis/helpers/socket/socket_io/socket_io_emitter.hpp"

using namespace ignis;

namespace {

void emitAll(const SocketIOEmitter& emitter) {
  emitter.volatile_().emit("news", "volatile");
  emitter.emit("news", "to all", Json::object({{"a", 1}}),
               Bytes{std::byte{1}, std::byte{2}, std::byte{255}});
  emitter.to("r").except("x").compress(true).emit("news", "to a room");
  emitter.of("other").emit("news", "to a namespace");
  emitter.in("r").socketsJoin("joined");
  emitter.in("joined").socketsLeave("r");
  emitter.serverSideEmit("told", "by the emitter", 1);
  emitter.in("joined").emit("news", "after the join");
  emitter.in("joined").disconnectSockets(true);
}

Task<void> run(std::shared_ptr<RedisHelper> redis) {
  const SocketIOEmitter emitter(redis);
  emitAll(emitter);
  co_await emitter.flush();
  co_await redis->disconnect();
}

}  // namespace

int main() {
  EventLoop loop;
  int exitCode = 0;
  loop.spawn("emitter", [&]() -> Task<void> {
    auto redis = std::make_shared<RedisHelper>(parseRedisUrl(std::getenv("REDIS_URL"), "emitter"));
    try {
      co_await run(redis);
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s\n", error.what());
      exitCode = 1;
    }
    loop.stop();
  });
  loop.run();
  return exitCode;
}

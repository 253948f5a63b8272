// Authenticated clients in three rooms, whose events come back, as an event or as an
// acknowledgement, or go to everybody. REDIS_URL names the Redis of a cluster, else the broker is
// embedded.

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <memory>

#include "ignis/helpers/json/json.hpp"
#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/network/event_loop_group.hpp"
#include "ignis/helpers/network/http/http_server.hpp"
#include "ignis/helpers/redis/memory_redis_helper.hpp"
#include "ignis/helpers/redis/redis_helper.hpp"
#include "ignis/helpers/socket/socket_io/server.hpp"
#include "ignis/helpers/socket/socket_io/socket.hpp"
#include "ignis/helpers/socket/socket_io/socket_io_server_helper.hpp"

using namespace ignis;

namespace {

constexpr std::chrono::seconds PING_INTERVAL{25};

void onClientConnected(socket_io::Socket& client) {
  client.join("bench");
  client.on("echo", [](socket_io::Socket& socket, Json message, socket_io::Ack ack) {
    if (ack.isPending()) {
      ack(message);
    } else {
      socket.emit("echo", message);
    }
  });
  client.on("publish",
            [](socket_io::Socket& socket, Json message) { socket.nsp().emit("news", message); });
}

std::shared_ptr<DefaultRedisHelper> makeRedis() {
  if (const char* url = std::getenv("REDIS_URL")) {
    return std::make_shared<RedisHelper>(parseRedisUrl(url, "redis"));
  }
  return std::make_shared<MemoryRedisHelper>(MemoryRedisHelperOptions{.name = "redis"});
}

}  // namespace

int main() {
  const char* port = std::getenv("PORT");
  EventLoopGroup loops(1);
  HttpServer server(
      loops, {.host = "127.0.0.1",
              .port = static_cast<std::uint16_t>(std::atoi(port != nullptr ? port : "3000"))});
  SocketIOServerHelper helper(
      {.identifier = "bench",
       .server = &server,
       .serverOptions = {.path = "/io", .pingInterval = PING_INTERVAL, .transports = {"websocket"}},
       .redisConnection = makeRedis(),
       .pingInterval = PING_INTERVAL,
       .authenticateFn = [](const socket_io::Handshake&) { return true; },
       .clientConnectedFn = onClientConnected});
  loops.main().spawn("configure", [&] { return helper.configure(); });
  server.listen();
  loops.run();
}

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ignis/helpers/redis/redis_helper.hpp"
#include "ignis/helpers/socket/socket_io/adapter/redis_adapter.hpp"
#include "ignis/helpers/socket/socket_io/adapter/redis_streams_adapter.hpp"
#include "redis/redis_test_support.hpp"
#include "support/socket_io_server.hpp"

namespace ignis::test {

/// A Socket.IO server with connections of its own to a real Redis.
template <class AdapterType>
class SocketIONode {
 public:
  explicit SocketIONode(std::uint16_t redisPort, std::function<void(socket_io::Server&)> setUp = {},
                        socket_io::ServerOptions options = {}, std::size_t threads = 2)
      : redis(std::make_shared<RedisHelper>(optionsFor(redisPort))),
        thread(std::move(setUp), withAdapter(std::move(options)), threads) {}

  socket_io::Server& io() { return thread.server(); }
  AdapterType& adapter() { return static_cast<AdapterType&>(io().sockets().adapter()); }
  std::vector<socket_io::RemoteSocket> fetch(const socket_io::BroadcastOperator& target) {
    std::vector<socket_io::RemoteSocket> sockets;
    thread.run([&]() -> Task<void> { sockets = co_await target.fetchSockets(); });
    return sockets;
  }

  std::shared_ptr<RedisHelper> redis;
  SocketIOServerThread thread;

 private:
  socket_io::ServerOptions withAdapter(socket_io::ServerOptions options) const {
    if constexpr (std::is_same_v<AdapterType, socket_io::RedisAdapter>) {
      options.adapter = socket_io::createAdapter(redis, redis->duplicate());
    } else {
      socket_io::RedisStreamsAdapterOptions streams;
      streams.blockTime = std::chrono::milliseconds(200);
      options.adapter = socket_io::createStreamsAdapter(redis, streams);
    }
    return options;
  }
};

inline std::vector<std::string> eventsUntilEnd(SocketIOClient& client) {
  std::vector<std::string> events;
  for (std::string packet = client.receive(); !packet.starts_with(R"(42["end")");
       packet = client.receive()) {
    events.push_back(packet);
  }
  return events;
}

}  // namespace ignis::test

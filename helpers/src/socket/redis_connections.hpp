#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/redis/default_redis_helper.hpp"

namespace ignis {

/// The connections to Redis that a server helper has of its own.
class RedisConnections {
 public:
  struct Connection {
    std::string_view purpose;  ///< for the log
    std::shared_ptr<DefaultRedisHelper> helper;
  };

  /// `server` is what needs them, for the log.
  RedisConnections(std::string_view server, std::vector<Connection> connections, Logger& logger);

  /// Connects, and waits until all are ready unless the server starts without Redis. Throws what
  /// keeps one from getting ready. On a loop.
  Task<void> connect(bool startsWithoutRedis);
  Task<void> disconnect();

  const std::shared_ptr<DefaultRedisHelper>& at(std::size_t index) const {
    return connections_[index].helper;
  }
  /// What is away, in sentences. Any thread.
  std::vector<std::string> problems() const;

 private:
  void listenTo(const Connection& connection) const;

  std::string_view server_;
  std::vector<Connection> connections_;
  Logger& logger_;
};

}  // namespace ignis

#include "socket/redis_connections.hpp"

#include <utility>

#include <fmt/format.h>

#include "ignis/helpers/network/event_loop.hpp"

namespace ignis {

namespace {

/// Failures are told to the listeners.
Task<void> connectOne(std::shared_ptr<DefaultRedisHelper> helper) {
  try {
    co_await helper->connect();
  } catch (const std::exception&) {
  }
}

}  // namespace

RedisConnections::RedisConnections(std::string_view server, std::vector<Connection> connections,
                                   Logger& logger)
    : server_(server), connections_(std::move(connections)), logger_(logger) {}

Task<void> RedisConnections::connect(bool startsWithoutRedis) {
  for (const Connection& connection : connections_) {
    const bool isWaiting = connection.helper->status() == RedisStatus::WAIT;
    if (startsWithoutRedis) {
      listenTo(connection);
      if (isWaiting) {
        EventLoop::current()->spawn(std::string(connection.purpose),
                                    [helper = connection.helper] { return connectOne(helper); });
      }
      continue;
    }
    if (isWaiting) {
      co_await connection.helper->connect();
    }
    co_await connection.helper->waitUntilReady();
    // From here on: what keeps the server from starting is thrown, and that once.
    listenTo(connection);
  }
  if (!startsWithoutRedis) {
    logger_.info("[configure] All Redis connections ready");
  }
}

void RedisConnections::listenTo(const Connection& connection) const {
  // Attempts to connect fail again and again: one line for each outage.
  const auto isLogged = std::make_shared<bool>(false);
  RedisHelperCallbacks callbacks;
  callbacks.onReady = [isLogged](const RedisHelperEvent&) { *isLogged = false; };
  callbacks.onError = [&logger = logger_, purpose = connection.purpose,
                       isLogged](const RedisHelperEvent& event) {
    if (!std::exchange(*isLogged, true)) {
      logger.error("[configure] {} error | error: {}", purpose, event.error);
    }
  };
  connection.helper->listen(std::move(callbacks));
}

Task<void> RedisConnections::disconnect() {
  for (const Connection& connection : connections_) {
    try {
      co_await connection.helper->disconnect();
    } catch (const std::exception& error) {
      logger_.error("[shutdown] Failed to disconnect | connection: {} | error: {}",
                    connection.purpose, error.what());
    }
  }
}

std::vector<std::string> RedisConnections::problems() const {
  std::vector<std::string> problems;
  for (const Connection& connection : connections_) {
    const RedisStatus status = connection.helper->status();
    if (status != RedisStatus::READY) {
      problems.push_back(fmt::format("{} reaches no other servers | connection: {} | status: {}",
                                     server_, connection.purpose, RedisStatuses::toName(status)));
    }
  }
  return problems;
}

}  // namespace ignis

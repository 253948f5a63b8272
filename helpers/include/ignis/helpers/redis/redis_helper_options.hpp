#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/helpers/redis/redis_helper_callbacks.hpp"

namespace ignis {

struct RedisTlsOptions {
  std::string caFile{};           ///< PEM; the system's authorities when empty
  std::string certificateFile{};  ///< PEM, of the client
  std::string keyFile{};          ///< PEM
  std::string serverName{};       ///< what the server's certificate has to name; else the host
  bool rejectUnauthorized = true;
};

/// What is the same for a single server and for the nodes of a cluster.
struct RedisConnectionOptions {
  std::string user{};  ///< else the default one
  std::string password{};
  std::optional<RedisTlsOptions> tls{};
  bool autoConnect = true;  ///< else the first command connects
  /// Attempts to reconnect: 0 for no limit, negative for none.
  int maxRetry = 0;
  std::chrono::milliseconds connectTimeout{10000};  ///< until the server has let us in
  /// Until an answer; a server that sends nothing at all for so long is taken for lost. 0 waits.
  std::chrono::milliseconds commandTimeout{10000};
  /// Between signs of life on a connection that has nothing to say.
  std::chrono::milliseconds keepAliveInterval{10000};
  std::chrono::milliseconds retryDelay{50};  ///< doubled with every attempt, half of it random
  std::chrono::milliseconds retryDelayMax{1000};
  std::size_t maxOfflineCommands = 1000;  ///< more fail at once while there is no connection
  std::size_t maxOfflineBytes = 4 * 1024 * 1024;
  std::size_t maxPendingBytes = 64 * 1024 * 1024;  ///< of commands that wait for their answers
  std::size_t maxReplyBytes = 512 * 1024 * 1024;
  /// Of messages that wait for the handlers on one loop; what does not fit is dropped.
  std::size_t maxPendingMessageBytes = 32 * 1024 * 1024;
};

/// The original's options with its defaults, then ours.
struct RedisHelperOptions {
  std::string name;
  std::string host = "127.0.0.1";
  std::uint16_t port = 6379;
  std::string password{};
  std::string user{};
  std::uint32_t database = 0;
  bool autoConnect = true;  ///< else the first command, or `connect`, connects
  int maxRetry = 0;         ///< attempts to reconnect: 0 for no limit, negative for none
  RedisHelperCallbacks callbacks{};
  std::optional<RedisTlsOptions> tls{};
  std::chrono::milliseconds connectTimeout{10000};  ///< until the server has let us in
  /// Until an answer. A server that sends nothing at all for so long is taken for lost. 0 waits.
  std::chrono::milliseconds commandTimeout{10000};
  /// Between signs of life on a connection that has nothing to say.
  std::chrono::milliseconds keepAliveInterval{10000};
  std::chrono::milliseconds retryDelay{50};  ///< doubled with every attempt, half of it random
  std::chrono::milliseconds retryDelayMax{1000};
  std::size_t maxOfflineCommands = 1000;  ///< more fail at once while there is no connection
  std::size_t maxOfflineBytes = 4 * 1024 * 1024;
  std::size_t maxPendingBytes = 64 * 1024 * 1024;  ///< of commands that wait for their answers
  std::size_t maxReplyBytes = 512 * 1024 * 1024;
  /// Of messages that wait for the handlers on one loop; what does not fit is dropped.
  std::size_t maxPendingMessageBytes = 32 * 1024 * 1024;
};

/// `redis://user:password@host:6379/0`, or `rediss://…` for TLS. Throws an `ApplicationError` that
/// does not repeat the password.
RedisHelperOptions parseRedisUrl(std::string_view url, std::string name);

}  // namespace ignis

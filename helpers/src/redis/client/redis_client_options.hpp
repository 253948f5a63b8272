#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "ignis/helpers/redis/redis_helper_options.hpp"
#include "network/tls/tls_client_context.hpp"

namespace ignis {

/// One server, and how to connect to it.
struct RedisClientOptions {
  std::string host;
  std::uint16_t port = 6379;
  std::uint32_t database = 0;
  RedisConnectionOptions connection{};
  std::shared_ptr<const TlsClientContext> tls{};  ///< shared with others; else made of `connection`

  /// `host:port`, as errors name the server.
  std::string address() const;
};

/// Null for plain TCP. Throws an `ApplicationError` that names the file that cannot be used.
std::shared_ptr<const TlsClientContext> makeTlsContext(const RedisConnectionOptions& options);

/// Throws an `ApplicationError` for what makes no sense.
void validate(const RedisClientOptions& options);

}  // namespace ignis

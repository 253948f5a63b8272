#pragma once

#include <cstdint>
#include <string>

#include "ignis/helpers/redis/redis_helper_options.hpp"

namespace ignis {

/// One server, and how to connect to it.
struct RedisClientOptions {
  std::string host;
  std::uint16_t port = 6379;
  std::uint32_t database = 0;
  RedisConnectionOptions connection{};

  /// `host:port`, as errors name the server.
  std::string address() const;
};

/// Throws an `ApplicationError` for what makes no sense.
void validate(const RedisClientOptions& options);

}  // namespace ignis

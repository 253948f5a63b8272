#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "support/command_line.hpp"

namespace ignis {
class DefaultRedisHelper;
}

namespace apps {

struct RedisSettings {
  std::string host;
  std::uint16_t port = 6379;
  std::string password{};
};

/// The three settings that name a Redis server.
struct RedisSettingNames {
  const Setting& host;
  const Setting& port;
  const Setting& password;
};

/// Nothing when no host is set.
std::optional<RedisSettings> redisSettingsOf(const CommandLine& commandLine,
                                             const RedisSettingNames& names);

/// A connection to the server, else to the embedded broker, that has not been opened: components
/// connect duplicates of it.
std::shared_ptr<ignis::DefaultRedisHelper> makeRedis(const std::string& name,
                                                     const std::optional<RedisSettings>& settings);

}  // namespace apps

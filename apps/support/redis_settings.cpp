#include "support/redis_settings.hpp"

#include <ignis/helpers/redis/memory_redis_helper.hpp>
#include <ignis/helpers/redis/redis_helper.hpp>

namespace apps {

std::optional<RedisSettings> redisSettingsOf(const CommandLine& commandLine,
                                             const RedisSettingNames& names) {
  const auto host = textOf(commandLine, names.host);
  if (!host) {
    return std::nullopt;
  }
  RedisSettings settings{.host = *host};
  settings.port = portOf(commandLine, names.port).value_or(settings.port);
  settings.password = textOf(commandLine, names.password).value_or("");
  return settings;
}

std::shared_ptr<ignis::DefaultRedisHelper> makeRedis(const std::string& name,
                                                     const std::optional<RedisSettings>& settings) {
  if (!settings) {
    return std::make_shared<ignis::MemoryRedisHelper>(
        ignis::MemoryRedisHelperOptions{.name = name, .autoConnect = false});
  }
  return std::make_shared<ignis::RedisHelper>(
      ignis::RedisHelperOptions{.name = name,
                                .host = settings->host,
                                .port = settings->port,
                                .password = settings->password,
                                .autoConnect = false});
}

}  // namespace apps

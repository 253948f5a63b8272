#include "settings.hpp"

namespace chat {

Settings readSettings(const apps::CommandLine& commandLine) {
  Settings settings;
  settings.host = textOf(commandLine, apps::HOST);
  settings.port = portOf(commandLine, apps::PORT);
  settings.presenceTtl = millisecondsOf(commandLine, PRESENCE_TTL).value_or(settings.presenceTtl);
  settings.redis = redisSettingsOf(
      commandLine, {.host = REDIS_HOST, .port = REDIS_PORT, .password = REDIS_PASSWORD});
  return settings;
}

}  // namespace chat

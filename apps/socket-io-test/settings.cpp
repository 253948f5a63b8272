#include "settings.hpp"

namespace socket_io_test {

Settings readSettings(const apps::CommandLine& commandLine) {
  Settings settings;
  settings.host = textOf(commandLine, apps::HOST);
  settings.port = portOf(commandLine, apps::PORT);
  settings.basePath = textOf(commandLine, apps::BASE_PATH).value_or(settings.basePath);
  settings.authenticateTimeout =
      millisecondsOf(commandLine, AUTHENTICATE_TIMEOUT).value_or(settings.authenticateTimeout);
  settings.pingInterval =
      millisecondsOf(commandLine, PING_INTERVAL).value_or(settings.pingInterval);
  settings.allowAllRooms = flagOf(commandLine, ALLOW_ALL_ROOMS).value_or(settings.allowAllRooms);
  settings.redis = redisSettingsOf(
      commandLine, {.host = REDIS_HOST, .port = REDIS_PORT, .password = REDIS_PASSWORD});
  return settings;
}

}  // namespace socket_io_test

#include "settings.hpp"

namespace websocket_test {

Settings readSettings(const apps::CommandLine& commandLine) {
  Settings settings;
  settings.host = textOf(commandLine, apps::HOST);
  settings.port = portOf(commandLine, apps::PORT);
  settings.basePath = textOf(commandLine, apps::BASE_PATH).value_or(settings.basePath);
  settings.authTimeout = millisecondsOf(commandLine, AUTH_TIMEOUT).value_or(settings.authTimeout);
  settings.heartbeatInterval =
      millisecondsOf(commandLine, HEARTBEAT_INTERVAL).value_or(settings.heartbeatInterval);
  settings.heartbeatTimeout =
      millisecondsOf(commandLine, HEARTBEAT_TIMEOUT).value_or(settings.heartbeatTimeout);
  settings.requireEncryption =
      flagOf(commandLine, REQUIRE_ENCRYPTION).value_or(settings.requireEncryption);
  settings.allowAllRooms = flagOf(commandLine, ALLOW_ALL_ROOMS).value_or(settings.allowAllRooms);
  settings.redis = redisSettingsOf(
      commandLine, {.host = REDIS_HOST, .port = REDIS_PORT, .password = REDIS_PASSWORD});
  return settings;
}

}  // namespace websocket_test

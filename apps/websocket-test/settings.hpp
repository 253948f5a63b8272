#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include <ignis/helpers/socket/websocket/websocket_constants.hpp>

#include "support/command_line.hpp"
#include "support/redis_settings.hpp"

namespace websocket_test {

/// What can be set. The command line comes before the environment.
struct Settings {
  std::optional<std::string> host{};  ///< else the framework asks the environment
  std::optional<std::uint16_t> port{};
  std::string basePath = "/api";
  std::chrono::milliseconds authTimeout = ignis::WebSocketDefaults::AUTH_TIMEOUT;
  std::chrono::milliseconds heartbeatInterval = ignis::WebSocketDefaults::HEARTBEAT_INTERVAL;
  std::chrono::milliseconds heartbeatTimeout = ignis::WebSocketDefaults::HEARTBEAT_TIMEOUT;
  bool requireEncryption = false;
  bool allowAllRooms = false;
  std::optional<apps::RedisSettings> redis{};  ///< else the broker is embedded
};

inline constexpr apps::Setting AUTH_TIMEOUT{
    .option = "--auth-timeout",
    .variables = {"APP_ENV_WS_AUTH_TIMEOUT"},
    .kind = apps::SettingKind::MILLISECONDS,
    .description = "time that a client has to authenticate (5000)"};
inline constexpr apps::Setting HEARTBEAT_INTERVAL{
    .option = "--heartbeat-interval",
    .variables = {"APP_ENV_WS_HEARTBEAT_INTERVAL"},
    .kind = apps::SettingKind::MILLISECONDS,
    .description = "time between two looks for silent clients (30000)"};
inline constexpr apps::Setting HEARTBEAT_TIMEOUT{
    .option = "--heartbeat-timeout",
    .variables = {"APP_ENV_WS_HEARTBEAT_TIMEOUT"},
    .kind = apps::SettingKind::MILLISECONDS,
    .description = "silence after which a client is closed (90000)"};
inline constexpr apps::Setting REQUIRE_ENCRYPTION{
    .option = "--require-encryption",
    .variables = {"APP_ENV_WS_REQUIRE_ENCRYPTION"},
    .kind = apps::SettingKind::FLAG,
    .description = "let in only who exchanges keys, and encrypt what is sent"};
inline constexpr apps::Setting ALLOW_ALL_ROOMS{
    .option = "--allow-all-rooms",
    .variables = {"APP_ENV_WS_ALLOW_ALL_ROOMS"},
    .kind = apps::SettingKind::FLAG,
    .description = "let clients join any room, not only `public-...`"};
inline constexpr apps::Setting REDIS_HOST{
    .option = "--redis-host",
    .variables = {"APP_ENV_REDIS_WS_HOST", "APP_ENV_REDIS_HOST", "REDIS_HOST"},
    .kind = apps::SettingKind::TEXT,
    .description = "a Redis server (else the broker is embedded)"};
inline constexpr apps::Setting REDIS_PORT{
    .option = "--redis-port",
    .variables = {"APP_ENV_REDIS_WS_PORT", "APP_ENV_REDIS_PORT", "REDIS_PORT"},
    .kind = apps::SettingKind::PORT,
    .description = "its port (6379)"};
inline constexpr apps::Setting REDIS_PASSWORD{
    .option = "--redis-password",
    .variables = {"APP_ENV_REDIS_WS_PASSWORD", "APP_ENV_REDIS_PASSWORD", "REDIS_PASSWORD"},
    .kind = apps::SettingKind::TEXT,
    .description = "its password (none)"};

inline constexpr std::array SETTINGS{apps::HOST,         apps::PORT,         apps::BASE_PATH,
                                     AUTH_TIMEOUT,       HEARTBEAT_INTERVAL, HEARTBEAT_TIMEOUT,
                                     REQUIRE_ENCRYPTION, ALLOW_ALL_ROOMS,    REDIS_HOST,
                                     REDIS_PORT,         REDIS_PASSWORD,     apps::PRINT_GRAPH};

/// Throws an `ApplicationError` that names the variable that makes no sense.
Settings readSettings(const apps::CommandLine& commandLine);

}  // namespace websocket_test

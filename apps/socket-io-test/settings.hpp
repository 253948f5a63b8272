#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "support/command_line.hpp"
#include "support/redis_settings.hpp"

namespace socket_io_test {

/// What can be set. The command line comes before the environment.
struct Settings {
  std::optional<std::string> host{};  ///< else the framework asks the environment
  std::optional<std::uint16_t> port{};
  std::string basePath = "/api";
  std::chrono::milliseconds authenticateTimeout{10000};
  std::chrono::milliseconds pingInterval{30000};  ///< of the event `ping`
  bool allowAllRooms = false;
  std::optional<apps::RedisSettings> redis{};  ///< else the broker is embedded
};

inline constexpr apps::Setting AUTHENTICATE_TIMEOUT{
    .option = "--authenticate-timeout",
    .variables = {"APP_ENV_SOCKETIO_AUTHENTICATE_TIMEOUT"},
    .kind = apps::SettingKind::MILLISECONDS,
    .description = "time that a client has to authenticate (10000)"};
inline constexpr apps::Setting PING_INTERVAL{
    .option = "--ping-interval",
    .variables = {"APP_ENV_SOCKETIO_PING_INTERVAL"},
    .kind = apps::SettingKind::MILLISECONDS,
    .description = "time between two events `ping` to a client (30000)"};
inline constexpr apps::Setting ALLOW_ALL_ROOMS{
    .option = "--allow-all-rooms",
    .variables = {"APP_ENV_SOCKETIO_ALLOW_ALL_ROOMS"},
    .kind = apps::SettingKind::FLAG,
    .description = "let clients join any room, not only `public-...`"};
inline constexpr apps::Setting REDIS_HOST{
    .option = "--redis-host",
    .variables = {"APP_ENV_REDIS_SOCKETIO_HOST", "APP_ENV_REDIS_HOST", "REDIS_HOST"},
    .kind = apps::SettingKind::TEXT,
    .description = "a Redis server (else the broker is embedded)"};
inline constexpr apps::Setting REDIS_PORT{
    .option = "--redis-port",
    .variables = {"APP_ENV_REDIS_SOCKETIO_PORT", "APP_ENV_REDIS_PORT", "REDIS_PORT"},
    .kind = apps::SettingKind::PORT,
    .description = "its port (6379)"};
inline constexpr apps::Setting REDIS_PASSWORD{
    .option = "--redis-password",
    .variables = {"APP_ENV_REDIS_SOCKETIO_PASSWORD", "APP_ENV_REDIS_PASSWORD", "REDIS_PASSWORD"},
    .kind = apps::SettingKind::TEXT,
    .description = "its password (none)"};

inline constexpr std::array SETTINGS{
    apps::HOST,      apps::PORT, apps::BASE_PATH, AUTHENTICATE_TIMEOUT, PING_INTERVAL,
    ALLOW_ALL_ROOMS, REDIS_HOST, REDIS_PORT,      REDIS_PASSWORD,       apps::PRINT_GRAPH};

/// Throws an `ApplicationError` that names the variable that makes no sense.
Settings readSettings(const apps::CommandLine& commandLine);

}  // namespace socket_io_test

#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include <ignis/di/binding_key.hpp>

#include "support/command_line.hpp"
#include "support/redis_settings.hpp"

namespace chat {

/// What can be set. The command line comes before the environment.
struct Settings {
  std::optional<std::string> host{};  ///< else the framework asks the environment
  std::optional<std::uint16_t> port{};
  std::chrono::milliseconds presenceTtl{15000};
  std::optional<apps::RedisSettings> redis{};  ///< else the broker is embedded
};

inline constexpr ignis::BindingKey<Settings> SETTINGS_KEY{"@chat/settings"};

inline constexpr apps::Setting PRESENCE_TTL{
    .option = "--presence-ttl",
    .variables = {"APP_ENV_CHAT_PRESENCE_TTL"},
    .kind = apps::SettingKind::MILLISECONDS,
    .description = "after which a process that is silent has gone (15000)"};
inline constexpr apps::Setting REDIS_HOST{
    .option = "--redis-host",
    .variables = {"APP_ENV_REDIS_HOST", "REDIS_HOST"},
    .kind = apps::SettingKind::TEXT,
    .description = "a Redis server, for several processes (else the broker is embedded)"};
inline constexpr apps::Setting REDIS_PORT{.option = "--redis-port",
                                          .variables = {"APP_ENV_REDIS_PORT", "REDIS_PORT"},
                                          .kind = apps::SettingKind::PORT,
                                          .description = "its port (6379)"};
inline constexpr apps::Setting REDIS_PASSWORD{
    .option = "--redis-password",
    .variables = {"APP_ENV_REDIS_PASSWORD", "REDIS_PASSWORD"},
    .kind = apps::SettingKind::TEXT,
    .description = "its password (none)"};

inline constexpr std::array SETTINGS{apps::HOST, apps::PORT, apps::PRINT_GRAPH, PRESENCE_TTL,
                                     REDIS_HOST, REDIS_PORT, REDIS_PASSWORD};

/// Throws an `ApplicationError` that names the variable that makes no sense.
Settings readSettings(const apps::CommandLine& commandLine);

}  // namespace chat

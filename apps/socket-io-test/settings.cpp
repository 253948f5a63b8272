#include "settings.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <stdexcept>

#include <fmt/format.h>

#include <ignis/di/application_error.hpp>
#include <ignis/helpers/common/parse.hpp>
#include <ignis/helpers/env/environment.hpp>

namespace socket_io_test {

using ignis::getError;
using ignis::parseUnsigned;

namespace {

enum class Kind { TEXT, PORT, MILLISECONDS, FLAG };

/// A setting by all its names; the first variable that is not empty counts.
struct Setting {
  std::string_view option;
  std::array<const char*, 3> variables;
  Kind kind;
  std::string_view description;
};

constexpr Setting HOST{.option = "--host",
                       .variables = {"APP_ENV_SERVER_HOST", "HOST"},
                       .kind = Kind::TEXT,
                       .description = "address to listen on (localhost)"};
constexpr Setting PORT{.option = "--port",
                       .variables = {"APP_ENV_SERVER_PORT", "PORT"},
                       .kind = Kind::PORT,
                       .description = "port to listen on, 0 for any free one (3000)"};
constexpr Setting BASE_PATH{.option = "--base-path",
                            .variables = {"APP_ENV_SERVER_BASE_PATH", nullptr},
                            .kind = Kind::TEXT,
                            .description = "where the REST routes are mounted (/api)"};
constexpr Setting AUTHENTICATE_TIMEOUT{
    .option = "--authenticate-timeout",
    .variables = {"APP_ENV_SOCKETIO_AUTHENTICATE_TIMEOUT", nullptr},
    .kind = Kind::MILLISECONDS,
    .description = "time that a client has to authenticate (10000)"};
constexpr Setting PING_INTERVAL{
    .option = "--ping-interval",
    .variables = {"APP_ENV_SOCKETIO_PING_INTERVAL", nullptr},
    .kind = Kind::MILLISECONDS,
    .description = "time between two events `ping` to a client (30000)"};
constexpr Setting ALLOW_ALL_ROOMS{
    .option = "--allow-all-rooms",
    .variables = {"APP_ENV_SOCKETIO_ALLOW_ALL_ROOMS", nullptr},
    .kind = Kind::FLAG,
    .description = "let clients join any room, not only `public-...`"};
constexpr Setting REDIS_HOST{
    .option = "--redis-host",
    .variables = {"APP_ENV_REDIS_SOCKETIO_HOST", "APP_ENV_REDIS_HOST", "REDIS_HOST"},
    .kind = Kind::TEXT,
    .description = "a Redis server (else the broker is embedded)"};
constexpr Setting REDIS_PORT{
    .option = "--redis-port",
    .variables = {"APP_ENV_REDIS_SOCKETIO_PORT", "APP_ENV_REDIS_PORT", "REDIS_PORT"},
    .kind = Kind::PORT,
    .description = "its port (6379)"};
constexpr Setting REDIS_PASSWORD{
    .option = "--redis-password",
    .variables = {"APP_ENV_REDIS_SOCKETIO_PASSWORD", "APP_ENV_REDIS_PASSWORD", "REDIS_PASSWORD"},
    .kind = Kind::TEXT,
    .description = "its password (none)"};

constexpr std::array SETTINGS{
    HOST,       PORT,       BASE_PATH,     AUTHENTICATE_TIMEOUT, PING_INTERVAL, ALLOW_ALL_ROOMS,
    REDIS_HOST, REDIS_PORT, REDIS_PASSWORD};

struct Value {
  std::string name;  ///< of the option or the variable that it comes from
  std::string text;
};

std::string_view placeholderOf(Kind kind) {
  switch (kind) {
    case Kind::TEXT:
      return " <text>";
    case Kind::PORT:
      return " <port>";
    case Kind::MILLISECONDS:
      return " <ms>";
    case Kind::FLAG:
      break;
  }
  return "";
}

/// What makes the text no value of its kind, or nothing.
std::string_view cureOf(Kind kind, std::string_view text) {
  switch (kind) {
    case Kind::PORT:
      return parseUnsigned<std::uint16_t>(text) ? "" : "a port number from 0 to 65535";
    case Kind::MILLISECONDS: {
      const auto milliseconds = parseUnsigned<std::uint32_t>(text);
      return milliseconds && *milliseconds > 0 ? "" : "milliseconds from 1 to 4294967295";
    }
    case Kind::TEXT:
      return text.empty() ? "some text" : "";
    case Kind::FLAG:
      break;
  }
  return "";
}

std::string describeInvalid(const Value& value, std::string_view cure) {
  return fmt::format("Invalid value | setting: {} | value: {} | cure: {}", value.name, value.text,
                     cure);
}

/// What has been set, checked; nothing when it has not been.
std::optional<Value> find(const CommandLine& commandLine, const Setting& setting) {
  const auto given = commandLine.values.find(setting.option);
  if (given != commandLine.values.end()) {
    return Value{.name = given->first, .text = given->second};
  }
  for (const char* const variable : setting.variables) {
    Value value{.name = variable == nullptr ? "" : variable,
                .text = variable == nullptr ? "" : ignis::Environment::variable(variable)};
    if (value.text.empty()) {
      continue;
    }
    const std::string_view cure = cureOf(setting.kind, value.text);
    if (!cure.empty()) {
      throw getError({.message = describeInvalid(value, cure), .statusCode = 500});
    }
    return value;
  }
  return std::nullopt;
}

std::chrono::milliseconds toMilliseconds(const Value& value) {
  return std::chrono::milliseconds(parseUnsigned<std::uint32_t>(value.text).value_or(0));
}

}  // namespace

CommandLine parseCommandLine(int argc, const char* const* argv) {
  CommandLine commandLine;
  for (int index = 1; index < argc; ++index) {
    const std::string_view argument = argv[index];
    if (argument == "--help" || argument == "-h") {
      commandLine.isHelpAsked = true;
      continue;
    }
    const std::size_t equals = argument.find('=');
    const std::string_view option = argument.substr(0, equals);
    const auto* const setting = std::ranges::find(SETTINGS, option, &Setting::option);
    if (setting == SETTINGS.end()) {
      throw std::invalid_argument(
          fmt::format("Unknown option | option: {} | cure: --help lists the options", argument));
    }
    Value value{.name = std::string(option), .text = "true"};
    if (equals != std::string_view::npos) {
      value.text = argument.substr(equals + 1);
    } else if (setting->kind != Kind::FLAG) {
      if (index + 1 == argc) {
        throw std::invalid_argument(fmt::format("Missing value | option: {} | cure: {}{}", option,
                                                option, placeholderOf(setting->kind)));
      }
      value.text = argv[++index];
    }
    const std::string_view cure = cureOf(setting->kind, value.text);
    if (!cure.empty()) {
      throw std::invalid_argument(describeInvalid(value, cure));
    }
    commandLine.values.insert_or_assign(value.name, value.text);
  }
  return commandLine;
}

std::string helpText() {
  std::string text =
      "socket-io-test: REST and Socket.IO on one port\n\n"
      "Options, and the variables that stand for them:\n";
  for (const Setting& setting : SETTINGS) {
    text += fmt::format("  {:<30} {}\n",
                        fmt::format("{}{}", setting.option, placeholderOf(setting.kind)),
                        setting.description);
    for (const char* const variable : setting.variables) {
      if (variable != nullptr) {
        text += fmt::format("  {:<30} {}\n", "", variable);
      }
    }
  }
  return text + "  --help                         this text";
}

Settings readSettings(const CommandLine& commandLine) {
  Settings settings;
  if (const auto host = find(commandLine, HOST)) {
    settings.host = host->text;
  }
  if (const auto port = find(commandLine, PORT)) {
    settings.port = parseUnsigned<std::uint16_t>(port->text);
  }
  if (const auto basePath = find(commandLine, BASE_PATH)) {
    settings.basePath = basePath->text;
  }
  if (const auto timeout = find(commandLine, AUTHENTICATE_TIMEOUT)) {
    settings.authenticateTimeout = toMilliseconds(*timeout);
  }
  if (const auto interval = find(commandLine, PING_INTERVAL)) {
    settings.pingInterval = toMilliseconds(*interval);
  }
  if (const auto allowAll = find(commandLine, ALLOW_ALL_ROOMS)) {
    settings.allowAllRooms = ignis::toBoolean(allowAll->text);
  }
  if (const auto redisHost = find(commandLine, REDIS_HOST)) {
    settings.redis = RedisSettings{.host = redisHost->text};
    if (const auto redisPort = find(commandLine, REDIS_PORT)) {
      settings.redis->port = parseUnsigned<std::uint16_t>(redisPort->text).value_or(0);
    }
    if (const auto password = find(commandLine, REDIS_PASSWORD)) {
      settings.redis->password = password->text;
    }
  }
  return settings;
}

}  // namespace socket_io_test

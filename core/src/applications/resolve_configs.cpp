#include "applications/resolve_configs.hpp"

#include <initializer_list>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/common/parse.hpp"
#include "ignis/helpers/env/environment.hpp"

namespace ignis {

namespace {

struct Variable {
  const char* key;
  std::string value;
};

std::optional<Variable> firstSet(std::initializer_list<const char*> keys) {
  for (const char* key : keys) {
    std::string value = Environment::variable(key);
    if (!value.empty()) {
      return Variable{.key = key, .value = std::move(value)};
    }
  }
  return std::nullopt;
}

std::uint16_t toPort(const Variable& variable) {
  const auto port = parseUnsigned<std::uint16_t>(variable.value);
  if (!port) {
    throw getError({.message = fmt::format(
                        "[resolveConfigs] Invalid environment value | key: {} | value: {} | "
                        "cure: a port number from 0 (any free one) to 65535",
                        variable.key, variable.value),
                    .statusCode = 500});
  }
  return *port;
}

}  // namespace

ApplicationConfigs resolveConfigs(ApplicationConfigs config) {
  if (!config.host || config.host->empty()) {
    const auto host = firstSet({"APP_ENV_SERVER_HOST", "HOST"});
    config.host = host ? host->value : "localhost";
  }
  if (!config.port) {
    const auto port = firstSet({"APP_ENV_SERVER_PORT", "PORT"});
    config.port = port ? toPort(*port) : std::uint16_t{3000};
  }
  if (!config.path.base.starts_with('/')) {
    config.path.base.insert(0, 1, '/');
  }
  if (config.threads == 0) {
    throw getError(
        {.message = "[resolveConfigs] Invalid configuration | threads: 0 | cure: at least 1",
         .statusCode = 500});
  }
  return config;
}

}  // namespace ignis

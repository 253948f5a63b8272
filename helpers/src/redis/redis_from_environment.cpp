#include "ignis/helpers/redis/redis_from_environment.hpp"

#include <concepts>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/common/parse.hpp"
#include "ignis/helpers/env/environment.hpp"
#include "ignis/helpers/redis/memory_redis_helper.hpp"
#include "ignis/helpers/redis/redis_helper.hpp"

namespace ignis {

namespace {

struct Variable {
  std::string name;
  std::string text;  ///< empty when it is unset
};

Variable variableOf(const char* name) {
  std::string prefixed = std::string("APP_ENV_") + name;
  std::string text = Environment::variable(prefixed.c_str());
  if (!text.empty()) {
    return {.name = std::move(prefixed), .text = std::move(text)};
  }
  return {.name = name, .text = Environment::variable(name)};
}

template <std::unsigned_integral T>
void readNumber(const char* name, T& number) {
  const Variable variable = variableOf(name);
  if (variable.text.empty()) {
    return;
  }
  const auto parsed = parseUnsigned<T>(variable.text);
  if (!parsed) {
    throw getError({.message = fmt::format("[redisFromEnvironment] Invalid number | variable: {} | "
                                           "value: {} | cure: an integer, at least 0",
                                           variable.name, variable.text),
                    .statusCode = 500});
  }
  number = *parsed;
}

std::optional<RedisHelperOptions> optionsOf(std::string name) {
  if (const Variable url = variableOf("REDIS_URL"); !url.text.empty()) {
    return parseRedisUrl(url.text, std::move(name));
  }
  const Variable host = variableOf("REDIS_HOST");
  if (host.text.empty()) {
    return std::nullopt;
  }
  RedisHelperOptions options{.name = std::move(name), .host = host.text};
  readNumber("REDIS_PORT", options.port);
  readNumber("REDIS_DB", options.database);
  options.user = variableOf("REDIS_USER").text;
  options.password = variableOf("REDIS_PASSWORD").text;
  return options;
}

}  // namespace

std::shared_ptr<DefaultRedisHelper> redisFromEnvironment(std::string name) {
  if (std::optional<RedisHelperOptions> options = optionsOf(name)) {
    auto helper = std::make_shared<RedisHelper>(*options);
    helper->getLogger().info("[redisFromEnvironment] Using a Redis server | address: {}:{}",
                             options->host, options->port);
    return helper;
  }
  return std::make_shared<MemoryRedisHelper>(MemoryRedisHelperOptions{.name = std::move(name)});
}

}  // namespace ignis

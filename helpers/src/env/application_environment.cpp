#include "ignis/helpers/env/application_environment.hpp"

#include <unistd.h>

#include <charconv>
#include <cmath>
#include <mutex>

#include <fmt/format.h>

#include "ignis/helpers/common/ascii.hpp"
#include "ignis/helpers/env/environment.hpp"
#include "ignis/helpers/error/error.hpp"
#include "ignis/helpers/logger/redactor.hpp"

namespace ignis {

namespace {

std::map<std::string, std::string> processEnvironment() {
  std::map<std::string, std::string> envs;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) continue;
    envs.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return envs;
}

}  // namespace

ApplicationEnvironment::ApplicationEnvironment(ApplicationEnvironmentOptions options)
    : prefix_(std::move(options.prefix)) {
  for (auto& [key, value] : options.envs) {
    if (key.starts_with(prefix_)) envs_.emplace(key, std::move(value));
  }
}

std::optional<std::string> ApplicationEnvironment::get(std::string_view key) const {
  const std::shared_lock lock(mutex_);
  const auto found = envs_.find(key);
  if (found == envs_.end()) return std::nullopt;
  return found->second;
}

void ApplicationEnvironment::set(std::string key, std::string value) {
  const std::unique_lock lock(mutex_);
  envs_.insert_or_assign(std::move(key), std::move(value));
}

std::vector<std::string> ApplicationEnvironment::keys() const {
  const std::shared_lock lock(mutex_);
  std::vector<std::string> result;
  result.reserve(envs_.size());
  for (const auto& [key, value] : envs_) result.push_back(key);
  return result;
}

bool ApplicationEnvironment::isDevelopment() const {
  return Environment::variable("NODE_ENV") == Environment::DEVELOPMENT;
}

bool ApplicationEnvironment::toBool(std::string_view key, const std::string& value) {
  for (const std::string_view name : {"true", "1", "yes", "on"}) {
    if (ascii::iequals(value, name)) return true;
  }
  for (const std::string_view name : {"false", "0", "no", "off"}) {
    if (ascii::iequals(value, name)) return false;
  }
  invalid("boolean", key, value);
}

double ApplicationEnvironment::toDouble(std::string_view key, const std::string& value) {
  double number = 0;
  const char* const end = value.data() + value.size();
  const auto [stop, error] = std::from_chars(value.data(), end, number);
  if (error != std::errc{} || stop != end || !std::isfinite(number)) invalid("number", key, value);
  return number;
}

void ApplicationEnvironment::invalid(std::string_view what, std::string_view key,
                                     const std::string& value) {
  throw getError({.message = fmt::format("[ApplicationEnvironment][get] Invalid {} | key: {} | "
                                         "value: {}",
                                         what, key, redactHeader(key, value))});
}

ApplicationEnvironment& applicationEnvironment() {
  static ApplicationEnvironment environment([] {
    std::string prefix = Environment::variable("APPLICATION_ENV_PREFIX");
    if (prefix.empty()) prefix = "APP_ENV";
    return ApplicationEnvironmentOptions{.prefix = std::move(prefix), .envs = processEnvironment()};
  }());
  return environment;
}

}  // namespace ignis

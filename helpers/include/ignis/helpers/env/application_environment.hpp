#pragma once

#include <concepts>
#include <map>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "ignis/helpers/common/parse.hpp"

namespace ignis {

struct ApplicationEnvironmentOptions {
  std::string prefix;
  std::map<std::string, std::string> envs{};
};

/// The variables of the environment whose names begin with a prefix, as they were when this was
/// made. Safe to use from any thread.
class ApplicationEnvironment {
 public:
  explicit ApplicationEnvironment(ApplicationEnvironmentOptions options);

  ApplicationEnvironment(const ApplicationEnvironment&) = delete;
  ApplicationEnvironment& operator=(const ApplicationEnvironment&) = delete;

  const std::string& prefix() const noexcept { return prefix_; }

  /// The value of the full name, prefix included.
  std::optional<std::string> get(std::string_view key) const;

  /// The value as a boolean (true/false, 1/0, yes/no, on/off), an integer or a floating-point
  /// number. A value that is none, or does not fit, throws; an empty one counts as absent.
  template <class T>
  std::optional<T> get(std::string_view key) const {
    std::optional<std::string> value = get(key);
    if constexpr (std::same_as<T, std::string>) {
      return value;
    } else {
      if (!value || value->empty()) return std::nullopt;
      return convert<T>(key, *value);
    }
  }

  template <class T>
  T get(std::string_view key, T fallback) const {
    return get<T>(key).value_or(std::move(fallback));
  }

  /// Sets any name, in memory only.
  void set(std::string key, std::string value);

  std::vector<std::string> keys() const;

  /// Whether `NODE_ENV` is `development`; false when it is unset.
  bool isDevelopment() const;

 private:
  template <class T>
  static T convert(std::string_view key, const std::string& value) {
    static_assert(std::is_arithmetic_v<T>, "get<T> converts to bool, numbers and std::string only");
    if constexpr (std::same_as<T, bool>) {
      return toBool(key, value);
    } else if constexpr (std::integral<T>) {
      const std::optional<T> number = parseInteger<T>(value);
      if (!number) invalid("integer", key, value);
      return *number;
    } else {
      return static_cast<T>(toDouble(key, value));
    }
  }

  static bool toBool(std::string_view key, const std::string& value);
  static double toDouble(std::string_view key, const std::string& value);
  [[noreturn]] static void invalid(std::string_view what, std::string_view key,
                                   const std::string& value);

  std::string prefix_;
  mutable std::shared_mutex mutex_;
  std::map<std::string, std::string, std::less<>> envs_;
};

/// The environment of the process: prefix `APPLICATION_ENV_PREFIX` or `APP_ENV`, read at the first
/// call. Load `.env` files before that.
ApplicationEnvironment& applicationEnvironment();

}  // namespace ignis

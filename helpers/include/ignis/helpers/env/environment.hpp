#pragma once

#include <array>
#include <string>
#include <string_view>

namespace ignis {

/// The names that `NODE_ENV` usually has.
struct Environment {
  static constexpr std::string_view LOCAL = "local";
  static constexpr std::string_view DEBUG = "debug";
  static constexpr std::string_view DEVELOPMENT = "development";
  static constexpr std::string_view ALPHA = "alpha";
  static constexpr std::string_view BETA = "beta";
  static constexpr std::string_view STAGING = "staging";
  static constexpr std::string_view PRODUCTION = "production";

  static constexpr std::array<std::string_view, 7> COMMON_ENVS{LOCAL, DEBUG,   DEVELOPMENT, ALPHA,
                                                               BETA,  STAGING, PRODUCTION};

  static constexpr bool isCommon(std::string_view name) {
    for (const std::string_view env : COMMON_ENVS) {
      if (env == name) return true;
    }
    return false;
  }

  /// `NODE_ENV`, or `development` when it is unset or empty.
  static std::string current();

  static bool is(std::string_view name) { return current() == name; }

  /// A variable of the process, empty when it is unset. Like every reader of the environment, not
  /// to be called while another thread changes it (`loadDotEnv`, `setenv`).
  static std::string variable(const char* name);
};

}  // namespace ignis

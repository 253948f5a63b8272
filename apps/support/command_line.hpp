#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace apps {

enum class SettingKind { TEXT, PORT, MILLISECONDS, FLAG };

/// A setting by all its names; the first variable that is not empty counts.
struct Setting {
  std::string_view option;
  std::array<const char*, 3> variables;
  SettingKind kind;
  std::string_view description;
};

inline constexpr Setting HOST{.option = "--host",
                              .variables = {"APP_ENV_SERVER_HOST", "HOST"},
                              .kind = SettingKind::TEXT,
                              .description = "address to listen on (localhost)"};
inline constexpr Setting PORT{.option = "--port",
                              .variables = {"APP_ENV_SERVER_PORT", "PORT"},
                              .kind = SettingKind::PORT,
                              .description = "port to listen on, 0 for any free one (3000)"};
inline constexpr Setting BASE_PATH{.option = "--base-path",
                                   .variables = {"APP_ENV_SERVER_BASE_PATH"},
                                   .kind = SettingKind::TEXT,
                                   .description = "where the REST routes are mounted (/api)"};

/// What the command line says. It comes before the environment.
struct CommandLine {
  std::map<std::string, std::string, std::less<>> values{};  ///< by option: `--port`
};

struct Program {
  std::string_view title;  ///< of the text that `--help` prints
  std::span<const Setting> settings;
};

/// Runs a program whose only arguments are settings; returns its exit code. `--help` prints them,
/// and what is wrong with the command line is one line on standard error and exit code 2.
int runWithCommandLine(const Program& program, int argc, const char* const* argv,
                       const std::function<int(const CommandLine&)>& run);

// What has been set; nothing when it has not been. Throws an `ApplicationError` that names the
// variable that makes no sense.

std::optional<std::string> textOf(const CommandLine& commandLine, const Setting& setting);
std::optional<std::uint16_t> portOf(const CommandLine& commandLine, const Setting& setting);
std::optional<std::chrono::milliseconds> millisecondsOf(const CommandLine& commandLine,
                                                        const Setting& setting);
std::optional<bool> flagOf(const CommandLine& commandLine, const Setting& setting);

}  // namespace apps

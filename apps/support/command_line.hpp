#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace apps {

enum class SettingKind {
  TEXT,
  PORT,
  MILLISECONDS,
  FLAG,
  TEXTS,  ///< may be given again
  WORDS   ///< and all that follows up to the next option
};

/// A setting by all its names; the first variable that is not empty counts.
struct Setting {
  std::string_view option;
  std::array<const char*, 3> variables{};
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
/// `ignis::run` looks for it itself; here it is a setting so that it is no unknown one.
inline constexpr Setting PRINT_GRAPH{
    .option = "--print-graph",
    .kind = SettingKind::FLAG,
    .description = "print the bindings as Graphviz DOT, serve nothing"};

/// What the command line says. It comes before the environment.
struct CommandLine {
  std::map<std::string, std::string, std::less<>> values{};              ///< by option: `--port`
  std::map<std::string, std::vector<std::string>, std::less<>> lists{};  ///< of several values
  std::vector<std::string> operands{};  ///< what belongs to no option
};

struct Program {
  std::string_view title;  ///< of the text that `--help` prints
  std::span<const Setting> settings;
  bool takesOperands = false;
};

/// What is wrong with a command line, with its cure, as one line.
class UsageError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// Runs a program; returns its exit code. `--help` prints its settings, and what is wrong with the
/// command line, which `run` may find too, is one line on standard error and exit code 2.
int runWithCommandLine(const Program& program, int argc, const char* const* argv,
                       const std::function<int(const CommandLine&)>& run);

// What has been set; nothing when it has not been. Throws an `ApplicationError` that names the
// variable that makes no sense.

std::optional<std::string> textOf(const CommandLine& commandLine, const Setting& setting);
std::optional<std::uint16_t> portOf(const CommandLine& commandLine, const Setting& setting);
std::optional<std::chrono::milliseconds> millisecondsOf(const CommandLine& commandLine,
                                                        const Setting& setting);
std::optional<bool> flagOf(const CommandLine& commandLine, const Setting& setting);
/// Of the command line only.
std::vector<std::string> textsOf(const CommandLine& commandLine, const Setting& setting);

}  // namespace apps

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace socket_io_test {

/// What can be set. The command line comes before the environment.
struct RedisSettings {
  std::string host;
  std::uint16_t port = 6379;
  std::string password{};
};

struct Settings {
  std::optional<std::string> host{};  ///< else the framework asks the environment
  std::optional<std::uint16_t> port{};
  std::string basePath = "/api";
  std::chrono::milliseconds authenticateTimeout{10000};
  std::chrono::milliseconds pingInterval{30000};  ///< of the event `ping`
  bool allowAllRooms = false;
  std::optional<RedisSettings> redis{};  ///< else the broker is embedded
};

struct CommandLine {
  bool isHelpAsked = false;
  std::map<std::string, std::string, std::less<>> values{};  ///< by option: `--port`
};

/// Throws what is wrong with the command line, with its cure, as one line.
CommandLine parseCommandLine(int argc, const char* const* argv);
std::string helpText();

/// Throws an `ApplicationError` that names the variable that makes no sense.
Settings readSettings(const CommandLine& commandLine);

}  // namespace socket_io_test

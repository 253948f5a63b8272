#include "command_line.hpp"

#include <cstddef>
#include <stdexcept>
#include <string_view>

#include <fmt/format.h>

#include <ignis/helpers/common/parse.hpp>

namespace conformance {

namespace {

constexpr std::size_t MAX_THREADS = 64;

[[noreturn]] void refuse(std::string_view what, std::string_view cure) {
  throw std::invalid_argument(fmt::format("{} | cure: {}", what, cure));
}

Profile toProfile(std::string_view name) {
  if (name == "protocol") {
    return Profile::PROTOCOL;
  }
  if (name == "client") {
    return Profile::CLIENT;
  }
  refuse(fmt::format("Unknown profile | value: {}", name), "--profile protocol|client");
}

std::uint16_t toPort(std::string_view text) {
  const auto port = ignis::parseUnsigned<std::uint16_t>(text);
  if (!port) {
    refuse(fmt::format("Invalid port | value: {}", text), "a port number from 0 to 65535");
  }
  return *port;
}

std::size_t toThreads(std::string_view text) {
  const auto threads = ignis::parseUnsigned<std::size_t>(text);
  if (!threads || *threads == 0 || *threads > MAX_THREADS) {
    refuse(fmt::format("Invalid number of threads | value: {}", text),
           fmt::format("a number from 1 to {}", MAX_THREADS));
  }
  return *threads;
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
    if (argument == "--print-graph") {
      continue;  // ignis::run looks for it itself
    }
    const std::size_t equals = argument.find('=');
    const std::string_view option = argument.substr(0, equals);
    if (option != "--profile" && option != "--port" && option != "--threads") {
      refuse(fmt::format("Unknown option | option: {}", argument), "--help lists the options");
    }
    std::string_view value;
    if (equals != std::string_view::npos) {
      value = argument.substr(equals + 1);
    } else if (index + 1 < argc) {
      value = argv[++index];
    } else {
      refuse(fmt::format("Missing value | option: {}", option), "--help lists the options");
    }
    if (option == "--profile") {
      commandLine.profile = toProfile(value);
    } else if (option == "--port") {
      commandLine.port = toPort(value);
    } else {
      commandLine.threads = toThreads(value);
    }
  }
  return commandLine;
}

}  // namespace conformance

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "profiles.hpp"

namespace conformance {

struct CommandLine {
  bool isHelpAsked = false;
  Profile profile = Profile::PROTOCOL;
  std::optional<std::uint16_t> port{};  ///< else the framework asks the environment
  std::size_t threads = 1;
};

inline constexpr const char* HELP =
    "conformance: a server for the test suites of others\n\n"
    "Options:\n"
    "  --profile protocol|client  what it does (protocol)\n"
    "  --port <port>              0 for any free one (PORT, 3000)\n"
    "  --threads <number>         of event loops (1)\n"
    "  --print-graph              print the bindings as Graphviz DOT, serve nothing\n"
    "  --help                     this text";

/// Throws what is wrong with the command line, with its cure, as one line.
CommandLine parseCommandLine(int argc, const char* const* argv);

}  // namespace conformance

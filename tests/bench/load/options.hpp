#pragma once

#include <cstddef>
#include <string>

#include "connection.hpp"

namespace ignis::bench {

struct Options {
  std::string mode;
  std::string path = "/";
  std::string host = "localhost";
  int port = 0;
  int publisherPort = 0;  ///< where the first connection goes instead, unless 0
  int pid = 0;
  std::size_t connections = 64;
  std::size_t depth = 1;
  double seconds = 2;
};

/// Throws when there is an argument that is none.
Options parseArguments(int count, char** arguments);

/// What the connections do in this mode.
Workload makeWorkload(const Options& options);

}  // namespace ignis::bench

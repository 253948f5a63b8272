#pragma once

#include <cstddef>
#include <string>

namespace ignis::bench {

struct Options {
  std::string mode;
  std::string protocol = "socket-io";  ///< what is spoken over WebSocket
  std::string path = "/";
  std::string host = "localhost";
  int port = 0;
  int publisherPort = 0;  ///< where the first connection goes instead, unless 0
  int pid = 0;
  std::size_t connections = 64;
  std::size_t depth = 1;
  std::size_t size = 128;       ///< bytes of a frame's payload
  std::size_t slowReaders = 0;  ///< connections that never read
  double seconds = 2;
};

/// Throws when there is an argument that is none.
Options parseArguments(int count, char** arguments);

}  // namespace ignis::bench

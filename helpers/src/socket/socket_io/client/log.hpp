#pragma once

#include "ignis/helpers/logger/logger_factory.hpp"

namespace ignis::socket_io::client {

inline Logger& logger() {
  static Logger& instance = LoggerFactory::getLogger({"SocketIOClient"});
  return instance;
}

}  // namespace ignis::socket_io::client

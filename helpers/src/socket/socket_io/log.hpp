#pragma once

#include "ignis/helpers/logger/logger_factory.hpp"

namespace ignis::socket_io {

inline Logger& logger() {
  static Logger& instance = LoggerFactory::getLogger({"SocketIOServer"});
  return instance;
}

}  // namespace ignis::socket_io

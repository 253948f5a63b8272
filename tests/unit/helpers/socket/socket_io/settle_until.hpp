#pragma once

#include <chrono>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "support/socket_io_server.hpp"

namespace ignis::test {

/// Gives the loops turns until `isDone`; throws when that takes for ever.
inline void settleUntil(SocketIOServerThread& server, const std::function<bool()>& isDone) {
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!isDone()) {
    if (std::chrono::steady_clock::now() > limit) {
      throw std::runtime_error("it does not happen");
    }
    server.settle();
  }
}

/// Asks to join a namespace and gives the answer.
inline std::string joinNamespace(SocketIOClient& client, std::string_view nsp,
                                 std::string_view auth = {}) {
  client.send("40" + std::string(nsp) + "," + std::string(auth));
  return client.receive();
}

inline bool isJoined(std::string_view answer, std::string_view nsp) {
  return answer.starts_with("40" + std::string(nsp) + ",{\"sid\":\"");
}

inline std::string invalidNamespace(std::string_view nsp) {
  return "44" + std::string(nsp) + R"(,{"message":"Invalid namespace"})";
}

}  // namespace ignis::test

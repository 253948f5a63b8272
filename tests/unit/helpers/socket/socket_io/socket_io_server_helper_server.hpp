#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "ignis/helpers/socket/socket_io/server.hpp"
#include "ignis/helpers/socket/socket_io/socket.hpp"
#include "ignis/helpers/socket/socket_io/socket_io_server_helper.hpp"
#include "support/helper_server_thread.hpp"

namespace ignis::test {

/// A `SocketIOServerHelper` on a server with threads of its own.
class HelperServer : public HelperServerThread<SocketIOServerHelper, SocketIOServerHelperOptions> {
 public:
  /// `change` adapts the options, which accept everybody.
  explicit HelperServer(const Change& change = {}, std::size_t threads = 1)
      : HelperServerThread({.identifier = "TEST_SERVER",
                            .server = nullptr,
                            .serverOptions = {.path = "/io"},
                            .redisConnection = nullptr,
                            .authenticateFn = [](const socket_io::Handshake&) { return true; }},
                           change, threads) {}

  std::vector<std::string> roomsOf(const std::string& id) {
    return onLoop([&] {
      const auto client = helper().getClients({.id = id});
      const auto socket = client ? client->socket.lock() : nullptr;
      return socket ? socket->rooms() : std::vector<std::string>();
    });
  }
};

}  // namespace ignis::test

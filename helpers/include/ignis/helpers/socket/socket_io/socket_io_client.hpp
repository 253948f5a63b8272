#pragma once

#include <memory>
#include <string>

#include "ignis/helpers/socket/socket_io/socket_io_client_states.hpp"

namespace ignis {

namespace socket_io {
class Socket;
}

/// A client of a `SocketIOServerHelper` as it was when somebody asked.
struct SocketIOClient {
  std::string id;
  /// Lock it on the loop of the socket only; from elsewhere a client is reached by its id.
  std::weak_ptr<socket_io::Socket> socket;
  SocketIOClientState state = SocketIOClientState::UNAUTHORIZED;
};

}  // namespace ignis

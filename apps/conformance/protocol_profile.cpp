#include <chrono>

#include <ignis/helpers/json/json.hpp>
#include <ignis/helpers/socket/socket_io/server.hpp>
#include <ignis/helpers/socket/socket_io/socket.hpp>

#include "profiles.hpp"

namespace conformance {

using namespace ignis;
using socket_io::Socket;

socket_io::ServerOptions protocolOptions() {
  return {.pingInterval = std::chrono::milliseconds(300),
          .pingTimeout = std::chrono::milliseconds(200),
          .maxHttpBufferSize = 1'000'000};
}

void registerProtocolProfile(socket_io::Server& server) {
  for (const char* const name : {"/", "/custom"}) {
    server.of(name).on("connection",
                       [](Socket& socket) { socket.emit("auth", socket.handshake().auth()); });
  }
}

}  // namespace conformance

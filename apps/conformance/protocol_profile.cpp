#include <chrono>
#include <cstddef>
#include <string_view>

#include <ignis/helpers/json/json.hpp>
#include <ignis/helpers/json/json_arguments.hpp>
#include <ignis/helpers/socket/socket_io/ack.hpp>
#include <ignis/helpers/socket/socket_io/engine/engine_server.hpp>
#include <ignis/helpers/socket/socket_io/server.hpp>
#include <ignis/helpers/socket/socket_io/socket.hpp>

#include "profiles.hpp"

namespace conformance {

using namespace ignis;
using socket_io::Ack;
using socket_io::EngineSocket;
using socket_io::Socket;

namespace {

constexpr std::chrono::milliseconds PING_INTERVAL{300};
constexpr std::chrono::milliseconds PING_TIMEOUT{200};
constexpr std::size_t MAX_PAYLOAD = 1'000'000;

void registerEvents(Socket& socket) {
  socket.emit("auth", socket.handshake().auth());
  socket.on("message", [](Socket& from, const JsonArguments& arguments) {
    from.emit("message-back", arguments);
  });
  socket.on("message-with-ack", [](const JsonArguments& arguments, Ack ack) { ack(arguments); });
}

void sendBack(EngineSocket& socket) {
  socket.onMessage([&socket](bool isBinary, std::string_view data) {
    if (isBinary) {
      socket.sendBinary(data);
    } else {
      socket.send(data);
    }
  });
}

}  // namespace

socket_io::EngineOptions engineOptions() {
  return {
      .pingInterval = PING_INTERVAL, .pingTimeout = PING_TIMEOUT, .maxHttpBufferSize = MAX_PAYLOAD};
}

void registerEngineProfile(socket_io::EngineServer& server) { server.onConnection(sendBack); }

socket_io::ServerOptions protocolOptions() {
  return {.connectTimeout = std::chrono::milliseconds(1000),
          .pingInterval = PING_INTERVAL,
          .pingTimeout = PING_TIMEOUT,
          .maxHttpBufferSize = MAX_PAYLOAD};
}

void registerProtocolProfile(socket_io::Server& server) {
  for (const char* const name : {"/", "/custom"}) {
    server.of(name).on("connection", registerEvents);
  }
}

}  // namespace conformance

#include <chrono>
#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <ignis/helpers/json/json.hpp>
#include <ignis/helpers/json/json_arguments.hpp>
#include <ignis/helpers/network/event_loop.hpp>
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

/// Long enough for the CONNECT reply to be read before `auth` comes: a test that awaits one message
/// after the other loses the second when both arrive at once.
constexpr std::chrono::milliseconds AUTH_DELAY{20};

Task<void> handleConnection(Socket& socket) {
  const auto sendAuth = [isSent = std::make_shared<bool>(false)](Socket& to) {
    if (!std::exchange(*isSent, true)) {
      to.emit("auth", to.handshake().auth());
    }
  };
  socket.on("message", [sendAuth](Socket& from, const JsonArguments& arguments) {
    sendAuth(from);
    from.emit("message-back", arguments);
  });
  socket.on("message-with-ack", [sendAuth](Socket& from, const JsonArguments& arguments, Ack ack) {
    sendAuth(from);
    ack(arguments);
  });

  boost::asio::steady_timer timer(socket.loop().context(), AUTH_DELAY);
  co_await timer.async_wait(boost::asio::use_awaitable);
  sendAuth(socket);
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
    server.of(name).on("connection", handleConnection);
  }
}

}  // namespace conformance

#include <doctest/doctest.h>

#include <string>

#include "ignis/di/application_error.hpp"
#include "support/socket_io_server.hpp"

namespace ignis {
namespace {

using socket_io::ServerOptions;
using test::SocketIOServerThread;
using test::WebSocketClient;

constexpr const char* TARGET = "/socket.io/?EIO=4&transport=websocket";
constexpr const char* OFFER =
    "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";

std::string problemOf(const PerMessageDeflateOptions& deflate) {
  ServerOptions options;
  options.perMessageDeflate = deflate;
  try {
    const SocketIOServerThread server({}, options, 1);
    return "none";
  } catch (const ApplicationError& error) {
    return error.what();
  }
}

TEST_SUITE("helpers/socket/socket_io/perMessageDeflate") {
  TEST_CASE("the offer is answered if the option is set") {
    ServerOptions options;
    options.perMessageDeflate = PerMessageDeflateOptions{.serverMaxWindowBits = 12};
    const SocketIOServerThread compressing({}, options, 1);
    const SocketIOServerThread plain({}, {}, 1);

    const WebSocketClient first(compressing.port(), TARGET, OFFER);
    const WebSocketClient second(plain.port(), TARGET, OFFER);

    CHECK(first.head().find("server_max_window_bits=12\r\n") != std::string::npos);
    CHECK(second.isUpgraded());
    CHECK(second.head().find("permessage-deflate") == std::string::npos);
  }

  TEST_CASE("what zlib cannot do is refused when the server is made") {
    CHECK(problemOf({.serverMaxWindowBits = 9, .clientMaxWindowBits = 15}) == "none");
    CHECK(
        problemOf({.serverMaxWindowBits = 8}) ==
        "[Server] Invalid option | option: perMessageDeflate.serverMaxWindowBits | rule: 9 to 15");
    CHECK(
        problemOf({.clientMaxWindowBits = 16}) ==
        "[Server] Invalid option | option: perMessageDeflate.clientMaxWindowBits | rule: 8 to 15");
    CHECK(problemOf({.zlibDeflateOptions = {.memLevel = 0}}) ==
          "[Server] Invalid option | option: perMessageDeflate.zlibDeflateOptions.memLevel | rule: "
          "1 to 9");
    CHECK(problemOf({.zlibDeflateOptions = {.level = 10}}) ==
          "[Server] Invalid option | option: perMessageDeflate.zlibDeflateOptions.level | rule: -1 "
          "to 9");
  }
}

}  // namespace
}  // namespace ignis

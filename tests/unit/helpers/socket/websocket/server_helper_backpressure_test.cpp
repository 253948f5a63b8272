#include <doctest/doctest.h>

#include <cstddef>
#include <string>

#include "unit/helpers/socket/websocket/helper_server.hpp"

namespace ignis {
namespace {

using test::WebSocketEventClient;
using test::WebSocketHelperServer;

const std::string LARGE(64UL * 1024, 'x');

bool isBackpressured(WebSocketHelperServer& server, const std::string& id) {
  const auto client = server.helper().getClients({.id = id});
  return client && client->backpressured;
}

void sendLarge(WebSocketHelperServer& server, const std::string& id) {
  server.onLoop([&] {
    server.helper().sendToClient({.clientId = id, .event = "large", .data = LARGE});
    return 0;
  });
}

TEST_SUITE("websocket/WebSocketServerHelper: clients that do not read") {
  TEST_CASE("they are backpressured until they have read, and lose nothing") {
    WebSocketHelperServer server([](WebSocketServerHelperOptions& options) {
      options.serverOptions.backpressureLimit = 256UL * 1024;
      options.serverOptions.hardBackpressureLimit = 64UL * 1024 * 1024;
    });
    WebSocketEventClient client(server, Json::object());
    std::size_t sent = 0;
    while (!isBackpressured(server, client.id)) {
      sendLarge(server, client.id);
      ++sent;
    }
    for (std::size_t received = 0; received < sent; ++received) {
      CHECK(client.next() == R"({"event":"large","data":")" + LARGE + "\"}");
    }
    while (isBackpressured(server, client.id)) {
      server.settle();
    }
    client.sync();
  }

  TEST_CASE("they are closed past the hard limit, and the others do not notice") {
    WebSocketHelperServer server([](WebSocketServerHelperOptions& options) {
      options.serverOptions.backpressureLimit = 64UL * 1024;
      options.serverOptions.hardBackpressureLimit = 512UL * 1024;
    });
    WebSocketEventClient lazy(server, Json::object());
    WebSocketEventClient other(server, Json::object());
    while (server.helper().getClients({.id = lazy.id})) {
      server.onLoop([&] {
        server.helper().broadcast({.event = "large", .data = LARGE});
        return 0;
      });
      CHECK(other.next() == R"({"event":"large","data":")" + LARGE + "\"}");
    }
    CHECK(server.helper().getClientCount() == 1);
    other.sync();
  }

  TEST_CASE("they are closed at the first limit where that is asked for") {
    WebSocketHelperServer server([](WebSocketServerHelperOptions& options) {
      options.serverOptions.backpressureLimit = 64UL * 1024;
      options.serverOptions.closeOnBackpressureLimit = true;
    });
    WebSocketEventClient lazy(server, Json::object());
    std::size_t bytes = 0;
    while (server.helper().getClients({.id = lazy.id})) {
      sendLarge(server, lazy.id);
      bytes += LARGE.size();
      REQUIRE(bytes < 64UL * 1024 * 1024);
    }
  }
}

}  // namespace
}  // namespace ignis

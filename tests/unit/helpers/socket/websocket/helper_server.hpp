#pragma once

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include <boost/describe/class.hpp>

#include "ignis/helpers/json/json.hpp"
#include "ignis/helpers/socket/websocket/websocket_server_helper.hpp"
#include "support/helper_server_thread.hpp"
#include "support/websocket_client.hpp"

namespace ignis::test {

struct Credentials {
  std::optional<std::string> userId{};
  std::optional<std::string> token{};
};
BOOST_DESCRIBE_STRUCT(Credentials, (), (userId, token))

/// A `WebSocketServerHelper` on a server with threads of its own. Servers of one process form a
/// cluster.
class WebSocketHelperServer
    : public HelperServerThread<WebSocketServerHelper, WebSocketServerHelperOptions> {
 public:
  /// `change` adapts the options, which accept everybody as who they say they are.
  explicit WebSocketHelperServer(const Change& change = {}, std::size_t threads = 1)
      : HelperServerThread(
            {.identifier = "TEST_SERVER",
             .server = nullptr,
             .redisConnection = nullptr,
             .authenticateFn = [](const Json& data) -> std::optional<WebSocketAuthenticated> {
               const Json* const userId = data.isObject() ? data.find("userId") : nullptr;
               return WebSocketAuthenticated{.userId = userId == nullptr ? "" : userId->asString()};
             }},
            change, threads) {}

  /// Waits until so many clients are left.
  void waitForClients(std::size_t count) {
    while (helper().getClientCount() != count) {
      settle();
    }
  }
};

/// A client that speaks events.
class WebSocketEventClient {
 public:
  explicit WebSocketEventClient(WebSocketHelperServer& server, std::string_view path = "/ws")
      : socket(server.port(), path) {}
  /// Authenticates at once with this data.
  WebSocketEventClient(WebSocketHelperServer& server, const Json& data)
      : WebSocketEventClient(server) {
    authenticate(data);
  }

  void send(std::string_view text) { socket.sendText(text); }
  void emit(std::string_view event, const Json& data) {
    send(Json::object({{"event", std::string(event)}, {"data", data}}).dump());
  }
  void authenticate(const Json& data = Json::object()) {
    emit("authenticate", data);
    connected = parseJson<Json>(next());
    id = connected["data"]["id"].asString();
  }
  /// The next message.
  std::string next() { return socket.receiveText(); }
  /// Waits until the server has handled everything before: what is no event is not answered, what
  /// is no JSON is.
  void sync() {
    send("?");
    const std::string answer = next();
    if (answer != R"({"event":"error","data":{"message":"Invalid message format"}})") {
      throw std::runtime_error("unexpected message: " + answer);
    }
  }

  WebSocketClient socket;
  Json connected;
  std::string id;
};

}  // namespace ignis::test

#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "support/websocket_client.hpp"

namespace ignis::test {

/// A client of a `SocketIOServerHelper`, connected to its namespace. Every wait ends after ten
/// seconds.
class HelperClient {
 public:
  explicit HelperClient(std::uint16_t port, std::string_view auth = {},
                        std::string_view path = "/io/")
      : socket_(port, std::string(path) + "?EIO=4&transport=websocket") {
    next();  // the session's parameters
    socket_.sendText("40" + std::string(auth));
    const std::string answer = next();
    if (!answer.starts_with(R"(40{"sid":")")) {
      throw std::runtime_error("not connected: " + answer);
    }
    id_ = answer.substr(10, 20);
  }

  const std::string& id() const { return id_; }

  /// `packet` is what follows the type of an event: `["name",…]`, with an id in front to ask for an
  /// answer.
  void emit(std::string_view packet) { socket_.sendText("42" + std::string(packet)); }

  /// The next packet, heartbeats aside.
  std::string next() {
    for (;;) {
      std::string packet = socket_.receiveText();
      if (packet != "2") {
        return packet;
      }
      socket_.sendText("3");
    }
  }
  /// The next packet without the time stamp in it.
  std::string nextWithoutTime() {
    constexpr std::string_view KEY = R"("time":")";
    constexpr std::size_t ISO_SIZE = 24;
    std::string packet = next();
    if (const std::size_t at = packet.find(KEY); at != std::string::npos) {
      packet.erase(at + KEY.size(), ISO_SIZE - 1);
      packet[at + KEY.size()] = 'T';
    }
    return packet;
  }

  /// Authenticates and reads on until the server has confirmed it.
  void authenticate() {
    emit(R"(["authenticate"])");
    while (!next().starts_with(R"(42["authenticated",)")) {
    }
  }

  /// Whether the server ends the connection.
  bool isClosed() { return socket_.closeCode() != 0; }
  void close() { socket_.sendText("41"); }

 private:
  WebSocketClient socket_;
  std::string id_;
};

}  // namespace ignis::test

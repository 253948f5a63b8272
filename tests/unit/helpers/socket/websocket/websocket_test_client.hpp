#pragma once

#include <doctest/doctest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/helpers/socket/websocket/protocol/frame.hpp"
#include "socket/websocket/protocol/handshake_key.hpp"
#include "socket/websocket/websocket_client_connection.hpp"
#include "support/scripted_server.hpp"

namespace ignis::test {

using Events = std::vector<std::string>;

/// A client on a loop of its own, and what its listener was told.
class WebSocketTestClient final : public WebSocketClientConnection::Listener {
 public:
  template <class Server>
  explicit WebSocketTestClient(Server& server, std::size_t maxMessageBytes = 1 << 20,
                               ConnectionLimits connectionLimits = {})
      : endpoint{.host = "127.0.0.1", .port = server.port()},
        limits(connectionLimits),
        finishServer_([&server] { server.finish(); }) {
    webSocket =
        std::make_unique<WebSocketClientConnection>(loop, endpoint, limits, maxMessageBytes, *this);
  }
  ~WebSocketTestClient() {
    webSocket.reset();
    settle();
  }

  /// Lets what is closing be closed, by the server as well.
  void settle() {
    drain();
    finishServer_();
    drain();
  }

  /// Runs the loop until the WebSocket has ended, or a callback of the test stops it.
  void run(std::chrono::milliseconds timeout = std::chrono::seconds{10}) {
    const WebSocketClientRequest request{
        .target = "/chat?a=1", .hostHeader = "example.com", .headers = {{"X-Test", "yes"}}};
    webSocket->open(request, timeout);
    loop.run();
  }
  /// Runs the loop until everything that is ready has been handled.
  void drain() {
    loop.post([this] { loop.post([this] { loop.post([this] { loop.stop(); }); }); });
    loop.run();
  }

  void onOpen() override {
    events.emplace_back("open");
    if (whenOpen) whenOpen();
  }
  void onHeader(std::string_view name, std::string_view value) override {
    if (name == "set-cookie") events.push_back("cookie " + std::string(value));
  }
  void onText(std::string_view payload) override { onMessage("text ", payload); }
  void onBinary(std::span<const std::byte> payload) override {
    onMessage("binary ", {reinterpret_cast<const char*>(payload.data()), payload.size()});
  }
  void onDrain() override { ++drains; }
  void onClosed(bool isClean, const std::string& text) override {
    events.emplace_back(isClean ? "clean" : "unclean");
    description = text;
    loop.stop();
  }

  EventLoop loop;
  ClientEndpoint endpoint;
  ConnectionLimits limits;
  std::unique_ptr<WebSocketClientConnection> webSocket;
  std::function<void()> whenOpen;
  std::function<void()> whenMessage;
  Events events;
  int drains = 0;
  std::string description;

 private:
  void onMessage(const std::string& kind, std::string_view payload) {
    events.push_back(
        kind + (payload.size() > 100 ? std::to_string(payload.size()) : std::string(payload)));
    if (whenMessage) whenMessage();
  }

  std::function<void()> finishServer_;
};

/// The client's request, answered with 101 and `headers`, which are complete lines.
inline std::string upgrade(ScriptedPeer& peer, std::string_view headers = {}) {
  const std::string request = peer.receiveUntil("\r\n\r\n");
  constexpr std::string_view NAME = "Sec-WebSocket-Key: ";
  const std::size_t key = request.find(NAME) + NAME.size();
  peer.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
            std::string(headers) + "Sec-WebSocket-Accept: " +
            webSocketAccept(request.substr(key, request.find("\r\n", key) - key)) + "\r\n\r\n");
  return request;
}

inline std::string frame(WebSocketOpcode opcode, std::string_view payload) {
  std::string bytes;
  appendFrame(bytes, opcode, payload);
  return bytes;
}

/// The payload of a client's short frame, and its first byte in front.
inline std::string receiveFrame(ScriptedPeer& peer) {
  const std::string head = peer.receive(2);
  CHECK((static_cast<unsigned char>(head[1]) & 0x80) != 0);
  const std::string mask = peer.receive(4);
  std::string payload = peer.receive(static_cast<unsigned char>(head[1]) & 0x7F);
  for (std::size_t at = 0; at < payload.size(); ++at) {
    payload[at] = static_cast<char>(payload[at] ^ mask[at % 4]);
  }
  return head[0] + payload;
}

}  // namespace ignis::test

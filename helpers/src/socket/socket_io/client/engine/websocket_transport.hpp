#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "ignis/helpers/network/event_loop.hpp"
#include "socket/socket_io/client/engine/request_factory.hpp"
#include "socket/socket_io/client/engine/transport.hpp"
#include "socket/websocket/websocket_client_connection.hpp"

namespace ignis::socket_io::client {

/// One packet per message of a WebSocket.
class WebSocketTransport final : public Transport, private WebSocketClientConnection::Listener {
 public:
  WebSocketTransport(EventLoop& loop, std::shared_ptr<const Destination> destination,
                     std::shared_ptr<RequestFactory> requests, const ClientOptions& options,
                     Transport::Listener& listener);

  std::string_view name() const noexcept override { return "websocket"; }
  void open(std::chrono::milliseconds connectTimeout) override;
  void sendPacket(char type, std::string_view head, std::string_view body) override;
  void sendBinary(std::span<const std::byte> message) override;
  bool isWritable() const noexcept override { return !webSocket_.isBackpressured(); }
  void finish() override { webSocket_.close(); }

 private:
  void onOpen() override;
  void onHeader(std::string_view name, std::string_view value) override;
  void onText(std::string_view payload) override;
  void onBinary(std::span<const std::byte> payload) override;
  void onClosed(bool isClean, const std::string& description) override;

  std::shared_ptr<const Destination> destination_;
  std::shared_ptr<RequestFactory> requests_;  ///< until it is open
  WebSocketClientConnection webSocket_;
  bool forceBase64_;
};

}  // namespace ignis::socket_io::client

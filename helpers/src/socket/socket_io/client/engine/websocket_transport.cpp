#include "socket/socket_io/client/engine/websocket_transport.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "ignis/helpers/common/base64.hpp"

namespace ignis::socket_io::client {

WebSocketTransport::WebSocketTransport(EventLoop& loop,
                                       std::shared_ptr<const Destination> destination,
                                       std::shared_ptr<RequestFactory> requests,
                                       const ClientOptions& options, Transport::Listener& listener)
    : Transport(listener),
      destination_(std::move(destination)),
      requests_(std::move(requests)),
      webSocket_(loop, destination_->endpoint, destination_->limits, options.maxMessageBytes,
                 *this),
      forceBase64_(options.forceBase64) {}

void WebSocketTransport::open(std::chrono::milliseconds connectTimeout) {
  webSocket_.open(requests_->webSocket(), connectTimeout);
}

void WebSocketTransport::sendPacket(char type, std::string_view head, std::string_view body) {
  if (head.empty() || body.empty()) {
    return webSocket_.sendText({&type, 1}, head.empty() ? body : head);
  }
  // A head is short as a rule: type, namespace and id of a packet.
  std::array<char, 256> prefix;
  if (head.size() < prefix.size()) {
    prefix[0] = type;
    std::copy(head.begin(), head.end(), prefix.begin() + 1);
    webSocket_.sendText({prefix.data(), head.size() + 1}, body);
  } else {
    webSocket_.sendText(std::string(1, type).append(head), body);
  }
}

void WebSocketTransport::sendBinary(std::span<const std::byte> message) {
  if (!forceBase64_) {
    return webSocket_.sendBinary(message);
  }
  const auto* const bytes = reinterpret_cast<const char*>(message.data());
  webSocket_.sendText("b", base64Encode({bytes, message.size()}));
}

void WebSocketTransport::onOpen() {
  requests_.reset();
  if (listener_ != nullptr) {
    listener_->onTransportOpen();
  }
}

void WebSocketTransport::onHeader(std::string_view name, std::string_view value) {
  requests_->takeHeader(name, value);
}

void WebSocketTransport::onText(std::string_view payload) {
  if (listener_ != nullptr) {
    listener_->onPacket(payload);
  }
}

void WebSocketTransport::onBinary(std::span<const std::byte> payload) {
  if (listener_ != nullptr) {
    listener_->onBinaryPacket(payload);
  }
}

/// As in the original, a WebSocket that is lost was closed; only one that breaks the protocol has
/// failed.
void WebSocketTransport::onClosed(bool, const std::string& description) {
  if (listener_ != nullptr) {
    std::exchange(listener_, nullptr)
        ->onTransportEnd({.isOrderly = !webSocket_.isViolated(),
                          .error = "websocket error",
                          .description = description});
  }
}

}  // namespace ignis::socket_io::client

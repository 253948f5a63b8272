#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include <ignis/helpers/crypto/ecdh.hpp>
#include <ignis/helpers/socket/websocket/websocket_handlers.hpp>

namespace websocket_test {

/// The keys of the clients that have exchanged one: each connection has a pair of its own. Any
/// thread.
class ClientKeys {
 public:
  /// Nothing for a client that has sent no public key; throws when it is none.
  std::optional<ignis::WebSocketHandshakeResult> exchange(
      const ignis::WebSocketHandshakeArgs& args);
  void erase(std::string_view clientId);

  /// `{"event":"encrypted","data":{"iv","ct"}}`, whose text is `{"event","data"}`. Throws when the
  /// client has no key.
  ignis::WebSocketOutbound encrypt(const ignis::WebSocketOutboundArgs& args) const;
  /// The text of the data of an event `encrypted`. Throws when it is not what this client sent.
  std::string decrypt(const ignis::WebSocketMessageArgs& args) const;

 private:
  ignis::ECDHSecret secretOf(std::string_view clientId) const;

  const ignis::ECDH ecdh_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, ignis::ECDHSecret> secrets_;
};

}  // namespace websocket_test

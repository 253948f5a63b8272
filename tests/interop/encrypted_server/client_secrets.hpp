#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include <boost/describe.hpp>

#include "ignis/helpers/crypto/ecdh.hpp"
#include "ignis/helpers/error/error.hpp"
#include "ignis/helpers/json/json.hpp"
#include "ignis/helpers/json/raw_json.hpp"
#include "ignis/helpers/json/write_json.hpp"
#include "ignis/helpers/socket/websocket/websocket_constants.hpp"
#include "ignis/helpers/socket/websocket/websocket_handlers.hpp"

/// What the data of `authenticate` have to say about encryption.
struct ClientHello {
  std::optional<std::string> publicKey{};
};
BOOST_DESCRIBE_STRUCT(ClientHello, (), (publicKey))

struct OutgoingEvent {
  std::string_view event;
  std::optional<ignis::RawJson> data{};
};
BOOST_DESCRIBE_STRUCT(OutgoingEvent, (), (event, data))

struct IncomingEvent {
  std::string event;
  ignis::Json data;
};
BOOST_DESCRIBE_STRUCT(IncomingEvent, (), (event, data))

/// The key of each connected client. Its handlers are called on the client's loop, hence the lock.
class ClientSecrets {
 public:
  /// A `handshakeFn`.
  std::optional<ignis::WebSocketHandshakeResult> handshake(
      const ignis::WebSocketHandshakeArgs& args) {
    const auto hello = args.dataAs<ClientHello>();
    if (!hello.publicKey) {
      return std::nullopt;
    }
    const auto peerPublicKey = ecdh_.importPublicKey({.rawKeyB64 = *hello.publicKey});
    const auto [keyPair, publicKeyB64] = ecdh_.generateKeyPair();
    const auto [key, salt] =
        ecdh_.deriveAESKey({.privateKey = keyPair.privateKey, .peerPublicKey = peerPublicKey});

    const std::scoped_lock lock(mutex_);
    secrets_.insert_or_assign(std::string(args.clientId), key);
    return ignis::WebSocketHandshakeResult{.serverPublicKey = publicKeyB64, .salt = salt};
  }

  /// An `outboundTransformer`.
  std::optional<ignis::WebSocketOutbound> encrypt(const ignis::WebSocketOutboundArgs& args) const {
    OutgoingEvent event{.event = args.event};
    if (!args.data.empty()) {
      event.data = ignis::RawJson{args.data};
    }
    const auto payload =
        ecdh_.encrypt({.message = ignis::toJson(event), .secret = secretOf(args.client.id)});
    return ignis::WebSocketOutbound{.event = std::string(ignis::WebSocketEvents::ENCRYPTED),
                                    .data = payload};
  }

  /// What is in a message `encrypted`, for a `messageHandler`. Throws when it is anything else.
  IncomingEvent decrypt(const ignis::WebSocketMessageArgs& args) const {
    if (args.message.event != ignis::WebSocketEvents::ENCRYPTED) {
      throw ignis::getError({.message = "A message that is not encrypted"});
    }
    const auto payload = args.message.dataAs<ignis::ECDHEncryptedPayload>();
    return ignis::parseJson<IncomingEvent>(
        ecdh_.decrypt({.message = payload, .secret = secretOf(args.clientId)}));
  }

  /// A `clientDisconnectedFn`.
  void forget(const ignis::WebSocketClientDisconnectedArgs& args) {
    const std::scoped_lock lock(mutex_);
    if (const auto secret = secrets_.find(args.clientId); secret != secrets_.end()) {
      secrets_.erase(secret);
    }
  }

 private:
  ignis::ECDHSecret secretOf(std::string_view clientId) const {
    const std::scoped_lock lock(mutex_);
    const auto secret = secrets_.find(clientId);
    if (secret == secrets_.end()) {
      throw ignis::getError({.message = "The client has no key"});
    }
    return secret->second;
  }

  ignis::ECDH ecdh_;
  mutable std::mutex mutex_;
  std::map<std::string, ignis::ECDHSecret, std::less<>> secrets_;
};

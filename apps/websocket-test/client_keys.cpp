#include "client_keys.hpp"

#include <utility>

#include <fmt/format.h>
#include <boost/describe.hpp>

#include <ignis/di/application_error.hpp>
#include <ignis/helpers/json/raw_json.hpp>
#include <ignis/helpers/socket/websocket/websocket_constants.hpp>

namespace websocket_test {

using namespace ignis;

namespace {

struct HandshakeData {
  std::optional<std::string> publicKey{};
};
BOOST_DESCRIBE_STRUCT(HandshakeData, (), (publicKey))

struct InnerEvent {
  std::string_view event;
  std::optional<RawJson> data{};
};
BOOST_DESCRIBE_STRUCT(InnerEvent, (), (event, data))

}  // namespace

std::optional<WebSocketHandshakeResult> ClientKeys::exchange(const WebSocketHandshakeArgs& args) {
  const auto data = args.dataAs<HandshakeData>();
  if (!data.publicKey || data.publicKey->empty()) {
    return std::nullopt;
  }
  const ECDHPublicKey peer = ecdh_.importPublicKey({.rawKeyB64 = *data.publicKey});
  ECDHKeyPairResult own = ecdh_.generateKeyPair();
  ECDHDerivedKey derived =
      ecdh_.deriveAESKey({.privateKey = own.keyPair.privateKey, .peerPublicKey = peer});

  const std::lock_guard lock(mutex_);
  secrets_.insert_or_assign(std::string(args.clientId), derived.key);
  return WebSocketHandshakeResult{.serverPublicKey = std::move(own.publicKeyB64),
                                  .salt = std::move(derived.salt)};
}

void ClientKeys::erase(std::string_view clientId) {
  const std::lock_guard lock(mutex_);
  secrets_.erase(std::string(clientId));
}

WebSocketOutbound ClientKeys::encrypt(const WebSocketOutboundArgs& args) const {
  InnerEvent inner{.event = args.event};
  if (!args.data.empty()) {
    inner.data = RawJson{.text = args.data};
  }
  return {.event = std::string(WebSocketEvents::ENCRYPTED),
          .data = ecdh_.encrypt({.message = toJson(inner), .secret = secretOf(args.client.id)})};
}

std::string ClientKeys::decrypt(const WebSocketMessageArgs& args) const {
  return ecdh_.decrypt(
      {.message = args.message.dataAs<ECDHEncryptedPayload>(), .secret = secretOf(args.clientId)});
}

ECDHSecret ClientKeys::secretOf(std::string_view clientId) const {
  const std::lock_guard lock(mutex_);
  const auto secret = secrets_.find(std::string(clientId));
  if (secret == secrets_.end()) {
    throw getError(
        {.message = fmt::format("[ClientKeys] The client has no key | id: {}", clientId)});
  }
  return secret->second;
}

}  // namespace websocket_test

#include <utility>

#include <boost/describe.hpp>

#include "common/failure.hpp"
#include "ignis/helpers/common/time.hpp"
#include "ignis/helpers/logger/logger_factory.hpp"
#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/socket/websocket/protocol/utf8_validator.hpp"
#include "socket/websocket/websocket_server_helper_impl.hpp"

namespace ignis {

using websocket::ClientKeys;
using websocket::EnvelopeStatus;

namespace {

struct ErrorData {
  std::string_view message;
};
BOOST_DESCRIBE_STRUCT(ErrorData, (), (message))

struct ConnectedData {
  std::string_view id;
  std::optional<std::string_view> userId{};
  std::string time;
  std::optional<std::string_view> serverPublicKey{};
  std::optional<std::string_view> salt{};
};
BOOST_DESCRIBE_STRUCT(ConnectedData, (), (id, userId, time, serverPublicKey, salt))

constexpr int AUTHENTICATING_TIMEOUTS = 3;

std::optional<std::string_view> unlessEmpty(std::string_view text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

}  // namespace

WebSocketServerHelper::Impl::Client* WebSocketServerHelper::Impl::connect(
    std::string_view clientId, WebSocketConnection& socket) {
  Part* const part = here();
  if (part == nullptr || isStopped_) {
    return nullptr;
  }
  if (hasClient(clientId)) {
    logger_.info("[onClientConnect] Client exists already | id: {}", clientId);
    return nullptr;
  }
  Client& client = *part->shard.add(clientId, nextSequence_++, socket);
  client.authTimer = std::make_unique<Timer>([this, &client] {
    logger_.info("[authenticate] Client has not authenticated in time | id: {} | state: {}",
                 client.id, WebSocketClientStates::toName(client.state));
    close(client, WebSocketCloseCodes::AUTHENTICATION_TIMEOUT);
  });
  part->shard.loop().arm(*client.authTimer, options_.authTimeout);
  logger_.debug("[onClientConnect] Client connected | id: {}", clientId);
  return &client;
}

void WebSocketServerHelper::Impl::disconnect(Client& client) {
  Part& part = *here();
  const std::string userId(client.userId());
  part.shard.remove(client);
  logger_.info("[onClientDisconnect] Client disconnected | id: {} | userId: {}", client.id,
               userId.empty() ? "anonymous" : userId);
  callClientDisconnectedFn(part.shard.loop(), client.id, userId);
}

void WebSocketServerHelper::Impl::close(Client& client, const WebSocketCloseCodes::Close& close) {
  if (settle(*here(), client)) {
    client.socket->close(close.code, close.reason);
  }
}

void WebSocketServerHelper::Impl::sendError(Client& client, std::string_view message) {
  const ErrorData data{.message = message};
  sendEvent(*here(), client, WebSocketEvents::ERROR, data);
}

void WebSocketServerHelper::Impl::onMessage(Client& client, bool isBinary,
                                            std::string_view payload) {
  Part& part = *here();
  client.touch(part.shard.loop().now());
  if (isBinary && !isValidUtf8(payload)) {
    return sendError(client, "Invalid message format");
  }
  handleRaw(part, client, payload);
}

void WebSocketServerHelper::Impl::onRawMessage(Client& client, std::string_view payload) {
  handleRaw(*here(), client, payload);
}

void WebSocketServerHelper::Impl::handleRaw(Part& part, Client& client, std::string_view payload) {
  // Taken meanwhile: a handler may hand in another message, one that it has decrypted for example.
  websocket::EnvelopeScratch scratch = std::move(part.scratch);
  WebSocketMessage message;
  const EnvelopeStatus status = websocket::parseEnvelope(payload, message, scratch);
  if (status == EnvelopeStatus::MESSAGE) {
    Client* const before = std::exchange(part.speaker, &client);
    onEvent(part, client, message);
    part.speaker = before;
  } else if (status == EnvelopeStatus::INVALID_JSON) {
    sendError(client, "Invalid message format");
  } else {
    logger_.debug("[onClientMessage] Message without an event | id: {}", client.id);
  }
  part.scratch = std::move(scratch);
}

void WebSocketServerHelper::Impl::onEvent(Part& part, Client& client,
                                          const WebSocketMessage& message) {
  const std::string_view event = message.event;
  if (event == WebSocketEvents::HEARTBEAT) {
    return;
  }
  if (event == WebSocketEvents::AUTHENTICATE) {
    return onAuthenticate(client, message.data);
  }
  if (!client.isAuthenticated()) {
    return sendError(client, "Not authenticated");
  }
  if (event == WebSocketEvents::JOIN) {
    return onJoin(part, client, message.data);
  }
  if (event == WebSocketEvents::LEAVE) {
    return onLeave(part, client, message.data);
  }
  callMessageHandler(client, message);
}

void WebSocketServerHelper::Impl::onAuthenticate(Client& client, std::string_view data) {
  if (client.state != WebSocketClientState::UNAUTHORIZED) {
    return sendError(client, "Already authenticated");
  }
  EventLoop& loop = here()->shard.loop();
  client.state = WebSocketClientState::AUTHENTICATING;
  loop.arm(*client.authTimer, options_.authTimeout * AUTHENTICATING_TIMEOUTS);
  // As in JavaScript, where no data and null are the same to the framework.
  std::string json(data.empty() || data == "null" ? std::string_view("{}") : data);
  // Later, never inside of this call.
  loop.post(
      [self = weak_from_this(), weak = client.weak_from_this(), &loop, json = std::move(json)] {
        loop.spawn("authenticateFn", [self, weak, json] { return authenticate(self, weak, json); });
      });
}

bool WebSocketServerHelper::Impl::isStillAuthenticating(const Client& client) {
  return client.state == WebSocketClientState::AUTHENTICATING && client.socket->isOpen();
}

Task<void> WebSocketServerHelper::Impl::authenticate(WeakImpl self, WeakClient weak,
                                                     std::string data) {
  std::shared_ptr<Impl> impl = self.lock();
  if (impl == nullptr) {
    co_return;
  }
  const auto handler = impl->options_.authenticateFn.handler();
  impl.reset();  // not held while the handler waits
  WebSocketAuthenticateFn::Result result;
  std::exception_ptr failure;
  try {
    result = co_await handler(data);
  } catch (...) {
    failure = std::current_exception();
  }
  impl = self.lock();
  const std::shared_ptr<Client> client = weak.lock();
  if (impl == nullptr || client == nullptr || !isStillAuthenticating(*client)) {
    if (impl != nullptr) {
      impl->logger_.warn("[authenticate] Client left during authentication");
    }
    co_return;
  }
  if (failure == nullptr && !result) {
    impl->refuse(*client, "Authentication failed", WebSocketCloseCodes::AUTHENTICATION_FAILED);
    co_return;
  }
  std::unique_ptr<ClientKeys> keys;
  if (failure == nullptr && impl->options_.requireEncryption) {
    if (!impl->options_.handshakeFn) {
      impl->logger_.error(
          "[authenticate] Encryption is required, but there is no handshakeFn | id: {}",
          client->id);
      impl->close(*client, WebSocketCloseCodes::ENCRYPTION_REQUIRED);
      co_return;
    }
    const auto handshakeFn = impl->options_.handshakeFn;
    impl.reset();
    std::optional<WebSocketHandshakeResult> handshake;
    try {
      const WebSocketHandshakeArgs args{
          .clientId = client->id, .userId = result->userId, .data = data};
      handshake = co_await handshakeFn(args);
    } catch (...) {
      failure = std::current_exception();
    }
    impl = self.lock();
    if (impl == nullptr || !isStillAuthenticating(*client)) {
      co_return;
    }
    if (failure == nullptr && !handshake) {
      impl->refuse(*client, "Encryption handshake failed",
                   WebSocketCloseCodes::ENCRYPTION_REQUIRED);
      co_return;
    }
    if (handshake) {
      keys = std::make_unique<ClientKeys>();
      keys->serverPublicKey = std::move(handshake->serverPublicKey);
      keys->salt = std::move(handshake->salt);
    }
  }
  if (failure != nullptr) {
    impl->logger_.error("[authenticate] Failed to authenticate | id: {} | error: {}", client->id,
                        describeFailure(failure));
    impl->refuse(*client, "Authentication error", WebSocketCloseCodes::AUTHENTICATION_FAILED);
    co_return;
  }
  impl->onAuthenticated(*client, std::move(*result), std::move(keys));
}

void WebSocketServerHelper::Impl::refuse(Client& client, std::string_view message,
                                         const WebSocketCloseCodes::Close& reason) {
  sendError(client, message);
  close(client, reason);
}

void WebSocketServerHelper::Impl::onAuthenticated(Client& client,
                                                  WebSocketAuthenticated authenticated,
                                                  std::unique_ptr<ClientKeys> keys) {
  Part& part = *here();
  if (!settle(part, client)) {
    return;
  }
  websocket::ClientShard& shard = part.shard;
  client.authTimer.reset();
  shard.identify(client, authenticated.userId, std::move(authenticated.metadata), std::move(keys));
  shard.join(client, client.id);
  for (const std::string& room : options_.defaultRooms) {
    shard.join(client, room);
  }
  logger_.info("[authenticate] Client authenticated | id: {} | userId: {}", client.id,
               client.userId().empty() ? std::string_view("anonymous") : client.userId());
  sendConnected(client);
  callClientConnectedFn(client);
}

/// In the clear, whatever the transformer would make of it: without what is in it no client could
/// read the rest.
void WebSocketServerHelper::Impl::sendConnected(Client& client) {
  ConnectedData data{.id = client.id, .userId = unlessEmpty(client.userId()), .time = nowIso()};
  if (client.keys != nullptr) {
    data.serverPublicKey = client.keys->serverPublicKey;
    data.salt = client.keys->salt;
  }
  sendPlain(*here(), client, WebSocketEvents::CONNECTED, data);
}

}  // namespace ignis

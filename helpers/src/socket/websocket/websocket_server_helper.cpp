#include "ignis/helpers/socket/websocket/websocket_server_helper.hpp"

#include <utility>

#include "ignis/di/application_error.hpp"
#include "socket/websocket/websocket_server_helper_impl.hpp"

namespace ignis {

namespace {

WebSocketServerHelperOptions validated(WebSocketServerHelperOptions options) {
  if (options.server == nullptr) {
    throw getError({.message = "[WebSocketServerHelper] Invalid HTTP server!", .statusCode = 500});
  }
  if (options.redisConnection == nullptr) {
    throw getError(
        {.message = "[WebSocketServerHelper] Invalid redis connection!", .statusCode = 500});
  }
  if (!options.authenticateFn) {
    throw getError({.message = "[WebSocketServerHelper] Invalid authenticateFn to setup WebSocket "
                               "server!",
                    .statusCode = 500});
  }
  return options;
}

}  // namespace

WebSocketServerHelper::WebSocketServerHelper(WebSocketServerHelperOptions options)
    : BaseHelper({.scope = "WebSocketServerHelper", .identifier = options.identifier}),
      impl_(std::make_shared<Impl>(validated(std::move(options)), getLogger())) {}

WebSocketServerHelper::~WebSocketServerHelper() = default;

Task<void> WebSocketServerHelper::configure() { return impl_->configure(); }

Task<void> WebSocketServerHelper::shutdown() { return impl_->shutdown(); }

const std::string& WebSocketServerHelper::getPath() const noexcept { return impl_->options().path; }

const std::string& WebSocketServerHelper::getServerId() const noexcept { return impl_->serverId(); }

std::vector<WebSocketClient> WebSocketServerHelper::getClients() const {
  return impl_->getClients();
}

std::optional<WebSocketClient> WebSocketServerHelper::getClients(
    const WebSocketGetClientArgs& args) const {
  return impl_->getClient(args.id);
}

std::size_t WebSocketServerHelper::getClientCount() const { return impl_->getClientCount(); }

std::vector<WebSocketClient> WebSocketServerHelper::getClientsByUser(
    const WebSocketUserArgs& args) const {
  return impl_->getClientsByUser(args.userId);
}

std::vector<WebSocketClient> WebSocketServerHelper::getClientsByRoom(
    const WebSocketRoomArgs& args) const {
  return impl_->getClientsByRoom(args.room);
}

std::vector<std::string> WebSocketServerHelper::getProblems() const { return impl_->problems(); }

void WebSocketServerHelper::onClientConnect(const WebSocketConnectArgs& args) {
  impl_->connect(args.clientId, args.socket);
}

void WebSocketServerHelper::onClientMessage(const WebSocketRawMessageArgs& args) {
  if (auto* const client = impl_->findHere(args.clientId)) {
    impl_->onRawMessage(*client, args.raw);
  }
}

void WebSocketServerHelper::onClientDisconnect(const WebSocketClientArgs& args) {
  if (auto* const client = impl_->findHere(args.clientId)) {
    impl_->disconnect(*client);
  }
}

void WebSocketServerHelper::joinRoom(const WebSocketClientRoomArgs& args) { impl_->joinRoom(args); }

void WebSocketServerHelper::leaveRoom(const WebSocketClientRoomArgs& args) {
  impl_->leaveRoom(args);
}

void WebSocketServerHelper::enableClientEncryption(const WebSocketClientArgs& args) {
  impl_->enableEncryption(args.clientId);
}

void WebSocketServerHelper::sendToClient(const WebSocketSendToClientArgs& args) {
  impl_->sendToClient(args);
}

void WebSocketServerHelper::sendToUser(const WebSocketSendToUserArgs& args) {
  impl_->sendToUser(args);
}

void WebSocketServerHelper::sendToRoom(const WebSocketSendToRoomArgs& args) {
  impl_->sendToRoom(args);
}

void WebSocketServerHelper::broadcast(const WebSocketBroadcastArgs& args) {
  impl_->broadcast(args);
}

void WebSocketServerHelper::send(const WebSocketSendArgs& args) { impl_->send(args); }

}  // namespace ignis

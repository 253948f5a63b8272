#include "socket/websocket/websocket_server_helper_impl.hpp"

#include <algorithm>
#include <utility>

#include "ignis/helpers/common/uuid.hpp"
#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/network/event_loop_group.hpp"
#include "ignis/helpers/network/http/http_server.hpp"

namespace ignis {

using websocket::ClientShard;
using websocket::NumberedClient;

namespace {

WebSocketOptions toSocketOptions(const WebSocketTransportOptions& options) {
  const std::size_t hardLimit =
      options.closeOnBackpressureLimit ? options.backpressureLimit : options.hardBackpressureLimit;
  return {
      .limits = {.maxMessageBytes = options.maxPayloadLength},
      .perMessageDeflate = options.perMessageDeflate,
      .idleTimeout = options.idleTimeout,
      .sendPings = options.sendPings,
      .connection = ConnectionLimits{.backpressureLimit = options.backpressureLimit,
                                     .hardOutputLimit = hardLimit},
      .origins = options.origins,
      .protocols = options.protocols,
  };
}

}  // namespace

/// The helper's end of a connection.
class WebSocketServerHelper::Impl::ClientHandler final : public IWebSocketHandler {
 public:
  explicit ClientHandler(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}

  void onOpen(WebSocketConnection& connection) override {
    Client* const client = impl_->connect(secureUuidV4(), connection);
    if (client == nullptr) {
      return connection.close(WebSocketCloseCodes::SHUTTING_DOWN.code,
                              WebSocketCloseCodes::SHUTTING_DOWN.reason);
    }
    client_ = client->shared_from_this();
  }
  void onMessage(WebSocketConnection&, bool isBinary, std::string_view payload) override {
    if (isHere()) {
      impl_->onMessage(*client_, isBinary, payload);
    }
  }
  void onDrain(WebSocketConnection&) override {
    if (isHere()) {
      impl_->onDrain(*client_);
    }
  }
  void onClose(WebSocketConnection&, std::uint16_t, std::string_view) override {
    if (isHere()) {
      impl_->disconnect(*client_);
    }
  }

 private:
  bool isHere() const { return client_ != nullptr && !client_->isGone(); }

  std::shared_ptr<Impl> impl_;
  std::shared_ptr<Client> client_;
};

WebSocketServerHelper::Impl::Part::Part(EventLoop& loop, Impl& owner)
    : shard(loop),
      transforms(std::make_shared<websocket::OutboundTransforms>(
          shard, owner.options_, owner.logger_,
          [this, &owner](Client& client, const websocket::OutboundItem& item,
                         const std::optional<WebSocketOutbound>& outbound) {
            owner.sendTransformed(*this, client, item, outbound);
          })),
      heartbeat([this, &owner] { owner.checkHeartbeats(*this); }),
      batch(loop, [this, &owner](std::shared_ptr<const SharedMessages> messages) {
        owner.deliverNow(*this,
                         {.to = batchTo, .target = batchTarget, .frame = std::move(messages)});
      }) {}

WebSocketServerHelper::Impl::Impl(WebSocketServerHelperOptions options, Logger& logger)
    : options_(std::move(options)),
      socketOptions_(toSocketOptions(options_.serverOptions)),
      logger_(logger),
      redis_(*options_.redisConnection, uuidV4(), logger) {
  checkWebSocketOptions(socketOptions_);
  EventLoopGroup& loops = options_.server->loops();
  for (std::size_t index = 0; index < loops.size(); ++index) {
    parts_.push_back(std::make_unique<Part>(loops.at(index), *this));
  }
  if (options_.requireEncryption && !options_.outboundTransformer) {
    logger_.warn(
        "[configure] requireEncryption without an outboundTransformer: encrypted clients get no "
        "events of rooms and broadcasts | cure: bind an outboundTransformer");
  }
}

Task<void> WebSocketServerHelper::Impl::configure() {
  if (std::exchange(isConfigured_, true)) {
    logger_.warn("[configure] WebSocket Server has been configured already | id: {}",
                 options_.identifier);
    co_return;
  }
  logger_.info("[configure] Configuring WebSocket Server | id: {}", options_.identifier);
  warnOfOrigins();
  WebSocketServerHelperRedis::Receive receive =
      [self = weak_from_this()](const websocket::RedisSocketMessage& message) {
        if (const auto impl = self.lock()) {
          impl->onRedisMessage(message);
        }
      };
  co_await redis_.connect(options_.startsWithoutRedis, std::move(receive));

  std::function<void(EventLoop&)> start = [this](EventLoop& loop) {
    loop.arm(here()->heartbeat, options_.heartbeatInterval);
  };
  co_await options_.server->loops().runOnEach(start);
  HttpHandler take = [self = shared_from_this()](HttpExchange& exchange) {
    self->accept(exchange);
  };
  co_await options_.server->mountUpgrade(options_.path, take);
  logger_.info("[configure] WebSocket Server READY | path: {}", options_.path);
}

void WebSocketServerHelper::Impl::warnOfOrigins() const {
  const auto& origins = options_.serverOptions.origins;
  if (std::ranges::find(origins, "*") != origins.end()) {
    logger_.warn(
        "[configure] Pages of every origin may connect | path: {} | cure: list yours in "
        "serverOptions.origins",
        options_.path);
  }
}

void WebSocketServerHelper::Impl::accept(HttpExchange& exchange) {
  acceptWebSocket(exchange, socketOptions_, std::make_unique<ClientHandler>(shared_from_this()));
}

Task<void> WebSocketServerHelper::Impl::shutdown() {
  if (isStopped_.exchange(true)) {
    co_return;
  }
  logger_.info("[shutdown] Shutting down WebSocket server...");
  if (isConfigured_) {
    co_await options_.server->unmountUpgrade(options_.path);
  }
  std::function<void(EventLoop&)> close = [this](EventLoop&) { closeAll(*here()); };
  co_await options_.server->loops().runOnEach(close);
  co_await redis_.disconnect();
  logger_.info("[shutdown] WebSocket server shutdown complete");
}

void WebSocketServerHelper::Impl::closeAll(Part& part) {
  part.heartbeat.cancel();
  // A copy: the handlers of those who go may send to others, or let others go.
  std::vector<std::shared_ptr<Client>> clients;
  for (Client* const client : part.shard.clients()) {
    clients.push_back(client->shared_from_this());
  }
  for (const auto& client : clients) {
    if (!client->isGone()) {
      close(*client, WebSocketCloseCodes::SHUTTING_DOWN);
    }
  }
  for (const auto& client : clients) {
    if (!client->isGone()) {
      disconnect(*client);
    }
  }
}

void WebSocketServerHelper::Impl::checkHeartbeats(Part& part) {
  const auto oldest = part.shard.loop().now() - options_.heartbeatTimeout;
  // A copy, as in `closeAll`.
  std::vector<Client*> silent;
  for (Client* const client : part.shard.clients()) {
    if (client->isAuthenticated() && client->lastActiveAt() < oldest) {
      silent.push_back(client);
    }
  }
  for (Client* const client : silent) {
    if (!client->isGone()) {
      logger_.warn("[heartbeat] Client is silent | id: {} | heartbeatTimeout: {} ms", client->id,
                   options_.heartbeatTimeout.count());
      close(*client, WebSocketCloseCodes::HEARTBEAT_TIMEOUT);
    }
  }
  if (!isStopped_) {
    part.shard.loop().arm(part.heartbeat, options_.heartbeatInterval);
  }
}

WebSocketServerHelper::Impl::Part* WebSocketServerHelper::Impl::here() const noexcept {
  const EventLoop* const current = EventLoop::current();
  for (const auto& part : parts_) {
    if (&part->shard.loop() == current) {
      return part.get();
    }
  }
  return nullptr;
}

WebSocketServerHelper::Impl::Client* WebSocketServerHelper::Impl::findHere(
    std::string_view clientId) const {
  Part* const part = here();
  return part == nullptr ? nullptr : part->shard.find(clientId);
}

WebSocketServerHelper::Impl::Part* WebSocketServerHelper::Impl::partWithClient(
    std::string_view clientId) const {
  const auto found = std::ranges::find_if(
      parts_, [clientId](const auto& part) { return part->shard.hasClient(clientId); });
  return found == parts_.end() ? nullptr : found->get();
}

void WebSocketServerHelper::Impl::post(Part& part, std::function<void(Impl&, Part&)> function) {
  part.shard.loop().post([self = weak_from_this(), &part, function = std::move(function)] {
    if (const auto impl = self.lock()) {
      function(*impl, part);
    }
  });
}

void WebSocketServerHelper::Impl::withClient(
    std::string_view clientId, const std::function<void(Impl&, Part&, Client&)>& function) {
  Part* const current = here();
  if (Client* const client = current == nullptr ? nullptr : current->shard.find(clientId)) {
    return function(*this, *current, *client);
  }
  if (Part* const part = partWithClient(clientId)) {
    post(*part, [id = std::string(clientId), function](Impl& impl, Part& there) {
      if (Client* const client = there.shard.find(id)) {
        function(impl, there, *client);
      }
    });
  }
}

std::vector<WebSocketClient> WebSocketServerHelper::Impl::collect(
    const std::function<void(const ClientShard&, std::vector<NumberedClient>&)>& append) const {
  std::vector<NumberedClient> numbered;
  for (const auto& part : parts_) {
    append(part->shard, numbered);
  }
  std::ranges::sort(numbered, {}, &NumberedClient::first);
  std::vector<WebSocketClient> clients;
  clients.reserve(numbered.size());
  for (auto& [sequence, client] : numbered) {
    clients.push_back(std::move(client));
  }
  return clients;
}

std::vector<WebSocketClient> WebSocketServerHelper::Impl::getClients() const {
  return collect([](const ClientShard& shard, auto& out) { shard.appendAll(out); });
}

std::vector<WebSocketClient> WebSocketServerHelper::Impl::getClientsByUser(
    std::string_view userId) const {
  return collect([userId](const ClientShard& shard, auto& out) { shard.appendUser(userId, out); });
}

std::vector<WebSocketClient> WebSocketServerHelper::Impl::getClientsByRoom(
    std::string_view room) const {
  return collect([room](const ClientShard& shard, auto& out) { shard.appendRoom(room, out); });
}

std::optional<WebSocketClient> WebSocketServerHelper::Impl::getClient(std::string_view id) const {
  for (const auto& part : parts_) {
    if (auto client = part->shard.describe(id)) {
      return client;
    }
  }
  return std::nullopt;
}

std::size_t WebSocketServerHelper::Impl::getClientCount() const {
  std::size_t count = 0;
  for (const auto& part : parts_) {
    count += part->shard.size();
  }
  return count;
}

void WebSocketServerHelper::Impl::joinRoom(const WebSocketClientRoomArgs& args) {
  withClient(args.clientId, [room = std::string(args.room)](Impl&, Part& part, Client& client) {
    if (settle(part, client)) {
      part.shard.join(client, room);
    }
  });
}

void WebSocketServerHelper::Impl::leaveRoom(const WebSocketClientRoomArgs& args) {
  withClient(args.clientId, [room = std::string(args.room)](Impl&, Part& part, Client& client) {
    if (settle(part, client)) {
      part.shard.leave(client, room);
    }
  });
}

void WebSocketServerHelper::Impl::enableEncryption(std::string_view clientId) {
  withClient(clientId, [](Impl&, Part& part, Client& client) {
    settle(part, client);
    client.encrypted = true;
  });
}

bool WebSocketServerHelper::Impl::hasClient(std::string_view id) const {
  return partWithClient(id) != nullptr;
}

bool WebSocketServerHelper::Impl::hasRoom(std::string_view room) const {
  return std::ranges::any_of(parts_,
                             [room](const auto& part) { return part->shard.hasRoom(room); });
}

}  // namespace ignis

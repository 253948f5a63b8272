#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "common/failure.hpp"
#include "ignis/helpers/logger/logger_factory.hpp"
#include "ignis/helpers/network/event_loop.hpp"
#include "socket/websocket/server/room_request.hpp"
#include "socket/websocket/websocket_server_helper_impl.hpp"

namespace ignis {

namespace {

constexpr std::uint16_t POLICY_VIOLATION = 1008;

std::string joined(const std::vector<std::string>& rooms) {
  return fmt::format("{}", fmt::join(rooms, ", "));
}

/// What a handler is told, and what it may refer to for as long as it works.
template <class Args, class Owned>
Task<void> callAndLog(Handler<void(const Args&)> handler, std::shared_ptr<const Owned> owned,
                      Logger& logger, std::string_view name) {
  try {
    const Args args = owned->args();
    co_await handler(args);
  } catch (...) {
    logger.error("[{}] Handler error | id: {} | error: {}", name, owned->clientId,
                 describeFailure(std::current_exception()));
  }
}

/// Calls a handler that is told of a client; the client stays, whatever it throws.
template <class Args, class Owned>
void tell(EventLoop& loop, const Handler<void(const Args&)>& handler,
          std::shared_ptr<const Owned> owned, Logger& logger, std::string_view name) {
  if (!handler) {
    return;
  }
  if (handler.isAsync()) {
    return loop.spawn(std::string(name), [handler, owned = std::move(owned), &logger, name] {
      return callAndLog<Args, Owned>(handler, owned, logger, name);
    });
  }
  try {
    handler.call(owned->args());
  } catch (...) {
    logger.error("[{}] Handler error | id: {} | error: {}", name, owned->clientId,
                 describeFailure(std::current_exception()));
  }
}

struct ConnectedClient {
  std::string clientId;
  std::string userId;
  JsonText metadata;

  WebSocketClientConnectedArgs args() const {
    return {.clientId = clientId, .userId = userId, .metadata = metadata};
  }
};

struct DisconnectedClient {
  std::string clientId;
  std::string userId;

  WebSocketClientDisconnectedArgs args() const { return {.clientId = clientId, .userId = userId}; }
};

}  // namespace

void WebSocketServerHelper::Impl::callClientConnectedFn(Client& client) {
  if (options_.clientConnectedFn && !client.isGone()) {
    auto owned = std::make_shared<const ConnectedClient>(
        ConnectedClient{client.id, std::string(client.userId()), client.metadata});
    tell(here()->shard.loop(), options_.clientConnectedFn, std::move(owned), logger_,
         "clientConnectedFn");
  }
}

void WebSocketServerHelper::Impl::callClientDisconnectedFn(EventLoop& loop, std::string clientId,
                                                           std::string userId) {
  if (options_.clientDisconnectedFn) {
    auto owned = std::make_shared<const DisconnectedClient>(
        DisconnectedClient{std::move(clientId), std::move(userId)});
    tell(loop, options_.clientDisconnectedFn, std::move(owned), logger_, "clientDisconnectedFn");
  }
}

void WebSocketServerHelper::Impl::onJoin(Part& part, Client& client, std::string_view data) {
  Rooms rooms = websocket::requestedRooms(data);
  if (rooms.empty()) {
    return;
  }
  std::erase_if(rooms, [](const std::string& room) { return !websocket::isRequestable(room); });
  if (rooms.empty()) {
    return logger_.warn("[join] Join rejected | id: {} | reason: no valid room names", client.id);
  }
  const WebSocketValidateRoomFn& validateRoomFn = options_.validateRoomFn;
  if (!validateRoomFn) {
    return logger_.warn(
        "[join] Join rejected | id: {} | rooms: {} | reason: no validateRoomFn configured",
        client.id, joined(rooms));
  }
  if (validateRoomFn.isAsync()) {
    return part.shard.loop().spawn(
        "validateRoomFn", [self = weak_from_this(), weak = client.weak_from_this(),
                           rooms = std::move(rooms)] { return validateRooms(self, weak, rooms); });
  }
  try {
    const Rooms allowed =
        validateRoomFn.call({.clientId = client.id, .userId = client.userId(), .rooms = rooms});
    joinAllowed(part, client, rooms, allowed);
  } catch (...) {
    logger_.error("[join] Failed to validate rooms | id: {} | rooms: {} | error: {}", client.id,
                  joined(rooms), describeFailure(std::current_exception()));
  }
}

Task<void> WebSocketServerHelper::Impl::validateRooms(WeakImpl self, WeakClient weak, Rooms rooms) {
  std::shared_ptr<Impl> impl = self.lock();
  const std::shared_ptr<Client> client = weak.lock();
  if (impl == nullptr || client == nullptr || client->isGone()) {
    co_return;
  }
  const WebSocketValidateRoomFn validateRoomFn = impl->options_.validateRoomFn;
  const std::string userId(client->userId());
  impl.reset();
  Rooms allowed;
  std::exception_ptr failure;
  try {
    const WebSocketValidateRoomArgs args{.clientId = client->id, .userId = userId, .rooms = rooms};
    allowed = co_await validateRoomFn(args);
  } catch (...) {
    failure = std::current_exception();
  }
  impl = self.lock();
  if (impl == nullptr || client->isGone()) {
    co_return;
  }
  if (failure != nullptr) {
    impl->logger_.error("[join] Failed to validate rooms | id: {} | rooms: {} | error: {}",
                        client->id, joined(rooms), describeFailure(failure));
    co_return;
  }
  impl->joinAllowed(*impl->here(), *client, rooms, allowed);
}

void WebSocketServerHelper::Impl::joinAllowed(Part& part, Client& client, const Rooms& requested,
                                              const Rooms& allowed) {
  if (allowed.empty()) {
    return logger_.warn("[join] Join rejected | id: {} | rooms: {} | reason: no rooms allowed",
                        client.id, joined(requested));
  }
  for (const std::string& room : allowed) {
    if (!settle(part, client)) {
      return;
    }
    if (RoomRegistry::roomCountOf(client) >= options_.maxRoomsPerClient) {
      return logger_.warn("[join] Too many rooms | id: {} | limit: maxRoomsPerClient {}", client.id,
                          options_.maxRoomsPerClient);
    }
    part.shard.join(client, room);
  }
  logger_.info("[join] Joined rooms | id: {} | rooms: {}", client.id, joined(allowed));
}

void WebSocketServerHelper::Impl::onLeave(Part& part, Client& client, std::string_view data) {
  Rooms rooms = websocket::requestedRooms(data);
  std::erase_if(rooms, [&](const std::string& room) { return !part.shard.isIn(client, room); });
  if (rooms.empty() || !settle(part, client)) {
    return;
  }
  for (const std::string& room : rooms) {
    part.shard.leave(client, room);
  }
  logger_.info("[leave] Left rooms | id: {} | rooms: {}", client.id, joined(rooms));
}

void WebSocketServerHelper::Impl::callMessageHandler(Client& client,
                                                     const WebSocketMessage& message) {
  const WebSocketMessageHandler& handler = options_.messageHandler;
  if (!handler) {
    return logger_.debug("[onClientMessage] No messageHandler | id: {} | event: {}", client.id,
                         message.event);
  }
  if (!handler.isAsync()) {
    try {
      handler.call({.clientId = client.id, .userId = client.userId(), .message = message});
    } catch (...) {
      logger_.error("[messageHandler] Handler error | id: {} | event: {} | error: {}", client.id,
                    message.event, describeFailure(std::current_exception()));
    }
    return;
  }
  if (client.pendingMessages >= options_.maxPendingMessages) {
    logger_.warn("[messageHandler] Too many messages wait | id: {} | limit: maxPendingMessages {}",
                 client.id, options_.maxPendingMessages);
    return client.socket->close(POLICY_VIOLATION, "Too many messages wait");
  }
  ++client.pendingMessages;
  here()->shard.loop().spawn(
      "messageHandler",
      [self = weak_from_this(), shared = client.shared_from_this(),
       json = std::string(message.json)] { return handleMessage(self, shared, json); });
}

Task<void> WebSocketServerHelper::Impl::handleMessage(WeakImpl self, std::shared_ptr<Client> client,
                                                      std::string json) {
  std::shared_ptr<Impl> impl = self.lock();
  if (impl == nullptr) {
    co_return;
  }
  const WebSocketMessageHandler handler = impl->options_.messageHandler;
  Logger& logger = impl->logger_;
  impl.reset();
  const std::string userId(client->userId());
  websocket::EnvelopeScratch scratch;
  WebSocketMessage message{.event = {}};
  websocket::parseEnvelope(json, message, scratch);
  try {
    const WebSocketMessageArgs args{.clientId = client->id, .userId = userId, .message = message};
    co_await handler(args);
  } catch (...) {
    logger.error("[messageHandler] Handler error | id: {} | event: {} | error: {}", client->id,
                 message.event, describeFailure(std::current_exception()));
  }
  --client->pendingMessages;
}

}  // namespace ignis

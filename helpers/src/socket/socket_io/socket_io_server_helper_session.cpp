#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/describe.hpp>

#include "common/failure.hpp"
#include "ignis/helpers/common/time.hpp"
#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/socket/socket_io/adapter/adapter.hpp"
#include "socket/socket_io/socket_io_server_helper_impl.hpp"

namespace ignis {

using socket_io::ClientRecord;

namespace {

struct PingMessage {
  std::string time;
};
BOOST_DESCRIBE_STRUCT(PingMessage, (), (time))

struct AuthenticatedMessage {
  std::string_view id;
  std::string time;
};
BOOST_DESCRIBE_STRUCT(AuthenticatedMessage, (), (id, time))

struct UnauthenticatedMessage {
  std::string_view message;
  std::string time;
};
BOOST_DESCRIBE_STRUCT(UnauthenticatedMessage, (), (message, time))

std::string joined(const std::vector<std::string>& rooms) {
  return fmt::format("{}", fmt::join(rooms, ", "));
}

/// The texts in the list `rooms`; none when it is anything else.
std::vector<std::string> roomsOf(const std::optional<Json>& payload) {
  std::vector<std::string> rooms;
  const Json* const list = payload ? payload->find("rooms") : nullptr;
  if (list != nullptr) {
    for (const Json& room : list->elements()) {
      if (room.isString() && !room.asString().empty()) {
        rooms.push_back(room.asString());
      }
    }
  }
  return rooms;
}

Task<void> callAsyncClientConnectedFn(SocketIOClientConnectedFn clientConnectedFn,
                                      std::shared_ptr<socket_io::Socket> socket, Logger& logger) {
  try {
    co_await clientConnectedFn(SocketIOSocketArgs{*socket});
  } catch (...) {
    logger.error("[clientConnectedFn] Handler error | error: {}",
                 describeFailure(std::current_exception()));
  }
}

}  // namespace

void SocketIOServerHelper::Impl::onClientConnect(Socket& socket) {
  ClientRecord* const client = clients_.add(socket, *this);
  if (client == nullptr) {
    logger_.info("[onClientConnect] Socket client already existed | id: {}", socket.id());
    return;
  }
  logger_.info("[onClientConnect] New connection request | id: {}", socket.id());
  client->loop.arm(client->timer, options_.authenticateTimeout);
  socket.on(SocketIOConstants::EVENT_DISCONNECT, [this](Socket& gone) { disconnect(gone); });
  socket.on(SocketIOConstants::EVENT_AUTHENTICATE,
            [this](Socket& asker) { onAuthenticate(asker); });
}

void SocketIOServerHelper::Impl::onTimer(ClientRecord& client) {
  const std::shared_ptr<Socket> socket = client.socket.lock();
  if (socket == nullptr) {
    return;
  }
  if (client.state != SocketIOClientState::AUTHENTICATED) {
    disconnect(*socket);
    return;
  }
  client.loop.arm(client.timer, options_.pingInterval);
  ping(*socket, true);
}

void SocketIOServerHelper::Impl::onAuthenticate(Socket& socket) {
  ClientRecord* const client = clients_.find(socket.id());
  if (client == nullptr) {
    logger_.warn("[authenticate] Client no longer exists during auth | id: {}", socket.id());
    return;
  }
  if (client->state != SocketIOClientState::UNAUTHORIZED) {
    logger_.warn(
        "[authenticate] Client attempted auth in invalid state | id: {} | currentState: {}",
        socket.id(), SocketIOClientStates::toName(client->state));
    return;
  }
  client->state = SocketIOClientState::AUTHENTICATING;
  if (options_.authenticateFn.isAsync()) {
    socket.loop().spawn("authenticateFn", [self = weak_from_this(), fn = options_.authenticateFn,
                                           shared = socket.shared_from_this()] {
      return authenticate(self, fn, shared);
    });
    return;
  }
  bool isAccepted = false;
  std::exception_ptr failure;
  try {
    isAccepted = options_.authenticateFn.call(socket.handshake());
  } catch (...) {
    failure = std::current_exception();
  }
  onAuthenticateResult(socket, isAccepted, failure);
}

Task<void> SocketIOServerHelper::Impl::authenticate(WeakImpl self,
                                                    SocketIOAuthenticateFn authenticateFn,
                                                    std::shared_ptr<Socket> socket) {
  bool isAccepted = false;
  std::exception_ptr failure;
  try {
    isAccepted = co_await authenticateFn(socket->handshake());
  } catch (...) {
    failure = std::current_exception();
  }
  if (const auto impl = self.lock()) {
    impl->onAuthenticateResult(*socket, isAccepted, failure);
  }
}

void SocketIOServerHelper::Impl::onAuthenticateResult(Socket& socket, bool isAccepted,
                                                      const std::exception_ptr& failure) {
  ClientRecord* const client = clients_.find(socket.id());
  if (failure != nullptr) {
    logger_.error("[authenticate] Failed to authenticate | id: {} | error: {}", socket.id(),
                  describeFailure(failure));
  }
  if (client == nullptr) {
    logger_.info("[authenticate] Client disconnected during authentication | id: {}", socket.id());
    return;
  }
  if (failure != nullptr) {
    client->state = SocketIOClientState::UNAUTHORIZED;
    refuse(socket, "Failed to authenticate connection! Please login again!", true);
    return;
  }
  logger_.info("[authenticate] Authentication completed | id: {} | result: {}", socket.id(),
               isAccepted);
  if (isAccepted) {
    onClientAuthenticated(socket);
  } else {
    client->state = SocketIOClientState::UNAUTHORIZED;
    refuse(socket, "Invalid token to authenticate! Please login again!", false);
  }
}

/// On the socket itself: sent through the broker, the disconnect would overtake it. So it would on
/// its way through the log of an adapter that keeps sessions, which only events without an answer
/// take.
void SocketIOServerHelper::Impl::refuse(Socket& socket, std::string_view message, bool doLog) {
  const UnauthenticatedMessage data{.message = message, .time = nowIso()};
  if (socket.nsp().adapter().keepsSessions()) {
    const auto ignoreAnswer = [](const socket_io::AckError*, std::optional<Json>) {};
    socket.emit(SocketIOConstants::EVENT_UNAUTHENTICATE, data, ignoreAnswer);
  } else {
    socket.emit(SocketIOConstants::EVENT_UNAUTHENTICATE, data);
  }
  if (doLog) {
    logger_.info("[send] Message emitted | destination: {} | topic: {} | data: {}", socket.id(),
                 SocketIOConstants::EVENT_UNAUTHENTICATE, toJson(data));
  }
  disconnect(socket);
}

void SocketIOServerHelper::Impl::onClientAuthenticated(Socket& socket) {
  ClientRecord* const client = clients_.find(socket.id());
  if (client == nullptr) {
    logger_.info("[onClientAuthenticated] Unknown client | id: {}", socket.id());
    disconnect(socket);
    return;
  }
  if (client->state.exchange(SocketIOClientState::AUTHENTICATED) ==
      SocketIOClientState::AUTHENTICATED) {
    return;
  }
  ping(socket, true);
  logger_.info("[onClientAuthenticated] Client connected | id: {} | identifier: {} | time: {}",
               socket.id(), options_.identifier, nowIso());
  joinDefaultRooms(socket);
  socket.on(SocketIOConstants::EVENT_JOIN,
            [this](Socket& asker, std::optional<Json> payload) { onJoin(asker, payload); });
  socket.on(SocketIOConstants::EVENT_LEAVE,
            [this](Socket& asker, std::optional<Json> payload) { onLeave(asker, payload); });
  client->loop.arm(client->timer, options_.pingInterval);
  sendAuthenticated(socket);
  callClientConnectedFn(socket);
}

void SocketIOServerHelper::Impl::joinDefaultRooms(Socket& socket) {
  try {
    socket.join(options_.defaultRooms);
    logger_.info("[onClientAuthenticated] Joined default rooms | id: {} | rooms: {}", socket.id(),
                 joined(options_.defaultRooms));
  } catch (const std::exception& error) {
    logger_.error(
        "[onClientAuthenticated] Failed to join default rooms | id: {} | rooms: {} | error: {}",
        socket.id(), joined(options_.defaultRooms), error.what());
  }
}

/// Posted: what `clientConnectedFn` emits on the socket comes first, as it does in the original.
void SocketIOServerHelper::Impl::sendAuthenticated(Socket& socket) {
  socket.loop().post([weak = socket.weak_from_this()] {
    if (const auto client = weak.lock()) {
      client->emit(SocketIOConstants::EVENT_AUTHENTICATED,
                   AuthenticatedMessage{.id = client->id(), .time = nowIso()});
    }
  });
}

/// The client stays, whatever the callback throws.
void SocketIOServerHelper::Impl::callClientConnectedFn(Socket& socket) {
  if (!options_.clientConnectedFn) {
    return;
  }
  if (options_.clientConnectedFn.isAsync()) {
    socket.loop().spawn(
        "clientConnectedFn",
        [fn = options_.clientConnectedFn, shared = socket.shared_from_this(), &logger = logger_] {
          return callAsyncClientConnectedFn(fn, shared, logger);
        });
    return;
  }
  try {
    options_.clientConnectedFn.call({socket});
  } catch (...) {
    logger_.error("[clientConnectedFn] Handler error | error: {}",
                  describeFailure(std::current_exception()));
  }
}

void SocketIOServerHelper::Impl::onJoin(Socket& socket, const std::optional<Json>& payload) {
  Rooms rooms = roomsOf(payload);
  if (rooms.empty()) {
    return;
  }
  const SocketIOValidateRoomFn& validateRoomFn = options_.validateRoomFn;
  if (!validateRoomFn) {
    logger_.warn("[join] Join rejected | id: {} | rooms: {} | reason: no validateRoomFn configured",
                 socket.id(), toJson(rooms));
    return;
  }
  if (validateRoomFn.isAsync()) {
    socket.loop().spawn(
        "validateRoomFn",
        [self = weak_from_this(), fn = validateRoomFn, shared = socket.shared_from_this(),
         rooms = std::move(rooms)] { return validateRooms(self, fn, shared, rooms); });
    return;
  }
  try {
    joinAllowed(socket, rooms, validateRoomFn.call({.socket = socket, .rooms = rooms}));
  } catch (...) {
    onJoinFailed(socket, rooms, describeFailure(std::current_exception()));
  }
}

Task<void> SocketIOServerHelper::Impl::validateRooms(WeakImpl self,
                                                     SocketIOValidateRoomFn validateRoomFn,
                                                     std::shared_ptr<Socket> socket, Rooms rooms) {
  Rooms allowed;
  std::exception_ptr failure;
  try {
    const SocketIOValidateRoomArgs args{.socket = *socket, .rooms = rooms};
    allowed = co_await validateRoomFn(args);
  } catch (...) {
    failure = std::current_exception();
  }
  const auto impl = self.lock();
  if (impl == nullptr) {
    co_return;
  }
  if (failure != nullptr) {
    impl->onJoinFailed(*socket, rooms, describeFailure(failure));
  } else {
    impl->joinAllowed(*socket, rooms, allowed);
  }
}

void SocketIOServerHelper::Impl::joinAllowed(Socket& socket, const Rooms& requested,
                                             const Rooms& allowed) {
  if (allowed.empty()) {
    logger_.warn("[join] Join rejected | id: {} | rooms: {} | reason: no rooms allowed",
                 socket.id(), toJson(requested));
    return;
  }
  logger_.info("[join] Joining rooms | id: {} | rooms: {}", socket.id(), toJson(allowed));
  socket.join(allowed);
  logger_.info("[join] Joined rooms | id: {} | rooms: {}", socket.id(), joined(allowed));
}

void SocketIOServerHelper::Impl::onJoinFailed(const Socket& socket, const Rooms& rooms,
                                              std::string_view error) {
  logger_.error("[join] Failed to join rooms | id: {} | rooms: {} | error: {}", socket.id(),
                joined(rooms), error);
}

void SocketIOServerHelper::Impl::onLeave(Socket& socket, const std::optional<Json>& payload) {
  const Rooms rooms = roomsOf(payload);
  if (rooms.empty()) {
    return;
  }
  logger_.info("[leave] Leaving rooms | id: {} | rooms: {}", socket.id(), toJson(rooms));
  socket.leave(rooms);
  logger_.info("[leave] Left rooms | id: {} | rooms: {}", socket.id(), joined(rooms));
}

void SocketIOServerHelper::Impl::ping(Socket& socket, bool doIgnoreAuth) {
  ClientRecord* const client = clients_.find(socket.id());
  if (client == nullptr) {
    logger_.info("[ping] Client not found | socketId: {}", socket.id());
    return;
  }
  const SocketIOClientState state = client->state;
  if (!doIgnoreAuth && state != SocketIOClientState::AUTHENTICATED) {
    logger_.info("[ping] Socket client is not authenticated | state: {}",
                 SocketIOClientStates::toName(state));
    disconnect(socket);
    return;
  }
  socket.emit(SocketIOConstants::EVENT_PING, PingMessage{.time = nowIso()});
}

void SocketIOServerHelper::Impl::disconnect(Socket& socket) {
  if (clients_.remove(socket.id())) {
    logger_.info("[disconnect] Client disconnected | id: {} | time: {}", socket.id(), nowIso());
  }
  socket.disconnect();
}

}  // namespace ignis

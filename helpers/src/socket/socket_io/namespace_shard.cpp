#include "socket/socket_io/namespace_shard.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <boost/describe/class.hpp>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/json/decode_json.hpp"
#include "ignis/helpers/json/write_json.hpp"
#include "socket/socket_io/log.hpp"
#include "socket/socket_io/loop_shard.hpp"
#include "socket/socket_io/namespace_state.hpp"
#include "socket/socket_io/server_core.hpp"
#include "socket/socket_io/session_client.hpp"

namespace ignis::socket_io {

namespace {

/// The payload of CONNECT_ERROR. What is not meant for clients is logged instead.
std::string refusalOf(std::exception_ptr failure, std::string_view nsp) {
  std::string message = "Internal Server Error";
  std::string data;
  try {
    std::rethrow_exception(std::move(failure));
  } catch (const ApplicationError& error) {
    message = error.what();
    data = error.details();
  } catch (const std::exception& error) {
    logger().error("[use] Middleware error | namespace: {} | error: {}", nsp, error.what());
  } catch (...) {
    logger().error("[use] Middleware error | namespace: {} | error: unknown", nsp);
  }
  return fmt::format(R"({{"message":{}{}{}}})", toJson(message),
                     data.empty() ? "" : ",\"data\":", data);
}

/// Whether a socket that ended like this may come back; nobody asked it to go.
bool isRecoverable(std::string_view reason) noexcept {
  constexpr std::string_view REASONS[] = {"transport error",      "transport close",
                                          "forced close",         "ping timeout",
                                          "server shutting down", "forced server close"};
  return std::find(std::begin(REASONS), std::end(REASONS), reason) != std::end(REASONS);
}

}  // namespace

NamespaceShard::NamespaceShard(LoopShard& shard, std::shared_ptr<Namespace> nsp)
    : shard_(shard), namespace_(std::move(nsp)) {}

void NamespaceShard::connect(SessionClient& client, std::string_view auth) {
  if (!namespace_->impl_->readiness.isReady()) {
    return connectLater(client, auth);
  }
  if (namespace_->adapter().keepsSessions()) {
    RecoveryRequest request;
    decodeJson(auth.empty() ? std::string_view("{}") : auth, request);
    if (request.pid && request.offset) {
      client.beginJoin(namespace_->name());
      shard_.loop().spawn("Socket.IO recovery",
                          [owner = shard_.core().shared_from_this(), this,
                           client = client.shared_from_this(), text = std::string(auth),
                           request] { return restore(owner, *this, client, text, request); });
      return;
    }
  }
  admit(client, auth, nullptr);
}

/// The client would miss what other servers send before the adapter hears of it.
void NamespaceShard::connectLater(SessionClient& client, std::string_view auth) {
  client.beginJoin(namespace_->name());
  namespace_->impl_->readiness.whenReady(
      [this, loop = &shard_.loop(), weakCore = shard_.core().weak_from_this(),
       weakClient = client.weak_from_this(), text = std::string(auth)] {
        const auto core = weakCore.lock();
        if (core == nullptr) {
          return;
        }
        loop->post([this, core, weakClient, text] {
          const auto waiting = weakClient.lock();
          if (waiting == nullptr || !waiting->session().isOpen()) {
            return core->namespaces().leave(*namespace_);
          }
          waiting->endJoin(namespace_->name());
          connect(*waiting, text);
        });
      });
}

Task<void> NamespaceShard::restore(std::shared_ptr<void>, NamespaceShard& self,
                                   std::shared_ptr<SessionClient> client, std::string auth,
                                   RecoveryRequest request) {
  const std::shared_ptr<Namespace> nsp = self.namespace_;
  std::optional<RestoredSession> restored;
  try {
    restored = co_await nsp->adapter().restoreSession(*request.pid, *request.offset);
  } catch (const std::exception& error) {
    logger().error("[restoreSession] Adapter error | namespace: {} | error: {}", nsp->name(),
                   error.what());
  } catch (...) {
    logger().error("[restoreSession] Adapter error | namespace: {} | error: unknown", nsp->name());
  }
  client->endJoin(nsp->name());
  if (!client->session().isOpen()) {
    if (restored) {
      nsp->adapter().persistSession(std::move(restored->session));  // lost again
    }
    self.shard_.core().namespaces().leave(*nsp);
    co_return;
  }
  Recovered recovered;
  if (restored) {
    recovered = std::make_shared<RestoredSession>(std::move(*restored));
  }
  self.admit(*client, auth, recovered);
}

void NamespaceShard::admit(SessionClient& client, std::string_view auth,
                           const Recovered& recovered) {
  const SocketId id = recovered ? SocketId::from(recovered->session.sid).value_or(shard_.nextId())
                                : shard_.nextId();
  const auto socket =
      std::make_shared<Socket>(client, *this, id, Handshake(client.request(), auth));
  if (namespace_->adapter().keepsSessions()) {
    socket->recovery_ = std::make_unique<Socket::Recovery>();
    socket->recovery_->privateId =
        recovered ? SocketId::from(recovered->session.pid).value_or(shard_.nextId())
                  : shard_.nextId();
    socket->recovery_->isRecovered = recovered != nullptr;
  }
  if (recovered) {
    socket->data() = recovered->session.data;
  }
  client.add(socket);

  const auto& recovery = shard_.core().options().connectionStateRecovery;
  if (recovered && recovery && recovery->skipMiddlewares) {
    return complete(*socket, recovered);
  }
  const Middlewares middlewares = namespace_->impl_->middlewares.get();
  for (std::size_t index = 0; index < middlewares->size(); ++index) {
    const detail::Middleware& middleware = (*middlewares)[index];
    if (middleware.async) {
      shard_.loop().spawn("Socket.IO middlewares", [owner = shard_.core().shared_from_this(), this,
                                                    socket, recovered, middlewares, index] {
        return runMiddlewares(owner, *this, socket, recovered, middlewares, index);
      });
      return;
    }
    try {
      middleware.plain(*socket);
    } catch (...) {
      return refuse(*socket, std::current_exception());
    }
  }
  complete(*socket, recovered);
}

Task<void> NamespaceShard::runMiddlewares(std::shared_ptr<void>, NamespaceShard& self,
                                          std::shared_ptr<Socket> socket, Recovered recovered,
                                          Middlewares middlewares, std::size_t from) {
  std::exception_ptr failure;
  for (std::size_t index = from; index < middlewares->size() && !failure; ++index) {
    const detail::Middleware& middleware = (*middlewares)[index];
    try {
      if (middleware.async) {
        co_await middleware.async(*socket);
      } else {
        middleware.plain(*socket);
      }
    } catch (...) {
      failure = std::current_exception();
    }
    if (socket->state_ != Socket::State::CONNECTING) {
      co_return;  // the connection is over
    }
  }
  if (failure) {
    self.refuse(*socket, failure);
  } else {
    self.complete(*socket, recovered);
  }
}

void NamespaceShard::refuse(Socket& socket, std::exception_ptr failure) {
  if (socket.state_ != Socket::State::CONNECTING) {
    return;
  }
  const std::string payload = refusalOf(std::move(failure), namespace_->name());
  SessionClient& client = *socket.client_;
  socket.release();
  client.remove(socket);
  client.sendPacket(PacketType::CONNECT_ERROR, namespace_->name(), payload);
}

void NamespaceShard::complete(Socket& socket, const Recovered& recovered) {
  if (socket.state_ != Socket::State::CONNECTING) {
    return;
  }
  socket.state_ = Socket::State::CONNECTED;
  socket.isInOwnRoom_ = true;
  socket.position_ = static_cast<std::uint32_t>(all_.size());
  all_.push_back(&socket);
  byId_.emplace(socket.id_, &socket);
  namespace_->impl_->socketCount.fetch_add(1, std::memory_order_relaxed);
  socket.client_->onJoined();
  std::string payload = fmt::format(R"({{"sid":"{}"}})", socket.id());
  if (socket.recovery_) {
    payload = fmt::format(R"({{"sid":"{}","pid":"{}"}})", socket.id(),
                          socket.recovery_->privateId.view());
  }
  if (recovered) {
    sendMissed(socket, *recovered);
  }
  socket.client_->sendPacket(PacketType::CONNECT, namespace_->name(), payload);
  callListeners(socket);
}

/// In front of the answer to CONNECT, as the original does.
void NamespaceShard::sendMissed(Socket& socket, const RestoredSession& recovered) {
  for (const std::string& room : recovered.session.rooms) {
    join(socket, room);
  }
  const MissedPackets missed = recovered.takeMissed();
  socket.recovery_->receivedUpTo = missed.receivedUpTo;
  for (const auto& packet : missed.packets) {
    socket.client_->session().sendShared(*packet);
  }
}

void NamespaceShard::callListeners(Socket& socket) {
  const auto listeners = namespace_->impl_->listeners.get();
  for (const detail::ConnectionHandler& listener : *listeners) {
    if (!socket.connected()) {
      return;
    }
    try {
      listener(socket);
    } catch (const std::exception& error) {
      logger().error("[connection] Handler error | id: {} | error: {}", socket.id(), error.what());
    } catch (...) {
      logger().error("[connection] Handler error | id: {} | error: unknown", socket.id());
    }
  }
}

void NamespaceShard::persist(Socket& socket, std::string_view reason) {
  if (!socket.recovery_ || !isRecoverable(reason)) {
    return;
  }
  namespace_->adapter().persistSession({.sid = socket.id_.string(),
                                        .pid = socket.recovery_->privateId.string(),
                                        .rooms = roomsOf(socket),
                                        .data = socket.data_ ? *socket.data_ : Json::object()});
}

void NamespaceShard::remove(Socket& socket) {
  namespace_->impl_->socketCount.fetch_sub(1, std::memory_order_relaxed);
  rooms_.leaveAll(socket);
  socket.isInOwnRoom_ = false;
  byId_.erase(socket.id_);
  Socket* const last = all_.back();
  all_.pop_back();
  if (last != &socket) {
    all_[socket.position_] = last;
    last->position_ = socket.position_;
  }
}

void NamespaceShard::join(Socket& socket, std::string_view room) {
  if (room == socket.id()) {
    socket.isInOwnRoom_ = true;
    return;
  }
  const std::size_t limit = shard_.core().options().maxRoomsPerSocket;
  if (RoomRegistry::roomCountOf(socket) >= limit && !rooms_.contains(socket, room)) {
    if (!std::exchange(socket.isRoomLimitLogged_, true)) {
      logger().warn(
          "[join] Too many rooms, further ones are not joined | id: {} | room: {} | limit: "
          "maxRoomsPerSocket {}",
          socket.id(), room, limit);
    }
    return;
  }
  rooms_.join(socket, room);
}

void NamespaceShard::leave(Socket& socket, std::string_view room) {
  if (room == socket.id()) {
    socket.isInOwnRoom_ = false;
  } else {
    rooms_.leave(socket, room);
  }
}

std::vector<std::string> NamespaceShard::roomsOf(const Socket& socket) const {
  std::vector<std::string> names;
  names.reserve(RoomRegistry::roomCountOf(socket) + 1);
  if (socket.isInOwnRoom_) {
    names.emplace_back(socket.id());
  }
  rooms_.appendRoomsOf(socket, names);
  return names;
}

bool NamespaceShard::isIn(const Socket& socket, std::string_view room) const {
  return room == socket.id() ? socket.isInOwnRoom_ : rooms_.contains(socket, room);
}

Socket* NamespaceShard::ownerOf(std::string_view room) const {
  const auto id = SocketId::from(room);
  if (!id) {
    return nullptr;
  }
  const auto found = byId_.find(*id);
  return found != byId_.end() && found->second->isInOwnRoom_ ? found->second : nullptr;
}

void NamespaceShard::select(const BroadcastTarget& target, std::vector<RoomMember*>& out) {
  rooms_.beginSelection();
  for (const std::string& room : target.except) {
    rooms_.exclude(room);
    if (Socket* const owner = ownerOf(room)) {
      rooms_.take(*owner);
    }
  }
  const auto take = [&](Socket& socket) {
    if (rooms_.take(socket)) {
      out.push_back(&socket);
    }
  };
  for (const std::string& room : target.rooms) {
    rooms_.select(room, out);
    if (Socket* const owner = ownerOf(room)) {
      take(*owner);
    }
  }
  if (target.rooms.empty()) {
    for (Socket* const socket : all_) {
      take(*socket);
    }
  }
}

template <class Visitor>
void NamespaceShard::forEach(const BroadcastTarget& target, Visitor visit) {
  // Sockets that are disconnected meanwhile live until the end of the turn.
  std::vector<RoomMember*> chosen = std::exchange(scratch_, {});
  select(target, chosen);
  for (RoomMember* const member : chosen) {
    Socket& socket = static_cast<Socket&>(*member);
    if (socket.connected()) {
      visit(socket);
    }
  }
  chosen.clear();
  scratch_ = std::move(chosen);
}

void NamespaceShard::deliver(const SharedPacket& packet, const EventData& event,
                             const BroadcastTarget& target, std::uint64_t position) {
  forEach(target, [&](Socket& socket) {
    if (position != 0 && socket.recovery_ && socket.recovery_->receivedUpTo >= position) {
      return;
    }
    if (socket.hasOutgoingHandlers()) {
      socket.notifyOutgoing(event);
    }
    if (socket.client_ == nullptr) {
      return;
    }
    Session& session = socket.client_->session();
    if (!target.flags.isVolatile || session.isWritable()) {
      session.sendShared(packet);
    }
  });
}

namespace {

class ForwardingAckHandler final : public detail::AckHandler {
 public:
  explicit ForwardingAckHandler(std::function<void(Json)> onAck) : onAck_(std::move(onAck)) {}

  void succeed(const IncomingAnswer& answer) override {
    Json first;
    detail::decodeAnswer(answer, jsonTypeOf<Json>(), &first);
    onAck_(std::move(first));
  }
  void fail(const AckError&) override {}

 private:
  std::function<void(Json)> onAck_;
};

}  // namespace

std::size_t NamespaceShard::deliverWithAck(const SharedPacket& packet, const EventData& event,
                                           std::uint64_t ackId, const BroadcastTarget& target,
                                           const std::function<void(Json)>& onAck) {
  std::size_t count = 0;
  forEach(target, [&](Socket& socket) {
    ++count;
    if (socket.hasOutgoingHandlers()) {
      socket.notifyOutgoing(event);
    }
    if (socket.expectAck(ackId, std::make_unique<ForwardingAckHandler>(onAck),
                         target.flags.timeout)) {
      socket.client_->session().sendShared(packet);
    }
  });
  return count;
}

void NamespaceShard::addSockets(const BroadcastTarget& target,
                                const std::vector<std::string>& rooms) {
  forEach(target, [&](Socket& socket) {
    for (const std::string& room : rooms) {
      join(socket, room);
    }
  });
}

void NamespaceShard::delSockets(const BroadcastTarget& target,
                                const std::vector<std::string>& rooms) {
  forEach(target, [&](Socket& socket) {
    for (const std::string& room : rooms) {
      leave(socket, room);
    }
  });
}

void NamespaceShard::disconnectSockets(const BroadcastTarget& target, bool close) {
  forEach(target, [close](Socket& socket) { socket.disconnect(close); });
}

void NamespaceShard::describeSockets(const BroadcastTarget& target,
                                     std::vector<RemoteSocket>& out) {
  forEach(target, [&](Socket& socket) {
    out.push_back({.id = socket.id_.string(),
                   .handshake = socket.handshake_,
                   .rooms = roomsOf(socket),
                   .data = socket.data_ ? *socket.data_ : Json::object()});
  });
}

}  // namespace ignis::socket_io

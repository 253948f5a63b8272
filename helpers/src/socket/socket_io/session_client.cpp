#include "socket/socket_io/session_client.hpp"

#include <algorithm>
#include <utility>

#include "ignis/helpers/socket/socket_io/detail/event_buffer.hpp"
#include "ignis/helpers/socket/socket_io/socket.hpp"
#include "socket/socket_io/log.hpp"
#include "socket/socket_io/loop_shard.hpp"
#include "socket/socket_io/namespace_shard.hpp"
#include "socket/socket_io/namespace_state.hpp"
#include "socket/socket_io/server_core.hpp"

namespace ignis::socket_io {

SessionClient::SessionClient(LoopShard& shard, const SocketId& id,
                             std::shared_ptr<const HandshakeRequest> request)
    : shard_(shard),
      request_(std::move(request)),
      session_(shard.loop(), shard.core().sessionOptions(), id, *this) {}

SessionClient::~SessionClient() = default;

void SessionClient::onSessionOpened() {
  shard_.add(shared_from_this());
  if (session_.isOpen()) {  // the server may be closing
    timer_ = std::make_unique<Timer>([this] { onTimer(); });
    shard_.loop().arm(*timer_, shard_.core().options().connectTimeout);
  }
}

void SessionClient::onTimer() {
  shard_.loop().bury(std::move(timer_));  // this very timer
  if (!hasJoined_) {
    logger().info("[connectTimeout] No namespace was joined in time | sid: {} | address: {}",
                  session_.id().view(), request_->address());
    session_.close("forced close");
  } else {
    fail("a binary packet was not completed in time (binaryPacketTimeout)");
  }
}

void SessionClient::sendPacket(PacketType type, std::string_view nsp, std::string_view data) {
  detail::EventBuffer buffer;
  buffer.text.push_back(toChar(EnginePacketType::MESSAGE));
  appendPacket(buffer.text, type, nsp, std::nullopt, data);
  session_.sendText(buffer.text);
}

void SessionClient::send(detail::EventBuffer& buffer, bool compress) {
  constexpr std::size_t TYPE_AT = 1;  // behind the type of the Engine.IO packet
  announceAttachments(buffer.text, TYPE_AT, buffer.attachments.size());
  session_.sendText(buffer.text, compress);
  for (const auto& attachment : buffer.attachments) {
    session_.sendBinary(viewOf(attachment), compress);
  }
}

void SessionClient::endJoin(std::string_view nsp) { std::erase(joining_, nsp); }

void SessionClient::add(std::shared_ptr<Socket> socket) { sockets_.push_back(std::move(socket)); }

void SessionClient::onJoined() {
  if (!std::exchange(hasJoined_, true)) {
    timer_.reset();
  }
}

void SessionClient::remove(Socket& socket) {
  const auto found = std::find_if(sockets_.begin(), sockets_.end(), [&](const auto& candidate) {
    return candidate.get() == &socket;
  });
  if (found != sockets_.end()) {
    shard_.loop().bury(std::move(*found));
    sockets_.erase(found);
  }
}

Socket* SessionClient::find(std::string_view nsp) const {
  for (const auto& socket : sockets_) {
    if (socket->nsp().name() == nsp) {
      return socket.get();
    }
  }
  return nullptr;
}

void SessionClient::onMessage(std::string_view text) {
  take(assembler_.addText(text, shard_.decoder(), shard_.core().options().maxHttpBufferSize));
}

void SessionClient::onBinaryMessage(std::string_view bytes) {
  take(assembler_.addBinary(std::as_bytes(std::span(bytes))));
}

void SessionClient::take(const Assembly& assembly) {
  if (!assembly.error.empty()) {
    return fail(assembly.error);
  }
  if (assembly.packet) {
    if (hasJoined_ && assembly.packet->storage) {
      timer_.reset();
    }
    return handle(*assembly.packet);
  }
  if (!hasJoined_) {
    return session_.close("forced close");  // only CONNECT comes first
  }
  if (!timer_) {
    timer_ = std::make_unique<Timer>([this] { onTimer(); });
    shard_.loop().arm(*timer_, shard_.core().options().binaryPacketTimeout);
  }
}

void SessionClient::handle(const AssembledPacket& assembled) {
  const Packet& packet = assembled.packet;
  Socket* const socket = find(packet.nsp);
  if (socket == nullptr && packet.type == PacketType::CONNECT) {
    return handleConnect(packet);
  }
  if (socket == nullptr || !socket->connected() || packet.type == PacketType::CONNECT ||
      packet.type == PacketType::CONNECT_ERROR) {
    // Nobody is there, or it is not theirs to say.
    return session_.close("forced close");
  }
  switch (packet.type) {
    case PacketType::EVENT:
    case PacketType::BINARY_EVENT:
      return socket->handleEvent({.name = packet.event,
                                  .data = packet.data,
                                  .ackId = packet.id,
                                  .attachments = assembled.attachments});
    case PacketType::ACK:
    case PacketType::BINARY_ACK:
      if (packet.id) {
        socket->handleAck(*packet.id, {.data = packet.data.empty() ? "[]" : packet.data,
                                       .attachments = assembled.attachments});
      }
      return;
    case PacketType::DISCONNECT:
      return socket->handleClosed("client namespace disconnect");
    case PacketType::CONNECT:
    case PacketType::CONNECT_ERROR:
      break;
  }
}

void SessionClient::handleConnect(const Packet& packet) {
  if (std::find(joining_.begin(), joining_.end(), packet.nsp) != joining_.end()) {
    return session_.close("forced close");  // it has asked already
  }
  const std::size_t limit = shard_.core().options().maxNamespacesPerConnection;
  if (sockets_.size() + joining_.size() >= limit) {
    if (!std::exchange(isNamespaceLimitLogged_, true)) {
      logger().warn(
          "[connect] Too many namespaces, further ones are not joined | sid: {} | limit: "
          "maxNamespacesPerConnection {}",
          session_.id().view(), limit);
    }
    return refuse(packet.nsp, "Too many namespaces");
  }
  NamespaceRegistry& namespaces = shard_.core().namespaces();
  if (const auto nsp = namespaces.enter(packet.nsp)) {
    shard_.shardOf(nsp).connect(*this, packet.data);
  } else if (namespaces.hasParents() &&
             packet.nsp.size() <= NamespaceRegistry::MAX_DYNAMIC_NAME_BYTES) {
    askParents(std::string(packet.nsp), std::string(packet.data), 0);
  } else {
    refuse(packet.nsp, "Invalid namespace");
  }
}

void SessionClient::askParents(const std::string& name, const std::string& auth, std::size_t from) {
  const auto parents = shard_.core().namespaces().parents();
  if (from >= parents.size()) {
    return refuse(name, "Invalid namespace");
  }
  Namespace& parent = *parents[from];
  const NamespaceMatcher& matcher = parent.impl_->matcher;
  if (matcher.isAsync()) {
    beginJoin(name);
    shard_.loop().spawn("Socket.IO namespace matcher",
                        [owner = shard_.core().shared_from_this(), self = shared_from_this(), name,
                         auth, from] { return awaitParent(owner, self, name, auth, from); });
    return;
  }
  bool isAllowed = false;
  try {
    isAllowed = matcher.call(name, Json::parse(auth.empty() ? "{}" : auth));
  } catch (const std::exception& error) {
    logger().error("[of] Namespace matcher error | namespace: {} | error: {}", name, error.what());
  } catch (...) {
    logger().error("[of] Namespace matcher error | namespace: {} | error: unknown", name);
  }
  onParentAnswer(parent, isAllowed, name, auth, from);
}

Task<void> SessionClient::awaitParent(std::shared_ptr<void>, std::shared_ptr<SessionClient> self,
                                      std::string name, std::string auth, std::size_t index) {
  const std::shared_ptr<Namespace> parent = self->shard_.core().namespaces().parents()[index];
  const Json authData = Json::parse(auth.empty() ? "{}" : auth);
  bool isAllowed = false;
  try {
    isAllowed = co_await parent->impl_->matcher(name, authData);
  } catch (const std::exception& error) {
    logger().error("[of] Namespace matcher error | namespace: {} | error: {}", name, error.what());
  } catch (...) {
    logger().error("[of] Namespace matcher error | namespace: {} | error: unknown", name);
  }
  self->endJoin(name);
  if (self->session_.isOpen()) {
    self->onParentAnswer(*parent, isAllowed, name, auth, index);
  }
}

void SessionClient::onParentAnswer(Namespace& parent, bool isAllowed, const std::string& name,
                                   const std::string& auth, std::size_t index) {
  if (!isAllowed) {
    return askParents(name, auth, index + 1);
  }
  if (const auto child = shard_.core().namespaces().enterChildOf(parent, name)) {
    shard_.shardOf(child).connect(*this, auth);
  } else {
    refuse(name, "Invalid namespace");
  }
}

void SessionClient::refuse(std::string_view nsp, std::string_view message) {
  sendPacket(PacketType::CONNECT_ERROR, nsp, fmt::format(R"({{"message":"{}"}})", message));
}

void SessionClient::fail(std::string_view error) {
  logger().info(
      "[onMessage] Bad packet, the connection is closed | sid: {} | address: {} | error: {}",
      session_.id().view(), request_->address(), error);
  for (const auto& socket : std::vector(sockets_)) {
    socket->notify("error", error);
  }
  session_.close("forced close");
}

void SessionClient::disconnect() {
  for (const auto& socket : std::vector(sockets_)) {
    socket->disconnect();
  }
  session_.close("forced close");
}

void SessionClient::closeForShutdown() {
  for (const auto& socket : std::vector(sockets_)) {
    socket->handleClosed("server shutting down");
  }
  session_.close("forced close");
}

void SessionClient::onSessionClosed(std::string_view reason) {
  timer_.reset();
  assembler_.reset();
  for (const auto& socket : std::exchange(sockets_, {})) {
    socket->handleClosed(reason);
    shard_.loop().bury(socket);
  }
  shard_.remove(*this);
}

}  // namespace ignis::socket_io

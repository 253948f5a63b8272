#include "socket/socket_io/session_client.hpp"

#include <algorithm>
#include <utility>

#include "ignis/helpers/socket/socket_io/detail/event_buffer.hpp"
#include "ignis/helpers/socket/socket_io/socket.hpp"
#include "socket/socket_io/log.hpp"
#include "socket/socket_io/loop_shard.hpp"
#include "socket/socket_io/namespace_shard.hpp"
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
  if (!session_.isOpen()) {
    return;  // the server is closing
  }
  connectTimer_ = std::make_unique<Timer>([this] {
    logger().info("[connectTimeout] No namespace was joined in time | sid: {} | address: {}",
                  session_.id().view(), request_->address());
    shard_.loop().bury(std::move(connectTimer_));  // this very timer
    session_.close("forced close");
  });
  shard_.loop().arm(*connectTimer_, shard_.core().options().connectTimeout);
}

void SessionClient::sendPacket(PacketType type, std::string_view nsp, std::string_view data) {
  detail::EventBuffer buffer(shard_.loop());
  buffer.text.push_back(toChar(EnginePacketType::MESSAGE));
  appendPacket(buffer.text, type, nsp, std::nullopt, data);
  session_.sendText(buffer.text);
}

void SessionClient::add(std::shared_ptr<Socket> socket) { sockets_.push_back(std::move(socket)); }

void SessionClient::onJoined() { connectTimer_.reset(); }

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
  const DecodedPacket decoded = shard_.decoder().decode(text);
  if (decoded) {
    handle(decoded.packet);
  } else {
    fail(decoded.error);
  }
}

void SessionClient::onBinaryMessage(std::string_view) {
  fail("got binary data when not reconstructing a packet");
}

void SessionClient::handle(const Packet& packet) {
  Socket* const socket = find(packet.nsp);
  if (socket == nullptr && packet.type == PacketType::CONNECT) {
    return connect(packet);
  }
  if (socket == nullptr || !socket->connected() || packet.type == PacketType::CONNECT ||
      packet.type == PacketType::CONNECT_ERROR) {
    // Nobody is there, or it is not theirs to say.
    return session_.close("forced close");
  }
  switch (packet.type) {
    case PacketType::EVENT:
      return socket->handleEvent({.name = packet.event, .data = packet.data, .ackId = packet.id});
    case PacketType::ACK:
      if (packet.id) {
        socket->handleAck(*packet.id, packet.data.empty() ? "[]" : packet.data);
      }
      return;
    case PacketType::DISCONNECT:
      return socket->handleClosed("client namespace disconnect");
    case PacketType::BINARY_EVENT:
    case PacketType::BINARY_ACK:
      return fail("binary packets are not supported");
    case PacketType::CONNECT:
    case PacketType::CONNECT_ERROR:
      break;
  }
}

void SessionClient::connect(const Packet& packet) {
  if (NamespaceShard* const nsp = shard_.find(packet.nsp)) {
    nsp->connect(*this, packet.data);
  } else {
    sendPacket(PacketType::CONNECT_ERROR, packet.nsp, R"({"message":"Invalid namespace"})");
  }
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
  connectTimer_.reset();
  for (const auto& socket : std::exchange(sockets_, {})) {
    socket->handleClosed(reason);
    shard_.loop().bury(socket);
  }
  shard_.remove(*this);
}

}  // namespace ignis::socket_io

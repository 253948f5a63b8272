#include "socket/socket_io/client/manager_core.hpp"

#include <algorithm>
#include <cmath>

#include "ignis/helpers/common/random.hpp"
#include "ignis/helpers/socket/socket_io/client/connect_error.hpp"
#include "socket/socket_io/client/log.hpp"
#include "socket/socket_io/client/reconnect_delay.hpp"
#include "socket/socket_io/client/socket_core.hpp"

namespace ignis::socket_io::client {

namespace {

ClientOptions checked(ClientOptions options) {
  checkClientOptions(options);
  return options;
}

/// In [0, 1).
double randomFraction() {
  constexpr int BITS = 53;
  return std::ldexp(static_cast<double>(fastRandom() >> (64 - BITS)), -BITS);
}

ConnectError connectErrorOf(std::string_view message, std::string_view description) {
  ConnectError error;
  error.message = message;
  if (!description.empty()) {
    error.description.emplace(description);
  }
  return error;
}

bool isAnswerToConnect(const Packet& packet) {
  return packet.type == PacketType::CONNECT || packet.type == PacketType::CONNECT_ERROR;
}

}  // namespace

ManagerCore::ManagerCore(std::string_view url, ClientOptions options)
    : options_(checked(std::move(options))),
      address_(resolveClientAddress(url, options_)),
      background_(options_.loop == nullptr ? BackgroundLoop::shared() : nullptr),
      loop_(background_ ? background_->loop() : *options_.loop),
      mailbox_(std::make_shared<Mailbox>(loop_)),
      decoder_({.maxAttachments = options_.maxAttachments}),
      timer_([this] { onRetry(); }) {}

ManagerCore::~ManagerCore() = default;

std::shared_ptr<EventLoop> ManagerCore::sharedLoop() const {
  return background_ ? background_->sharedLoop() : nullptr;
}

std::string_view ManagerCore::transportName() const noexcept {
  if (loop_.isCurrent()) {
    return isOpen() ? engine_->transportName() : std::string_view();
  }
  switch (transport_.load()) {
    case Transport::POLLING:
      return "polling";
    case Transport::WEBSOCKET:
      return "websocket";
    case Transport::NONE:
      break;
  }
  return {};
}

std::shared_ptr<Socket> ManagerCore::socket(std::string_view nsp,
                                            std::optional<SocketOptions> options) {
  const std::string name = nsp.starts_with('/') ? std::string(nsp) : "/" + std::string(nsp);
  std::shared_ptr<Socket> socket;
  {
    const std::lock_guard lock(handlesMutex_);
    std::erase_if(handles_, [](const auto& handle) { return handle.second.expired(); });
    for (const auto& [known, handle] : handles_) {
      if (known == name) {
        socket = handle.lock();
      }
    }
    if (!socket) {
      socket = std::make_shared<Socket>(
          std::make_shared<SocketCore>(shared_from_this(), name, std::move(options)));
      handles_.emplace_back(name, socket);
    }
  }
  if (options_.autoConnect && !socket->active()) {
    socket->connect();
  }
  return socket;
}

void ManagerCore::open() {
  if (isEnded_ || state_ != State::CLOSED) {
    return;
  }
  timer_.cancel();
  isClosedByUser_ = false;
  isTrying_ = true;
  state_ = State::OPENING;
  EngineClient::Listener& listener = *this;
  engine_ = std::make_unique<EngineClient>(loop_, options_, address_,
                                           options_.rememberUpgrade && hadWebSocket_, listener);
  engine_->open();
}

void ManagerCore::close() {
  const bool hasEffect = state_ != State::CLOSED || isReconnecting_;
  isClosedByUser_ = true;
  isReconnecting_ = false;
  isTrying_ = false;
  if (hasEffect) {
    handleClosed("forced close", {});
  }
}

void ManagerCore::tearDown() {
  gate().shut();
  isEnded_ = true;
  for (const auto& socket : sockets()) {
    socket->disconnect();
  }
  close();
  emitter_.clear();
}

bool ManagerCore::add(SocketCore& socket) {
  if (isEnded_) {
    return false;
  }
  SocketCore* const known = find(socket.nsp());
  if (known != &socket) {
    if (known != nullptr) {
      known->tearDown();  // nobody owns it any more, and its end is on its way
    }
    sockets_.push_back(&socket);
  }
  if (!isReconnecting_) {
    open();
  }
  return true;
}

void ManagerCore::remove(SocketCore& socket, bool isJoining) {
  std::erase(sockets_, &socket);
  if (isJoining && isOpen()) {
    leaving_.push_back(socket.nsp());
  }
  if (sockets_.empty()) {
    close();
  }
}

bool ManagerCore::isLeaving(std::string_view nsp) const noexcept {
  return std::find(leaving_.begin(), leaving_.end(), nsp) != leaving_.end();
}

void ManagerCore::send(PacketType type, std::string_view nsp, std::optional<std::uint64_t> id,
                       const EventData& data) {
  if (!isOpen()) {
    return;
  }
  std::string head = loop_.takeBuffer();
  appendPacketHead(head, type, nsp, id, data.attachments.size());
  engine_->sendText(head, data.json);
  for (const auto& attachment : data.attachments) {
    if (isOpen()) {
      engine_->sendBinary(attachment);
    }
  }
  loop_.giveBuffer(std::move(head));
}

void ManagerCore::onEngineOpen() {
  const auto self = shared_from_this();
  state_ = State::OPEN;
  noteTransport();
  for (const auto& socket : sockets()) {
    socket->onManagerOpen();
  }
  emitter_.notify("open");
  if (isOpen() && isReconnecting_) {
    isReconnecting_ = false;
    emitter_.notify("reconnect", std::exchange(attempts_, 0));
  }
}

void ManagerCore::onEngineText(std::string_view message) {
  noteTransport();
  take(assembler_.addText(message, decoder_, options_.maxMessageBytes));
}

void ManagerCore::onEngineBinary(std::span<const std::byte> message) {
  take(assembler_.addBinary(message));
}

void ManagerCore::onEnginePing() {
  noteTransport();
  emitter_.notify("ping");
}

void ManagerCore::take(const Assembly& assembly) {
  if (!assembly.error.empty()) {
    const auto self = shared_from_this();
    logger().warn("[onMessage] Bad packet, the connection is closed | server: {} | error: {}",
                  address_.hostHeader, assembly.error);
    return handleClosed("parse error", assembly.error);
  }
  if (!assembly.packet) {
    return;
  }
  const Packet& packet = assembly.packet->packet;
  if (isAnswerToConnect(packet) && isLeaving(packet.nsp)) {
    return endLeaving(packet);
  }
  if (SocketCore* const socket = find(packet.nsp)) {
    socket->onPacket(*assembly.packet);
  }
}

void ManagerCore::endLeaving(const Packet& packet) {
  const std::string nsp(packet.nsp);
  std::erase(leaving_, nsp);
  if (packet.type == PacketType::CONNECT) {
    send(PacketType::DISCONNECT, nsp, std::nullopt, {});
  }
  if (SocketCore* const socket = find(nsp)) {
    socket->onManagerOpen();
  }
}

void ManagerCore::onEngineFailed(std::string_view message, std::string_view description) {
  const auto self = shared_from_this();
  const ConnectError error = connectErrorOf(message, description);
  engine_.reset();
  state_ = State::CLOSED;
  isTrying_ = options_.reconnection;
  for (const auto& socket : sockets()) {
    socket->onManagerError(error);
  }
  emitter_.notify("error", error);
  if (isReconnecting_) {
    isReconnecting_ = false;
    reconnect();
    emitter_.notify("reconnect_error", error);
  } else {
    reconnect();
  }
}

void ManagerCore::onEngineClosed(std::string_view reason, std::string_view description) {
  if (const std::unique_ptr<EngineClient> engine = std::move(engine_)) {
    const auto self = shared_from_this();
    handleClosed(reason, description);
  }
}

void ManagerCore::handleClosed(std::string_view reason, std::string_view description) {
  // Both may be the engine's.
  const std::string ownReason(reason);
  const std::string ownDescription(description);
  endEngine(ownReason);
  timer_.cancel();
  assembler_.reset();
  leaving_.clear();
  attempts_ = 0;
  state_ = State::CLOSED;
  transport_ = Transport::NONE;
  isTrying_ = options_.reconnection && !isClosedByUser_;
  for (const auto& socket : sockets()) {
    socket->onManagerClosed(ownReason, ownDescription);
  }
  emitter_.notify("close", ownReason, ownDescription);
  reconnect();
}

void ManagerCore::endEngine(std::string_view reason) {
  if (const std::unique_ptr<EngineClient> engine = std::move(engine_)) {
    engine->close(reason);
  }
}

void ManagerCore::reconnect() {
  if (!options_.reconnection || isReconnecting_ || isClosedByUser_ || isEnded_ ||
      state_ != State::CLOSED) {
    return;
  }
  if (options_.reconnectionAttempts != 0 && attempts_ >= options_.reconnectionAttempts) {
    attempts_ = 0;
    isTrying_ = false;
    emitter_.notify("reconnect_failed");
    return;
  }
  isReconnecting_ = true;
  loop_.arm(timer_, reconnectDelay(options_, attempts_++, randomFraction()));
}

void ManagerCore::onRetry() {
  const auto self = shared_from_this();
  emitter_.notify("reconnect_attempt", attempts_);
  if (isReconnecting_) {
    open();
  }
}

void ManagerCore::noteTransport() noexcept {
  const bool isWebSocket = engine_->transportName() == "websocket";
  transport_.store(isWebSocket ? Transport::WEBSOCKET : Transport::POLLING,
                   std::memory_order_relaxed);
  hadWebSocket_ = hadWebSocket_ || isWebSocket;
}

SocketCore* ManagerCore::find(std::string_view nsp) const noexcept {
  const auto found = std::find_if(sockets_.begin(), sockets_.end(),
                                  [nsp](const SocketCore* socket) { return socket->nsp() == nsp; });
  return found != sockets_.end() ? *found : nullptr;
}

std::vector<std::shared_ptr<SocketCore>> ManagerCore::sockets() const {
  std::vector<std::shared_ptr<SocketCore>> sockets;
  for (SocketCore* const socket : sockets_) {
    sockets.push_back(socket->shared_from_this());
  }
  return sockets;
}

}  // namespace ignis::socket_io::client

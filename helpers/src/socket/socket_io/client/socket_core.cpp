#include "socket/socket_io/client/socket_core.hpp"

#include <exception>

#include "ignis/helpers/json/json.hpp"
#include "socket/socket_io/client/log.hpp"

namespace ignis::socket_io::client {

namespace {

constexpr std::string_view OLD_SERVER =
    "It seems you are trying to reach a Socket.IO server in v2.x with a v3.x client, but they are "
    "not compatible (more information here: "
    "https://socket.io/docs/v3/migrating-from-2-x-to-3-0/)";

/// Why a call to the user's code has failed, in a handler of all exceptions.
std::string currentFailure() {
  try {
    throw;
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "unknown";
  }
}

std::string stringOf(const Json& object, std::string_view key) {
  const Json& member = object[key];
  return member.isString() ? member.asString() : std::string();
}

}  // namespace

SocketCore::SocketCore(std::shared_ptr<ManagerCore> manager, std::string nsp,
                       std::optional<SocketOptions> options)
    : manager_(std::move(manager)),
      nsp_(std::move(nsp)),
      options_(options ? std::make_unique<const SocketOptions>(std::move(*options)) : nullptr) {}

SocketCore::~SocketCore() = default;

std::string SocketCore::id() const {
  const std::lock_guard lock(idMutex_);
  return id_;
}

void SocketCore::setConnected(std::string id) {
  {
    const std::lock_guard lock(idMutex_);
    id_ = std::move(id);
    isConnected_ = !id_.empty();
  }
  ++round_;
}

void SocketCore::tellConnectLater() {
  mailbox()->post([weak = weak_from_this()] {
    if (const auto self = weak.lock()) {
      self->tellConnect();
    }
  });
}

void SocketCore::tellConnect() {
  if (isConnectUntold_ && connected() && emitter_.has("connect")) {
    isConnectUntold_ = false;
    emitter_.notify("connect");
  }
}

void SocketCore::connect() {
  if (connected() || gate().isShut()) {
    return;
  }
  takesPart_ = true;
  if (!manager_->add(*this)) {
    takesPart_ = false;
    logger().warn("[connect] The manager is gone, there is no connection | namespace: {}", nsp_);
    return;
  }
  if (manager_->isOpen()) {
    onManagerOpen();
  }
}

void SocketCore::disconnect() {
  const bool wasConnected = connected();
  if (wasConnected) {
    manager_->send(PacketType::DISCONNECT, nsp_, std::nullopt, {});
  }
  leave();
  if (wasConnected && connected()) {
    handleClosed("io client disconnect", {});
  }
}

void SocketCore::leave() {
  if (takesPart_.exchange(false)) {
    const bool isJoining = state_ == State::JOINING;
    if (!connected()) {
      state_ = State::IDLE;
      ++round_;
    }
    manager_->remove(*this, isJoining);
  }
}

void SocketCore::tearDown() {
  gate().shut();
  if (connected()) {
    manager_->send(PacketType::DISCONNECT, nsp_, std::nullopt, {});
  }
  leave();
  state_ = State::IDLE;
  setConnected({});
  // Coroutines that wait for an answer end with this.
  acks_.reset();
  retryQueue_.reset();
  sendBuffer_.reset();
  receiveBuffer_.reset();
  emitter_.clear();
}

void SocketCore::onManagerOpen() {
  if (state_ != State::IDLE || manager_->isLeaving(nsp_)) {
    return;
  }
  if (!authFn()) {
    return join((options_ ? options_->auth : manager_->options().auth).text());
  }
  state_ = State::ASKING_AUTH;
  const std::uint32_t round = ++round_;
  if (authFn().isAsync()) {
    loop().spawn("Socket.IO authFn", [weak = weak_from_this(), authFn = authFn(), round] {
      return askAuth(weak, authFn, round);
    });
    return;
  }
  JsonText auth;
  const std::optional<std::string> failure = callAuthFn(auth);
  if (round_ == round && !gate().isShut()) {
    onAuth(auth, failure);
  }
}

const Handler<JsonText()>& SocketCore::authFn() const noexcept {
  return options_ ? options_->authFn : manager_->options().authFn;
}

std::optional<std::string> SocketCore::callAuthFn(JsonText& auth) {
  const CallGate::Pass pass(gate());
  if (pass) {
    try {
      auth = authFn().call();
    } catch (...) {
      return currentFailure();
    }
  }
  return std::nullopt;
}

Task<void> SocketCore::askAuth(std::weak_ptr<SocketCore> weak, Handler<JsonText()> authFn,
                               std::uint32_t round) {
  JsonText auth;
  std::optional<std::string> failure;
  try {
    auth = co_await authFn();
  } catch (...) {
    failure = currentFailure();
  }
  const auto self = weak.lock();
  if (self && self->round_ == round && !self->gate().isShut()) {
    self->onAuth(auth, failure);
  }
}

void SocketCore::onAuth(const JsonText& auth, const std::optional<std::string>& failure) {
  if (failure) {
    return refuse({.message = *failure});
  }
  state_ = State::IDLE;
  join(auth.text());
}

void SocketCore::join(std::string_view auth) {
  state_ = State::JOINING;
  ++round_;
  const std::string merged = recovery_ ? recovery_->mergeInto(auth) : std::string(auth);
  manager_->send(PacketType::CONNECT, nsp_, std::nullopt, {.json = merged});
}

void SocketCore::refuse(const ConnectError& error) {
  state_ = State::IDLE;  // it has been answered
  leave();
  emitter_.notify("connect_error", error);
}

void SocketCore::onManagerError(const ConnectError& error) {
  emitter_.notify("connect_error", error);
}

void SocketCore::onManagerClosed(std::string_view reason, std::string_view description) {
  if (connected()) {
    return handleClosed(reason, description);
  }
  state_ = State::IDLE;
  ++round_;
  receiveBuffer_.reset();
}

void SocketCore::onPacket(const AssembledPacket& assembled) {
  const Packet& packet = assembled.packet;
  switch (packet.type) {
    case PacketType::EVENT:
    case PacketType::BINARY_EVENT:
      return handleEvent({.name = packet.event,
                          .data = packet.data,
                          .ackId = packet.id,
                          .attachments = assembled.attachments});
    case PacketType::ACK:
    case PacketType::BINARY_ACK:
      if (acks_ && packet.id) {
        acks_->succeed(*packet.id, {.data = packet.data.empty() ? "[]" : packet.data,
                                    .attachments = assembled.attachments});
      }
      return;
    case PacketType::CONNECT:
      if (state_ == State::JOINING) {
        handleConnect(packet.data);
      }
      return;
    case PacketType::CONNECT_ERROR:
      if (state_ == State::JOINING) {
        handleConnectError(packet.data);
      }
      return;
    case PacketType::DISCONNECT:
      state_ = State::IDLE;
      leave();
      return handleClosed("io server disconnect", {});
  }
}

void SocketCore::handleConnect(std::string_view data) {
  const Json answer = data.empty() ? Json() : Json::parse(data);
  std::string sid = stringOf(answer, "sid");
  if (sid.empty()) {
    return refuse({.message = std::string(OLD_SERVER)});
  }
  std::string pid = stringOf(answer, "pid");
  isRecovered_ = !pid.empty() && recovery_ && recovery_->pid == pid;
  if (pid.empty()) {
    recovery_.reset();
  } else if (!isRecovered_) {
    recovery_ = std::make_unique<SessionRecovery>(SessionRecovery{.pid = std::move(pid)});
  }
  state_ = State::CONNECTED;
  isWaitLimitLogged_ = false;
  setConnected(std::move(sid));
  const std::uint32_t round = round_;
  deliverReceived();
  sendBuffered();
  if (!isIn(round)) {
    return;
  }
  sendNextOfQueue(true);
  if (isIn(round)) {
    isConnectUntold_ = !emitter_.has("connect");
    if (!isConnectUntold_) {
      emitter_.notify("connect");
    }
  }
}

void SocketCore::handleConnectError(std::string_view data) {
  Json answer = data.empty() ? Json() : Json::parse(data);
  ConnectError error{.message =
                         answer.isString() ? answer.asString() : stringOf(answer, "message")};
  if (Json* const detail = answer.find("data")) {
    error.data = std::move(*detail);
  }
  refuse(error);
}

void SocketCore::handleClosed(std::string_view reason, std::string_view description) {
  state_ = State::IDLE;
  isConnectUntold_ = false;
  setConnected({});
  receiveBuffer_.reset();
  // Those that are asked for by a handler of `disconnect` wait for the next connection.
  PendingAcks::Handlers unanswered = takeSentAcks();
  emitter_.notify("disconnect", reason, description);
  PendingAcks::failAll(
      std::move(unanswered),
      {.kind = AckError::Kind::DISCONNECTED, .message = "socket has been disconnected"}, &gate());
}

}  // namespace ignis::socket_io::client

#include "ignis/helpers/socket/socket_io/socket.hpp"

#include <exception>
#include <utility>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/network/event_loop.hpp"
#include "socket/socket_io/awaited.hpp"
#include "socket/socket_io/handler_table.hpp"
#include "socket/socket_io/log.hpp"
#include "socket/socket_io/loop_shard.hpp"
#include "socket/socket_io/namespace_shard.hpp"
#include "socket/socket_io/namespace_state.hpp"
#include "socket/socket_io/outgoing_event.hpp"
#include "socket/socket_io/pending_acks.hpp"
#include "socket/socket_io/server_core.hpp"
#include "socket/socket_io/session_client.hpp"

namespace ignis::socket_io {

namespace {

/// The answer that a coroutine waits for, or the reason why there is none.
struct AckResult {
  detail::OwnedAnswer answer{};
  std::optional<AckError> error{};
};

class AwaitedAckHandler final : public detail::AckHandler {
 public:
  explicit AwaitedAckHandler(std::shared_ptr<Awaited<AckResult>> result)
      : result_(std::move(result)) {}

  void succeed(const IncomingAnswer& answer) override {
    result_->set({.answer = detail::OwnedAnswer(answer)});
  }
  void fail(const AckError& error) override { result_->set({.error = error}); }

 private:
  std::shared_ptr<Awaited<AckResult>> result_;
};

}  // namespace

Socket::Socket(SessionClient& client, NamespaceShard& shard, const SocketId& id,
               Handshake handshake)
    : loop_(shard.loopShard().loop()),
      client_(&client),
      shard_(shard),
      nsp_(shard.nsp().shared_from_this()),
      id_(id),
      handshake_(std::move(handshake)) {}

Socket::~Socket() = default;

Json& Socket::data() {
  if (!data_) {
    data_ = std::make_unique<Json>(Json::object());
  }
  return *data_;
}

Socket& Socket::off(std::string_view event) {
  if (handlers_) {
    handlers_->remove(event);
  }
  return *this;
}

Socket& Socket::offAny() { return off(ANY_EVENT); }

Socket& Socket::offAnyOutgoing() { return off(ANY_OUTGOING_EVENT); }

void Socket::addHandler(std::string_view event, std::unique_ptr<EventHandler> handler,
                        bool isOnce) {
  if (!handlers_) {
    handlers_ = std::make_unique<HandlerTable>();
  }
  handlers_->add(event, std::move(handler), isOnce);
}

void Socket::prependHandler(std::string_view event, std::unique_ptr<EventHandler> handler) {
  if (!handlers_) {
    handlers_ = std::make_unique<HandlerTable>();
  }
  handlers_->prepend(event, std::move(handler));
}

Socket& Socket::use(EventMiddleware middleware) {
  if (!middlewares_) {
    middlewares_ = std::make_unique<std::vector<EventMiddleware>>();
  }
  middlewares_->push_back(std::move(middleware));
  return *this;
}

std::string_view Socket::transportName() const noexcept {
  return client_ != nullptr ? client_->session().transportName() : std::string_view();
}

BroadcastOperator Socket::broadcast() const { return BroadcastOperator(nsp()).except(id()); }

SocketOperator Socket::volatile_() { return SocketOperator(*this, {.isVolatile = true}); }

SocketOperator Socket::compress(bool compress) {
  return SocketOperator(*this, {.compress = compress});
}

SocketOperator Socket::timeout(std::chrono::milliseconds timeout) {
  return SocketOperator(*this, {.timeout = timeout});
}

void Socket::join(const Rooms& rooms) {
  if (!connected()) {
    return;
  }
  for (const std::string& room : rooms.names) {
    shard_.join(*this, room);
  }
}

void Socket::leave(const Rooms& rooms) {
  if (!connected()) {
    return;
  }
  for (const std::string& room : rooms.names) {
    shard_.leave(*this, room);
  }
}

std::vector<std::string> Socket::rooms() const {
  return connected() ? shard_.roomsOf(*this) : std::vector<std::string>();
}

bool Socket::isIn(std::string_view room) const { return connected() && shard_.isIn(*this, room); }

std::size_t Socket::beginEvent(std::string& out, std::optional<std::uint64_t> ackId) const {
  out.push_back(toChar(EnginePacketType::MESSAGE));
  appendPacketHead(out, PacketType::EVENT, nsp_->name(), ackId);
  return out.size();
}

void Socket::send(detail::EventBuffer& buffer, std::size_t head, const EmitFlags& flags) {
  if (connected() && !flags.isVolatile && nsp_->adapter().keepsSessions()) {
    BroadcastTarget target;
    target.rooms.emplace_back(id());
    target.flags.compress = flags.compress;
    nsp_->adapter().broadcast(buffer.data(head), target);
  } else {
    sendNow(buffer, head, flags);
  }
}

void Socket::sendNow(detail::EventBuffer& buffer, std::size_t head, const EmitFlags& flags) {
  if (!connected()) {
    return;
  }
  if (hasOutgoingHandlers()) {
    notifyOutgoing(buffer.data(head));
    if (!connected()) {
      return;
    }
  }
  if (!flags.isVolatile || client_->session().isWritable()) {
    client_->send(buffer, flags.compress.value_or(true));
  }
}

std::uint64_t Socket::nextAckId() {
  return connected() ? nsp().impl_->nextAckId.fetch_add(1, std::memory_order_relaxed) : 0;
}

bool Socket::expectAck(std::uint64_t id, std::unique_ptr<detail::AckHandler> handler,
                       std::optional<std::chrono::milliseconds> timeout) {
  if (!connected()) {
    PendingAcks::fail(*handler, {.kind = AckError::Kind::DISCONNECTED,
                                 .message = "socket has been disconnected"});
    return false;
  }
  const ServerOptions& options = shard_.loopShard().core().options();
  if (!acks_) {
    acks_ = std::make_unique<PendingAcks>(loop_);
  }
  if (acks_->size() >= options.maxPendingAcksPerSocket) {
    if (!std::exchange(isAckLimitLogged_, true)) {
      logger().warn(
          "[emit] Too many answers are due, the event is not sent | id: {} | limit: "
          "maxPendingAcksPerSocket {}",
          id_.view(), options.maxPendingAcksPerSocket);
    }
    PendingAcks::fail(*handler, {.kind = AckError::Kind::TIMEOUT,
                                 .message = "too many acknowledgements are pending"});
    return false;
  }
  acks_->add(id, std::move(handler), timeout.value_or(options.ackTimeout));
  return true;
}

Task<detail::OwnedAnswer> Socket::request(OwnedEventData event, EmitFlags flags) {
  const auto result = std::make_shared<Awaited<AckResult>>(loop_);
  const std::uint64_t id = nextAckId();
  if (expectAck(id, std::make_unique<AwaitedAckHandler>(result), flags.timeout)) {
    const EventData data = event.view();
    detail::EventBuffer buffer;
    const std::size_t head = beginEvent(buffer.text, id);
    buffer.text.append(data.json);
    buffer.attachments.assign(data.attachments.begin(), data.attachments.end());
    sendNow(buffer, head, flags);
  }
  AckResult outcome = co_await result->wait();
  if (outcome.error) {
    throw getError({.message = outcome.error->message, .statusCode = 408});
  }
  co_return std::move(outcome.answer);
}

void Socket::sendAck(std::uint64_t id, const EventData& answer) {
  if (!connected()) {
    return;
  }
  detail::EventBuffer buffer;
  buffer.text.push_back(toChar(EnginePacketType::MESSAGE));
  appendPacket(buffer.text, PacketType::ACK, nsp_->name(), id, answer.json);
  buffer.attachments.assign(answer.attachments.begin(), answer.attachments.end());
  client_->send(buffer, true);
}

void Socket::handleEvent(const IncomingEvent& event) {
  if (state_ != State::CONNECTED) {
    return;
  }
  if (handlers_) {
    handlers_->dispatch(ANY_EVENT, *this, event);
  }
  if (!middlewares_ || passMiddlewares(event)) {
    dispatch(event);
  }
}

bool Socket::passMiddlewares(const IncomingEvent& event) {
  for (std::size_t index = 0; index < middlewares_->size(); ++index) {
    // A middleware may add another one, which moves the list.
    const EventMiddleware middleware = (*middlewares_)[index];
    if (middleware.isAsync()) {
      loop_.spawn("Socket.IO event middlewares",
                  [self = shared_from_this(), owned = OwnedIncomingEvent(event), index] {
                    return runMiddlewares(self, owned, index);
                  });
      return false;
    }
    try {
      middleware.call(*this, event);
    } catch (...) {
      refuse(std::current_exception());
      return false;
    }
  }
  return true;
}

Task<void> Socket::runMiddlewares(std::shared_ptr<Socket> socket, OwnedIncomingEvent event,
                                  std::size_t from) {
  const IncomingEvent view = event.view();
  for (std::size_t index = from; index < socket->middlewares_->size(); ++index) {
    const EventMiddleware middleware = (*socket->middlewares_)[index];
    std::exception_ptr failure;
    try {
      co_await middleware(*socket, view);
    } catch (...) {
      failure = std::current_exception();
    }
    if (failure) {
      socket->refuse(failure);
      co_return;
    }
  }
  socket->dispatch(view);
}

void Socket::refuse(std::exception_ptr failure) {
  std::string message = "unknown";
  try {
    std::rethrow_exception(std::move(failure));
  } catch (const std::exception& error) {
    message = error.what();
  } catch (...) {
  }
  notify("error", message);
}

void Socket::handleAck(std::uint64_t id, const IncomingAnswer& answer) {
  if (acks_) {
    acks_->succeed(id, answer);
  }
}

void Socket::dispatch(const IncomingEvent& event) {
  if (handlers_ && state_ == State::CONNECTED) {
    handlers_->dispatch(event.name, *this, event);
  }
}

bool Socket::hasOutgoingHandlers() const noexcept {
  return handlers_ && handlers_->has(ANY_OUTGOING_EVENT);
}

void Socket::notifyOutgoing(const EventData& event) {
  const OutgoingEvent outgoing(event);
  handlers_->dispatch(ANY_OUTGOING_EVENT, *this, outgoing.view());
}

void Socket::notify(std::string_view event, std::string_view text) {
  if (!handlers_ || client_ == nullptr || shard_.loopShard().core().isAbandoned()) {
    return;
  }
  detail::EventBuffer buffer;
  buffer.appendArguments(event, text);
  handlers_->dispatch(event, *this, {.name = event, .data = buffer.text});
}

void Socket::disconnect(bool close) {
  if (state_ != State::CONNECTED) {
    return;
  }
  SessionClient& client = *client_;
  if (close) {
    client.disconnect();
    return;
  }
  client.sendPacket(PacketType::DISCONNECT, nsp_->name());
  handleClosed("server namespace disconnect");
}

void Socket::handleClosed(std::string_view reason) {
  if (state_ == State::CONNECTING) {
    release();
    return;
  }
  if (state_ != State::CONNECTED) {
    return;
  }
  state_ = State::DISCONNECTING;
  notify("disconnecting", reason);
  shard_.persist(*this, reason);
  shard_.remove(*this);
  client_->remove(*this);
  state_ = State::DISCONNECTED;
  notify("disconnect", reason);
  release();
}

void Socket::release() {
  state_ = State::DISCONNECTED;
  client_ = nullptr;
  shard_.loopShard().core().namespaces().leave(*nsp_);
  if (std::shared_ptr<PendingAcks> acks = std::move(acks_)) {
    acks->failAll(
        {.kind = AckError::Kind::DISCONNECTED, .message = "socket has been disconnected"});
    loop_.bury(std::move(acks));
  }
  // Handlers and middlewares that hold the socket would keep it alive for good.
  if (handlers_) {
    handlers_->clear();
  }
  if (middlewares_) {
    loop_.bury(std::make_shared<std::vector<EventMiddleware>>(std::exchange(*middlewares_, {})));
  }
}

SocketOperator SocketOperator::volatile_() const {
  EmitFlags flags = flags_;
  flags.isVolatile = true;
  return SocketOperator(socket_, flags);
}

SocketOperator SocketOperator::compress(bool compress) const {
  EmitFlags flags = flags_;
  flags.compress = compress;
  return SocketOperator(socket_, flags);
}

SocketOperator SocketOperator::timeout(std::chrono::milliseconds timeout) const {
  EmitFlags flags = flags_;
  flags.timeout = timeout;
  return SocketOperator(socket_, flags);
}

}  // namespace ignis::socket_io

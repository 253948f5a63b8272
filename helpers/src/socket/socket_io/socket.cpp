#include "ignis/helpers/socket/socket_io/socket.hpp"

#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/network/event_loop.hpp"
#include "socket/socket_io/handler_table.hpp"
#include "socket/socket_io/log.hpp"
#include "socket/socket_io/loop_shard.hpp"
#include "socket/socket_io/namespace_shard.hpp"
#include "socket/socket_io/namespace_state.hpp"
#include "socket/socket_io/pending_acks.hpp"
#include "socket/socket_io/server_core.hpp"
#include "socket/socket_io/session_client.hpp"

namespace ignis::socket_io {

namespace asio = boost::asio;

namespace {

/// Keeps an answer for the coroutine that waits for it.
struct AwaitedAnswer {
  explicit AwaitedAnswer(EventLoop& loop) : arrived(loop.context()) {
    arrived.expires_at(asio::steady_timer::time_point::max());
  }

  asio::steady_timer arrived;
  std::optional<std::string> data;
  AckError error;
  bool isDone = false;
};

class AwaitedAckHandler final : public detail::AckHandler {
 public:
  explicit AwaitedAckHandler(std::shared_ptr<AwaitedAnswer> answer) : answer_(std::move(answer)) {}

  void succeed(std::string_view data) override {
    answer_->data = data;
    finish();
  }
  void fail(const AckError& error) override {
    answer_->error = error;
    finish();
  }

 private:
  void finish() {
    answer_->isDone = true;
    answer_->arrived.cancel();
  }

  std::shared_ptr<AwaitedAnswer> answer_;
};

}  // namespace

Socket::Socket(SessionClient& client, NamespaceShard& shard, const SocketId& id,
               Handshake handshake)
    : loop_(shard.loopShard().loop()),
      client_(&client),
      shard_(shard),
      id_(id),
      handshake_(std::move(handshake)) {}

Socket::~Socket() = default;

Namespace& Socket::nsp() const noexcept { return shard_.nsp(); }

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

Socket& Socket::offAny() { return off(HandlerTable::ANY_EVENT); }

void Socket::addAnyHandler(std::unique_ptr<EventHandler> handler) {
  addHandler(HandlerTable::ANY_EVENT, std::move(handler), false);
}

void Socket::addHandler(std::string_view event, std::unique_ptr<EventHandler> handler,
                        bool isOnce) {
  if (!handlers_) {
    handlers_ = std::make_unique<HandlerTable>();
  }
  handlers_->add(event, std::move(handler), isOnce);
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

void Socket::beginEvent(std::string& out, std::optional<std::uint64_t> ackId) const {
  out.push_back(toChar(EnginePacketType::MESSAGE));
  appendPacketHead(out, PacketType::EVENT, connected() ? std::string_view(nsp().name()) : "/",
                   ackId);
}

void Socket::send(std::string_view packet, bool isVolatile) {
  if (!connected()) {
    return;
  }
  Session& session = client_->session();
  if (!isVolatile || session.isWritable()) {
    session.sendText(packet);
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
    logger().warn(
        "[emit] Too many answers are due, the event is not sent | id: {} | limit: "
        "maxPendingAcksPerSocket {}",
        id_.view(), options.maxPendingAcksPerSocket);
    PendingAcks::fail(*handler, {.kind = AckError::Kind::TIMEOUT,
                                 .message = "too many acknowledgements are pending"});
    return false;
  }
  acks_->add(id, std::move(handler), timeout.value_or(options.ackTimeout));
  return true;
}

Task<std::string> Socket::request(std::string data, EmitFlags flags) {
  const auto answer = std::make_shared<AwaitedAnswer>(loop_);
  const std::uint64_t id = nextAckId();
  if (expectAck(id, std::make_unique<AwaitedAckHandler>(answer), flags.timeout)) {
    detail::EventBuffer buffer(loop_);
    beginEvent(buffer.text, id);
    buffer.text.append(data);
    send(buffer.text, flags.isVolatile);
  }
  while (!answer->isDone) {
    boost::system::error_code cancelled;
    co_await answer->arrived.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
  }
  if (!answer->data) {
    throw getError({.message = answer->error.message, .statusCode = 408});
  }
  co_return std::move(*answer->data);
}

void Socket::sendAck(std::uint64_t id, std::string_view data) {
  if (!connected()) {
    return;
  }
  detail::EventBuffer buffer(loop_);
  buffer.text.push_back(toChar(EnginePacketType::MESSAGE));
  appendPacket(buffer.text, PacketType::ACK, nsp().name(), id, data);
  client_->session().sendText(buffer.text);
}

void Socket::handleEvent(const IncomingEvent& event) {
  if (state_ == State::CONNECTED) {
    dispatch(event);
  }
}

void Socket::handleAck(std::uint64_t id, std::string_view data) {
  if (acks_) {
    acks_->succeed(id, data);
  }
}

void Socket::dispatch(const IncomingEvent& event) {
  if (handlers_) {
    handlers_->dispatch(*this, event);
  }
}

void Socket::notify(std::string_view event, std::string_view text) {
  if (!handlers_ || shard_.loopShard().core().isAbandoned()) {
    return;
  }
  const std::string data = detail::encodeArguments(event, text);
  handlers_->dispatchReserved(*this, {.name = event, .data = data});
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
  client.sendPacket(PacketType::DISCONNECT, nsp().name());
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
  shard_.remove(*this);
  client_->remove(*this);
  state_ = State::DISCONNECTED;
  notify("disconnect", reason);
  release();
}

void Socket::release() {
  state_ = State::DISCONNECTED;
  client_ = nullptr;
  if (std::shared_ptr<PendingAcks> acks = std::move(acks_)) {
    acks->failAll(
        {.kind = AckError::Kind::DISCONNECTED, .message = "socket has been disconnected"});
    loop_.bury(std::move(acks));
  }
  if (handlers_) {
    // Handlers that hold the socket would keep it alive for good.
    handlers_->clear();
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

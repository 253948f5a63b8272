#include "socket/socket_io/engine/session.hpp"

#include <algorithm>
#include <utility>

#include "ignis/helpers/common/base64.hpp"
#include "ignis/helpers/socket/socket_io/detail/event_buffer.hpp"
#include "socket/socket_io/engine/polling_transport.hpp"
#include "socket/socket_io/engine/session_request.hpp"

namespace ignis::socket_io {

Session::Session(EventLoop& loop, const SessionOptions& options, const SocketId& id,
                 SessionListener& listener)
    : loop_(loop), options_(options), listener_(listener), id_(id), timer_([this] {
        onDeadline(EventLoop::Clock::now());
      }) {}

Session::~Session() = default;

std::string_view Session::transportName() const noexcept {
  return transport_ == nullptr ? std::string_view() : transport_->name();
}

void Session::openPolling(ClosingPolls& closingPolls, std::shared_ptr<SessionRequest> request) {
  polling_ = std::make_unique<PollingTransport>(closingPolls, *this);
  polling_->handleGet(std::move(request));
  open(*polling_);
}

void Session::open(Transport& transport) {
  transport_ = &transport;
  state_ = State::OPEN;
  const auto now = EventLoop::Clock::now();
  heartbeat_.start(now, options_.pingInterval);
  armTimer(now);
  constexpr std::string_view WEBSOCKET = "websocket";
  const bool canUpgrade = polling_ && options_.allowUpgrades;
  detail::EventBuffer buffer;
  appendOpenPacket(buffer.text, {.sid = id_.view(),
                                 .upgrades = {&WEBSOCKET, canUpgrade ? std::size_t{1} : 0},
                                 .pingInterval = options_.pingInterval,
                                 .pingTimeout = options_.pingTimeout,
                                 .maxPayload = options_.maxPayload});
  transport_->sendText(buffer.text, true);
  if (options_.initialPacket && isOpen()) {
    buffer.text.assign(1, toChar(EnginePacketType::MESSAGE)).append(*options_.initialPacket);
    transport_->sendText(buffer.text, true);
  }
  if (isOpen()) {
    listener_.onSessionOpened();
  }
}

void Session::armTimer(EventLoop::Clock::time_point now) {
  const auto delay = std::chrono::ceil<std::chrono::milliseconds>(heartbeat_.deadline() - now);
  loop_.arm(timer_, std::max(delay, std::chrono::milliseconds{0}));
}

void Session::onDeadline(EventLoop::Clock::time_point now) {
  if (!isOpen()) {
    return;
  }
  switch (heartbeat_.onDeadline(now, options_.pingTimeout)) {
    case Heartbeat::Action::TIME_OUT:
      return fail("ping timeout");
    case Heartbeat::Action::SEND_PING: {
      constexpr char PING = toChar(EnginePacketType::PING);
      sendText({&PING, 1});
      break;
    }
    case Heartbeat::Action::NONE:
      break;
  }
  if (isOpen()) {
    armTimer(now);
  }
}

void Session::upgrade(Transport& transport) {
  transport_ = &transport;
  polling_->moveTo(transport);
  dropPolling();
}

void Session::dropPolling() {
  if (polling_) {
    PollingTransport::retire(id_, std::move(polling_));
  }
}

bool Session::receiveText(std::string_view packet) {
  if (!isOpen()) {
    return true;
  }
  const auto decoded = decodeEnginePacket(packet);
  if (decoded && handle(*decoded)) {
    return true;
  }
  fail("parse error");
  return false;
}

bool Session::handle(const EnginePacket& packet) {
  if (packet.type == EnginePacketType::PONG) {
    const auto now = loop_.now();
    heartbeat_.onPong(now, options_.pingInterval);
    armTimer(now);
    return true;
  }
  heartbeat_.onOtherPacket(loop_.now(), options_.pingTimeout);
  switch (packet.type) {
    case EnginePacketType::MESSAGE:
      if (!packet.isBase64) {
        listener_.onMessage(packet.data);
      } else if (const auto bytes = base64Decode(packet.data)) {
        listener_.onBinaryMessage(*bytes);
      } else {
        return false;
      }
      break;
    case EnginePacketType::PING:
      // Only the server pings in protocol 4.
      fail("transport error");
      break;
    case EnginePacketType::CLOSE:
      end("transport close", SessionEnd::BY_PEER);
      break;
    case EnginePacketType::OPEN:
    case EnginePacketType::PONG:
    case EnginePacketType::UPGRADE:
    case EnginePacketType::NOOP:
      break;
  }
  return true;
}

void Session::receiveBinary(std::string_view bytes) {
  if (isOpen()) {
    heartbeat_.onOtherPacket(loop_.now(), options_.pingTimeout);
    listener_.onBinaryMessage(bytes);
  }
}

void Session::sendText(std::string_view packet, bool compress) {
  if (isOpen()) {
    transport_->sendText(packet, compress);
  }
}

void Session::sendBinary(std::string_view bytes, bool compress) {
  if (isOpen()) {
    transport_->sendBinary(bytes, compress);
  }
}

void Session::sendShared(const SharedPacket& packet) {
  if (isOpen()) {
    transport_->sendShared(packet);
  }
}

void Session::transportClosed(std::string_view reason) {
  transport_ = nullptr;
  end(reason, SessionEnd::CUT);
}

void Session::end(std::string_view reason, SessionEnd end) {
  if (std::exchange(state_, State::CLOSED) == State::CLOSED) {
    return;
  }
  timer_.cancel();
  if (Transport* transport = std::exchange(transport_, nullptr)) {
    transport->close(end);
  }
  dropPolling();
  listener_.onSessionClosed(reason);
}

}  // namespace ignis::socket_io

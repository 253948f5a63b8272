#include "socket/socket_io/engine/session.hpp"

#include <algorithm>
#include <utility>

#include "ignis/helpers/common/base64.hpp"
#include "ignis/helpers/socket/socket_io/detail/event_buffer.hpp"

namespace ignis::socket_io {

Session::Session(EventLoop& loop, const SessionOptions& options, const SocketId& id,
                 SessionListener& listener)
    : loop_(loop), options_(options), listener_(listener), id_(id), timer_([this] {
        onDeadline(EventLoop::Clock::now());
      }) {}

void Session::open(Transport& transport) {
  transport_ = &transport;
  state_ = State::OPEN;
  const auto now = EventLoop::Clock::now();
  heartbeat_.start(now, options_.pingInterval);
  armTimer(now);
  detail::EventBuffer buffer;
  appendOpenPacket(buffer.text, {.sid = id_.view(),
                                 .upgrades = {},
                                 .pingInterval = options_.pingInterval,
                                 .pingTimeout = options_.pingTimeout,
                                 .maxPayload = options_.maxPayload});
  transport_->sendText(buffer.text);
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
      return close("ping timeout");
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

void Session::receiveText(std::string_view packet) {
  if (!isOpen()) {
    return;
  }
  if (const auto decoded = decodeEnginePacket(packet)) {
    handle(*decoded);
  } else {
    close("parse error");
  }
}

void Session::handle(const EnginePacket& packet) {
  if (packet.type == EnginePacketType::PONG) {
    const auto now = loop_.now();
    heartbeat_.onPong(now, options_.pingInterval);
    armTimer(now);
    return;
  }
  heartbeat_.onOtherPacket(loop_.now(), options_.pingTimeout);
  switch (packet.type) {
    case EnginePacketType::MESSAGE:
      if (!packet.isBase64) {
        listener_.onMessage(packet.data);
      } else if (const auto bytes = base64Decode(packet.data)) {
        listener_.onBinaryMessage(*bytes);
      } else {
        close("parse error");
      }
      break;
    case EnginePacketType::PING:
      // Only the server pings in protocol 4.
      close("transport error");
      break;
    case EnginePacketType::CLOSE:
      close("transport close");
      break;
    case EnginePacketType::OPEN:
    case EnginePacketType::PONG:
    case EnginePacketType::UPGRADE:
    case EnginePacketType::NOOP:
      break;
  }
}

void Session::receiveBinary(std::string_view bytes) {
  if (isOpen()) {
    heartbeat_.onOtherPacket(loop_.now(), options_.pingTimeout);
    listener_.onBinaryMessage(bytes);
  }
}

void Session::sendBinary(std::string_view bytes, bool) {
  if (isOpen()) transport_->sendBinary(bytes);
}
void Session::sendText(std::string_view packet, bool) {
  if (isOpen()) {
    transport_->sendText(packet);
  }
}

void Session::sendShared(const SharedPacket& packet) {
  if (isOpen()) {
    transport_->sendShared(packet);
  }
}

void Session::transportClosed(std::string_view reason) {
  transport_ = nullptr;
  if (std::exchange(state_, State::CLOSED) != State::CLOSED) {
    timer_.cancel();
    listener_.onSessionClosed(reason);
  }
}

void Session::close(std::string_view reason) {
  if (std::exchange(state_, State::CLOSED) == State::CLOSED) {
    return;
  }
  timer_.cancel();
  if (Transport* transport = std::exchange(transport_, nullptr)) {
    transport->close();
  }
  listener_.onSessionClosed(reason);
}

}  // namespace ignis::socket_io

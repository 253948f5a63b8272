#include "socket/socket_io/client/engine/upgrade.hpp"

#include <utility>

#include "ignis/helpers/socket/socket_io/protocol/engine_packet.hpp"

namespace ignis::socket_io::client {

namespace {

constexpr std::string_view PROBE = "probe";
constexpr std::string_view PROBE_ANSWER = "3probe";

}  // namespace

Upgrade::Upgrade(EventLoop& loop, PollingTransport& polling, Listener& listener)
    : loop_(loop),
      polling_(polling),
      listener_(listener),
      timer_([this] { fail("The upgrade takes too long"); }) {}

void Upgrade::start(std::shared_ptr<const Destination> destination,
                    std::shared_ptr<RequestFactory> requests, const ClientOptions& options) {
  Transport::Listener& self = *this;
  webSocket_ = std::make_unique<WebSocketTransport>(loop_, std::move(destination),
                                                    std::move(requests), options, self);
  loop_.arm(timer_, LIMIT);
  webSocket_->open(LIMIT);
}

void Upgrade::onTransportOpen() {
  webSocket_->sendPacket(toChar(EnginePacketType::PING), PROBE, {});
}

void Upgrade::onPacket(std::string_view packet) {
  if (std::exchange(isProbed_, true) || packet != PROBE_ANSWER) {
    return fail("The server answers the probe with something else");
  }
  polling_.pause(*this);
}

void Upgrade::onBinaryPacket(std::span<const std::byte>) { onPacket({}); }

void Upgrade::onTransportEnd(const TransportEnd& end) {
  fail(end.description.empty() ? "The server has closed the WebSocket" : end.description);
}

void Upgrade::onPollingPaused() {
  timer_.cancel();
  webSocket_->sendPacket(toChar(EnginePacketType::UPGRADE), {}, {});
  listener_.onUpgraded(std::move(webSocket_));
}

void Upgrade::fail(std::string_view description) {
  abandon();
  polling_.resume();
  listener_.onUpgradeFailed(description);
}

void Upgrade::abandon() noexcept {
  timer_.cancel();
  webSocket_->abandon();
}

}  // namespace ignis::socket_io::client

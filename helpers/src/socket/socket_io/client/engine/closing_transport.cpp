#include "socket/socket_io/client/engine/closing_transport.hpp"

#include <utility>

namespace ignis::socket_io::client {

void ClosingTransport::start(EventLoop& loop, std::unique_ptr<Transport> transport) {
  const auto closing = std::make_shared<ClosingTransport>(loop, std::move(transport));
  loop.keep(closing);
  loop.arm(closing->timer_, LIMIT);
  closing->transport_->finish();
}

ClosingTransport::ClosingTransport(EventLoop& loop, std::unique_ptr<Transport> transport)
    : loop_(loop), transport_(std::move(transport)), timer_([this] { done(); }) {
  transport_->setListener(*this);
}

void ClosingTransport::onTransportEnd(const TransportEnd&) { done(); }

void ClosingTransport::done() {
  timer_.cancel();
  transport_->abandon();
  loop_.buryKept(this);
}

}  // namespace ignis::socket_io::client

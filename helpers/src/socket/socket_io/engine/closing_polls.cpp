#include "socket/socket_io/engine/closing_polls.hpp"

#include <utility>

#include "socket/socket_io/engine/polling_transport.hpp"

namespace ignis::socket_io {

ClosingPolls::ClosingPolls(EventLoop& loop) : loop_(loop) {}

ClosingPolls::~ClosingPolls() = default;

void ClosingPolls::add(const SocketId& id, std::unique_ptr<PollingTransport> transport) {
  transports_.emplace(id, std::move(transport));
}

PollingTransport* ClosingPolls::find(const SocketId& id) const noexcept {
  const auto found = transports_.find(id);
  return found == transports_.end() ? nullptr : found->second.get();
}

void ClosingPolls::remove(const SocketId& id) {
  if (auto node = transports_.extract(id); !node.empty()) {
    loop_.bury(std::shared_ptr<PollingTransport>(std::move(node.mapped())));
  }
}

void ClosingPolls::clear() { transports_.clear(); }

}  // namespace ignis::socket_io

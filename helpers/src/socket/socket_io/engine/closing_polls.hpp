#pragma once

#include <memory>
#include <unordered_map>

#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/socket/socket_io/socket_id.hpp"

namespace ignis::socket_io {

class PollingTransport;

/// The polling transports of one loop that outlive their session: their clients have yet to fetch
/// the last packets.
class ClosingPolls {
 public:
  explicit ClosingPolls(EventLoop& loop);
  ClosingPolls(const ClosingPolls&) = delete;
  ClosingPolls& operator=(const ClosingPolls&) = delete;
  ~ClosingPolls();

  EventLoop& loop() noexcept { return loop_; }

  void add(const SocketId& id, std::unique_ptr<PollingTransport> transport);
  PollingTransport* find(const SocketId& id) const noexcept;
  /// Destroys it at the end of the turn.
  void remove(const SocketId& id);
  void clear();

 private:
  EventLoop& loop_;
  std::unordered_map<SocketId, std::unique_ptr<PollingTransport>, SocketIdHash> transports_;
};

}  // namespace ignis::socket_io

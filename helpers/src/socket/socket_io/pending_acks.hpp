#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <unordered_map>

#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/socket/socket_io/detail/ack_handler.hpp"

namespace ignis::socket_io {

/// The answers that one socket waits for. Each is given exactly once: by the client, by its
/// timeout, or by `failAll`. What handlers throw is logged.
class PendingAcks {
 public:
  explicit PendingAcks(EventLoop& loop);

  std::size_t size() const noexcept { return entries_.size(); }
  void add(std::uint64_t id, std::unique_ptr<detail::AckHandler> handler,
           std::chrono::milliseconds timeout);
  /// An id that nobody waits for is ignored.
  void succeed(std::uint64_t id, const IncomingAnswer& answer);
  void failAll(const AckError& error);

  static void fail(detail::AckHandler& handler, const AckError& error);

 private:
  struct Entry {
    std::unique_ptr<detail::AckHandler> handler;
    EventLoop::Clock::time_point deadline;
  };

  void expire();
  void armFor(EventLoop::Clock::time_point deadline);

  EventLoop& loop_;
  std::unordered_map<std::uint64_t, Entry> entries_;
  EventLoop::Clock::time_point timerAt_ = EventLoop::Clock::time_point::max();
  Timer timer_;
};

}  // namespace ignis::socket_io

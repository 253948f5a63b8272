#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "ignis/helpers/network/event_loop.hpp"
#include "ignis/helpers/socket/socket_io/detail/ack_handler.hpp"
#include "socket/socket_io/call_gate.hpp"

namespace ignis::socket_io {

/// The answers that one socket waits for. Each is given exactly once: by the peer, by its timeout,
/// or by whoever takes it out. What handlers throw is logged.
class PendingAcks {
 public:
  /// With their ids.
  using Handlers = std::vector<std::pair<std::uint64_t, std::unique_ptr<detail::AckHandler>>>;

  /// Handlers are called while `gate` is open, if there is one. `onExpire` is told an id before the
  /// handler of it fails. The gate outlives the handlers' calls.
  explicit PendingAcks(EventLoop& loop, CallGate* gate = nullptr,
                       std::function<void(std::uint64_t id)> onExpire = {});

  std::size_t size() const noexcept { return entries_.size(); }
  /// Without a timeout it waits for as long as it takes.
  void add(std::uint64_t id, std::unique_ptr<detail::AckHandler> handler,
           std::optional<std::chrono::milliseconds> timeout);
  /// An id that nobody waits for is ignored.
  void succeed(std::uint64_t id, const IncomingAnswer& answer);
  void failAll(const AckError& error);
  /// The handlers whose id `isMeant`; they are not called by this any more.
  Handlers takeIf(const std::function<bool(std::uint64_t id)>& isMeant);

  /// In the order of their ids.
  static void failAll(Handlers handlers, const AckError& error, CallGate* gate);
  static void succeed(detail::AckHandler& handler, const IncomingAnswer& answer, CallGate* gate);
  static void fail(detail::AckHandler& handler, const AckError& error, CallGate* gate = nullptr);

 private:
  struct Entry {
    std::unique_ptr<detail::AckHandler> handler;
    EventLoop::Clock::time_point deadline;
  };

  void expire();
  void armFor(EventLoop::Clock::time_point deadline);

  EventLoop& loop_;
  CallGate* gate_;
  std::function<void(std::uint64_t id)> onExpire_;
  std::unordered_map<std::uint64_t, Entry> entries_;
  EventLoop::Clock::time_point timerAt_ = EventLoop::Clock::time_point::max();
  Timer timer_;
};

}  // namespace ignis::socket_io

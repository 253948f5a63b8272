#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <utility>

#include "ignis/helpers/socket/socket_io/client/socket.hpp"
#include "ignis/helpers/socket/socket_io/detail/ack_handler.hpp"
#include "ignis/helpers/socket/socket_io/event_data.hpp"

namespace ignis::socket_io::client {

/// Events that wait for a connection, in the order of their emission.
class SendBuffer {
 public:
  struct Event {
    OwnedEventData data;
    std::optional<std::uint64_t> ackId{};
  };

  std::size_t size() const noexcept { return events_.size(); }
  void push(Event event) { events_.push_back(std::move(event)); }
  Event pop();
  bool hasAck(std::uint64_t id) const noexcept;
  /// Drops the event that waits for this answer.
  void removeAck(std::uint64_t id);

 private:
  std::deque<Event> events_;
};

/// Events that are sent one at a time, each again until it is acknowledged.
class RetryQueue {
 public:
  struct Event {
    std::uint64_t number;
    OwnedEventData data;
    EmitFlags flags;
    std::unique_ptr<detail::AckHandler> onAnswer;
    std::size_t attempts = 0;
    bool isPending = false;
  };

  bool isEmpty() const noexcept { return events_.empty(); }
  std::size_t size() const noexcept { return events_.size(); }
  void push(OwnedEventData data, const EmitFlags& flags,
            std::unique_ptr<detail::AckHandler> onAnswer);
  Event& front() noexcept { return events_.front(); }
  /// Null when it is not in front any more.
  Event* frontIf(std::uint64_t number) noexcept;
  std::unique_ptr<detail::AckHandler> pop();

 private:
  std::deque<Event> events_;
  std::uint64_t nextNumber_ = 0;
};

}  // namespace ignis::socket_io::client

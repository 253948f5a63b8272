#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "ignis/helpers/socket/socket_io/ack_receiver.hpp"
#include "ignis/helpers/socket/socket_io/detail/event_buffer.hpp"

namespace ignis {
class EventLoop;
}

namespace ignis::socket_io {

class Socket;

/// The last parameter of an event handler that answers its client: `ack(values…)`. Only the first
/// call of all copies sends; it does nothing when the client asked for no answer or is gone.
/// Callable from any thread, by one at a time.
class Ack {
 public:
  Ack() = default;
  Ack(Socket& socket, std::uint64_t id);
  Ack(std::weak_ptr<AckReceiver> receiver, EventLoop& loop, std::uint64_t id);

  Ack(const Ack& other);
  Ack(Ack&& other) noexcept;
  Ack& operator=(const Ack& other);
  Ack& operator=(Ack&& other) noexcept;
  ~Ack() = default;

  /// Whether the client waits for an answer that has not been given.
  bool isPending() const noexcept;

  template <class... Args>
  void operator()(const Args&... values) const {
    if (!isPending()) {
      return;
    }
    detail::EventBuffer buffer;
    buffer.appendArguments(values...);
    send(buffer.data());
  }

 private:
  void send(const EventData& answer) const;

  std::weak_ptr<AckReceiver> receiver_;
  EventLoop* loop_ = nullptr;
  std::uint64_t id_ = 0;
  mutable bool isSpent_ = true;
  mutable std::shared_ptr<bool> sharedSpent_;  ///< set once there are copies
};

/// Why the answer to an `emit` did not come.
struct AckError {
  enum class Kind : std::uint8_t { TIMEOUT, DISCONNECTED, INVALID };

  Kind kind = Kind::TIMEOUT;
  std::string message;
};

}  // namespace ignis::socket_io

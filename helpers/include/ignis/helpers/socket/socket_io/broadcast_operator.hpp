#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/socket/socket_io/adapter/adapter.hpp"
#include "ignis/helpers/socket/socket_io/detail/ack_handler.hpp"
#include "ignis/helpers/socket/socket_io/detail/event_buffer.hpp"
#include "ignis/helpers/socket/socket_io/event_data.hpp"
#include "ignis/helpers/socket/socket_io/rooms.hpp"

namespace ignis::socket_io {

/// Chooses sockets of a namespace and acts on all of them:
/// `server.to("news").except("muted").emit(…)`. An immutable value; every call may come from any
/// thread. On a thread of a loop, the loop's own sockets are served at once and the others by one
/// posted message to each loop; a sender's order is kept. It must not outlive the server.
class BroadcastOperator {
 public:
  explicit BroadcastOperator(Namespace& nsp, BroadcastTarget target = {});

  /// Adds rooms to the target: their union receives, each socket once.
  BroadcastOperator to(const Rooms& rooms) const;
  BroadcastOperator in(const Rooms& rooms) const { return to(rooms); }
  BroadcastOperator except(const Rooms& rooms) const;
  BroadcastOperator local() const;
  BroadcastOperator volatile_() const;
  BroadcastOperator compress(bool compress) const;
  /// How long answers are waited for.
  BroadcastOperator timeout(std::chrono::milliseconds timeout) const;

  /// With a callable as the last argument, `[](const AckError* error, std::vector<Json> answers)`,
  /// every client is asked for an answer: it is called once, on the loop of the caller (the first
  /// loop when the caller is on none), with the first argument of each, and with an error and what
  /// has come when somebody did not answer within `timeout`, which is required. Throws an
  /// `ApplicationError` when the event's name is reserved.
  template <class... Args>
  void emit(std::string_view event, const Args&... arguments) const {
    detail::EventBuffer buffer;
    if constexpr (detail::endsWithAckCallback<Args...>) {
      detail::splitLast(
          [&](const BroadcastAckCallback& callback, const auto&... values) {
            buffer.appendEvent(event, values...);
            request(buffer.data(), callback);
          },
          arguments...);
    } else {
      buffer.appendEvent(event, arguments...);
      send(buffer.data());
    }
  }
  /// The same answers; throws an `ApplicationError` (`operation has timed out`) when somebody did
  /// not answer in time. Await it on a loop of the server.
  template <class... Args>
  Task<std::vector<Json>> emitWithAck(std::string_view event, const Args&... arguments) const {
    detail::EventBuffer buffer;
    buffer.appendEvent(event, arguments...);
    return answers(*this, OwnedEventData(buffer.data()));
  }

  void socketsJoin(const Rooms& rooms) const;
  void socketsLeave(const Rooms& rooms) const;
  /// `close` ends the whole connections, not only their part in this namespace.
  void disconnectSockets(bool close = false) const;
  /// Await it on a loop of the server.
  Task<std::vector<RemoteSocket>> fetchSockets() const;

 private:
  void send(const EventData& event) const;
  void request(const EventData& event, BroadcastAckCallback callback) const;
  static Task<std::vector<Json>> answers(BroadcastOperator self, OwnedEventData event);

  std::shared_ptr<Namespace> namespace_;
  BroadcastTarget target_;
};

}  // namespace ignis::socket_io

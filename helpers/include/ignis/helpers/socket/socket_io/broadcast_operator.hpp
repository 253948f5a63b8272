#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/socket/socket_io/adapter/adapter.hpp"
#include "ignis/helpers/socket/socket_io/detail/event_data.hpp"
#include "ignis/helpers/socket/socket_io/rooms.hpp"

namespace ignis::socket_io {

/// Chooses sockets of a namespace and acts on all of them:
/// `server.to("news").except("muted").emit(…)`. An immutable value; every call may come from any
/// thread. On a thread of a loop, the loop's own sockets are served at once and the others by one
/// posted message to each loop; a sender's order is kept. It must not outlive the server.
class BroadcastOperator {
 public:
  explicit BroadcastOperator(Namespace& nsp) : namespace_(&nsp) {}
  BroadcastOperator(Namespace& nsp, BroadcastTarget target)
      : namespace_(&nsp), target_(std::move(target)) {}

  /// Adds rooms to the target: their union receives, each socket once.
  BroadcastOperator to(const Rooms& rooms) const;
  BroadcastOperator in(const Rooms& rooms) const { return to(rooms); }
  BroadcastOperator except(const Rooms& rooms) const;
  BroadcastOperator local() const;
  BroadcastOperator volatile_() const;
  BroadcastOperator compress(bool compress) const;
  /// How long `emitWithAck` waits.
  BroadcastOperator timeout(std::chrono::milliseconds timeout) const;

  /// Throws an `ApplicationError` when the event's name is reserved.
  template <class... Args>
  void emit(std::string_view event, const Args&... arguments) const {
    std::string data;
    detail::appendEventData(data, event, arguments...);
    send(data);
  }

  /// The first argument of every client's answer. Needs `timeout`; throws an `ApplicationError`
  /// (`operation has timed out`) when somebody did not answer in time. Await it on a loop of the
  /// server.
  template <class... Args>
  Task<std::vector<Json>> emitWithAck(std::string_view event, const Args&... arguments) const {
    std::string data;
    detail::appendEventData(data, event, arguments...);
    return request(*namespace_, std::move(data), target_);
  }

  void socketsJoin(const Rooms& rooms) const;
  void socketsLeave(const Rooms& rooms) const;
  /// `close` ends the whole connections, not only their part in this namespace.
  void disconnectSockets(bool close = false) const;
  /// Await it on a loop of the server.
  Task<std::vector<RemoteSocket>> fetchSockets() const;

 private:
  void send(const std::string& data) const;
  static Task<std::vector<Json>> request(Namespace& nsp, std::string data, BroadcastTarget target);

  Namespace* namespace_;
  BroadcastTarget target_;
};

}  // namespace ignis::socket_io

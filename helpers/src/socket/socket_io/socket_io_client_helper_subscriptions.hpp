#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ignis/helpers/socket/socket_io/client/socket.hpp"
#include "ignis/helpers/socket/socket_io/socket_io_client_helper_options.hpp"

namespace ignis {

/// A handler of an event, until it is taken out of the table that owns it.
struct SocketIOClientSubscription {
  std::string event;
  SocketIOClientEventHandler handler;
  std::optional<socket_io::client::ListenerId> listener{};  ///< once the socket has it
};

/// What `SocketIOClientHelper::subscribe` has added. Call it from any thread.
class SocketIOClientSubscriptions {
 public:
  using Subscription = SocketIOClientSubscription;

  /// Null when the event has a handler and a further one is to be ignored.
  std::shared_ptr<Subscription> add(const SocketIOSubscribeArgs& args);
  /// False when it has been taken out meanwhile.
  bool setListener(Subscription& subscription, socket_io::client::ListenerId listener);
  /// Takes out the handlers of an event, or those of them that are `handler`, and returns the
  /// listeners that the socket has to forget; nothing when there is no such handler.
  std::optional<std::vector<socket_io::client::ListenerId>> remove(
      std::string_view event, const SocketIOClientEventHandler& handler);
  void clear();

 private:
  std::mutex mutex_;
  std::vector<std::shared_ptr<Subscription>> subscriptions_;
};

}  // namespace ignis

#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <boost/describe/class.hpp>

#include "ignis/helpers/common/handler.hpp"
#include "ignis/helpers/json/json_view.hpp"
#include "ignis/helpers/socket/socket_io/client/client_options.hpp"
#include "ignis/helpers/socket/socket_io/client/connect_error.hpp"
#include "ignis/helpers/socket/socket_io/detail/socketless_event_handler.hpp"

namespace ignis {

/// The original's `ISocketIOClientOptions`. Callbacks run on the client's loop and may be
/// coroutines; what they throw is logged.
struct SocketIOClientHelperOptions {
  std::string identifier;
  std::string host;  ///< `https://example.com:8443`, a path in it is the namespace
  socket_io::client::ClientOptions options{};
  Handler<void()> onConnected{};
  Handler<void(const std::string& reason)> onDisconnected{};
  Handler<void(const socket_io::client::ConnectError& error)> onError{};
  Handler<void()> onAuthenticated{};
  Handler<void(const std::string& message)> onUnauthenticated{};
};

/// What runs when a client gets an event: `[](ChatMessage message)`, plain or coroutine, with as
/// many of the event's arguments as it takes, and an `Ack` last to answer. Copies are the same
/// handler: `unsubscribe` finds it by that.
class SocketIOClientEventHandler {
 public:
  SocketIOClientEventHandler() = default;
  SocketIOClientEventHandler(std::nullptr_t) {}
  template <class Function>
  requires(!std::same_as<std::remove_cvref_t<Function>, SocketIOClientEventHandler>)
      SocketIOClientEventHandler(Function&& function)
      : target_(socket_io::detail::makeSocketlessEventHandler(std::forward<Function>(function))) {}

  explicit operator bool() const noexcept { return target_ != nullptr; }
  friend bool operator==(const SocketIOClientEventHandler&,
                         const SocketIOClientEventHandler&) = default;

  const std::shared_ptr<socket_io::detail::SocketlessEventHandler>& target() const noexcept {
    return target_;
  }

 private:
  std::shared_ptr<socket_io::detail::SocketlessEventHandler> target_;
};

struct SocketIOSubscribeArgs {
  std::string event;
  SocketIOClientEventHandler handler{};
  bool ignoreDuplicate = true;  ///< a further handler of the event is not taken
};

struct SocketIOSubscribeManyArgs {
  std::vector<std::pair<std::string, SocketIOClientEventHandler>> events;
  bool ignoreDuplicate = true;
};

struct SocketIOUnsubscribeArgs {
  std::string event;
  SocketIOClientEventHandler handler{};  ///< none for all of the event
};

struct SocketIOUnsubscribeManyArgs {
  std::vector<std::string> events;
};

struct SocketIOClientEmitArgs {
  std::string_view topic;
  std::optional<JsonView> data{};
  bool doLog = false;
  std::function<void()> cb{};  ///< called on the client's loop once the event is under way
};

struct SocketIORoomsArgs {
  std::vector<std::string> rooms;
};
BOOST_DESCRIBE_STRUCT(SocketIORoomsArgs, (), (rooms))

}  // namespace ignis

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "ignis/helpers/common/callable_traits.hpp"
#include "ignis/helpers/common/handler.hpp"
#include "ignis/helpers/json/decode_json.hpp"
#include "ignis/helpers/json/json_text.hpp"
#include "ignis/helpers/socket/websocket/websocket_client.hpp"
#include "ignis/helpers/socket/websocket/websocket_message.hpp"

namespace ignis {

// What an application gives to a `WebSocketServerHelper`. Handlers are called on the loop of the
// client that they are about, so on several threads at once when there are several loops. What
// their arguments refer to lives until the handler ends, also when it waits.

/// Who a client is, once it is let in.
struct WebSocketAuthenticated {
  std::string userId{};  ///< several clients may share one; empty for none
  JsonText metadata{};   ///< a described struct, say
};

/// Decides with the `data` of the message `authenticate`, `{}` when there is none, whether a client
/// is let in: a function of a described struct, or of `Json`, that returns
/// `std::optional<WebSocketAuthenticated>` or a `Task` of it. Nothing refuses the client, and so
/// does throwing, or data that does not fit the struct.
class WebSocketAuthenticateFn {
 public:
  using Result = std::optional<WebSocketAuthenticated>;

  WebSocketAuthenticateFn() = default;
  WebSocketAuthenticateFn(std::nullptr_t) {}
  template <class Function>
  requires(!std::same_as<std::remove_cvref_t<Function>, WebSocketAuthenticateFn> &&
           !std::same_as<std::remove_cvref_t<Function>, std::nullptr_t>)
      WebSocketAuthenticateFn(Function&& function)
      : handler_(adapt(std::decay_t<Function>(std::forward<Function>(function)))) {}

  explicit operator bool() const noexcept { return static_cast<bool>(handler_); }
  /// Of the JSON of the data.
  const Handler<Result(const std::string&)>& handler() const noexcept { return handler_; }

 private:
  template <class Function>
  static Handler<Result(const std::string&)> adapt(Function function);
  template <class Data, class Function>
  static Task<Result> decodeAndCall(std::shared_ptr<Function> function, const std::string& json) {
    const Data data = parseJson<Data>(json);
    Result result = co_await (*function)(data);
    co_return result;
  }

  Handler<Result(const std::string&)> handler_;
};

template <class Function>
Handler<WebSocketAuthenticateFn::Result(const std::string&)> WebSocketAuthenticateFn::adapt(
    Function function) {
  using Signature = detail::Signature<std::remove_pointer_t<Function>>;
  static_assert(std::tuple_size_v<typename Signature::Arguments> == 1,
                "an authenticateFn takes the data of the message: a described struct, or Json");
  using Data = std::remove_cvref_t<std::tuple_element_t<0, typename Signature::Arguments>>;
  if constexpr (detail::TaskResult<typename Signature::Result>::isTask) {
    return [shared = std::make_shared<Function>(std::move(function))](const std::string& json) {
      return decodeAndCall<Data>(shared, json);
    };
  } else {
    return [function = std::move(function)](const std::string& json) mutable -> Result {
      return function(parseJson<Data>(json));
    };
  }
}

struct WebSocketHandshakeArgs {
  std::string_view clientId;
  std::string_view userId;
  std::string_view data;  ///< JSON: that of the message `authenticate`

  template <class T>
  T dataAs() const {
    return parseJson<T>(data);
  }
};

/// What the client needs to derive the same key; it gets both with `connected`.
struct WebSocketHandshakeResult {
  std::string serverPublicKey;
  std::string salt;
};

/// Exchanges keys with a client that has authenticated. Nothing refuses it with 4004.
using WebSocketHandshakeFn =
    Handler<std::optional<WebSocketHandshakeResult>(const WebSocketHandshakeArgs&)>;

struct WebSocketValidateRoomArgs {
  std::string_view clientId;
  std::string_view userId;
  const std::vector<std::string>& rooms;  ///< what the client asks for
};

/// The rooms that a client joins when it asks for `rooms`. They are joined as they are, so never
/// return the id of another client for somebody who merely asked for it.
using WebSocketValidateRoomFn = Handler<std::vector<std::string>(const WebSocketValidateRoomArgs&)>;

struct WebSocketClientConnectedArgs {
  std::string_view clientId;
  std::string_view userId;
  const JsonText& metadata;
};

/// Told of each client that has authenticated, after it was sent `connected`.
using WebSocketClientConnectedFn = Handler<void(const WebSocketClientConnectedArgs&)>;

struct WebSocketClientDisconnectedArgs {
  std::string_view clientId;
  std::string_view userId;  ///< empty too when the client never authenticated
};

/// Told of each client that has gone, once.
using WebSocketClientDisconnectedFn = Handler<void(const WebSocketClientDisconnectedArgs&)>;

struct WebSocketMessageArgs {
  std::string_view clientId;
  std::string_view userId;
  const WebSocketMessage& message;
};

/// Gets every event of authenticated clients but `authenticate`, `heartbeat`, `join` and `leave`.
/// One that waits may see the next message of a client before it has ended.
using WebSocketMessageHandler = Handler<void(const WebSocketMessageArgs&)>;

struct WebSocketOutboundArgs {
  const WebSocketClient& client;
  std::string_view event;
  std::string_view data;  ///< JSON; empty when there is none
};

/// What is sent instead of an event.
struct WebSocketOutbound {
  std::string event;
  JsonText data{};
};

/// Called for each event to an encrypted client, which gets what it returns: nothing sends the
/// event as it is. An event for which it throws is dropped. The event `connected` does not go
/// through it: it carries what the client needs to decrypt.
using WebSocketOutboundTransformer =
    Handler<std::optional<WebSocketOutbound>(const WebSocketOutboundArgs&)>;

}  // namespace ignis

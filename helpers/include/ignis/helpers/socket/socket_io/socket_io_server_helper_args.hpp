#pragma once

#include <concepts>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "ignis/helpers/json/write_json.hpp"
#include "ignis/helpers/socket/socket_io/detail/namespace_listener.hpp"
#include "ignis/helpers/socket/socket_io/event_data.hpp"
#include "ignis/helpers/socket/socket_io/socket_io_server_helper_options.hpp"

namespace ignis {

/// Anything that JSON is made of, `Bytes` included, encoded at once.
class SocketIOSendData {
 public:
  SocketIOSendData() = default;
  template <class T>
  requires(!std::same_as<T, SocketIOSendData>) SocketIOSendData(const T& value) {
    socket_io::Attachments attachments;
    std::string json;
    appendJson(json, value, &attachments);
    data_ = socket_io::OwnedEventData({.json = json, .attachments = attachments});
  }

  /// The binary parts are placeholders in it.
  std::string_view json() const noexcept { return data_.view().json; }
  socket_io::EventData view() const noexcept { return data_.view(); }
  /// What JavaScript takes for false is not sent: null, false, zero and empty text.
  bool isFalsy() const noexcept {
    const std::string_view text = json();
    return text.empty() || text == "null" || text == "false" || text == "0" || text == "\"\"";
  }

 private:
  socket_io::OwnedEventData data_;
};

/// What `SocketIOServerHelper::on` registers: whatever `Namespace::on` takes.
class SocketIOEventHandler {
 public:
  SocketIOEventHandler() = default;
  SocketIOEventHandler(std::nullptr_t) {}
  template <class Function>
  requires(!std::same_as<std::remove_cvref_t<Function>, SocketIOEventHandler> &&
           !std::same_as<std::remove_cvref_t<Function>, std::nullptr_t>)
      SocketIOEventHandler(Function function)
      : listener_(socket_io::detail::makeNamespaceListener(std::move(function))) {}

  explicit operator bool() const noexcept { return listener_.has_value(); }
  const socket_io::detail::NamespaceListener& listener() const { return listener_.value(); }

 private:
  std::optional<socket_io::detail::NamespaceListener> listener_;
};

struct SocketIOSendPayload {
  std::string_view topic{};
  SocketIOSendData data{};
};

struct SocketIOSendOptions {
  /// A room; each client is alone in the room of its id. Empty for everybody, authenticated or not:
  /// the room `io-default` is those who are.
  std::string_view destination{};
  SocketIOSendPayload payload;
  bool doLog = false;
  std::function<void()> cb{};  ///< called soon after, on a loop; says nothing about delivery
};

struct SocketIOOnOptions {
  std::string_view topic;
  SocketIOEventHandler handler;
};

struct SocketIOGetClientArgs {
  std::string_view id;
};

struct SocketIOPingArgs {
  socket_io::Socket& socket;
  bool doIgnoreAuth = false;  ///< else a client that is not authenticated is disconnected
};

}  // namespace ignis

#pragma once

#include <concepts>
#include <functional>
#include <string>
#include <string_view>
#include <type_traits>

#include "ignis/helpers/json/write_json.hpp"
#include "ignis/helpers/socket/socket_io/socket_io_server_helper_options.hpp"

namespace ignis {

/// Anything that JSON is made of, encoded at once.
class SocketIOSendData {
 public:
  SocketIOSendData() = default;
  template <class T>
  requires(!std::same_as<T, SocketIOSendData>) SocketIOSendData(const T& value)
      : json_(toJson(value)) {}

  const std::string& json() const noexcept { return json_; }
  /// What JavaScript takes for false is not sent: null, false, zero and empty text.
  bool isFalsy() const noexcept {
    return json_.empty() || json_ == "null" || json_ == "false" || json_ == "0" || json_ == "\"\"";
  }

 private:
  std::string json_;
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

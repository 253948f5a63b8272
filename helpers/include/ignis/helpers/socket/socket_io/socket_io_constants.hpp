#pragma once

#include <string_view>

namespace ignis {

/// The events and rooms that a `SocketIOServerHelper` and its clients have agreed upon.
struct SocketIOConstants {
  static constexpr std::string_view EVENT_PING = "ping";
  static constexpr std::string_view EVENT_CONNECT = "connection";
  static constexpr std::string_view EVENT_DISCONNECT = "disconnect";
  static constexpr std::string_view EVENT_JOIN = "join";
  static constexpr std::string_view EVENT_LEAVE = "leave";
  static constexpr std::string_view EVENT_AUTHENTICATE = "authenticate";
  static constexpr std::string_view EVENT_AUTHENTICATED = "authenticated";
  static constexpr std::string_view EVENT_UNAUTHENTICATE = "unauthenticated";

  static constexpr std::string_view ROOM_DEFAULT = "io-default";
  static constexpr std::string_view ROOM_NOTIFICATION = "io-notification";
};

}  // namespace ignis

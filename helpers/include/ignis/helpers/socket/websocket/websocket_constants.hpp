#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ignis {

/// The events that a `WebSocketServerHelper` and its clients have agreed upon.
struct WebSocketEvents {
  static constexpr std::string_view AUTHENTICATE = "authenticate";
  static constexpr std::string_view CONNECTED = "connected";
  static constexpr std::string_view DISCONNECT = "disconnect";  ///< reserved, never sent
  static constexpr std::string_view JOIN = "join";
  static constexpr std::string_view LEAVE = "leave";
  static constexpr std::string_view ERROR = "error";
  static constexpr std::string_view HEARTBEAT = "heartbeat";
  static constexpr std::string_view ENCRYPTED = "encrypted";  ///< what transformers wrap events in
  static constexpr std::array<std::string_view, 8> SCHEME_SET{
      AUTHENTICATE, CONNECTED, DISCONNECT, JOIN, LEAVE, ERROR, HEARTBEAT, ENCRYPTED};

  static constexpr bool isValid(std::string_view event) {
    return std::ranges::find(SCHEME_SET, event) != SCHEME_SET.end();
  }
};

/// The Redis channels on which servers and emitters tell each other what to deliver.
struct WebSocketChannels {
  static constexpr std::string_view BROADCAST = "ws:broadcast";
  static constexpr std::string_view ROOM_PREFIX = "ws:room:";
  static constexpr std::string_view CLIENT_PREFIX = "ws:client:";
  static constexpr std::string_view USER_PREFIX = "ws:user:";

  struct Room {
    std::string_view room;
  };
  struct Client {
    std::string_view clientId;
  };
  struct User {
    std::string_view userId;
  };

  static std::string forRoom(const Room& args) { return join(ROOM_PREFIX, args.room); }
  static std::string forClient(const Client& args) { return join(CLIENT_PREFIX, args.clientId); }
  static std::string forUser(const User& args) { return join(USER_PREFIX, args.userId); }
  static std::string forRoomPattern() { return join(ROOM_PREFIX, "*"); }
  static std::string forClientPattern() { return join(CLIENT_PREFIX, "*"); }
  static std::string forUserPattern() { return join(USER_PREFIX, "*"); }

 private:
  static std::string join(std::string_view prefix, std::string_view name) {
    return std::string(prefix).append(name);
  }
};

struct WebSocketDefaults {
  static constexpr std::string_view PATH = "/ws";
  static constexpr std::string_view ROOM = "ws-default";
  static constexpr std::string_view NOTIFICATION_ROOM = "ws-notification";
  static constexpr std::string_view BROADCAST_TOPIC = "ws:internal:broadcast";
  static constexpr std::size_t MAX_PAYLOAD_LENGTH = 128UL * 1024;  ///< bytes
  static constexpr std::chrono::seconds IDLE_TIMEOUT{60};
  static constexpr std::size_t BACKPRESSURE_LIMIT = 1024UL * 1024;  ///< bytes
  static constexpr bool SEND_PINGS = true;
  static constexpr bool PUBLISH_TO_SELF = false;
  static constexpr std::chrono::milliseconds AUTH_TIMEOUT{5000};
  static constexpr std::chrono::milliseconds HEARTBEAT_INTERVAL{30000};
  static constexpr std::chrono::milliseconds HEARTBEAT_TIMEOUT{90000};
  static constexpr std::size_t ENCRYPTED_BATCH_LIMIT = 10;
};

/// The `type` of what goes through Redis.
struct WebSocketMessageTypes {
  static constexpr std::string_view CLIENT = "client";
  static constexpr std::string_view USER = "user";
  static constexpr std::string_view ROOM = "room";
  static constexpr std::string_view BROADCAST = "broadcast";
  static constexpr std::array<std::string_view, 4> SCHEME_SET{CLIENT, USER, ROOM, BROADCAST};

  static constexpr bool isValid(std::string_view type) {
    return std::ranges::find(SCHEME_SET, type) != SCHEME_SET.end();
  }
};

/// How far a client has come.
enum class WebSocketClientState : std::uint8_t {
  UNAUTHORIZED,
  AUTHENTICATING,
  AUTHENTICATED,
  DISCONNECTED
};

/// The names of the states.
struct WebSocketClientStates {
  static constexpr std::string_view UNAUTHORIZED = "unauthorized";
  static constexpr std::string_view AUTHENTICATING = "authenticating";
  static constexpr std::string_view AUTHENTICATED = "authenticated";
  static constexpr std::string_view DISCONNECTED = "disconnected";
  static constexpr std::array<std::string_view, 4> SCHEME_SET{UNAUTHORIZED, AUTHENTICATING,
                                                              AUTHENTICATED, DISCONNECTED};

  static constexpr bool isValid(std::string_view name) {
    return std::ranges::find(SCHEME_SET, name) != SCHEME_SET.end();
  }

  static constexpr std::string_view toName(WebSocketClientState state) {
    return SCHEME_SET[static_cast<std::size_t>(state)];
  }
};

/// Why a `WebSocketServerHelper` closes a connection: a code, and the reason that goes with it.
struct WebSocketCloseCodes {
  struct Close {
    std::uint16_t code;
    std::string_view reason;
  };

  static constexpr Close SHUTTING_DOWN{1001, "Server shutting down"};
  static constexpr Close AUTHENTICATION_TIMEOUT{4001, "Authentication timeout"};
  static constexpr Close HEARTBEAT_TIMEOUT{4002, "Heartbeat timeout"};
  static constexpr Close AUTHENTICATION_FAILED{4003, "Authentication failed"};
  static constexpr Close ENCRYPTION_REQUIRED{4004, "Encryption required"};
};

}  // namespace ignis

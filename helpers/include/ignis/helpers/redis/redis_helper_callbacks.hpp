#pragma once

#include <functional>
#include <string_view>

namespace ignis {

class DefaultRedisHelper;

struct RedisHelperEvent {
  std::string_view name;
  DefaultRedisHelper& helper;
  std::string_view error{};  ///< of `onError` and `onClosed`
};

using RedisHelperCallback = std::function<void(const RedisHelperEvent&)>;

/// Told how a connection fares, on the thread of the connection, one call at a time. An exception
/// is logged.
struct RedisHelperCallbacks {
  RedisHelperCallback onInitialized{};  ///< last in the constructor, before anything is sent
  RedisHelperCallback onConnected{};    ///< the socket is open
  RedisHelperCallback onReady{};        ///< commands are taken, and every subscription stands
  RedisHelperCallback onError{};        ///< an attempt to connect, or a subscription, has failed
  RedisHelperCallback onClosed{};       ///< a connection that was ready is lost, or has ended
};

}  // namespace ignis

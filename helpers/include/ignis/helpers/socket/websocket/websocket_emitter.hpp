#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "ignis/helpers/common/base_helper.hpp"
#include "ignis/helpers/common/task.hpp"
#include "ignis/helpers/json/json_view.hpp"
#include "ignis/helpers/redis/default_redis_helper.hpp"

namespace ignis {

namespace websocket {
struct RedisSocketMessage;
}

struct WebSocketEmitterOptions {
  std::string identifier = "WebSocketEmitter";
  std::shared_ptr<DefaultRedisHelper> redisConnection;  ///< duplicated, neither used nor closed
};

// Arguments are views: valid until the call returns. `data` is any value that JSON is made of; left
// out, the event has none.

struct WebSocketEmitToClientArgs {
  std::string_view clientId;
  std::string_view event;
  std::optional<JsonView> data{};
};

struct WebSocketEmitToUserArgs {
  std::string_view userId;
  std::string_view event;
  std::optional<JsonView> data{};
};

struct WebSocketEmitToRoomArgs {
  std::string_view room;
  std::string_view event;
  std::optional<JsonView> data{};
  std::span<const std::string> exclude{};  ///< ids of clients
};

struct WebSocketEmitBroadcastArgs {
  std::string_view event;
  std::optional<JsonView> data{};
};

// Safe within a `co_await` statement.
static_assert(std::is_trivially_destructible_v<WebSocketEmitToClientArgs> &&
              std::is_trivially_destructible_v<WebSocketEmitToUserArgs> &&
              std::is_trivially_destructible_v<WebSocketEmitToRoomArgs> &&
              std::is_trivially_destructible_v<WebSocketEmitBroadcastArgs>);

/// Sends events to the clients of all `WebSocketServerHelper`s that share a Redis, from a process
/// that need not have a server. Every member may be called from any thread.
///
/// An event leaves when its method is called; the task ends when Redis has taken it, which says
/// nothing about who has got it, and throws an `ApplicationError` when Redis has not. What is sent
/// before the connection is ready waits for it; what is under way when it breaks is not sent twice.
class WebSocketEmitter : public BaseHelper {
 public:
  /// Throws an `ApplicationError` without a connection.
  explicit WebSocketEmitter(WebSocketEmitterOptions options);
  ~WebSocketEmitter();

  /// Connects, and throws what keeps Redis away, after 30 s at the latest. To emit without it is
  /// allowed.
  Task<void> configure();
  /// Ends the connection after what has been sent before. Idempotent.
  Task<void> shutdown();

  // These throw at once when `data` is no JSON, or nested more than 63 deep: servers refuse it.

  Task<void> toClient(const WebSocketEmitToClientArgs& args);
  Task<void> toUser(const WebSocketEmitToUserArgs& args);
  /// A room may be the id of a client, and reaches it on every server.
  Task<void> toRoom(const WebSocketEmitToRoomArgs& args);
  /// To everybody who is authenticated.
  Task<void> broadcast(const WebSocketEmitBroadcastArgs& args);

 private:
  Task<void> publish(std::string_view channel, websocket::RedisSocketMessage message,
                     const std::optional<JsonView>& data);

  std::shared_ptr<DefaultRedisHelper> redis_;
};

}  // namespace ignis

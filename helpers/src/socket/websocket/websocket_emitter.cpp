#include "ignis/helpers/socket/websocket/websocket_emitter.hpp"

#include <utility>

#include <fmt/format.h>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/socket/websocket/websocket_constants.hpp"
#include "redis/pending_reply.hpp"
#include "redis/reply_readers.hpp"
#include "socket/websocket/redis_message.hpp"

namespace ignis {

namespace {

constexpr std::string_view SERVER_ID = "emitter";  // of no server, so that all take what it sends

std::shared_ptr<DefaultRedisHelper> duplicateOf(
    const std::shared_ptr<DefaultRedisHelper>& connection) {
  if (connection == nullptr) {
    throw getError({.message = "[WebSocketEmitter] Invalid redis connection!", .statusCode = 500});
  }
  return connection->duplicate();
}

void listenTo(DefaultRedisHelper& redis, Logger& logger) {
  // Attempts to connect fail again and again: one line for each outage.
  const auto isLogged = std::make_shared<bool>(false);
  RedisHelperCallbacks callbacks;
  callbacks.onReady = [isLogged](const RedisHelperEvent&) { *isLogged = false; };
  callbacks.onError = [&logger, isLogged](const RedisHelperEvent& event) {
    if (!std::exchange(*isLogged, true)) {
      logger.error("[onError] Redis takes no events | error: {}", event.error);
    }
  };
  redis.listen(std::move(callbacks));
}

Task<void> connect(std::shared_ptr<DefaultRedisHelper> redis) {
  if (redis->status() == RedisStatus::WAIT) {
    co_await redis->connect();
  }
  co_await redis->waitUntilReady();
}

Task<void> disconnect(std::shared_ptr<DefaultRedisHelper> redis) {
  if (redis->status() != RedisStatus::END) {
    co_await redis->disconnect();
  }
}

}  // namespace

WebSocketEmitter::WebSocketEmitter(WebSocketEmitterOptions options)
    : BaseHelper({.scope = std::move(options.identifier)}),
      redis_(duplicateOf(options.redisConnection)) {
  listenTo(*redis_, getLogger());
}

WebSocketEmitter::~WebSocketEmitter() = default;

Task<void> WebSocketEmitter::configure() { return connect(redis_); }

Task<void> WebSocketEmitter::shutdown() { return disconnect(redis_); }

Task<void> WebSocketEmitter::toClient(const WebSocketEmitToClientArgs& args) {
  return publish(WebSocketChannels::forClient({.clientId = args.clientId}),
                 {.serverId = SERVER_ID,
                  .type = WebSocketMessageTypes::CLIENT,
                  .target = args.clientId,
                  .event = args.event},
                 args.data);
}

Task<void> WebSocketEmitter::toUser(const WebSocketEmitToUserArgs& args) {
  return publish(WebSocketChannels::forUser({.userId = args.userId}),
                 {.serverId = SERVER_ID,
                  .type = WebSocketMessageTypes::USER,
                  .target = args.userId,
                  .event = args.event},
                 args.data);
}

Task<void> WebSocketEmitter::toRoom(const WebSocketEmitToRoomArgs& args) {
  return publish(WebSocketChannels::forRoom({.room = args.room}),
                 {.serverId = SERVER_ID,
                  .type = WebSocketMessageTypes::ROOM,
                  .target = args.room,
                  .event = args.event,
                  .exclude = {args.exclude.begin(), args.exclude.end()}},
                 args.data);
}

Task<void> WebSocketEmitter::broadcast(const WebSocketEmitBroadcastArgs& args) {
  return publish(
      WebSocketChannels::BROADCAST,
      {.serverId = SERVER_ID, .type = WebSocketMessageTypes::BROADCAST, .event = args.event},
      args.data);
}

/// No coroutine: arguments are read before anything waits.
Task<void> WebSocketEmitter::publish(std::string_view channel,
                                     websocket::RedisSocketMessage message,
                                     const std::optional<JsonView>& data) {
  const std::string json = data ? data->dump() : std::string();
  if (data && !websocket::isRedisMessageData(json)) {
    throw getError(
        {.message = fmt::format("[WebSocketEmitter] The data is no JSON, or nested too deeply | "
                                "event: {} | limit: {} | cure: pass a value, or flatten it",
                                message.event, websocket::MAX_DATA_DEPTH)});
  }
  message.data = json;
  std::string payload;
  websocket::appendRedisMessage(payload, message);
  // A message that may have been sent is not sent again.
  const RedisSendMode mode =
      redis_->status() == RedisStatus::READY ? RedisSendMode::ONCE : RedisSendMode::RETRIED;
  const std::string_view command[] = {"PUBLISH", channel, payload};
  return sendAwaited(*redis_, command, redis_detail::toNothing, mode);
}

}  // namespace ignis

#include "socket/websocket/websocket_server_helper_redis.hpp"

#include <atomic>
#include <utility>

#include "common/power_of_ten.hpp"
#include "ignis/helpers/socket/websocket/websocket_constants.hpp"

namespace ignis {

using websocket::RedisMessageIssue;
using websocket::RedisSocketMessage;

/// How many messages Redis has not taken since it took one. Told by replies, on any thread.
struct WebSocketServerHelperRedis::Outage {
  explicit Outage(Logger& log) : logger(log) {}

  void onReply(const RedisValue& reply) {
    if (!reply.isError()) {
      if (const std::uint64_t count = lost.exchange(0); count > 0) {
        logger.warn("[publish] Redis takes messages again | messages other servers missed: {}",
                    count);
      }
    } else if (lost++ == 0) {
      logger.error("[publish] Other servers miss messages | error: {}", reply.errorMessage());
    }
  }

  Logger& logger;
  std::atomic<std::uint64_t> lost = 0;
};

WebSocketServerHelperRedis::WebSocketServerHelperRedis(const DefaultRedisHelper& parent,
                                                       std::string serverId, Logger& logger)
    : serverId_(std::move(serverId)),
      logger_(logger),
      connections_("WebSocket",
                   {{.purpose = "Redis pub", .helper = parent.duplicate()},
                    {.purpose = "Redis sub", .helper = parent.duplicate()}},
                   logger),
      outage_(std::make_shared<Outage>(logger)) {}

Task<void> WebSocketServerHelperRedis::connect(bool startsWithoutRedis, Receive receive) {
  co_await connections_.connect(startsWithoutRedis);
  subscribe(receive);
  if (!startsWithoutRedis) {
    co_await subscriber().waitUntilSubscribed();
  }
}

void WebSocketServerHelperRedis::subscribe(const Receive& receive) {
  RedisMessageHandler onMessage =
      [receive, serverId = serverId_, &logger = logger_, scratch = websocket::RedisMessageScratch(),
       garbage = std::uint64_t{0}](const RedisMessage& message) mutable {
        RedisSocketMessage parsed{.serverId = {}, .type = {}, .event = {}};
        const auto issue = websocket::parseRedisMessage(message.payload, parsed, scratch);
        if (issue != RedisMessageIssue::NONE) {
          if (isPowerOfTen(++garbage)) {
            logger.error("[onRedisMessage] {} | channel: {} | so far: {}",
                         issue == RedisMessageIssue::INVALID_JSON ? "Failed to parse Redis message"
                                                                  : "Invalid Redis message shape",
                         message.channel, garbage);
          }
          return;
        }
        // What this server has sent has been delivered here already.
        if (parsed.serverId != serverId) {
          receive(parsed);
        }
      };
  subscriber().subscribe(
      {.topic = std::string(WebSocketChannels::BROADCAST), .onMessage = onMessage});
  for (const std::string& pattern :
       {WebSocketChannels::forRoomPattern(), WebSocketChannels::forClientPattern(),
        WebSocketChannels::forUserPattern()}) {
    subscriber().psubscribe({.topic = pattern, .onMessage = onMessage});
  }
}

void WebSocketServerHelperRedis::publish(std::string_view channel,
                                         const RedisSocketMessage& message) {
  std::string payload;
  websocket::appendRedisMessage(payload, message);
  const std::string_view arguments[] = {"PUBLISH", channel, payload};
  publisher().send(
      arguments, [outage = outage_](RedisValue reply) { outage->onReply(reply); },
      RedisSendMode::ONCE);
}

}  // namespace ignis

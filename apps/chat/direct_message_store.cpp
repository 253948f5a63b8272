#include "direct_message_store.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include <ignis/di/application_error.hpp>
#include <ignis/helpers/common/time.hpp>
#include <ignis/helpers/common/uuid.hpp>
#include <ignis/helpers/json/json.hpp>
#include <ignis/helpers/redis/default_redis_helper.hpp>

#include "limits.hpp"
#include "text.hpp"

namespace chat {

using namespace ignis;

namespace {

constexpr std::int64_t LIFETIME_SECONDS = std::chrono::seconds(USER_LIFETIME).count();

/// A list of messages, newest first. A name has no control character, so the line feed separates.
std::string historyKey(const std::string& oneId, const std::string& otherId) {
  const auto& [first, second] = std::minmax(oneId, otherId);
  return "chat:direct:" + first + '\n' + second;
}
/// A hash: the other one, JSON of the last message.
std::string conversationsKey(const std::string& userId) { return "chat:conversations:" + userId; }

}  // namespace

DirectMessageStore::DirectMessageStore(std::shared_ptr<DefaultRedisHelper> redis)
    : redis_(std::move(redis)) {}

Task<DirectMessage> DirectMessageStore::add(SendDirectMessage sent, std::string senderId) {
  const DirectMessage message{
      .id = uuidV4(),
      .senderId = std::move(senderId),
      .receiverId = cleanLine("The receiver's name", sent.receiverId, MAX_USER_ID_CHARACTERS),
      .content = cleanText("A message", sent.content, MAX_MESSAGE_CHARACTERS),
      .createdAt = nowIso()};
  const std::string json = toJson(message);
  co_await remember(message.senderId, message.receiverId, json);
  co_await remember(message.receiverId, message.senderId, json);

  const std::string history = historyKey(message.senderId, message.receiverId);
  co_await redis_->execute("LPUSH", history, json);
  co_await redis_->execute("LTRIM", history, 0, MAX_MESSAGES_PER_CONVERSATION - 1);
  co_await redis_->execute("EXPIRE", history, LIFETIME_SECONDS);
  co_return message;
}

Task<std::vector<DirectMessage>> DirectMessageStore::list(std::string userId, std::string otherId,
                                                          PageOfMessages page) {
  const RedisValue history = co_await redis_->execute("LRANGE", historyKey(userId, otherId), 0, -1);
  std::vector<DirectMessage> messages;
  bool isOlder = !page.before;
  for (const RedisValue& json : history.elements()) {
    DirectMessage message = parseJson<DirectMessage>(json.asString());
    const bool isBefore = page.before == message.id;
    if (isOlder && messages.size() < page.limit) {
      messages.push_back(std::move(message));
    }
    isOlder = isOlder || isBefore;
  }
  co_return messages;
}

Task<std::vector<Conversation>> DirectMessageStore::conversations(std::string userId) {
  std::vector<Conversation> conversations;
  const std::string key = conversationsKey(userId);
  const std::map<std::string, std::string> lastMessages = co_await redis_->hgetall({.key = key});
  for (const auto& [otherId, json] : lastMessages) {
    conversations.push_back({.userId = otherId, .lastMessage = parseJson<DirectMessage>(json)});
  }
  std::ranges::sort(conversations, std::ranges::greater(), [](const Conversation& conversation) {
    return std::string_view(conversation.lastMessage.createdAt);
  });
  co_return conversations;
}

Task<void> DirectMessageStore::remember(std::string userId, std::string otherId, std::string json) {
  const std::string key = conversationsKey(userId);
  const RedisValue added = co_await redis_->execute("HSET", key, otherId, json);
  const RedisValue count = co_await redis_->execute("HLEN", key);
  if (added.asInteger() == 1 &&
      count.asInteger() > static_cast<std::int64_t>(MAX_CONVERSATIONS_PER_USER)) {
    co_await redis_->execute("HDEL", key, otherId);
    throw getError({.message = fmt::format("{} has {} conversations already", userId,
                                           MAX_CONVERSATIONS_PER_USER),
                    .statusCode = 409});
  }
  co_await redis_->execute("EXPIRE", key, LIFETIME_SECONDS);
}

}  // namespace chat

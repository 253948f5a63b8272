#include "message_store.hpp"

#include <algorithm>
#include <utility>

#include <ignis/di/application_error.hpp>
#include <ignis/helpers/common/time.hpp>
#include <ignis/helpers/common/uuid.hpp>
#include <ignis/helpers/json/json.hpp>
#include <ignis/helpers/redis/default_redis_helper.hpp>

#include "limits.hpp"
#include "room_store.hpp"
#include "text.hpp"

namespace chat {

using namespace ignis;

namespace {

std::string messageKey(const std::string& messageId) { return "chat:message:" + messageId; }
/// A list of ids, newest first.
std::string historyKey(const std::string& roomId) { return "chat:room:" + roomId + ":messages"; }

std::string cleanContent(std::string_view content) {
  return cleanText("A message", content, MAX_MESSAGE_CHARACTERS);
}

}  // namespace

MessageStore::MessageStore(std::shared_ptr<DefaultRedisHelper> redis,
                           std::shared_ptr<RoomStore> rooms)
    : redis_(std::move(redis)), rooms_(std::move(rooms)) {}

Task<Message> MessageStore::add(SendMessage sent, std::string userId) {
  const Message message{.id = uuidV4(),
                        .roomId = sent.roomId,
                        .userId = std::move(userId),
                        .content = cleanContent(sent.content),
                        .type = cleanLine("The type of a message", sent.type.value_or("text"),
                                          MAX_MESSAGE_TYPE_CHARACTERS),
                        .createdAt = nowIso()};
  const std::string history = historyKey(message.roomId);
  // Together under way; the message is there before its id can be found.
  auto stored = redis_->execute("SET", messageKey(message.id), toJson(message));
  auto listed = redis_->execute("LPUSH", history, message.id);
  co_await std::move(stored);
  const RedisValue count = co_await std::move(listed);
  if (count.asInteger() > static_cast<std::int64_t>(MAX_MESSAGES_PER_ROOM)) {
    const RedisValue oldest = co_await redis_->execute("RPOP", history);
    if (oldest.isString()) {
      co_await redis_->execute("DEL", messageKey(oldest.asString()));
    }
  }
  co_return message;
}

Task<Message> MessageStore::edit(EditMessage change, std::string userId) {
  Message message = co_await get(std::move(change.messageId));
  if (message.userId != userId) {
    throw getError({.message = "Cannot edit others messages", .statusCode = 403});
  }
  message.content = cleanContent(change.content);
  message.editedAt = nowIso();
  co_await replace(message);
  co_return message;
}

Task<Message> MessageStore::remove(std::string messageId, std::string userId) {
  Message message = co_await get(std::move(messageId));
  if (message.userId != userId) {
    const Room room = co_await rooms_->get(message.roomId);
    if (room.ownerId != userId) {
      throw getError({.message = "Cannot delete this message", .statusCode = 403});
    }
  }
  message.content.clear();
  message.deletedAt = nowIso();
  co_await replace(message);
  co_return message;
}

Task<std::vector<Message>> MessageStore::list(std::string roomId, PageOfMessages page) {
  const RedisValue ids = co_await redis_->execute("LRANGE", historyKey(roomId), 0, -1);
  std::vector<std::string> keys;
  bool isOlder = !page.before;
  for (const RedisValue& id : ids.elements()) {
    if (isOlder && keys.size() < page.limit) {
      keys.push_back(messageKey(id.asString()));
    }
    isOlder = isOlder || id.asString() == *page.before;
  }
  std::vector<Message> messages;
  if (keys.empty()) {
    co_return messages;
  }
  // What is forgotten meanwhile is not there any more.
  std::vector<std::optional<Message>> found = co_await redis_->getObjects<Message>({.keys = keys});
  for (std::optional<Message>& message : found) {
    if (message) {
      messages.push_back(std::move(*message));
    }
  }
  co_return messages;
}

Task<Message> MessageStore::get(std::string messageId) {
  std::optional<Message> message =
      co_await redis_->getObject<Message>({.key = messageKey(messageId)});
  if (!message || message->deletedAt) {
    throw getError({.message = "Message not found", .statusCode = 404});
  }
  co_return std::move(*message);
}

/// Nothing when the message has been forgotten meanwhile.
Task<void> MessageStore::replace(Message message) {
  co_await redis_->execute("SET", messageKey(message.id), toJson(message), "XX");
}

}  // namespace chat

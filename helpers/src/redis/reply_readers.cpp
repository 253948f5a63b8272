#include "redis/reply_readers.hpp"

#include <utility>

namespace ignis::redis_detail {

namespace {

/// JSON.NUMINCRBY of old paths, and nothing else, answers with numbers.
std::string takeJson(RedisValue& value) {
  if (value.isNull()) {
    return "null";
  }
  return value.isInteger() ? std::to_string(value.asInteger()) : value.takeString();
}

}  // namespace

RedisValue toValue(RedisValue reply) {
  reply.throwIfError();
  return reply;
}

void toNothing(RedisValue reply) { reply.throwIfError(); }

std::int64_t toInteger(RedisValue reply) { return reply.asInteger(); }

std::string toText(RedisValue reply) { return reply.takeString(); }

std::optional<std::string> toOptionalText(RedisValue reply) {
  if (reply.isNull()) {
    return std::nullopt;
  }
  return reply.takeString();
}

std::optional<std::string> toStoredText(RedisValue reply) {
  std::optional<std::string> text = toOptionalText(std::move(reply));
  if (text && text->empty()) {
    text.reset();
  }
  return text;
}

std::vector<std::optional<std::string>> toStoredTexts(RedisValue reply) {
  RedisValue::List list = reply.takeList();
  std::vector<std::optional<std::string>> texts;
  texts.reserve(list.size());
  for (RedisValue& value : list) {
    texts.push_back(toStoredText(std::move(value)));
  }
  return texts;
}

std::vector<std::string> toTexts(RedisValue reply) {
  RedisValue::List list = reply.takeList();
  std::vector<std::string> texts;
  texts.reserve(list.size());
  for (RedisValue& value : list) {
    texts.push_back(value.takeString());
  }
  return texts;
}

std::map<std::string, std::string> toTextMap(RedisValue reply) {
  RedisValue::List list = reply.takeList();
  std::map<std::string, std::string> texts;
  for (std::size_t index = 0; index + 1 < list.size(); index += 2) {
    texts.insert_or_assign(list[index].takeString(), list[index + 1].takeString());
  }
  return texts;
}

std::optional<std::string> toJsonText(RedisValue reply) {
  reply.throwIfError();
  if (reply.isNull()) {
    return std::nullopt;
  }
  if (!reply.isList()) {
    return takeJson(reply);
  }
  std::string array;
  for (RedisValue& value : RedisValue::List(reply.takeList())) {
    array += array.empty() ? "[" : ",";
    array += takeJson(value);
  }
  return array.empty() ? "[]" : array + "]";
}

}  // namespace ignis::redis_detail

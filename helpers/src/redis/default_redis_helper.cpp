#include "ignis/helpers/redis/default_redis_helper.hpp"

#include <utility>

#include "ignis/di/application_error.hpp"
#include "ignis/helpers/json/json.hpp"
#include "redis/pending_reply.hpp"
#include "redis/reply_readers.hpp"

namespace ignis {

namespace {

using Arguments = std::vector<std::string_view>;

Arguments toArguments(std::string_view command, std::span<const std::string> parameters) {
  Arguments arguments{command};
  arguments.insert(arguments.end(), parameters.begin(), parameters.end());
  return arguments;
}

}  // namespace

DefaultRedisHelper::~DefaultRedisHelper() = default;

Task<RedisValue> DefaultRedisHelper::request(RedisArguments arguments) {
  return sendAwaited(*this, arguments, redis_detail::toValue);
}

Task<std::string> DefaultRedisHelper::ping() {
  const std::string_view arguments[] = {"PING"};
  return sendAwaited(*this, arguments, redis_detail::toText);
}

Task<RedisValue> DefaultRedisHelper::execute(std::string_view command,
                                             std::span<const std::string> parameters) {
  return request(toArguments(command, parameters));
}

Task<void> DefaultRedisHelper::set(const RedisSetArgs& args) {
  const std::string value = args.value.dump();
  if (args.options.log) {
    getLogger().info("[set] Set key: {} | value: {}", args.key, value);
  }
  const std::string_view arguments[] = {"SET", args.key, value};
  return sendAwaited(*this, arguments, redis_detail::toNothing);
}

Task<std::optional<std::string>> DefaultRedisHelper::get(const RedisKeyArgs& args) {
  const std::string_view arguments[] = {"GET", args.key};
  return sendAwaited(*this, arguments, redis_detail::toStoredText);
}

Task<std::int64_t> DefaultRedisHelper::del(const RedisKeysArgs& args) {
  return sendAwaited(*this, toArguments("DEL", args.keys), redis_detail::toInteger);
}

Task<void> DefaultRedisHelper::mset(const RedisMsetArgs& args) {
  Arguments arguments{"MSET"};
  for (const RedisEntry& entry : args.payload) {
    arguments.push_back(entry.key);
    arguments.push_back(entry.value);
  }
  if (args.options.log) {
    Json payload = Json::array();
    for (const RedisEntry& entry : args.payload) {
      payload.push(Json::object({{"key", entry.key}, {"value", Json::parse(entry.value)}}));
    }
    getLogger().info("[mset] Payload: {}", payload.dump());
  }
  return sendAwaited(*this, arguments, redis_detail::toNothing);
}

Task<std::vector<std::optional<std::string>>> DefaultRedisHelper::mget(const RedisKeysArgs& args) {
  return sendAwaited(*this, toArguments("MGET", args.keys), redis_detail::toStoredTexts);
}

Task<std::int64_t> DefaultRedisHelper::hset(const RedisHsetArgs& args) {
  const std::string json = args.value.dump();
  const Json value = Json::parse(json);
  if (!value.isObject()) {
    throw getError({.message = "[DefaultRedisHelper][hset] The value is not an object | key: " +
                               std::string(args.key) +
                               " | type: " + std::string(value.typeName())});
  }
  std::vector<std::string> fields;
  fields.reserve(value.size() * 2);
  for (const auto& [field, content] : value.members()) {
    fields.push_back(field);
    fields.push_back(content.isString() ? content.asString() : content.dump());
  }
  if (args.options.log) {
    getLogger().info("[hset] Set key: {} | value: {}", args.key, json);
  }
  Arguments arguments{"HSET", args.key};
  arguments.insert(arguments.end(), fields.begin(), fields.end());
  return sendAwaited(*this, arguments, redis_detail::toInteger);
}

Task<std::map<std::string, std::string>> DefaultRedisHelper::hgetall(const RedisKeyArgs& args) {
  const std::string_view arguments[] = {"HGETALL", args.key};
  return sendAwaited(*this, arguments, redis_detail::toTextMap);
}

Task<std::vector<std::string>> DefaultRedisHelper::keys(const RedisKeyArgs& pattern) {
  const std::string_view arguments[] = {"KEYS", pattern.key};
  return sendAwaited(*this, arguments, redis_detail::toTexts);
}

Task<std::optional<std::string>> DefaultRedisHelper::jSet(const RedisJsonSetArgs& args) {
  const std::string value = args.value.dump();
  const std::string_view arguments[] = {"JSON.SET", args.key, args.path, value};
  return sendAwaited(*this, arguments, redis_detail::toOptionalText);
}

Task<std::optional<std::string>> DefaultRedisHelper::jGet(const RedisJsonPathArgs& args) {
  const std::string_view arguments[] = {"JSON.GET", args.key, args.path};
  return sendAwaited(*this, arguments, redis_detail::toOptionalText);
}

Task<std::int64_t> DefaultRedisHelper::jDelete(const RedisJsonPathArgs& args) {
  const std::string_view arguments[] = {"JSON.DEL", args.key, args.path};
  return sendAwaited(*this, arguments, redis_detail::toInteger);
}

Task<std::optional<std::string>> DefaultRedisHelper::jNumberIncreaseBy(
    const RedisJsonNumberArgs& args) {
  const RedisParameter value(args.value);
  const std::string_view arguments[] = {"JSON.NUMINCRBY", args.key, args.path, value.view()};
  return sendAwaited(*this, arguments, redis_detail::toJsonText);
}

Task<RedisValue> DefaultRedisHelper::jStringAppend(const RedisJsonTextArgs& args) {
  const std::string value = toJson(args.value);
  const std::string_view arguments[] = {"JSON.STRAPPEND", args.key, args.path, value};
  return request(arguments);
}

Task<RedisValue> DefaultRedisHelper::jPush(const RedisJsonSetArgs& args) {
  const std::string value = args.value.dump();
  const std::string_view arguments[] = {"JSON.ARRAPPEND", args.key, args.path, value};
  return request(arguments);
}

Task<std::optional<std::string>> DefaultRedisHelper::jPop(const RedisJsonPathArgs& args) {
  const std::string_view arguments[] = {"JSON.ARRPOP", args.key, args.path};
  return sendAwaited(*this, arguments, redis_detail::toJsonText);
}

}  // namespace ignis

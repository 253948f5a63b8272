#include "socket/websocket/redis_message.hpp"

#include "ignis/helpers/json/json_writer.hpp"
#include "json/json_scanner.hpp"
#include "json/utf8.hpp"

namespace ignis::websocket {

namespace {

bool isJson(std::string_view text, std::size_t maxDepth) noexcept {
  return utf8::findIllegalByte(text) == std::string_view::npos && isValidJson(text, maxDepth);
}

/// Whether the value is a text; else `out` is empty.
bool readText(std::string_view json, std::string& scratch, std::string_view& out) {
  const bool isText = json.starts_with('"');
  out = isText ? unescapeJsonString(json, scratch) : std::string_view();
  return isText;
}

void readTexts(std::string_view json, std::vector<std::string>& out) {
  out.clear();
  if (!json.starts_with('[')) {
    return;
  }
  std::string scratch;
  std::string_view text;
  JsonWalker list(json);
  while (const auto element = list.next()) {
    if (readText(element->value, scratch, text)) {
      out.emplace_back(text);
    }
  }
}

void writeText(JsonWriter& writer, std::string_view name, std::string_view text) {
  writer.key(name);
  writer.value(text);
}

}  // namespace

bool isRedisMessageData(std::string_view json) noexcept { return isJson(json, MAX_DATA_DEPTH); }

void appendRedisMessage(std::string& out, const RedisSocketMessage& message) {
  JsonWriter writer(out);
  writer.beginObject();
  writeText(writer, "serverId", message.serverId);
  writeText(writer, "type", message.type);
  if (!message.target.empty()) {
    writeText(writer, "target", message.target);
  }
  writeText(writer, "event", message.event);
  if (!message.data.empty()) {
    writer.key("data");
    writer.raw(message.data);
  }
  if (!message.exclude.empty()) {
    writer.key("exclude");
    writer.beginArray();
    for (const std::string& name : message.exclude) {
      writer.value(name);
    }
    writer.endArray();
  }
  writer.endObject();
}

RedisMessageIssue parseRedisMessage(std::string_view text, RedisSocketMessage& out,
                                    RedisMessageScratch& scratch) {
  if (!isJson(text, MAX_DATA_DEPTH + 1)) {
    return RedisMessageIssue::INVALID_JSON;
  }
  out = {};
  bool hasServerId = false;
  bool hasEvent = false;
  JsonWalker object(text);
  if (!object.isObject()) {
    return RedisMessageIssue::INVALID_SHAPE;
  }
  while (const auto member = object.next()) {
    const std::string_view key = unescapeJsonString(member->key, scratch.key);
    if (key == "serverId") {
      hasServerId = readText(member->value, scratch.serverId, out.serverId);
    } else if (key == "type") {
      readText(member->value, scratch.type, out.type);
    } else if (key == "target") {
      readText(member->value, scratch.target, out.target);
    } else if (key == "event") {
      hasEvent = readText(member->value, scratch.event, out.event);
    } else if (key == "data") {
      out.data = member->value;
    } else if (key == "exclude") {
      readTexts(member->value, out.exclude);
    }
  }
  return hasServerId && hasEvent ? RedisMessageIssue::NONE : RedisMessageIssue::INVALID_SHAPE;
}

}  // namespace ignis::websocket

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "ignis/helpers/json/json.hpp"
#include "socket/websocket/redis_message.hpp"

namespace {

using namespace ignis::websocket;

void require(bool condition, const char* what) {
  if (!condition) {
    std::fputs(what, stderr);
    std::abort();
  }
}

/// The reader of `Json` says the same; it only refuses more: lone surrogates and huge numbers.
void compare(RedisMessageIssue issue, const RedisSocketMessage& message, const ignis::Json& json) {
  require(issue != RedisMessageIssue::INVALID_JSON, "JSON is refused");
  const bool isMessage = json["serverId"].isString() && json["event"].isString();
  require((issue == RedisMessageIssue::NONE) == isMessage, "another shape");
  if (!isMessage) {
    return;
  }
  const auto textOf = [&json](std::string_view name) {
    return json[name].isString() ? json[name].asString() : std::string();
  };
  require(message.serverId == textOf("serverId") && message.type == textOf("type") &&
              message.target == textOf("target") && message.event == textOf("event"),
          "other texts");
  require(json.contains("data") == !message.data.empty(), "data out of nothing");
  require(message.data.empty() || ignis::Json::parse(message.data) == json["data"], "other data");
  std::size_t excluded = 0;
  for (const ignis::Json& name : json["exclude"].elements()) {
    if (name.isString()) {
      require(excluded < message.exclude.size() && message.exclude[excluded] == name.asString(),
              "other exceptions");
      ++excluded;
    }
  }
  require(excluded == message.exclude.size(), "exceptions out of nothing");
}

/// What is read can be written, and reads the same.
void roundTrip(const RedisSocketMessage& message) {
  require(message.data.empty() || isRedisMessageData(message.data), "data that cannot be sent on");
  std::string text;
  appendRedisMessage(text, message);
  RedisSocketMessage again;
  RedisMessageScratch scratch;
  require(parseRedisMessage(text, again, scratch) == RedisMessageIssue::NONE, "unreadable");
  require(again.serverId == message.serverId && again.type == message.type &&
              again.target == message.target && again.event == message.event &&
              again.data == message.data && again.exclude == message.exclude,
          "another message");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  RedisSocketMessage message;
  RedisMessageScratch scratch;
  const RedisMessageIssue issue = parseRedisMessage(text, message, scratch);
  if (const auto json = ignis::Json::tryParse(text)) {
    compare(issue, message, *json);
  }
  if (issue == RedisMessageIssue::NONE) {
    roundTrip(message);
  }
  return 0;
}

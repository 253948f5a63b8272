#include "socket/websocket/redis_message.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

namespace ignis::websocket {
namespace {

using Strings = std::vector<std::string>;
using Issue = RedisMessageIssue;

std::string encode(const RedisSocketMessage& message) {
  std::string text;
  appendRedisMessage(text, message);
  return text;
}

/// A message that has been read, and what it refers to.
struct Parsed {
  explicit Parsed(std::string json) : text(std::move(json)) {
    issue = parseRedisMessage(text, message, scratch);
  }

  std::string text;
  RedisSocketMessage message{};
  RedisMessageScratch scratch;
  Issue issue;
};

TEST_SUITE("helpers/websocket/RedisSocketMessage") {
  TEST_CASE("a message has the members of the original's, in their order") {
    const std::pair<RedisSocketMessage, std::string_view> messages[]{
        {{.serverId = "emitter",
          .type = "room",
          .target = "dash",
          .event = "data:update",
          .data = R"({"v":1})",
          .exclude = {"c1"}},
         R"({"serverId":"emitter","type":"room","target":"dash","event":"data:update","data":{"v":1},"exclude":["c1"]})"},
        {{.serverId = "s", .type = "broadcast", .event = "e"},
         R"({"serverId":"s","type":"broadcast","event":"e"})"},
        {{.serverId = "s", .type = "user", .target = "u", .event = "e", .data = "null"},
         R"({"serverId":"s","type":"user","target":"u","event":"e","data":null})"},
        {{.serverId = "s",
          .type = "client",
          .target = "\"\\\n\x01",
          .event = "é\xff",
          .exclude = {"a\tb", ""}},
         R"({"serverId":"s","type":"client","target":"\"\\\n\u0001","event":"é)"
         "\xef\xbf\xbd"
         R"(","exclude":["a\tb",""]})"},
    };
    for (const auto& [message, text] : messages) {
      CHECK(encode(message) == text);
    }
  }

  TEST_CASE("what has been written is read again") {
    const std::string texts[] = {"", "x", "\"\\/\b\f\n\r\t", "Grüße, 世界 🌍",
                                 std::string(300, 'y')};
    for (const std::string& text : texts) {
      CAPTURE(text);
      const std::string data = encode({.serverId = text, .type = text, .event = text});
      const Parsed parsed(encode({.serverId = text,
                                  .type = text,
                                  .target = text,
                                  .event = text,
                                  .data = data,
                                  .exclude = {text, text}}));

      CHECK(parsed.issue == Issue::NONE);
      CHECK(parsed.message.serverId == text);
      CHECK(parsed.message.type == text);
      CHECK(parsed.message.target == text);
      CHECK(parsed.message.event == text);
      CHECK(parsed.message.data == data);
      CHECK(parsed.message.exclude == Strings{text, text});
    }
  }

  TEST_CASE("members come in any order, with white space, escapes and others among them") {
    const Parsed parsed(
        " {\n\"data\" : [ 1, {\"event\":\"inner\"} ] ,\t\"x\":{}, "
        "\"\\u0065vent\":\"\\ud83c\\udf0d\","
        "\"exclude\":[ \"a\", \"\\u0062\" ],\r\"serverId\":\"s\\/1\", \"target\":\"t\\\"\","
        "\"type\":\"r\\u006fom\"} ");

    CHECK(parsed.issue == Issue::NONE);
    CHECK(parsed.message.serverId == "s/1");
    CHECK(parsed.message.type == "room");
    CHECK(parsed.message.target == "t\"");
    CHECK(parsed.message.event == "🌍");
    CHECK(parsed.message.data == R"([ 1, {"event":"inner"} ])");
    CHECK(parsed.message.exclude == Strings{"a", "b"});
  }

  TEST_CASE("of members that occur twice the last one counts") {
    const Parsed parsed(
        R"({"serverId":1,"serverId":"s","event":"\u0061","event":"b","type":"room","type":2,)"
        R"("target":"t","target":null,"data":1,"data":2,"exclude":["a"],"exclude":"b"})");

    CHECK(parsed.issue == Issue::NONE);
    CHECK(parsed.message.serverId == "s");
    CHECK(parsed.message.type.empty());
    CHECK(parsed.message.target.empty());
    CHECK(parsed.message.event == "b");
    CHECK(parsed.message.data == "2");
    CHECK(parsed.message.exclude.empty());
    CHECK(Parsed(R"({"serverId":"s","event":"e","event":1})").issue == Issue::INVALID_SHAPE);
  }

  TEST_CASE("what is optional and has another type is as if it were not there") {
    const Parsed parsed(
        R"({"serverId":"","event":"","type":["room"],"target":{"t":1},"exclude":[1,"a",null,["b"],"c"]})");

    CHECK(parsed.issue == Issue::NONE);
    CHECK(parsed.message.type.empty());
    CHECK(parsed.message.target.empty());
    CHECK(parsed.message.data.empty());
    CHECK(parsed.message.exclude == Strings{"a", "c"});
  }

  TEST_CASE("a message that is read leaves nothing of the one before") {
    RedisSocketMessage message;
    RedisMessageScratch scratch;
    parseRedisMessage(
        R"({"serverId":"s","type":"room","target":"t","event":"e","data":1,"exclude":["a"]})",
        message, scratch);

    CHECK(parseRedisMessage(R"({"serverId":"s2","event":"e2"})", message, scratch) == Issue::NONE);
    CHECK(encode(message) == R"({"serverId":"s2","type":"","event":"e2"})");
  }

  TEST_CASE("what is no JSON is told from what is no message") {
    const std::string deep = std::string(63, '[') + std::string(63, ']');
    const std::pair<std::string, Issue> texts[]{
        {"", Issue::INVALID_JSON},
        {"not json", Issue::INVALID_JSON},
        {R"({"serverId":"s","event":"e"}x)", Issue::INVALID_JSON},
        {R"({"serverId":"s","event":"e")", Issue::INVALID_JSON},
        {R"({"serverId":"s","event":"e","data":})", Issue::INVALID_JSON},
        {R"({"serverId":"s","event":"e","data":01})", Issue::INVALID_JSON},
        {R"({'serverId':'s'})", Issue::INVALID_JSON},
        {"{\"serverId\":\"s\",\"event\":\"\n\"}", Issue::INVALID_JSON},
        {"{\"serverId\":\"s\",\"event\":\"\xff\"}", Issue::INVALID_JSON},
        {"{\"serverId\":\"s\",\"event\":\"e\",\"data\":\"\xed\xa0\x80\"}", Issue::INVALID_JSON},
        {"\xef\xbb\xbf{\"serverId\":\"s\",\"event\":\"e\"}", Issue::INVALID_JSON},
        {R"({"serverId":"s","event":"e","data":)" + deep + "}", Issue::NONE},
        {R"({"serverId":"s","event":"e","data":[)" + deep + "]}", Issue::INVALID_JSON},
        {std::string(100'000, '['), Issue::INVALID_JSON},
        {"null", Issue::INVALID_SHAPE},
        {"1", Issue::INVALID_SHAPE},
        {R"("text")", Issue::INVALID_SHAPE},
        {"[]", Issue::INVALID_SHAPE},
        {R"(["serverId","event"])", Issue::INVALID_SHAPE},
        {"{}", Issue::INVALID_SHAPE},
        {R"({"serverId":"s"})", Issue::INVALID_SHAPE},
        {R"({"event":"e"})", Issue::INVALID_SHAPE},
        {R"({"serverId":1,"event":"e"})", Issue::INVALID_SHAPE},
        {R"({"serverId":"s","event":null})", Issue::INVALID_SHAPE},
        {R"({"serverid":"s","Event":"e"})", Issue::INVALID_SHAPE},
        {R"({"x":{"serverId":"s","event":"e"}})", Issue::INVALID_SHAPE},
    };
    for (const auto& [text, issue] : texts) {
      CAPTURE(text);
      CHECK(Parsed(text).issue == issue);
    }
  }
}

}  // namespace
}  // namespace ignis::websocket

#include "socket/websocket/server/envelope.hpp"

#include <doctest/doctest.h>

#include <string>

#include "ignis/helpers/json/json.hpp"
#include "ignis/helpers/json/raw_json.hpp"

namespace ignis::websocket {
namespace {

struct Parsed {
  EnvelopeStatus status;
  std::string event;
  std::string data;
  std::string id;
};

Parsed parse(const std::string& text) {
  EnvelopeScratch scratch;
  WebSocketMessage message;
  const EnvelopeStatus status = parseEnvelope(text, message, scratch);
  return {status, std::string(message.event), std::string(message.data), std::string(message.id)};
}

TEST_SUITE("websocket/envelope") {
  TEST_CASE("a message is taken apart without touching its data") {
    const Parsed parsed = parse(R"( {"id":"7","event":"chat","data":{"a": [1, "}"]},"more":1} )");
    CHECK(parsed.status == EnvelopeStatus::MESSAGE);
    CHECK(parsed.event == "chat");
    CHECK(parsed.data == R"({"a": [1, "}"]})");
    CHECK(parsed.id == "7");
  }

  TEST_CASE("names and events may be written with escapes, and the last of equal names counts") {
    const Parsed parsed =
        parse(R"({"event":"a","\u0065vent":"b\n\u00e4","data":1,"data":null,"id":3})");
    CHECK(parsed.event == "b\n\xC3\xA4");
    CHECK(parsed.data == "null");
    CHECK(parsed.id.empty());
  }

  TEST_CASE("what has no text under `event` has no event") {
    for (const char* text : {R"({"data":1})", R"({"event":""})", R"({"event":0})",
                             R"({"event":null})", R"({"event":["a"]})", R"({"event":{}})", "null",
                             "1", R"("event")", R"(["event","a"])", "{}", "[]"}) {
      CAPTURE(text);
      CHECK(parse(text).status == EnvelopeStatus::NO_EVENT);
    }
  }

  TEST_CASE("anything else is no JSON") {
    for (const char* text : {"", "{", "not json", R"({"event":"a"}x)", R"({event:"a"})",
                             R"({"event":"a",})", "{\"event\":\"a\tb\"}"}) {
      CAPTURE(text);
      CHECK(parse(text).status == EnvelopeStatus::INVALID_JSON);
    }
    const std::string deep =
        R"({"event":"a","data":)" + std::string(64, '[') + std::string(64, ']') + "}";
    CHECK(parse(deep).status == EnvelopeStatus::INVALID_JSON);
  }

  TEST_CASE("an event is written as JSON.stringify does, without data that there is not") {
    std::string text;
    appendEnvelope(text, "a\"b", Json::object({{"x", 1}}));
    appendEnvelope(text, "none", std::nullopt);
    appendEnvelope(text, "null", nullptr);
    appendEnvelope(text, "raw", RawJson{"[1]"});
    CHECK(text == R"({"event":"a\"b","data":{"x":1}}{"event":"none"}{"event":"null","data":null})"
                  R"({"event":"raw","data":[1]})");
  }
}

}  // namespace
}  // namespace ignis::websocket

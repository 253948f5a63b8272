#include "redis/protocol/reply_decoder.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

using namespace ignis;
using namespace std::string_view_literals;

namespace {

using List = RedisValue::List;
using Progress = ReplyDecoder::Progress;

constexpr std::size_t LIMIT = 1024 * 1024;

struct Decoded {
  List replies;
  std::string error;
  bool operator==(const Decoded&) const = default;
};

/// What comes of `bytes` that arrive in pieces of this size.
Decoded decode(std::string_view bytes, std::size_t piece, std::size_t limit = LIMIT) {
  ReplyDecoder decoder(limit);
  Decoded decoded;
  while (!bytes.empty()) {
    const std::string part(bytes.substr(0, piece));
    bytes.remove_prefix(part.size());
    decoder.feed(part);
    Progress progress = Progress::REPLY;
    while ((progress = decoder.next()) == Progress::REPLY) {
      decoded.replies.push_back(decoder.take());
    }
    if (progress == Progress::FAILED) {
      decoded.error = decoder.error();
      CHECK(decoder.next() == Progress::FAILED);
      break;
    }
  }
  return decoded;
}

std::string nested(std::size_t depth) {
  std::string bytes;
  for (std::size_t level = 0; level < depth; ++level) {
    bytes += "*1\r\n";
  }
  return bytes + ":1\r\n";
}

RedisValue text(std::string_view content) { return RedisValue(std::string(content)); }

}  // namespace

TEST_SUITE("redis/ReplyDecoder") {
  TEST_CASE("every kind of reply becomes a value, however its bytes arrive") {
    struct Example {
      std::string_view bytes;
      List replies;
    };
    const Example examples[] = {
        {"+OK\r\n", {text("OK")}},
        {"+\r\n", {text("")}},
        {"-ERR no\r\n", {RedisValue::error("ERR no")}},
        {":0\r\n:-1\r\n:9223372036854775807\r\n:-9223372036854775808\r\n",
         {std::int64_t{0}, std::int64_t{-1}, INT64_MAX, INT64_MIN}},
        {"$0\r\n\r\n$-1\r\n$4\r\n\r\n\0\xff\r\n"sv, {text(""), RedisValue(), text("\r\n\0\xff"sv)}},
        {"*0\r\n*-1\r\n*1\r\n$-1\r\n", {List(), RedisValue(), List{RedisValue()}}},
        {"*3\r\n:1\r\n*2\r\n*0\r\n+a\r\n-ERR b\r\n:7\r\n",
         {List{std::int64_t{1}, List{List(), text("a")}, RedisValue::error("ERR b")},
          std::int64_t{7}}},
        {"*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$2\r\nhi\r\n+OK\r\n",
         {List{text("message"), text("c"), text("hi")}, text("OK")}},
    };
    for (const Example& example : examples) {
      CAPTURE(example.bytes);
      for (std::size_t piece = 1; piece <= example.bytes.size(); ++piece) {
        CAPTURE(piece);
        const Decoded decoded = decode(example.bytes, piece);

        CHECK(decoded.error.empty());
        CHECK(decoded.replies == example.replies);
      }
    }
  }

  TEST_CASE("a reply larger than what is read at a time comes whole") {
    const std::string large(100'000, 'x');
    const std::string bytes = "*2\r\n$100000\r\n" + large + "\r\n:5\r\n+OK\r\n";
    for (const std::size_t piece : {1000UL, 4096UL, 65536UL, 1000000UL}) {
      const Decoded decoded = decode(bytes, piece);

      REQUIRE(decoded.replies.size() == 2);
      CHECK(decoded.replies[0] == RedisValue(List{RedisValue(large), std::int64_t{5}}));
      CHECK(decoded.replies[1] == text("OK"));
    }
  }

  TEST_CASE("bytes that are no reply are refused, however they arrive") {
    const std::string_view examples[] = {
        "HTTP/1.1 400 Bad Request\r\n",
        "\r\n",
        "\0"sv,
        "%1\r\n+a\r\n+b\r\n",
        ":\r\n",
        ":1x\r\n",
        ":+1\r\n",
        ":9223372036854775808\r\n",
        ":18446744073709551616\r\n",
        "$-2\r\n",
        "$x\r\n",
        "$18446744073709551615\r\n",
        "*-2\r\n",
        "*2147483648\r\n",
        "*4294967297\r\n",
        "*9223372036854775807\r\n",
        "*1\r\n?\r\n",
    };
    for (const std::string_view bytes : examples) {
      CAPTURE(bytes);
      for (const std::size_t piece : {std::size_t{1}, bytes.size()}) {
        const Decoded decoded = decode(bytes, piece);

        CHECK(decoded.replies.empty());
        CHECK_FALSE(decoded.error.empty());
      }
    }
  }

  TEST_CASE("lists are nested up to seven deep within a list") {
    CHECK(decode(nested(8), 1).replies.size() == 1);
    CHECK_FALSE(decode(nested(9), 1).error.empty());
    CHECK_FALSE(decode(nested(100'000), 4096).error.empty());
  }

  TEST_CASE("a size that the server only announces takes no memory") {
    for (const std::string_view bytes : {"*2147483647\r\n"sv, "$536870912\r\n"sv}) {
      const Decoded decoded = decode(bytes, bytes.size());

      CHECK(decoded.error.empty());
      CHECK(decoded.replies.empty());
    }
  }

  TEST_CASE("a reply beyond the limit is refused while it comes") {
    const std::string text = "$2000\r\n" + std::string(2000, 'x') + "\r\n";
    const std::string line = "+" + std::string(2000, 'x') + "\r\n";
    const std::string unfinished = "$1000000\r\n" + std::string(2000, 'x');
    std::string list = "*2000\r\n";
    for (int element = 0; element < 2000; ++element) {
      list += "$-1\r\n";
    }
    for (const std::string& bytes : {text, line, unfinished, list}) {
      CAPTURE(bytes.substr(0, 20));
      const Decoded decoded = decode(bytes, 100, 1000);

      CHECK(decoded.error == "A reply is too large | limit: maxReplyBytes 1000");
      CHECK(decoded.replies.empty());
    }
    CHECK(decode(text + text, 100, 2100).replies.size() == 2);
  }

  TEST_CASE("a line that does not end is refused") {
    const Decoded decoded = decode("+" + std::string(200'000, 'x'), 4096);

    CHECK(decoded.error == "Protocol error, a line does not end");
  }
}

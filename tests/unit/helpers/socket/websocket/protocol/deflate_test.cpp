#include "socket/websocket/protocol/deflate.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>

#include "../client_frames.hpp"

namespace ignis {
namespace {

using Status = InflatedMessage::Status;
using test::bytesOf;

constexpr std::size_t LIMIT = 1'000'000;
const PerMessageDeflateOptions EVERYTHING{.threshold = 0};

std::string randomText(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::string text(size, '\0');
  for (char& c : text) {
    c = static_cast<char>('a' + random() % 4);
  }
  return text;
}

TEST_SUITE("helpers/socket/websocket/deflate") {
  TEST_CASE("the bytes are those of Node's server") {
    const std::string message = "42[\"b\",\"" + std::string(40, 'y') + "\"]";

    const auto deflated = deflateMessage(message, 10, {.threshold = 16});

    REQUIRE(deflated.has_value());
    CHECK(*deflated == bytesOf("32318a564a52d251aa241228c50200"));
  }

  TEST_CASE("a message comes back whole, whatever the window, level and size") {
    for (int bits = MIN_WINDOW_BITS; bits <= MAX_WINDOW_BITS; ++bits) {
      for (const std::size_t size : {30U, 1000U, 16'384U, 70'000U, 500'000U}) {
        for (const int level : {1, 6, 9}) {
          CAPTURE(bits);
          CAPTURE(size);
          CAPTURE(level);
          const std::string message = randomText(size, static_cast<unsigned>(size));
          const PerMessageDeflateOptions options{
              .threshold = 0, .zlibDeflateOptions = {.memLevel = level, .level = level}};

          const auto deflated = deflateMessage(message, bits, options);
          REQUIRE(deflated.has_value());
          CHECK(deflated->size() < size);
          const InflatedMessage inflated = inflateMessage(std::string(*deflated), LIMIT);

          CHECK(inflated.status == Status::OK);
          CHECK(inflated.payload == message);
        }
      }
    }
  }

  TEST_CASE("no message depends on one before") {
    const std::string message = randomText(5000, 1);

    const std::string first(deflateMessage(message, 12, EVERYTHING).value());
    const std::string second(deflateMessage(message, 12, EVERYTHING).value());

    CHECK(first == second);
    CHECK(inflateMessage(bytesOf("ffff"), LIMIT).status == Status::CORRUPT);
    CHECK(inflateMessage(second, LIMIT).payload == message);
  }

  TEST_CASE("a message is left alone below the threshold, and when compressing does not help") {
    const PerMessageDeflateOptions options{.threshold = 100};

    CHECK_FALSE(deflateMessage(std::string(99, 'x'), 15, options).has_value());
    CHECK(deflateMessage(std::string(100, 'x'), 15, options).has_value());
    CHECK_FALSE(deflateMessage("", 15, EVERYTHING).has_value());
    CHECK_FALSE(deflateMessage("abc", 15, EVERYTHING).has_value());
    CHECK_FALSE(deflateMessage(std::string(100, 'x'), 8, options).has_value());
    CHECK_FALSE(deflateMessage(std::string(100, 'x'), 15, {.zlibDeflateOptions = {.level = 12}})
                    .has_value());
  }

  TEST_CASE("the examples of RFC 7692 section 7.2.3 are understood") {
    for (const std::string hex : {
             "f248cdc9c90700",              // one block
             "000500faff48656c6c6f00",      // stored
             "f348cdc9c9070000",            // a final block
             "f24805000000ffffcac9c90700",  // two blocks
         }) {
      CAPTURE(hex);
      const InflatedMessage inflated = inflateMessage(bytesOf(hex), LIMIT);
      CHECK(inflated.status == Status::OK);
      CHECK(inflated.payload == "Hello");
    }
    CHECK(inflateMessage(bytesOf("00"), LIMIT).status == Status::OK);
    CHECK(inflateMessage("", LIMIT).status == Status::OK);
    CHECK(inflateMessage("", LIMIT).payload.empty());
  }

  TEST_CASE("what is no compressed message is corrupt") {
    for (const std::string hex : {
             "ff",              // reserved block type
             "06ffff",          // reserved block type
             "000500fafe48",    // stored block, wrong complement
             "f248cdc9",        // cut
             "000500faff4865",  // cut
             "edfd01",          // impossible code lengths
             "020200",          // distance beyond the start
         }) {
      CAPTURE(hex);
      CHECK(inflateMessage(bytesOf(hex), LIMIT).status == Status::CORRUPT);
    }
  }

  TEST_CASE("inflating ends at the limit") {
    const std::string bomb(deflateMessage(std::string(64 << 20, '\0'), 15, EVERYTHING).value());
    REQUIRE(bomb.size() < 100'000);
    const std::string exact(deflateMessage(std::string(1000, 'x'), 15, EVERYTHING).value());

    for (int index = 0; index < 100; ++index) {
      CHECK(inflateMessage(bomb, LIMIT).status == Status::TOO_BIG);
    }
    CHECK(inflateMessage(exact, 1000).payload == std::string(1000, 'x'));
    CHECK(inflateMessage(exact, 999).status == Status::TOO_BIG);
    CHECK(inflateMessage(exact, 0).status == Status::TOO_BIG);
    CHECK(inflateMessage(exact, SIZE_MAX).status == Status::OK);
  }
}

}  // namespace
}  // namespace ignis

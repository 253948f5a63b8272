#include "ignis/helpers/socket/websocket/protocol/message_decoder.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace ignis {
namespace {

using Kind = DecodedFrame::Kind;

/// A masked frame as a client sends it; `first` is its first byte.
std::string masked(unsigned first, std::string_view payload) {
  std::string frame;
  appendFrame(frame, static_cast<WebSocketOpcode>(first & 0x0FU), payload);
  frame[0] = static_cast<char>(first);
  const std::size_t header = frame.size() - payload.size();
  frame[1] = static_cast<char>(static_cast<unsigned char>(frame[1]) | 0x80U);
  frame.insert(header, "\x01\x02\x03\x04");
  for (std::size_t at = 0; at < payload.size(); ++at) {
    frame[header + 4 + at] = static_cast<char>(payload[at] ^ (1 + at % 4));
  }
  return frame;
}

struct Result {
  std::vector<std::string> messages;
  std::vector<WebSocketOpcode> controls;
  std::uint16_t violation = 0;
};

Result decode(std::string_view bytes, std::size_t piece = std::string_view::npos,
              MessageLimits limits = {}) {
  Result result;
  MessageDecoder decoder(limits);
  std::string pending;
  while (!bytes.empty() && result.violation == 0) {
    pending.append(bytes.substr(0, piece));
    bytes.remove_prefix(std::min(piece, bytes.size()));
    for (bool more = true; more && !pending.empty();) {
      const DecodedFrame frame = decoder.next(pending);
      more = frame.kind != Kind::NEED_MORE;
      if (frame.kind == Kind::MESSAGE) {
        result.messages.emplace_back(frame.payload);
      } else if (frame.kind == Kind::CONTROL) {
        result.controls.push_back(frame.opcode);
      } else if (frame.kind == Kind::VIOLATION) {
        result.violation = frame.closeCode;
        return result;
      }
      pending.erase(0, frame.used);
    }
  }
  return result;
}

TEST_SUITE("helpers/socket/websocket/MessageDecoder") {
  TEST_CASE("messages of every length form arrive whole, however they are cut") {
    const std::vector<std::string> messages{"",
                                            "a",
                                            std::string(125, 'b'),
                                            std::string(126, 'c'),
                                            std::string(65535, 'd'),
                                            std::string(65536, 'e')};
    std::string bytes;
    for (const std::string& message : messages) {
      bytes += masked(0x81, message);
    }
    for (const std::size_t piece : {1U, 3U, 1000U, 1'000'000U}) {
      CAPTURE(piece);
      CHECK(decode(bytes, piece).messages == messages);
    }
  }

  TEST_CASE("control frames may stand between fragments") {
    const auto result = decode(masked(0x01, "one ") + masked(0x89, "ping") + masked(0x00, "two ") +
                               masked(0x80, "three") + masked(0x82, "\xFF"));

    CHECK(result.messages == std::vector<std::string>{"one two three", "\xFF"});
    CHECK(result.controls == std::vector<WebSocketOpcode>{WebSocketOpcode::PING});
    CHECK(result.violation == 0);
  }

  TEST_CASE("a character may be cut by fragments, but must be completed") {
    CHECK(decode(masked(0x01, "\xE2\x82") + masked(0x80, "\xAC")).messages ==
          std::vector<std::string>{"€"});
    CHECK(decode(masked(0x01, "\xE2\x82") + masked(0x80, "x")).violation == 1007);
    CHECK(decode(masked(0x81, "\xE2\x82")).violation == 1007);
  }

  TEST_CASE("what RFC 6455 forbids has its close code") {
    struct Row {
      std::string bytes;
      std::uint16_t code;
    };
    std::string unmasked;
    appendFrame(unmasked, WebSocketOpcode::TEXT, "x");
    const Row rows[] = {
        {unmasked, 1002},
        {masked(0xC1, "x"), 1002},
        {masked(0xA1, "x"), 1002},
        {masked(0x91, "x"), 1002},
        {masked(0x83, "x"), 1002},
        {masked(0x87, "x"), 1002},
        {masked(0x8B, "x"), 1002},
        {masked(0x09, "x"), 1002},
        {masked(0x89, std::string(126, 'x')), 1002},
        {masked(0x80, "x"), 1002},
        {masked(0x00, "x"), 1002},
        {masked(0x01, "x") + masked(0x81, "y"), 1002},
        {masked(0x81, "\xC0\x80"), 1007},
        {masked(0x81, "\xED\xA0\x80"), 1007},
        {masked(0x81, "\xF4\x90\x80\x80"), 1007},
        {std::string("\x81\xFE\x00\x01", 4), 1002},
        {std::string("\x81\xFF\x00\x00\x00\x00\x00\x00\x00\x01", 10), 1002},
        {std::string("\x81\xFF\x80\x00\x00\x00\x00\x00\x00\x00", 10), 1009},
        {masked(0x82, std::string(1'000'001, 'x')), 1009},
    };
    for (const Row& row : rows) {
      CAPTURE(static_cast<unsigned char>(row.bytes[0]));
      CHECK(decode(row.bytes).violation == row.code);
      CHECK(decode(row.bytes, 1000).violation == row.code);
    }
  }

  TEST_CASE("a message is limited as a whole, and in its number of fragments") {
    const MessageLimits limits{.maxMessageBytes = 10, .maxFragments = 3};

    CHECK(decode(masked(0x81, "0123456789"), 64, limits).messages.size() == 1);
    CHECK(decode(masked(0x81, "0123456789a"), 64, limits).violation == 1009);
    CHECK(decode(masked(0x01, "012345") + masked(0x80, "6789a"), 64, limits).violation == 1009);
    CHECK(decode(masked(0x01, "") + masked(0x00, "") + masked(0x80, ""), 64, limits)
              .messages.size() == 1);
    CHECK(decode(masked(0x01, "") + masked(0x00, "") + masked(0x00, "") + masked(0x80, ""), 64,
                 limits)
              .violation == 1008);
  }

  TEST_CASE("close codes that a peer may send are those of the registry") {
    for (const int code : {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014,
                           3000, 3999, 4999}) {
      CAPTURE(code);
      CHECK(isValidCloseCode(static_cast<std::uint16_t>(code)));
    }
    for (const int code : {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535}) {
      CAPTURE(code);
      CHECK_FALSE(isValidCloseCode(static_cast<std::uint16_t>(code)));
    }
  }

  TEST_CASE("a close reason is cut at a character, to the size of a control frame") {
    const std::string payload = encodeClosePayload(1000, std::string(122, 'x') + "€");

    CHECK(payload.size() == 124);
    CHECK(encodeClosePayload(1005, "ignored").empty());
  }
}

}  // namespace
}  // namespace ignis

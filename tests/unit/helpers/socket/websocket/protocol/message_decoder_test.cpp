#include "ignis/helpers/socket/websocket/protocol/message_decoder.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "../client_frames.hpp"

namespace ignis {
namespace {

using Kind = DecodedFrame::Kind;
using test::bytesOf;
using test::masked;

struct Result {
  std::vector<std::string> messages;
  std::vector<WebSocketOpcode> controls;
  std::uint16_t violation = 0;
};

Result decode(std::string_view bytes, std::size_t piece = std::string_view::npos,
              MessageLimits limits = {}, bool isDeflateNegotiated = false) {
  Result result;
  MessageDecoder decoder(limits, isDeflateNegotiated);
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

  TEST_CASE("text that cannot become valid is refused at its first wrong byte") {
    struct Row {
      std::string text;
      std::size_t wrongAt;
    };
    const Row rows[] = {
        {"\x80", 0},
        {"hello \xBF world", 6},
        {"0123456789abcdef\xFF", 16},
        {"\xC0\x80", 0},
        {"\xC1\xBF", 0},
        {"\xC3\xC3", 1},
        {"\xE0\x9F\xBF", 1},
        {"\xE2\x82x", 2},
        {"\xED\xA0\x80", 1},
        {"\xED\xBF\xBF", 1},
        {"\xF0\x8F\xBF\xBF", 1},
        {"\xF4\x90\x80\x80", 1},
        {"\xF5\x80\x80\x80", 0},
        {"κόσμε\xF4\x8F\xBF\xED", 13},
    };
    for (const Row& row : rows) {
      CAPTURE(row.text);
      const std::string text = row.text + std::string(200, 'x');
      const std::string first = masked(0x01, row.text.substr(0, row.wrongAt)) + masked(0x89, "");

      const std::string whole = masked(0x81, text);
      CHECK(decode(whole.substr(0, 8 + row.wrongAt), 1).violation == 0);
      CHECK(decode(whole.substr(0, 8 + row.wrongAt + 1), 1).violation == 1007);
      CHECK(decode(whole.substr(0, 8 + row.wrongAt + 1)).violation == 1007);

      const std::string cut = first + masked(0x80, text.substr(row.wrongAt));
      CHECK(decode(cut.substr(0, first.size() + 8), 1).violation == 0);
      CHECK(decode(cut.substr(0, first.size() + 9), 1).violation == 1007);
    }
  }

  TEST_CASE("what is wrong with a header is found before its payload") {
    const MessageLimits limits{.maxMessageBytes = 1000, .maxFragments = 1};
    struct Row {
      std::string before;
      std::string header;
      std::uint16_t code;
    };
    const Row rows[] = {
        {"", masked(0x80, "x").substr(0, 2), 1002},
        {masked(0x01, "x"), masked(0x81, "x").substr(0, 2), 1002},
        {masked(0x01, "x"), masked(0x80, "x").substr(0, 2), 1008},
        {"", bytesOf("82ff0000000005f5e100"), 1009},
        {"", bytesOf("82fe03e9"), 1009},
        {"", bytesOf("89fe"), 1002},
    };
    for (const Row& row : rows) {
      CAPTURE(row.code);
      CHECK(decode(row.before + row.header, 1, limits).violation == row.code);
      CHECK(decode(row.before + row.header.substr(0, row.header.size() - 1), 1, limits).violation ==
            0);
    }
  }

  TEST_CASE("a long message that comes byte by byte is looked at once") {
    std::string text;
    while (text.size() < 900'000) {
      text += "byte €";
    }

    CHECK(decode(masked(0x81, text), 1).messages == std::vector<std::string>{text});
    CHECK(decode(masked(0x01, text.substr(0, 100'001)) + masked(0x80, text.substr(100'001)), 1)
              .messages == std::vector<std::string>{text});
    CHECK(decode(masked(0x82, text), 1).messages == std::vector<std::string>{text});
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

  TEST_CASE("compressed messages arrive whole, in one frame or in fragments") {
    const std::string hello = bytesOf("f248cdc9c90700");
    const std::string bytes = masked(0xC1, hello) + masked(0x41, hello.substr(0, 2)) +
                              masked(0x89, "ping") + masked(0x00, hello.substr(2, 3)) +
                              masked(0x80, hello.substr(5)) + masked(0x81, "plain") +
                              masked(0xC2, "") + masked(0x41, hello) + masked(0x80, "");

    for (const std::size_t piece : {1U, 5U, 1000U}) {
      CAPTURE(piece);
      const Result result = decode(bytes, piece, {}, true);
      CHECK(result.messages == std::vector<std::string>{"Hello", "Hello", "plain", "", "Hello"});
      CHECK(result.violation == 0);
    }
  }

  TEST_CASE("what RFC 7692 forbids has its close code") {
    const std::string hello = bytesOf("f248cdc9c90700");
    struct Row {
      std::string bytes;
      std::uint16_t code;
    };
    const Row rows[] = {
        {masked(0x41, hello) + masked(0xC0, ""), 1002},  // on a continuation
        {masked(0x01, "x") + masked(0xC0, hello), 1002},
        {masked(0xC9, ""), 1002},  // on a control frame
        {masked(0xC8, ""), 1002},
        {masked(0xA1, ""), 1002},  // the other reserved bits
        {masked(0xE1, hello), 1002},
        {masked(0xC1, "\xFF\xFF"), 1007},
        {masked(0xC1, hello.substr(0, 4)), 1007},
        {masked(0xC1, bytesOf("000200fdffc08000")), 1007},  // C0 80, stored
        {masked(0xC1, bytesOf("000200fdffe28200")), 1007},  // half a character
    };
    for (const Row& row : rows) {
      CAPTURE(static_cast<unsigned char>(row.bytes[0]));
      CHECK(decode(row.bytes, 1000, {}, true).violation == row.code);
    }
    CHECK(decode(masked(0xC2, bytesOf("000200fdffc08000")), 1000, {}, true).violation == 0);
  }

  TEST_CASE("the limit is for the inflated message") {
    const std::string hello = bytesOf("f248cdc9c90700");
    const std::string yyyy = bytesOf("32318a564a52d251aa241228c50200");

    CHECK(decode(masked(0xC1, yyyy), 64, {.maxMessageBytes = 50}, true).violation == 0);
    CHECK(decode(masked(0xC1, yyyy), 64, {.maxMessageBytes = 49}, true).violation == 1009);
    CHECK(decode(masked(0x41, yyyy) + masked(0x80, ""), 64, {.maxMessageBytes = 49}, true)
              .violation == 1009);
    CHECK(decode(masked(0xC1, hello), 64, {.maxMessageBytes = 6}, true).violation == 1009);
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

  TEST_CASE("a close frame's payload is nothing, or a code that may be sent and text") {
    struct Case {
      std::string payload;
      std::uint16_t code;
      std::string_view reason;
      std::string_view wrong;
    };
    const Case cases[] = {
        {"", 1005, "", ""},
        {"\x03\xe8", 1000, "", ""},
        {"\x0f\xa0"
         "bye",
         4000, "bye", ""},
        {"\x03", 1002, "", "Invalid close code"},
        {"\x03\xed", 1002, "", "Invalid close code"},
        {"\x03\xe8\xff", 1007, "", "Invalid UTF-8"},
    };
    for (const Case& wanted : cases) {
      CAPTURE(wanted.code);
      const ClosePayload close = decodeClosePayload(wanted.payload);
      CHECK(close.code == wanted.code);
      CHECK(close.reason == wanted.reason);
      CHECK((close.wrong != nullptr ? std::string_view(close.wrong) : "") == wanted.wrong);
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

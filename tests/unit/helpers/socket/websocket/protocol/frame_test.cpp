#include "ignis/helpers/socket/websocket/protocol/frame.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <string>

#include "../client_frames.hpp"
#include "ignis/helpers/socket/websocket/protocol/message_decoder.hpp"

namespace ignis {
namespace {

/// The key whose bytes are 1, 2, 3, 4, which is that of `test::masked`.
constexpr std::uint32_t KEY = std::endian::native == std::endian::little ? 0x04030201 : 0x01020304;

TEST_SUITE("helpers/socket/websocket/frame") {
  TEST_CASE("a masked frame is what RFC 6455 says, whatever its length") {
    for (const std::size_t size : {0U, 1U, 3U, 7U, 8U, 9U, 31U, 125U, 126U, 65535U, 65536U}) {
      CAPTURE(size);
      std::string payload(size, 'a');
      for (std::size_t at = 0; at < size; ++at) {
        payload[at] = static_cast<char>(at * 7);
      }
      for (const std::size_t cut : {std::size_t{0}, size / 2, size}) {
        std::string frame = "before";
        appendMaskedFrame(frame, WebSocketOpcode::BINARY, std::string_view(payload).substr(0, cut),
                          std::string_view(payload).substr(cut), KEY);

        CHECK(frame == "before" + test::masked(0x82, payload));
      }
    }
  }

  TEST_CASE("a server's decoder reads what a client writes, and a client's does not") {
    const MessageLimits limits;
    std::string frame;
    appendMaskedFrame(frame, WebSocketOpcode::TEXT, "4", "2[]", 0xDEADBEEF);
    std::string copy = frame;

    MessageDecoder server(limits);
    MessageDecoder client(limits, false, WebSocketRole::CLIENT);

    CHECK(server.next(frame).payload == "42[]");
    const DecodedFrame refused = client.next(copy);
    CHECK(refused.kind == DecodedFrame::Kind::VIOLATION);
    CHECK(refused.closeCode == 1002);
    CHECK(refused.payload == "Server frame masked");
  }

  TEST_CASE("a client's decoder reads what a server writes, in one piece and byte by byte") {
    const MessageLimits limits;
    for (const std::size_t size : {0U, 1U, 125U, 126U, 65535U, 65536U}) {
      CAPTURE(size);
      const std::string payload(size, 'p');
      std::string frame;
      appendFrame(frame, WebSocketOpcode::TEXT, payload);
      MessageDecoder client(limits, false, WebSocketRole::CLIENT);
      const std::size_t step = size > 200 ? 1000 : 1;

      std::string received;
      DecodedFrame decoded;
      for (std::size_t at = 0; at < frame.size(); at += step) {
        received.append(frame, at, step);
        decoded = client.next(received);
      }

      CHECK(decoded.kind == DecodedFrame::Kind::MESSAGE);
      CHECK(decoded.payload == payload);
      CHECK(decoded.used == frame.size());
    }
  }

  TEST_CASE("a client's decoder refuses text that is not UTF-8 and control frames as a server's") {
    const MessageLimits limits;
    struct Example {
      std::string bytes;
      std::uint16_t code;
    };
    for (const auto& [bytes, code] :
         {Example{"\x81\x02\xC3\x28", 1007}, Example{std::string("\x09\x00", 2), 1002},
          Example{std::string("\x89\x7E\x00\x7E", 4), 1002}}) {
      std::string copy = bytes;
      MessageDecoder client(limits, false, WebSocketRole::CLIENT);

      CHECK(client.next(copy).closeCode == code);
    }
  }
}

}  // namespace
}  // namespace ignis

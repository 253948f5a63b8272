#include "ignis/helpers/socket/websocket/protocol/message_decoder.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "ignis/helpers/socket/websocket/protocol/utf8_validator.hpp"
#include "socket/websocket/protocol/deflate.hpp"
#include "socket/websocket/protocol/deflate_negotiation.hpp"

namespace {

using ignis::DecodedFrame;

constexpr ignis::MessageLimits LIMITS{.maxMessageBytes = 4096, .maxFragments = 8};

void require(bool condition, const char* what) {
  if (!condition) {
    std::fputs(what, stderr);
    std::abort();
  }
}

/// Sizes of the pieces in which bytes come, used in turn.
struct Cuts {
  std::size_t odd;
  std::size_t even;
};

/// What a decoder makes of `bytes` that come in pieces, as text to compare. Like a connection's
/// buffers, what is kept moves from one call to the next.
std::string decode(std::string_view bytes, Cuts cuts, bool isDeflateNegotiated,
                   ignis::WebSocketRole role = ignis::WebSocketRole::SERVER) {
  std::string story;
  std::string pending;
  ignis::MessageDecoder decoder(LIMITS, isDeflateNegotiated, role);
  for (bool isOdd = true; !bytes.empty(); isOdd = !isOdd) {
    const std::size_t piece = isOdd ? cuts.odd : cuts.even;
    std::string moved = pending;
    pending = std::move(moved.append(bytes.substr(0, piece)));
    bytes.remove_prefix(std::min(piece, bytes.size()));
    for (;;) {
      const DecodedFrame frame = decoder.next(pending);
      if (frame.kind == DecodedFrame::Kind::NEED_MORE) {
        break;
      }
      story.append(std::to_string(static_cast<int>(frame.kind))).append(frame.payload);
      if (frame.kind == DecodedFrame::Kind::VIOLATION) {
        return story + std::to_string(frame.closeCode);
      }
      require(frame.used > 0 && frame.used <= pending.size(), "a frame of impossible size");
      if (frame.kind == DecodedFrame::Kind::MESSAGE) {
        require(frame.payload.size() <= LIMITS.maxMessageBytes, "a message beyond the limit");
        require(frame.opcode != ignis::WebSocketOpcode::TEXT || ignis::isValidUtf8(frame.payload),
                "text that is no UTF-8");
      }
      pending.erase(0, frame.used);
    }
  }
  return story;
}

/// The bytes as frames of a server.
void decodeAtClient(std::string_view bytes, Cuts cuts) {
  const auto role = ignis::WebSocketRole::CLIENT;
  const std::string whole = decode(bytes, {bytes.size(), bytes.size()}, false, role);
  require(decode(bytes, cuts, false, role) == whole, "the cuts make a difference at a client");
}

/// The bytes as a message of a client, which a server takes for what it is.
void maskedRoundTrip(std::string_view message, std::uint32_t key) {
  std::string frame;
  ignis::appendMaskedFrame(frame, ignis::WebSocketOpcode::BINARY,
                           message.substr(0, message.size() / 3),
                           message.substr(message.size() / 3), key);
  ignis::MessageDecoder server(LIMITS);
  const DecodedFrame decoded = server.next(frame);
  require(message.size() > LIMITS.maxMessageBytes ||
              (decoded.payload == message && decoded.used == frame.size()),
          "a masked message does not come back");
}

/// The bytes as the payload of a compressed message, which a mutation of frames seldom makes.
void inflateAlone(std::string_view bytes) {
  const auto inflated = ignis::inflateMessage(bytes, LIMITS.maxMessageBytes);
  require(inflated.payload.size() <= LIMITS.maxMessageBytes, "inflated beyond the limit");
}

void roundTrip(std::string_view message, int windowBits) {
  const ignis::PerMessageDeflateOptions options{.threshold = 0};
  if (const auto deflated = ignis::deflateMessage(message, windowBits, options)) {
    require(deflated->size() < message.size(), "compressed to more");
    const auto inflated = ignis::inflateMessage(*deflated, message.size());
    require(inflated.status == ignis::InflatedMessage::Status::OK && inflated.payload == message,
            "a message does not come back");
  }
}

void negotiate(std::string_view extensions) {
  if (const auto agreement = ignis::negotiateDeflate(extensions, {})) {
    const auto again = ignis::negotiateDeflate(ignis::describe(*agreement), {});
    require(again && ignis::describe(*again) == ignis::describe(*agreement),
            "an answer that is no valid offer");
  }
}

}  // namespace

/// The first bytes choose how the rest is cut, whether compression was negotiated, and the window.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size < 2) {
    return 0;
  }
  const unsigned choice = bytes[0];
  const std::string_view rest(reinterpret_cast<const char*>(bytes) + 2, size - 2);
  const bool isDeflateNegotiated = (choice & 1U) != 0;
  const Cuts cuts{.odd = 1U + (choice >> 1 & 0xFU), .even = 1U + bytes[1]};
  const std::string whole = decode(rest, {rest.size(), rest.size()}, isDeflateNegotiated);
  require(decode(rest, cuts, isDeflateNegotiated) == whole, "the cuts make a difference");
  require(decode(rest, {1, 1}, isDeflateNegotiated) == whole, "single bytes make a difference");
  decodeAtClient(rest, cuts);
  maskedRoundTrip(rest, choice * 0x01030507U);
  inflateAlone(rest);
  roundTrip(rest, 9 + static_cast<int>(choice >> 5 & 7U) % 7);
  negotiate(rest);
  return 0;
}

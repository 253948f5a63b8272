#include "redis/protocol/reply_decoder.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "redis/protocol/encode_command.hpp"

namespace {

using ignis::RedisValue;
using ignis::ReplyDecoder;

constexpr std::size_t MAX_REPLY_BYTES = 64 * 1024;

void require(bool condition, const char* what) {
  if (!condition) {
    std::fputs(what, stderr);
    std::abort();
  }
}

std::size_t sizeOf(const RedisValue& value) {
  std::size_t size = sizeof value + value.errorMessage().size();
  size += value.isString() ? value.asString().size() : 0;
  for (const RedisValue& element : value.elements()) {
    size += sizeOf(element);
  }
  return size;
}

struct Story {
  RedisValue::List replies;
  std::string error;

  bool isLimited() const { return error.find("maxReplyBytes") != std::string::npos; }
  bool operator==(const Story&) const = default;
};

/// What a decoder makes of `bytes` that come in pieces.
Story decode(std::string_view bytes, std::size_t piece) {
  Story story;
  ReplyDecoder decoder(MAX_REPLY_BYTES);
  while (!bytes.empty() && story.error.empty()) {
    // A copy of its own, so that a read beyond its end is seen.
    const std::vector<char> part(
        bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(std::min(piece, bytes.size())));
    bytes.remove_prefix(part.size());
    decoder.feed({part.data(), part.size()});
    ReplyDecoder::Progress progress;
    while ((progress = decoder.next()) == ReplyDecoder::Progress::REPLY) {
      story.replies.push_back(decoder.take());
      // An empty list is counted once as a value, a full one by its elements.
      require(sizeOf(story.replies.back()) <= 16 * MAX_REPLY_BYTES, "a reply beyond the limit");
    }
    require((progress == ReplyDecoder::Progress::FAILED) == !decoder.error().empty(),
            "a failure without a reason");
    story.error = decoder.error();
  }
  return story;
}

/// A command is a list of texts, as a reply may be.
void roundTrip(std::string_view text, std::size_t piece) {
  std::vector<std::string_view> arguments;
  for (std::size_t at = 0; at < text.size(); at += piece) {
    arguments.push_back(text.substr(at, piece));
  }
  std::string encoded;
  ignis::encodeCommand(arguments, encoded);
  require(encoded.size() <= ignis::encodedSizeLimit(arguments), "a command beyond its size");
  const Story story = decode(encoded, piece);
  if (story.isLimited()) {
    return;
  }
  require(story.replies.size() == 1 && story.replies[0].size() == arguments.size(),
          "a command does not come back");
  for (std::size_t index = 0; index < arguments.size(); ++index) {
    require(story.replies[0][index].asString() == arguments[index], "an argument has changed");
  }
}

}  // namespace

/// The first byte chooses how the rest is cut.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const std::size_t piece = 1 + (bytes[0] & 0x1FU);
  const std::string_view rest(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  const Story inPieces = decode(rest, piece);
  const Story atOnce = decode(rest, rest.size());
  require(inPieces.isLimited() || atOnce.isLimited() || inPieces == atOnce,
          "the cuts make a difference");
  roundTrip(rest, piece);
  return 0;
}

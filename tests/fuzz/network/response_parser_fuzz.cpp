#include "network/http/response_parser.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using ignis::ResponseParser;
using State = ResponseParser::State;

constexpr std::size_t MAX_BODY_BYTES = 256;

void require(bool condition, const char* what) {
  if (!condition) {
    std::fputs(what, stderr);
    std::abort();
  }
}

/// What a parser makes of `bytes` that come in pieces and end, as text to compare.
std::string parse(std::string_view bytes, std::size_t piece) {
  ResponseParser parser(MAX_BODY_BYTES);
  std::size_t used = 0;
  while (used < bytes.size() && parser.state() != State::COMPLETE &&
         parser.state() != State::FAILED) {
    const std::size_t size = std::min(piece, bytes.size() - used);
    const std::size_t taken = parser.feed(bytes.substr(used, size));
    require(taken <= size, "more taken than there is");
    require(taken == size || parser.state() == State::COMPLETE, "something left behind");
    used += taken;
  }
  parser.end();
  if (parser.state() == State::FAILED) {
    require(!parser.error().empty(), "no reason");
    return "failed";
  }
  require(parser.state() == State::COMPLETE, "an end that is none");
  require(parser.response().body.size() <= MAX_BODY_BYTES, "a body beyond the limit");
  std::string story = std::to_string(used) + (parser.keepsAlive() ? " kept " : " closed ") +
                      std::to_string(parser.response().status);
  for (const auto& [name, value] : parser.response().headers) {
    require(value.find_first_of("\r\n") == std::string::npos, "a line break in a header");
    story.append("\n").append(name).append(": ").append(value);
  }
  return story.append("\n").append(parser.response().body);
}

}  // namespace

/// The first byte chooses how the rest is cut.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size < 1) {
    return 0;
  }
  const std::string_view rest(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  const std::string whole = parse(rest, std::max<std::size_t>(rest.size(), 1));
  require(parse(rest, 1U + bytes[0]) == whole, "the cuts make a difference");
  require(parse(rest, 1) == whole, "single bytes make a difference");
  return 0;
}

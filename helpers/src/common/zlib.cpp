#include "common/zlib.hpp"

#include <zlib.h>

#include <algorithm>
#include <limits>

namespace ignis {

namespace {

constexpr int WINDOW_BITS = 15;
constexpr int GZIP_WINDOW_BITS = WINDOW_BITS + 16;  ///< see zlib.h
constexpr int MEMORY_LEVEL = 8;
constexpr std::size_t FIRST_OUTPUT_BYTES = 1024;
/// What one call of zlib can be told about.
constexpr std::size_t MAX_INPUT_BYTES = std::numeric_limits<uInt>::max();

// zlib does not write through the pointer.
Bytef* toInput(std::string_view text) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
}

}  // namespace

std::string deflateText(std::string_view text, ZlibFormat format) {
  z_stream stream{};
  const int windowBits = format == ZlibFormat::GZIP ? GZIP_WINDOW_BITS : WINDOW_BITS;
  if (text.size() > MAX_INPUT_BYTES / 2 ||
      deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, windowBits, MEMORY_LEVEL,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    return {};
  }
  std::string result(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
  stream.next_in = toInput(text);
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(result.data());
  stream.avail_out = static_cast<uInt>(result.size());
  const int status = ::deflate(&stream, Z_FINISH);
  result.resize(status == Z_STREAM_END ? stream.total_out : 0);
  deflateEnd(&stream);
  return result;
}

std::optional<std::string> inflateText(std::string_view stream, std::size_t maxBytes) {
  z_stream state{};
  if (stream.size() > MAX_INPUT_BYTES || inflateInit(&state) != Z_OK) {
    return std::nullopt;
  }
  state.next_in = toInput(stream);
  state.avail_in = static_cast<uInt>(stream.size());
  std::string result;
  int status = Z_OK;
  // One byte more than allowed shows that there is more.
  const std::size_t limit = std::min(maxBytes, MAX_INPUT_BYTES - 1) + 1;
  while (status == Z_OK && result.size() < limit) {
    const std::size_t written = result.size();
    result.resize(std::min(limit, std::max(FIRST_OUTPUT_BYTES, written * 2)));
    state.next_out = reinterpret_cast<Bytef*>(result.data() + written);
    state.avail_out = static_cast<uInt>(result.size() - written);
    status = ::inflate(&state, Z_NO_FLUSH);
    result.resize(result.size() - state.avail_out);
  }
  const bool isWhole = status == Z_STREAM_END && state.avail_in == 0 && result.size() <= maxBytes;
  inflateEnd(&state);
  if (!isWhole) {
    return std::nullopt;
  }
  return result;
}

}  // namespace ignis

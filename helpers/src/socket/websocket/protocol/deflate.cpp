#include "socket/websocket/protocol/deflate.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <string>

namespace ignis {

namespace {

using Chunk = std::array<Bytef, 16 * 1024>;

constexpr std::size_t LARGEST_INPUT = std::numeric_limits<uInt>::max();
/// Memory kept for the next message; a large one gives its memory back.
constexpr std::size_t KEPT_BYTES = 64 * 1024;
/// The empty stored block at the end of a flush, which does not travel.
constexpr std::string_view TAIL("\x00\x00\xFF\xFF", 4);
constexpr int DEFAULT_MEM_LEVEL = 8;
/// zlib.h, `inflate`: set in `data_type` when a block has just ended.
constexpr int AT_BLOCK_END = 128;

void clear(std::string& buffer) {
  buffer.clear();
  if (buffer.capacity() > KEPT_BYTES) {
    std::string().swap(buffer);  // assigning an empty one would keep the memory
  }
}

void setInput(z_stream& stream, std::string_view bytes) {
  // zlib does not write through next_in; it is const only when ZLIB_CONST is defined for all.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
}

class Deflater {
 public:
  Deflater(int windowBits, int memLevel, int level)
      : memLevel_(memLevel),
        level_(level),
        isReady_(deflateInit2(&stream_, level, Z_DEFLATED, -windowBits, memLevel,
                              Z_DEFAULT_STRATEGY) == Z_OK) {}
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;
  ~Deflater() { deflateEnd(&stream_); }

  bool isFor(int memLevel, int level) const { return memLevel == memLevel_ && level == level_; }

  /// Appends to `out`; gives up when the result would not be smaller.
  bool run(std::string_view payload, std::string& out) {
    if (!isReady_ || deflateReset(&stream_) != Z_OK) {
      return false;
    }
    setInput(stream_, payload);
    Chunk chunk;
    do {
      stream_.next_out = chunk.data();
      stream_.avail_out = static_cast<uInt>(chunk.size());
      deflate(&stream_, Z_SYNC_FLUSH);
      out.append(reinterpret_cast<const char*>(chunk.data()), chunk.size() - stream_.avail_out);
      if (out.size() >= payload.size() + TAIL.size()) {
        return false;
      }
    } while (stream_.avail_out == 0);
    if (!out.ends_with(TAIL)) {
      return false;
    }
    out.erase(out.size() - TAIL.size());
    return true;
  }

 private:
  z_stream stream_{};
  int memLevel_;
  int level_;
  bool isReady_;
};

class Inflater {
 public:
  // The largest window reads what was made with any smaller one.
  Inflater() { inflateInit2(&stream_, -MAX_WINDOW_BITS); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() { inflateEnd(&stream_); }

  InflatedMessage run(std::string_view compressed, std::size_t limit) {
    clear(out_);
    if (inflateReset(&stream_) != Z_OK) {
      return {};
    }
    Step step = feed(compressed, limit);
    if (step == Step::MORE) {
      step = feed(TAIL, limit);
    }
    if (step == Step::MORE && (stream_.data_type & AT_BLOCK_END) != 0) {
      step = Step::END;
    }
    if (step == Step::END) {
      return {.status = InflatedMessage::Status::OK, .payload = out_};
    }
    return {.status = step == Step::TOO_BIG ? InflatedMessage::Status::TOO_BIG
                                            : InflatedMessage::Status::CORRUPT};
  }

 private:
  enum class Step : std::uint8_t { MORE, END, TOO_BIG, CORRUPT };

  Step feed(std::string_view bytes, std::size_t limit) {
    setInput(stream_, bytes);
    Chunk chunk;
    do {
      // One byte more than allowed tells that it is too much.
      const std::size_t room = std::min(chunk.size() - 1, limit - out_.size()) + 1;
      stream_.next_out = chunk.data();
      stream_.avail_out = static_cast<uInt>(room);
      const int result = inflate(&stream_, Z_SYNC_FLUSH);
      const std::size_t made = room - stream_.avail_out;
      if (made > limit - out_.size()) {
        return Step::TOO_BIG;
      }
      out_.append(reinterpret_cast<const char*>(chunk.data()), made);
      if (result == Z_STREAM_END) {
        return Step::END;  // a final block (RFC 7692 section 7.2.3.4); only padding may follow
      }
      if (result != Z_OK && result != Z_BUF_ERROR) {
        return Step::CORRUPT;
      }
    } while (stream_.avail_in > 0 || stream_.avail_out == 0);
    return Step::MORE;
  }

  z_stream stream_{};
  std::string out_;
};

}  // namespace

std::optional<std::string_view> deflateMessage(std::string_view payload, int windowBits,
                                               const PerMessageDeflateOptions& options) {
  constexpr std::size_t WINDOWS = MAX_WINDOW_BITS - MIN_WINDOW_BITS + 1;
  thread_local std::array<std::unique_ptr<Deflater>, WINDOWS> deflaters;
  thread_local std::string out;
  if (payload.size() < options.threshold || payload.size() > LARGEST_INPUT ||
      windowBits < MIN_WINDOW_BITS || windowBits > MAX_WINDOW_BITS) {
    return std::nullopt;
  }
  const int memLevel = options.zlibDeflateOptions.memLevel.value_or(DEFAULT_MEM_LEVEL);
  const int level = options.zlibDeflateOptions.level.value_or(Z_DEFAULT_COMPRESSION);
  auto& deflater = deflaters[static_cast<std::size_t>(windowBits - MIN_WINDOW_BITS)];
  if (deflater == nullptr || !deflater->isFor(memLevel, level)) {
    deflater = std::make_unique<Deflater>(windowBits, memLevel, level);
  }
  clear(out);
  return deflater->run(payload, out) ? std::optional<std::string_view>(out) : std::nullopt;
}

InflatedMessage inflateMessage(std::string_view compressed, std::size_t limit) {
  thread_local Inflater inflater;
  if (compressed.empty()) {
    return {.status = InflatedMessage::Status::OK};  // sent by some for an empty message
  }
  if (compressed.size() > LARGEST_INPUT) {
    return {.status = InflatedMessage::Status::TOO_BIG};
  }
  return inflater.run(compressed, limit);
}

}  // namespace ignis

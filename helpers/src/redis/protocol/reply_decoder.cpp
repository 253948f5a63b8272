#include "redis/protocol/reply_decoder.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

#include <hiredis/read.h>

namespace ignis {

namespace {

/// hiredis moves what is left in its buffer after every reply: it gets little at a time.
constexpr std::size_t SLICE_BYTES = 4 * 1024;
/// A line (a status, an error, the size of what follows) is searched for its end from the beginning
/// whenever bytes come.
constexpr std::size_t MAX_LINE_BYTES = 64 * 1024;
/// hiredis counts some of what it has not read in an `int`.
constexpr std::size_t MAX_REPLY_BYTES = 1024 * 1024 * 1024;
/// What hiredis nests at most.
constexpr std::size_t MAX_DEPTH = 9;
/// A list of more elements grows as they come.
constexpr std::size_t MAX_RESERVED_ELEMENTS = 1024;

struct FreeReader {
  void operator()(redisReader* reader) const noexcept { redisReaderFree(reader); }
};

}  // namespace

/// hiredis calls back for every part of a reply, the outer before the inner. It wants a pointer to
/// what was made, of which only null has a meaning.
struct ReplyDecoder::Builder {
  struct OpenList {
    RedisValue::List elements;
    std::size_t size = 0;
  };

  explicit Builder(std::size_t maxBytes)
      : maxReplyBytes(maxBytes), reader(redisReaderCreateWithFunctions(&functions())) {
    reader->privdata = this;
  }

  static redisReplyObjectFunctions& functions();
  static Builder& of(const redisReadTask* task) { return *static_cast<Builder*>(task->privdata); }

  void* add(RedisValue value, std::size_t bytes) {
    spent += sizeof(RedisValue) + bytes;
    if (spent > maxReplyBytes) {
      return nullptr;
    }
    while (depth > 0) {
      OpenList& list = lists[depth - 1];
      list.elements.push_back(std::move(value));
      if (list.elements.size() < list.size) {
        return this;
      }
      value = RedisValue(std::move(list.elements));
      list.elements = {};
      --depth;
    }
    reply = std::move(value);
    return this;
  }

  void* addList(std::size_t size) {
    if (size == 0) {
      return add(RedisValue(RedisValue::List()), 0);
    }
    assert(depth < MAX_DEPTH);
    OpenList& list = lists[depth++];
    list.size = size;
    list.elements.reserve(std::min(size, MAX_RESERVED_ELEMENTS));
    return this;
  }

  std::size_t maxReplyBytes;
  std::unique_ptr<redisReader, FreeReader> reader;
  std::array<OpenList, MAX_DEPTH> lists;
  std::size_t depth = 0;
  std::size_t spent = 0;
  RedisValue reply;
  std::string error;
};

redisReplyObjectFunctions& ReplyDecoder::Builder::functions() {
  static redisReplyObjectFunctions table{
      .createString = [](const redisReadTask* task, char* text, std::size_t size) -> void* {
        std::string copy(text, size);
        return of(task).add(task->type == REDIS_REPLY_ERROR ? RedisValue::error(std::move(copy))
                                                            : RedisValue(std::move(copy)),
                            size);
      },
      .createArray = [](const redisReadTask* task, int size) -> void* {
        return of(task).addList(static_cast<std::size_t>(size));
      },
      .createInteger = [](const redisReadTask* task, long long number) -> void* {
        return of(task).add(RedisValue(static_cast<std::int64_t>(number)), 0);
      },
      .createNil = [](const redisReadTask* task) -> void* { return of(task).add(RedisValue(), 0); },
      .freeObject = [](void*) {}};
  return table;
}

ReplyDecoder::ReplyDecoder(std::size_t maxReplyBytes)
    : builder_(std::make_unique<Builder>(std::min(maxReplyBytes, MAX_REPLY_BYTES))) {}

ReplyDecoder::~ReplyDecoder() = default;

void ReplyDecoder::feed(std::string_view bytes) noexcept {
  assert(rest_.empty());
  rest_ = bytes;
}

ReplyDecoder::Progress ReplyDecoder::next() {
  redisReader* const reader = builder_->reader.get();
  for (;;) {
    void* reply = nullptr;
    if (builder_->error.empty()) {
      const bool isRead = redisReaderGetReply(reader, &reply) == REDIS_OK;
      builder_->error = isRead ? excess() : readerError();
    }
    if (!builder_->error.empty()) {
      rest_ = {};
      return Progress::FAILED;
    }
    if (reply != nullptr) {
      builder_->spent = 0;
      return Progress::REPLY;
    }
    if (rest_.empty()) {
      return Progress::NEED_MORE;
    }
    const std::string_view slice = rest_.substr(0, SLICE_BYTES);
    rest_.remove_prefix(slice.size());
    redisReaderFeed(reader, slice.data(), slice.size());
  }
}

std::string ReplyDecoder::readerError() const {
  const redisReader& reader = *builder_->reader;
  // Only `add` runs out of memory.
  return reader.err == REDIS_ERR_OOM ? tooLarge() : std::string(reader.errstr);
}

/// Bounds what hiredis keeps of a part that is not complete; empty when it is within the limits.
std::string ReplyDecoder::excess() const {
  const redisReader& reader = *builder_->reader;
  if (reader.ridx < 0) {
    return {};
  }
  const std::string_view unread(reader.buf + reader.pos, reader.len - reader.pos);
  if (builder_->spent + unread.size() > builder_->maxReplyBytes) {
    return tooLarge();
  }
  if (unread.size() > MAX_LINE_BYTES &&
      unread.substr(0, MAX_LINE_BYTES).find("\r\n") == std::string_view::npos) {
    return "Protocol error, a line does not end";
  }
  return {};
}

std::string ReplyDecoder::tooLarge() const {
  return "A reply is too large | limit: maxReplyBytes " + std::to_string(builder_->maxReplyBytes);
}

RedisValue ReplyDecoder::take() { return std::exchange(builder_->reply, RedisValue()); }

const std::string& ReplyDecoder::error() const noexcept { return builder_->error; }

}  // namespace ignis

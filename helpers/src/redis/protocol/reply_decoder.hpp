#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "ignis/helpers/redis/redis_value.hpp"

namespace ignis {

/// Cuts what a server sends into replies. hiredis reads; here its parts become values, and what it
/// would believe a server about sizes is bounded.
class ReplyDecoder {
 public:
  enum class Progress : std::uint8_t { REPLY, NEED_MORE, FAILED };

  /// A reply may take `maxReplyBytes` of memory.
  explicit ReplyDecoder(std::size_t maxReplyBytes);
  ReplyDecoder(const ReplyDecoder&) = delete;
  ReplyDecoder& operator=(const ReplyDecoder&) = delete;
  ~ReplyDecoder();

  /// Gives it bytes, which it views until `next` wants more or fails.
  void feed(std::string_view bytes) noexcept;
  Progress next();
  /// The reply that `next` has told of.
  RedisValue take();
  /// What is wrong with the bytes; empty unless `next` has failed, and then for good.
  const std::string& error() const noexcept;

 private:
  struct Builder;

  std::string readerError() const;
  std::string excess() const;
  std::string tooLarge() const;

  std::unique_ptr<Builder> builder_;
  std::string_view rest_;
};

}  // namespace ignis

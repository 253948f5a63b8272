#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ignis::socket_io {

/// One value, or the head of a list or map whose values follow.
struct MsgpackItem {
  enum class Type : std::uint8_t {
    NIL,
    BOOL,
    SIGNED,
    UNSIGNED,
    REAL,
    TEXT,
    BYTES,
    ARRAY,
    MAP,
    EXTENSION
  };

  Type type = Type::NIL;
  bool boolean = false;
  bool isFixedExtension = false;  ///< an EXTENSION in one of the forms whose size is given
  std::int8_t extension = 0;      ///< the type of an EXTENSION
  std::uint32_t size = 0;     ///< of an ARRAY, or of a MAP in pairs; no more than bytes are left
  std::int64_t asSigned = 0;  ///< below zero
  std::uint64_t asUnsigned = 0;
  double real = 0;
  std::string_view text{};  ///< TEXT, BYTES and EXTENSION; views the message
};

/// Takes a message apart, one item at a time, and trusts nothing in it.
class MsgpackReader {
 public:
  explicit MsgpackReader(std::string_view message) noexcept
      : at_(message.data()), end_(message.data() + message.size()) {}

  /// False when there is no whole item: the reader is at the end, or the message is malformed.
  bool read(MsgpackItem& item) noexcept;
  /// `read`, and it is text.
  bool readText(std::string_view& text) noexcept;
  bool readArray(std::uint32_t& size) noexcept;
  bool readMap(std::uint32_t& size) noexcept;
  /// Passes over one value with all that is in it.
  bool skip() noexcept;

  bool isAtEnd() const noexcept { return at_ == end_; }

 private:
  std::size_t left() const noexcept { return static_cast<std::size_t>(end_ - at_); }
  bool take(std::uint32_t size, std::string_view& out) noexcept;
  bool readExtension(MsgpackItem& item) noexcept;

  const char* at_;
  const char* end_;
};

}  // namespace ignis::socket_io

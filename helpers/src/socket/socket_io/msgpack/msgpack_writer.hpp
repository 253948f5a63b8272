#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace ignis::socket_io {

/// Appends MessagePack to a string as notepack does: every value in its shortest form, doubles
/// never as floats. Sizes are below 4 GiB.
class MsgpackWriter {
 public:
  explicit MsgpackWriter(std::string& out) noexcept : out_(out) {}

  void null();
  void boolean(bool value);
  /// A whole number that JavaScript keeps exactly is an integer, any other a double.
  void number(double value);
  void number(std::int64_t value);
  void number(std::uint64_t value);
  void text(std::string_view value);
  void bytes(std::span<const std::byte> value);
  /// So many values follow, or so many keys each with its value.
  void array(std::size_t size);
  void map(std::size_t size);

  /// The same for who learns the size at the end: `beginContainer` gives what the end has to name.
  std::size_t beginContainer();
  void endArray(std::size_t begin, std::size_t size);
  void endMap(std::size_t begin, std::size_t size);

 private:
  void append(const char* begin, const char* end) {
    out_.append(begin, static_cast<std::size_t>(end - begin));
  }

  std::string& out_;
};

}  // namespace ignis::socket_io

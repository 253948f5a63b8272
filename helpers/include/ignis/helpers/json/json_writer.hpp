#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace ignis {

/// Appends JSON to a string, with numbers and escapes as `JSON.stringify` writes them. Commas and
/// colons are set here; that keys and values alternate is up to the caller. The string is in flux
/// until `flush()` or the destructor.
class JsonWriter {
 public:
  /// Deeper nesting throws an ApplicationError instead of overflowing the stack.
  static constexpr std::size_t MAX_DEPTH = 1000;

  /// The binary values of a document, in the order of their placeholders. Borrowed from what was
  /// written.
  using Attachments = std::vector<std::span<const std::byte>>;

  /// With `attachments` binary values go there, and a placeholder for each into the text, as in
  /// Socket.IO; without, the text is that of `JSON.stringify` for a Node Buffer.
  explicit JsonWriter(std::string& out, Attachments* attachments = nullptr);
  ~JsonWriter() { flush(); }

  JsonWriter(const JsonWriter&) = delete;
  JsonWriter& operator=(const JsonWriter&) = delete;

  void beginObject() { open('{'); }
  void endObject() { close('}'); }
  void beginArray() { open('['); }
  void endArray() { close(']'); }

  void key(std::string_view name);
  /// `preformatted` is `,"name":`, with nothing in the name that needs escaping.
  void memberKey(std::string_view preformatted);

  void null();
  void value(std::same_as<bool> auto boolean) { writeBool(boolean); }
  template <std::integral T>
  requires(!std::same_as<T, bool>) void value(T number) {
    if constexpr (std::is_signed_v<T>) {
      writeSigned(number);
    } else {
      writeUnsigned(number);
    }
  }
  /// Not a number and the infinities become `null`.
  void value(double number);
  /// What is not UTF-8 in `text` is replaced by U+FFFD.
  void value(std::string_view text);
  void value(const char* text) { value(std::string_view(text)); }
  void value(std::span<const std::byte> bytes);
  /// One complete value, unchecked.
  void raw(std::string_view json);

  /// Makes the string hold exactly what has been written.
  void flush();

 private:
  void open(char bracket);
  void close(char bracket);
  void comma() {
    *cursor_ = ',';
    cursor_ += needsComma_ ? 1 : 0;
  }
  void append(std::string_view text) {
    std::memcpy(cursor_, text.data(), text.size());
    cursor_ += text.size();
  }
  void reserve(std::size_t size) {
    if (static_cast<std::size_t>(end_ - cursor_) < size) {
      grow(size);
    }
  }

  void writeBool(bool boolean);
  void writeSigned(std::int64_t number);
  void writeUnsigned(std::uint64_t number);
  void writeQuoted(std::string_view text);
  void writeNodeBuffer(std::span<const std::byte> bytes);
  void grow(std::size_t size);
  [[noreturn]] static void refuseDepth();

  std::string& out_;
  char* cursor_;
  char* end_;
  std::size_t depth_ = 0;
  bool needsComma_ = false;
  Attachments* attachments_;
};

inline void JsonWriter::open(char bracket) {
  if (++depth_ > MAX_DEPTH) {
    refuseDepth();
  }
  reserve(2);
  comma();
  *cursor_++ = bracket;
  needsComma_ = false;
}

inline void JsonWriter::close(char bracket) {
  --depth_;
  reserve(1);
  *cursor_++ = bracket;
  needsComma_ = true;
}

inline void JsonWriter::memberKey(std::string_view preformatted) {
  reserve(preformatted.size());
  append(preformatted.substr(needsComma_ ? 0 : 1));
  needsComma_ = false;
}

}  // namespace ignis

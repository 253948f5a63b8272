#include "ignis/helpers/json/json_writer.hpp"

#include "ignis/di/application_error.hpp"

#include "json/number.hpp"
#include "json/utf8.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace ignis {

namespace {

constexpr std::string_view REPLACEMENT = "\xEF\xBF\xBD";
constexpr std::size_t MAX_ESCAPE_SIZE = 6;

/// Per byte below 0x80: 0 as it is, `u` for \u00xx, else the letter after the backslash.
constexpr auto ESCAPES = [] {
  std::array<char, 128> table{};
  for (std::size_t byte = 0; byte < 0x20; ++byte) {
    table[byte] = 'u';
  }
  table['"'] = '"';
  table['\\'] = '\\';
  table['\b'] = 'b';
  table['\f'] = 'f';
  table['\n'] = 'n';
  table['\r'] = 'r';
  table['\t'] = 't';
  return table;
}();

constexpr std::uint64_t ONES = 0x0101010101010101;
constexpr std::uint64_t HIGH_BITS = 0x8080808080808080;

constexpr std::uint64_t zeroBytes(std::uint64_t word) { return (word - ONES) & ~word & HIGH_BITS; }

/// The high bit of every byte that is not copied as it is. A byte above a flagged one may be
/// flagged wrongly, so only the lowest flag counts.
constexpr std::uint64_t specialBytes(std::uint64_t word) {
  return ((word - ONES * 0x20) & ~word & HIGH_BITS) | (word & HIGH_BITS) |
         zeroBytes(word ^ (ONES * '"')) | zeroBytes(word ^ (ONES * '\\'));
}

char* writeEscape(char* out, unsigned char byte) {
  constexpr char HEX[] = "0123456789abcdef";
  const char kind = ESCAPES[byte];
  *out++ = '\\';
  *out++ = kind;
  if (kind == 'u') {
    *out++ = '0';
    *out++ = '0';
    *out++ = HEX[byte >> 4];
    *out++ = HEX[byte & 15];
  }
  return out;
}

}  // namespace

JsonWriter::JsonWriter(std::string& out, Attachments* attachments)
    : out_(out), cursor_(out.data() + out.size()), end_(cursor_), attachments_(attachments) {}

void JsonWriter::flush() {
  out_.resize(static_cast<std::size_t>(cursor_ - out_.data()));
  cursor_ = end_ = out_.data() + out_.size();
}

void JsonWriter::grow(std::size_t size) {
  constexpr std::size_t STEP = 256;
  const auto used = static_cast<std::size_t>(cursor_ - out_.data());
  out_.resize(used + std::max({size, STEP, std::min(used, out_.capacity() - used)}));
  cursor_ = out_.data() + used;
  end_ = out_.data() + out_.size();
}

void JsonWriter::refuseDepth() {
  throw getError({.message = "[JsonWriter][open] The value is nested too deeply | limit: " +
                             std::to_string(MAX_DEPTH),
                  .statusCode = 500});
}

void JsonWriter::key(std::string_view name) {
  writeQuoted(name);
  reserve(1);
  *cursor_++ = ':';
  needsComma_ = false;
}

void JsonWriter::null() { raw("null"); }

void JsonWriter::writeBool(bool boolean) { raw(boolean ? "true" : "false"); }

void JsonWriter::raw(std::string_view json) {
  reserve(json.size() + 1);
  comma();
  append(json);
  needsComma_ = true;
}

void JsonWriter::writeSigned(std::int64_t number) {
  reserve(json_detail::MAX_NUMBER_SIZE + 1);
  comma();
  cursor_ = json_detail::formatSigned(cursor_, number);
  needsComma_ = true;
}

void JsonWriter::writeUnsigned(std::uint64_t number) {
  reserve(json_detail::MAX_NUMBER_SIZE + 1);
  comma();
  cursor_ = json_detail::formatUnsigned(cursor_, number);
  needsComma_ = true;
}

void JsonWriter::value(double number) {
  if (!std::isfinite(number)) {
    null();
    return;
  }
  reserve(json_detail::MAX_NUMBER_SIZE + 1);
  comma();
  cursor_ = json_detail::formatDouble(cursor_, number);
  needsComma_ = true;
}

void JsonWriter::value(std::string_view text) { writeQuoted(text); }

void JsonWriter::value(std::span<const std::byte> bytes) {
  if (attachments_ == nullptr) {
    writeNodeBuffer(bytes);
    return;
  }
  beginObject();
  memberKey(R"(,"_placeholder":)");
  writeBool(true);
  memberKey(R"(,"num":)");
  writeUnsigned(attachments_->size());
  endObject();
  attachments_->push_back(bytes);
}

void JsonWriter::writeNodeBuffer(std::span<const std::byte> bytes) {
  beginObject();
  memberKey(R"(,"type":)");
  writeQuoted("Buffer");
  memberKey(R"(,"data":)");
  beginArray();
  for (const std::byte byte : bytes) {
    writeUnsigned(std::to_integer<std::uint8_t>(byte));
  }
  endArray();
  endObject();
}

void JsonWriter::writeQuoted(std::string_view text) {
  reserve(text.size() + 3);
  comma();
  *cursor_++ = '"';
  while (!text.empty()) {
    std::uint64_t word = 0;
    while (text.size() >= sizeof(word)) {
      std::memcpy(&word, text.data(), sizeof(word));
      const std::uint64_t special = specialBytes(word);
      std::memcpy(cursor_, &word, sizeof(word));
      if (special != 0) {
        const auto clean = static_cast<std::size_t>(std::countr_zero(special)) / 8;
        cursor_ += clean;
        text.remove_prefix(clean);
        break;
      }
      cursor_ += sizeof(word);
      text.remove_prefix(sizeof(word));
    }
    if (text.empty()) {
      break;
    }
    const auto byte = static_cast<unsigned char>(text.front());
    if (byte >= 0x80) {
      const utf8::Sequence sequence = utf8::decode(text);
      const std::string_view written =
          sequence.isValid ? text.substr(0, sequence.size) : REPLACEMENT;
      // Room for what is left as it is, and for the closing quote.
      reserve(written.size() + text.size() - sequence.size + 1);
      append(written);
      text.remove_prefix(sequence.size);
    } else if (ESCAPES[byte] != 0) {
      reserve(MAX_ESCAPE_SIZE + text.size());
      cursor_ = writeEscape(cursor_, byte);
      text.remove_prefix(1);
    } else {
      *cursor_++ = text.front();
      text.remove_prefix(1);
    }
  }
  *cursor_++ = '"';
  needsComma_ = true;
}

}  // namespace ignis

#include "socket/socket_io/msgpack/msgpack_json.hpp"

#include <chrono>
#include <cmath>
#include <cstdint>
#include <optional>

#include "ignis/helpers/common/bytes.hpp"
#include "ignis/helpers/common/parse.hpp"
#include "ignis/helpers/common/time.hpp"
#include "json/number.hpp"
#include "socket/socket_io/msgpack/msgpack_writer.hpp"
#include "json/json_scanner.hpp"

namespace ignis::socket_io {

namespace {

std::span<const std::byte> bytesIn(std::string_view text) noexcept {
  return std::as_bytes(std::span(text));
}

std::uint64_t bigEndian(std::string_view bytes) noexcept {
  std::uint64_t value = 0;
  for (const char byte : bytes) {
    value = value << 8 | static_cast<unsigned char>(byte);
  }
  return value;
}

/// Null for what the clock cannot tell, which is 290 years from now.
void writeDate(JsonWriter& writer, std::int64_t milliseconds) {
  using Clock = std::chrono::system_clock;
  constexpr auto MAX = std::chrono::floor<std::chrono::milliseconds>(Clock::duration::max());
  if (milliseconds >= MAX.count() || milliseconds <= -MAX.count()) {
    writer.null();
    return;
  }
  writer.value(toIsoString(Clock::time_point(std::chrono::milliseconds(milliseconds))));
}

constexpr std::int8_t UNDEFINED_BYTES_OR_DATE = 0;  // of older encoders
constexpr std::int8_t TIMESTAMP = -1;

bool writeTimestamp(JsonWriter& writer, std::string_view data) {
  std::int64_t seconds = 0;
  std::uint64_t nanoseconds = 0;
  if (data.size() == 4) {
    seconds = static_cast<std::int64_t>(bigEndian(data));
  } else if (data.size() == 8) {
    const std::uint64_t both = bigEndian(data);
    nanoseconds = both >> 34;
    seconds = static_cast<std::int64_t>(both & ((std::uint64_t{1} << 34) - 1));
  } else if (data.size() == 12) {
    nanoseconds = bigEndian(data.substr(0, 4));
    seconds = static_cast<std::int64_t>(bigEndian(data.substr(4)));
  } else {
    return false;
  }
  constexpr std::int64_t MAX_SECONDS = std::int64_t{1} << 50;  // so that nothing overflows
  if (seconds > MAX_SECONDS || seconds < -MAX_SECONDS) {
    writer.null();
  } else {
    writeDate(writer, seconds * 1000 + static_cast<std::int64_t>(nanoseconds / 1'000'000));
  }
  return true;
}

bool writeExtension(JsonWriter& writer, const MsgpackItem& item) {
  if (item.extension == TIMESTAMP) {
    return writeTimestamp(writer, item.text);
  }
  if (item.extension != UNDEFINED_BYTES_OR_DATE) {
    writer.beginArray();
    writer.value(static_cast<int>(item.extension));
    writer.value(bytesIn(item.text));
    writer.endArray();
  } else if (item.isFixedExtension && item.text.size() == 1) {
    writer.null();
  } else if (item.isFixedExtension && item.text.size() == 8) {
    writeDate(writer, static_cast<std::int64_t>(bigEndian(item.text)));
  } else {
    writer.value(bytesIn(item.text));
  }
  return true;
}

bool writeMembers(JsonWriter& writer, MsgpackReader& reader, std::uint32_t size,
                  std::size_t maxDepth) {
  std::string name;
  MsgpackItem key;
  writer.beginObject();
  for (std::uint32_t member = 0; member < size; ++member) {
    if (!reader.read(key)) {
      return false;
    }
    if (key.type == MsgpackItem::Type::TEXT) {
      writer.key(key.text);
    } else {
      name.clear();
      if (!appendName(name, key)) {
        return false;
      }
      writer.key(name);
    }
    if (!writeMsgpackAsJson(writer, reader, maxDepth)) {
      return false;
    }
  }
  writer.endObject();
  return true;
}

/// Takes valid JSON apart and writes it; knows its depth to be bounded.
class JsonTranslator {
 public:
  JsonTranslator(std::string& out, const EventData& source) noexcept
      : writer_(out), rest_(source.json), attachments_(source.attachments) {}

  void value() {
    rest_ = skipJsonSpace(rest_);
    switch (rest_.front()) {
      case '{':
        return object();
      case '[':
        return array();
      case '"':
        return writer_.text(string());
      case 't':
        take(4);
        return writer_.boolean(true);
      case 'f':
        take(5);
        return writer_.boolean(false);
      case 'n':
        take(4);
        return writer_.null();
      default:
        return number();
    }
  }

 private:
  std::string_view take(std::size_t size) noexcept {
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(taken.size());
    return taken;
  }

  std::string_view string() { return unescapeJsonString(take(jsonStringSize(rest_)), scratch_); }

  void number() {
    const std::string_view text = take(rest_.find_first_of(",]} \t\r\n"));
    const auto number = json_detail::parseNumber(text);
    if (!number) {
      writer_.number(text.front() == '-' ? -HUGE_VAL : HUGE_VAL);
    } else if (number->kind == json_detail::Number::Kind::SIGNED) {
      writer_.number(number->asSigned);
    } else if (number->kind == json_detail::Number::Kind::UNSIGNED) {
      writer_.number(number->asUnsigned);
    } else {
      writer_.number(number->real);
    }
  }

  /// Passes what separates two values; false at the end of the list or object.
  bool next(char closing) noexcept {
    rest_ = skipJsonSpace(rest_);
    const bool isEnd = rest_.front() == closing;
    if (isEnd || rest_.front() == ',' || rest_.front() == ':') {
      rest_.remove_prefix(1);
      rest_ = skipJsonSpace(rest_);
    }
    return !isEnd;
  }

  void array() {
    take(1);
    const std::size_t begin = writer_.beginContainer();
    std::size_t size = 0;
    for (; next(']'); ++size) {
      value();
    }
    writer_.endArray(begin, size);
  }

  void object() {
    if (const auto attachment = placeholder()) {
      return writer_.bytes(*attachment);
    }
    take(1);
    const std::size_t begin = writer_.beginContainer();
    std::size_t size = 0;
    for (; next('}'); ++size) {
      writer_.text(string());
      next('}');
      value();
    }
    writer_.endMap(begin, size);
  }

  /// The attachment that the object stands for, if it is written as `JsonWriter` does.
  std::optional<std::span<const std::byte>> placeholder() noexcept {
    constexpr std::string_view HEAD = R"({"_placeholder":true,"num":)";
    if (attachments_.empty() || !rest_.starts_with(HEAD)) {
      return std::nullopt;
    }
    const std::size_t end = rest_.find('}');
    const auto num = parseUnsigned<std::size_t>(rest_.substr(HEAD.size(), end - HEAD.size()));
    if (!num || *num >= attachments_.size()) {
      return std::nullopt;
    }
    take(end + 1);
    return attachments_[*num];
  }

  MsgpackWriter writer_;
  std::string_view rest_;
  std::span<const std::span<const std::byte>> attachments_;
  std::string scratch_;
};

}  // namespace

bool appendMsgpack(std::string& out, const EventData& value) {
  if (!isValidJson(value.json, MSGPACK_MAX_DEPTH)) {
    return false;
  }
  JsonTranslator(out, value).value();
  return true;
}

bool writeMsgpackAsJson(JsonWriter& writer, MsgpackReader& reader, std::size_t maxDepth) {
  MsgpackItem item;
  if (!reader.read(item)) {
    return false;
  }
  switch (item.type) {
    case MsgpackItem::Type::NIL:
      writer.null();
      return true;
    case MsgpackItem::Type::BOOL:
      writer.value(item.boolean);
      return true;
    case MsgpackItem::Type::SIGNED:
      writer.value(item.asSigned);
      return true;
    case MsgpackItem::Type::UNSIGNED:
      writer.value(item.asUnsigned);
      return true;
    case MsgpackItem::Type::REAL:
      writer.value(item.real);
      return true;
    case MsgpackItem::Type::TEXT:
      writer.value(item.text);
      return true;
    case MsgpackItem::Type::BYTES:
      writer.value(bytesIn(item.text));
      return true;
    case MsgpackItem::Type::EXTENSION:
      return writeExtension(writer, item);
    case MsgpackItem::Type::ARRAY:
      if (maxDepth == 0) {
        return false;
      }
      writer.beginArray();
      for (std::uint32_t element = 0; element < item.size; ++element) {
        if (!writeMsgpackAsJson(writer, reader, maxDepth - 1)) {
          return false;
        }
      }
      writer.endArray();
      return true;
    case MsgpackItem::Type::MAP:
      return maxDepth > 0 && writeMembers(writer, reader, item.size, maxDepth - 1);
  }
  return false;
}

bool appendName(std::string& out, const MsgpackItem& item) {
  char text[json_detail::MAX_NUMBER_SIZE];
  const char* end = text;
  switch (item.type) {
    case MsgpackItem::Type::TEXT:
      out.append(item.text);
      return true;
    case MsgpackItem::Type::SIGNED:
      end = json_detail::formatSigned(text, item.asSigned);
      break;
    case MsgpackItem::Type::UNSIGNED:
      end = json_detail::formatUnsigned(text, item.asUnsigned);
      break;
    case MsgpackItem::Type::REAL:
      if (!std::isfinite(item.real)) {
        return false;
      }
      end = json_detail::formatDouble(text, item.real);
      break;
    default:
      return false;
  }
  out.append(text, static_cast<std::size_t>(end - text));
  return true;
}

}  // namespace ignis::socket_io

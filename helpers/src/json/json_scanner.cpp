#include "json/json_scanner.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "ignis/helpers/common/ascii.hpp"

namespace ignis {

namespace {

constexpr std::size_t DEPTH_LIMIT = 64;
constexpr std::uint32_t REPLACEMENT_CHARACTER = 0xFFFD;

constexpr int hexValue(char c) noexcept {
  if (ascii::isDigit(c)) {
    return c - '0';
  }
  const char lower = ascii::toLower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// How many of the eight bytes come before the first quote, backslash or control character.
std::size_t plainBytes(const char* bytes) noexcept {
  static_assert(std::endian::native == std::endian::little);
  constexpr std::uint64_t ONES = 0x0101010101010101;
  constexpr std::uint64_t HIGHS = 0x8080808080808080;
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
  const auto zeroByte = [](std::uint64_t value) { return (value - ONES) & ~value & HIGHS; };
  // Borrows mark wrong bytes only behind a right one.
  const std::uint64_t control = (word - ONES * 0x20) & ~word & HIGHS;
  const std::uint64_t special =
      control | zeroByte(word ^ ONES * '"') | zeroByte(word ^ ONES * '\\');
  return static_cast<std::size_t>(std::countr_zero(special)) / 8;
}

/// The end of the run of characters at `at` that stand for themselves; at the end of the text it
/// may stop early.
const char* skipPlain(const char* at, const char* end) noexcept {
#ifdef __SSE2__
  while (end - at >= 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1F)), bytes);
    const __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
    const __m128i backslash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
    const __m128i special = _mm_or_si128(control, _mm_or_si128(quote, backslash));
    if (const auto marks = static_cast<unsigned>(_mm_movemask_epi8(special)); marks != 0) {
      return at + std::countr_zero(marks);
    }
    at += 16;
  }
#endif
  while (end - at >= 8) {
    const std::size_t plain = plainBytes(at);
    at += plain;
    if (plain < 8) {
      break;
    }
  }
  return at;
}

/// Moves over one document. Containers are a stack of bits, hence the limit of 64.
class Scanner {
 public:
  Scanner(std::string_view text, std::size_t maxDepth) noexcept
      : at_(text.data()), end_(at_ + text.size()), maxDepth_(std::min(maxDepth, DEPTH_LIMIT)) {}

  bool document() noexcept {
    if (!value()) {
      return false;
    }
    skipSpace();
    return at_ == end_;
  }

  bool value() noexcept {
    do {
      if (!valueBegins()) {
        return false;
      }
    } while (expectsValue_);
    return true;
  }

  /// `position` is at its first quote.
  bool string() noexcept {
    ++at_;
    for (;;) {
      at_ = skipPlain(at_, end_);
      if (at_ == end_) {
        return false;
      }
      const char c = *at_++;
      if (c == '"') {
        return true;
      }
      if (static_cast<unsigned char>(c) < 0x20 || (c == '\\' && !escape())) {
        return false;
      }
    }
  }

  const char* position() const noexcept { return at_; }

 private:
  /// Takes a scalar, or opens a container; then closes what ends and moves to the next value.
  bool valueBegins() noexcept {
    skipSpace();
    if (at_ == end_) {
      return false;
    }
    switch (*at_) {
      case '{':
      case '[':
        return open();
      case '"':
        return string() && valueEnds();
      case 't':
        return literal("true") && valueEnds();
      case 'f':
        return literal("false") && valueEnds();
      case 'n':
        return literal("null") && valueEnds();
      default:
        return number() && valueEnds();
    }
  }

  bool open() noexcept {
    const bool isObject = *at_++ == '{';
    if (depth_ == maxDepth_) {
      return false;
    }
    objects_ = objects_ << 1 | static_cast<std::uint64_t>(isObject);
    ++depth_;
    skipSpace();
    if (at_ != end_ && *at_ == (isObject ? '}' : ']')) {
      ++at_;
      close();
      return valueEnds();
    }
    expectsValue_ = true;
    return !isObject || key();
  }

  void close() noexcept {
    objects_ >>= 1;
    --depth_;
  }

  bool valueEnds() noexcept {
    while (depth_ > 0) {
      const bool isObject = (objects_ & 1) != 0;
      skipSpace();
      if (at_ == end_) {
        return false;
      }
      const char c = *at_++;
      if (c == ',') {
        expectsValue_ = true;
        return !isObject || key();
      }
      if (c != (isObject ? '}' : ']')) {
        return false;
      }
      close();
    }
    expectsValue_ = false;
    return true;
  }

  bool key() noexcept {
    skipSpace();
    if (at_ == end_ || *at_ != '"' || !string()) {
      return false;
    }
    skipSpace();
    return at_ != end_ && *at_++ == ':';
  }

  bool escape() noexcept {
    if (at_ == end_) {
      return false;
    }
    const char c = *at_++;
    if (c != 'u') {
      return std::string_view("\"\\/bfnrt").find(c) != std::string_view::npos;
    }
    if (end_ - at_ < 4 || !std::all_of(at_, at_ + 4, [](char x) { return hexValue(x) >= 0; })) {
      return false;
    }
    at_ += 4;
    return true;
  }

  bool number() noexcept {
    if (*at_ == '-') {
      ++at_;
    }
    if (at_ != end_ && *at_ == '0') {
      ++at_;
    } else if (!digits()) {
      return false;
    }
    if (at_ != end_ && *at_ == '.') {
      ++at_;
      if (!digits()) {
        return false;
      }
    }
    if (at_ != end_ && (*at_ == 'e' || *at_ == 'E')) {
      ++at_;
      if (at_ != end_ && (*at_ == '+' || *at_ == '-')) {
        ++at_;
      }
      return digits();
    }
    return true;
  }

  bool digits() noexcept {
    const char* const begin = at_;
    while (at_ != end_ && ascii::isDigit(*at_)) {
      ++at_;
    }
    return at_ != begin;
  }

  bool literal(std::string_view word) noexcept {
    if (!std::string_view(at_, static_cast<std::size_t>(end_ - at_)).starts_with(word)) {
      return false;
    }
    at_ += word.size();
    return true;
  }

  void skipSpace() noexcept {
    while (at_ != end_ && isJsonSpace(*at_)) {
      ++at_;
    }
  }

  const char* at_;
  const char* end_;
  std::size_t maxDepth_;
  std::size_t depth_ = 0;
  std::uint64_t objects_ = 0;  ///< one bit for each open container, the innermost lowest
  bool expectsValue_ = false;
};

std::uint32_t codeUnit(std::string_view digits) noexcept {
  std::uint32_t unit = 0;
  for (const char digit : digits.substr(0, 4)) {
    unit = unit << 4 | static_cast<std::uint32_t>(hexValue(digit));
  }
  return unit;
}

void appendUtf8(std::string& out, std::uint32_t code) {
  const auto add = [&out](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    add(code);
  } else if (code < 0x800) {
    add(0xC0 | code >> 6);
    add(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    add(0xE0 | code >> 12);
    add(0x80 | (code >> 6 & 0x3F));
    add(0x80 | (code & 0x3F));
  } else {
    add(0xF0 | code >> 18);
    add(0x80 | (code >> 12 & 0x3F));
    add(0x80 | (code >> 6 & 0x3F));
    add(0x80 | (code & 0x3F));
  }
}

/// Takes the escape at `text`'s begin, without its backslash.
void appendEscape(std::string& out, std::string_view& text) {
  const char c = text.front();
  text.remove_prefix(1);
  if (c != 'u') {
    constexpr std::string_view NAMES = "bfnrt";
    constexpr std::string_view VALUES = "\b\f\n\r\t";
    const std::size_t index = NAMES.find(c);
    out.push_back(index == std::string_view::npos ? c : VALUES[index]);
    return;
  }
  std::uint32_t code = codeUnit(text);
  text.remove_prefix(4);
  if (code >= 0xD800 && code < 0xDC00 && text.starts_with("\\u")) {
    const std::uint32_t low = codeUnit(text.substr(2));
    if (low >= 0xDC00 && low < 0xE000) {
      code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
      text.remove_prefix(6);
    }
  }
  appendUtf8(out, code >= 0xD800 && code < 0xE000 ? REPLACEMENT_CHARACTER : code);
}

/// The size of the value at the begin of `text`, which is valid JSON from there on.
std::size_t valueSize(std::string_view text) noexcept {
  const char first = text.front();
  if (first == '"') {
    return jsonStringSize(text);
  }
  if (first != '{' && first != '[') {
    return std::min(text.find_first_of(",]} \n\r\t"), text.size());
  }
  std::size_t depth = 0;
  std::size_t at = 0;
  do {
    const char c = text[at];
    if (c == '"') {
      at += jsonStringSize(text.substr(at));
      continue;
    }
    if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      --depth;
    }
    ++at;
  } while (depth > 0);
  return at;
}

std::string_view take(std::string_view& text, std::size_t size) noexcept {
  const std::string_view taken = text.substr(0, size);
  text = skipJsonSpace(text.substr(size));
  return taken;
}

}  // namespace

bool isValidJson(std::string_view text, std::size_t maxDepth) noexcept {
  return Scanner(text, maxDepth).document();
}

std::size_t validJsonSize(std::string_view text, std::size_t maxDepth) noexcept {
  Scanner scanner(text, maxDepth);
  return scanner.value() ? static_cast<std::size_t>(scanner.position() - text.data()) : 0;
}

std::size_t validJsonStringSize(std::string_view text, bool& isPlain) noexcept {
  if (text.empty() || text.front() != '"') {
    return 0;
  }
  const char* const end = text.data() + text.size();
  const char* const stop = skipPlain(text.data() + 1, end);
  isPlain = stop != end && *stop == '"';
  if (isPlain) {
    return static_cast<std::size_t>(stop - text.data()) + 1;
  }
  Scanner scanner(text, DEPTH_LIMIT);
  return scanner.string() ? static_cast<std::size_t>(scanner.position() - text.data()) : 0;
}

std::size_t jsonStringSize(std::string_view text) noexcept {
  const char* const end = text.data() + text.size();
  const char* at = text.data() + 1;
  while (*(at = skipPlain(at, end)) != '"') {
    at += *at == '\\' ? 2 : 1;
  }
  return static_cast<std::size_t>(at - text.data()) + 1;
}

std::string_view unescapeJsonString(std::string_view quoted, std::string& scratch) {
  std::string_view text = quoted.substr(1, quoted.size() - 2);
  std::size_t plain = text.find('\\');
  if (plain == std::string_view::npos) {
    return text;
  }
  scratch.clear();
  while (plain != std::string_view::npos) {
    scratch.append(text.substr(0, plain));
    text.remove_prefix(plain + 1);
    appendEscape(scratch, text);
    plain = text.find('\\');
  }
  scratch.append(text);
  return scratch;
}

JsonWalker::JsonWalker(std::string_view text) noexcept : rest_(skipJsonSpace(text)) {
  isObject_ = rest_.starts_with('{');
  isList_ = rest_.starts_with('[');
  if (isObject_ || isList_) {
    take(rest_, 1);
  } else {
    rest_ = {};
  }
}

std::optional<JsonWalker::Member> JsonWalker::next() noexcept {
  if (rest_.empty() || rest_.front() == (isObject_ ? '}' : ']')) {
    return std::nullopt;
  }
  Member member{};
  if (isObject_) {
    member.key = take(rest_, jsonStringSize(rest_));
    take(rest_, 1);
  }
  member.value = take(rest_, valueSize(rest_));
  if (rest_.front() == ',') {
    take(rest_, 1);
  }
  return member;
}

}  // namespace ignis

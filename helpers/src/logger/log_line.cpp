#include "logger/log_line.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <exception>
#include <limits>
#include <utility>

#include "ignis/helpers/common/time.hpp"
#include "ignis/helpers/logger/redactor.hpp"

namespace ignis {

namespace {

using std::chrono::system_clock;

void put(LineBuffer& out, std::string_view text) {
  out.append(text.data(), text.data() + text.size());
}

/// The last timestamp of a thread. Only the digits that changed are written again.
struct TimestampCache {
  std::int64_t second = std::numeric_limits<std::int64_t>::min();
  std::int64_t millisecond = std::numeric_limits<std::int64_t>::min();
  char text[ISO_STRING_SIZE]{};
};

constinit thread_local TimestampCache timestampCache{};

void appendTimestamp(LineBuffer& out, system_clock::time_point time) {
  using namespace std::chrono;
  TimestampCache& cache = timestampCache;
  const std::int64_t ms = floor<milliseconds>(time.time_since_epoch()).count();
  if (ms != cache.millisecond) {
    // Division towards minus infinity, for times before 1970.
    const std::int64_t second = ms / 1000 - (ms % 1000 < 0 ? 1 : 0);
    if (second != cache.second) {
      writeIsoString(cache.text, time);
      cache.second = second;
    } else {
      const auto inSecond = static_cast<unsigned>(ms - second * 1000);
      constexpr std::size_t DIGITS = ISO_STRING_SIZE - 4;
      cache.text[DIGITS] = static_cast<char>('0' + inSecond / 100);
      cache.text[DIGITS + 1] = static_cast<char>('0' + inSecond / 10 % 10);
      cache.text[DIGITS + 2] = static_cast<char>('0' + inSecond % 10);
    }
    cache.millisecond = ms;
  }
  out.append(cache.text, cache.text + ISO_STRING_SIZE);
}

/// The size of the well-formed UTF-8 sequence that `text` begins with, or 0 (RFC 3629, section 4).
std::size_t sequenceSize(std::string_view text) {
  const auto at = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = at(0);
  std::size_t size = 0;
  unsigned char low = 0x80, high = 0xbf;
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) {
    size = 2;
  } else if (first >= 0xe0 && first <= 0xef) {
    size = 3;
    if (first == 0xe0) low = 0xa0;
    if (first == 0xed) high = 0x9f;
  } else if (first >= 0xf0 && first <= 0xf4) {
    size = 4;
    if (first == 0xf0) low = 0x90;
    if (first == 0xf4) high = 0x8f;
  }
  if (size == 0 || text.size() < size || at(1) < low || at(1) > high) return 0;
  for (std::size_t i = 2; i < size; ++i) {
    if (at(i) < 0x80 || at(i) > 0xbf) return 0;
  }
  return size;
}

constexpr std::uint64_t ONES = 0x0101010101010101;
constexpr std::uint64_t HIGH_BITS = 0x80 * ONES;

/// High bits where a byte of `word` is not printable ASCII. Borrows and carries reach only bytes
/// next to one that is marked itself.
constexpr std::uint64_t specialBytes(std::uint64_t word) {
  return ((word - 0x20 * ONES) | word | (word + ONES)) & HIGH_BITS;
}

/// The same for bytes that are a double quote or a backslash.
constexpr std::uint64_t reservedBytes(std::uint64_t word) {
  const std::uint64_t quotes = word ^ ('"' * ONES);
  const std::uint64_t slashes = word ^ ('\\' * ONES);
  return (((quotes - ONES) & ~quotes) | ((slashes - ONES) & ~slashes)) & HIGH_BITS;
}

/// Whether there is nothing to escape: eight bytes at a time, as this looks at every message.
template <bool IsJson>
bool isPlain(std::string_view text) {
  std::uint64_t marks = 0;
  const auto look = [&marks](std::uint64_t word) {
    marks |= specialBytes(word);
    if constexpr (IsJson) marks |= reservedBytes(word);
  };
  for (; text.size() >= sizeof(std::uint64_t); text.remove_prefix(sizeof(std::uint64_t))) {
    std::uint64_t word;
    std::memcpy(&word, text.data(), sizeof word);
    look(word);
  }
  for (const char c : text) look('a' * (ONES - 1) | static_cast<unsigned char>(c));
  return marks == 0;
}

/// Hands runs of harmless characters to `plain` and every other byte to `special`.
template <class Plain, class Special>
void escape(std::string_view text, Plain plain, Special special) {
  std::size_t begin = 0;
  std::size_t i = 0;
  while (i < text.size()) {
    const auto c = static_cast<unsigned char>(text[i]);
    std::size_t size = sequenceSize(text.substr(i));
    // The C1 controls, U+0080 to U+009F, drive terminals too.
    const bool isC1 = size == 2 && c == 0xc2 && static_cast<unsigned char>(text[i + 1]) < 0xa0;
    const bool isControl = c < 0x20 || c == 0x7f || isC1;
    if (size > 0 && !isControl && !special.isReserved(text[i])) {
      i += size;
      continue;
    }
    plain(text.substr(begin, i - begin));
    size = std::max<std::size_t>(size, 1);
    special(text.substr(i, size), isControl || special.isReserved(text[i]));
    i += size;
    begin = i;
  }
  plain(text.substr(begin));
}

std::string_view shortEscape(char c) {
  switch (c) {
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    default:
      return {};
  }
}

struct TextEscape {
  static bool isReserved(char) { return false; }

  void operator()(std::string_view sequence, bool) const {
    const std::string_view known = shortEscape(sequence.front());
    put(out, known);
    if (!known.empty()) return;
    for (const char c : sequence) {
      fmt::format_to(fmt::appender(out), "\\x{:02x}", static_cast<unsigned char>(c));
    }
  }

  LineBuffer& out;
};

struct JsonEscape {
  static bool isReserved(char c) { return c == '"' || c == '\\'; }

  void operator()(std::string_view sequence, bool isKnown) const {
    const std::string_view known = shortEscape(sequence.front());
    put(out, known);
    if (!known.empty()) return;
    if (!isKnown) return put(out, "\\ufffd");
    // The last byte of a C1 control, and the only one of any other, is the code point.
    fmt::format_to(fmt::appender(out), "\\u{:04x}", static_cast<unsigned char>(sequence.back()));
  }

  LineBuffer& out;
};

void formatMessage(LineBuffer& out, fmt::string_view format, fmt::format_args args) {
  const std::size_t begin = out.size();
  try {
    fmt::vformat_to(fmt::appender(out), format, args);
  } catch (const std::exception& error) {
    // A formatter of the user's threw; the line is still worth having.
    out.resize(begin);
    put(out, std::string_view(format.data(), format.size()));
    put(out, " | format error: ");
    put(out, error.what());
  }
  const std::size_t size = out.size() - begin;
  if (size <= MAX_MESSAGE_SIZE) return;
  std::size_t kept = MAX_MESSAGE_SIZE;
  while (kept > 0 && (static_cast<unsigned char>(out[begin + kept]) & 0xc0) == 0x80) --kept;
  out.resize(begin + kept);
  fmt::format_to(fmt::appender(out), "... [{} bytes cut]", size - kept);
}

bool mayHoldSecrets(LogLevel level) {
  return LogLevels::priority(level) <= LogLevels::priority(LogLevel::WARN);
}

}  // namespace

void appendEscaped(LineBuffer& out, std::string_view text) {
  if (isPlain<false>(text)) return put(out, text);
  escape(
      text, [&out](std::string_view run) { put(out, run); }, TextEscape{out});
}

void appendJsonEscaped(LineBuffer& out, std::string_view text) {
  if (isPlain<true>(text)) return put(out, text);
  escape(
      text, [&out](std::string_view run) { put(out, run); }, JsonEscape{out});
}

LogLineStyle::LogLineStyle(LoggerFormat format, std::string_view label,
                           std::function<system_clock::time_point()> clock)
    : format_(format), clock_(std::move(clock)) {
  LineBuffer text;
  put(text, " [");
  appendEscaped(text, label);
  put(text, "] ");
  textLabel_.assign(text.data(), text.size());
  for (std::size_t i = 0; i < textParts_.size(); ++i) {
    textParts_[i] = fmt::format("{}{}: ", textLabel_, LogLevels::SCHEME_SET[i]);
  }
  LineBuffer json;
  appendJsonEscaped(json, label);
  jsonLabel_.assign(json.data(), json.size());
}

system_clock::time_point LogLineStyle::now() const {
  return clock_ ? clock_() : system_clock::now();
}

std::size_t LogLineStyle::append(LineBuffer& out, LogLevel level, const Scope& scope,
                                 fmt::string_view format, fmt::format_args args) const {
  if (format_ == LoggerFormat::JSON) {
    appendJson(out, level, scope, format, args);
    return 0;
  }
  const std::size_t begin = out.size();
  appendText(out, level, scope, format, args);
  return begin + ISO_STRING_SIZE + textLabel_.size();
}

void LogLineStyle::appendText(LineBuffer& out, LogLevel level, const Scope& scope,
                              fmt::string_view format, fmt::format_args args) const {
  appendTimestamp(out, now());
  put(out, textParts_[static_cast<std::size_t>(level)]);
  put(out, scope.textPrefix);
  const std::size_t begin = out.size();
  formatMessage(out, format, args);
  const std::string_view message(out.data() + begin, out.size() - begin);
  if (mayHoldSecrets(level)) {
    const std::string safe = redact(message);
    out.resize(begin);
    appendEscaped(out, safe);
  } else if (!isPlain<false>(message)) {
    const std::string raw(message);
    out.resize(begin);
    appendEscaped(out, raw);
  }
  out.push_back('\n');
}

void LogLineStyle::appendJson(LineBuffer& out, LogLevel level, const Scope& scope,
                              fmt::string_view format, fmt::format_args args) const {
  LineBuffer message;
  formatMessage(message, format, args);
  put(out, R"({"level":")");
  put(out, LogLevels::toName(level));
  put(out, R"(","message":")");
  const std::string_view text(message.data(), message.size());
  if (mayHoldSecrets(level)) {
    appendJsonEscaped(out, redact(text));
  } else {
    appendJsonEscaped(out, text);
  }
  put(out, R"(","label":")");
  put(out, jsonLabel_);
  put(out, R"(","timestamp":")");
  appendTimestamp(out, now());
  put(out, R"(","scope":")");
  put(out, scope.jsonScope);
  put(out, "\"}\n");
}

}  // namespace ignis

#include "ignis/helpers/logger/redactor.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "ignis/helpers/common/ascii.hpp"

namespace ignis {

namespace {

constexpr std::array<std::string_view, 2> HEADER_LIKE{"authorization", "cookie"};
constexpr std::array<std::string_view, 7> SENSITIVE_ENDINGS{
    "authorization", "cookie", "password", "passwd", "token", "secret", "apikey"};

bool isWordCharacter(char c) { return ascii::isAlphanumeric(c) || c == '_' || c == '-'; }

/// Whether `key` ends in `ending`; `-` and `_` in the key do not count.
bool endsIn(std::string_view key, std::string_view ending) {
  while (!ending.empty()) {
    while (!key.empty() && (key.back() == '-' || key.back() == '_')) key.remove_suffix(1);
    if (key.empty() || ascii::toLower(key.back()) != ending.back()) return false;
    key.remove_suffix(1);
    ending.remove_suffix(1);
  }
  return true;
}

/// The value of such a key has spaces in it and ends with its line.
bool isHeaderLike(std::string_view key) {
  return std::ranges::any_of(HEADER_LIKE,
                             [key](std::string_view ending) { return endsIn(key, ending); });
}

/// Walks over the text once. Every step consumes what it looked at, blanks aside.
class RedactorPass {
 public:
  explicit RedactorPass(std::string_view text) : rest_(text) { out_.reserve(text.size() + 32); }

  std::string run() {
    while (!rest_.empty()) {
      if (rest_.starts_with("://")) {
        copy(3);
        redactAuthority();
      } else if (isWordCharacter(rest_.front())) {
        redactWord();
      } else {
        copy(1);
      }
    }
    return std::move(out_);
  }

 private:
  enum class KeyKind { PLAIN, QUOTED, HEADER };

  void copy(std::size_t count) {
    out_ += rest_.substr(0, count);
    rest_.remove_prefix(count);
  }

  void replace(std::size_t count) {
    out_ += REDACTED;
    rest_.remove_prefix(count);
  }

  void replaceWithString(std::size_t count) {
    out_ += '"';
    replace(count);
    out_ += '"';
  }

  template <class Predicate>
  std::size_t countWhile(std::size_t from, Predicate predicate) const {
    std::size_t end = from;
    while (end < rest_.size() && predicate(rest_[end])) ++end;
    return end;
  }

  static bool isBlank(char c) { return c == ' ' || c == '\t'; }

  void redactWord() {
    const std::size_t size = countWhile(0, isWordCharacter);
    const std::string_view word = rest_.substr(0, size);
    if (ascii::iequals(word, "bearer")) return redactBearer(size);
    if (!isSensitiveKey(word)) return copy(size);

    // The separator comes after what closes the key: a quote, in quoted JSON with backslashes, or
    // the bracket of a form field.
    const std::size_t closing = countWhile(size, [](char c) { return c == '\\'; });
    const bool isEnclosed =
        closing < rest_.size() &&
        (rest_[closing] == '"' || rest_[closing] == '\'' || rest_[closing] == ']');
    const std::size_t end = countWhile(isEnclosed ? closing + 1 : closing, isBlank);
    if (end >= rest_.size() || (rest_[end] != ':' && rest_[end] != '=')) return copy(end);
    const bool isForm = isEnclosed && rest_[closing] == ']';
    const KeyKind kind = isEnclosed && !isForm           ? KeyKind::QUOTED
                         : !isForm && isHeaderLike(word) ? KeyKind::HEADER
                                                         : KeyKind::PLAIN;
    copy(countWhile(end + 1, isBlank));
    redactValue(kind);
  }

  void redactBearer(std::size_t size) {
    const std::size_t begin = countWhile(size, isBlank);
    if (begin == size) return copy(size);
    copy(begin);
    const std::size_t end = countWhile(0, [](char c) {
      return isWordCharacter(c) || c == '.' || c == '~' || c == '+' || c == '/' || c == '=';
    });
    if (end > 0) replace(end);
  }

  void redactValue(KeyKind kind) {
    if (rest_.empty() || rest_.starts_with(REDACTED)) return;
    if (kind == KeyKind::HEADER) {
      const std::size_t lineEnd = countWhile(0, [](char c) { return c != '\r' && c != '\n'; });
      const std::size_t field = rest_.substr(0, lineEnd).find(" | ");
      return replace(std::min(lineEnd, field));
    }
    const std::size_t slashes = countWhile(0, [](char c) { return c == '\\'; });
    if (slashes < rest_.size() && (rest_[slashes] == '"' || rest_[slashes] == '\'')) {
      return redactQuoted(slashes);
    }
    if (rest_.front() == '[' || rest_.front() == '{') return redactNested();
    if (kind == KeyKind::QUOTED) {
      // A number or a word in JSON; the text stays JSON.
      const std::size_t end = countWhile(
          0, [](char c) { return !ascii::isSpace(c) && c != ',' && c != '}' && c != ']'; });
      if (end > 0) replaceWithString(end);
      return;
    }
    const auto inValue = [](char c) {
      return !ascii::isSpace(c) && c != '&' && c != '"' && c != '\'';
    };
    std::size_t end = countWhile(0, inValue);
    const std::string_view scheme = rest_.substr(0, end);
    if (ascii::iequals(scheme, "bearer") || ascii::iequals(scheme, "basic")) {
      end = countWhile(countWhile(end, isBlank), inValue);
    }
    if (end > 0) replace(end);
  }

  /// A string whose quotes have `slashes` backslashes before them: none, or 1, 3, 7 where JSON is
  /// quoted in JSON. A quote with the double of that, counting itself, is a part of the value.
  void redactQuoted(std::size_t slashes) {
    const char quote = rest_[slashes];
    copy(slashes + 1);
    std::size_t run = 0;
    std::size_t end = 0;
    for (; end < rest_.size(); ++end) {
      if (rest_[end] == quote && (run + 1) % (2 * (slashes + 1)) != 0) break;
      run = rest_[end] == '\\' ? run + 1 : 0;
    }
    replace(end < rest_.size() ? end - std::min(run, slashes) : end);
  }

  /// An array or an object; to the end of the text when its bracket never closes.
  void redactNested() {
    std::size_t depth = 0;
    bool inString = false;
    std::size_t end = 0;
    while (end < rest_.size()) {
      const char c = rest_[end++];
      if (inString) {
        if (c == '\\' && end < rest_.size()) ++end;
        if (c == '"') inString = false;
      } else if (c == '"') {
        inString = true;
      } else if (c == '[' || c == '{') {
        ++depth;
      } else if ((c == ']' || c == '}') && --depth == 0) {
        break;
      }
    }
    replaceWithString(end);
  }

  /// `user:password@host` after `://`.
  void redactAuthority() {
    const std::size_t end = countWhile(0, [](char c) {
      return !ascii::isSpace(c) && c != '/' && c != '?' && c != '#' && c != '"' && c != '\'';
    });
    const std::string_view authority = rest_.substr(0, end);
    const std::size_t at = authority.rfind('@');
    if (at == std::string_view::npos) return;
    const std::size_t colon = authority.substr(0, at).find(':');
    if (colon == std::string_view::npos) return;
    copy(colon + 1);
    replace(at - colon - 1);
  }

  std::string_view rest_;
  std::string out_;
};

}  // namespace

bool isSensitiveKey(std::string_view key) noexcept {
  return std::ranges::any_of(SENSITIVE_ENDINGS,
                             [key](std::string_view ending) { return endsIn(key, ending); });
}

std::string redact(std::string_view text) { return RedactorPass(text).run(); }

}  // namespace ignis

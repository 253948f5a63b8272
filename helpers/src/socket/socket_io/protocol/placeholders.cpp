#include "socket/socket_io/protocol/placeholders.hpp"

#include <cmath>
#include <cstdint>
#include <string>

#include "json/number.hpp"
#include "json/json_scanner.hpp"

namespace ignis::socket_io {

namespace {

constexpr std::string_view FLAG_NAME = "_placeholder";
constexpr std::string_view NUM_NAME = "num";

/// A flag for each open list or object, the innermost lowest.
class BitStack {
 public:
  void push(bool bit) noexcept { bits_ = bits_ << 1 | static_cast<std::uint64_t>(bit); }
  void pop() noexcept { bits_ >>= 1; }
  bool top() const noexcept { return (bits_ & 1) != 0; }
  void setTop(bool bit) noexcept {
    bits_ = (bits_ & ~std::uint64_t{1}) | static_cast<std::uint64_t>(bit);
  }

 private:
  std::uint64_t bits_ = 0;
};

class PlaceholderScanner {
 public:
  PlaceholderScanner(std::string_view json, std::size_t attachments) noexcept
      : rest_(json), attachments_(attachments) {}

  bool areLegal() {
    while (!rest_.empty()) {
      switch (rest_.front()) {
        case '{':
        case '[':
          open(rest_.front() == '{');
          break;
        case '}':
        case ']':
          close();
          break;
        case ',':
          expectsKey_ = isObject_.top();
          break;
        case '"':
          string();
          continue;
        case ':':
        case ' ':
        case '\t':
        case '\r':
        case '\n':
          break;
        default:
          literal();
          continue;
      }
      rest_.remove_prefix(1);
    }
    return !isAnyIllegal_;
  }

 private:
  enum class Key { FLAG, NUM, OTHER };

  void open(bool isObject) noexcept {
    takeValue({});
    isObject_.push(isObject);
    isPlaceholder_.push(false);
    isNumLegal_.push(false);
    isIllegal_.push(false);
    expectsKey_ = isObject;
  }

  /// What is inside a placeholder is not looked at by the reference, so it does not count.
  void close() noexcept {
    const bool isIllegal = isPlaceholder_.top() ? !isNumLegal_.top() : isIllegal_.top();
    isObject_.pop();
    isPlaceholder_.pop();
    isNumLegal_.pop();
    isIllegal_.pop();
    isIllegal_.setTop(isIllegal_.top() || isIllegal);
    isAnyIllegal_ = isIllegal;
    expectsKey_ = false;
  }

  void string() {
    const std::string_view quoted = take(jsonStringSize(rest_));
    if (!expectsKey_) {
      takeValue({});
      return;
    }
    expectsKey_ = false;
    key_ = isName(quoted, FLAG_NAME) ? Key::FLAG : isName(quoted, NUM_NAME) ? Key::NUM : Key::OTHER;
  }

  void literal() { takeValue(take(rest_.find_first_of(",]} \t\r\n"))); }

  /// `text` is that of a literal or number, and empty for any other value. The last value of a
  /// repeated key counts.
  void takeValue(std::string_view text) noexcept {
    if (key_ == Key::FLAG) {
      isPlaceholder_.setTop(text == "true");
    } else if (key_ == Key::NUM) {
      isNumLegal_.setTop(isLegalNum(text));
    }
    key_ = Key::OTHER;
  }

  bool isLegalNum(std::string_view text) const noexcept {
    if (text.empty() || (text.front() != '-' && (text.front() < '0' || text.front() > '9'))) {
      return false;
    }
    const auto number = json_detail::parseNumber(text);
    const double num = number ? number->toDouble() : -1;
    return num >= 0 && num < static_cast<double>(attachments_) && num == std::trunc(num);
  }

  bool isName(std::string_view quoted, std::string_view name) {
    constexpr std::size_t MAX_ESCAPE_SIZE = 6;
    return quoted.size() <= name.size() * MAX_ESCAPE_SIZE + 2 &&
           unescapeJsonString(quoted, scratch_) == name;
  }

  std::string_view take(std::size_t size) noexcept {
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(taken.size());
    return taken;
  }

  std::string_view rest_;
  std::size_t attachments_;
  BitStack isObject_;
  BitStack isPlaceholder_;
  BitStack isNumLegal_;
  BitStack isIllegal_;  ///< something inside is
  Key key_ = Key::OTHER;
  bool expectsKey_ = false;
  bool isAnyIllegal_ = false;
  std::string scratch_;
};

}  // namespace

bool hasLegalPlaceholders(std::string_view json, std::size_t attachments) {
  return PlaceholderScanner(json, attachments).areLegal();
}

}  // namespace ignis::socket_io

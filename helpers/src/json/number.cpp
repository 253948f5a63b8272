#include "json/number.hpp"

#include "json/rapidjson.hpp"

#include <charconv>
#include <cmath>
#include <cstring>
#include <system_error>

namespace ignis::json_detail {

namespace {

bool isDigit(char character) { return character >= '0' && character <= '9'; }

/// Whether a number that a double cannot hold is too small for it, not too big.
bool isBelowOne(std::string_view text) {
  const std::size_t exponentAt = text.find_first_of("eE");
  const std::string_view mantissa = text.substr(0, exponentAt);
  const std::size_t firstDigit = mantissa.find_first_of("123456789");
  if (firstDigit == std::string_view::npos) {
    return true;
  }
  const std::size_t point = mantissa.find('.');
  const auto pointAt =
      static_cast<std::int64_t>(point == std::string_view::npos ? mantissa.size() : point);
  std::int64_t exponent = 0;
  if (exponentAt != std::string_view::npos) {
    std::string_view digits = text.substr(exponentAt + 1);
    digits.remove_prefix(digits.front() == '+' ? 1 : 0);
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
    if (parsed.ec == std::errc::result_out_of_range) {
      return digits.front() == '-';
    }
  }
  return pointAt - static_cast<std::int64_t>(firstDigit) + exponent <= 0;
}

constexpr double POWERS_OF_TEN[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

/// Up to so many digits a double holds the digits of a decimal number exactly, and one division,
/// correctly rounded by the processor, gives the number itself.
constexpr std::size_t MAX_EXACT_DIGITS = 15;

/// `digits` are those before the point at `pointAt`. Nothing when an exponent follows.
std::optional<double> parseFraction(std::string_view text, std::size_t pointAt,
                                    std::uint64_t digits) {
  for (std::size_t at = pointAt + 1; at < text.size(); ++at) {
    if (!isDigit(text[at])) {
      return std::nullopt;
    }
    digits = digits * 10 + static_cast<std::uint64_t>(text[at] - '0');
  }
  return static_cast<double>(digits) / POWERS_OF_TEN[text.size() - pointAt - 1];
}

std::optional<Number> parseReal(std::string_view text) {
  double value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec == std::errc::result_out_of_range) {
    if (!isBelowOne(text)) {
      return std::nullopt;
    }
    value = text.front() == '-' ? -0.0 : 0.0;
  }
  return Number::ofReal(value);
}

}  // namespace

double Number::toDouble() const {
  switch (kind) {
    case Kind::SIGNED:
      return static_cast<double>(asSigned);
    case Kind::UNSIGNED:
      return static_cast<double>(asUnsigned);
    case Kind::REAL:
      break;
  }
  return real;
}

std::optional<Number> parseNumber(std::string_view text) {
  const bool isNegative = text.front() == '-';
  std::uint64_t magnitude = 0;
  std::size_t at = isNegative ? 1 : 0;
  for (; at < text.size() && isDigit(text[at]); ++at) {
    magnitude = magnitude * 10 + static_cast<std::uint64_t>(text[at] - '0');
  }
  if (at < text.size()) {
    if (text[at] == '.' && text.size() <= MAX_EXACT_DIGITS) {
      if (const auto exact = parseFraction(text, at, magnitude)) {
        return Number::ofReal(isNegative ? -*exact : *exact);
      }
    }
    return parseReal(text);
  }
  if (text.size() > 18) {
    const char* const digits = text.data() + (isNegative ? 1 : 0);
    if (std::from_chars(digits, text.data() + text.size(), magnitude).ec != std::errc()) {
      return parseReal(text);
    }
  }
  constexpr std::uint64_t LIMIT = std::uint64_t{1} << 63;
  if (!isNegative) {
    return magnitude < LIMIT ? Number::ofSigned(static_cast<std::int64_t>(magnitude))
                             : Number::ofUnsigned(magnitude);
  }
  if (magnitude == 0) {
    return Number::ofReal(-0.0);
  }
  if (magnitude > LIMIT) {
    return parseReal(text);
  }
  return Number::ofSigned(static_cast<std::int64_t>(~magnitude + 1));
}

bool isNumberText(std::string_view text) {
  const auto skipDigits = [&] {
    const std::size_t before = text.size();
    while (!text.empty() && isDigit(text.front())) {
      text.remove_prefix(1);
    }
    return text.size() != before;
  };
  if (text.starts_with('-')) {
    text.remove_prefix(1);
  }
  if (!skipDigits()) {
    return false;
  }
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    if (!skipDigits()) {
      return false;
    }
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    if (text.starts_with('+') || text.starts_with('-')) {
      text.remove_prefix(1);
    }
    if (!skipDigits()) {
      return false;
    }
  }
  return text.empty();
}

char* formatSigned(char* out, std::int64_t value) {
  return ignis_rapidjson::internal::i64toa(value, out);
}

char* formatUnsigned(char* out, std::uint64_t value) {
  return ignis_rapidjson::internal::u64toa(value, out);
}

namespace {

/// Writes what has six decimals at most, which most numbers of people have: if the decimal number
/// of at most 15 digits reads back as `value`, it is the shortest one that does. Null when not.
char* formatShortDecimal(char* out, double value) {
  constexpr int MAX_DECIMALS = 6;
  constexpr double MAX_VALUE = 1e8;
  if (value >= MAX_VALUE) {
    return nullptr;
  }
  for (int decimals = 1; decimals <= MAX_DECIMALS; ++decimals) {
    const double power = POWERS_OF_TEN[decimals];
    const auto scaled = static_cast<std::int64_t>(value * power + 0.5);
    if (static_cast<double>(scaled) / power != value) {
      continue;
    }
    const auto divisor = static_cast<std::int64_t>(power);
    out = formatSigned(out, scaled / divisor);
    *out = '.';
    std::int64_t fraction = scaled % divisor;
    for (int at = decimals; at > 0; --at) {
      out[at] = static_cast<char>('0' + fraction % 10);
      fraction /= 10;
    }
    return out + decimals + 1;
  }
  return nullptr;
}

}  // namespace

/// Digits come from `std::to_chars`, because RapidJSON's are not the shortest ones for about one
/// number in a thousand; the layout is that of ECMAScript's Number::toString.
char* formatDouble(char* out, double value) {
  constexpr double EXACT_INTEGERS = 9007199254740992.0;
  if (std::fabs(value) < EXACT_INTEGERS && value == std::trunc(value)) {
    return formatSigned(out, static_cast<std::int64_t>(value));
  }
  if (value < 0) {
    *out++ = '-';
    value = -value;
  }
  if (char* const end = formatShortDecimal(out, value)) {
    return end;
  }
  char scientific[MAX_NUMBER_SIZE];
  const auto end = std::to_chars(scientific, scientific + sizeof(scientific), value,
                                 std::chars_format::scientific);
  char digits[MAX_NUMBER_SIZE];
  int count = 0;
  const char* from = scientific;
  for (; *from != 'e'; ++from) {
    if (*from != '.') {
      digits[count++] = *from;
    }
  }
  ++from;
  int exponent = 0;
  std::from_chars(*from == '+' ? from + 1 : from, end.ptr, exponent);

  const auto copy = [&](const char* source, int size) {
    std::memcpy(out, source, static_cast<std::size_t>(size));
    out += size;
  };
  const auto zeros = [&](int size) {
    std::memset(out, '0', static_cast<std::size_t>(size));
    out += size;
  };
  const int point = exponent + 1;
  if (count <= point && point <= 21) {
    copy(digits, count);
    zeros(point - count);
  } else if (0 < point && point <= 21) {
    copy(digits, point);
    *out++ = '.';
    copy(digits + point, count - point);
  } else if (-6 < point && point <= 0) {
    copy("0.", 2);
    zeros(-point);
    copy(digits, count);
  } else {
    *out++ = digits[0];
    if (count > 1) {
      *out++ = '.';
      copy(digits + 1, count - 1);
    }
    *out++ = 'e';
    *out++ = exponent < 0 ? '-' : '+';
    out = formatSigned(out, exponent < 0 ? -exponent : exponent);
  }
  return out;
}

std::string formatNumber(double value) {
  char buffer[MAX_NUMBER_SIZE];
  return std::string(buffer, formatDouble(buffer, value));
}

}  // namespace ignis::json_detail

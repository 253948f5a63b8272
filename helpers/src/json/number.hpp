#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ignis::json_detail {

/// A number of a document: exact when it is an integer that fits 64 bits, else a finite double.
struct Number {
  enum class Kind : std::uint8_t { SIGNED, UNSIGNED, REAL };

  Kind kind;
  union {
    std::int64_t asSigned;
    std::uint64_t asUnsigned;
    double real;
  };

  static Number ofSigned(std::int64_t value) { return {.kind = Kind::SIGNED, .asSigned = value}; }
  static Number ofUnsigned(std::uint64_t value) {
    return {.kind = Kind::UNSIGNED, .asUnsigned = value};
  }
  static Number ofReal(double value) { return {.kind = Kind::REAL, .real = value}; }

  double toDouble() const;
};

/// `text` follows the grammar of JSON. Nothing when it is too big for a double.
std::optional<Number> parseNumber(std::string_view text);

/// Whether `text` follows the grammar of JSON, but for leading zeros, which people type.
bool isNumberText(std::string_view text);

/// Enough for every double and 64-bit integer.
inline constexpr std::size_t MAX_NUMBER_SIZE = 32;

/// Write as JavaScript does and return the end; `value` is finite.
char* formatDouble(char* out, double value);
char* formatSigned(char* out, std::int64_t value);
char* formatUnsigned(char* out, std::uint64_t value);

std::string formatNumber(double value);

}  // namespace ignis::json_detail

#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace ignis {

inline constexpr std::size_t ISO_STRING_SIZE = 24;

/// Writes `2026-11-20T23:51:01.123Z` (no NUL) to `out`; years outside 0–9999 are clamped.
void writeIsoString(char* out, std::chrono::system_clock::time_point time) noexcept;

/// ISO 8601, UTC, milliseconds: what `Date.prototype.toISOString` gives.
std::string toIsoString(std::chrono::system_clock::time_point time);

std::string nowIso();

/// What `Date.prototype.toString` gives where the time zone is UTC:
/// `Fri Nov 20 2026 23:51:01 GMT+0000 (Coordinated Universal Time)`.
std::string toDateString(std::chrono::system_clock::time_point time);

}  // namespace ignis

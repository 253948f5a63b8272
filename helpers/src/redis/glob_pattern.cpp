#include "redis/glob_pattern.hpp"

#include <algorithm>
#include <cstddef>

namespace ignis {

namespace {

/// Reads the class that begins behind `[` at `position` and says whether `character` is in it. A
/// class that is not closed ends with the pattern.
bool matchClass(std::string_view pattern, std::size_t& position, char character) noexcept {
  const auto at = [&](std::size_t index) { return static_cast<unsigned char>(pattern[index]); };
  const auto wanted = static_cast<unsigned char>(character);
  const bool isNegated = position < pattern.size() && pattern[position] == '^';
  position += isNegated ? 1 : 0;
  bool isFound = false;
  while (position < pattern.size() && pattern[position] != ']') {
    if (pattern[position] == '\\' && position + 1 < pattern.size()) {
      isFound |= at(position + 1) == wanted;
      position += 2;
    } else if (position + 2 < pattern.size() && pattern[position + 1] == '-') {
      const auto [low, high] = std::minmax({at(position), at(position + 2)});
      isFound |= low <= wanted && wanted <= high;
      position += 3;
    } else {
      isFound |= at(position) == wanted;
      ++position;
    }
  }
  position = std::min(position + 1, pattern.size());
  return isFound != isNegated;
}

/// Reads one element that is not `*` at `position` and says whether it takes `character`.
bool matchElement(std::string_view pattern, std::size_t& position, char character) noexcept {
  switch (pattern[position]) {
    case '?':
      ++position;
      return true;
    case '[':
      ++position;
      return matchClass(pattern, position, character);
    case '\\':
      position += position + 1 < pattern.size() ? 1 : 0;
      [[fallthrough]];
    default:
      return pattern[position++] == character;
  }
}

}  // namespace

bool matchesGlob(std::string_view pattern, std::string_view text) noexcept {
  // Only the last star is ever widened: an earlier one that took more could not help a later one.
  std::size_t position = 0;
  std::size_t afterStar = std::string_view::npos;
  std::size_t starEnd = 0;
  std::size_t index = 0;
  while (index < text.size()) {
    if (position < pattern.size() && pattern[position] == '*') {
      afterStar = ++position;
      starEnd = index;
    } else if (position < pattern.size() && matchElement(pattern, position, text[index])) {
      ++index;
    } else if (afterStar != std::string_view::npos) {
      position = afterStar;
      index = ++starEnd;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', position) == std::string_view::npos;
}

}  // namespace ignis

#include "redis/cluster/command_parts.hpp"

#include <cstddef>

#include "ignis/helpers/common/parse.hpp"

namespace ignis {

namespace {

constexpr std::size_t LINE_END = 2;

/// The number of a line such as `$5`, which is taken away from `rest`.
std::size_t takeNumber(std::string_view& rest) {
  const std::size_t end = rest.find('\r');
  const auto number = parseUnsigned<std::size_t>(rest.substr(1, end - 1));
  rest.remove_prefix(end + LINE_END);
  return number.value_or(0);
}

}  // namespace

std::vector<std::string_view> commandParts(std::string_view encoded) {
  std::vector<std::string_view> parts;
  parts.reserve(takeNumber(encoded));
  while (!encoded.empty()) {
    const std::size_t size = takeNumber(encoded);
    parts.push_back(encoded.substr(0, size));
    encoded.remove_prefix(size + LINE_END);
  }
  return parts;
}

}  // namespace ignis

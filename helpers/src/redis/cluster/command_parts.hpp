#pragma once

#include <string_view>
#include <vector>

namespace ignis {

/// The arguments of a command that `encodeCommand` has encoded.
std::vector<std::string_view> commandParts(std::string_view encoded);

}  // namespace ignis

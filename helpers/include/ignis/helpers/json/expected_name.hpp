#pragma once

#include <string_view>

#include "ignis/helpers/json/json_type.hpp"

namespace ignis {

/// What an issue says it expected where a value of this type is missing or of another: `number`,
/// `object`, `any`, …
std::string_view expectedName(const JsonType& type);

}  // namespace ignis

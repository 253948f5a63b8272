#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ignis::json_detail {

/// `items[3].price`; keys that are no identifiers become `["a b"]`, and long ones are cut.
void appendKey(std::string& path, std::string_view key);
void appendIndex(std::string& path, std::size_t index);

/// Joins two paths, either of which may be empty.
std::string joinPaths(std::string_view base, std::string_view relative);

}  // namespace ignis::json_detail

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ignis::socket_io {

/// `%xx` and `+` decoded; what is no valid escape stays as it is.
std::string decodeQueryText(std::string_view text);

/// The parameters of a query in order of first appearance; of a repeated one the last value.
std::vector<std::pair<std::string, std::string>> parseQuery(std::string_view query);

/// The last value of one parameter.
std::optional<std::string> queryParameter(std::string_view query, std::string_view name);

}  // namespace ignis::socket_io

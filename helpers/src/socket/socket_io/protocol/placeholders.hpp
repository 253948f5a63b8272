#pragma once

#include <cstddef>
#include <string_view>

namespace ignis::socket_io {

/// Whether every placeholder of an attachment in `json`, as JavaScript would see it, names one of
/// the `attachments` there are. The JSON is valid and nested 64 levels at most. Reads it once.
bool hasLegalPlaceholders(std::string_view json, std::size_t attachments);

}  // namespace ignis::socket_io

#pragma once

#include "ignis/helpers/json/json_result.hpp"
#include "ignis/helpers/json/json_type.hpp"
#include "ignis/helpers/json/json_type_of.hpp"

#include <cstddef>
#include <span>
#include <string_view>
#include <utility>

namespace ignis {

using StringField = std::pair<std::string_view, std::string_view>;

struct StringFieldOptions {
  /// Header names: letter case is ignored, `_` of a member stands for `-`, and repeated values of
  /// a member that is no list are joined by `, `.
  bool isHeader = false;
  std::size_t maxIssues = 32;
};

/// Reads path parameters, a query, headers or cookies into a described struct. Numbers, booleans
/// and enumerators are converted from their text; a `std::vector` collects repeated names; members
/// of any other composite type, `Json` included, take JSON text. Names without a member are
/// ignored.
JsonResult decodeStringFields(std::span<const StringField> fields, const JsonType& type, void* out,
                              const StringFieldOptions& options = {});

template <class T>
JsonResult decodeStringFields(std::span<const StringField> fields, T& out,
                              const StringFieldOptions& options = {}) {
  return decodeStringFields(fields, jsonTypeOf<T>(), &out, options);
}

}  // namespace ignis

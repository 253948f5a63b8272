#pragma once

#include "ignis/helpers/common/bytes.hpp"
#include "ignis/helpers/json/json_result.hpp"
#include "ignis/helpers/json/json_type.hpp"
#include "ignis/helpers/json/json_type_of.hpp"

#include <cstddef>
#include <span>
#include <string_view>

namespace ignis {

struct JsonDecodeOptions {
  std::size_t maxDepth = 64;   ///< of nested lists and objects; `Json::MAX_DEPTH` at most
  std::size_t maxIssues = 32;  ///< issues beyond are not reported
};

/// Reads `text` into the object at `out`, which has the C++ type that `type` describes. Members
/// that the document leaves out keep the value they have when they are listed as optional, so `out`
/// is a fresh object as a rule.
JsonResult decodeJson(std::string_view text, const JsonType& type, void* out,
                      const JsonDecodeOptions& options = {});

template <class T>
JsonResult decodeJson(std::string_view text, T& out, const JsonDecodeOptions& options = {}) {
  return decodeJson(text, jsonTypeOf<T>(), &out, options);
}

/// As above, and throws an ApplicationError: 400 when malformed, 422 when it does not fit.
template <class T>
T parseJson(std::string_view text, const JsonDecodeOptions& options = {}) {
  T result{};
  decodeJson(text, jsonTypeOf<T>(), &result, options).throwIfFailed();
  return result;
}

/// Reads the arguments of an event: `arrayText` is a JSON list whose first `skip` elements are
/// ignored, and each one that follows goes into the next of `outs`. What is missing is an issue at
/// `arguments[i]` unless its type is optional; what is left over is ignored, or goes into the last
/// of `outs` when that is a JsonArguments. Where there are `attachments`, the placeholders in the
/// text become copies of them, in targets of type `Bytes` and within those of type `Json`.
JsonResult decodeJsonArguments(std::string_view arrayText, std::size_t skip,
                               std::span<const JsonType* const> types, std::span<void* const> outs,
                               std::span<const Bytes> attachments = {},
                               const JsonDecodeOptions& options = {});

}  // namespace ignis

#pragma once

#include "ignis/helpers/json/decode_string_fields.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ignis {

/// `text` without its percent escapes, or nothing when an escape is malformed.
std::optional<std::string> decodePercent(std::string_view text);

/// The path that routes are looked up with: escapes are decoded, except those of `/` and `%`, which
/// would change its segments or its meaning. Nothing when an escape is malformed, stands for NUL,
/// or the result is not UTF-8. The view is `path` itself or `storage`.
std::optional<std::string_view> normalizePath(std::string_view path, std::string& storage);

/// The fields of `a=1&b=x+y`, in order, appended to `fields`: `+` is a space, and a malformed
/// escape stays as it is, as browsers have it. Takes linear time. The fields view `query` or
/// `storage`, whose content is replaced.
void parseQuery(std::string_view query, std::vector<StringField>& fields, std::string& storage);

/// The fields of a `Cookie` header, as above; a value loses its quotes and its escapes.
void parseCookies(std::string_view header, std::vector<StringField>& fields, std::string& storage);

/// One path out of two, with exactly one `/` between them: `/users` + `/` is `/users`.
std::string joinPaths(std::string_view base, std::string_view path);

}  // namespace ignis

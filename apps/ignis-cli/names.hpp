#pragma once

#include <string>
#include <string_view>

namespace ignis_cli {

/// Throws a `Failure` unless `name` can be a folder, a CMake target and, with `_` for `-`, a
/// namespace: lower case words with `-` or `_` between them.
void checkProjectName(std::string_view name);

/// Throws a `Failure` unless `name` is a class name in PascalCase.
void checkClassName(std::string_view name);

/// `my-chat` as a namespace: `my_chat`.
std::string namespaceOf(std::string_view projectName);
/// `my-chat` as part of a class name: `MyChat`.
std::string pascalCase(std::string_view projectName);
/// `HTTPRoute` with `_`: `http_route`.
std::string separated(std::string_view className, char separator);

}  // namespace ignis_cli

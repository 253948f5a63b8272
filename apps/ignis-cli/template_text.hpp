#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

namespace ignis_cli {

/// A file of `templates/`, without its `.in`.
struct Template {
  std::string_view path;
  std::string_view text;
};

/// All of them; the source is made by `embed_templates.cmake`.
std::span<const Template> templates();

/// What stands between two `@` in a template, by name.
using Values = std::map<std::string, std::string, std::less<>>;

/// The text of the template at `path` with its names replaced.
std::string fill(std::string_view path, const Values& values);

}  // namespace ignis_cli

#include "template_text.hpp"

#include <algorithm>
#include <cassert>
#include <cstddef>

namespace ignis_cli {

std::string fill(std::string_view path, const Values& values) {
  const auto found = std::ranges::find(templates(), path, &Template::path);
  assert(found != templates().end());

  std::string text(found->text);
  for (const auto& [name, value] : values) {
    const std::string placeholder = '@' + name + '@';
    for (std::size_t at = 0; (at = text.find(placeholder, at)) != std::string::npos;
         at += value.size()) {
      text.replace(at, placeholder.size(), value);
    }
  }
  return text;
}

}  // namespace ignis_cli

# Writes a source with the texts of `templates/<path>.in` for each path, in the order given.
function(ignis_embed_templates output)
  set(entries)
  foreach(path IN LISTS ARGN)
    set(file ${CMAKE_CURRENT_SOURCE_DIR}/templates/${path}.in)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    file(READ ${file} text)
    string(APPEND entries "    {\"${path}\", R\"template(${text})template\"},\n")
  endforeach()
  file(CONFIGURE OUTPUT ${output} @ONLY CONTENT [[
#include "template_text.hpp"

namespace ignis_cli {

namespace {
constexpr Template TEMPLATES[] = {
@entries@};
}  // namespace

std::span<const Template> templates() { return TEMPLATES; }

}  // namespace ignis_cli
]])
endfunction()

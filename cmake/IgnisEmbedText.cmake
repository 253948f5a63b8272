# Text files as constants of a header, so that pages are edited as what they are and ship inside of the binary:
# ignis_embed_text(<target> <header> <CONSTANT> <file> …). The header is found as `embedded/<header>`.
function(ignis_embed_text target header)
  set(constants "")
  list(LENGTH ARGN left)
  while(left GREATER 0)
    list(POP_FRONT ARGN name file)
    list(LENGTH ARGN left)
    get_filename_component(path ${file} ABSOLUTE)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
    file(READ ${path} text)
    string(APPEND constants "inline constexpr std::string_view ${name} = R\"ignis_text(${text})ignis_text\";\n")
  endwhile()
  file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/generated/embedded/${header} @ONLY CONTENT
"#pragma once

#include <string_view>

namespace ignis::embedded {

@constants@
}  // namespace ignis::embedded
")
  target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/generated)
endfunction()

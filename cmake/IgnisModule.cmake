include(GNUInstallDirs)

find_program(CCACHE_PROGRAM ccache)
if(PROJECT_IS_TOP_LEVEL AND CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Precompiled headers are cached only with this sloppiness (ccache manual, "Precompiled headers").
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE_PROGRAM})
endif()

function(ignis_set_warnings target)
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor
    $<$<BOOL:${IGNIS_WARNINGS_AS_ERRORS}>:-Werror>)
endfunction()

# One library per module: ignis_add_module(<name> SOURCES … HEADERS … LINK … PRIVATE_LINK … PRECOMPILE …)
# HEADERS are the public ones, relative to include/. They are verified to compile alone in the dev preset.
function(ignis_add_module name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;HEADERS;LINK;PRIVATE_LINK;PRECOMPILE")
  set(target ignis-${name})
  list(TRANSFORM arg_HEADERS PREPEND include/)

  add_library(${target} ${arg_SOURCES})
  add_library(ignis::${name} ALIAS ${target})
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_sources(${target} PUBLIC
    FILE_SET HEADERS BASE_DIRS ${CMAKE_CURRENT_SOURCE_DIR}/include FILES ${arg_HEADERS})
  target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/src)
  target_link_libraries(${target} PUBLIC ${arg_LINK} PRIVATE ${arg_PRIVATE_LINK})
  if(arg_PRECOMPILE)
    target_precompile_headers(${target} PRIVATE ${arg_PRECOMPILE})
  endif()
  # A version 0.x promises its ABI to its own minor version only, so that is what the SONAME names.
  set_target_properties(${target} PROPERTIES
    EXPORT_NAME ${name} CXX_EXTENSIONS OFF POSITION_INDEPENDENT_CODE ON
    VERIFY_INTERFACE_HEADER_SETS ON
    VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR} DEFINE_SYMBOL "")
  # Nobody replaces our functions at run time; without this gcc does not inline them in -fPIC code.
  target_compile_options(${target} PRIVATE -fno-semantic-interposition)
  ignis_set_warnings(${target})
  set_property(GLOBAL APPEND PROPERTY IGNIS_MODULES ${name})
endfunction()

function(ignis_add_executable target)
  add_executable(${target} ${ARGN})
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
  ignis_set_warnings(${target})
endfunction()

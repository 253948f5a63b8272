set(IGNIS_EMBED_FILES_SCRIPT ${CMAKE_CURRENT_LIST_DIR}/embed_files.cmake)

# Compiles files into a target: ignis_embed_files(<target> HEADER … NAMESPACE … FUNCTION … FILES …)
# A file is found by its name without folders, or by the one that stands before `=`. The header
# declares the struct EmbeddedFile (name, contentType, etag, content) and the function, which gives
# null for any other name.
function(ignis_embed_files target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "HEADER;NAMESPACE;FUNCTION" "FILES")
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/${target}-embedded)
  cmake_path(REPLACE_EXTENSION arg_HEADER LAST_ONLY cpp OUTPUT_VARIABLE source)

  set(entries)
  set(paths)
  foreach(file IN LISTS arg_FILES)
    if(file MATCHES "^([^=]+)=(.+)$")
      set(name ${CMAKE_MATCH_1})
      set(path ${CMAKE_MATCH_2})
    else()
      cmake_path(GET file FILENAME name)
      set(path ${file})
    endif()
    cmake_path(ABSOLUTE_PATH path)
    list(APPEND entries "${name}=${path}")
    list(APPEND paths ${path})
  endforeach()

  add_custom_command(
    OUTPUT ${folder}/${arg_HEADER} ${folder}/${source}
    COMMAND ${CMAKE_COMMAND} "-DFILES=${entries}" -DHEADER=${arg_HEADER} -DNAMESPACE=${arg_NAMESPACE}
            -DFUNCTION=${arg_FUNCTION} -DFOLDER=${folder} -DSOURCE=${source} -P ${IGNIS_EMBED_FILES_SCRIPT}
    DEPENDS ${paths} ${IGNIS_EMBED_FILES_SCRIPT}
    COMMENT "Embedding the files of ${target}"
    VERBATIM)
  target_sources(${target} PRIVATE ${folder}/${source} ${folder}/${arg_HEADER})
  target_include_directories(${target} PRIVATE ${folder})
endfunction()

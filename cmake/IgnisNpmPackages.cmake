find_program(NPM_EXECUTABLE npm)

# Installs what a package-lock.json names into the build folder, when it is built and again when the
# lock has changed: ignis_npm_packages(<name> FOLDER … FILES …)
# FOLDER has package.json and package-lock.json; FILES are those that others use, relative to
# node_modules; packages carry old times, so they are touched to be newer than the lock. Sets <name>_FOLDER, which is that node_modules.
function(ignis_npm_packages name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "FOLDER" "FILES")
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/${name})
  set(packages ${folder}/node_modules)
  list(TRANSFORM arg_FILES PREPEND ${packages}/)

  if(NPM_EXECUTABLE)
    set(install ${NPM_EXECUTABLE} ci --no-progress --no-audit --no-fund --ignore-scripts)
  else()
    set(install ${CMAKE_COMMAND} -E echo
        "error: npm is needed for ${arg_FOLDER} | cure: apt install npm, then configure again" &&
        ${CMAKE_COMMAND} -E false)
  endif()
  add_custom_command(
    OUTPUT ${arg_FILES}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${folder}
    COMMAND ${CMAKE_COMMAND} -E copy ${arg_FOLDER}/package.json ${arg_FOLDER}/package-lock.json ${folder}
    COMMAND ${CMAKE_COMMAND} -E chdir ${folder} ${install}
    COMMAND ${CMAKE_COMMAND} -E touch ${arg_FILES}
    DEPENDS ${arg_FOLDER}/package.json ${arg_FOLDER}/package-lock.json
    COMMENT "Installing the npm packages of ${name}; this needs the network once"
    VERBATIM)
  set(${name}_FOLDER ${packages} PARENT_SCOPE)
endfunction()

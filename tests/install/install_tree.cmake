# Installs BUILD into FIRST and moves that to PREFIX. No text file of it may know of either, or of BUILD.
file(REMOVE_RECURSE ${FIRST} ${PREFIX})
execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD} --prefix ${FIRST}
  OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
file(RENAME ${FIRST} ${PREFIX})

file(GLOB_RECURSE files ${PREFIX}/*.cmake ${PREFIX}/*.pc ${PREFIX}/*.hpp)
if(NOT files)
  message(FATAL_ERROR "Nothing has been installed | prefix: ${PREFIX}")
endif()
foreach(file IN LISTS files)
  file(READ ${file} text)
  foreach(path IN ITEMS ${FIRST} ${BUILD})
    string(FIND "${text}" ${path} position)
    if(NOT position EQUAL -1)
      message(FATAL_ERROR "A path of the build has been installed | file: ${file} | path: ${path}")
    endif()
  endforeach()
endforeach()

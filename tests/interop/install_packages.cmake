# Installs what package-lock.json names unless that is what is installed.
set(folder ${CMAKE_CURRENT_LIST_DIR})
set(stamp ${folder}/node_modules/.installed-lock.json)

if(EXISTS ${stamp})
  file(SHA256 ${stamp} installed)
  file(SHA256 ${folder}/package-lock.json wanted)
  if(installed STREQUAL wanted)
    return()
  endif()
endif()

execute_process(COMMAND ${NPM} ci --no-progress WORKING_DIRECTORY ${folder} RESULT_VARIABLE failure)
if(failure)
  message(FATAL_ERROR "npm ci failed in ${folder}; it needs the network once.")
endif()
configure_file(${folder}/package-lock.json ${stamp} COPYONLY)

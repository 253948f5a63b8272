# What `cmake --install` writes: libraries, headers, CMake's package files, and pkg-config's. Every
# path is relative to where the file is, so that the installed tree may be moved.
include(CMakePackageConfigHelpers)

set(IGNIS_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/ignis)
set(IGNIS_PKGCONFIG_DIR ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
get_property(IGNIS_MODULES GLOBAL PROPERTY IGNIS_MODULES)

# The pkg-config file of a module, from what its target asks of those who link it.
function(ignis_install_pkgconfig module)
  set(target ignis-${module})
  set(requires)
  set(libraries -l${target})
  get_target_property(linked ${target} INTERFACE_LINK_LIBRARIES)
  foreach(item IN LISTS linked)
    string(REGEX REPLACE "^\\$<LINK_ONLY:(.*)>$" "\\1" item "${item}")
    if(item MATCHES "^ignis::(.*)$")
      list(APPEND requires "ignis-${CMAKE_MATCH_1} = ${PROJECT_VERSION}")
    elseif(item MATCHES "^\\$<INSTALL_INTERFACE:(.*)>$")
      list(APPEND libraries -l${CMAKE_MATCH_1})
    elseif(item STREQUAL Threads::Threads)
      list(APPEND libraries -pthread)
    elseif(item STREQUAL fmt::fmt OR item STREQUAL spdlog::spdlog)
      string(REGEX REPLACE ".*::" "" item ${item})
      list(APPEND requires ${item})
    elseif(item STREQUAL OpenSSL::SSL)
      list(APPEND requires libssl)
    elseif(item STREQUAL OpenSSL::Crypto)
      list(APPEND requires libcrypto)
    elseif(item STREQUAL ZLIB::ZLIB)
      list(APPEND requires zlib)
    elseif(NOT item MATCHES "^(Boost::headers|\\$<BUILD_INTERFACE:.*>)$")
      message(FATAL_ERROR "${target} links ${item}, which ignis_install_pkgconfig has no name for")
    endif()
  endforeach()

  set(cflags)
  get_target_property(definitions ${target} INTERFACE_COMPILE_DEFINITIONS)
  if(definitions)
    list(TRANSFORM definitions PREPEND -D OUTPUT_VARIABLE cflags)
  endif()

  ignis_write_pkgconfig(${target} "${PROJECT_DESCRIPTION}: ${module}" "${requires}"
    "-L\${libdir};${libraries}" "-I\${includedir};${cflags}")
endfunction()

function(ignis_write_pkgconfig name description requires libraries cflags)
  file(RELATIVE_PATH PREFIX_FROM_PKGCONFIG /${IGNIS_PKGCONFIG_DIR} /)
  string(REGEX REPLACE "/$" "" PREFIX_FROM_PKGCONFIG ${PREFIX_FROM_PKGCONFIG})
  string(JOIN ", " requires ${requires})
  string(JOIN " " libraries ${libraries})
  string(JOIN " " cflags ${cflags})
  configure_file(${PROJECT_SOURCE_DIR}/cmake/ignis.pc.in ${PROJECT_BINARY_DIR}/pkgconfig/${name}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/pkgconfig/${name}.pc
    DESTINATION ${IGNIS_PKGCONFIG_DIR} COMPONENT development)
endfunction()

# An export for each module, so that a project finds only what the modules it asks for need.
foreach(module IN LISTS IGNIS_MODULES)
  install(TARGETS ignis-${module} EXPORT ignis-${module}
    LIBRARY COMPONENT runtime NAMELINK_COMPONENT development
    ARCHIVE COMPONENT development
    FILE_SET HEADERS COMPONENT development)
  install(EXPORT ignis-${module} NAMESPACE ignis:: DESTINATION ${IGNIS_CMAKE_DIR}
    FILE ignis-${module}.cmake COMPONENT development)
  ignis_install_pkgconfig(${module})
endforeach()
ignis_write_pkgconfig(ignis "${PROJECT_DESCRIPTION}" "ignis-components = ${PROJECT_VERSION}" "" "")

get_target_property(library_type ignis-di TYPE)
set(IGNIS_IS_STATIC OFF)
if(library_type STREQUAL STATIC_LIBRARY)
  set(IGNIS_IS_STATIC ON)
endif()
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/ignisConfig.cmake.in
  ${PROJECT_BINARY_DIR}/ignisConfig.cmake
  INSTALL_DESTINATION ${IGNIS_CMAKE_DIR} NO_SET_AND_CHECK_MACRO NO_CHECK_REQUIRED_COMPONENTS_MACRO)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/ignisConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/ignisConfig.cmake ${PROJECT_BINARY_DIR}/ignisConfigVersion.cmake
  DESTINATION ${IGNIS_CMAKE_DIR} COMPONENT development)

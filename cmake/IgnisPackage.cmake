# Debian packages, one for each component of the installation; `make package` makes them of shared
# libraries. https://www.debian.org/doc/debian-policy/ch-sharedlibs.html says how they are named.
set(IGNIS_RUNTIME_PACKAGE libignis${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME ignis)
set(CPACK_PACKAGE_VENDOR "The Ignis for C++ authors")
# As Debian's own tools have it: who makes the packages is in DEBFULLNAME and DEBEMAIL.
set(CPACK_PACKAGE_CONTACT "${CPACK_PACKAGE_VENDOR} <ignis@example.org>")
if(DEFINED ENV{DEBEMAIL})
  set(CPACK_PACKAGE_CONTACT "$ENV{DEBFULLNAME} <$ENV{DEBEMAIL}>")
endif()
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR}/packages)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL runtime development tools)
# Whatever the umask of who makes the packages is.
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
foreach(module IN LISTS IGNIS_MODULES)
  list(APPEND CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${PROJECT_BINARY_DIR}/${module})
endforeach()

set(CPACK_DEBIAN_RUNTIME_PACKAGE_NAME ${IGNIS_RUNTIME_PACKAGE})
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SECTION libs)
# What packages of applications depend on, and what tells the linker of new libraries.
set(control ${PROJECT_BINARY_DIR}/debian)
set(shlibs)
foreach(module IN LISTS IGNIS_MODULES)
  string(APPEND shlibs
    "libignis-${module} ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR} ${IGNIS_RUNTIME_PACKAGE} (>= ${PROJECT_VERSION})\n")
endforeach()
file(WRITE ${control}/shlibs "${shlibs}")
file(WRITE ${control}/triggers "activate-noawait ldconfig\n")
set(CPACK_DEBIAN_RUNTIME_PACKAGE_CONTROL_EXTRA ${control}/shlibs ${control}/triggers)
set(CPACK_COMPONENT_RUNTIME_DESCRIPTION
  "Dependency injection, a lifecycle, REST controllers, Socket.IO and WebSocket\n\
in one process on one port.\n\
.\n\
This package has the shared libraries that applications run with.")

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libignis-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
# What the public headers include, and what the CMake and pkg-config files ask for.
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS
  "${IGNIS_RUNTIME_PACKAGE} (= ${PROJECT_VERSION}), libboost1.81-dev, libfmt-dev (>= 9)")
set(CPACK_COMPONENT_DEVELOPMENT_DESCRIPTION
  "Dependency injection, a lifecycle, REST controllers, Socket.IO and WebSocket\n\
in one process on one port.\n\
.\n\
This package has what applications are built with: headers, CMake's package\n\
files and pkg-config's.")

set(CPACK_DEBIAN_TOOLS_PACKAGE_NAME ignis-tools)
set(CPACK_DEBIAN_TOOLS_PACKAGE_SECTION devel)
# `ignis new --run` builds an application and its test.
set(CPACK_DEBIAN_TOOLS_PACKAGE_DEPENDS
  "libignis-dev (= ${PROJECT_VERSION}), cmake (>= 3.25), doctest-dev, g++, make | ninja-build")
set(CPACK_COMPONENT_TOOLS_DESCRIPTION
  "Dependency injection, a lifecycle, REST controllers, Socket.IO and WebSocket\n\
in one process on one port.\n\
.\n\
This package has the command ignis, which writes new applications and adds\n\
controllers, services and components to them.")

string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)  # of SOURCE_DATE_EPOCH when that is set
file(WRITE ${control}/changelog "ignis (${PROJECT_VERSION}) unstable; urgency=medium

  * Version ${PROJECT_VERSION}.

 -- ${CPACK_PACKAGE_CONTACT}  ${date}
")
execute_process(COMMAND gzip --best --no-name --force ${control}/changelog COMMAND_ERROR_IS_FATAL ANY)

foreach(component IN ITEMS runtime development tools)
  string(TOUPPER ${component} upper)
  set(folder ${CMAKE_INSTALL_DATAROOTDIR}/doc/${CPACK_DEBIAN_${upper}_PACKAGE_NAME})
  install(FILES ${PROJECT_SOURCE_DIR}/LICENSE RENAME copyright DESTINATION ${folder} COMPONENT ${component})
  install(FILES ${control}/changelog.gz DESTINATION ${folder} COMPONENT ${component})
endforeach()

include(CPack)

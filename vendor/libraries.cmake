# Finds every library that the build needs; TENGINE_LIBRARIES lists them all.
find_package(PkgConfig)
if(NOT PKG_CONFIG_FOUND)
  message(FATAL_ERROR "pkg-config is missing: run vendor/setup as root, "
                      "or apt-get install pkg-config")
endif()
find_package(Threads REQUIRED)

# tengine_library(PREFIX pkg-config-module least-version debian-package)
macro(tengine_library prefix module least package)
  pkg_check_modules(${prefix} QUIET IMPORTED_TARGET ${module}>=${least})
  if(NOT ${prefix}_FOUND)
    message(FATAL_ERROR "${module} ${least} or newer is missing: run "
                        "vendor/setup as root, or apt-get install ${package}")
  endif()
  list(APPEND TENGINE_LIBRARIES PkgConfig::${prefix})
endmacro()

include(lua)
include(curl)
include(cjson)
include(zlib)
include(microhttpd)
include(jansson)
include(psl)
include(crypto)
include(tls)
list(APPEND TENGINE_LIBRARIES Threads::Threads m ${CMAKE_DL_LIBS})

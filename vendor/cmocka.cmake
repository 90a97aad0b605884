# cmocka runs the unit tests; only the tests need it.
pkg_check_modules(CMOCKA QUIET IMPORTED_TARGET cmocka>=1.1.5)
if(NOT CMOCKA_FOUND)
  message(FATAL_ERROR "cmocka 1.1.5 or newer is missing: run "
                      "vendor/setup --tests as root, "
                      "or apt-get install libcmocka-dev")
endif()
set(CMOCKA_LIBRARIES PkgConfig::CMOCKA)

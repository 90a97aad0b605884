# tengine_embed(OUT file.lua ...) turns Lua files into one C file, embedded.c,
# whose table te_embedded_lua maps "name" to the text of name.lua.
function(tengine_embed out)
  set(target ${PROJECT_BINARY_DIR}/embedded.c)
  string(REPLACE ";" "|" sources "${ARGN}")
  add_custom_command(
    OUTPUT ${target}
    COMMAND ${CMAKE_COMMAND} "-DSOURCES=${sources}" -DTARGET=${target}
            -P ${PROJECT_SOURCE_DIR}/stdlib/embed_script.cmake
    DEPENDS ${ARGN} ${PROJECT_SOURCE_DIR}/stdlib/embed_script.cmake
    VERBATIM)
  set(${out} ${target} PARENT_SCOPE)
endfunction()

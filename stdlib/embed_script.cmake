# Run by tengine_embed(): writes TARGET from the Lua files in SOURCES.
string(REPLACE "|" ";" SOURCES "${SOURCES}")
set(arrays "")
set(rows "")
set(index 0)
foreach(source IN LISTS SOURCES)
  get_filename_component(name ${source} NAME_WE)
  file(READ ${source} hex HEX)
  string(REGEX REPLACE "(................................)" "\\1\n" hex
         "${hex}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(APPEND arrays
         "static const unsigned char lua_${index}[] = {\n${bytes}0};\n")
  string(APPEND rows
         "    {\"${name}\", (const char *)lua_${index}, sizeof lua_${index} - 1},\n")
  math(EXPR index "${index} + 1")
endforeach()
file(WRITE ${TARGET} "#include \"tengine_module.h\"\n\n${arrays}\n"
     "const te_embedded te_embedded_lua[] = {\n${rows}    {NULL, NULL, 0}};\n")

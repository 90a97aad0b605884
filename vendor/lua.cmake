# Lua, the language of scenarios.
tengine_library(LUA lua5.4 5.4.4 liblua5.4-dev)

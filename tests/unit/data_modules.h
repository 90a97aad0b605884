/* data_modules.h - Lua states with the data modules in them, and no engine.
 *
 * Their globals: csv, symbols, stacks, and dir, the scratch folder. */
#ifndef TE_TEST_DATA_MODULES_H
#define TE_TEST_DATA_MODULES_H

#include "../../stdlib/csv.h"
#include "../../stdlib/stacks.h"
#include "../../stdlib/symbols.h"

#include "fake_engine.h"
#include "scratch.h"

static lua_State *new_state(void) {
    lua_State *L = luaL_newstate();
    luaL_openlibs(L);
    luaL_requiref(L, "csv", luaopen_tengine_csv, 1);
    luaL_requiref(L, "symbols", luaopen_tengine_symbols, 1);
    luaL_requiref(L, "stacks", luaopen_tengine_stacks, 1);
    lua_settop(L, 0);
    lua_pushfstring(L, "%s/", scratch_folder);
    lua_setglobal(L, "dir");
    return L;
}

/* Runs a script in a state of its own; its error, or NULL. */
static inline const char *error_of(const char *script) {
    static char message[2048];
    lua_State *L = new_state();
    bool ok = luaL_dostring(L, script) == LUA_OK;
    snprintf(message, sizeof message, "%s", ok ? "" : lua_tostring(L, -1));
    lua_close(L);
    return ok ? NULL : message;
}

static inline void run(const char *script) {
    const char *message = error_of(script);
    if (message != NULL) fail_msg("%s", message);
}

static inline void expect_error(const char *script, const char *wanted) {
    const char *message = error_of(script);
    if (message == NULL) fail_msg("no error from %s", script);
    if (strstr(message, wanted) == NULL)
        fail_msg("%s\nis not: %s", message, wanted);
}

#endif

#include "unit.h"

#include "lua_globals.h"

#include <lauxlib.h>
#include <lualib.h>

static int set_up(void **state) {
    lua_State *L = luaL_newstate();
    luaL_openlibs(L);
    te_globals_close(L);
    *state = L;
    return 0;
}

static int tear_down(void **state) {
    lua_close(*state);
    return 0;
}

/* The message that the text raises when it runs, "" for none. */
static const char *run(lua_State *L, const char *lua) {
    lua_settop(L, 0);
    if (luaL_loadbuffer(L, lua, strlen(lua), "=shop.lua") == LUA_OK &&
        lua_pcall(L, 0, 0, 0) == LUA_OK)
        return "";
    return lua_tostring(L, -1);
}

static int check_top(lua_State *L) {
    te_globals_check(L);
    assert_int_equal(lua_gettop(L), 1); /* the file is there as before */
    return 0;
}

/* The same of te_globals_check(): the text does not run. */
static const char *check(lua_State *L, const char *lua) {
    lua_settop(L, 0);
    lua_pushcfunction(L, check_top);
    assert_int_equal(luaL_loadbuffer(L, lua, strlen(lua), "=shop.lua"), LUA_OK);
    return lua_pcall(L, 1, 0, 0) == LUA_OK ? "" : lua_tostring(L, -1);
}

static void a_file_that_assigns_a_global_is_refused_unrun(void **state) {
    assert_string_equal(check(*state, "\nlocal function f() count = 1 end"),
                        "shop.lua:2: stray global 'count'; write: local count");
    assert_string_equal(check(*state, "local count = 1 return print(x)"), "");
}

static void new_names_are_refused_at_run_time(void **state) {
    assert_string_equal(run(*state, "\n_G.count = 1"),
                        "shop.lua:2: stray global 'count'; write: local count");
    assert_string_equal(run(*state, "assert(count == nil)"), "");
    assert_string_equal(run(*state, "load('x = 1', '=made')()"),
                        "made:1: stray global 'x'; write: local x");
}

static void rawset_and_names_that_are_there_are_left_alone(void **state) {
    assert_string_equal(run(*state, "rawset(_G, 'meant', 1) meant = 2\n"
                                    "assert(meant == 2)"),
                        "");
    assert_string_equal(run(*state, "print = print"), "");
}

static int set_in_c(lua_State *L) {
    lua_pushinteger(L, 5);
    lua_setglobal(L, "made_in_c");
    return 0;
}

static void c_modules_may_set_theirs(void **state) {
    lua_State *L = *state;
    lua_pushcfunction(L, set_in_c);
    lua_setglobal(L, "set_in_c");
    assert_string_equal(run(L, "set_in_c() assert(made_in_c == 5)"), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            a_file_that_assigns_a_global_is_refused_unrun, set_up, tear_down),
        cmocka_unit_test_setup_teardown(new_names_are_refused_at_run_time,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            rawset_and_names_that_are_there_are_left_alone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(c_modules_may_set_theirs, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "unit.h"

#include "lua_bytecode.h"

#include <lauxlib.h>

/* What is found in the Lua text: "name:line", or "" for nothing. */
static const char *search(const char *lua) {
    static char answer[128];
    te_assignment first;
    lua_State *L = luaL_newstate();
    if (luaL_loadstring(L, lua) != LUA_OK)
        fail_msg("%s\n%s", lua_tostring(L, -1), lua);
    answer[0] = '\0';
    if (te_bytecode_of_function(L, &first))
        snprintf(answer, sizeof answer, "%s:%d", first.name, first.line);
    lua_close(L);
    return answer;
}

static void the_bytecode_of_this_lua_is_known(void **state) {
    (void)state;
    lua_State *L = luaL_newstate();
    assert_true(te_bytecode_is_known(L));
    assert_int_equal(lua_gettop(L), 0);
    lua_close(L);
}

static void an_assignment_is_found_with_its_line(void **state) {
    (void)state;
    assert_string_equal(search("x = 1"), "x:1");
    assert_string_equal(search("\n\nx = 1"), "x:3");
    assert_string_equal(search("\nlocal a = 5\n\nx = a"), "x:4");
    assert_string_equal(search("x = nil"), "x:1");
    assert_string_equal(search("x = print"), "x:1");
    assert_string_equal(search("x = 1 + #{...}"), "x:1");
    assert_string_equal(search("_ENV.x = 1"), "x:1");
    assert_string_equal(search("print = 1"), "print:1");
}

static void a_function_statement_is_one_on_its_first_line(void **state) {
    (void)state;
    assert_string_equal(search("\nfunction helper()\n\nend"), "helper:2");
    assert_string_equal(search("\nhelper = function()\n\nend"), "helper:2");
}

static void a_table_over_many_lines_begins_on_its_first(void **state) {
    (void)state;
    assert_string_equal(search("\nt = {\n1,\n{ a = 2 },\nf = print\n}"), "t:2");
    assert_string_equal(search("local t = {\n}\n\nx = t"), "x:4");
    assert_string_equal(search("\nx = print(\n1,\n2)"), "x:2");
}

static void functions_that_have_not_run_are_searched(void **state) {
    (void)state;
    assert_string_equal(search("local function f()\nx = 1\nend"), "x:2");
    assert_string_equal(search("local t = {\na = function(b)\n"
                               "return function() y = b\nend end}"),
                        "y:3");
    assert_string_equal(search("return function() return function()\n"
                               "return function() function z() end end\n"
                               "end end"),
                        "z:2");
}

static void every_kind_of_block_is_searched(void **state) {
    (void)state;
    assert_string_equal(search("for i = 1, 3 do\nx = i end"), "x:2");
    assert_string_equal(search("for k, v in pairs({}) do\nx = v end"), "x:2");
    assert_string_equal(search("while true do\nx = 1 break end"), "x:2");
    assert_string_equal(search("repeat local y = 1\nx = y until x"), "x:2");
    assert_string_equal(search("if a then\nx = 1 else y = 2 end"), "x:2");
    assert_string_equal(search("if a then local x = 1 else\ny = 2 end"), "y:2");
    assert_string_equal(search("do goto out\n::out:: x = 1 end"), "x:2");
    assert_string_equal(search("goto on\n::on::\ndo x = 1 end"), "x:3");
}

static void every_place_of_a_multiple_assignment_is_searched(void **state) {
    (void)state;
    assert_string_equal(search("local a\na, x = 1, 2"), "x:2");
    assert_string_equal(search("local a\nx, a = 1, 2"), "x:2");
    assert_string_equal(search("local a = {}\na[1], a.b, x = print()"), "x:2");
}

static void the_first_by_line_is_told(void **state) {
    (void)state;
    assert_string_equal(search("local function f()\nlocal function g()\n"
                               "c = 3 end\nb = 2 end\na = 1"),
                        "c:3");
    assert_string_equal(search("a = 1\nlocal function f() b = 2 end"), "a:1");
}

static void reading_is_no_assignment(void **state) {
    (void)state;
    assert_string_equal(search("print(x, y.z, _ENV.a, _G.b)"), "");
    assert_string_equal(search("string.added = 1 math['more'] = 2"), "");
    assert_string_equal(search("function string.trim() end"), "");
    assert_string_equal(search("local x x = 1 local function y() x = 2 end"),
                        "");
    assert_string_equal(search("for i = 1, 2 do i = 3 end"), "");
    assert_string_equal(search("return function(x, ...) x = ... end"), "");
    assert_string_equal(search(""), "");
}

static void a_local_env_is_no_global(void **state) {
    (void)state;
    assert_string_equal(search("local _ENV = {} x = 1"), "");
    assert_string_equal(search("_ENV = {} x = 1"), "");
    assert_string_equal(search("function f() _ENV = {} end"), "");
    assert_string_equal(search("local _ENV = {}\n"
                               "return function() x = 1 end"),
                        "");
    assert_string_equal(search("return function(_ENV) x = 1\n"
                               "return function() y = 2 end end"),
                        "");
    assert_string_equal(search("do local _ENV = {} x = 1 end\ny = 2"), "y:2");
}

/* Lua text with more constants than an instruction can name. */
static char *with_constants(const char *end) {
    enum { CONSTANTS = 300, BYTES = 16 };
    char *text = malloc(CONSTANTS * BYTES + strlen(end) + 32);
    assert_non_null(text);
    char *at = text + sprintf(text, "local t = {");
    for (int i = 0; i < CONSTANTS; i++)
        at += sprintf(at, "'c%d',", i);
    sprintf(at, "}\n%s", end);
    return text;
}

static void names_past_the_256th_constant_are_found(void **state) {
    (void)state;
    static const struct {
        const char *lua, *answer;
    } cases[] = {
        {"x = 1", "x:2"},
        {"x = t and\nprint(1) or {}", "x:3"},
        {"function x()\n\nend", "x:2"},
        {"local a a, x = 1, 2", "x:2"},
        {"local e = _ENV e = {} e.x = 1", ""},
        {"print(x) t.x = 1 t[print(x)] = y", ""},
        {"local function f()\nx = 1 end", "x:3"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *lua = with_constants(cases[i].lua);
        const char *answer = search(lua);
        if (cases[i].answer[0] != '\0' && strcmp(answer, cases[i].answer) != 0)
            print_message("%s\n", cases[i].lua);
        assert_string_equal(answer, cases[i].answer);
        free(lua);
    }
}

static void long_names_are_found_and_cut(void **state) {
    (void)state;
    assert_string_equal(
        search("a_name_of_more_than_forty_letters_which_is_long = 1"),
        "a_name_of_more_than_forty_letters_which_is_long:1");
    char lua[200] = "";
    memset(lua, 'a', 100);
    strcpy(lua + 100, " = 1");
    assert_int_equal(strlen(search(lua)), 63 + 2);
}

static void lines_far_apart_are_counted_right(void **state) {
    (void)state;
    char lua[8192] = "local a = 1";
    for (int i = 0; i < 1000; i++)
        strcat(lua, "\n");
    strcat(lua, "a = 2\n\nx = a");
    assert_string_equal(search(lua), "x:1003");
    strcpy(lua, "local a = 1\n");
    for (int i = 0; i < 500; i++)
        strcat(lua, "a = a + 1\n");
    strcat(lua, "x = 1");
    assert_string_equal(search(lua), "x:502");
}

typedef struct dump {
    char bytes[4096];
    size_t length;
} dump;

static int write_dump(lua_State *L, const void *bytes, size_t length,
                      void *arg) {
    (void)L;
    dump *d = arg;
    assert_true(d->length + length <= sizeof d->bytes);
    memcpy(d->bytes + d->length, bytes, length);
    d->length += length;
    return 0;
}

static dump dump_of(const char *lua) {
    dump d = {.length = 0};
    lua_State *L = luaL_newstate();
    assert_int_equal(luaL_loadstring(L, lua), LUA_OK);
    lua_dump(L, write_dump, &d, 0);
    lua_close(L);
    return d;
}

/* Each in memory of its own, so that a sanitizer sees what is read past it. */
static bool finds(const char *bytes, size_t length) {
    te_assignment first;
    char *copy = malloc(length + 1);
    assert_non_null(copy);
    memcpy(copy, bytes, length);
    char *exact = realloc(copy, length > 0 ? length : 1);
    bool is_found = te_bytecode_find_assignment(exact, length, &first);
    free(exact);
    return is_found;
}

static const char SAMPLE[] = "local a, b = 1, 2.5\n"
                             "local function f(c) x = c return c end\n"
                             "for i = 1, 2 do y = { f, a, b, 'text' } end";

static void a_dump_that_is_cut_short_holds_nothing(void **state) {
    (void)state;
    dump d = dump_of(SAMPLE);
    assert_true(finds(d.bytes, d.length));
    for (size_t length = 0; length < d.length; length++)
        assert_false(finds(d.bytes, length));
}

static void a_dump_with_wrong_bytes_is_survived(void **state) {
    (void)state;
    dump d = dump_of(SAMPLE);
    static const unsigned char wrong[] = {0, 1, 0x7f, 0x80, 0xff};
    for (size_t i = 0; i < d.length; i++) {
        char right = d.bytes[i];
        for (size_t w = 0; w < sizeof wrong; w++) {
            d.bytes[i] = (char)wrong[w];
            finds(d.bytes, d.length);
        }
        d.bytes[i] = right;
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_bytecode_of_this_lua_is_known),
        cmocka_unit_test(an_assignment_is_found_with_its_line),
        cmocka_unit_test(a_function_statement_is_one_on_its_first_line),
        cmocka_unit_test(a_table_over_many_lines_begins_on_its_first),
        cmocka_unit_test(functions_that_have_not_run_are_searched),
        cmocka_unit_test(every_kind_of_block_is_searched),
        cmocka_unit_test(every_place_of_a_multiple_assignment_is_searched),
        cmocka_unit_test(the_first_by_line_is_told),
        cmocka_unit_test(reading_is_no_assignment),
        cmocka_unit_test(a_local_env_is_no_global),
        cmocka_unit_test(names_past_the_256th_constant_are_found),
        cmocka_unit_test(long_names_are_found_and_cut),
        cmocka_unit_test(lines_far_apart_are_counted_right),
        cmocka_unit_test(a_dump_that_is_cut_short_holds_nothing),
        cmocka_unit_test(a_dump_with_wrong_bytes_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "unit.h"

#include "lua_json.h"

#include <lauxlib.h>
#include <lualib.h>

/* What every piece of Lua below sees. `says(text, f, ...)`: f fails, and the
 * message holds the text. */
static const char PRELUDE[] =
    "function says(text, f, ...)\n"
    "  local ok, message = pcall(f, ...)\n"
    "  assert(not ok, 'no error, but ' .. tostring(message))\n"
    "  assert(tostring(message):find(text, 1, true), message)\n"
    "end\n"
    "function back(text) return json.encode(json.decode(text)) end\n";

static int set_up(void **state) {
    lua_State *L = luaL_newstate();
    luaL_openlibs(L);
    luaL_requiref(L, "json", te_luaopen_json, 1);
    lua_pop(L, 1);
    assert_int_equal(luaL_dostring(L, PRELUDE), LUA_OK);
    *state = L;
    return 0;
}

static int tear_down(void **state) {
    lua_close(*state);
    return 0;
}

static void run(void **state, const char *lua) {
    lua_State *L = *state;
    if (luaL_dostring(L, lua) != LUA_OK)
        fail_msg("%s\n%s", lua_tostring(L, -1), lua);
    assert_int_equal(lua_gettop(L), 0);
}

static void whole_numbers_become_integers_up_to_2_to_the_53(void **state) {
    run(state, "for text, kind in pairs {\n"
               "  ['1'] = 'integer', ['-1'] = 'integer', ['0'] = 'integer',\n"
               "  ['1e2'] = 'integer', ['2.0'] = 'integer',\n"
               "  ['9007199254740992'] = 'integer',\n"
               "  ['-9007199254740992'] = 'integer',\n"
               "  ['9007199254740994'] = 'float', ['1.5'] = 'float',\n"
               "  ['1e300'] = 'float' } do\n"
               "  assert(math.type(json.decode(text)) == kind, text)\n"
               "  assert(math.type(json.decode('[' .. text .. ']')[1]) == kind)"
               "  assert(math.type(json.decode('{\"a\":{\"b\":' .. text ..\n"
               "                               '}}').a.b) == kind, text)\n"
               "end\n"
               "assert('/u/' .. json.decode('{\"id\": 7}').id == '/u/7')");
}

static void every_number_of_a_large_object_is_settled(void **state) {
    run(state, "local t = {}\n"
               "for i = 1, 1000 do t['k' .. i] = i end\n"
               "for key, value in pairs(json.decode(json.encode(t))) do\n"
               "  assert(math.type(value) == 'integer')\n"
               "  assert(key == 'k' .. value)\n"
               "end");
}

static void null_is_a_value_and_arrays_have_no_holes(void **state) {
    run(state, "local t = json.decode '[1, null, 3, null]'\n"
               "assert(#t == 4 and t[2] == json.null and t[4] == json.null)\n"
               "assert(json.decode 'null' == json.null)\n"
               "assert(json.encode(json.null) == 'null')\n"
               "assert(json.encode(nil) == 'null')\n"
               "assert(json.encode { a = json.null } == '{\"a\":null}')");
}

static void empty_arrays_and_empty_objects_stay_what_they_are(void **state) {
    run(state,
        "for _, text in ipairs { '[]', '{}', '[[]]', '[{}]', '[[],[]]',\n"
        "    '{\"a\":[],\"b\":{}}', '[[[]],{},[1],[\"\"]]',\n"
        "    '{\"[]\":\"[ ]\"}', [=[[\"\\\\\",[]]]=], [=[[\"\\\"[]\",[]]]=] } "
        "do\n"
        "  assert(back(text) == text, text .. ' became ' .. back(text))\n"
        "end\n"
        "assert(back '[ \\n\\t\\r]' == '[]')\n"
        "assert(back '{\"a\" : [ ] }' == '{\"a\":[]}')\n"
        "assert(#json.decode '[]' == 0)\n"
        "assert(next(json.decode '[]') == nil)");
}

static void no_string_is_mistaken_for_an_empty_array(void **state) {
    run(state, "for n = 0, 4 do\n"
               "  local text = '[[\"' .. ('\\xff'):rep(n) .. '\"],[]]'\n"
               "  assert(back(text) == text)\n"
               "end\n"
               "local t = json.decode '[[\"\\\\u00ff\"], []]'\n"
               "assert(t[1][1] == '\\u{ff}' and #t[2] == 0)");
}

static void malformed_texts_are_refused_at_a_character(void **state) {
    run(state,
        "for _, text in ipairs { '', ' ', '[1,]', '[1 2]', '{', '[', ']',\n"
        "    '{\"a\"}', '{a:1}', 'nan', 'NaN', '-Infinity', 'Infinity',\n"
        "    '[0x10]', '[01]', '[.5]', '[+1]', '[1]x', '\"a', '\"\\\\x\"',\n"
        "    '\"\\\\ud800\"', 'tru', '[[],]', '[[]', '{[]:1}',\n"
        "    '[1]\\0', '\\0', '[\"\\0\"]', '[]\\0x' } do\n"
        "  says('json: ', json.decode, text)\n"
        "  says(' at character ', json.decode, text)\n"
        "end");
}

static void an_error_after_an_empty_array_is_where_it_was(void **state) {
    run(state, "says('at character 9', json.decode, '[[], [],]')\n"
               "says('at character 7', json.decode, '[[  ],]')\n"
               "says('at character 4', json.decode, '[] x')\n"
               "says('NUL byte at character 3', json.decode, '[]\\0')");
}

static void numbers_beyond_a_double_are_refused(void **state) {
    run(state, "says('out of range', json.decode, '1e400')\n"
               "says('out of range', json.decode, '[{\"a\":-1e400}]')\n"
               "assert(json.decode '1e-400' == 0)");
}

static void only_strings_are_decoded(void **state) {
    run(state, "says('string expected', json.decode)\n"
               "says('string expected', json.decode, 12)\n"
               "says('string expected', json.decode, {})");
}

static void errors_name_the_line_of_the_caller(void **state) {
    run(state, "local f = load('\\n json.decode \"[\"', '=who')\n"
               "says('who:2: json: ', f)\n"
               "f = load('\\n\\n json.encode(print)', '=who')\n"
               "says('who:3: json: ', f)");
}

static void nesting_has_a_limit_both_ways(void **state) {
    run(state, "local fits = ('['):rep(100) .. (']'):rep(100)\n"
               "assert(back(fits) == fits)\n"
               "fits = ('{\"a\":'):rep(100) .. '1' .. ('}'):rep(100)\n"
               "assert(back(fits) == fits)\n"
               "says('json: ', json.decode, '[' .. fits .. ']')\n"
               "says('json: ', json.decode, ('['):rep(100000))\n"
               "says('100 deep', json.encode, { json.decode(fits) })");
}

static void a_table_that_holds_itself_is_refused(void **state) {
    run(state, "local t = {} t.me = t\n"
               "says('hold itself', json.encode, t)\n"
               "local a = {} a[1] = a\n"
               "says('hold itself', json.encode, a)");
}

static void floats_read_back_as_the_same_number(void **state) {
    run(state,
        "for x, text in pairs { [0.1] = '0.1', [1/3] = '0.3333333333333333',\n"
        "    [1e20] = '1e+20', [2^53] = '9007199254740992.0',\n"
        "    [5e-324] = '4.94065645841247e-324',\n"
        "    [1.7976931348623157e308] = '1.7976931348623157e+308',\n"
        "    [0.1 + 0.2] = '0.30000000000000004' } do\n"
        "  assert(json.encode(x + 0.0) == text, json.encode(x + 0.0))\n"
        "  assert(json.decode(text) == x)\n"
        "end\n"
        "assert(json.encode(1.0) == '1.0')\n"
        "assert(json.encode(-0.0) == '-0.0')");
}

static void integers_are_written_as_such(void **state) {
    run(state, "assert(json.encode(0) == '0')\n"
               "assert(json.encode(math.maxinteger)"
               "       == '9223372036854775807')\n"
               "assert(json.encode(math.mininteger)"
               "       == '-9223372036854775808')");
}

static void strings_are_escaped_and_other_bytes_pass(void **state) {
    run(state,
        "for value, text in pairs { ['a\"b\\\\c'] = '\"a\\\\\"b\\\\\\\\c\"',\n"
        "    ['\\b\\t\\n\\f\\r'] = '\"\\\\b\\\\t\\\\n\\\\f\\\\r\"',\n"
        "    ['\\0\\1\\v\\x1f'] ="
        "      '\"\\\\u0000\\\\u0001\\\\u000b\\\\u001f\"',\n"
        "    ['\\u{e9}\\u{1f600}/'] = '\"\\u{e9}\\u{1f600}/\"',\n"
        "    ['\\xff\\x7f'] = '\"\\xff\\x7f\"', [''] = '\"\"' } do\n"
        "  assert(json.encode(value) == text, json.encode(value))\n"
        "  assert(json.decode(text) == value)\n"
        "end");
}

static void keys_are_written_in_bytewise_order(void **state) {
    run(state,
        "assert(json.encode { b = 1, a = 2, B = 3, aa = 4, [''] = 5 }\n"
        "       == '{\"\":5,\"B\":3,\"a\":2,\"aa\":4,\"b\":1}')\n"
        "local t, sorted = {}, {}\n"
        "for i = 1, 500 do\n"
        "  local key = ('%x'):format(i * 2654435761 % 2^32 // 1 | 0)\n"
        "  t[key] = true\n"
        "  sorted[i] = key\n"
        "end\n"
        "table.sort(sorted)\n"
        "assert(json.encode(t) ==\n"
        "       '{\"' .. table.concat(sorted, '\":true,\"') .. '\":true}')");
}

static void marks_decide_what_an_empty_table_is(void **state) {
    run(state, "assert(json.encode {} == '{}')\n"
               "assert(json.encode(json.array {}) == '[]')\n"
               "assert(json.encode(json.array()) == '[]')\n"
               "assert(json.encode(json.object {}) == '{}')\n"
               "assert(json.encode(json.array { 1, 2 }) == '[1,2]')\n"
               "assert(json.encode(json.object(json.array {})) == '{}')\n"
               "assert(json.encode { 1, { 2 }, 'x', true, false }\n"
               "       == '[1,[2],\"x\",true,false]')\n"
               "local t = json.decode '[]' t[1] = 5\n"
               "assert(json.encode(t) == '[5]')");
}

static void a_table_with_a_metatable_cannot_be_marked(void **state) {
    run(state, "local t = setmetatable({}, {})\n"
               "says('metatable', json.array, t)\n"
               "says('metatable', json.object, t)\n"
               "says('table expected', json.array, 1)\n"
               "assert(json.encode(t) == '{}')");
}

static void what_json_cannot_hold_is_refused_by_its_path(void **state) {
    run(state,
        "says('NaN at a.b[2]', json.encode, { a = { b = { 1, 0/0 } } })\n"
        "says('infinite number at [1].x', json.encode, { { x = 1/0 } })\n"
        "says('a function at f', json.encode, { f = print })\n"
        "says('cannot encode a function', json.encode, print)\n"
        "says('a userdata at [1]', json.encode, { io.stdout })\n"
        "says('a thread', json.encode, coroutine.create(print))\n"
        "says('named keys at t', json.encode, { t = { 1, x = 2 } })\n"
        "says('named keys', json.encode, json.array { x = 2 })\n"
        "says('holes', json.encode, { 1, [3] = 3 })\n"
        "says('holes', json.encode, json.array { [2] = 3 })\n"
        "says('odd keys', json.encode, { 1, [true] = 3 })\n"
        "says('no strings', json.encode, { [7] = 3 })\n"
        "says('no strings', json.encode, { a = 1, [2.5] = 3 })\n"
        "says('no strings', json.encode, json.object { 1 })\n"
        "says('value expected', json.encode)");
}

static void metamethods_are_not_called(void **state) {
    run(state, "local t = setmetatable({ a = 1 }, { __index = error,\n"
               "  __pairs = error, __len = error, __tostring = error })\n"
               "assert(json.encode(t) == '{\"a\":1}')");
}

static void c_code_needs_no_module(void **state) {
    lua_State *L = luaL_newstate();
    (void)state;
    te_json_decode(L, "{\"a\":[]}trailing", 8);
    assert_int_equal(lua_gettop(L), 1);
    assert_int_equal(lua_getfield(L, 1, "a"), LUA_TTABLE);
    te_json_encode(L, 1);
    assert_string_equal(lua_tostring(L, -1), "{\"a\":[]}");
    te_json_encode(L, -2);
    assert_string_equal(lua_tostring(L, -1), "[]");
    assert_int_equal(lua_gettop(L), 4);
    lua_close(L);
}

#define with_lua(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        with_lua(whole_numbers_become_integers_up_to_2_to_the_53),
        with_lua(every_number_of_a_large_object_is_settled),
        with_lua(null_is_a_value_and_arrays_have_no_holes),
        with_lua(empty_arrays_and_empty_objects_stay_what_they_are),
        with_lua(no_string_is_mistaken_for_an_empty_array),
        with_lua(malformed_texts_are_refused_at_a_character),
        with_lua(an_error_after_an_empty_array_is_where_it_was),
        with_lua(numbers_beyond_a_double_are_refused),
        with_lua(only_strings_are_decoded),
        with_lua(errors_name_the_line_of_the_caller),
        with_lua(nesting_has_a_limit_both_ways),
        with_lua(a_table_that_holds_itself_is_refused),
        with_lua(floats_read_back_as_the_same_number),
        with_lua(integers_are_written_as_such),
        with_lua(strings_are_escaped_and_other_bytes_pass),
        with_lua(keys_are_written_in_bytewise_order),
        with_lua(marks_decide_what_an_empty_table_is),
        with_lua(a_table_with_a_metatable_cannot_be_marked),
        with_lua(what_json_cannot_hold_is_refused_by_its_path),
        with_lua(metamethods_are_not_called),
        cmocka_unit_test(c_code_needs_no_module),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "unit.h"

#include "lua_json.h"
#include "lua_json_path.h"

#include <lauxlib.h>
#include <lualib.h>

/* follow(text, path) -> what the path leads to, or raises. */
static int follow(lua_State *L) {
    size_t length, path_length;
    const char *text = luaL_checklstring(L, 1, &length);
    const char *path = luaL_checklstring(L, 2, &path_length);
    te_json_decode(L, text, length);
    te_json_follow(L, path, path_length);
    if (lua_gettop(L) != 3) return luaL_error(L, "the stack has grown");
    return 1;
}

static void run(const char *lua) {
    static const char prelude[] =
        "function leads(path, wanted)\n"
        "  local got = follow(text, path)\n"
        "  assert(got == wanted and math.type(got) == math.type(wanted),\n"
        "    path .. ' leads to ' .. tostring(got))\n"
        "end\n"
        "function refused(path, message)\n"
        "  local ok, raised = pcall(follow, text, path)\n"
        "  assert(not ok and raised == message, raised)\n"
        "end\n";
    lua_State *L = luaL_newstate();
    luaL_openlibs(L);
    luaL_requiref(L, "json", te_luaopen_json, 1);
    lua_register(L, "follow", follow);
    if (luaL_dostring(L, prelude) != LUA_OK || luaL_dostring(L, lua) != LUA_OK)
        fail_msg("%s", lua_tostring(L, -1));
    lua_close(L);
}

static void keys_and_places_lead_to_values(void **state) {
    (void)state;
    run("text = '{\"data\": [{\"id\": 7, \"ok\": false}, [5, 6.5]], \"a\": {}}'"
        "leads('data.0.id', 7) leads('data.0.ok', false)\n"
        "leads('data.1.0', 5) leads('data.1.1', 6.5)\n"
        "leads('data[0].id', 7) leads('data[1][1]', 6.5)\n"
        "leads('[\"data\"][0][\"id\"]', 7) leads('data[\"0\"]', nil)\n"
        "assert(#follow(text, 'data') == 2)\n"
        "assert(next(follow(text, 'a')) == nil)\n");
}

static void an_array_may_be_the_whole_text(void **state) {
    (void)state;
    run("text = '[[1], {\"0\": \"key\"}]'\n"
        "leads('0.0', 1) leads('[0][0]', 1) leads('1.0', 'key')\n"
        "leads('1[0]', nil) leads('1[\"0\"]', 'key')\n");
}

static void keys_may_hold_anything_in_brackets(void **state) {
    (void)state;
    run("text = json.encode { ['a.b'] = 1, ['[x]'] = 2, ['say \"hi\"'] = 3,\n"
        "  ['back\\\\slash'] = 4, [''] = 5, ['new\\nline'] = 6,\n"
        "  a = { ['b.c'] = 7 }, ['sp ace'] = 8, ['\\u{fc}'] = 9 }\n"
        "leads('[\"a.b\"]', 1) leads('[\"[x]\"]', 2)\n"
        "leads('[\"say \\\\\"hi\\\\\"\"]', 3)\n"
        "leads('[\"back\\\\\\\\slash\"]', 4) leads('[\"\"]', 5)\n"
        "leads('new\\nline', 6) leads('a[\"b.c\"]', 7)\n"
        "leads('sp ace', 8) leads('\\u{fc}', 9)\n");
}

static void what_leads_nowhere_is_nil(void **state) {
    (void)state;
    run("text = '{\"a\": [1], \"b\": \"text\", \"n\": null, \"e\": []}'\n"
        "for _, path in ipairs { 'x', 'x.y.z', 'a.1', 'a.x', 'a.-1', 'b.0',\n"
        "  'b.len', 'n.x', 'e.0', 'a.0.0', "
        "'a.99999999999999999999', '[0]', 'A' } do\n"
        "  leads(path, nil)\n"
        "end\n"
        "leads('n', json.null)\n");
}

static void a_malformed_path_says_where(void **state) {
    (void)state;
    run("text = '{}'\n"
        "refused('', \"json: path '': a name is missing at character 1\")\n"
        "refused('.a', \"json: path '.a': a name is missing at character 1\")\n"
        "refused('a.', \"json: path 'a.': a name is missing at character 3\")\n"
        "refused('a..b',\n"
        "  \"json: path 'a..b': a name is missing at character 3\")\n"
        "refused('a.[0]',\n"
        "  \"json: path 'a.[0]': a name is missing at character 3\")\n"
        "refused('a]',\n"
        "  \"json: path 'a]': a '.' or '[' is missing at character 2\")\n"
        "refused('a[0]b',\n"
        "  \"json: path 'a[0]b': a '.' or '[' is missing at character 5\")\n"
        "refused('a[0', \"json: path 'a[0': a ']' is missing at character "
        "4\")\n"
        "refused('a[\"b', 'json: path \\'a[\"b\\': a quote is missing at '\n"
        "  .. 'character 5')\n"
        "refused('a[\"b\\\\', 'json: path \\'a[\"b\\\\\\': a quote is missing "
        "'\n"
        "  .. 'at character 6')\n"
        "for _, path in ipairs { 'a[]', 'a[', 'a[x]', 'a[-1]', 'a[ 0]' } do\n"
        "  refused(path, \"json: path '\" .. path .. \"': a number or a \"\n"
        "    .. 'quoted key is missing at character 3')\n"
        "end\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_and_places_lead_to_values),
        cmocka_unit_test(an_array_may_be_the_whole_text),
        cmocka_unit_test(keys_may_hold_anything_in_brackets),
        cmocka_unit_test(what_leads_nowhere_is_nil),
        cmocka_unit_test(a_malformed_path_says_where),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

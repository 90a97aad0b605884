#include "unit.h"

#include "lua_random.h"
#include "script.h"

#include <lauxlib.h>
#include <lualib.h>

static te_rng rng;

/* In place of the one that knows workers. */
te_rng *te_script_rng(lua_State *L) {
    (void)L;
    return &rng;
}

/* `says(text, f, ...)`: f fails, and the message holds the text. */
static const char PRELUDE[] =
    "function says(text, f, ...)\n"
    "  local ok, message = pcall(f, ...)\n"
    "  assert(not ok, 'no error, but ' .. tostring(message))\n"
    "  assert(tostring(message):find(text, 1, true), message)\n"
    "end\n"
    "function near(a, b, by) assert(math.abs(a - b) <= by, a) end\n";

static int set_up(void **state) {
    lua_State *L = luaL_newstate();
    luaL_openlibs(L);
    te_open_random(L);
    luaL_requiref(L, "random", te_luaopen_random, 1);
    lua_pop(L, 1);
    assert_int_equal(luaL_dostring(L, PRELUDE), LUA_OK);
    te_rng_seed(&rng, 42, 1);
    *state = L;
    return 0;
}

static int tear_down(void **state) {
    lua_close(*state);
    return 0;
}

static void run(void **state, const char *lua) {
    lua_State *L = *state;
    if (luaL_dostring(L, lua)) fail_msg("%s\n%s", lua_tostring(L, -1), lua);
    assert_int_equal(lua_gettop(L), 0);
}

static void a_number_keeps_the_contract_of_math_random(void **state) {
    run(state, "for _, draw in ipairs { random, math.random } do\n"
               "  local seen = {}\n"
               "  for i = 1, 1000 do\n"
               "    local x = draw()\n"
               "    assert(math.type(x) == 'float' and x >= 0 and x < 1)\n"
               "    x = draw(6)\n"
               "    assert(math.type(x) == 'integer' and x >= 1 and x <= 6)\n"
               "    seen[x] = true\n"
               "    x = draw(-3, 3) assert(x >= -3 and x <= 3)\n"
               "    seen[x + 20] = true\n"
               "    assert(draw(5, 5) == 5 and draw(1) == 1)\n"
               "    assert(math.type(draw(0)) == 'integer')\n"
               "    assert(draw(2.0) <= 2)\n"
               "  end\n"
               "  for i = 1, 6 do assert(seen[i]) end\n"
               "  for i = 17, 23 do assert(seen[i]) end\n"
               "end\n"
               "assert(type(math.random) == 'function')");
}

static void the_whole_range_of_integers_can_be_asked_for(void **state) {
    run(state,
        "local low, high = math.mininteger, math.maxinteger\n"
        "local below, above = 0, 0\n"
        "for i = 1, 1000 do\n"
        "  local x = random(low, high)\n"
        "  if x < 0 then below = below + 1 else above = above + 1 end\n"
        "  assert(random(high - 1, high) >= high - 1)\n"
        "  assert(random(low, low + 1) <= low + 1)\n"
        "  assert(random(low, low) == low and random(high, high) == high)\n"
        "  assert(random(high) >= 1)\n"
        "end\n"
        "assert(below > 400 and above > 400)");
}

static void bad_intervals_are_refused(void **state) {
    run(state, "says('interval is empty', random, -1)\n"
               "says('interval is empty', random, 2, 1)\n"
               "says('interval is empty', math.random, 2, 1)\n"
               "says('wrong number of arguments', random, 1, 2, 3)\n"
               "says('no integer representation', random, 1.5)\n"
               "says('number expected', random, 'x')\n"
               "says('interval is empty', random.uniform, 2, 1)\n"
               "says('finite', random.uniform, 0, 1/0)\n"
               "says('finite', random.uniform, 0/0, 1)\n"
               "says('0 or more', random.exponential, -1)\n"
               "says('0 or more', random.normal, 1, -1)\n"
               "says('0 or more', random.string, -1)\n"
               "says('alphabet is empty', random.string, 1, '')\n"
               "says('list is empty', random.choice, {})\n"
               "says('table expected', random.choice)");
}

static void the_seed_decides_every_draw(void **state) {
    static const char DRAWS[] =
        "local t = { random(), random(1000), random.uniform(2, 3),\n"
        "  random.exponential(5), random.normal(0, 1), random.string(8),\n"
        "  random.choice { 'a', 'b', 'c' }, random.uuid(), math.random(0),\n"
        "  random.weighted { a = 1, b = 2, c = 3, d = 4, e = 5 } }\n"
        "t = table.concat(t, ' ')\n"
        "assert(not before or t == before, t)\n"
        "before = t";
    run(state, DRAWS);
    te_rng_seed(&rng, 42, 1);
    run(state, DRAWS);
    te_rng_seed(&rng, 42, 2);
    assert_true(luaL_dostring(*state, DRAWS));
}

static void math_random_is_the_generator_of_the_engine(void **state) {
    te_rng twin = rng;
    run(state, "first = math.random(0)");
    lua_getglobal(*state, "first");
    assert_true((uint64_t)lua_tointeger(*state, -1) == te_rng_next(&twin));
}

static void randomseed_says_who_decides(void **state) {
    run(state, "says('--seed', math.randomseed, 1)\n"
               "says('--seed', math.randomseed)");
}

static void uniform_stays_below_its_upper_bound(void **state) {
    run(state, "local sum, huge = 0, 1.7976931348623157e308\n"
               "for i = 1, 10000 do\n"
               "  local x = random.uniform(10, 20)\n"
               "  assert(x >= 10 and x < 20) sum = sum + x\n"
               "  x = random.uniform(-huge, huge)\n"
               "  assert(x >= -huge and x < huge)\n"
               "  x = random.uniform(1, 1 + 2^-52) assert(x == 1)\n"
               "end\n"
               "near(sum / 10000, 15, 0.2)\n"
               "assert(random.uniform(3, 3) == 3)");
}

static void exponential_and_normal_have_their_moments(void **state) {
    run(state, "local n, e, s, q = 20000, 0, 0, 0\n"
               "for i = 1, n do\n"
               "  local x = random.exponential(2)\n"
               "  assert(x >= 0) e = e + x\n"
               "  x = random.normal(5, 3) s = s + x q = q + (x - 5)^2\n"
               "end\n"
               "near(e / n, 2, 0.06) near(s / n, 5, 0.1)\n"
               "near((q / n)^0.5, 3, 0.08)\n"
               "assert(random.exponential(0) == 0)\n"
               "assert(random.normal(7, 0) == 7)");
}

static void choice_reaches_every_value(void **state) {
    run(state, "local seen = {}\n"
               "for i = 1, 200 do\n"
               "  seen[random.choice { 'a', 'b', 'c' }] = true end\n"
               "assert(seen.a and seen.b and seen.c)\n"
               "assert(random.choice { false } == false)");
}

static void weights_are_kept_and_zero_means_never(void **state) {
    run(state, "for _, entries in ipairs {\n"
               "    { { 'a', 1 }, { 'zero', 0 }, { 'b', 3 }, { 'last', 0 } },\n"
               "    { a = 1, b = 3, zero = 0 } } do\n"
               "  local seen = {}\n"
               "  for i = 1, 10000 do\n"
               "    local x = random.weighted(entries)\n"
               "    seen[x] = (seen[x] or 0) + 1\n"
               "  end\n"
               "  assert(not seen.zero and not seen.last)\n"
               "  near(seen.a, 2500, 150) near(seen.b, 7500, 150)\n"
               "end\n"
               "assert(random.weighted { { false, 1 } } == false)");
}

static void bad_weights_are_refused_by_name(void **state) {
    run(state,
        "says('come to nothing', random.weighted, {})\n"
        "says('come to nothing', random.weighted, { a = 0 })\n"
        "says('come to nothing', random.weighted, { { 1, 0 } })\n"
        "says('the weight of b', random.weighted, { a = 1, b = -1 })\n"
        "says('the weight of a', random.weighted, { a = 'x' })\n"
        "says('the weight of a', random.weighted, { a = 0/0 })\n"
        "says('the weight of entry 2', random.weighted, { {1, 1}, {1} })\n"
        "says('entry 1 is no {value, weight}', random.weighted, { 5 })\n"
        "says('table expected', random.weighted, 5)");
}

static void strings_hold_what_the_alphabet_has(void **state) {
    run(state, "assert(random.string(0) == '')\n"
               "assert(random.string(500):match '^%w+$')\n"
               "assert(#random.string(100000) == 100000)\n"
               "local s = random.string(300, 'x\\0é')\n"
               "assert(#s == 300 and not s:find '[^x\\0\\xc3\\xa9]')\n"
               "assert(s:find '\\0' and s:find 'x')");
}

static void uuids_are_of_version_4(void **state) {
    run(state, "local seen, x = {}, '%x'\n"
               "for i = 1, 1000 do\n"
               "  local id = random.uuid()\n"
               "  assert(#id == 36 and not seen[id])\n"
               "  seen[id] = true\n"
               "  assert(id:match('^' .. x:rep(8) .. '%-' .. x:rep(4) ..\n"
               "    '%-4' .. x:rep(3) .. '%-[89ab]' .. x:rep(3) .. '%-' ..\n"
               "    x:rep(12) .. '$'), id)\n"
               "end");
}

#define with_lua(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        with_lua(a_number_keeps_the_contract_of_math_random),
        with_lua(the_whole_range_of_integers_can_be_asked_for),
        with_lua(bad_intervals_are_refused),
        with_lua(the_seed_decides_every_draw),
        with_lua(math_random_is_the_generator_of_the_engine),
        with_lua(randomseed_says_who_decides),
        with_lua(uniform_stays_below_its_upper_bound),
        with_lua(exponential_and_normal_have_their_moments),
        with_lua(choice_reaches_every_value),
        with_lua(weights_are_kept_and_zero_means_never),
        with_lua(bad_weights_are_refused_by_name),
        with_lua(strings_hold_what_the_alphabet_has),
        with_lua(uuids_are_of_version_4),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

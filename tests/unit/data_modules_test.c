/* The Lua side of tengine.csv, tengine.symbols and tengine.stacks. */
#include "unit.h"

#include "../../stdlib/stall.h"
#include "data_modules.h"

static int new_run(void **state) {
    (void)state;
    fake_reset(1);
    scratch_text("users.csv", "id,name\n1,ann\n2,\"b, \"\"bob\"\"\"\n3,\n");
    scratch_text("groups.csv",
                 "URI,STATUS CODE,PRIVATE,COUNT\r\n"
                 "/v1/a.pdb/1/a b.sym,200,false,3\r\n"
                 "/v1/b.pdb/1/b.sym,403,true,1\r\n/favicon.ico,404,false,1\r\n"
                 "bad\r\n");
    scratch_text("missing.csv", "debug_file,debug_id,code_file,code_id\r\n"
                                "a.pdb,1,a.dll,F00\r\n");
    return 0;
}

/* ---- csv ---- */

static void rows_are_tables_by_column(void **state) {
    (void)state;
    run("local f = csv.open(dir .. 'users.csv')\n"
        "assert(#f == 3 and f:count() == 3 and f.skipped == 0)\n"
        "assert(table.concat(f.columns, ' ') == 'id name')\n"
        "assert(f.file == dir .. 'users.csv')\n"
        "local r = f:next() assert(r.id == '1' and r.name == 'ann')\n"
        "r = f:next() assert(r.name == 'b, \"bob\"')\n"
        "r = f:next() assert(r.id == '3' and r.name == '')\n"
        "assert(f:next().id == '1')\n"
        "assert(f:at(3).id == '3' and f:at(1).id == '1')\n"
        "assert(f.nothing == nil and f[1] == nil)\n");
}

static void the_same_file_and_options_are_one_cursor(void **state) {
    (void)state;
    run("local a = csv.open { file = dir .. 'users.csv' }\n"
        "local b = csv.open(dir .. './users.csv')\n"
        "local c = csv.open { file = dir .. 'users.csv', on_end = 'stop' }\n"
        "assert(a:next().id == '1' and b:next().id == '2')\n"
        "assert(c:next().id == '1')\n");
    /* Another Lua state goes on where the first one was. */
    run("assert(csv.open(dir .. 'users.csv'):next().id == '3')");
}

static void a_feed_ends_as_it_was_told(void **state) {
    (void)state;
    run("local f = csv.open { file = dir .. 'users.csv', on_end = 'stop' }\n"
        "for i = 1, 3 do assert(f:next()) end\n"
        "assert(f:next() == nil and f:next() == nil)\n");
    expect_error("local f = csv.open { file = dir .. 'users.csv',\n"
                 "                     on_end = 'fail' }\n"
                 "for i = 1, 4 do f:next() end\n",
                 "users.csv: all 3 are used up");
}

static void every_shuffled_pass_has_all_rows(void **state) {
    (void)state;
    run("local f = csv.open { file = dir .. 'users.csv', order = 'shuffle' }\n"
        "local seen = {}\n"
        "for pass = 1, 20 do\n"
        "  for i = 1, 3 do\n"
        "    local id = f:next().id\n"
        "    seen[id] = (seen[id] or 0) + 1\n"
        "  end\n"
        "  for i = 1, 3 do assert(seen[tostring(i)] == pass) end\n"
        "end\n");
}

static void files_without_a_header_can_be_given_one(void **state) {
    (void)state;
    scratch_text("bare.csv", "1,ann\n2,bob\n");
    expect_error("csv.open(dir .. 'bare.csv')", "input: ");
    run("local f = csv.open { file = dir .. 'bare.csv',\n"
        "                     columns = { 'id', 'name' } }\n"
        "assert(#f == 2 and f:next().name == 'ann')\n");
    run("local f = csv.open { file = dir .. 'bare.csv', header = true }\n"
        "assert(#f == 1 and f:next().ann == 'bob')\n");
}

static void a_row_has_its_fields_by_place_too(void **state) {
    (void)state;
    run("local r = csv.open(dir .. 'users.csv'):at(2)\n"
        "assert(r[1] == '2' and r[2] == r.name and r[3] == nil and #r == 2)\n"
        "assert(r[0] == nil and r.nothing == nil)\n"
        "local n = 0\n"
        "for key in pairs(r) do n = n + 1 assert(key == 'id' or key == 'name') "
        "end\n"
        "assert(n == 2 and table.concat({ table.unpack(r) }, '-') == r.id .. "
        "'-'"
        " .. r.name)\n");
    scratch_text("bare.csv", "1,ann\n2,bob\n");
    run("local f = csv.open { file = dir .. 'bare.csv', header = false }\n"
        "assert(#f == 2 and #f.columns == 0)\n"
        "local r = f:next()\n"
        "assert(#r == 2 and r[1] == '1' and r[2] == 'ann' and r[3] == nil)\n");
}

/* ---- feeds, as csv and symbols have them ---- */

static void a_row_comes_as_often_as_its_weight_says(void **state) {
    (void)state;
    scratch_text("w.csv", "id,n\na,3\nb,0\nc,x\nd,1\n");
    const char *const orders[] = {"file", "shuffle"};
    char script[512];
    for (int o = 0; o < 2; o++) {
        snprintf(script, sizeof script,
                 "local f = csv.open { file = dir .. 'w.csv', weights = 'n',\n"
                 "  order = '%s', on_end = 'stop' }\n"
                 "assert(#f == 4 and f.per_pass == 4 and f.skipped == 1)\n"
                 "local seen = {}\n"
                 "for row in f.next, f do seen[#seen + 1] = row.id end\n"
                 "table.sort(seen) assert(table.concat(seen) == 'aaad')\n",
                 orders[o]);
        run(script);
    }
    assert_non_null(strstr(fake.log, "w.csv:4: n is \"x\", wanted a whole"));
    run("assert(csv.open { file = dir .. 'w.csv', weights = 2 }.per_pass == 4)"
        "assert(csv.open(dir .. 'w.csv').per_pass == 4)\n");
}

static void slices_share_the_rows(void **state) {
    (void)state;
    run("local seen = {}\n"
        "for i = 1, 2 do\n"
        "  local f = csv.open { file = dir .. 'users.csv', order = 'shuffle',\n"
        "    slice = { i, 2 }, on_end = 'stop' }\n"
        "  assert(#f == 3 and f.per_pass == 3 - i)\n"
        "  for row in f.next, f do seen[#seen + 1] = row.id end\n"
        "end\n"
        "table.sort(seen) assert(table.concat(seen) == '123')\n"
        "local f = csv.open { file = dir .. 'users.csv', slice = '2/2' }\n"
        "assert(f:next().id == '2' and f:next().id == '2')\n"
        "f = csv.open { file = dir .. 'users.csv', slice = '2 of 2' }\n"
        "assert(f:next().id == '2')\n");
    expect_error("csv.open { file = dir .. 'users.csv', slice = '4/4' }",
                 "users.csv: 3 rows are too few for 4 slices");
}

static void each_worker_can_have_a_cursor_of_its_own(void **state) {
    (void)state;
    const char *script =
        "local f = csv.open { file = dir .. 'users.csv', scope = 'worker',\n"
        "                     on_end = 'stop' }\n"
        "for i = 1, 3 do assert(f:next().id == tostring(i)) end\n"
        "assert(f:next() == nil and f:next() == nil)\n";
    for (fake.worker = -1; fake.worker < 3; fake.worker++)
        run(script);
    run("local f = csv.open { file = dir .. 'users.csv', scope = 'all' }\n"
        "assert(f:next().id == '1')\n");
}

static void bad_feed_options_are_named(void **state) {
    (void)state;
    const char *const bad[] = {"'2'",        "'0/2'",      "'3/2'",
                               "'1/2x'",     "{ 1 }",      "{ 1, 2, 3 }",
                               "{ '1', 2 }", "{ 1.5, 2 }", "2"};
    char script[256];
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        snprintf(script, sizeof script,
                 "csv.open { file = dir .. 'users.csv', slice = %s }", bad[i]);
        expect_error(script, "input: csv.open: slice must be { i, n } or "
                             "\"i/n\", with i from 1 to n");
    }
    expect_error("csv.open { file = 'x', scope = 'thread' }",
                 "scope is \"thread\", wanted one of all, worker");
    expect_error("csv.open { file = 'x', exponent = 2 }",
                 "exponent is for order = \"zipf\"");
    expect_error("csv.open { file = 'x', order = 'zipf', exponent = -1 }",
                 "exponent must be a number from 0 to 100");
    expect_error("csv.open { file = 'x', weights = true }",
                 "weights must be the name of a column or its place");
    expect_error("csv.open { file = dir .. 'users.csv', weights = 'COUNT' }",
                 "users.csv: weights: there is no column \"COUNT\"");
    expect_error("csv.open { file = dir .. 'users.csv', weights = 3 }",
                 "users.csv: weights: there is no column 3 of 2");
    expect_error("csv.open { file = 'x', columns = { 'a' }, header = true }",
                 "columns are for a file that has no header line");
}

static void a_strict_feed_has_no_bad_rows(void **state) {
    (void)state;
    scratch_text("holes.csv", "a,b\n1,2\n1\n");
    expect_error("csv.open { file = dir .. 'holes.csv', strict = true }",
                 "holes.csv:3: 1 field where the header has 2");
    run("assert(csv.open { file = dir .. 'users.csv', strict = true })");
}

static void bad_options_are_named(void **state) {
    (void)state;
    expect_error(
        "csv.open { file = 'x', ordr = 'file' }",
        "input: csv.open: unknown option 'ordr'; did you mean "
        "'order'? (known: file, order, on_end, scope, slice, exponent, "
        "columns, header, weights, strict)");
    expect_error("csv.open { file = 'x', zebra = 'file' }",
                 "input: csv.open: unknown option 'zebra' (known: file, order, "
                 "on_end, scope, slice, exponent, columns, header, weights, "
                 "strict)");
    expect_error("csv.open { 'x' }", "csv.open: unknown option '1'");
    expect_error("csv.open {}", "input: csv.open: file is missing");
    expect_error("csv.open()", "wanted a file or a table of options, got no "
                               "value");
    expect_error("csv.open { file = 7 }", "file must be a string, got number");
    expect_error("csv.open { file = 'x', order = 'up' }",
                 "order is \"up\", wanted one of file, shuffle, random, zipf");
    expect_error("csv.open { file = 'x', order = 'shufle' }",
                 "order is \"shufle\", wanted one of file, shuffle, random, "
                 "zipf; did you mean 'shuffle'?");
    expect_error("csv.open { file = 'x', header = 1 }",
                 "header must be true or false");
    expect_error("csv.open { file = 'x', columns = { 1 } }",
                 "columns must be a list of names");
    expect_error("symbols.open { groups = 'x', on_end = 'wrap' }",
                 "symbols.open: on_end is \"wrap\"");
    expect_error("symbols.open { missing = 'x' }", "groups is missing");
    expect_error("stacks.open { folder = 'x' }",
                 "stacks.open: unknown option 'folder'");
}

static void bad_files_are_input_errors_that_name_them(void **state) {
    (void)state;
    expect_error("csv.open 'no-such.csv'",
                 "input: no-such.csv: No such file or directory");
    scratch_text("empty.csv", "");
    expect_error("csv.open(dir .. 'empty.csv')", "/empty.csv: wanted a header");
    scratch_text("only.csv", "id,name\n");
    expect_error("csv.open(dir .. 'only.csv')",
                 "/only.csv: not one row to cycle through");
    run("local f = csv.open { file = dir .. 'only.csv', on_end = 'stop' }\n"
        "assert(#f == 0 and f:next() == nil)");
    expect_error("symbols.open { groups = dir .. 'users.csv' }",
                 "/users.csv:1: wanted the header URI,");
    expect_error("stacks.open 'no-such'", "input: no-such: No such file");
    mkdir(scratch_path("empty"), 0700);
    expect_error("stacks.open(dir .. 'empty')",
                 "/empty: no *.json files in this folder");
}

static void what_is_left_out_is_said_once(void **state) {
    (void)state;
    scratch_text("holes.csv", "a,b\n1\n1,2\n1\n1\n1\n1\n1\n");
    run("assert(csv.open(dir .. 'holes.csv').skipped == 6)\n"
        "csv.open(dir .. 'holes.csv')");
    assert_non_null(strstr(fake.log, "holes.csv:2: 1 field where the header "
                                     "has 2 (row left out)\n"));
    const char *rest = "\n... and 1 further row left out\n";
    const char *last = fake.log + strlen(fake.log) - strlen(rest);
    assert_string_equal(last, rest);
    assert_ptr_equal(strstr(fake.log, rest), last);
}

static void a_file_that_shrinks_fails_the_run_only(void **state) {
    (void)state;
    run("local f = csv.open(dir .. 'users.csv')\n"
        "assert(f:next())\n"
        "io.open(dir .. 'users.csv', 'w'):close()\n"
        "local ok, message = pcall(f.next, f)\n"
        "assert(not ok and message:find('users.csv: the file shrank', 1, true))"
        "\n");
}

static void rows_of_any_length_fit(void **state) {
    (void)state;
    run("local long = ('x'):rep(100000)\n"
        "local file = io.open(dir .. 'long.csv', 'w')\n"
        "file:write('a,b\\n', long, ',\"', long, '\"\\n') file:close()\n"
        "local r = csv.open(dir .. 'long.csv'):next()\n"
        "assert(r.a == long and r.b == long)\n");
}

static void methods_refuse_what_is_no_feed(void **state) {
    (void)state;
    expect_error("csv.open(dir .. 'users.csv').next({})", "tengine.csv");
    expect_error("csv.open(dir .. 'users.csv'):at(0)", "no such place");
    expect_error("csv.open(dir .. 'users.csv'):at(4)", "no such place");
}

/* ---- symbols ---- */

static void a_job_says_what_to_ask_and_expect(void **state) {
    (void)state;
    run("local f = symbols.open { groups = dir .. 'groups.csv', order = 'file',"
        "\n  missing = dir .. 'missing.csv' }\n"
        "assert(#f == 2 and f:count() == 2)\n"
        "local j = f:next()\n"
        "assert(j.key == 'a.pdb/1/a b.sym')\n"
        "assert(j.path == '/a.pdb/1/a%20b.sym?code_file=a.dll&code_id=F00')\n"
        "assert(j.expected == 302 and j.status == 200 and j.count == 3)\n"
        "assert(j.private == false)\n"
        "assert(j.code_file == 'a.dll' and j.code_id == 'F00')\n"
        "j = f:at(2)\n"
        "assert(j.path == '/b.pdb/1/b.sym' and j.code_file == nil)\n"
        "assert(j.expected == 404 and j.status == 403 and j.private)\n");
}

static void the_counts_of_a_feed_can_be_read(void **state) {
    (void)state;
    run("local n = symbols.open { groups = dir .. 'groups.csv',\n"
        "  missing = dir .. 'missing.csv' }.counts\n"
        "assert(n.rows == 3 and n.found == 1 and n.notfound == 1)\n"
        "assert(n.skipped == 1 and n.malformed == 1 and n.jobs == 2)\n"
        "assert(n.missing == 1 and n.with_code_id == 1)\n");
    assert_non_null(strstr(fake.log, "groups.csv:5: 1 field"));
}

static void a_job_comes_as_often_as_its_count_says(void **state) {
    (void)state;
    run("local f = symbols.open { groups = dir .. 'groups.csv',\n"
        "  missing = dir .. 'missing.csv', weights = true, spaces = true,\n"
        "  balance = false, on_end = 'stop' }\n"
        "assert(#f == 2 and f.per_pass == 4 and f.counts.requests == 4)\n"
        "local seen = {}\n"
        "for job in f.next, f do\n"
        "  seen[job.key] = (seen[job.key] or 0) + 1\n"
        "  assert(job.path == '/' .. symbols.encode(job.key)\n"
        "    .. (job.query and '?' .. job.query or ''))\n"
        "end\n"
        "assert(seen['a.pdb/1/a b.sym'] == 3 and seen['b.pdb/1/b.sym'] == 1)\n"
        "f = symbols.open { groups = dir .. 'groups.csv', spaces = false,\n"
        "  balance = false, microsoft_only = true, scope = 'worker' }\n"
        "assert(#f == 1 and f.counts.spaced == 1 and f.counts.filtered == 0)\n"
        "assert(f:next().key == 'b.pdb/1/b.sym')\n");
    expect_error("symbols.open { groups = dir .. 'groups.csv', "
                 "balance = false, slice = '3/3' }",
                 "groups.csv: 2 rows are too few for 3 slices");
}

static void encoding_and_decoding_are_there_for_scenarios(void **state) {
    (void)state;
    run("assert(symbols.encode('a b/%41\"') == 'a%20b/%41%22')\n"
        "assert(symbols.decode('a%20b/%41%22') == 'a b/A\"')\n"
        "assert(symbols.encode('') == '' and symbols.decode('') == '')\n"
        "local long = (' '):rep(10000)\n"
        "assert(symbols.decode(symbols.encode(long)) == long)\n");
}

/* ---- stacks ---- */

static void a_stack_has_a_name_and_its_bytes(void **state) {
    (void)state;
    mkdir(scratch_path("stacks"), 0700);
    scratch_text("stacks/a.json", "{\"offset\": 1.8446744073709552e+19}\n");
    scratch_text("stacks/b.json", "{}");
    scratch_text("stacks/c.json", "oops");
    run("local s = stacks.open(dir .. 'stacks')\n"
        "assert(#s == 2 and s:count() == 2 and s.skipped == 1)\n"
        "assert(s.dir == dir .. 'stacks')\n"
        "local one = s:next()\n"
        "assert(one.name == 'a.json')\n"
        "assert(one.body == '{\"offset\": 1.8446744073709552e+19}\\n')\n"
        "assert(s:next().name == 'b.json' and s:next().name == 'a.json')\n"
        "assert(s:by_name('b.json').body == '{}')\n"
        "assert(s:by_name('c.json') == nil and s:at(2).name == 'b.json')\n");
    assert_non_null(
        strstr(fake.log, "stacks/c.json: no JSON object (stack left out)"));
    /* The folder above it will do as well. */
    run("local s = stacks.open { dir = dir, order = 'shuffle' }\n"
        "local seen = {}\n"
        "for i = 1, 2 do seen[s:next().name] = true end\n"
        "assert(seen['a.json'] and seen['b.json'])\n");
}

static void a_batch_is_a_request_of_stacks_without_version(void **state) {
    (void)state;
    mkdir(scratch_path("batch"), 0700);
    scratch_text("batch/a.json", "{\"a\": 1.50, \"version\": 4}");
    scratch_text("batch/b.json", "{\"version\": 4, \"b\": \"\\u00e4\"}\n");
    scratch_text("batch/c.json", "{}");
    run("local s = stacks.open { path = dir .. 'batch', on_end = 'stop' }\n"
        "local batch = s:batch(2)\n"
        "assert(batch.body ==\n"
        "  '{\"jobs\": [{\"a\": 1.50},{ \"b\": \"\\\\u00e4\"}\\n]}')\n"
        "assert(#batch.names == 2 and batch.names[1] == 'a.json')\n"
        "assert(batch.names[2] == 'b.json')\n"
        /* The last one has what is left. */
        "batch = s:batch(2)\n"
        "assert(batch.body == '{\"jobs\": [{}]}' and #batch.names == 1)\n"
        "assert(s:batch(2) == nil)\n");
    run("local s = stacks.open(dir .. 'batch')\n"
        "assert(#s:batch(7).names == 7)\n");
    expect_error("stacks.open(dir .. 'batch'):batch(0)", "from 1 to 10000");
    expect_error("stacks.open(dir .. 'batch'):batch(10001)", "from 1 to 10000");
    expect_error("local s = stacks.open { path = dir .. 'batch', on_end = "
                 "'fail' } s:batch(3) s:batch(1)",
                 "all 3 are used up");
}

static void what_becomes_of_float_offsets_is_an_option(void **state) {
    (void)state;
    scratch_text("floats.jsonl", "{\"stacks\": [[[-1, 1.8e+19]]]}\n"
                                 "{\"stacks\": [[[0, 1]]]}\n");
    run("local function open(float_offsets)\n"
        "  local s = stacks.open {\n"
        "    path = dir .. 'floats.jsonl', float_offsets = float_offsets }\n"
        "  assert(s.float_offsets == 1 and s.skipped == 0)\n"
        "  return s\n"
        "end\n"
        "assert(open():next().body == '{\"stacks\": [[[-1, 1.8e+19]]]}')\n"
        "assert(open 'keep':by_name('floats.jsonl:1'))\n"
        "assert(open 'repair':next().body == '{\"stacks\": [[[-1, -1]]]}')\n"
        "assert(#open 'skip' == 1)\n"
        "assert(open 'skip':next().name == 'floats.jsonl:2')\n");
    expect_error("stacks.open { path = dir, float_offsets = 'repare' }",
                 "wanted one of keep, repair, skip; did you mean 'repair'?");
}

static void
a_strict_corpus_is_an_input_error_where_a_stack_is_bad(void **state) {
    (void)state;
    scratch_text("strict.jsonl", "{}\n{\n");
    run("assert(stacks.open(dir .. 'strict.jsonl').skipped == 1)");
    expect_error("stacks.open { path = dir .. 'strict.jsonl', strict = true }",
                 "/strict.jsonl:2: JSON that is cut off");
    expect_error("stacks.open { path = dir, strict = 1 }",
                 "strict must be true or false");
}

static void stacks_stay_what_they_were_when_opened(void **state) {
    (void)state;
    mkdir(scratch_path("moving"), 0700);
    scratch_text("moving/a.json", "{\"a\": 1}");
    run("local s = stacks.open(dir .. 'moving')\n"
        "assert(s:next().body == '{\"a\": 1}')\n"
        "io.open(dir .. 'moving/a.json', 'w'):close()\n"
        "assert(s:next().body == '{\"a\": 1}')\n"
        "os.remove(dir .. 'moving/a.json')\n"
        "assert(s:next().body == '{\"a\": 1}')\n");
}

#define MODULE_TEST(name) cmocka_unit_test_setup(name, new_run)

/* ---- All of them ---- */

static void a_read_that_takes_long_is_counted(void **state) {
    (void)state;
    fake.stalls = fake.stall_us = 0;
    te_stall_end(NULL, te_stall_begin() - 50 * TE_NS_PER_MS);
    assert_true(fake.stalls == 1 && fake.stall_us >= 50000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        MODULE_TEST(rows_are_tables_by_column),
        MODULE_TEST(the_same_file_and_options_are_one_cursor),
        MODULE_TEST(a_feed_ends_as_it_was_told),
        MODULE_TEST(every_shuffled_pass_has_all_rows),
        MODULE_TEST(files_without_a_header_can_be_given_one),
        MODULE_TEST(a_row_has_its_fields_by_place_too),
        MODULE_TEST(a_row_comes_as_often_as_its_weight_says),
        MODULE_TEST(slices_share_the_rows),
        MODULE_TEST(each_worker_can_have_a_cursor_of_its_own),
        MODULE_TEST(bad_feed_options_are_named),
        MODULE_TEST(a_strict_feed_has_no_bad_rows),
        MODULE_TEST(bad_options_are_named),
        MODULE_TEST(bad_files_are_input_errors_that_name_them),
        MODULE_TEST(what_is_left_out_is_said_once),
        MODULE_TEST(a_file_that_shrinks_fails_the_run_only),
        MODULE_TEST(rows_of_any_length_fit),
        MODULE_TEST(methods_refuse_what_is_no_feed),
        MODULE_TEST(a_job_says_what_to_ask_and_expect),
        MODULE_TEST(the_counts_of_a_feed_can_be_read),
        MODULE_TEST(a_job_comes_as_often_as_its_count_says),
        MODULE_TEST(encoding_and_decoding_are_there_for_scenarios),
        MODULE_TEST(a_stack_has_a_name_and_its_bytes),
        MODULE_TEST(a_batch_is_a_request_of_stacks_without_version),
        MODULE_TEST(what_becomes_of_float_offsets_is_an_option),
        MODULE_TEST(a_strict_corpus_is_an_input_error_where_a_stack_is_bad),
        MODULE_TEST(stacks_stay_what_they_were_when_opened),
        MODULE_TEST(a_read_that_takes_long_is_counted),
    };
    int failed = cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
    fake_reset(0);
    return failed;
}

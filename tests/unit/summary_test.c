#include "unit.h"

#include "closing.h"
#include "made_up.h"
#include "summary.h"
#include "text.h"

static char *print(const made_up *m, int verbosity, bool brief) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!brief) te_summary_print(out, &m->result, verbosity);
    te_closing_print_end(out, &m->result);
    fclose(out);
    return text;
}

static void assert_lines_fit(const char *text) {
    char line[1024];
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        assert_true(length < sizeof line);
        snprintf(line, sizeof line, "%.*s", (int)length, text);
        if (te_text_width(line) > 80) fail_msg("too wide: %s", line);
        for (size_t i = 0; i < length; i++)
            assert_true((unsigned char)line[i] >= 0x20);
        if (length > 0) assert_true(line[length - 1] != ' ');
        text += length + 1;
    }
}

static bool has(const char *text, const char *needle) {
    return strstr(text, needle) != NULL;
}

/* clang-format off */
static const char loadtest[] =
    "\n"
    "SUMMARY  scenarios/loadtest.lua\n"
    "  ended     every worker did its runs\n"
    "  took      1m 05s\n"
    "  workers   50, 10 runs each\n"
    "  threads   2\n"
    "  seed      42\n"
    "  limit     100 failed runs: not reached\n"
    "\n"
    "TOTALS                               count    share  per second\n"
    "  runs started                      12,345                  190\n"
    "    succeeded                       12,328   99.9 %\n"
    "    failed                              15    0.1 %\n"
    "    interrupted                          2   <0.1 %\n"
    "    dropped                              0      0 %\n"
    "  requests                          12,343                  190\n"
    "    failed                              15    0.1 %\n"
    "    on a reused connection          12,289   99.6 %\n"
    "    again after a lost connection        3   <0.1 %\n"
    "  bytes sent                       45.6 MB               702 kB\n"
    "  bytes received                    123 MB              1.90 MB\n"
    "\n"
    "SCENARIOS             runs       ok   failed      p50      p95      p99      max\n"
    "  download           7,391    7,387        4  37.0 ms  70.3 ms  73.2 ms  73.9 ms\n"
    "  symbolication      4,954    4,941       11   458 ms   871 ms   907 ms   916 ms\n"
    "\n"
    "REQUESTS                      count   failed      p50      p95      p99      max\n"
    "  GET symbol                  7,391        4  35.1 ms  66.8 ms  69.6 ms  70.3 ms\n"
    "  POST symbolicate            4,952       11   446 ms   847 ms   883 ms   891 ms\n"
    "\n"
    "LATENCY                p50      p75      p90      p95      p99    p99.9      max\n"
    "  http.duration    55.7 ms   336 ms   670 ms   781 ms   869 ms   889 ms   891 ms\n"
    "  http.service     52.9 ms   327 ms   651 ms   759 ms   845 ms   865 ms   867 ms\n"
    "\n"
    "PHASES                        count      p50      p95      max\n"
    "  dns                             1   800 us   800 us   800 us\n"
    "  connect                        50   500 us   960 us  1.00 ms\n"
    "  wait                       12,339   432 ms   821 ms   864 ms\n"
    "  receive                    12,339  1.54 ms  2.93 ms  3.08 ms\n"
    "\n"
    "STATUS CODES                  count    share\n"
    "  200                         4,941   40.0 %\n"
    "  302                         3,695   29.9 %\n"
    "  404                         3,692   29.9 %\n"
    "  500                            11   <0.1 %\n"
    "  no answer                       4   <0.1 %\n"
    "\n"
    "FAILED REQUESTS               count    share\n"
    "  status                         11   73.3 %\n"
    "  connect                         4   26.7 %\n"
    "\n"
    "CHECKS                       passed   failed   passed\n"
    "  Location holds the key      3,690        5   99.9 %\n"
    "  a result for every frame    4,941        0    100 %\n"
    "\n"
    "METRICS                         value  per second\n"
    "  cache.hit{kind:module}       75.0 %\n"
    "  stacks.frames             1,234,567      18,993\n"
    "\n"
    "TRENDS                              count      p50      p95      p99      max\n"
    "  symbols.debug_time{found:true}    3,695  7.39 ms  14.0 ms  14.6 ms  14.8 ms\n"
    "\n"
    "ERRORS\n"
    "       11  symbolication: scenarios/loadtest.lua:42: stacks/000172.json: status\n"
    "           500 instead of 200\n"
    "           first in worker 7, step 3\n"
    "           stack traceback:\n"
    "            [C]: in function 'assert'\n"
    "            scenarios/loadtest.lua:42: in function <scenarios/loadtest.lua:35>\n"
    "        4  download: connect: could not connect to 127.0.0.1:8000: Connection\n"
    "           refused\n"
    "           first in worker 7, step 3\n"
    "\n"
    "NOTES\n"
    "  - generator and server shared one machine\n"
    "  - symbols: 135,795 rows, 67,898 jobs after balancing, shuffled\n"
    "\n"
    "SUCCESSES: 12328 | FAILURES: 15\n"
    "*** Bye ***\n";
/* clang-format on */

static void a_load_test_looks_like_this(void **state) {
    (void)state;
    made_up m;
    make_up_loadtest(&m);
    char *text = print(&m, 1, false);
    assert_string_equal(text, loadtest);
    assert_lines_fit(text);
    free(text);
    unmake(&m);
}

static void tracebacks_are_for_those_who_ask(void **state) {
    (void)state;
    made_up m;
    make_up_loadtest(&m);
    char *text = print(&m, 0, false);
    assert_false(has(text, "stack traceback"));
    assert_true(has(text, "       11  symbolication: scenarios/loadtest.lua"));
    free(text);
    unmake(&m);
}

static void an_error_says_in_which_run_it_was_seen(void **state) {
    (void)state;
    made_up m;
    make_up(&m, TE_NS_PER_S);
    te_failures_add(m.failures, "home", "once", NULL, 12, 345);
    te_failures_add(m.failures, "setup", "no feed", NULL, 3, 0);
    te_failures_add(m.failures, "global_setup", "no server", NULL,
                    TE_FAILURE_NO_WORKER, 0);
    char *text = print(&m, 0, false);
    assert_true(has(text, "\nERRORS\n"
                          "        1  home: once\n"
                          "           in worker 12, step 345\n"
                          "        1  setup: no feed\n"
                          "           in worker 3\n"
                          "        1  global_setup: no server\n"
                          "\nSUCCESSES"));
    free(text);
    unmake(&m);
}

static void a_long_message_is_cut_unless_it_is_wanted_in_full(void **state) {
    (void)state;
    made_up m;
    make_up(&m, TE_NS_PER_S);
    char message[TE_FAILURE_MESSAGE_MAX + 1] = "";
    while (strlen(message) < TE_FAILURE_MESSAGE_MAX - 10)
        strcat(message, "blah ");
    strcat(message, "the end");
    add_failures(&m, "home", message, NULL, 1);
    char *text = print(&m, 0, false);
    assert_true(has(text, "\xe2\x80\xa6\n           in worker 7"));
    free(text);
    text = print(&m, 1, false);
    assert_true(has(text, "the end\n           in worker 7"));
    assert_lines_fit(text);
    free(text);
    unmake(&m);
}

static void brief_is_the_closing_lines_only(void **state) {
    (void)state;
    made_up m;
    make_up_loadtest(&m);
    char *text = print(&m, 2, true);
    assert_string_equal(text, "SUCCESSES: 12328 | FAILURES: 15\n"
                              "*** Bye ***\n");
    free(text);
    unmake(&m);
}

/* What it comes to when so many runs of a second have failed. */
static char *print_sizing(double succeeded, double failed, uint32_t workers) {
    made_up m;
    te_sizing sizing;
    make_up(&m, TE_NS_PER_S);
    add_counter(&m, "scenario.succeeded", "", succeeded);
    add_counter(&m, "scenario.failed", "", failed);
    te_sizing_init(&sizing, 2.5);
    te_sizing_interval(&sizing, &(te_interval){.delta = m.metrics});
    m.result.sizing = &sizing;
    m.result.workers_begun = workers;
    char *text = print(&m, 0, true);
    assert_lines_fit(text);
    unmake(&m);
    return text;
}

static void sizing_ends_in_a_verdict_above_the_closing_lines(void **state) {
    (void)state;
    char *text = print_sizing(900, 100, 1234);
    assert_string_equal(
        text, "SIZING   tolerance of 2.5 % passed: 10.0 % of the last minute's "
              "1,000 runs\n"
              "         failed, with 1,234 workers\n"
              "\n"
              "SUCCESSES: 900 | FAILURES: 100\n"
              "*** Bye ***\n");
    free(text);
}

static void sizing_that_came_to_no_verdict_says_so(void **state) {
    (void)state;
    char *text = print_sizing(1000, 0, 1);
    assert_true(has(text, "SIZING   not finished: 0 % of the last minute's "
                          "1,000 runs failed, with 1"));
    assert_true(has(text, "than 2.5 %"));
    free(text);
    text = print_sizing(0, 0, 0);
    assert_true(has(text, "not finished: no run ended in the last minute, "
                          "with 0 workers"));
    free(text);
}

static void a_run_of_nothing_has_no_empty_sections(void **state) {
    (void)state;
    made_up m;
    make_up(&m, 0);
    m.result.max_runs = 0;
    m.result.end = TE_END_FIXTURE;
    snprintf(m.result.end_reason, sizeof m.result.end_reason, "setup: no feed");
    m.result.workers_begun = 0;
    char *text = print(&m, 1, false);
    /* clang-format off */
    assert_string_equal(text,
        "\n"
        "SUMMARY  scenarios/loadtest.lua\n"
        "  ended     a fixture failed: setup: no feed\n"
        "  took      0 us\n"
        "  workers   50, of which 0 began\n"
        "  threads   2\n"
        "  seed      42\n"
        "\n"
        "TOTALS                        count    share  per second\n"
        "  runs started                    0                    -\n"
        "    succeeded                     0        -\n"
        "    failed                        0        -\n"
        "    interrupted                   0        -\n"
        "    dropped                       0        -\n"
        "  requests                        0                    -\n"
        "    failed                        0        -\n"
        "    on a reused connection        0        -\n"
        "  bytes sent                    0 B                    -\n"
        "  bytes received                0 B                    -\n"
        "\n"
        "SUCCESSES: 0 | FAILURES: 0\n"
        "*** Bye ***\n");
    /* clang-format on */
    free(text);
    unmake(&m);
}

static void a_server_out_of_reach_is_all_errors(void **state) {
    (void)state;
    made_up m;
    make_up(&m, 2 * TE_NS_PER_S);
    m.result.end = TE_END_SIGNAL;
    add_counter(&m, "scenario.runs", "scenario:home", 500);
    add_counter(&m, "scenario.failed", "scenario:home", 500);
    add_trend(&m, "scenario.duration", "scenario:home", 500, 2);
    add_counter(&m, "http.requests", "method:GET,name:home,status:0", 500);
    add_counter(&m, "http.failed", "error:connect,name:home", 500);
    add_failures(&m, "home", "connect: refused", NULL, 500);
    char *text = print(&m, 0, false);
    /* clang-format off */
    assert_string_equal(text,
        "\n"
        "SUMMARY  scenarios/loadtest.lua\n"
        "  ended     stopped from outside\n"
        "  took      2.00 s\n"
        "  workers   50, 10 runs each\n"
        "  threads   2\n"
        "  seed      42\n"
        "\n"
        "TOTALS                        count    share  per second\n"
        "  runs started                  500                  250\n"
        "    succeeded                     0      0 %\n"
        "    failed                      500    100 %\n"
        "    interrupted                   0      0 %\n"
        "    dropped                       0      0 %\n"
        "  requests                      500                  250\n"
        "    failed                      500    100 %\n"
        "    on a reused connection        0      0 %\n"
        "  bytes sent                    0 B                  0 B\n"
        "  bytes received                0 B                  0 B\n"
        "\n"
        "SCENARIOS             runs       ok   failed      p50      p95      p99      max\n"
        "  home                 500        0      500   500 us   950 us   990 us  1.00 ms\n"
        "\n"
        "REQUESTS                      count   failed      p50      p95      p99      max\n"
        "  home                          500      500        -        -        -        -\n"
        "\n"
        "STATUS CODES                  count    share\n"
        "  no answer                     500    100 %\n"
        "\n"
        "FAILED REQUESTS               count    share\n"
        "  connect                       500    100 %\n"
        "\n"
        "ERRORS\n"
        "      500  home: connect: refused\n"
        "           first in worker 7, step 3\n"
        "\n"
        "SUCCESSES: 0 | FAILURES: 500\n"
        "*** Bye ***\n");
    /* clang-format on */
    free(text);
    unmake(&m);
}

static void of_thirty_names_the_busiest_twenty_are_shown(void **state) {
    (void)state;
    made_up m;
    make_up(&m, TE_NS_PER_S);
    char tags[64];
    for (int i = 0; i < 30; i++) {
        snprintf(tags, sizeof tags, "method:GET,name:page %02d,status:200", i);
        add_counter(&m, "http.requests", tags, 100 + i);
    }
    char *text = print(&m, 0, false);
    assert_true(has(text, "\n  page 29                       129"));
    assert_true(has(text, "\n  page 10                       110"));
    assert_false(has(text, "page 09"));
    assert_true(has(text, "\n  \xe2\x80\xa6 and 10 more\n"));
    assert_lines_fit(text);
    free(text);
    unmake(&m);
}

/* Names and messages of any length and any bytes, everywhere at once. */
static void names_and_messages_from_anywhere_fit_and_do_no_harm(void **state) {
    (void)state;
    static const char *const parts[] = {"\xc3\xa9", "\xe6\x97\xa5", "x",
                                        "\x1b[2J",  "\xff",         "\xc2\x9b",
                                        "a b ",     "\xe2\x80\xae"};
    enum { PARTS = sizeof parts / sizeof parts[0] };
    for (size_t seed = 0; seed < 60; seed++) {
        made_up m;
        make_up(&m, 3600 * TE_NS_PER_S);
        char name[220] = "", tags[512];
        while (strlen(name) < 200)
            strcat(name, parts[(seed + strlen(name) * (seed % 7)) % PARTS]);
        m.result.scenario_path = name;
        snprintf(m.result.end_reason, sizeof m.result.end_reason, "%s", name);
        const char *const notes[] = {name};
        m.result.notes = notes;
        m.result.note_count = 1;
        static const char *const metrics[][2] = {{"scenario.runs", "scenario"},
                                                 {"http.requests", "name"},
                                                 {"http.requests", "status"},
                                                 {"http.failed", "error"},
                                                 {"own", "own"}};
        for (size_t i = 0; i < 5; i++) {
            tags[0] = '\0';
            te_tags_add(tags, sizeof tags, metrics[i][1], name);
            add_counter(&m, metrics[i][0], tags, 1e11);
        }
        tags[0] = '\0';
        te_tags_add(tags, sizeof tags, "check", name);
        add_rate(&m, "checks", tags, 1, 1);
        add_trend(&m, name, "", 10, 1e6);
        add_failures(&m, name, name, name, 3);
        char *text = print(&m, 1, false);
        assert_lines_fit(text);
        assert_false(has(text, "\x1b") || has(text, "\xc2\x9b"));
        free(text);
        unmake(&m);
    }
}

static void a_long_name_is_cut_with_an_ellipsis(void **state) {
    (void)state;
    made_up m;
    make_up(&m, TE_NS_PER_S);
    char tags[256] = "name:";
    for (int i = 0; i < 100; i++)
        strcat(tags, "\xc3\xa9");
    add_counter(&m, "http.requests", tags, 7);
    char *text = print(&m, 0, false);
    char expected[128] = "\n  ";
    for (int i = 0; i < 23; i++)
        strcat(expected, "\xc3\xa9");
    strcat(expected, "\xe2\x80\xa6        7        0        -");
    assert_true(has(text, expected));
    free(text);
    unmake(&m);
}

static void folded_series_are_spoken_of(void **state) {
    (void)state;
    made_up m;
    make_up(&m, TE_NS_PER_S);
    te_metrics_free(m.metrics);
    m.metrics = m.totals.metrics = te_metrics_new(1 << 20);
    char tags[32];
    for (int i = 0; i < 20; i++) {
        snprintf(tags, sizeof tags, "id:%d", i);
        add_trend(&m, "own", tags, 1, 1000);
    }
    char *text = print(&m, 0, false);
    assert_true(has(text, "\n  own{overflow:true}             15  1.00 ms"));
    assert_true(has(text, "\nNOTES\n  - 15 series had no room in 1.05 MB of"));
    assert_lines_fit(text);
    free(text);
    unmake(&m);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_load_test_looks_like_this),
        cmocka_unit_test(tracebacks_are_for_those_who_ask),
        cmocka_unit_test(an_error_says_in_which_run_it_was_seen),
        cmocka_unit_test(a_long_message_is_cut_unless_it_is_wanted_in_full),
        cmocka_unit_test(brief_is_the_closing_lines_only),
        cmocka_unit_test(sizing_ends_in_a_verdict_above_the_closing_lines),
        cmocka_unit_test(sizing_that_came_to_no_verdict_says_so),
        cmocka_unit_test(a_run_of_nothing_has_no_empty_sections),
        cmocka_unit_test(a_server_out_of_reach_is_all_errors),
        cmocka_unit_test(of_thirty_names_the_busiest_twenty_are_shown),
        cmocka_unit_test(names_and_messages_from_anywhere_fit_and_do_no_harm),
        cmocka_unit_test(a_long_name_is_cut_with_an_ellipsis),
        cmocka_unit_test(folded_series_are_spoken_of),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

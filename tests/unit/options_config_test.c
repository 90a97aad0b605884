#include "unit.h"

#include "command_line.h"
#include "scratch.h"

/* Reads this JSON as a --config file, and the words before it. */
static bool configure(const char *words_before, const char *json) {
    char line[400];
    const char *path = scratch_text("molotov.json", json);
    snprintf(line, sizeof line, "%s --config %s", words_before, path);
    return parse(line);
}

#define TEST(options) "{\"molotov\": {\"tests\": {\"test\": {" options "}}}}"

static const te_config *adopt(const char *words_before, const char *json) {
    if (!configure(words_before, json)) fail_msg("%s: %s", json, error.message);
    return &parsed.config;
}

/* The message, without the folder of the file. */
static const char *reject(const char *json) {
    if (configure("", json)) fail_msg("%s was taken", json);
    assert_int_equal(error.kind, TE_ERROR_INPUT);
    const char *name = strstr(error.message, "molotov.json");
    assert_non_null(name);
    return name;
}

static void every_kind_of_option_is_read_from_a_config(void **state) {
    (void)state;
    const te_config *c = adopt(
        "", TEST("\"workers\": 100, \"max_runs\": 10, \"ramp_up\": 2.5,"
                 "\"duration\": \"5m\", \"console\": true, \"verbose\": 7,"
                 "\"exception\": false, \"single-mode\": \"two\","
                 "\"sizing_tolerance\": 0.25, \"seed\": 0, \"fail\": null,"
                 "\"use_extension\": [\"a.lua\", \"b.so\"],"
                 "\"console_update\": 0, \"delay\": 1e-3,"
                 "\"scenario\": \"x/y.lua\""));
    assert_int_equal(c->workers, 100);
    assert_int_equal(c->max_runs, 10);
    assert_int_equal(c->ramp_up_ns, 2500 * TE_NS_PER_MS);
    assert_int_equal(c->duration_ns, 300 * TE_NS_PER_S);
    assert_true(c->console);
    assert_int_equal(c->verbosity, 2);
    assert_false(c->stop_on_failure);
    assert_string_equal(c->single_mode, "two");
    assert_true(c->sizing_tolerance == 0.25);
    assert_true(c->has_seed && c->seed == 0);
    assert_int_equal(c->fail_limit, 0);
    assert_int_equal(c->extension_count, 2);
    assert_string_equal(c->extensions[1], "b.so");
    assert_int_equal(c->console_update_ns, 0);
    assert_int_equal(c->delay_ns, TE_NS_PER_MS);
    assert_string_equal(c->scenario_path, "x/y.lua");
    assert_true(parsed.scenario_named);
    c = adopt("", TEST("\"use_extension\": \"one.lua\""));
    assert_int_equal(c->extension_count, 1);
    assert_string_equal(c->scenario_path, "loadtest.lua");
    assert_false(parsed.scenario_named);
}

static void the_positional_names_the_test(void **state) {
    (void)state;
    static const char json[] = "{\"molotov\": {\"tests\": {"
                               "\"test\": {\"workers\": 2},"
                               "\"big\": {\"workers\": 3}}}}";
    assert_int_equal(adopt("", json)->workers, 2);
    assert_int_equal(adopt("big", json)->workers, 3);
    assert_string_equal(parsed.config.scenario_path, "loadtest.lua");
    assert_false(configure("bug", json));
    assert_non_null(strstr(error.message,
                           "molotov.json: there is no test 'bug' (did you mean "
                           "'big'?); there are: test, big"));
}

static void the_command_line_beats_the_config(void **state) {
    (void)state;
    static const char json[] =
        TEST("\"workers\": 2, \"verbose\": 2, \"delay\": 9,"
             "\"use_extension\": \"b.lua\"");
    const te_config *c = adopt("-w 5 -v --use-extension a.lua", json);
    assert_int_equal(c->workers, 5);
    assert_int_equal(c->verbosity, 1);
    assert_int_equal(c->delay_ns, 9 * TE_NS_PER_S);
    assert_int_equal(c->extension_count, 1);
    assert_string_equal(c->extensions[0], "a.lua");
    char line[400];
    snprintf(line, sizeof line, "--config %s -w 6",
             scratch_text("molotov.json", json));
    assert_int_equal(accept(line)->workers, 6);
}

static void sizing_keeps_the_workers_of_a_config(void **state) {
    (void)state;
    const te_config *c = adopt("", TEST("\"sizing\": true, \"workers\": 7"));
    assert_int_equal(c->workers, 7);
    assert_int_equal(c->ramp_up_ns, 300 * TE_NS_PER_S);
}

static void what_cannot_go_with_the_command_line_gives_way(void **state) {
    (void)state;
    const te_config *c =
        adopt("--stages 1s:2",
              TEST("\"workers\": 4, \"ramp_up\": 1, \"rate\": \"5/s\","
                   "\"arrivals\": \"poisson\", \"queue_limit\": 5,"
                   "\"max_workers\": 9, \"delay\": 1, \"duration\": 7"));
    assert_string_equal(c->stages, "1s:2");
    assert_null(c->rate);
    assert_null(c->arrivals);
    assert_false(c->has_queue_limit);
    assert_int_equal(c->queue_limit, TE_CONFIG_DEFAULT.queue_limit);
    assert_int_equal(c->max_workers, 0);
    assert_int_equal(c->workers, 1);
    assert_int_equal(c->ramp_up_ns, 0);
    assert_int_equal(c->delay_ns, TE_NS_PER_S);
    assert_int_equal(c->duration_ns, 7 * TE_NS_PER_S);
    c = adopt("--rate 5/s", TEST("\"single_run\": true, \"delay\": 1,"
                                 "\"queue_limit\": 5, \"workers\": 4,"
                                 "\"sizing\": true, \"interval\": 1"));
    assert_false(c->single_run || c->sizing);
    assert_int_equal(c->delay_ns, 0);
    assert_int_equal(c->interval_ns, 0);
    assert_int_equal(c->queue_limit, 5);
    assert_int_equal(c->workers, 4);
    c = adopt("--rate 5/s --max-workers 3", TEST("\"workers\": 4"));
    assert_int_equal(c->workers, 1);
    c = adopt("--single-run", TEST("\"stages\": \"1s:5/s\","
                                   "\"single_mode\": \"a\""));
    assert_null(c->stages);
    assert_null(c->single_mode);
}

static void a_search_gives_way_to_a_load_but_not_to_a_threshold(void **state) {
    (void)state;
    static const char json[] = TEST("\"find_capacity\": \"x\","
                                    "\"capacity_window\": 5");
    assert_null(adopt("--stages 1s:2", json)->find_capacity);
    assert_int_equal(parsed.config.capacity_window_ns, 10 * TE_NS_PER_S);
    assert_non_null(adopt("--threshold x", json)->find_capacity);
    const te_config *c =
        adopt("--find-capacity x", TEST("\"threshold\": [\"y\", \"z\"],"
                                        "\"exception\": true, \"warm_up\": 5"));
    assert_int_equal(c->threshold_count, 0);
    assert_false(c->stop_on_failure);
    assert_int_equal(c->warm_up_ns, 0);
}

static void
who_wants_to_see_more_than_the_config_is_not_kept_quiet(void **state) {
    (void)state;
    static const char json[] = TEST("\"quiet\": true, \"no_journal\": true");
    const te_config *c = adopt("-v --journal j", json);
    assert_false(c->quiet);
    assert_string_equal(c->journal, "j");
    assert_true(adopt("", json)->quiet);
}

static void the_environment_of_a_test_comes_after_that_of_all(void **state) {
    (void)state;
    adopt("", "{\"molotov\": {\"env\": {\"A\": \"1\", \"B\": \"2\"},"
              "\"tests\": {\"test\": {\"env\": {\"A\": \"3\"}},"
              "\"other\": {\"env\": {\"B\": \"4\"}}}}}");
    assert_int_equal(parsed.environment_count, 3);
    assert_int_equal(setenv("A", "0", 1), 0);
    assert_true(te_options_export(&parsed, &error));
    assert_string_equal(getenv("A"), "3");
    assert_string_equal(getenv("B"), "2");
    adopt("", TEST(""));
    assert_int_equal(parsed.environment_count, 0);
}

static void what_moloslave_knows_is_taken_and_noticed_once(void **state) {
    (void)state;
    adopt("", "{\"molotov\": {\"requirements\": \"r.txt\", \"tests\": {"
              "\"test\": {\"requirements\": \"r.txt\"}}}}");
    const char *notice = strstr(te_buf_str(&parsed.notices), "requirements");
    assert_non_null(notice);
    assert_null(strstr(notice + 1, "requirements"));
}

static void a_wrong_type_is_told_what_is_wanted(void **state) {
    (void)state;
    static const struct {
        const char *json, *message;
    } cases[] = {
        {TEST("\"workers\": \"5\""), "workers: wanted a whole number, not a "
                                     "text"},
        {TEST("\"workers\": 5.5"), "workers: wanted a whole number, not a "
                                   "number"},
        {TEST("\"workers\": 0"), "workers: '0' is not a whole number from 1 to "
                                 "1000000"},
        {TEST("\"max_runs\": true"), "max_runs: wanted a whole number, not "
                                     "true or false"},
        {TEST("\"console\": 1"), "console: wanted true or false, not a number"},
        {TEST("\"verbose\": true"), "verbose: wanted a whole number, not true "
                                    "or false"},
        {TEST("\"verbose\": -1"), "verbose: '-1' is not a whole number from 0 "
                                  "to 2"},
        {TEST("\"delay\": []"), "delay: wanted seconds as a number, or a text "
                                "such as \"5m\", not a list"},
        {TEST("\"delay\": -0.5"), "delay: '-0.5' is not a duration of 0 or "
                                  "more, such as 90, 1.5, 30s or 5m"},
        {TEST("\"delay\": 1e300"), "is not a duration of 0 or more"},
        {TEST("\"duration\": \"5 parsecs\""), "duration: '5 parsecs' is not a "
                                              "duration longer than 0"},
        {TEST("\"sizing_tolerance\": \"5\""), "sizing_tolerance: wanted a "
                                              "number, not a text"},
        {TEST("\"single_mode\": {}"), "single_mode: wanted a text, not an "
                                      "object"},
        {TEST("\"use_extension\": 5"), "use_extension: wanted a text or a list "
                                       "of texts, not a number"},
        {TEST("\"use_extension\": [null]"), "use_extension: wanted a text or a "
                                            "list of texts, not null"},
        {TEST("\"uvloop\": 1"), "uvloop: wanted true or false, not a number"},
        {TEST("\"scenario\": 5"), "scenario: wanted the path of a file, not a "
                                  "number"},
        {TEST("\"env\": {\"A\": 5}"), "env: A: wanted a text, not a number"},
        {TEST("\"env\": 5"), "env: wanted an object of texts, not a number"},
        {TEST("\"env\": {\"\": \"\"}"), "env: '' is no name of a variable"},
        {TEST("\"env\": {\"A=B\": \"\"}"), "env: 'A=B' is no name of a "
                                           "variable"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *message = reject(cases[i].json);
        assert_memory_equal(message, "molotov.json: test 'test': ", 27);
        if (strstr(message, cases[i].message) == NULL)
            fail_msg("%s\nwanted: %s", message, cases[i].message);
    }
}

static void a_file_of_another_shape_is_told_what_is_missing(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"[]", "molotov.json: wanted an object, not a list"},
        {"{}", "molotov.json: the file has no \"molotov\""},
        {"{\"molotov\": 5}", "molotov.json: \"molotov\": wanted an object, not "
                             "a number"},
        {"{\"molotov\": {}}", "molotov.json: \"molotov\" has no \"tests\""},
        {"{\"molotov\": {\"tests\": []}}", "molotov.json: \"tests\": wanted an "
                                           "object, not a list"},
        {"{\"molotov\": {\"tests\": {}}}",
         "molotov.json: there is no test 'test'; there are: none"},
        {"{\"molotov\": {\"tests\": {\"test\": 5}}}",
         "molotov.json: test 'test': wanted an object of options, not a "
         "number"},
        {"{\"molotov\": {\"tset\": {}, \"tests\": {}}}",
         "molotov.json: there is no key 'tset' (did you mean 'tests'?); there "
         "are: env, tests, requirements"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_string_equal(reject(cases[i][0]), cases[i][1]);
}

static void a_slip_in_the_json_has_a_place(void **state) {
    (void)state;
    assert_memory_equal(reject("{\n  \"molotov\": ]\n}"),
                        "molotov.json:2:14: ", 19);
    assert_non_null(strstr(reject(""), "molotov.json:1:0: "));
    assert_non_null(strstr(reject("{\"a\": 1, \"a\": 2}"), "duplicate"));
    assert_non_null(strstr(reject("{\"molotov\": {}"), "molotov.json:1:"));
}

static void an_unknown_option_of_a_config_is_named(void **state) {
    (void)state;
    const char *message = reject(TEST("\"wrokers\": 5"));
    assert_non_null(strstr(message,
                           "molotov.json: test 'test': there is no option "
                           "'wrokers' (did you mean 'workers'?); there are: "
                           "scenario, env, workers, "));
    assert_null(strstr(message, "help"));
    static const char *const commands[] = {"help", "version", "config"};
    for (size_t i = 0; i < 3; i++) {
        char json[100];
        snprintf(json, sizeof json, TEST("\"%s\": true"), commands[i]);
        assert_non_null(strstr(reject(json), "there is no option"));
    }
}

static void names_from_a_config_cannot_harm_a_terminal(void **state) {
    (void)state;
    const char *message = reject(TEST("\"\\u001b[2J\\n\": 5"));
    for (const char *c = message; *c != '\0'; c++)
        assert_true((unsigned char)*c >= ' ');
}

static void many_tests_are_not_all_listed(void **state) {
    (void)state;
    char json[4000] = "{\"molotov\": {\"tests\": {\"first\": {}";
    for (int i = 0; i < 60; i++)
        sprintf(json + strlen(json), ", \"t%d\": {}", i);
    strcat(json, "}}}");
    assert_non_null(strstr(reject(json), " and 11 more"));
}

static void a_config_that_cannot_be_read_is_named(void **state) {
    (void)state;
    assert_string_equal(
        refuse("--config /nowhere/gone.json"),
        "--config: cannot read '/nowhere/gone.json': No such file or "
        "directory");
    assert_string_equal(refuse("--config /"),
                        "--config: cannot read '/': Is a directory");
}

static int set_up(void **state) { return scratch_setup(state); }
static int tear_down(void **state) {
    te_options_free(&parsed);
    return scratch_teardown(state);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_option_is_read_from_a_config),
        cmocka_unit_test(the_positional_names_the_test),
        cmocka_unit_test(the_command_line_beats_the_config),
        cmocka_unit_test(sizing_keeps_the_workers_of_a_config),
        cmocka_unit_test(what_cannot_go_with_the_command_line_gives_way),
        cmocka_unit_test(a_search_gives_way_to_a_load_but_not_to_a_threshold),
        cmocka_unit_test(
            who_wants_to_see_more_than_the_config_is_not_kept_quiet),
        cmocka_unit_test(the_environment_of_a_test_comes_after_that_of_all),
        cmocka_unit_test(what_moloslave_knows_is_taken_and_noticed_once),
        cmocka_unit_test(a_wrong_type_is_told_what_is_wanted),
        cmocka_unit_test(a_file_of_another_shape_is_told_what_is_missing),
        cmocka_unit_test(a_slip_in_the_json_has_a_place),
        cmocka_unit_test(an_unknown_option_of_a_config_is_named),
        cmocka_unit_test(names_from_a_config_cannot_harm_a_terminal),
        cmocka_unit_test(many_tests_are_not_all_listed),
        cmocka_unit_test(a_config_that_cannot_be_read_is_named),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}

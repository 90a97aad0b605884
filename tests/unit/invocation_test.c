/* The command of a run, as its journal has it. */
#include "unit.h"

#include "invocation.h"

static const json_t *item(const json_t *line, const char *key, size_t i) {
    return json_array_get(json_object_get(line, key), i);
}

static json_t *written(char *const *options, size_t option_count,
                       char *const *scenario, size_t scenario_count) {
    bool ok = true;
    te_config config = TE_CONFIG_INIT;
    config.scenario_path = __FILE__;
    config.command = options;
    config.command_count = option_count;
    config.scenario_args = scenario;
    config.scenario_arg_count = scenario_count;
    json_t *line = json_object();
    te_invocation_put(&config, line, &ok);
    assert_true(ok);
    return line;
}

static void what_was_given_is_read_again(void **state) {
    (void)state;
    te_invocation c;
    te_error err;
    char *options[] = {"-w", "10", "--seed=7", "odd \xff.lua"};
    char *scenario[] = {"--url", "http://127.0.0.1:8000", "word"};
    json_t *line = written(options, 4, scenario, 3);
    assert_true(te_invocation_read(&c, line, &err));
    static const char *const wanted[] = {"-w", "10", "--seed", "7",
                                         "odd \xff.lua"};
    assert_int_equal(c.options.count, 5);
    for (size_t i = 0; i < 5; i++)
        assert_string_equal(c.options.items[i], wanted[i]);
    assert_int_equal(c.scenario.count, 3);
    assert_string_equal(c.scenario.items[1], "http://127.0.0.1:8000");
    te_invocation_clear(&c);
    json_decref(line);
}

static void what_is_secret_is_not_written(void **state) {
    (void)state;
    char *scenario[] = {"--api-token",
                        "s3cret",
                        "--password=s3cret",
                        "--url",
                        "http://me:s3cret@host/",
                        "--page",
                        "2"};
    json_t *line = written(scenario, 7, scenario, 7);
    char *text = json_dumps(line, 0);
    assert_null(strstr(text, "s3cret"));
    for (size_t i = 0; i < 3; i++)
        assert_true(json_is_null(item(line, "scenario_arguments", 2 * i + 1)));
    assert_string_equal(json_string_value(item(line, "scenario_arguments", 2)),
                        "--password");
    assert_string_equal(json_string_value(item(line, "scenario_arguments", 7)),
                        "2");
    free(text);
    json_decref(line);
}

static void a_run_of_another_program_has_none(void **state) {
    (void)state;
    te_invocation c;
    te_error err;
    json_t *line = written(NULL, 0, NULL, 0);
    assert_false(te_invocation_read(&c, line, &err));
    assert_non_null(strstr(err.message, "by a program of its own"));
    te_invocation_clear(&c);
    json_decref(line);
}

static void another_scenario_file_is_seen(void **state) {
    (void)state;
    json_t *line = written(NULL, 0, NULL, 0);
    assert_false(te_invocation_has_changed(line, __FILE__));
    assert_true(te_invocation_has_changed(line, "/dev/null"));
    json_decref(line);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_given_is_read_again),
        cmocka_unit_test(what_is_secret_is_not_written),
        cmocka_unit_test(a_run_of_another_program_has_none),
        cmocka_unit_test(another_scenario_file_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

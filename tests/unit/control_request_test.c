#include "unit.h"

#include "control_request.h"

static te_control_request read_request(const char *line) {
    te_control_request r;
    te_error err;
    if (!te_control_request_read(line, &r, &err)) fail_msg("%s", err.message);
    return r;
}

static void is_refused(const char *line, const char *why) {
    te_control_request r;
    te_error err;
    assert_false(te_control_request_read(line, &r, &err));
    if (strstr(err.message, why) == NULL)
        fail_msg("'%s': %s", line, err.message);
}

static void a_request_is_a_word_and_its_values(void **state) {
    (void)state;
    assert_int_equal(read_request("status").word, TE_CONTROL_STATUS);
    assert_false(read_request("status").as_json);
    assert_true(read_request("status --json").as_json);
    assert_int_equal(read_request(" pause\r").word, TE_CONTROL_PAUSE);
    assert_int_equal(read_request("resume").word, TE_CONTROL_RESUME);
    assert_int_equal(read_request("stop").word, TE_CONTROL_STOP);
    assert_int_equal(read_request("help").word, TE_CONTROL_HELP);
    te_control_request r = read_request("workers\t80");
    assert_int_equal(r.word, TE_CONTROL_WORKERS);
    assert_int_equal(r.workers, 80);
    assert_int_equal(r.load, 0);
    r = read_request("rate 30000/m 2");
    assert_int_equal(r.word, TE_CONTROL_RATE);
    assert_true(r.per_s == 500);
    assert_int_equal(r.load, 2);
    assert_int_equal(read_request("profile 3").load, 3);
}

static void every_request_but_help_can_have_its_answer_as_json(void **state) {
    (void)state;
    te_control_request r = read_request("rate 30000/m 2 --json");
    assert_true(r.as_json);
    assert_true(r.per_s == 500);
    assert_int_equal(r.load, 2);
    r = read_request("pause --json");
    assert_true(r.as_json);
    assert_int_equal(r.word, TE_CONTROL_PAUSE);
    assert_int_equal(read_request("profile --json").load, 0);
}

static void what_is_no_request_says_what_was_wanted(void **state) {
    (void)state;
    is_refused("", "a request is a word");
    is_refused(" \t ", "a request is a word");
    is_refused("paus", "did you mean pause?");
    is_refused("wrokers 5", "did you mean workers?");
    is_refused("qqqqqqq", "there are status, pause, resume");
    is_refused("workers", "how many?");
    is_refused("workers many", "'many': expected a number from 1");
    is_refused("workers 0", "expected a number from 1");
    is_refused("workers -1", "expected a number from 1");
    is_refused("workers 1.5", "expected a number from 1");
    is_refused("workers 99999999999999999999", "expected a number from 1");
    is_refused("workers 5 0", "load '0'");
    is_refused("workers 5 1 1", "'1' is too much");
    is_refused("workers 5 1 1 1 1 1", "is too much");
    is_refused("rate", "such as 500/s");
    is_refused("rate fast", "fast");
    is_refused("status --xml", "'--xml' is too much");
    is_refused("--json", "'--json' is no request");
    is_refused("help --json", "'--json' is too much");
    is_refused("pause --json --json", "'--json' is too much");
    is_refused("workers --json", "how many?");
    is_refused("stop now", "'now' is too much");
}

/* It comes from anyone. */
static void a_line_of_any_bytes_is_read_or_refused(void **state) {
    (void)state;
    uint32_t seed = 1;
    for (int i = 0; i < 100000; i++) {
        char line[TE_CONTROL_LINE_MAX + 1];
        size_t length = (size_t)i % TE_CONTROL_LINE_MAX;
        for (size_t n = 0; n < length; n++) {
            seed = seed * 1103515245 + 12345;
            line[n] = (char)(seed >> 16 | 1);
        }
        line[length] = '\0';
        te_control_request r;
        te_error err;
        te_control_request_read(line, &r, &err);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_is_a_word_and_its_values),
        cmocka_unit_test(every_request_but_help_can_have_its_answer_as_json),
        cmocka_unit_test(what_is_no_request_says_what_was_wanted),
        cmocka_unit_test(a_line_of_any_bytes_is_read_or_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

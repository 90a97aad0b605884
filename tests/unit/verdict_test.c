/* What speaks against a measurement, and verdicts put together. */
#include "unit.h"

#include "verdict.h"
#include "verdict_json.h"

static void the_worst_reason_comes_first_and_decides(void **state) {
    (void)state;
    te_verdict v = {0};
    assert_int_equal(v.outcome, TE_VALID);
    te_verdict_add(&v, TE_SUSPECT, "cpu", "thread %d", 1);
    te_verdict_add(&v, TE_INVALID, "turns", "long");
    te_verdict_add(&v, TE_SUSPECT, "ports", "few");
    te_verdict_add(&v, TE_INVALID, "feeds", "slow");
    assert_int_equal(v.outcome, TE_INVALID);
    static const char *const kinds[] = {"turns", "feeds", "cpu", "ports"};
    assert_int_equal(v.count, 4);
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(v.reasons[i].kind, kinds[i]);
    assert_string_equal(v.reasons[2].text, "thread 1");
}

static void a_worse_reason_takes_the_place_of_the_last(void **state) {
    (void)state;
    te_verdict v = {0};
    for (int i = 0; i < TE_VERDICT_REASONS; i++)
        te_verdict_add(&v, TE_SUSPECT, "cpu", "thread %d", i);
    te_verdict_add(&v, TE_SUSPECT, "cpu", "one too many");
    assert_int_equal(v.left_out, 1);
    assert_string_equal(v.reasons[TE_VERDICT_REASONS - 1].text, "thread 11");
    te_verdict_add(&v, TE_INVALID, "turns", "long");
    assert_int_equal(v.count, TE_VERDICT_REASONS);
    assert_int_equal(v.left_out, 2);
    assert_string_equal(v.reasons[0].text, "long");
    assert_string_equal(v.reasons[TE_VERDICT_REASONS - 1].text, "thread 10");
}

static void verdicts_joined_say_whose_each_reason_is(void **state) {
    (void)state;
    te_verdict all = {0}, one = {0}, other = {.left_out = 3};
    te_verdict_add(&one, TE_SUSPECT, "cpu", "busy");
    te_verdict_add(&other, TE_INVALID, "cpu", "very 100 %% busy");
    te_verdict_join(&all, &one, "a:1: ");
    te_verdict_join(&all, &other, "");
    assert_int_equal(all.outcome, TE_INVALID);
    assert_int_equal(all.count, 2);
    assert_int_equal(all.left_out, 3);
    assert_string_equal(all.reasons[0].text, "very 100 % busy");
    assert_string_equal(all.reasons[1].text, "a:1: busy");
}

static void what_is_written_is_read_back(void **state) {
    (void)state;
    te_verdict v = {.left_out = 2}, again;
    te_verdict_add(&v, TE_SUSPECT, "cpu", "thread 0 was 100 %% busy");
    te_verdict_add(&v, TE_INVALID, "turns", "long");
    bool ok = true;
    json_t *object = te_verdict_json(&v, &ok);
    assert_true(ok);
    assert_true(te_verdict_read(object, &again, NULL));
    json_decref(object);
    assert_int_equal(again.outcome, TE_INVALID);
    assert_int_equal(again.count, 2);
    assert_int_equal(again.left_out, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(again.reasons[i].outcome, v.reasons[i].outcome);
        assert_string_equal(again.reasons[i].kind, v.reasons[i].kind);
        assert_string_equal(again.reasons[i].text, v.reasons[i].text);
    }
}

static void what_is_no_verdict_is_refused(void **state) {
    (void)state;
    static const char *const texts[] = {
        "{}",
        "{\"outcome\":\"valid\"}",
        "{\"outcome\":\"fine\",\"reasons\":[]}",
        "{\"outcome\":\"valid\",\"reasons\":[1]}",
        "{\"outcome\":\"valid\",\"reasons\":[{\"kind\":\"cpu\"}]}",
        "{\"outcome\":\"valid\",\"reasons\":[],\"left_out\":-1}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        te_verdict v;
        te_error err = {.message = ""};
        json_t *object = json_loads(texts[i], 0, NULL);
        assert_non_null(object);
        assert_false(te_verdict_read(object, &v, &err));
        assert_true(err.message[0] != '\0');
        json_decref(object);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_worst_reason_comes_first_and_decides),
        cmocka_unit_test(a_worse_reason_takes_the_place_of_the_last),
        cmocka_unit_test(verdicts_joined_say_whose_each_reason_is),
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(what_is_no_verdict_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "unit.h"

#include "spec.h"

#define US UINT64_C(1000)
#define MS (1000 * US)
#define S (1000 * MS)
#define M (60 * S)
#define H (60 * M)
#define D (24 * H)

typedef struct reading {
    const char *text;
    uint64_t value;
} reading;

typedef struct refusal {
    const char *text, *message;
} refusal;

typedef bool read_function(const char *text, uint64_t *value, te_error *err);

static void assert_readings(read_function *read, const reading *cases,
                            size_t n) {
    for (size_t i = 0; i < n; i++) {
        uint64_t value = 0;
        te_error err = {TE_ERROR_NONE, ""};
        if (!read(cases[i].text, &value, &err) || value != cases[i].value)
            fail_msg("'%s': %llu %s", cases[i].text, (unsigned long long)value,
                     err.message);
    }
}

static void assert_refusals(read_function *read, const refusal *cases,
                            size_t n) {
    for (size_t i = 0; i < n; i++) {
        uint64_t value = 7;
        te_error err = {TE_ERROR_NONE, ""};
        assert_false(read(cases[i].text, &value, &err));
        assert_string_equal(err.message, cases[i].message);
        assert_int_equal(err.kind, TE_ERROR_INPUT);
        assert_int_equal(value, 7);
    }
}

#define COUNT(array) (sizeof array / sizeof array[0])

static void durations_are_read(void **state) {
    (void)state;
    const reading cases[] = {
        {"30", 30 * S},
        {"0", 0},
        {"0.5", 500 * MS},
        {"300ms", 300 * MS},
        {"1.5s", 1500 * MS},
        {"2m", 2 * M},
        {"1h30m", H + 30 * M},
        {"1d2h3m4s5ms6us7ns", D + 2 * H + 3 * M + 4 * S + 5 * MS + 6 * US + 7},
        {" 1 h 30 m ", H + 30 * M},
        {"\t7 s", 7 * S},
        {"10us", 10 * US},
        {"10\xc2\xb5s", 10 * US},
        {"10\xce\xbcs", 10 * US},
        {"0.3s", 300 * MS},
        {"0.1", 100 * MS},
        {"1.1ns", 1},
        {"1.5ns", 2},
        {"0.0000000004", 0},
        {"0.0000000005", 1},
        {"0.333333333333333333333333333333", 333333333},
        {"213503d", 213503 * D},
        {"18446744073.709551615", UINT64_MAX},
    };
    assert_readings(te_spec_duration, cases, COUNT(cases));
}

#define DURATION_WANTED "': expected a number and one of ns us ms s m h d"

static void what_is_no_duration_is_told_what_was_expected(void **state) {
    (void)state;
    const refusal cases[] = {
        {"5 parsecs", "duration: '5 parsecs" DURATION_WANTED},
        {"", "duration: '" DURATION_WANTED},
        {" ", "duration: ' " DURATION_WANTED},
        {"s", "duration: 's" DURATION_WANTED},
        {"-5s", "duration: '-5s" DURATION_WANTED},
        {"+5s", "duration: '+5s" DURATION_WANTED},
        {".5s", "duration: '.5s" DURATION_WANTED},
        {"5.s", "duration: '5.s" DURATION_WANTED},
        {"1.2.3s", "duration: '1.2.3s" DURATION_WANTED},
        {"1e3s", "duration: '1e3s" DURATION_WANTED},
        {"0x10", "duration: '0x10" DURATION_WANTED},
        {"nan", "duration: 'nan" DURATION_WANTED},
        {"5S", "duration: '5S" DURATION_WANTED},
        {"1m30", "duration: '1m30" DURATION_WANTED},
        {"1 2", "duration: '1 2" DURATION_WANTED},
        {"5s,", "duration: '5s," DURATION_WANTED},
        {"5\x1b[31m", "duration: '5?[31m" DURATION_WANTED},
        {"30s5m",
         "duration: '30s5m': expected units from large to small, each once"},
        {"1s1s",
         "duration: '1s1s': expected units from large to small, each once"},
        {"213504d", "duration: '213504d': expected at most 584 years"},
        {"18446744073.709551616",
         "duration: '18446744073.709551616': expected at most 584 years"},
        {"213503d24h", "duration: '213503d24h': expected at most 584 years"},
        {"99999999999999999999s",
         "duration: '99999999999999999999s" DURATION_WANTED},
    };
    assert_refusals(te_spec_duration, cases, COUNT(cases));
    uint64_t ns;
    assert_false(te_spec_duration("x", &ns, NULL));
}

static void a_refusal_of_much_text_quotes_its_start(void **state) {
    (void)state;
    static char text[5000];
    te_error err;
    uint64_t ns;
    memset(text, 'x', sizeof text - 1);
    assert_false(te_spec_duration(text, &ns, &err));
    assert_true(strlen(err.message) < 200);
}

static void sizes_are_read(void **state) {
    (void)state;
    const reading cases[] = {
        {"0", 0},
        {"512", 512},
        {"512b", 512},
        {"1kb", 1000},
        {"64mb", 64000000},
        {"1.5 GB", 1500000000},
        {"2TB", UINT64_C(2000000000000)},
        {"1KiB", 1024},
        {"64mib", 64 << 20},
        {"1.5 GiB", UINT64_C(3) << 29},
        {"1tib", UINT64_C(1) << 40},
        {" 7 kB ", 7000},
        {"0.1kb", 100},
        {"18446744073709551615", UINT64_MAX},
    };
    assert_readings(te_spec_size, cases, COUNT(cases));
}

#define SIZE_WANTED                                                            \
    "': expected a number and one of b kb mb gb tb kib mib gib tib"

static void what_is_no_size_is_told_what_was_expected(void **state) {
    (void)state;
    const refusal cases[] = {
        {"", "size: '" SIZE_WANTED},
        {"big", "size: 'big" SIZE_WANTED},
        {"-1", "size: '-1" SIZE_WANTED},
        {"1m", "size: '1m" SIZE_WANTED},
        {"1 mb x", "size: '1 mb x" SIZE_WANTED},
        {"1mb2kb", "size: '1mb2kb" SIZE_WANTED},
        {"16777216tib", "size: '16777216tib': expected less than 16 EiB"},
    };
    assert_refusals(te_spec_size, cases, COUNT(cases));
}

static void rates_are_read_per_second(void **state) {
    (void)state;
    static const struct {
        const char *text;
        double per_s;
    } cases[] = {
        {"500/s", 500}, {"30000/m", 500},   {"3600/h", 1},         {"500", 500},
        {"0.5/s", 0.5}, {"1 / m", 1. / 60}, {" 12.25 /s ", 12.25}, {"0/s", 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        double per_s = -1;
        te_error err;
        assert_true(te_spec_rate(cases[i].text, &per_s, &err));
        assert_true(per_s == cases[i].per_s);
    }
}

static void what_is_no_rate_is_told_what_was_expected(void **state) {
    (void)state;
    static const char *const cases[] = {
        "",   "fast", "-1/s",  "5/", "5/d", "5/ms",
        "5s", "5//s", "5/s/s", "/s", "inf",
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char expected[100];
        double per_s = 7;
        te_error err;
        snprintf(expected, sizeof expected,
                 "rate: '%s': expected a number and one of /s /m /h", cases[i]);
        assert_false(te_spec_rate(cases[i], &per_s, &err));
        assert_string_equal(err.message, expected);
        assert_true(per_s == 7);
    }
}

static void stages_are_read(void **state) {
    (void)state;
    te_stages s;
    te_error err;
    assert_true(te_spec_stages("30s:50, 5m:=50 ,90 : 0", &s, &err));
    assert_int_equal(s.count, 3);
    assert_false(s.are_rates);
    assert_int_equal(s.items[0].duration_ns, UINT64_C(30000000000));
    assert_true(s.items[0].level == 50 && !s.items[0].is_jump);
    assert_true(s.items[1].level == 50 && s.items[1].is_jump);
    assert_int_equal(s.items[2].duration_ns, UINT64_C(90000000000));
    assert_true(s.items[2].level == 0);
}

static void stages_of_rates_say_so(void **state) {
    (void)state;
    te_stages s;
    te_error err;
    assert_true(te_spec_stages("10s:0,30s:500/s,5m:30000/m,1s:0", &s, &err));
    assert_true(s.are_rates);
    assert_true(s.items[1].level == 500 && s.items[2].level == 500);
    assert_true(te_spec_stages("10s:0.5/s", &s, &err));
    assert_true(s.are_rates && s.items[0].level == 0.5);
}

static void what_are_no_stages_is_told_what_was_expected(void **state) {
    (void)state;
    static const struct {
        const char *text, *shown, *expected;
    } cases[] = {
        {"", "", "TIME:WORKERS or TIME:RATE, such as 30s:50 or 30s:500/s"},
        {"30s:5,", "",
         "TIME:WORKERS or TIME:RATE, such as 30s:50 or 30s:500/s"},
        {"30s:5, 10s", "10s",
         "TIME:WORKERS or TIME:RATE, such as 30s:50 or 30s:500/s"},
        {"30s:5, 10x:5", "10x:5",
         "a duration before the colon, such as 90, 30s or 5m"},
        {"30s:-5", "30s:-5",
         "workers, such as 50, or a rate, such as 500/s or 30000/m, after the "
         "colon"},
        {"30s:", "30s:",
         "workers, such as 50, or a rate, such as 500/s or 30000/m, after the "
         "colon"},
        {"30s:1.5", "30s:1.5", "whole workers; a rate says so: 0.5/s"},
        {"30s:5,30s:5/s", "30s:5/s",
         "workers in all stages, or rates in all "
         "of them"},
        {"30s:5/s,30s:5", "30s:5",
         "workers in all stages, or rates in all of "
         "them"},
        {"1s:2000000", "1s:2000000", "at most 1000000 workers"},
        {"1s:20000000/s", "1s:20000000/s", "at most 10000000/s"},
        {"20000d:1", "20000d:1", "at most ten years"},
        {"30s:0", "30s:0", "a stage with more than 0"},
        {"0s:5", "0s:5", "a stage that takes some time"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char expected[200];
        te_stages s;
        te_error err;
        snprintf(expected, sizeof expected, "stages: '%s': expected %s",
                 cases[i].shown, cases[i].expected);
        assert_false(te_spec_stages(cases[i].text, &s, &err));
        assert_string_equal(err.message, expected);
    }
}

static void more_than_100_stages_are_refused(void **state) {
    (void)state;
    char text[700] = "1s:1";
    te_stages s;
    te_error err;
    for (size_t i = 1; i < 100; i++)
        strcat(text, ",1s:1");
    assert_true(te_spec_stages(text, &s, &err));
    assert_int_equal(s.count, 100);
    strcat(text, ",2s:1");
    assert_false(te_spec_stages(text, &s, &err));
    assert_string_equal(err.message,
                        "stages: '2s:1': expected no more than 100 stages");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(durations_are_read),
        cmocka_unit_test(what_is_no_duration_is_told_what_was_expected),
        cmocka_unit_test(a_refusal_of_much_text_quotes_its_start),
        cmocka_unit_test(sizes_are_read),
        cmocka_unit_test(what_is_no_size_is_told_what_was_expected),
        cmocka_unit_test(rates_are_read_per_second),
        cmocka_unit_test(what_is_no_rate_is_told_what_was_expected),
        cmocka_unit_test(stages_are_read),
        cmocka_unit_test(stages_of_rates_say_so),
        cmocka_unit_test(what_are_no_stages_is_told_what_was_expected),
        cmocka_unit_test(more_than_100_stages_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

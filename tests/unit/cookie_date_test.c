#include "unit.h"

#include "cookie_date.h"

#include <time.h>

static void dates_are_read_however_they_are_written(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int64_t unix_s;
    } cases[] = {
        {"Sun, 06 Nov 1994 08:49:37 GMT", 784111777},
        {"Sunday, 06-Nov-94 08:49:37 GMT", 784111777},
        {"Sun Nov  6 08:49:37 1994", 784111777},
        {"6 nov 1994 8:49:37", 784111777},
        {"1994/November/6 08:49:37", 784111777},
        {"08:49:37 6 Nov 94", 784111777},
        {"06th Nov 1994AD 08:49:37.5", 784111777},
        {"Thu, 01 Jan 1970 00:00:00 GMT", 0},
        {"Wed, 31 Dec 1969 23:59:59 GMT", -1},
        {"Thu, 29 Feb 2024 12:00:00 GMT", 1709208000},
        {"Tue, 29 Feb 2000 00:00:00 GMT", 951782400},
        {"Fri, 31 Dec 9999 23:59:59 GMT", 253402300799},
        {"Mon, 01 Jan 1601 00:00:00 GMT", -11644473600},
        {"01 Jan 69 00:00:00", 3124224000},
        {"01 Jan 70 00:00:00", 0},
        {"Tue, 14 Nov 2023 22:13:20 PST", 1700000000}, /* always UTC */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t unix_s = 7;
        if (!te_cookie_date_parse(te_slice_of(cases[i].text), &unix_s) ||
            unix_s != cases[i].unix_s)
            fail_msg("%s: %lld", cases[i].text, (long long)unix_s);
    }
}

static void what_is_no_date_is_refused(void **state) {
    (void)state;
    static const char *const cases[] = {
        "",
        "0",
        "Sun, 06 Nov 1994",
        "06 Nov 08:49:37",
        "06 1994 08:49:37",
        "Nov 1994 08:49:37",
        "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 32 Oct 1994 08:49:37 GMT",
        "Sun, 31 Nov 1994 08:49:37 GMT",
        "Sun, 29 Feb 2023 08:49:37 GMT",
        "Sun, 29 Feb 1900 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:60:00 GMT",
        "Sun, 06 Nov 1994 08:49:60 GMT",
        "Sun, 06 Nov 1600 08:49:37 GMT",
        "Sun, 06 Nov 19940 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49 GMT",
        "Sun, 06 Nov 1994 008:49:37 GMT",
        "Sun, 06 No 1994 08:49:37 GMT",
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t unix_s = 7;
        if (te_cookie_date_parse(te_slice_of(cases[i]), &unix_s))
            fail_msg("%s: %lld", cases[i], (long long)unix_s);
        assert_int_equal(unix_s, 7);
    }
}

static void every_day_of_eight_hundred_years_is_the_c_librarys(void **state) {
    (void)state;
    const int64_t day = 86400;
    for (int64_t at = -134774 * day; at < 160000 * day; at += 7 * day + 3601) {
        char text[64];
        time_t seconds = (time_t)at;
        struct tm parts;
        assert_non_null(gmtime_r(&seconds, &parts));
        strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
        int64_t unix_s = 0;
        assert_true(te_cookie_date_parse(te_slice_of(text), &unix_s));
        assert_int_equal(unix_s, at);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_read_however_they_are_written),
        cmocka_unit_test(what_is_no_date_is_refused),
        cmocka_unit_test(every_day_of_eight_hundred_years_is_the_c_librarys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

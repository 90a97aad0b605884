#include "unit.h"

#include "buf.h"
#include "clock.h"
#include "console.h"

#define HEADER                                                                 \
    "    time  workers        runs  failures  requests/s      p50      p95\n"

/* A run with one thread, turned by hand. */
typedef struct rig {
    te_outbox *outbox;
    te_collector *collector;
    te_console *console;
    te_buf all;       /* what was printed */
    const char *text; /* the same */
} rig;

static void build(rig *r, uint64_t update_ns) {
    *r = (rig){0};
    r->outbox = te_outbox_new();
    r->collector = te_collector_new(&r->outbox, 1);
    r->console = te_console_new(update_ns);
}

static void tear_down(rig *r) {
    te_console_free(r->console);
    te_collector_free(r->collector);
    te_outbox_free(r->outbox);
    te_buf_free(&r->all);
}

static void count(rig *r, const char *name, double n) {
    te_metrics *m = te_outbox_metrics(r->outbox);
    te_series_add(te_metrics_series(m, TE_COUNTER, name, ""), n);
}

static void set_workers(rig *r, double change) {
    te_metrics *m = te_outbox_metrics(r->outbox);
    te_series_add(te_metrics_series(m, TE_GAUGE, "workers", ""), change);
}

static void answer(rig *r, uint64_t ms) {
    te_metrics *m = te_outbox_metrics(r->outbox);
    te_series_record(te_metrics_series(m, TE_TREND, "http.duration", "name:a"),
                     ms * TE_NS_PER_MS);
}

static void tick(rig *r, double now_s) {
    te_outbox_post(r->outbox);
    const te_interval *interval =
        te_collector_tick(r->collector, te_ns_from_s(now_s));
    const char *text = te_console_interval(
        r->console, interval, te_collector_totals(r->collector), NULL);
    if (text != NULL) te_buf_adds(&r->all, text);
    r->text = te_buf_str(&r->all);
}

static void a_line_shows_the_run_so_far_and_the_last_interval(void **state) {
    (void)state;
    rig r;
    build(&r, TE_NS_PER_S);
    set_workers(&r, 50);
    count(&r, "scenario.succeeded", 1200);
    count(&r, "scenario.failed", 34);
    count(&r, "http.requests", 1500);
    for (uint64_t ms = 1; ms <= 100; ms++)
        answer(&r, ms);
    tick(&r, 1);
    set_workers(&r, -20);
    count(&r, "http.requests", 10);
    answer(&r, 7);
    tick(&r, 2);
    tick(&r, 3);
    assert_string_equal(
        r.text, HEADER
        "    0:01       50       1,234        34       1,500  50.0 ms  95.0 "
        "ms\n"
        "    0:02       30       1,234        34        10.0  7.00 ms  7.00 "
        "ms\n"
        "    0:03       30       1,234        34           0        -        -"
        "\n");
    tear_down(&r);
}

static void several_ticks_make_one_update(void **state) {
    (void)state;
    rig r;
    build(&r, 5 * TE_NS_PER_S);
    for (int s = 1; s <= 12; s++) {
        count(&r, "http.requests", 10);
        answer(&r, (uint64_t)s);
        tick(&r, s);
    }
    assert_string_equal(
        r.text, HEADER
        "    0:05        0           0         0        10.0  3.00 ms  5.00 "
        "ms\n"
        "    0:10        0           0         0        10.0  8.00 ms  10.0 "
        "ms\n");
    tear_down(&r);
}

static size_t count_lines(const char *text, const char *needle) {
    size_t lines = 0;
    for (; (text = strstr(text, needle)) != NULL; text++)
        lines++;
    return lines;
}

static void ticks_that_come_early_or_late_lose_no_line(void **state) {
    (void)state;
    rig r;
    build(&r, TE_NS_PER_S);
    static const double at[] = {0.998, 2.003, 2.999, 4.04, 4.96, 6};
    for (size_t i = 0; i < 6; i++)
        tick(&r, at[i]);
    assert_int_equal(count_lines(r.text, "\n"), 7);
    /* After a pause one line, not one for every second of it. */
    tick(&r, 100);
    assert_int_equal(count_lines(r.text, "\n"), 8);
    tick(&r, 101);
    assert_int_equal(count_lines(r.text, "\n"), 9);
    tear_down(&r);
}

static void the_columns_are_named_again_every_twenty_lines(void **state) {
    (void)state;
    rig r;
    build(&r, 0); /* the default: a second */
    for (int s = 1; s <= 41; s++)
        tick(&r, s);
    assert_int_equal(count_lines(r.text, "requests/s"), 3);
    assert_int_equal(count_lines(r.text, "\n"), 44);
    tear_down(&r);
}

static void large_figures_stay_within_80_columns(void **state) {
    (void)state;
    rig r;
    build(&r, TE_NS_PER_S);
    set_workers(&r, 1000000);
    count(&r, "scenario.succeeded", 123456789012);
    count(&r, "scenario.failed", 1234567890);
    count(&r, "http.requests", 1e9);
    answer(&r, 3600000);
    tick(&r, 359999);
    for (char *line = strtok(r.all.data, "\n"); line; line = strtok(NULL, "\n"))
        assert_true(strlen(line) <= 80);
    tear_down(&r);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_shows_the_run_so_far_and_the_last_interval),
        cmocka_unit_test(several_ticks_make_one_update),
        cmocka_unit_test(ticks_that_come_early_or_late_lose_no_line),
        cmocka_unit_test(the_columns_are_named_again_every_twenty_lines),
        cmocka_unit_test(large_figures_stay_within_80_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "unit.h"

#include "clock.h"
#include "interval.h"
#include "result.h"

/* A run with one thread and a warm-up, turned by hand. */
typedef struct rig {
    te_outbox *outbox;
    te_collector *collector;
    te_totals *totals;
    uint64_t seconds;
} rig;

static void build(rig *r, uint64_t warm_up_s) {
    *r = (rig){.outbox = te_outbox_new()};
    r->collector = te_collector_new(&r->outbox, 1);
    r->totals = te_collector_totals(r->collector);
    te_collector_warm_up(r->collector, warm_up_s * TE_NS_PER_S);
}

static void tear_down(rig *r) {
    te_collector_free(r->collector);
    te_outbox_free(r->outbox);
}

static void add(rig *r, te_series_kind kind, const char *name, double n) {
    te_metrics *m = te_outbox_metrics(r->outbox);
    te_series_add(te_metrics_series(m, kind, name, "scenario:s"), n);
}

static void runs(rig *r, double started, double succeeded, double failed) {
    add(r, TE_COUNTER, "scenario.runs", started);
    add(r, TE_COUNTER, "scenario.succeeded", succeeded);
    add(r, TE_COUNTER, "scenario.failed", failed);
}

/* Ticks come a little after the second that they are about. */
static const te_interval *tick(rig *r) {
    te_outbox_post(r->outbox);
    return te_collector_tick(r->collector,
                             ++r->seconds * TE_NS_PER_S + 20 * TE_NS_PER_MS);
}

static void assert_law(const te_metrics *m, uint64_t started) {
    te_run_counts n = te_metrics_runs(m, NULL);
    assert_int_equal(n.started, started);
    assert_int_equal(n.started, n.succeeded + n.failed + n.interrupted);
}

static void a_warm_up_is_measured_apart(void **state) {
    (void)state;
    rig r;
    build(&r, 2);
    for (int second = 1; second <= 5; second++) {
        add(&r, TE_COUNTER, "http.requests", second);
        te_series_record(te_metrics_series(te_outbox_metrics(r.outbox),
                                           TE_TREND, "http.duration", ""),
                         (uint64_t)second * TE_NS_PER_MS);
        te_failures_add(te_outbox_failures(r.outbox), "s", "m", NULL, 1, 1);
        assert_int_equal(tick(&r)->is_warm_up, second <= 2);
    }
    const te_warm_up *w = &r.totals->warm_up;
    assert_true(w->is_over);
    assert_true(te_metrics_sum(w->metrics, "http.requests", NULL) == 3);
    assert_true(te_metrics_sum(w->metrics, "http.duration", NULL) == 2);
    assert_int_equal(te_failures_total(w->failures), 2);
    assert_true(te_metrics_sum(r.totals->metrics, "http.requests", NULL) == 12);
    assert_true(te_metrics_sum(r.totals->metrics, "http.duration", NULL) == 3);
    assert_int_equal(te_failures_total(r.totals->failures), 3);
    assert_int_equal(te_totals_counted_ns(r.totals),
                     3 * TE_NS_PER_S + 20 * TE_NS_PER_MS);
    tear_down(&r);
}

/* L1, in either part: whoever is under way at the border counts behind it. */
static void a_run_counts_where_it_ends(void **state) {
    (void)state;
    rig r;
    build(&r, 1);
    runs(&r, 10, 6, 1);
    tick(&r);
    assert_int_equal(te_metrics_runs(r.totals->metrics, NULL).started, 0);
    runs(&r, 5, 7, 1);
    tick(&r);
    assert_law(r.totals->warm_up.metrics, 7);
    assert_law(r.totals->metrics, 8);
    tear_down(&r);
}

static void a_run_that_ends_in_its_warm_up_keeps_the_law(void **state) {
    (void)state;
    rig r;
    build(&r, 60);
    runs(&r, 10, 6, 1);
    tick(&r);
    runs(&r, 0, 3, 0);
    tick(&r);
    assert_law(r.totals->warm_up.metrics, 10);
    assert_law(r.totals->metrics, 0);
    assert_false(r.totals->warm_up.is_over);
    assert_int_equal(te_totals_counted_ns(r.totals), 0);
    tear_down(&r);
}

static void levels_go_on_over_the_border(void **state) {
    (void)state;
    rig r;
    build(&r, 2);
    add(&r, TE_GAUGE, "workers", 20);
    tick(&r);
    assert_true(te_metrics_sum(r.totals->metrics, "workers", NULL) == 20);
    add(&r, TE_GAUGE, "workers", -5);
    tick(&r);
    assert_true(te_metrics_sum(r.totals->metrics, "workers", NULL) == 15);
    add(&r, TE_GAUGE, "workers", -12);
    tick(&r);
    assert_true(te_metrics_sum(r.totals->metrics, "workers", NULL) == 3);
    tear_down(&r);
}

static void what_only_the_warm_up_had_is_in_it_alone(void **state) {
    (void)state;
    rig r;
    build(&r, 1);
    add(&r, TE_COUNTER, "early", 1);
    tick(&r);
    add(&r, TE_COUNTER, "late", 1);
    tick(&r);
    assert_null(te_metrics_find(r.totals->metrics, "early", "scenario:s"));
    assert_null(
        te_metrics_find(r.totals->warm_up.metrics, "late", "scenario:s"));
    tear_down(&r);
}

static void without_a_warm_up_all_of_it_counts(void **state) {
    (void)state;
    rig r;
    build(&r, 0);
    runs(&r, 4, 4, 0);
    assert_false(tick(&r)->is_warm_up);
    assert_law(r.totals->metrics, 4);
    assert_null(r.totals->warm_up.metrics);
    assert_int_equal(te_totals_counted_ns(r.totals), r.totals->elapsed_ns);
    tear_down(&r);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_warm_up_is_measured_apart),
        cmocka_unit_test(a_run_counts_where_it_ends),
        cmocka_unit_test(a_run_that_ends_in_its_warm_up_keeps_the_law),
        cmocka_unit_test(levels_go_on_over_the_border),
        cmocka_unit_test(what_only_the_warm_up_had_is_in_it_alone),
        cmocka_unit_test(without_a_warm_up_all_of_it_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

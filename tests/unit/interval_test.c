#include "unit.h"

#include "clock.h"
#include "interval.h"

static void a_record_holds_what_changed_and_totals_include_it(void **state) {
    (void)state;
    te_outbox *o = te_outbox_new();
    te_collector *c = te_collector_new(&o, 1);
    te_totals *totals = te_collector_totals(c);
    te_series *runs =
        te_metrics_series(te_outbox_metrics(o), TE_COUNTER, "runs", "");

    te_series_add(runs, 3);
    te_failures_add(te_outbox_failures(o), "s", "boom", NULL, 1, 1);
    te_outbox_post(o);
    const te_interval *i = te_collector_tick(c, TE_NS_PER_S);
    assert_int_equal(i->number, 1);
    assert_int_equal(i->start_ns, 0);
    assert_int_equal(i->end_ns, TE_NS_PER_S);
    assert_true(te_metrics_sum(i->delta, "runs", NULL) == 3);
    assert_int_equal(te_failures_total(i->failures), 1);
    assert_true(te_metrics_sum(totals->metrics, "runs", NULL) == 3);

    te_series_add(runs, 4);
    te_outbox_post(o);
    i = te_collector_tick(c, 2 * TE_NS_PER_S);
    assert_int_equal(i->number, 2);
    assert_int_equal(i->start_ns, TE_NS_PER_S);
    assert_true(te_metrics_sum(i->delta, "runs", NULL) == 4);
    assert_int_equal(te_failures_total(i->failures), 0);
    assert_true(te_metrics_sum(totals->metrics, "runs", NULL) == 7);
    assert_int_equal(te_failures_total(totals->failures), 1);
    assert_int_equal(totals->elapsed_ns, 2 * TE_NS_PER_S);

    te_collector_free(c);
    te_outbox_free(o);
}

static void what_was_not_posted_waits(void **state) {
    (void)state;
    te_outbox *o = te_outbox_new();
    te_collector *c = te_collector_new(&o, 1);
    te_series *s =
        te_metrics_series(te_outbox_metrics(o), TE_COUNTER, "runs", "");
    te_series_add(s, 1);
    const te_interval *i = te_collector_tick(c, 1);
    assert_true(te_metrics_sum(i->delta, "runs", NULL) == 0);
    te_outbox_post(o);
    te_series_add(s, 1);
    te_outbox_post(o); /* twice before the tick: both are there */
    i = te_collector_tick(c, 2);
    assert_true(te_metrics_sum(i->delta, "runs", NULL) == 2);
    te_collector_free(c);
    te_outbox_free(o);
}

static void levels_of_all_threads_add_up(void **state) {
    (void)state;
    te_outbox *o[2] = {te_outbox_new(), te_outbox_new()};
    te_collector *c = te_collector_new(o, 2);
    te_series *workers[2];
    for (int i = 0; i < 2; i++) {
        workers[i] =
            te_metrics_series(te_outbox_metrics(o[i]), TE_GAUGE, "workers", "");
        te_series_add(workers[i], 20);
        te_outbox_post(o[i]);
    }
    te_collector_tick(c, 1);
    te_series_add(workers[1], -15);
    te_outbox_post(o[1]);
    te_collector_tick(c, 2);
    te_totals *totals = te_collector_totals(c);
    assert_true(te_metrics_sum(totals->metrics, "workers", NULL) == 25);
    te_collector_free(c);
    te_outbox_free(o[0]);
    te_outbox_free(o[1]);
}

/* L3: the sum over all records is the total. */
static void records_add_up_to_the_totals(void **state) {
    (void)state;
    enum { TICKS = 50 };
    te_outbox *o = te_outbox_new();
    te_collector *c = te_collector_new(&o, 1);
    te_hist *all = te_hist_new();
    double sum = 0;
    char tags[32];
    for (uint64_t tick = 1; tick <= TICKS; tick++) {
        for (uint64_t k = 0; k < tick; k++) {
            te_metrics *m = te_outbox_metrics(o);
            snprintf(tags, sizeof tags, "name:%d", (int)(k % 3));
            te_series_add(te_metrics_series(m, TE_COUNTER, "n", tags), 1);
            te_series_record(te_metrics_series(m, TE_TREND, "t", tags),
                             tick * k * TE_NS_PER_MS);
        }
        te_outbox_post(o);
        const te_interval *i = te_collector_tick(c, tick * TE_NS_PER_S);
        sum += te_metrics_sum(i->delta, "n", NULL);
        te_metrics_trend(i->delta, "t", NULL, all);
    }
    te_totals *totals = te_collector_totals(c);
    te_hist *total = te_hist_new();
    te_metrics_trend(totals->metrics, "t", NULL, total);
    assert_true(sum == TICKS * (TICKS + 1) / 2);
    assert_true(te_metrics_sum(totals->metrics, "n", NULL) == sum);
    assert_int_equal(te_hist_count(all), te_hist_count(total));
    assert_int_equal(te_hist_sum(all), te_hist_sum(total));
    assert_int_equal(te_hist_max(all), te_hist_max(total));
    te_hist_free(all);
    te_hist_free(total);
    te_collector_free(c);
    te_outbox_free(o);
}

static void a_collector_without_outboxes_only_counts_time(void **state) {
    (void)state;
    te_collector *c = te_collector_new(NULL, 0);
    const te_interval *i = te_collector_tick(c, 5);
    assert_int_equal(i->end_ns, 5);
    assert_int_equal(te_metrics_count(i->delta), 0);
    te_collector_free(c);
}

/* Ends at full seconds are late by what a timer is. */
static void a_record_is_of_the_end_when_no_run_begins_in_it(void **state) {
    (void)state;
    te_collector *c = te_collector_new(NULL, 0);
    const te_interval *i = te_collector_tick(c, TE_NS_PER_S + 100);
    assert_false(i->is_ending || i->is_cut || i->is_over);
    te_collector_ending(c, 2 * TE_NS_PER_S + 200);
    i = te_collector_tick(c, 2 * TE_NS_PER_S + 100);
    assert_false(i->is_ending || i->is_cut); /* all of it was at full load */
    i = te_collector_tick(c, 3 * TE_NS_PER_S);
    assert_true(i->is_ending && !i->is_cut && !i->is_over);
    te_collector_over(c);
    assert_true(te_collector_tick(c, 3 * TE_NS_PER_S)->is_over);
    te_collector_free(c);
}

static void what_comes_just_behind_the_end_is_of_the_last_second(void **state) {
    (void)state;
    te_collector *c = te_collector_new(NULL, 0);
    te_collector_ending(c, TE_NS_PER_S);
    const te_interval *i =
        te_collector_tick(c, TE_NS_PER_S + 20 * TE_NS_PER_MS);
    assert_false(i->is_ending || i->is_cut);
    assert_int_equal(i->end_ns, TE_NS_PER_S);
    te_collector_free(c);
}

static void the_first_record_is_of_the_load_however_short_it_is(void **state) {
    (void)state;
    te_collector *c = te_collector_new(NULL, 0);
    te_collector_ending(c, TE_NS_PER_MS);
    const te_interval *i = te_collector_tick(c, 2 * TE_NS_PER_MS);
    assert_false(i->is_ending || i->is_cut);
    te_collector_free(c);
}

static void time_does_not_go_back(void **state) {
    (void)state;
    te_collector *c = te_collector_new(NULL, 0);
    te_collector_tick(c, TE_NS_PER_S);
    const te_interval *i = te_collector_tick(c, TE_NS_PER_S / 2);
    assert_int_equal(i->start_ns, TE_NS_PER_S);
    assert_int_equal(i->end_ns, TE_NS_PER_S);
    te_collector_free(c);
}

static void a_record_in_which_the_load_ends_is_cut(void **state) {
    (void)state;
    te_collector *c = te_collector_new(NULL, 0);
    te_collector_ending(c, TE_NS_PER_S / 2);
    te_collector_ending(c, TE_NS_PER_S); /* the first one counts */
    const te_interval *i = te_collector_tick(c, TE_NS_PER_S);
    assert_true(i->is_cut && !i->is_ending);
    i = te_collector_tick(c, 2 * TE_NS_PER_S);
    assert_true(!i->is_cut && i->is_ending);
    te_collector_free(c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_holds_what_changed_and_totals_include_it),
        cmocka_unit_test(what_was_not_posted_waits),
        cmocka_unit_test(levels_of_all_threads_add_up),
        cmocka_unit_test(records_add_up_to_the_totals),
        cmocka_unit_test(a_collector_without_outboxes_only_counts_time),
        cmocka_unit_test(a_record_is_of_the_end_when_no_run_begins_in_it),
        cmocka_unit_test(what_comes_just_behind_the_end_is_of_the_last_second),
        cmocka_unit_test(the_first_record_is_of_the_load_however_short_it_is),
        cmocka_unit_test(time_does_not_go_back),
        cmocka_unit_test(a_record_in_which_the_load_ends_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

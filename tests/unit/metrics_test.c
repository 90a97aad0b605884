#include "unit.h"

#include "metrics.h"

static void a_series_is_found_again_by_name_and_tags(void **state) {
    (void)state;
    te_metrics *m = te_metrics_new(0);
    te_series *a = te_metrics_series(m, TE_COUNTER, "hits", "name:a");
    te_series *b = te_metrics_series(m, TE_COUNTER, "hits", "name:b");
    assert_ptr_not_equal(a, b);
    assert_ptr_equal(a, te_metrics_series(m, TE_COUNTER, "hits", "name:a"));
    assert_ptr_equal(b, te_metrics_find(m, "hits", "name:b"));
    assert_null(te_metrics_find(m, "hits", "name:c"));
    assert_null(te_metrics_find(m, "hit", "sname:a"));
    te_metrics_free(m);
}

static void pointers_stay_valid_while_the_table_grows(void **state) {
    (void)state;
    te_metrics *m = te_metrics_new(0);
    te_series *series[1000];
    char tags[32];
    for (int i = 0; i < 1000; i++) {
        snprintf(tags, sizeof tags, "n:%d", i);
        series[i] = te_metrics_series(m, TE_COUNTER, "c", tags);
        te_series_add(series[i], i);
    }
    assert_int_equal(te_metrics_count(m), 1000);
    for (int i = 0; i < 1000; i++) {
        snprintf(tags, sizeof tags, "n:%d", i);
        assert_ptr_equal(te_metrics_find(m, "c", tags), series[i]);
        assert_ptr_equal(te_metrics_at(m, (size_t)i), series[i]);
        assert_true(series[i]->value == i);
    }
    te_metrics_free(m);
}

static void another_kind_gives_the_series_of_the_first(void **state) {
    (void)state;
    te_metrics *m = te_metrics_new(0);
    te_series *s = te_metrics_series(m, TE_COUNTER, "x", "");
    assert_ptr_equal(te_metrics_series(m, TE_TREND, "x", ""), s);
    te_series_record(s, 1000); /* harmless */
    assert_int_equal(s->kind, TE_COUNTER);
    assert_true(s->value == 0);
    te_metrics_free(m);
}

static void trends_of_units_are_kinds_of_their_own(void **state) {
    (void)state;
    te_metrics *from = te_metrics_new(0), *into = te_metrics_new(0);
    te_series_record(te_metrics_series(from, TE_TREND_BYTES, "x", ""), 5);
    te_series_record(te_metrics_series(from, TE_TREND_COUNT, "y", ""), 6);
    te_metrics_drain(into, from);
    /* Here "z" is durations: what cannot be added has a place all the same. */
    te_series *other = te_metrics_series(from, TE_TREND, "z", "");
    te_metrics_series(into, TE_TREND_BYTES, "z", "");
    te_series_record(other, 1000);
    te_metrics_drain(into, from);
    te_hist *bytes = te_hist_new_of(TE_UNIT_BYTES);
    te_metrics_trend(into, "x", NULL, bytes);
    te_metrics_trend(into, "y", NULL, bytes); /* of another unit: left out */
    assert_int_equal(te_hist_sum(bytes), 5);
    te_unit unit = TE_UNIT_SECONDS;
    assert_true(te_metrics_unit(into, "y", &unit));
    assert_int_equal(unit, TE_UNIT_COUNT);
    assert_false(te_metrics_unit(into, "none", &unit));
    assert_true(te_metrics_sum(into, "overflow.trend", NULL) == 1);
    te_hist_free(bytes);
    te_metrics_free(from);
    te_metrics_free(into);
}

static void writing_to_no_series_counts_nothing(void **state) {
    (void)state;
    te_series_add(NULL, 1);
    te_series_rate(NULL, true);
    te_series_record(NULL, 1);
}

static void sums_choose_by_a_whole_tag(void **state) {
    (void)state;
    te_metrics *m = te_metrics_new(0);
    te_series_add(te_metrics_series(m, TE_COUNTER, "r", "name:a,status:20"), 1);
    te_series_add(te_metrics_series(m, TE_COUNTER, "r", "name:a,status:200"),
                  2);
    te_series_add(te_metrics_series(m, TE_COUNTER, "r", "name:b,status:200"),
                  4);
    te_series_add(te_metrics_series(m, TE_COUNTER, "rr", "name:a"), 8);
    assert_true(te_metrics_sum(m, "r", NULL) == 7);
    assert_true(te_metrics_sum(m, "r", "") == 7);
    assert_true(te_metrics_sum(m, "r", "status:20") == 1);
    assert_true(te_metrics_sum(m, "r", "status:200") == 6);
    assert_true(te_metrics_sum(m, "r", "name:a") == 3);
    assert_true(te_metrics_sum(m, "r", "ame:a") == 0);
    assert_true(te_metrics_sum(m, "none", NULL) == 0);
    te_metrics_free(m);
}

static void a_trend_is_read_over_all_its_tags_or_one(void **state) {
    (void)state;
    te_metrics *m = te_metrics_new(0);
    te_series_record(te_metrics_series(m, TE_TREND, "t", "name:a"), 1000000);
    te_series_record(te_metrics_series(m, TE_TREND, "t", "name:b"), 2000000);
    te_hist *all = te_hist_new(), *one = te_hist_new();
    te_metrics_trend(m, "t", NULL, all);
    te_metrics_trend(m, "t", "name:b", one);
    assert_int_equal(te_hist_count(all), 2);
    assert_int_equal(te_hist_count(one), 1);
    assert_int_equal(te_hist_sum(one), 2000000);
    assert_true(te_metrics_sum(m, "t", NULL) == 2);
    te_hist_free(all);
    te_hist_free(one);
    te_metrics_free(m);
}

/* --- draining ----------------------------------------------------------- */

static void draining_moves_and_leaves_zeros(void **state) {
    (void)state;
    te_metrics *from = te_metrics_new(0), *into = te_metrics_new(0);
    te_series *c = te_metrics_series(from, TE_COUNTER, "c", "");
    te_series *r = te_metrics_series(from, TE_RATE, "r", "");
    te_series *t = te_metrics_series(from, TE_TREND, "t", "");
    te_series_add(c, 3);
    te_series_rate(r, true);
    te_series_rate(r, false);
    te_series_record(t, 5000);
    te_metrics_drain(into, from);
    assert_true(c->value == 0 && r->value == 0 && r->total == 0);
    assert_int_equal(te_hist_count(t->hist), 0);
    assert_false(c->touched || r->touched || t->touched);
    te_metrics_drain(into, from); /* nothing more */
    assert_true(te_metrics_find(into, "c", "")->value == 3);
    assert_true(te_metrics_find(into, "r", "")->value == 1);
    assert_true(te_metrics_find(into, "r", "")->total == 2);
    assert_int_equal(te_hist_count(te_metrics_find(into, "t", "")->hist), 1);
    te_metrics_free(from);
    te_metrics_free(into);
}

static void a_series_nobody_touched_is_not_made_in_the_target(void **state) {
    (void)state;
    te_metrics *from = te_metrics_new(0), *into = te_metrics_new(0);
    te_metrics_series(from, TE_TREND, "t", "");
    te_metrics_drain(into, from);
    assert_int_equal(te_metrics_count(into), 0);
    te_metrics_free(from);
    te_metrics_free(into);
}

static void a_gauge_shows_the_level_over_all_sets(void **state) {
    (void)state;
    te_metrics *a = te_metrics_new(0), *b = te_metrics_new(0);
    te_metrics *totals = te_metrics_new(0);
    te_series *in_a = te_metrics_series(a, TE_GAUGE, "workers", "");
    te_series *in_b = te_metrics_series(b, TE_GAUGE, "workers", "");
    te_series_add(in_a, 5);
    te_series_add(in_b, 7);
    te_metrics_drain(totals, a);
    te_metrics_drain(totals, b);
    te_series_add(in_a, -2);
    te_metrics_drain(totals, a);
    te_metrics_drain(totals, b);
    assert_true(te_metrics_sum(totals, "workers", NULL) == 10);
    te_metrics_free(a);
    te_metrics_free(b);
    te_metrics_free(totals);
}

static void one_name_of_two_kinds_loses_nothing(void **state) {
    (void)state;
    te_metrics *from = te_metrics_new(0), *into = te_metrics_new(0);
    te_series_add(te_metrics_series(into, TE_COUNTER, "x", ""), 1);
    te_series_record(te_metrics_series(from, TE_TREND, "x", ""), 1000);
    te_metrics_drain(into, from);
    assert_true(te_metrics_sum(into, "x", NULL) == 1);
    assert_true(te_metrics_sum(into, "overflow.trend", NULL) == 1);
    te_metrics_free(from);
    te_metrics_free(into);
}

static uint64_t next_random(uint64_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static void record_something(te_metrics *m, uint64_t *random) {
    static const char *const names[] = {"c", "g", "r", "t", "u"};
    static const te_series_kind kinds[] = {TE_COUNTER, TE_GAUGE, TE_RATE,
                                           TE_TREND, TE_TREND};
    size_t which = (size_t)(next_random(random) % 5);
    char tags[32];
    snprintf(tags, sizeof tags, "name:%d", (int)(next_random(random) % 7));
    te_series *s = te_metrics_series(m, kinds[which], names[which], tags);
    uint64_t amount = next_random(random) % 4000000000;
    if (kinds[which] == TE_TREND)
        te_series_record(s, amount);
    else if (kinds[which] == TE_RATE)
        te_series_rate(s, amount % 3 == 0);
    else
        te_series_add(s, (double)(amount % 1000) - (which == 1 ? 500 : 0));
}

static void assert_same_series(const te_series *a, const te_series *b) {
    static const double percents[] = {0, 1, 25, 50, 75, 90, 95, 99, 99.9, 100};
    enum { COUNT = sizeof percents / sizeof percents[0] };
    assert_non_null(b);
    assert_int_equal(a->kind, b->kind);
    assert_true(a->value == b->value && a->total == b->total);
    if (a->hist == NULL) return;
    uint64_t left[COUNT], right[COUNT];
    te_hist_percentiles(a->hist, percents, left, COUNT);
    te_hist_percentiles(b->hist, percents, right, COUNT);
    assert_memory_equal(left, right, sizeof left);
    assert_int_equal(te_hist_count(a->hist), te_hist_count(b->hist));
    assert_int_equal(te_hist_sum(a->hist), te_hist_sum(b->hist));
}

/* The same events, once into one set and once spread over several that are
 * drained at random moments through a middle one. */
static void any_split_of_a_run_merged_is_the_run(void **state) {
    (void)state;
    enum { SETS = 4, EVENTS = 3000 };
    for (uint64_t seed = 1; seed <= 10; seed++) {
        te_metrics *whole = te_metrics_new(0), *merged = te_metrics_new(0);
        te_metrics *part[SETS], *outbox[SETS];
        for (int i = 0; i < SETS; i++) {
            part[i] = te_metrics_new(0);
            outbox[i] = te_metrics_new(0);
        }
        uint64_t random = seed * 7919, split = seed;
        for (int i = 0; i < EVENTS; i++) {
            uint64_t again = random;
            record_something(whole, &again);
            size_t at = (size_t)(next_random(&split) % SETS);
            record_something(part[at], &random);
            at = (size_t)(next_random(&split) % SETS);
            if (next_random(&split) % 50 == 0)
                te_metrics_drain(outbox[at], part[at]);
            if (next_random(&split) % 50 == 0)
                te_metrics_drain(merged, outbox[at]);
        }
        for (int i = SETS - 1; i >= 0; i--) {
            te_metrics_drain(outbox[i], part[i]);
            te_metrics_drain(merged, outbox[i]);
        }
        assert_int_equal(te_metrics_count(whole), te_metrics_count(merged));
        for (size_t i = 0; i < te_metrics_count(whole); i++) {
            const te_series *s = te_metrics_at(whole, i);
            assert_same_series(s, te_metrics_find(merged, s->name, s->tags));
        }
        for (int i = 0; i < SETS; i++) {
            te_metrics_free(part[i]);
            te_metrics_free(outbox[i]);
        }
        te_metrics_free(whole);
        te_metrics_free(merged);
    }
}

/* --- the budget --------------------------------------------------------- */

static void past_the_budget_series_are_folded_and_sums_stay(void **state) {
    (void)state;
    te_metrics *m = te_metrics_new((size_t)1 << 20);
    char tags[32];
    for (int turn = 0; turn < 2; turn++) {
        for (int i = 0; i < 100; i++) {
            snprintf(tags, sizeof tags, "name:%d", i);
            te_series_record(te_metrics_series(m, TE_TREND, "t", tags), 1000);
        }
    }
    /* Five histograms of 184 KiB fit into 1 MiB, and one more takes the
     * rest. */
    assert_int_equal(te_metrics_count(m), 6);
    assert_int_equal(te_metrics_overflowed(m), 95);
    assert_true(te_metrics_sum(m, "t", NULL) == 200);
    assert_true(te_metrics_sum(m, "t", "overflow:true") == 190);
    assert_true(te_metrics_bytes(m) > (size_t)6 * 184 * 1024);
    assert_int_equal(te_metrics_budget(m), 1 << 20);
    te_metrics_free(m);
}

static void counters_have_room_where_trends_have_none_left(void **state) {
    (void)state;
    te_metrics *m = te_metrics_new((size_t)2 << 20);
    char tags[32];
    for (int i = 0; i < 100; i++) {
        snprintf(tags, sizeof tags, "name:%d", i);
        te_series_record(te_metrics_series(m, TE_TREND, "t", tags), 1000);
        te_series_add(te_metrics_series(m, TE_COUNTER, "c", tags), 1);
        te_series_rate(te_metrics_series(m, TE_RATE, "r", tags), true);
    }
    assert_int_equal(te_metrics_overflowed(m), 89); /* trends, all of them */
    assert_true(te_metrics_sum(m, "c", "name:99") == 1);
    assert_true(te_metrics_sum(m, "r", "name:99") == 1);
    /* That room has an end too. */
    for (int i = 100; i < 10000; i++) {
        snprintf(tags, sizeof tags, "name:%d", i);
        te_series_add(te_metrics_series(m, TE_COUNTER, "c", tags), 1);
    }
    assert_true(te_metrics_bytes(m) < (size_t)5 << 19);
    assert_true(te_metrics_sum(m, "c", "overflow:true") > 9000);
    assert_true(te_metrics_sum(m, "c", NULL) == 10000);
    te_metrics_free(m);
}

static void folded_series_are_counted_once_over_several_sets(void **state) {
    (void)state;
    te_metrics *a = te_metrics_new(1 << 20), *b = te_metrics_new(1 << 20);
    te_metrics *into = te_metrics_new(1 << 20);
    char tags[32];
    for (int i = 0; i < 10; i++) {
        snprintf(tags, sizeof tags, "name:%d", i);
        te_series_record(te_metrics_series(a, TE_TREND, "t", tags), 1000);
        te_series_record(te_metrics_series(b, TE_TREND, "t", tags), 1000);
    }
    assert_int_equal(te_metrics_overflowed(a), 5);
    te_metrics_drain(into, a);
    te_metrics_drain(into, b);
    assert_int_equal(te_metrics_overflowed(into), 5);
    assert_int_equal(te_metrics_overflowed(a), 0);
    assert_true(te_metrics_sum(into, "t", NULL) == 20);
    te_metrics_free(a);
    te_metrics_free(b);
    te_metrics_free(into);
}

static void names_without_end_stay_within_bounds(void **state) {
    (void)state;
    te_metrics *m = te_metrics_new((size_t)2 << 20);
    char name[32];
    for (int i = 0; i < 2000; i++) {
        snprintf(name, sizeof name, "m%d", i);
        te_series_record(te_metrics_series(m, TE_TREND, name, ""), 1000);
        te_series_add(te_metrics_series(m, TE_COUNTER, name, "kind:c"), 1);
    }
    assert_true(te_metrics_bytes(m) < (size_t)3 << 20);
    double counted = 0;
    for (size_t i = 0; i < te_metrics_count(m); i++) {
        const te_series *s = te_metrics_at(m, i);
        counted += s->hist ? (double)te_hist_count(s->hist) : s->value;
    }
    assert_true(counted == 4000);
    te_metrics_free(m);
}

static void the_count_of_folded_series_is_bounded(void **state) {
    (void)state;
    te_metrics *m = te_metrics_new(1);
    char tags[32];
    for (int i = 0; i < TE_METRICS_OVERFLOW_MAX + 1000; i++) {
        snprintf(tags, sizeof tags, "name:%d", i);
        te_series_add(te_metrics_series(m, TE_COUNTER, "c", tags), 1);
    }
    assert_int_equal(te_metrics_overflowed(m), TE_METRICS_OVERFLOW_MAX);
    assert_true(te_metrics_sum(m, "overflow.counter", NULL) ==
                TE_METRICS_OVERFLOW_MAX + 1000);
    te_metrics_free(m);
}

static void sorted_series_stand_by_metric_and_tags(void **state) {
    (void)state;
    static const char *const wanted[][2] = {
        {"a", ""}, {"b", "n:1"}, {"b", "n:2"}, {"b", "n:3"}, {"c", ""}};
    te_metrics *m = te_metrics_new(0);
    static const int order[] = {3, 4, 1, 0, 2};
    for (size_t i = 0; i < 5; i++)
        te_metrics_series(m, TE_COUNTER, wanted[order[i]][0],
                          wanted[order[i]][1]);
    size_t count;
    const te_series **sorted = te_metrics_sorted(m, &count);
    assert_int_equal(count, 5);
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(sorted[i]->name, wanted[i][0]);
        assert_string_equal(sorted[i]->tags, wanted[i][1]);
    }
    assert_int_equal(te_metrics_family(sorted), 1);
    assert_int_equal(te_metrics_family(sorted + 1), 3);
    assert_int_equal(te_metrics_family(sorted + 4), 1);
    free(sorted);
    te_metrics_free(m);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_series_is_found_again_by_name_and_tags),
        cmocka_unit_test(pointers_stay_valid_while_the_table_grows),
        cmocka_unit_test(another_kind_gives_the_series_of_the_first),
        cmocka_unit_test(trends_of_units_are_kinds_of_their_own),
        cmocka_unit_test(writing_to_no_series_counts_nothing),
        cmocka_unit_test(sums_choose_by_a_whole_tag),
        cmocka_unit_test(sorted_series_stand_by_metric_and_tags),
        cmocka_unit_test(a_trend_is_read_over_all_its_tags_or_one),
        cmocka_unit_test(draining_moves_and_leaves_zeros),
        cmocka_unit_test(a_series_nobody_touched_is_not_made_in_the_target),
        cmocka_unit_test(a_gauge_shows_the_level_over_all_sets),
        cmocka_unit_test(one_name_of_two_kinds_loses_nothing),
        cmocka_unit_test(any_split_of_a_run_merged_is_the_run),
        cmocka_unit_test(past_the_budget_series_are_folded_and_sums_stay),
        cmocka_unit_test(counters_have_room_where_trends_have_none_left),
        cmocka_unit_test(folded_series_are_counted_once_over_several_sets),
        cmocka_unit_test(names_without_end_stay_within_bounds),
        cmocka_unit_test(the_count_of_folded_series_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Merging: what several runs recorded is one run, exactly and in any order. */
#include "unit.h"

#include "clock.h"
#include "hash.h"
#include "journal.h"
#include "merge.h"
#include "merge_facts.h"
#include "recording.h"
#include "rng.h"
#include "scratch.h"

#define DAY_NS (86400 * TE_NS_PER_S)

/* ---- Runs that never were ---- */

typedef struct part {
    uint64_t pid, started_ns; /* unix */
    uint64_t seconds;
    bool is_killed;
    uint64_t pause_s; /* behind the first second, without anything */
    uint64_t warm_up_s;
} part;

static void count(te_metrics *into, te_rng *rng) {
    te_series *s = te_metrics_series(into, TE_TREND, "t", "a:b");
    for (int i = 0; i < 50; i++)
        te_series_record(s, (uint64_t)te_rng_exponential(rng, 5e6));
    te_series_add(te_metrics_series(into, TE_COUNTER, "c", ""), 3);
}

static te_interval interval_of(te_metrics *delta, te_failures *failures,
                               const part *p, uint64_t i) {
    return (te_interval){.number = i + 1,
                         .start_ns = i * TE_NS_PER_S,
                         .end_ns = (i + 1) * TE_NS_PER_S,
                         .is_warm_up = i < p->warm_up_s,
                         .delta = delta,
                         .failures = failures};
}

static void fill(te_interval *record, const part *p, te_rng *rng) {
    uint64_t i = record->number - 1, last = p->seconds + p->pause_s - 1;
    if (i > 0 && i <= p->pause_s) return;
    count(record->delta, rng);
    te_series *level =
        te_metrics_series(record->delta, TE_GAUGE, "workers", "");
    if (i == 0) te_series_add(level, 2);
    if (i == last && !p->is_killed) te_series_add(level, -2);
    te_failures_add(record->failures, "s", "boom", NULL, (uint32_t)p->pid, 1);
}

/* Writes its journal, and counts the same in `whole`. */
static const char *record(const char *name, const part *p, te_metrics *whole) {
    te_totals totals;
    assert_true(te_totals_init(&totals));
    te_metrics *delta = te_metrics_new(0);
    te_failures *failures = te_failures_new();
    te_result r = {.version = "0.1.0",
                   .scenario_path = "s.lua",
                   .seed = p->pid,
                   .workers = 2,
                   .workers_begun = 2,
                   .threads = 1,
                   .max_runs = 5,
                   .end = TE_END_RUNS,
                   .started_at_unix_ns = p->started_ns,
                   .totals = &totals};
    totals.warm_up.length_ns = p->warm_up_s * TE_NS_PER_S;
    te_journal *j = te_journal_new();
    te_journal_run run = {"here",  p->pid,  p->started_ns,
                          "s.lua", "0.1.0", p->pid};
    te_journal_begin_merged(j, &r, &run, 1);
    te_journal_start(j, &r);
    te_rng rng;
    te_rng_seed(&rng, 1, p->pid);
    for (uint64_t i = 0; i < p->seconds + p->pause_s; i++) {
        te_metrics_reset(delta);
        te_failures_reset(failures);
        te_interval record = interval_of(delta, failures, p, i);
        fill(&record, p, &rng);
        te_journal_interval(j, &record, NULL, NULL, 0);
        te_totals_add(&totals, &record);
        if (whole != NULL) assert_true(te_metrics_add(whole, delta));
    }
    if (!p->is_killed) te_journal_end(j, &r);
    FILE *out = fopen(name, "w");
    assert_true(te_journal_write(j, out));
    assert_int_equal(fclose(out), 0);
    te_journal_close(j, NULL);
    te_totals_clear(&totals);
    te_metrics_free(delta);
    te_failures_free(failures);
    return name;
}

/* ---- Merging ---- */

static bool try_merge(const char *name, const char *const *paths, size_t n,
                      te_error *err) {
    te_merge *m = te_merge_new();
    bool ok = true;
    for (size_t i = 0; ok && i < n; i++)
        ok = te_merge_add(m, paths[i], err);
    FILE *out = fopen(name, "w");
    ok = ok && te_merge_write(m, out, err);
    fclose(out);
    te_merge_free(m);
    return ok;
}

static const char *merge(const char *name, const char *const *paths, size_t n) {
    te_error err = {0};
    if (!try_merge(name, paths, n, &err)) fail_msg("%s", err.message);
    return name;
}

static te_recording *read_back(const char *path, te_on_interval on_interval,
                               void *arg) {
    te_error err = {0};
    te_recording *r = te_recording_read(path, on_interval, arg, &err);
    if (r == NULL) fail_msg("%s", err.message);
    return r;
}

static void require_same_hist(const te_hist *a, const te_hist *b) {
    te_hist_bucket left = {0}, right = {0};
    while (te_hist_next(a, &left)) {
        assert_true(te_hist_next(b, &right));
        assert_int_equal(left.value, right.value);
        assert_int_equal(left.count, right.count);
    }
    assert_false(te_hist_next(b, &right));
    te_hist_sums sums[] = {te_hist_get_sums(a), te_hist_get_sums(b)};
    assert_memory_equal(&sums[0], &sums[1], sizeof sums[0]);
}

static void require_same_file(const char *a, const char *b) {
    FILE *files[] = {fopen(a, "r"), fopen(b, "r")};
    int byte;
    do {
        byte = getc(files[0]);
        assert_int_equal(byte, getc(files[1]));
    } while (byte != EOF);
    fclose(files[0]);
    fclose(files[1]);
}

/* ---- What is proved ---- */

static const part parts[] = {
    {1, DAY_NS + 300000000, 40, false, 0, 0},
    {2, DAY_NS + 950000000, 40, false, 0, 0},
    {3, DAY_NS + 7400000000, 35, false, 3, 0},
    {4, DAY_NS + 8000000000, 5, false, 0, 0},
};

static const char *part_paths(int i, te_metrics *whole) {
    static const char *const names[] = {"1.tlog", "2.tlog", "3.tlog", "4.tlog"};
    return record(names[i], &parts[i], whole);
}

static void parts_are_the_whole_bucket_for_bucket(void **state) {
    (void)state;
    const char *paths[4];
    te_metrics *whole = te_metrics_new(0);
    for (int i = 0; i < 4; i++)
        paths[i] = part_paths(i, whole);
    te_recording *r = read_back(merge("m.tlog", paths, 4), NULL, NULL);
    const te_result *result = te_recording_result(r);
    const te_metrics *merged = result->totals->metrics;
    require_same_hist(te_metrics_find(whole, "t", "a:b")->hist,
                      te_metrics_find(merged, "t", "a:b")->hist);
    assert_int_equal(te_metrics_sum(merged, "c", NULL), 3 * 120);
    assert_int_equal(te_metrics_sum(merged, "workers", NULL), 0);
    assert_int_equal(te_failures_total(result->totals->failures), 120);
    assert_int_equal(result->workers, 8);
    assert_int_equal(result->started_at_unix_ns, parts[0].started_ns);
    /* The third ends last: 38 s after it began. */
    assert_int_equal(result->totals->elapsed_ns, 45100000000);
    te_recording_free(r);
    te_metrics_free(whole);
}

static void require_no_order(const char *const *paths) {
    const char *first = merge("m.tlog", paths, 4);
    for (int i = 0; i < 24; i++) {
        const char *left[4], *turned[4];
        memcpy(left, paths, sizeof left);
        for (int k = 0, code = i; k < 4; k++) {
            int at = code % (4 - k);
            code /= 4 - k;
            turned[k] = left[at];
            memmove(left + at, left + at + 1,
                    (size_t)(3 - k - at) * sizeof *left);
        }
        require_same_file(first, merge("n.tlog", turned, 4));
    }
}

static void the_order_of_journals_changes_no_byte(void **state) {
    (void)state;
    const char *paths[4];
    for (int i = 0; i < 4; i++)
        paths[i] = part_paths(i, NULL);
    require_no_order(paths);
}

typedef struct seen {
    uint64_t last_end_ns, longest_ns;
    double most_workers, last_workers;
    uint64_t hash; /* of all intervals: their times, counts and sums */
} seen;

static void see(void *arg, const te_result *so_far, const te_interval *i) {
    seen *s = arg;
    double workers = te_metrics_sum(so_far->totals->metrics, "workers", NULL);
    assert_int_equal(i->start_ns, s->last_end_ns);
    const te_series *t = te_metrics_find(i->delta, "t", "a:b");
    double count = te_metrics_sum(i->delta, "c", NULL);
    te_hist_sums sums = te_hist_get_sums(t->hist);
    s->hash = te_hash_bytes(s->hash, (const char *)i, 3 * sizeof(uint64_t));
    s->hash = te_hash_bytes(s->hash, (const char *)&count, sizeof count);
    s->hash = te_hash_bytes(s->hash, (const char *)&sums, sizeof sums);
    s->last_end_ns = i->end_ns;
    if (i->end_ns - i->start_ns > s->longest_ns)
        s->longest_ns = i->end_ns - i->start_ns;
    if (workers > s->most_workers) s->most_workers = workers;
    s->last_workers = workers;
}

static void merged_in_steps_it_is_the_same(void **state) {
    (void)state;
    const char *paths[4];
    for (int i = 0; i < 4; i++)
        paths[i] = part_paths(i, NULL);
    const char *odd[] = {paths[0], paths[2]}, *even[] = {paths[3], paths[1]};
    const char *halves[] = {merge("odd.tlog", odd, 2),
                            merge("even.tlog", even, 2)};
    seen at_once = {0}, in_steps = {0};
    te_recording_free(read_back(merge("m.tlog", paths, 4), see, &at_once));
    te_recording_free(read_back(merge("n.tlog", halves, 2), see, &in_steps));
    assert_memory_equal(&at_once, &in_steps, sizeof at_once);
}

static void runs_of_two_days_have_one_interval_between_them(void **state) {
    (void)state;
    const part late = {9, 2 * DAY_NS, 10, false, 0, 0};
    const char *paths[] = {record("late.tlog", &late, NULL),
                           part_paths(0, NULL)};
    seen s = {0};
    const char *path = merge("m.tlog", paths, 2);
    te_recording_free(read_back(path, see, &s));
    assert_true(s.longest_ns > DAY_NS - 60 * TE_NS_PER_S);
    assert_int_equal(s.most_workers, 2);
    const char *more[] = {path, part_paths(1, NULL)};
    s = (seen){0};
    te_recording_free(read_back(merge("n.tlog", more, 2), see, &s));
    assert_true(s.longest_ns > DAY_NS - 60 * TE_NS_PER_S);
}

static void workers_of_a_killed_run_end_with_it(void **state) {
    (void)state;
    const part killed = {9, DAY_NS, 10, true, 0, 0};
    const char *paths[] = {record("killed.tlog", &killed, NULL),
                           part_paths(0, NULL), part_paths(1, NULL)};
    seen s = {0};
    te_recording *r = read_back(merge("m.tlog", paths, 3), see, &s);
    const te_result *result = te_recording_result(r);
    assert_int_equal(s.most_workers, 6);
    assert_int_equal(s.last_workers, 0);
    assert_int_equal(result->end, TE_END_KILLED);
    assert_string_equal(result->end_reason, "here:9");
    assert_int_equal(result->exit_code, TE_EXIT_KILLED);
    te_recording_free(r);
}

/* ---- Warm-ups ---- */

static const part warm_parts[] = {
    {1, DAY_NS + 300000000, 20, false, 0, 3},
    {2, DAY_NS + 950000000, 20, false, 0, 5},
    {3, DAY_NS + 2400000000, 20, false, 6, 3},
    {4, DAY_NS + 11000000000, 5, false, 0, 2},
};

static const char *warm_path(int i) {
    static const char *const names[] = {"1.tlog", "2.tlog", "3.tlog", "4.tlog"};
    return record(names[i], &warm_parts[i], NULL);
}

/* Until when there is a warm-up, and how many intervals follow. */
typedef struct border {
    uint64_t warm_end_ns, counted;
} border;

static void see_border(void *arg, const te_result *so_far,
                       const te_interval *i) {
    border *b = arg;
    (void)so_far;
    if (i->is_warm_up) {
        assert_int_equal(b->counted, 0);
        b->warm_end_ns = i->end_ns;
    } else
        b->counted++;
}

static void require_parts(const te_result *r, double warm, double counted) {
    const te_totals *t = r->totals;
    assert_int_equal(te_metrics_sum(t->warm_up.metrics, "c", NULL), warm);
    assert_int_equal(te_metrics_sum(t->metrics, "c", NULL), counted);
    assert_int_equal(te_totals_counted_ns(t),
                     t->elapsed_ns - t->warm_up.took_ns);
    assert_true(te_totals_counted_ns(t) < t->elapsed_ns);
}

static void warm_ups_are_one_as_long_as_any_lasts(void **state) {
    (void)state;
    const char *paths[] = {warm_path(0), warm_path(1)};
    border b = {0};
    te_recording *r = read_back(merge("m.tlog", paths, 2), see_border, &b);
    const te_result *result = te_recording_result(r);
    /* The second began in the wall's second 1 (by the middles of its
     * intervals), and its warm-up holds five: 1 to 5. */
    assert_int_equal(b.warm_end_ns, 5700000000);
    assert_int_equal(result->totals->warm_up.length_ns, 5 * TE_NS_PER_S);
    require_parts(result, 3 * (6 + 5), 3 * (14 + 15));
    assert_int_equal(result->note_count, 2); /* two runs, of two seeds */
    te_recording_free(r);
}

static void an_idle_part_neither_ends_a_warm_up_nor_extends_it(void **state) {
    (void)state;
    const part busy = {9, DAY_NS, 14, false, 0, 0};
    const part idle[] = {{8, DAY_NS, 10, false, 4, 8},
                         {8, DAY_NS, 10, false, 9, 8},
                         {8, DAY_NS, 1, false, 9, 8}};
    record("busy.tlog", &busy, NULL);
    for (size_t i = 0; i < 6; i++) {
        const char *paths[] = {record("idle.tlog", &idle[i / 2], NULL),
                               "busy.tlog"};
        border b = {0};
        const char *merged = merge("m.tlog", paths, 1 + i % 2);
        te_recording_free(read_back(merged, see_border, &b));
        assert_int_equal(b.warm_end_ns, 8 * TE_NS_PER_S);
    }
}

static void a_warm_up_behind_what_counts_is_counted_and_noted(void **state) {
    (void)state;
    const char *paths[] = {warm_path(0), warm_path(3)};
    border b = {0};
    te_recording *r = read_back(merge("m.tlog", paths, 2), see_border, &b);
    const te_result *result = te_recording_result(r);
    require_parts(result, 3 * 3, 3 * (17 + 5));
    assert_string_equal(result->notes[result->note_count - 1],
                        "the warm-up of here:4 is counted where others were "
                        "measured by then");
    te_recording_free(r);
}

static void
one_that_was_killed_in_its_warm_up_takes_no_time_of_others(void **state) {
    (void)state;
    const part killed = {8, DAY_NS, 2, true, 0, 3600};
    const part whole = {9, DAY_NS, 9, false, 0, 0};
    const char *paths[] = {record("killed.tlog", &killed, NULL),
                           record("whole.tlog", &whole, NULL)};
    te_recording *r = read_back(merge("m.tlog", paths, 2), NULL, NULL);
    const te_result *result = te_recording_result(r);
    require_parts(result, 3 * 4, 3 * 7);
    assert_int_equal(te_totals_counted_ns(result->totals), 7 * TE_NS_PER_S);
    te_recording_free(r);
}

static void nor_does_the_order_of_those_with_a_warm_up(void **state) {
    (void)state;
    const char *paths[4];
    for (int i = 0; i < 4; i++)
        paths[i] = warm_path(i);
    require_no_order(paths);
}

/* ---- What is refused, what it ends with ---- */

static void the_same_run_twice_is_refused(void **state) {
    (void)state;
    const char *paths[] = {part_paths(0, NULL), part_paths(1, NULL)};
    const char *twice[] = {merge("m.tlog", paths, 2), paths[1]};
    te_error err = {0};
    assert_false(try_merge("n.tlog", twice, 2, &err));
    assert_string_equal(err.message, "merge: the same run is there twice: that "
                                     "of here, process 2");
}

static void no_end_of_a_run_is_lost_beside_one_that_did_its_runs(void **state) {
    (void)state;
    char host[] = "here", path[] = "s.lua", version[] = "0.1.0";
    const te_journal_run runs[] = {{host, 1, DAY_NS, path, version, 1},
                                   {host, 2, DAY_NS, path, version, 1}};
    te_totals totals = {.elapsed_ns = TE_NS_PER_S};
    te_error err = {0};
    for (te_end end = TE_END_RUNS; end <= TE_END_LAST; end++) {
        te_merge_facts *f = te_merge_facts_new();
        const te_result results[] = {{.end = TE_END_RUNS, .totals = &totals},
                                     {.end = end, .totals = &totals}};
        for (size_t i = 0; i < 2; i++)
            assert_true(te_merge_facts_add(f, &results[i], &runs[i], 1, &err));
        assert_true(te_merge_facts_settle(f, DAY_NS, &err));
        for (size_t i = 0; i < 2; i++)
            te_merge_facts_end(f, &results[i], &runs[i], 1);
        assert_int_equal(te_merge_facts_result(f, TE_NS_PER_S)->end, end);
        te_merge_facts_free(f);
    }
}

/* Files are named as they are: in the folder of the test. */
static int enter_folder(void **state) {
    return scratch_setup(state) != 0 ? -1 : chdir(scratch_folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_are_the_whole_bucket_for_bucket),
        cmocka_unit_test(the_order_of_journals_changes_no_byte),
        cmocka_unit_test(merged_in_steps_it_is_the_same),
        cmocka_unit_test(runs_of_two_days_have_one_interval_between_them),
        cmocka_unit_test(workers_of_a_killed_run_end_with_it),
        cmocka_unit_test(warm_ups_are_one_as_long_as_any_lasts),
        cmocka_unit_test(an_idle_part_neither_ends_a_warm_up_nor_extends_it),
        cmocka_unit_test(a_warm_up_behind_what_counts_is_counted_and_noted),
        cmocka_unit_test(
            one_that_was_killed_in_its_warm_up_takes_no_time_of_others),
        cmocka_unit_test(nor_does_the_order_of_those_with_a_warm_up),
        cmocka_unit_test(the_same_run_twice_is_refused),
        cmocka_unit_test(no_end_of_a_run_is_lost_beside_one_that_did_its_runs),
    };
    return cmocka_run_group_tests(tests, enter_folder, scratch_teardown);
}

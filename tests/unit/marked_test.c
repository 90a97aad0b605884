#include "unit.h"

#include "clock.h"
#include "interval.h"
#include "marked.h"

/* A run with one thread and a warm-up of 2 s, turned by hand. */
static te_outbox *outbox;
static te_collector *collector;
static te_marked_list list;
static uint64_t now_ns;

static int begin(void **state) {
    (void)state;
    outbox = te_outbox_new();
    collector = te_collector_new(&outbox, 1);
    te_collector_warm_up(collector, 2 * TE_NS_PER_S);
    list = (te_marked_list){.count = 0};
    now_ns = 20 * TE_NS_PER_MS;
    return 0;
}

static int end(void **state) {
    (void)state;
    te_marked_list_clear(&list);
    te_collector_free(collector);
    te_outbox_free(outbox);
    return 0;
}

static te_series *series(te_series_kind kind, const char *name,
                         const char *tags) {
    return te_metrics_series(te_outbox_metrics(outbox), kind, name, tags);
}

/* A second has passed: how all series are sent now. */
static const te_interval *tick(void) {
    te_outbox_post(outbox);
    now_ns += TE_NS_PER_S;
    const te_interval *interval = te_collector_tick(collector, now_ns);
    te_marked_list_clear(&list);
    assert_true(te_marked_list_init(&list, te_collector_totals(collector)));
    assert_null(list.sorted[list.count]);
    return interval;
}

static const te_series *find(const char *name, const char *tags) {
    for (size_t i = 0; i < list.count; i++)
        if (strcmp(list.sorted[i]->name, name) == 0 &&
            strcmp(list.sorted[i]->tags, tags) == 0)
            return list.sorted[i];
    return NULL;
}

static void assert_value(const char *name, const char *tags, double value) {
    const te_series *s = find(name, tags);
    if (s == NULL) fail_msg("no %s{%s}", name, tags);
    assert_true(s->value == value);
}

static void what_an_interval_of_the_warm_up_counted_is_marked(void **state) {
    (void)state;
    te_marked room;
    for (int second = 1; second <= 3; second++) {
        te_series_add(series(TE_COUNTER, "n", "a:1,z:2"), second);
        const te_interval *interval = tick();
        const te_series *s = te_metrics_find(interval->delta, "n", "a:1,z:2");
        const te_series *sent = te_marked_of(s, interval, &room);
        assert_string_equal(sent->tags,
                            second <= 2 ? "a:1,warm_up:true,z:2" : "a:1,z:2");
        assert_true(sent->value == second);
        assert_string_equal(sent->name, "n");
        assert_string_equal(s->tags, "a:1,z:2"); /* its own stay */
    }
}

static void a_tag_of_that_name_gives_way_to_the_mark(void **state) {
    (void)state;
    te_marked room;
    te_series_add(series(TE_COUNTER, "n", "warm_up:perhaps"), 1);
    const te_interval *interval = tick();
    const te_series *s = te_metrics_at(interval->delta, 0);
    assert_string_equal(te_marked_of(s, interval, &room)->tags, TE_MARK);
    assert_value("n", TE_MARK, 1);
}

static void the_longest_tags_have_room_for_it(void **state) {
    (void)state;
    te_marked room;
    char tags[TE_TAGS_BYTES] = "a:";
    memset(tags + 2, 'x', sizeof tags - 3);
    tags[sizeof tags - 1] = '\0';
    te_series_add(series(TE_COUNTER, "n", tags), 1);
    const te_interval *interval = tick();
    const te_series *s = te_metrics_at(interval->delta, 0);
    const char *marked = te_marked_of(s, interval, &room)->tags;
    assert_int_equal(strlen(marked), strlen(tags) + strlen("," TE_MARK));
    assert_non_null(find("n", marked));
}

static void what_is_longer_than_tags_are_is_marked_all_the_same(void **state) {
    (void)state;
    te_marked room;
    char tags[2 * TE_TAGS_BYTES] = "a:";
    memset(tags + 2, 'x', sizeof tags - 3);
    tags[sizeof tags - 1] = '\0';
    te_series_add(series(TE_COUNTER, "n", tags), 1);
    const te_interval *interval = tick();
    const te_series *s = te_metrics_at(interval->delta, 0);
    assert_true(te_series_has_tag(te_marked_of(s, interval, &room), TE_MARK));
    assert_true(te_series_has_tag(list.sorted[0], TE_MARK));
}

static void sums_of_the_warm_up_stand_beside_those_measured(void **state) {
    (void)state;
    te_series_add(series(TE_COUNTER, "n", "a:1"), 5);
    te_series_record(series(TE_TREND, "took", ""), 7);
    tick();
    assert_int_equal(list.count, 2);
    assert_value("n", "a:1,warm_up:true", 5);
    assert_int_equal(te_hist_count(find("took", TE_MARK)->hist), 1);
    te_series_add(series(TE_COUNTER, "n", "a:1"), 1);
    tick();
    assert_value("n", "a:1,warm_up:true", 6);
    te_series_add(series(TE_COUNTER, "n", "a:1"), 3);
    tick();
    assert_value("n", "a:1", 3);
    assert_value("n", "a:1,warm_up:true", 6);
    assert_string_equal(list.sorted[0]->name, "n");
    assert_string_equal(list.sorted[1]->name, "n"); /* one family */
}

static void levels_are_there_once_and_never_marked(void **state) {
    (void)state;
    for (int second = 1; second <= 3; second++) {
        te_series_add(series(TE_GAUGE, "workers", ""), 4);
        tick();
        assert_int_equal(list.count, 1);
        assert_value("workers", "", 4 * second);
    }
}

/* Who is under way at the border belongs to the part behind it. */
static void no_sum_of_runs_ever_falls(void **state) {
    (void)state;
    static const double started[] = {10, 4, 2, 0};
    static const double ended[] = {6, 3, 4, 3};
    static const double warm[] = {6, 9, 9, 9}, measured[] = {0, 0, 7, 7};
    for (int i = 0; i < 4; i++) {
        te_series_add(series(TE_COUNTER, "scenario.runs", "scenario:s"),
                      started[i]);
        te_series_add(series(TE_COUNTER, "scenario.succeeded", "scenario:s"),
                      ended[i]);
        tick();
        assert_value("scenario.runs", "scenario:s,warm_up:true", warm[i]);
        if (measured[i] > 0)
            assert_value("scenario.runs", "scenario:s", measured[i]);
        else
            assert_null(find("scenario.runs", "scenario:s"));
    }
}

static void without_a_warm_up_nothing_is_marked(void **state) {
    (void)state;
    te_marked room;
    te_collector_warm_up(collector, 0);
    te_series_add(series(TE_COUNTER, "n", "a:1"), 5);
    const te_interval *interval = tick();
    const te_series *s = te_metrics_at(interval->delta, 0);
    assert_ptr_equal(te_marked_of(s, interval, &room), s);
    assert_int_equal(list.count, 1);
    assert_value("n", "a:1", 5);
}

#define A_TEST(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void) {
    const struct CMUnitTest tests[] = {
        A_TEST(what_an_interval_of_the_warm_up_counted_is_marked),
        A_TEST(a_tag_of_that_name_gives_way_to_the_mark),
        A_TEST(the_longest_tags_have_room_for_it),
        A_TEST(what_is_longer_than_tags_are_is_marked_all_the_same),
        A_TEST(sums_of_the_warm_up_stand_beside_those_measured),
        A_TEST(levels_are_there_once_and_never_marked),
        A_TEST(no_sum_of_runs_ever_falls),
        A_TEST(without_a_warm_up_nothing_is_marked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

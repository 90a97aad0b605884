/* Threads that count and post while a collector ticks. Run under TSan. */
#include "unit.h"

#include "interval.h"

#include <pthread.h>
#include <stdatomic.h>

enum { THREADS = 4, POSTS = 60, EVENTS_PER_POST = 200 };

typedef struct counting {
    te_outbox *outbox;
    atomic_int *left; /* threads that still count */
    int number;
} counting;

static void *count_and_post(void *arg) {
    counting *c = arg;
    te_metrics *m = te_outbox_metrics(c->outbox);
    char tags[32], message[32];
    for (int post = 0; post < POSTS; post++) {
        for (int i = 0; i < EVENTS_PER_POST; i++) {
            snprintf(tags, sizeof tags, "name:%d", i % 5);
            te_series_add(te_metrics_series(m, TE_COUNTER, "n", tags), 1);
            te_series_record(te_metrics_series(m, TE_TREND, "t", tags),
                             (uint64_t)(i * post) * 1000);
            te_series_rate(te_metrics_series(m, TE_RATE, "ok", ""), i % 2);
        }
        te_series_add(te_metrics_series(m, TE_GAUGE, "workers", ""),
                      post % 2 == 0 ? 1 : -1);
        snprintf(message, sizeof message, "error %d", c->number * 7 + post % 7);
        te_failures_add(te_outbox_failures(c->outbox), "s", message, NULL, 0,
                        0);
        te_outbox_post(c->outbox);
    }
    atomic_fetch_sub(c->left, 1);
    return NULL;
}

static void nothing_is_lost_between_threads_and_ticks(void **state) {
    (void)state;
    te_outbox *outboxes[THREADS];
    counting countings[THREADS];
    pthread_t threads[THREADS];
    atomic_int left = THREADS;
    for (int i = 0; i < THREADS; i++) {
        outboxes[i] = te_outbox_new();
        countings[i] = (counting){outboxes[i], &left, i};
    }
    te_collector *c = te_collector_new(outboxes, THREADS);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(
            pthread_create(&threads[i], NULL, count_and_post, &countings[i]),
            0);
    double events = 0;
    uint64_t durations = 0, failures = 0, now_ns = 0;
    for (bool last = false; !last;) {
        last = atomic_load(&left) == 0; /* then one more tick gets the rest */
        const te_interval *i = te_collector_tick(c, ++now_ns);
        events += te_metrics_sum(i->delta, "n", NULL);
        durations += (uint64_t)te_metrics_sum(i->delta, "t", NULL);
        failures += te_failures_total(i->failures);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);

    enum { ALL = THREADS * POSTS * EVENTS_PER_POST };
    te_totals *totals = te_collector_totals(c);
    assert_true(events == ALL);
    assert_int_equal(durations, ALL);
    assert_int_equal(failures, THREADS * POSTS);
    assert_true(te_metrics_sum(totals->metrics, "n", NULL) == ALL);
    assert_true(te_metrics_sum(totals->metrics, "ok", NULL) == ALL / 2);
    assert_true(te_metrics_sum(totals->metrics, "t", NULL) == ALL);
    assert_true(te_metrics_sum(totals->metrics, "workers", NULL) == 0);
    assert_int_equal(te_failures_total(totals->failures), THREADS * POSTS);
    te_collector_free(c);
    for (int i = 0; i < THREADS; i++)
        te_outbox_free(outboxes[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_lost_between_threads_and_ticks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

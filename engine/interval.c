/* interval.c - see interval.h. */
#include "interval.h"

#include "clock.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Timers are that exact; and what comes so soon after the load has ended is
 * counted with its last second. */
#define SLACK_NS (5 * TE_NS_PER_MS)
#define TAIL_NS (25 * TE_NS_PER_MS)

struct te_outbox {
    te_metrics *metrics;   /* the owning thread's */
    te_failures *failures; /* the owning thread's */
    pthread_mutex_t lock;  /* over the two below */
    te_metrics *posted;
    te_failures *posted_failures;
};

/* A set that is emptied every second: values that scatter do not make the
 * process larger for good. */
static te_metrics *new_set(void) {
    te_metrics *m = te_metrics_new(0);
    if (m != NULL) te_metrics_reside(m, TE_HIST_USUAL_BYTES);
    return m;
}

te_outbox *te_outbox_new(void) {
    te_outbox *o = calloc(1, sizeof *o);
    if (o == NULL) return NULL;
    pthread_mutex_init(&o->lock, NULL); /* cannot fail on Linux */
    o->metrics = new_set();
    o->failures = te_failures_new();
    o->posted = new_set();
    o->posted_failures = te_failures_new();
    if (o->metrics == NULL || o->failures == NULL || o->posted == NULL ||
        o->posted_failures == NULL) {
        te_outbox_free(o);
        return NULL;
    }
    return o;
}

void te_outbox_free(te_outbox *o) {
    if (o == NULL) return;
    te_metrics_free(o->metrics);
    te_failures_free(o->failures);
    te_metrics_free(o->posted);
    te_failures_free(o->posted_failures);
    pthread_mutex_destroy(&o->lock);
    free(o);
}

te_metrics *te_outbox_metrics(te_outbox *o) { return o->metrics; }

te_failures *te_outbox_failures(te_outbox *o) { return o->failures; }

void te_outbox_post(te_outbox *o) {
    pthread_mutex_lock(&o->lock);
    te_metrics_drain(o->posted, o->metrics);
    te_failures_drain(o->posted_failures, o->failures);
    pthread_mutex_unlock(&o->lock);
}

static void collect(te_outbox *o, te_interval *into) {
    pthread_mutex_lock(&o->lock);
    te_metrics_drain(into->delta, o->posted);
    te_failures_drain(into->failures, o->posted_failures);
    pthread_mutex_unlock(&o->lock);
}

struct te_collector {
    te_outbox **outboxes;
    size_t count;
    te_metrics *own;      /* of whoever ticks */
    te_interval interval; /* the record that was returned last */
    te_totals totals;
    bool is_ending, is_over;
    uint64_t ending_ns; /* since then it is */
    uint64_t begun_ns;  /* where its first record begins */
};

te_collector *te_collector_new(te_outbox **outboxes, size_t count) {
    te_collector *c = calloc(1, sizeof *c);
    if (c == NULL) return NULL;
    c->outboxes = calloc(count + 1, sizeof *c->outboxes);
    c->own = new_set();
    c->interval.delta = new_set();
    c->interval.failures = te_failures_new();
    bool has_totals = te_totals_init(&c->totals);
    if (has_totals) te_metrics_reside(c->totals.metrics, TE_HIST_ALL_BYTES);
    if (c->outboxes == NULL || c->own == NULL || c->interval.delta == NULL ||
        c->interval.failures == NULL || !has_totals) {
        te_collector_free(c);
        return NULL;
    }
    if (count > 0) memcpy(c->outboxes, outboxes, count * sizeof *outboxes);
    c->count = count;
    return c;
}

void te_collector_warm_up(te_collector *c, uint64_t length_ns) {
    c->totals.warm_up.length_ns = length_ns;
}

void te_collector_free(te_collector *c) {
    if (c == NULL) return;
    te_metrics_free(c->own);
    te_metrics_free(c->interval.delta);
    te_failures_free(c->interval.failures);
    te_totals_clear(&c->totals);
    free(c->outboxes);
    free(c);
}

/* Whether the load has ended where a record begins. Of the first it has not,
 * however short the run is. */
static bool is_behind_load(const te_collector *c, uint64_t start_ns) {
    uint64_t slack_ns = start_ns > c->begun_ns ? SLACK_NS : 0;
    return c->is_ending && start_ns + slack_ns >= c->ending_ns;
}

/* Up to where the record is: time does not go back, and a record with the last
 * of the load in it ends with that. */
static uint64_t end_of(const te_collector *c, uint64_t now_ns) {
    uint64_t begun_ns = c->interval.end_ns, ending_ns = c->ending_ns;
    if (c->is_ending && !is_behind_load(c, begun_ns) && now_ns > ending_ns &&
        now_ns <= ending_ns + TAIL_NS)
        return ending_ns;
    return now_ns > begun_ns ? now_ns : begun_ns;
}

static void mark_end(const te_collector *c, te_interval *interval) {
    uint64_t since_ns = c->ending_ns;
    interval->is_ending = is_behind_load(c, interval->start_ns);
    interval->is_cut = c->is_ending && !interval->is_ending &&
                       interval->end_ns > since_ns + SLACK_NS;
    interval->is_over = c->is_over;
}

const te_interval *te_collector_tick(te_collector *c, uint64_t now_ns) {
    te_interval *interval = &c->interval;
    te_metrics_reset(interval->delta);
    te_failures_reset(interval->failures);
    for (size_t i = 0; i < c->count; i++)
        collect(c->outboxes[i], interval);
    te_metrics_drain(interval->delta, c->own);
    interval->number++;
    uint64_t end_ns = end_of(c, now_ns);
    interval->start_ns = interval->end_ns;
    interval->end_ns = end_ns;
    mark_end(c, interval);
    interval->is_warm_up = interval->start_ns < c->totals.warm_up.length_ns;
    te_totals_add(&c->totals, interval);
    return interval;
}

te_totals *te_collector_totals(te_collector *c) { return &c->totals; }

void te_collector_go_on(te_collector *c, const te_totals *before,
                        uint64_t intervals) {
    te_totals_go_on(&c->totals, before);
    c->interval.end_ns = c->begun_ns = before->elapsed_ns;
    c->interval.number = intervals;
}

te_metrics *te_collector_metrics(te_collector *c) { return c->own; }

void te_collector_ending(te_collector *c, uint64_t now_ns) {
    if (!c->is_ending) c->ending_ns = now_ns;
    c->is_ending = true;
}

void te_collector_over(te_collector *c) { c->is_over = true; }

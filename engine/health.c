/* health.c - see health.h. */
#include "health.h"

#include "clock.h"
#include "text.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* Shares of a whole from which on it is suspect. */
#define BUSY 0.9        /* a thread in a second */
#define BUSY_LONG 0.05  /* such seconds in a run */
#define WAITING 0.1     /* of the time, for a CPU */
#define LATE 0.01       /* of the timers, of the arrivals */
#define LONG_TURNS 0.01 /* of the time */
#define STALLED 0.01    /* of the threads' time */
#define TAKEN 0.9       /* of what runs out */
#define MISSED 0.01     /* of the connections */
#define DROPPED 0.01    /* of the planned runs */
/* From which on it is invalid. */
#define LATE_INVALID 0.25
#define LONG_TURNS_INVALID 0.1
#define STALLED_INVALID 0.1
#define UNSENT_INVALID 0.01 /* of the requests */
#define NEVER 2             /* more than all */
/* Fewer say nothing about a share. */
#define LEAST_COUNT 100
/* Bytes: Lua's collector is through with less in no time. */
#define LEAST_HEAP 10e6
/* Of an interval, or of a run, to say what was done with a second. */
#define LEAST_US 500e3

/* --- taking ------------------------------------------------------------- */

#define IN(member) offsetof(te_health, member)

/* What is added up, of all threads, with or without a tag. */
static const struct count {
    const char *metric, *tag;
    size_t at;      /* a double */
    bool is_of_end; /* also while no further run begins */
} counts[] = {
    {"health.timers", NULL, IN(timers), false},
    {"health.timers_late", NULL, IN(late_timers), false},
    {"health.arrivals", NULL, IN(arrivals), true},
    {"health.arrivals_late", NULL, IN(late_arrivals), true},
    {"health.feed_stalls", NULL, IN(stalls), false},
    {"health.feed_stall_us", NULL, IN(stall_us), false},
    {"health.connections_asked", NULL, IN(connections), true},
    {"health.connections_had", NULL, IN(connections_had), true},
    {"health.connections_refused", NULL, IN(connections_refused), true},
    {"scenario.runs", NULL, IN(runs), true},
    {"scenario.dropped", NULL, IN(dropped), true},
    {"http.requests", NULL, IN(requests), true},
    {"http.failed", "error:local", IN(unsent), true},
};

/* Of which the largest value is kept. */
static const struct peak {
    const char *metric;
    size_t at;      /* a uint64_t */
    bool is_of_end; /* likewise */
} peaks[] = {
    {"health.late", IN(latest_ns), false},
    {"health.arrival_lateness", IN(latest_arrival_ns), true},
    {"health.turn", IN(longest_turn_ns), false},
};

#define EACH(item, array)                                                      \
    (item) = (array);                                                          \
    (item) < (array) + sizeof(array) / sizeof *(array);                        \
    (item)++

static void take_counts(te_health *h, const te_metrics *delta, bool is_end) {
    const struct count *c;
    for (EACH(c, counts))
        if (c->is_of_end || !is_end)
            *(double *)(void *)((char *)h + c->at) +=
                te_metrics_sum(delta, c->metric, c->tag);
}

static void take_peak(te_health *h, const te_series *s, bool is_end) {
    const struct peak *p;
    for (EACH(p, peaks)) {
        uint64_t *most = (uint64_t *)(void *)((char *)h + p->at);
        if ((p->is_of_end || !is_end) && strcmp(s->name, p->metric) == 0 &&
            te_hist_max(s->hist) > *most)
            *most = te_hist_max(s->hist);
    }
}

static void take_peaks(te_health *h, const te_metrics *delta, bool is_end) {
    for (size_t i = 0; i < te_metrics_count(delta); i++) {
        const te_series *s = te_metrics_at(delta, i);
        if (s->hist != NULL) take_peak(h, s, is_end);
    }
}

/* The thread that a series is of; NULL beyond those that have a place. */
static te_health_thread *thread_of(te_health *h, const te_series *series) {
    char text[16];
    unsigned long i =
        strtoul(te_series_tag(series, "thread", text, sizeof text), NULL, 10);
    if (i >= TE_HEALTH_THREADS) return NULL;
    if (i >= h->thread_count) h->thread_count = (uint32_t)i + 1;
    return &h->threads[i];
}

/* A thread that is held up tells late of the seconds before, too. */
static void take_cpu(te_health_thread *thread, double cpu_us,
                     double second_us) {
    if (second_us < LEAST_US || cpu_us < BUSY * second_us) return;
    thread->busy_us += cpu_us > second_us ? cpu_us : second_us;
    thread->busy_cpu_us += cpu_us;
}

static void take_series(te_health *h, const te_series *s, double second_us) {
    te_health_thread *thread = thread_of(h, s);
    if (thread == NULL || s->hist != NULL) return;
    if (strcmp(s->name, "health.cpu_us") == 0)
        take_cpu(thread, s->value, second_us);
    else if (strcmp(s->name, "health.cpu_wait_us") == 0)
        thread->cpu_wait_us += s->value;
    else if (strcmp(s->name, "health.long_turns_us") == 0)
        thread->long_turns_us += s->value;
}

/* The collector of Lua works in turns: it may be why they are long. */
static void take_cycles(te_health *h, const te_metrics *delta) {
    if (te_metrics_sum(delta, "health.long_turns_us", NULL) > 0)
        h->lua_cycles += te_metrics_sum(delta, "health.lua_cycles", NULL);
}

/* Gauges are counted by their ups and downs. */
static void take_stock(te_health_stock *stock, const te_metrics *delta,
                       const char *taken, const char *limit) {
    stock->taken += te_metrics_sum(delta, taken, NULL);
    if (limit != NULL) stock->limit += te_metrics_sum(delta, limit, NULL);
    if (stock->taken > stock->most) stock->most = stock->taken;
}

static void take_stocks(te_health *h, const te_metrics *delta) {
    take_stock(&h->descriptors, delta, "health.descriptors",
               "health.descriptors_limit");
    take_stock(&h->ports, delta, "health.ports", "health.ports_limit");
    take_stock(&h->lua_bytes, delta, "health.lua_bytes", NULL);
}

void te_health_interval(te_health *h, const te_interval *interval) {
    const te_metrics *delta = interval->delta;
    uint64_t ns = interval->end_ns - interval->start_ns;
    double second_us = (double)ns / 1e3;
    if (!interval->is_ending) take_stocks(h, delta);
    if (interval->is_warm_up) return;
    take_counts(h, delta, interval->is_ending);
    take_peaks(h, delta, interval->is_ending);
    if (interval->is_ending) return;
    h->elapsed_us += second_us;
    take_cycles(h, delta);
    for (size_t i = 0; i < te_metrics_count(delta); i++)
        take_series(h, te_metrics_at(delta, i), second_us);
}

/* --- the verdict -------------------------------------------------------- */

static te_verdict_outcome grade(double share, double suspect, double invalid) {
    if (share >= invalid) return TE_INVALID;
    return share >= suspect ? TE_SUSPECT : TE_VALID;
}

static te_text seconds(double us) {
    return te_text_duration((uint64_t)(us * 1e3));
}

/* The thread that has most of something, and how much of the run that was. */
typedef struct worst {
    uint32_t thread;
    double us;
} worst;

static worst worst_of(const te_health *h, size_t member) {
    worst w = {0, 0};
    for (uint32_t i = 0; i < h->thread_count; i++) {
        const char *thread = (const char *)&h->threads[i];
        double us = *(const double *)(const void *)(thread + member);
        if (us > w.us) w = (worst){i, us};
    }
    if (w.us > h->elapsed_us) w.us = h->elapsed_us;
    return w;
}
#define WORST_OF(h, member) worst_of((h), offsetof(te_health_thread, member))

static void judge_cpu(const te_health *h, te_verdict *v) {
    worst w = WORST_OF(h, busy_us);
    if (!(w.us > BUSY_LONG * h->elapsed_us)) return;
    double all_us = h->threads[w.thread].busy_us;
    double cpu_us = h->threads[w.thread].busy_cpu_us;
    te_verdict_add(v, TE_SUSPECT, "cpu", "thread %u was %s busy for %s of %s",
                   w.thread,
                   te_text_share(cpu_us < all_us ? cpu_us : all_us, all_us).s,
                   seconds(w.us).s, seconds(h->elapsed_us).s);
}

static void judge_wait(const te_health *h, te_verdict *v) {
    worst w = WORST_OF(h, cpu_wait_us);
    if (!(w.us > WAITING * h->elapsed_us)) return;
    te_verdict_add(v, TE_SUSPECT, "cpu_wait",
                   "thread %u waited for a CPU %s of the time", w.thread,
                   te_text_share(w.us, h->elapsed_us).s);
}

/* Of deadlines, or of arrivals, those that were late. */
static void judge_late(te_verdict *v, const char *kind, double late, double all,
                       uint64_t latest_ns) {
    if (all < LEAST_COUNT) return;
    te_verdict_outcome outcome = grade(late / all, LATE, LATE_INVALID);
    if (outcome == TE_VALID) return;
    te_verdict_add(v, outcome, kind,
                   "%s of the %s were more than 5 ms late, the latest %s",
                   te_text_share(late, all).s, kind,
                   te_text_duration(latest_ns).s);
}

static void judge_turns(const te_health *h, te_verdict *v) {
    char collector[140] = "";
    worst w = WORST_OF(h, long_turns_us);
    te_verdict_outcome outcome =
        grade(w.us / h->elapsed_us, LONG_TURNS, LONG_TURNS_INVALID);
    if (outcome == TE_VALID) return;
    if (h->lua_cycles > 0 && h->lua_bytes.most >= LEAST_HEAP)
        snprintf(collector, sizeof collector,
                 " (Lua's collector went round %s times then, over %s)",
                 te_text_count(h->lua_cycles).s,
                 te_text_bytes(h->lua_bytes.most).s);
    te_verdict_add(
        v, outcome, "turns",
        "%s of the time was turns of more than 50 ms, the longest %s%s",
        te_text_share(w.us, h->elapsed_us).s,
        te_text_duration(h->longest_turn_ns).s, collector);
}

static void judge_stalls(const te_health *h, te_verdict *v) {
    double all_us = h->elapsed_us * (h->thread_count > 0 ? h->thread_count : 1);
    te_verdict_outcome outcome =
        grade(h->stall_us / all_us, STALLED, STALLED_INVALID);
    if (outcome == TE_VALID) return;
    te_verdict_add(
        v, outcome, "feeds",
        "%s of the time went into %s reads of data of more than 5 ms",
        te_text_share(h->stall_us, all_us).s, te_text_count(h->stalls).s);
}

static void judge_stock(const te_health_stock *stock, te_verdict *v,
                        const char *kind, const char *what, double invalid) {
    if (stock->limit == 0) return;
    te_verdict_outcome outcome =
        grade(stock->most / stock->limit, TAKEN, invalid);
    if (outcome == TE_VALID) return;
    te_verdict_add(v, outcome, kind, "%s of %s %s were taken",
                   te_text_count(stock->most).s, te_text_count(stock->limit).s,
                   what);
}

static void judge_unsent(const te_health *h, te_verdict *v) {
    if (h->unsent == 0) return;
    bool is_much = h->unsent >= UNSENT_INVALID * h->requests;
    te_verdict_add(
        v, is_much ? TE_INVALID : TE_SUSPECT, "unsent",
        "%s of the requests could not be sent: no descriptor, port or memory "
        "was left",
        te_text_share(h->unsent, h->requests).s);
}

/* A refusal is an answer of the other side, and what could not be sent has a
 * reason of its own; the rest got lost somewhere, maybe here. */
static void judge_connections(const te_health *h, te_verdict *v) {
    double all = h->connections;
    double missed =
        all - h->connections_had - h->connections_refused - h->unsent;
    if (all < LEAST_COUNT || missed < MISSED * all) return;
    te_verdict_add(
        v, TE_SUSPECT, "connections",
        "%s of the %s connections asked for were neither had nor refused",
        te_text_share(missed, all).s, te_text_count(all).s);
}

/* The load was not the one that was asked for. */
static void judge_dropped(const te_health *h, te_verdict *v) {
    double planned = h->runs + h->dropped;
    if (h->dropped == 0 || h->dropped < DROPPED * planned) return;
    te_verdict_add(
        v, TE_SUSPECT, "dropped",
        "%s of the planned runs were dropped: there were too few workers",
        te_text_share(h->dropped, planned).s);
}

bool te_health_is_known(const te_health *h) {
    return h != NULL && h->elapsed_us >= LEAST_US;
}

te_verdict te_health_verdict(const te_health *h) {
    te_verdict v = {.outcome = TE_VALID};
    if (h->elapsed_us > 0) {
        judge_cpu(h, &v);
        judge_wait(h, &v);
        judge_late(&v, "arrivals", h->late_arrivals, h->arrivals,
                   h->latest_arrival_ns);
        judge_late(&v, "timers", h->late_timers, h->timers, h->latest_ns);
        judge_turns(h, &v);
        judge_stalls(h, &v);
    }
    judge_stock(&h->descriptors, &v, "descriptors", "file descriptors", 1);
    judge_stock(&h->ports, &v, "ports", "local ports", NEVER);
    judge_unsent(h, &v);
    judge_connections(h, &v);
    judge_dropped(h, &v);
    return v;
}

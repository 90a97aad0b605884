/* health.c - see health.h. */
#include "health.h"

#include "clock.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

/* Shares of a whole from which on it is suspect. */
#define BUSY 0.9        /* a thread in a second */
#define BUSY_LONG 0.05  /* such seconds in a run */
#define WAITING 0.1     /* of the time, for a CPU */
#define LATE 0.01       /* of the timers */
#define LONG_TURNS 0.01 /* of the time */
#define TAKEN 0.9       /* of what runs out */
#define UNSENT 0.01     /* of the requests: invalid */
#define TEN_TIMES 10
/* Fewer say nothing about a share. */
#define LEAST_TIMERS 100
/* Shorter intervals than this, at the end of a run, are none of a second. */
#define LEAST_INTERVAL_NS (TE_NS_PER_S / 2)
/* Intervals from one look at the machine to the next. */
enum { MACHINE_EVERY = 5 };

const char *te_verdict_name(te_verdict_outcome outcome) {
    static const char *const names[] = {"valid", "suspect", "invalid"};
    return names[outcome];
}

/* --- taking ------------------------------------------------------------- */

/* The thread that a series is of; NULL beyond those that have a place. */
static te_health_thread *thread_of(te_health *h, const te_series *series) {
    char text[16];
    unsigned long i =
        strtoul(te_series_tag(series, "thread", text, sizeof text), NULL, 10);
    if (i >= TE_HEALTH_THREADS) return NULL;
    if (i >= h->thread_count) h->thread_count = (uint32_t)i + 1;
    return &h->threads[i];
}

static void raise_to(uint64_t *most, uint64_t value) {
    if (value > *most) *most = value;
}

static void take_cpu(te_health *h, const te_series *series, double second_us) {
    te_health_thread *thread = thread_of(h, series);
    if (thread == NULL) return;
    thread->cpu_us += series->value;
    if (series->value < BUSY * second_us) return;
    thread->busy_us += second_us;
    thread->busy_cpu_us += series->value;
}

static void take_wait(te_health *h, const te_series *series) {
    te_health_thread *thread = thread_of(h, series);
    if (thread != NULL) thread->cpu_wait_us += series->value;
}

/* One of health.*, without that. */
static void take_vital(te_health *h, const char *name, const te_series *s,
                       double second_us) {
    if (strcmp(name, "cpu_us") == 0)
        take_cpu(h, s, second_us);
    else if (strcmp(name, "cpu_wait_us") == 0)
        take_wait(h, s);
    else if (strcmp(name, "timers") == 0)
        h->timers += s->value;
    else if (strcmp(name, "timers_late") == 0)
        h->late_timers += s->value;
    else if (strcmp(name, "turn") == 0)
        raise_to(&h->longest_turn_ns, te_hist_max(s->hist));
    else if (strcmp(name, "late") == 0)
        raise_to(&h->latest_ns, te_hist_max(s->hist));
}

/* Of the thread that has most of them. */
static double long_turns_us(const te_interval *interval, double second_us) {
    double most_us = 0;
    for (size_t i = 0; i < te_metrics_count(interval->delta); i++) {
        const te_series *s = te_metrics_at(interval->delta, i);
        if (strcmp(s->name, "health.long_turns_us") == 0 && s->value > most_us)
            most_us = s->value;
    }
    return most_us < second_us ? most_us : second_us;
}

void te_health_interval(te_health *h, const te_interval *interval) {
    static const char family[] = "health.";
    const te_metrics *delta = interval->delta;
    uint64_t ns = interval->end_ns - interval->start_ns;
    double second_us = (double)ns / 1e3;
    if (ns < LEAST_INTERVAL_NS) return;
    h->elapsed_us += second_us;
    h->long_turns_us += long_turns_us(interval, second_us);
    h->requests += te_metrics_sum(delta, "http.requests", NULL);
    h->unsent += te_metrics_sum(delta, "http.failed", "error:local");
    for (size_t i = 0; i < te_metrics_count(delta); i++) {
        const te_series *s = te_metrics_at(delta, i);
        if (s->touched && strncmp(s->name, family, strlen(family)) == 0)
            take_vital(h, s->name + strlen(family), s, second_us);
    }
}

void te_health_machine(te_health *h, const te_machine *seen) {
    raise_to(&h->most.descriptors, seen->descriptors);
    h->most.descriptors_limit = seen->descriptors_limit;
}

void te_health_look(te_health *h, const te_interval *interval) {
    if (interval->is_warm_up) return;
    te_health_interval(h, interval);
    if (interval->number % MACHINE_EVERY != 1) return;
    te_machine seen = te_machine_look();
    te_health_machine(h, &seen);
}

/* --- the verdict -------------------------------------------------------- */

static char *add(te_verdict *v, te_verdict_outcome outcome, const char *kind) {
    if (outcome > v->outcome) v->outcome = outcome;
    v->reasons[v->count].outcome = outcome;
    v->reasons[v->count].kind = kind;
    return v->reasons[v->count++].text;
}
#define SAY(v, outcome, kind, ...)                                             \
    snprintf(add((v), (outcome), (kind)), sizeof(v)->reasons[0].text,          \
             __VA_ARGS__)

static te_verdict_outcome grade(double share, double suspect, double times) {
    if (share >= suspect * times) return TE_INVALID;
    return share >= suspect ? TE_SUSPECT : TE_VALID;
}

static te_text seconds(double us) {
    return te_text_duration((uint64_t)(us * 1e3));
}

/* Of the threads, the one that was busy longest. */
static void judge_cpu(const te_health *h, te_verdict *v) {
    uint32_t worst = 0;
    for (uint32_t i = 1; i < h->thread_count; i++)
        if (h->threads[i].busy_us > h->threads[worst].busy_us) worst = i;
    const te_health_thread *t = &h->threads[worst];
    if (!(t->busy_us > BUSY_LONG * h->elapsed_us)) return;
    double cpu_us = t->busy_cpu_us < t->busy_us ? t->busy_cpu_us : t->busy_us;
    SAY(v, TE_SUSPECT, "cpu", "thread %u was %s busy for %s of %s", worst,
        te_text_share(cpu_us, t->busy_us).s, seconds(t->busy_us).s,
        seconds(h->elapsed_us).s);
}

static void judge_wait(const te_health *h, te_verdict *v) {
    uint32_t worst = 0;
    for (uint32_t i = 1; i < h->thread_count; i++)
        if (h->threads[i].cpu_wait_us > h->threads[worst].cpu_wait_us)
            worst = i;
    double waited_us = h->threads[worst].cpu_wait_us;
    if (!(waited_us > WAITING * h->elapsed_us)) return;
    SAY(v, TE_SUSPECT, "cpu_wait", "thread %u waited for a CPU %s of the time",
        worst, te_text_share(waited_us, h->elapsed_us).s);
}

static void judge_timers(const te_health *h, te_verdict *v) {
    if (h->timers < LEAST_TIMERS) return;
    te_verdict_outcome outcome =
        grade(h->late_timers / h->timers, LATE, TEN_TIMES);
    if (outcome == TE_VALID) return;
    SAY(v, outcome, "timers",
        "%s of the timers were more than 5 ms late, the latest %s",
        te_text_share(h->late_timers, h->timers).s,
        te_text_duration(h->latest_ns).s);
}

static void judge_turns(const te_health *h, te_verdict *v) {
    te_verdict_outcome outcome =
        grade(h->long_turns_us / h->elapsed_us, LONG_TURNS, TEN_TIMES);
    if (outcome == TE_VALID) return;
    SAY(v, outcome, "turns",
        "%s of the time was turns of more than 50 ms, the longest %s",
        te_text_share(h->long_turns_us, h->elapsed_us).s,
        te_text_duration(h->longest_turn_ns).s);
}

static void judge_descriptors(const te_health *h, te_verdict *v) {
    double open = (double)h->most.descriptors;
    double limit = (double)h->most.descriptors_limit;
    if (limit == 0) return;
    te_verdict_outcome outcome = grade(open / limit, TAKEN, 1 / TAKEN);
    if (outcome == TE_VALID) return;
    SAY(v, outcome, "descriptors", "%s file descriptors were open, of %s",
        te_text_count(open).s, te_text_count(limit).s);
}

static void judge_unsent(const te_health *h, te_verdict *v) {
    if (h->unsent == 0) return;
    bool is_much = h->unsent >= UNSENT * h->requests;
    SAY(v, is_much ? TE_INVALID : TE_SUSPECT, "unsent",
        "%s of the requests could not be sent: no descriptor, port or memory "
        "was left",
        te_text_share(h->unsent, h->requests).s);
}

bool te_health_is_known(const te_health *h) {
    return h != NULL && h->elapsed_us > 0;
}

te_verdict te_health_verdict(const te_health *h) {
    te_verdict v = {.outcome = TE_VALID};
    if (h->elapsed_us > 0) {
        judge_cpu(h, &v);
        judge_wait(h, &v);
        judge_timers(h, &v);
        judge_turns(h, &v);
    }
    judge_descriptors(h, &v);
    judge_unsent(h, &v);
    return v;
}

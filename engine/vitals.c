/* vitals.c - see vitals.h. */
#include "vitals.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

static uint64_t cpu_us(void) {
    struct timespec used;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return (uint64_t)used.tv_sec * 1000000 + (uint64_t)used.tv_nsec / 1000;
}

/* The kernel's second figure: time on a run queue. 0 where it keeps none. */
static uint64_t cpu_wait_us(void) {
    uint64_t ran_ns, waited_ns = 0;
    FILE *f = fopen("/proc/thread-self/schedstat", "re");
    if (f == NULL) return 0;
    if (fscanf(f, "%" SCNu64 " %" SCNu64, &ran_ns, &waited_ns) != 2)
        waited_ns = 0;
    fclose(f);
    return waited_ns / 1000;
}

void te_vitals_start(te_vitals *v, te_metrics *m, uint32_t thread,
                     te_loop *loop) {
    char tags[32];
    snprintf(tags, sizeof tags, "thread:%" PRIu32, thread);
    *v = (te_vitals){
        .cpu = te_metrics_series(m, TE_COUNTER, "health.cpu_us", tags),
        .cpu_wait =
            te_metrics_series(m, TE_COUNTER, "health.cpu_wait_us", tags),
        .timers = te_metrics_series(m, TE_COUNTER, "health.timers", tags),
        .timers_late =
            te_metrics_series(m, TE_COUNTER, "health.timers_late", tags),
        .long_turns =
            te_metrics_series(m, TE_COUNTER, "health.long_turns_us", tags),
        .turn = te_metrics_series(m, TE_TREND, "health.turn", tags),
        .late = te_metrics_series(m, TE_TREND, "health.late", tags),
        .cpu_us = cpu_us(),
        .cpu_wait_us = cpu_wait_us(),
    };
    te_loop_take_pulse(loop);
}

void te_vitals_count(te_vitals *v, te_loop *loop) {
    if (v->cpu == NULL) return;
    te_loop_pulse pulse = te_loop_take_pulse(loop);
    uint64_t used_us = cpu_us(), waited_us = cpu_wait_us();
    te_series_add(v->cpu, (double)(used_us - v->cpu_us));
    te_series_add(v->cpu_wait, (double)(waited_us - v->cpu_wait_us));
    te_series_add(v->timers, (double)pulse.timers);
    te_series_add(v->timers_late, (double)pulse.late_timers);
    te_series_add(v->long_turns, (double)(pulse.long_turns_ns / 1000));
    te_series_record(v->turn, pulse.longest_turn_ns);
    te_series_record(v->late, pulse.latest_ns);
    v->cpu_us = used_us;
    v->cpu_wait_us = waited_us;
}

void te_vitals_stop(te_vitals *v, te_loop *loop) {
    te_vitals_count(v, loop);
    v->cpu = NULL;
}

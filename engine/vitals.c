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

static uint64_t lua_bytes(lua_State *L) {
    return (uint64_t)lua_gc(L, LUA_GCCOUNT) << 10 |
           (uint64_t)lua_gc(L, LUA_GCCOUNTB);
}

void te_vitals_start(te_vitals *v, const te_script *script) {
    te_metrics *m = script->metrics;
    char tags[32];
    snprintf(tags, sizeof tags, "thread:%" PRIu32, script->index);
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
        .lua_bytes = te_metrics_series(m, TE_GAUGE, "health.lua_bytes", tags),
        .lua_cycles =
            te_metrics_series(m, TE_COUNTER, "health.lua_cycles", tags),
        .script = script,
        .cpu_us = cpu_us(),
        .cpu_wait_us = cpu_wait_us(),
        .cycles = script->lua_cycles,
    };
    te_loop_take_pulse(script->loop);
}

static void count_lua(te_vitals *v) {
    uint64_t bytes = lua_bytes(v->script->L), cycles = v->script->lua_cycles;
    te_series_add(v->lua_bytes, (double)bytes - (double)v->bytes);
    te_series_add(v->lua_cycles, (double)(cycles - v->cycles));
    v->bytes = bytes;
    v->cycles = cycles;
}

void te_vitals_count(te_vitals *v) {
    if (v->script == NULL) return;
    te_loop_pulse pulse = te_loop_take_pulse(v->script->loop);
    uint64_t used_us = cpu_us(), waited_us = cpu_wait_us();
    te_series_add(v->cpu, (double)(used_us - v->cpu_us));
    te_series_add(v->cpu_wait, (double)(waited_us - v->cpu_wait_us));
    te_series_add(v->timers, (double)pulse.timers);
    te_series_add(v->timers_late, (double)pulse.late_timers);
    te_series_add(v->long_turns, (double)(pulse.long_turns_ns / 1000));
    te_series_record(v->turn, pulse.longest_turn_ns);
    te_series_record(v->late, pulse.latest_ns);
    count_lua(v);
    v->cpu_us = used_us;
    v->cpu_wait_us = waited_us;
}

void te_vitals_stop(te_vitals *v) {
    te_vitals_count(v);
    v->script = NULL;
}

/* vitals.h - how an engine thread keeps up, counted once a second among its
 * metrics, with the tag "thread:N":
 *
 *   health.cpu_us        CPU time that it used
 *   health.cpu_wait_us   time that it could have run, and had no CPU
 *   health.timers        deadlines that came, and those of them that it was
 *   health.timers_late   late for (loop.h)
 *   health.long_turns_us time in turns that were long, of the loop
 *   health.turn          the longest turn of each second: a trend
 *   health.late          the latest timer of each second: a trend
 *   health.lua_bytes     what the Lua state holds: a gauge
 *   health.lua_cycles    how often its collector went round
 *
 * Whole microseconds, so that sums are exact. How long the collector takes is
 * part of the turns (lua_cycles.h). */
#ifndef TE_VITALS_H
#define TE_VITALS_H

#include "script.h"

typedef struct te_vitals {
    te_series *cpu, *cpu_wait, *timers, *timers_late, *long_turns;
    te_series *turn, *late, *lua_bytes, *lua_cycles;
    const te_script *script;                     /* NULL: not at work */
    uint64_t cpu_us, cpu_wait_us, bytes, cycles; /* what they showed last */
} te_vitals;

/* On the script's thread, when its work begins: what was before is not
 * counted. */
void te_vitals_start(te_vitals *v, const te_script *script);
/* On the thread, once a second; nothing before the start and after the end. */
void te_vitals_count(te_vitals *v);
/* Counts for the last time. */
void te_vitals_stop(te_vitals *v);

#endif

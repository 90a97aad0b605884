/* health.h - whether the generator itself kept up, so that what it measured
 * can be believed: the verdict of a run.
 *
 *   SUSPECT   a thread used nine tenths of a CPU or more for a twentieth of
 *             the run, or waited for a CPU for a tenth of it; one timer, or one
 *             arrival, in a hundred was late; a hundredth of the time went into
 *             long turns, or into reads of data that stalled; nine tenths of
 *             the file descriptors, or of the local ports, were taken; one
 *             connection in a hundred that was asked for was neither had nor
 *             refused; a request could not be sent for want of a descriptor, a
 *             port or memory; one planned run in a hundred was dropped
 *   INVALID   a quarter of the timers or arrivals late; a tenth of the time in
 *             long turns or stalls; no descriptor left; one request in a
 *             hundred not sent
 *   VALID     none of these
 *
 * Arithmetic on interval records (vitals.h and resources.h say what is in
 * them): it knows no clock. What takes time is looked at while runs begin, or
 * might, also where all workers rest; what is counted, to the end. */
#ifndef TE_HEALTH_H
#define TE_HEALTH_H

#include "interval.h"
#include "verdict.h"

enum { TE_HEALTH_THREADS = 256 };

typedef struct te_health_thread {
    double cpu_wait_us, long_turns_us;
    double busy_us, busy_cpu_us; /* of the seconds in which it was busy */
} te_health_thread;

/* How many of something are there, and may be. */
typedef struct te_health_stock {
    double taken, limit; /* 0: unknown, or no limit */
    double most;         /* that was taken */
} te_health_stock;

typedef struct te_health {
    double elapsed_us; /* of the intervals that were looked at */
    double timers, late_timers;
    double arrivals, late_arrivals;
    uint64_t latest_ns, latest_arrival_ns;
    uint64_t longest_turn_ns;
    double lua_cycles;       /* in seconds with such turns */
    double stalls, stall_us; /* of all threads together */
    double runs, dropped;
    double requests, unsent; /* those that failed as `local` */
    double connections, connections_had, connections_refused;
    te_health_stock descriptors, ports, lua_bytes;
    uint32_t thread_count;
    te_health_thread threads[TE_HEALTH_THREADS];
} te_health;

/* Zeroed is empty. Take each interval record; what a warm-up measured is
 * passed over. */
void te_health_interval(te_health *h, const te_interval *interval);

/* Whether enough was looked at: a run of less than half a second has no
 * verdict. False for NULL. */
bool te_health_is_known(const te_health *h);

te_verdict te_health_verdict(const te_health *h);

#endif

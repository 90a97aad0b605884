/* health.h - whether the generator itself kept up, so that what it measured
 * can be believed: the verdict of a run.
 *
 *   SUSPECT   a thread used nine tenths of a CPU or more for a twentieth of
 *             the run, or waited for a CPU for a tenth of it; one timer in a
 *             hundred was late; a hundredth of the time went into long turns;
 *             nine tenths of the file descriptors were open; a request could
 *             not be sent for want of a descriptor, a port or memory
 *   INVALID   ten times as many timers late, or as much time in long turns;
 *             no descriptor left; one request in a hundred not sent
 *   VALID     none of these
 *
 * Arithmetic on interval records (vitals.h says what is in them) and on what
 * the machine was seen to have: it knows no clock. Only what was measured
 * while workers were at work is looked at. */
#ifndef TE_HEALTH_H
#define TE_HEALTH_H

#include "interval.h"
#include "machine.h"

typedef enum { TE_VALID, TE_SUSPECT, TE_INVALID } te_verdict_outcome;
/* "valid", "suspect", "invalid". */
const char *te_verdict_name(te_verdict_outcome outcome);

enum { TE_HEALTH_THREADS = 256, TE_VERDICT_REASONS = 6 };

typedef struct te_health_thread {
    double cpu_us, cpu_wait_us;
    double busy_us, busy_cpu_us; /* of the seconds in which it was busy */
} te_health_thread;

typedef struct te_health {
    double elapsed_us; /* of the intervals that were looked at */
    double timers, late_timers;
    double long_turns_us; /* of the thread that has most, per second */
    uint64_t longest_turn_ns, latest_ns;
    double requests, unsent; /* those that failed as `local` */
    te_machine most;         /* the most that was seen open */
    uint32_t thread_count;
    te_health_thread threads[TE_HEALTH_THREADS];
} te_health;

/* Zeroed is empty. Take each interval record in which workers were at work,
 * and from time to time what the machine has. */
void te_health_interval(te_health *h, const te_interval *interval);
void te_health_machine(te_health *h, const te_machine *seen);

/* Both: looks at the machine itself, in the first and every fifth record. A
 * warm-up is passed over. */
void te_health_look(te_health *h, const te_interval *interval);

/* Why it is not valid, each with its figures, in words of one line. */
typedef struct te_verdict {
    te_verdict_outcome outcome; /* of the worst reason */
    size_t count;
    struct {
        te_verdict_outcome outcome;
        const char *kind; /* "cpu", "cpu_wait", "timers", "turns", ... */
        char text[160];
    } reasons[TE_VERDICT_REASONS];
} te_verdict;

/* Whether anything was looked at: a run of less than a second has no verdict.
 * False for NULL. */
bool te_health_is_known(const te_health *h);

te_verdict te_health_verdict(const te_health *h);

#endif

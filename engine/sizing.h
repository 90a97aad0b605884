/* sizing.h - whether too many runs fail by now: --sizing.
 *
 * While workers are added, one after the other, each interval record is looked
 * at: once more than so many percent of the runs that ended in the last minute
 * have failed, of a hundred or more, there are too many workers.
 * Arithmetic on the records that it is given: it knows no clock.
 *
 * The share is failed / (failed + succeeded), which is what people take a
 * tolerance of 5 % for; molotov divides by those that succeeded alone. Its
 * minute, too, starts anew each minute, while this one slides. */
#ifndef TE_SIZING_H
#define TE_SIZING_H

#include "interval.h"
#include <stdbool.h>
#include <stdint.h>

enum { TE_SIZING_WINDOW_S = 60, TE_SIZING_LEAST_RUNS = 100 };

typedef struct te_sizing_minute {
    double succeeded, failed;
} te_sizing_minute;

typedef struct te_sizing {
    double tolerance_percent;
    bool is_passed;
    /* What ended in each second of the last minute, at number % 60. */
    struct {
        uint64_t number; /* since the run's start, from 1; 0: none yet */
        te_sizing_minute ended;
    } seconds[TE_SIZING_WINDOW_S];
    uint64_t last; /* number of the newest */
} te_sizing;

void te_sizing_init(te_sizing *sizing, double tolerance_percent);

/* Takes the next interval record; true from the moment on that the tolerance
 * is passed. What comes later changes nothing. */
bool te_sizing_interval(te_sizing *sizing, const te_interval *interval);

/* The runs that ended in the last minute, or in that before it was passed. */
te_sizing_minute te_sizing_last_minute(const te_sizing *sizing);

#endif

/* profile.h - the load shape as pure arithmetic: what is wanted at time t.
 *
 * Stages in, targets out. Between two stages the level goes in a straight
 * line, from 0 at the start; `:=` jumps. After the last stage its level holds
 * until the profile's end. A level is of workers (the closed model: each runs
 * again and again) or of arrivals per second (the open model). Times are ns
 * since the profile's start. */
#ifndef TE_PROFILE_H
#define TE_PROFILE_H

#include "spec.h"
#include <stdbool.h>
#include <stdint.h>

typedef struct te_profile {
    te_stages stages;
    uint64_t duration_ns; /* no run starts at or after it */
    uint64_t late_ns;     /* the stages begin so much later; 0 until then */
} te_profile;

/* W workers that begin one by one: worker i at i * ramp / W, as molotov has
 * it. */
void te_profile_hold_workers(te_profile *profile, uint32_t workers,
                             uint64_t ramp_up_ns, uint64_t duration_ns);

/* Arrivals at one rate. */
void te_profile_hold_rate(te_profile *profile, double per_s,
                          uint64_t duration_ns);

/* How long the stages take. */
uint64_t te_profile_stages_ns(const te_profile *profile);

/* The level at t_ns, a jump's own moment included; 0 at the end. */
double te_profile_level(const te_profile *profile, uint64_t t_ns);

/* The highest level that there is before the end. */
double te_profile_highest(const te_profile *profile);

/* ---- The course, line by line ---- */

typedef struct te_line {
    uint64_t from_ns, duration_ns; /* 0: a jump and nothing more */
    double first, last;            /* levels at its ends */
} te_line;

typedef struct te_course {
    const te_profile *profile; /* borrowed */
    size_t next;               /* stage */
    uint64_t from_ns;
    double level;
} te_course;

te_course te_profile_course(const te_profile *profile);

/* The next line: one per stage, and a level one after the last. False once
 * the profile is over; the last line may reach beyond its end. */
bool te_course_next(te_course *course, te_line *line);

/* ---- Workers ---- */

/* A stretch of time in which a worker is wanted. */
typedef struct te_shift {
    uint64_t from_ns, until_ns;
} te_shift;

/* Worker i (from 0) is wanted while the level is above i: who came last goes
 * first. The first shift of its that is not over at t_ns; false when there is
 * none. */
bool te_profile_shift(const te_profile *profile, uint32_t i, uint64_t t_ns,
                      te_shift *shift);

#endif

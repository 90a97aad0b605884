/* capacity.h - what load a target bears: --find-capacity.
 *
 * One load after the other (search.h) is put on the target: runs per second,
 * or workers. Each gets half a window to settle, which is not judged, then a
 * full window in which the criteria hold or not (criteria.h). Where nothing
 * was measured in it, it goes on, up to three times its length. After a load
 * that broke the target rests at a lower one until the criteria hold again:
 * what was left waiting does not speak against the next load.
 *
 * A rate that was not had is not held, whatever the criteria say: fewer runs
 * began than nineteen in twenty, and chance is no reason. A load that broke
 * while the generator itself did not keep up (health.h) says nothing of the
 * target, and the answer says so.
 *
 * Arithmetic on the interval records that it is given: it knows no clock. The
 * same records, read back from a journal, give the same answer. */
#ifndef TE_CAPACITY_H
#define TE_CAPACITY_H

#include "criteria.h"
#include "health.h"
#include "search.h"

/* Of a window; it is put together out of records of a second. */
#define TE_CAPACITY_WINDOW_LEAST_NS UINT64_C(1000000000)
#define TE_CAPACITY_WINDOW_MOST_NS UINT64_C(3600000000000)

typedef struct te_capacity_config {
    const char *criteria; /* copied */
    uint64_t window_ns;
    bool are_rates;     /* loads are runs per second; else workers */
    double first, most; /* load to begin with, at most */
    uint64_t until_ns;  /* what ends later is not looked at */
} te_capacity_config;

typedef enum {
    TE_CAPACITY_SEARCHING,
    TE_CAPACITY_FOUND,
    TE_CAPACITY_NONE,        /* no load held */
    TE_CAPACITY_UNCLEAR,     /* what held once broke the next time */
    TE_CAPACITY_UNMEASURED,  /* nothing to judge the first load by */
    TE_CAPACITY_UNRECOVERED, /* broken, and not well again at a lower load */
} te_capacity_state;
/* "searching", "found", "none", ... */
const char *te_capacity_state_name(te_capacity_state state);

typedef enum {
    TE_LEVEL_HELD,
    TE_LEVEL_BROKE,
    TE_LEVEL_MISSED,     /* the rate was not had */
    TE_LEVEL_UNMEASURED, /* a criterion had nothing to be judged by */
} te_level_outcome;
/* "held", "broke", "missed", "unmeasured". */
const char *te_level_outcome_name(te_level_outcome outcome);

/* A load that was judged, and its evidence. */
typedef struct te_level {
    double load;               /* asked for */
    bool is_again;             /* to be sure of what it had come to before */
    uint64_t start_ns, end_ns; /* of the window, since the run's start */
    double runs_per_s, requests_per_s; /* had */
    te_level_outcome outcome;
    te_criterion found[TE_CRITERIA_MAX];
    te_verdict_outcome verdict;    /* on the generator in this window, */
    char reason[TE_VERDICT_BYTES]; /* and its first reason, or "" */
} te_level;

typedef struct te_capacity te_capacity;

/* NULL and err, which quotes what is wrong. */
te_capacity *te_capacity_new(const te_capacity_config *config, te_error *err);
void te_capacity_free(te_capacity *capacity); /* NULL is fine */

/* Takes the next record; true when another load is wanted, or none any more. */
bool te_capacity_interval(te_capacity *capacity, const te_interval *interval);

double te_capacity_load(const te_capacity *capacity); /* wanted now */
te_capacity_state te_capacity_state_of(const te_capacity *capacity);

/* ---- What is known ---- */

const te_capacity_config *te_capacity_config_of(const te_capacity *capacity);
const te_criteria *te_capacity_criteria(const te_capacity *capacity);

/* All levels so far, in the order of time. */
const te_level *te_capacity_levels(const te_capacity *capacity, size_t *count);
/* Of the highest load that held, of the lowest that did not, what they came to
 * last; of the latter rather while the generator kept up. NULL: none yet. */
const te_level *te_capacity_held(const te_capacity *capacity);
const te_level *te_capacity_broke(const te_capacity *capacity);

/* What sets the limit: the target, the generator, or that no more was
 * allowed. */
typedef enum {
    TE_LIMIT_TARGET,
    TE_LIMIT_GENERATOR,
    TE_LIMIT_MOST,
} te_capacity_limit;
te_capacity_limit te_capacity_limit_of(const te_capacity *capacity);

/* What it is at. */
typedef enum {
    TE_CAPACITY_RESTS,
    TE_CAPACITY_SETTLES,
    TE_CAPACITY_JUDGES
} te_capacity_phase;
typedef struct te_capacity_now {
    te_capacity_phase phase;
    uint64_t elapsed_ns, of_ns; /* of the phase; of a rest: so far */
    te_criterion found[TE_CRITERIA_MAX];
} te_capacity_now;
te_capacity_now te_capacity_look(const te_capacity *capacity);

#endif

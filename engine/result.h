/* result.h - all that is known of a run: its facts and its merged metrics. */
#ifndef TE_RESULT_H
#define TE_RESULT_H

#include "capacity.h"
#include "health.h"
#include "interval.h"
#include "known_metric.h"
#include "sizing.h"
#include "tengine.h"
#include "threshold.h"
#include <stdbool.h>
#include <stdint.h>

/* Why a run ended. */
typedef enum {
    TE_END_RUNNING,   /* it has not */
    TE_END_RUNS,      /* every worker has done its runs */
    TE_END_DURATION,  /* the time was up */
    TE_END_STOP,      /* a scenario called tengine.stop() */
    TE_END_EXCEPTION, /* --exception and a run failed */
    TE_END_SIGNAL,    /* te_run_stop(), a signal; the reason may be --control */
    TE_END_FIXTURE,   /* a fixture failed */
    TE_END_STUCK,     /* every worker had to be ended */
    TE_END_THRESHOLD, /* one with `abort` is broken */
    TE_END_SIZED,     /* --sizing and more runs failed than it tolerates */
    TE_END_CAPACITY,  /* --find-capacity has nothing left to try */
    TE_END_KILLED,    /* its journal breaks off: only recordings have it */
    TE_END_LAST = TE_END_KILLED,
} te_end;

/* The end as programs read it: "runs", "duration", "signal", ... */
const char *te_end_name(te_end end);
const char *te_end_text(te_end end); /* for people */

/* A scenario as the file registered it. */
typedef struct te_scenario_fact {
    const char *name;
    double weight;
    bool is_on; /* whether it may be run */
} te_scenario_fact;

/* Puts the tag that chooses its series, "scenario:NAME", into `out`, which
 * holds TE_TAGS_BYTES; returns out. */
char *te_scenario_fact_tag(const te_scenario_fact *fact, char *out);

typedef struct te_result {
    const char *version; /* of tengine, that made the run */
    const char *scenario_path;
    uint64_t seed;
    uint32_t workers;       /* asked for */
    uint32_t workers_begun; /* fewer where the run ended before their turn */
    uint32_t threads;
    uint32_t segment;         /* 1, or more where it was killed and resumed */
    const char *const *loads; /* what was run, a line each (load_text.h) */
    size_t load_count;
    uint64_t max_runs;    /* per worker; 0: no bound */
    uint64_t duration_ns; /* asked for */
    uint64_t started_at_unix_ns;
    te_end end;
    char end_reason[256]; /* what stop(reason) said, the fixture's error */
    const te_totals *totals;
    const char *const *notes; /* lines that modules noted, `note_count` of
                                 them */
    size_t note_count;
    double failures_limit;             /* --fail, or 0 */
    const te_sizing *sizing;           /* --sizing, or NULL */
    const te_capacity *capacity;       /* --find-capacity, or NULL */
    const te_thresholds *thresholds;   /* NULL: there are none */
    const te_health *health;           /* NULL: nobody looked */
    const te_verdict *verdict;         /* of runs that were merged; or NULL */
    const te_scenario_fact *scenarios; /* in the order of the file */
    size_t scenario_count;
    int exit_code; /* te_run_exit_code() */
} te_result;

/* What the configuration says of the run before it begins; borrows from it. */
void te_result_configure(te_result *result, const te_config *config);

/* Whether the generator kept up; false where that is not known. */
bool te_result_verdict(const te_result *r, te_verdict *verdict);

/* Sums that many readers want. `started` counts the runs that began,
 * `dropped` those that were planned and could not. */
typedef struct te_run_counts {
    uint64_t started, succeeded, failed, interrupted, dropped;
} te_run_counts;
te_run_counts te_result_runs(const te_result *r);

/* The same of one scenario, with `tag` "scenario:download"; NULL: of all. */
te_run_counts te_metrics_runs(const te_metrics *m, const char *tag);

/* A metric by one of its tags: "http.requests" by "name" gives a group for
 * every name that occurs. */
typedef struct te_group {
    char *label; /* the tag's value; "(others)" for folded series */
    char *tag;   /* that chooses its series: "name:GET symbol" */
    double value;
    double total; /* of rates: of how many */
} te_group;

typedef struct te_groups {
    te_group *items; /* the greatest value first, equal ones by label */
    size_t count;
} te_groups;

/* Series of the metric without that tag are in no group, those that share a
 * series past the budget in one. Without memory there are no groups. Release
 * with te_groups_free(). */
te_groups te_groups_of(const te_metrics *m, const char *metric,
                       const char *key);
void te_groups_free(te_groups *groups);

/* The same of those series only that carry `tag`, such as "name:GET symbol";
 * NULL: of all. */
te_groups te_groups_where(const te_metrics *m, const char *metric,
                          const char *key, const char *tag);

/* Requests by name. Where durations of some names share a series past the
 * budget, "(others)", which has them, is there even if its value is 0. */
te_groups te_groups_of_requests(const te_metrics *m);

/* The series of the scenario's own, trends or all others, by name and tags;
 * `count` of them. NULL for none, or without memory; release with free(). */
const te_series **te_own_series(const te_metrics *m, bool trends,
                                size_t *count);

#endif

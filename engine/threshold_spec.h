/* threshold_spec.h - what must hold of a metric, as people write it.
 *
 *   threshold = metric ["{" tag {"," tag} "}"] [value ["drift"]] op bound
 *               {clause}
 *     tag     = key ":" value         each must be among a series' tags
 *     value   = "p" number            a percentile: "p95", "p99.9"
 *             | "avg" | "min" | "max"
 *             | "count"               values of a trend; the sum of a counter
 *             | "rate"                per second; or the share, with a bound
 *                                     in percent, where it may be left out
 *     op      = "<" | "<=" | ">" | ">="
 *     bound   = duration | size | number | number "%"   "300ms" "1MB" "5" "1%"
 *             | (number | size) "/" ("s" | "m" | "h")   "100/s" "10MB/s"
 *             | ["-"] number "%/h"                      of a drift
 *     clause  = "over" duration       in every window of this length
 *             | "after" number ["samples"]     not before there are so many
 *             | "after" duration      leaves out what came before
 *             | "abort"               ends the run at once
 *
 *   http.duration{name:GET symbol} p95 < 300ms over 1m
 *   http.failed < 1% after 1000 samples abort
 *   http.duration p99 drift < 5%/h
 *
 * A "}" ends the tags only where no other follows: names may hold some. Every
 * refusal quotes the text, the word and its column, and says what was
 * expected there. */
#ifndef TE_THRESHOLD_SPEC_H
#define TE_THRESHOLD_SPEC_H

#include "error.h"
#include "known_metric.h"
#include "tags.h"
#include <stdbool.h>
#include <stdint.h>

typedef enum {
    TE_STATISTIC_PERCENTILE,
    TE_STATISTIC_AVG,
    TE_STATISTIC_MIN,
    TE_STATISTIC_MAX,
    TE_STATISTIC_COUNT,
    TE_STATISTIC_RATE,
} te_statistic;

typedef enum { TE_LESS, TE_AT_MOST, TE_MORE, TE_AT_LEAST } te_comparison;

/* What a bound, and a value that is held against it, is counted in. */
typedef enum {
    TE_BOUND_NUMBER,
    TE_BOUND_DURATION, /* ns */
    TE_BOUND_SIZE,     /* bytes */
    TE_BOUND_PERCENT,
    TE_BOUND_PER_S,
    TE_BOUND_BYTES_PER_S,
    TE_BOUND_PERCENT_PER_HOUR,
} te_bound_unit;

enum { TE_THRESHOLD_BYTES = 1000, TE_THRESHOLD_METRIC_BYTES = 100 };

typedef struct te_threshold_spec {
    char text[TE_THRESHOLD_BYTES + 1]; /* as it was written */
    char metric[TE_THRESHOLD_METRIC_BYTES + 1];
    char tags[TE_TAGS_BYTES];     /* in their order (tags.h); "": any */
    const te_known_metric *known; /* NULL: a metric of the scenario's own */
    te_statistic statistic;
    double percent; /* of a percentile */
    bool is_drift;
    te_comparison comparison;
    double bound;
    te_bound_unit unit;
    uint64_t over_ns;       /* 0: the whole run */
    uint64_t after_samples; /* 0: judged at once */
    uint64_t after_ns;      /* what began earlier does not count */
    bool aborts;
} te_threshold_spec;

bool te_threshold_parse(const char *text, te_threshold_spec *spec,
                        te_error *err);

/* Only what stands before the operator, for other bounds than ours: "metric
 * {tags} value", the value left out where it is a share of the engine's. `what`
 * says in refusals what it is. */
bool te_threshold_parse_value(const char *text, const char *what,
                              te_threshold_spec *spec, te_error *err);

/* Why such a value cannot be had of a metric of this kind, or not be held
 * against the bound, as a sentence of static text; NULL: it can. */
const char *te_threshold_misfit(const te_threshold_spec *spec,
                                te_series_kind kind);

/* "p95", "avg", ...; into `out`, which holds so many bytes. Returns out. */
enum { TE_STATISTIC_BYTES = 24 };
char *te_threshold_statistic(const te_threshold_spec *spec, char *out);
const char *te_comparison_text(te_comparison comparison); /* "<", "<=", ... */
/* "count", "seconds", "bytes", "percent", "per_second", ... */
const char *te_bound_unit_name(te_bound_unit unit);
/* A value in what that says: seconds for ns. */
double te_bound_named(te_bound_unit unit, double value);

/* Whether the comparison is one that small values meet. */
bool te_comparison_is_upper(te_comparison comparison);
bool te_comparison_holds(te_comparison comparison, double value, double bound);

/* Whether the value only ever moves towards holding while a run goes on, so
 * that it can be judged at the end alone: "count > 100" of the whole run. */
bool te_threshold_only_at_end(const te_threshold_spec *spec);

#endif

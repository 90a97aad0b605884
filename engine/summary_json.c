/* summary_json.c - see summary_json.h.
 *
 * A section is a function that makes one value of the object. Without memory
 * jansson's constructors give NULL, which is noted where a value is put into
 * another: what is short of anything is not written at all. */
#include "summary_json.h"

#include "capacity_json.h"
#include "clock.h"
#include "journal_json.h"
#include "text.h"
#include "verdict_json.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SCHEMA_VERSION 1
/* Digits that every double has, so that 0.1 is written as 0.1. */
#define REAL_DIGITS 15
#define EXACT_MAX 9007199254740992.0 /* 2^53 */
#define LARGEST 1e308 /* DBL_MAX in so many digits would be rounded up */

typedef struct summary {
    const te_result *result;
    const te_metrics *metrics;
    te_hist *scratch; /* a trend over its series */
    bool is_short;    /* no memory for a part of it */
} summary;

/* --- values ------------------------------------------------------------- */

/* Takes over both; `value` may be NULL. */
static void put(summary *s, json_t *object, const char *key, json_t *value) {
    if (json_object_set_new(object, key, value) != 0) s->is_short = true;
}

static void append(summary *s, json_t *array, json_t *value) {
    if (json_array_append_new(array, value) != 0) s->is_short = true;
}

/* Whole numbers without a point; none that JSON could not say. */
static json_t *number(double n) {
    if (isnan(n)) n = 0;
    if (fabs(n) <= EXACT_MAX && n == floor(n))
        return json_integer((json_int_t)n);
    return json_real(fmax(fmin(n, LARGEST), -LARGEST));
}

static json_t *count(uint64_t n) { return number((double)n); }

static json_t *seconds(double ns) { return json_real(ns / 1e9); }

/* Durations in seconds, amounts as they are. */
static json_t *measured(const te_hist *h, double value) {
    return te_hist_unit(h) == TE_UNIT_SECONDS ? seconds(value) : number(value);
}

static json_t *text_or_null(const char *bytes) {
    return bytes != NULL ? te_journal_clean(bytes) : json_null();
}

static json_t *texts(summary *s, const char *const *lines, size_t n) {
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++)
        append(s, array, te_journal_clean(lines[i]));
    return array;
}

/* null where nothing was recorded. */
static json_t *distribution(summary *s, const te_hist *h) {
    static const double percents[] = {50, 75, 90, 95, 99, 99.9};
    static const char *const keys[] = {"p50", "p75", "p90",
                                       "p95", "p99", "p99_9"};
    enum { PERCENTS = sizeof percents / sizeof percents[0] };
    if (te_hist_count(h) == 0) return json_null();
    uint64_t values[PERCENTS];
    te_hist_percentiles(h, percents, values, PERCENTS);
    json_t *object = json_object();
    put(s, object, "count", count(te_hist_count(h)));
    put(s, object, "sum", measured(h, (double)te_hist_sum(h)));
    put(s, object, "min", measured(h, (double)te_hist_min(h)));
    put(s, object, "mean", measured(h, te_hist_mean(h)));
    put(s, object, "stddev", measured(h, te_hist_stddev(h)));
    put(s, object, "max", measured(h, (double)te_hist_max(h)));
    for (size_t i = 0; i < PERCENTS; i++)
        put(s, object, keys[i], measured(h, (double)values[i]));
    return object;
}

/* The same of a trend, over all its series or those with the tag. */
static json_t *trend(summary *s, const char *metric, const char *tag) {
    te_hist_reset(s->scratch);
    te_metrics_trend(s->metrics, metric, tag, s->scratch);
    return distribution(s, s->scratch);
}

static json_t *sum(summary *s, const char *metric, const char *tag) {
    return number(te_metrics_sum(s->metrics, metric, tag));
}

/* "kind:gift,size:3" as an object. */
static json_t *tags(summary *s, const char *at) {
    json_t *object = json_object();
    te_buf key = TE_BUF_INIT, value = TE_BUF_INIT, clean = TE_BUF_INIT;
    while (*at != '\0') {
        size_t key_length = strcspn(at, ":,");
        size_t length = strcspn(at, ",");
        size_t colon = key_length < length;
        te_buf_reset(&key);
        te_buf_reset(&value);
        te_buf_reset(&clean);
        if (!te_buf_add(&key, at, key_length) ||
            !te_buf_add(&value, at + key_length + colon,
                        length - key_length - colon) ||
            !te_text_clean(&clean, te_buf_str(&key)))
            s->is_short = true;
        put(s, object, te_buf_str(&clean),
            te_journal_clean(te_buf_str(&value)));
        at += length + (at[length] == ',');
    }
    te_buf_free(&key);
    te_buf_free(&value);
    te_buf_free(&clean);
    return object;
}

/* --- what was run, and how it ended ------------------------------------- */

/* "2026-03-01T12:00:00.250Z" */
static json_t *moment(uint64_t unix_ns) {
    char day_and_time[32], whole[48];
    time_t unix_s = (time_t)(unix_ns / TE_NS_PER_S);
    struct tm utc;
    gmtime_r(&unix_s, &utc);
    strftime(day_and_time, sizeof day_and_time, "%Y-%m-%dT%H:%M:%S", &utc);
    snprintf(whole, sizeof whole, "%s.%03uZ", day_and_time,
             (unsigned)(unix_ns % TE_NS_PER_S / TE_NS_PER_MS));
    return json_string(whole);
}

static json_t *end(summary *s) {
    json_t *object = json_object();
    put(s, object, "cause", te_journal_clean(te_end_name(s->result->end)));
    put(s, object, "reason", te_journal_clean(s->result->end_reason));
    return object;
}

static void put_facts(summary *s, json_t *object) {
    const te_result *r = s->result;
    char seed[24];
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)r->seed);
    put(s, object, "schema", json_integer(SCHEMA_VERSION));
    put(s, object, "tengine", te_journal_clean(r->version));
    put(s, object, "scenario_path", te_journal_clean(r->scenario_path));
    put(s, object, "seed", te_journal_clean(seed));
    put(s, object, "started_at", moment(r->started_at_unix_ns));
    put(s, object, "elapsed_s", seconds((double)r->totals->elapsed_ns));
    put(s, object, "end", end(s));
    put(s, object, "exit_code", json_integer(r->exit_code));
    put(s, object, "loads", texts(s, r->loads, r->load_count));
    put(s, object, "workers", count(r->workers));
    put(s, object, "workers_begun", count(r->workers_begun));
    put(s, object, "threads", count(r->threads));
    put(s, object, "max_runs",
        r->max_runs > 0 ? count(r->max_runs) : json_null());
}

/* --- runs --------------------------------------------------------------- */

static json_t *runs(summary *s, const char *tag) {
    te_run_counts n = te_metrics_runs(s->metrics, tag);
    json_t *object = json_object();
    put(s, object, "started", count(n.started));
    put(s, object, "succeeded", count(n.succeeded));
    put(s, object, "failed", count(n.failed));
    put(s, object, "interrupted", count(n.interrupted));
    put(s, object, "dropped", count(n.dropped));
    return object;
}

static json_t *sizing(summary *s) {
    const te_sizing *z = s->result->sizing;
    if (z == NULL) return json_null();
    te_sizing_minute minute = te_sizing_last_minute(z);
    json_t *object = json_object();
    put(s, object, "tolerance_percent", number(z->tolerance_percent));
    put(s, object, "is_passed", json_boolean(z->is_passed));
    put(s, object, "succeeded", number(minute.succeeded));
    put(s, object, "failed", number(minute.failed));
    return object;
}

/* Where workers were too few for the runs that arrived. */
static json_t *queue(summary *s) {
    uint64_t dropped_ns = s->result->totals->dropped_ns;
    json_t *object = json_object();
    put(s, object, "waited", trend(s, "scenario.waited", NULL));
    put(s, object, "first_dropped_by_s",
        dropped_ns > 0 ? seconds((double)dropped_ns) : json_null());
    return object;
}

/* What was measured apart, and is in nothing else; null: there was none. */
static json_t *warm_up(summary *s) {
    const te_warm_up *w = &s->result->totals->warm_up;
    summary part = {
        .result = s->result, .metrics = w->metrics, .scratch = s->scratch};
    if (w->metrics == NULL) return json_null();
    json_t *object = json_object(), *all = json_object();
    put(s, object, "asked_s", seconds((double)w->length_ns));
    put(s, object, "elapsed_s", seconds((double)w->took_ns));
    put(s, object, "is_over", json_boolean(w->is_over));
    put(s, object, "runs", runs(&part, NULL));
    put(&part, all, "count", sum(&part, "http.requests", NULL));
    put(&part, all, "failed", sum(&part, "http.failed", NULL));
    put(&part, all, "duration", trend(&part, "http.duration", NULL));
    put(&part, all, "service", trend(&part, "http.service", NULL));
    put(s, object, "requests", all);
    s->is_short = s->is_short || part.is_short;
    return object;
}

static json_t *capacity(summary *s) {
    bool ok = true;
    json_t *object = te_capacity_json(s->result->capacity, &ok);
    if (!ok) s->is_short = true;
    return object;
}

/* null where nobody looked. */
static json_t *verdict(summary *s) {
    bool ok = true;
    te_verdict v;
    if (!te_result_verdict(s->result, &v)) return json_null();
    json_t *object = te_verdict_json(&v, &ok);
    if (!ok) s->is_short = true;
    return object;
}

static json_t *threshold(summary *s, const te_threshold *t) {
    const te_threshold_spec *spec = &t->spec;
    char statistic[TE_STATISTIC_BYTES];
    bool is_broken = t->outcome == TE_THRESHOLD_BROKEN;
    json_t *object = json_object();
    put(s, object, "text", te_journal_clean(spec->text));
    put(s, object, "metric", te_journal_clean(spec->metric));
    put(s, object, "tags", tags(s, spec->tags));
    put(s, object, "statistic",
        te_journal_clean(te_threshold_statistic(spec, statistic)));
    put(s, object, "is_drift", json_boolean(spec->is_drift));
    put(s, object, "comparison",
        te_journal_clean(te_comparison_text(spec->comparison)));
    put(s, object, "bound", number(te_bound_named(spec->unit, spec->bound)));
    put(s, object, "unit", te_journal_clean(te_bound_unit_name(spec->unit)));
    put(s, object, "over_s",
        spec->over_ns > 0 ? seconds((double)spec->over_ns) : json_null());
    put(s, object, "outcome",
        te_journal_clean(te_threshold_outcome_name(t->outcome)));
    put(s, object, "value",
        t->has_value ? number(te_bound_named(spec->unit, t->value))
                     : json_null());
    put(s, object, "samples", number(t->samples));
    put(s, object, "broken_at_s",
        is_broken ? seconds((double)t->broken_ns) : json_null());
    put(s, object, "reason",
        t->reason[0] != '\0' ? te_journal_clean(t->reason) : json_null());
    return object;
}

static json_t *thresholds(summary *s) {
    const te_thresholds *all = s->result->thresholds;
    json_t *array = json_array();
    for (size_t i = 0; i < te_thresholds_count(all); i++)
        append(s, array, threshold(s, te_thresholds_at(all, i)));
    return array;
}

/* In the order of the file, those that never ran included. */
static json_t *scenarios(summary *s) {
    json_t *array = json_array();
    for (size_t i = 0; i < s->result->scenario_count; i++) {
        const te_scenario_fact *fact = &s->result->scenarios[i];
        char tag[TE_TAGS_BYTES];
        te_scenario_fact_tag(fact, tag);
        json_t *object = json_object();
        put(s, object, "name", te_journal_clean(fact->name));
        put(s, object, "weight", number(fact->weight));
        put(s, object, "runs", runs(s, tag));
        put(s, object, "duration", trend(s, "scenario.duration", tag));
        append(s, array, object);
    }
    return array;
}

/* --- requests ----------------------------------------------------------- */

/* The requests of a name (NULL: all) that were answered, by status. */
static json_t *statuses(summary *s, const char *tag) {
    json_t *array = json_array();
    te_groups groups =
        te_groups_where(s->metrics, "http.requests", "status", tag);
    for (size_t i = 0; i < groups.count; i++) {
        const char *label = groups.items[i].label;
        long status = strtol(label, NULL, 10);
        if (strcmp(label, "0") == 0) continue; /* no answer */
        json_t *object = json_object();
        put(s, object, "status",
            status > 0 ? json_integer(status) : json_null());
        put(s, object, "count", number(groups.items[i].value));
        append(s, array, object);
    }
    te_groups_free(&groups);
    return array;
}

/* Those that failed, by why. */
static json_t *errors_of(summary *s, const char *tag) {
    json_t *array = json_array();
    te_groups groups = te_groups_where(s->metrics, "http.failed", "error", tag);
    for (size_t i = 0; i < groups.count; i++) {
        json_t *object = json_object();
        put(s, object, "error", te_journal_clean(groups.items[i].label));
        put(s, object, "count", number(groups.items[i].value));
        append(s, array, object);
    }
    te_groups_free(&groups);
    return array;
}

static void put_requests(summary *s, json_t *object, const char *tag) {
    put(s, object, "count", sum(s, "http.requests", tag));
    put(s, object, "failed", sum(s, "http.failed", tag));
    put(s, object, "by_status", statuses(s, tag));
    put(s, object, "by_error", errors_of(s, tag));
    put(s, object, "duration", trend(s, "http.duration", tag));
    put(s, object, "service", trend(s, "http.service", tag));
}

static json_t *names(summary *s) {
    json_t *array = json_array();
    te_groups groups = te_groups_of_requests(s->metrics);
    for (size_t i = 0; i < groups.count; i++) {
        json_t *object = json_object();
        put(s, object, "name", te_journal_clean(groups.items[i].label));
        put_requests(s, object, groups.items[i].tag);
        append(s, array, object);
    }
    te_groups_free(&groups);
    return array;
}

static json_t *requests(summary *s) {
    json_t *object = json_object();
    put_requests(s, object, NULL);
    put(s, object, "reused", sum(s, "http.reused", NULL));
    put(s, object, "retried", sum(s, "http.retried_connection", NULL));
    put(s, object, "bytes_sent", sum(s, "data.sent", NULL));
    put(s, object, "bytes_received", sum(s, "data.received", NULL));
    put(s, object, "by_name", names(s));
    return object;
}

static json_t *phases(summary *s) {
    json_t *object = json_object();
    put(s, object, "dns", trend(s, "http.dns", NULL));
    put(s, object, "blocked", trend(s, "http.blocked", NULL));
    put(s, object, "connect", trend(s, "http.connect", NULL));
    put(s, object, "tls", trend(s, "http.tls", NULL));
    put(s, object, "wait", trend(s, "http.wait", NULL));
    put(s, object, "receive", trend(s, "http.receive", NULL));
    return object;
}

/* --- what the scenario measures ----------------------------------------- */

static json_t *checks(summary *s) {
    json_t *array = json_array();
    te_groups groups = te_groups_of(s->metrics, "checks", "check");
    for (size_t i = 0; i < groups.count; i++) {
        const te_group *g = &groups.items[i];
        json_t *object = json_object();
        put(s, object, "name", te_journal_clean(g->label));
        put(s, object, "passed", number(g->value));
        put(s, object, "failed", number(g->total - g->value));
        append(s, array, object);
    }
    te_groups_free(&groups);
    return array;
}

static json_t *own_metric(summary *s, const te_series *series) {
    json_t *object = json_object();
    put(s, object, "name", te_journal_clean(series->name));
    put(s, object, "kind", te_journal_clean(te_kind_name(series->kind)));
    put(s, object, "tags", tags(s, series->tags));
    switch (series->kind) {
    case TE_TREND:
    case TE_TREND_COUNT:
    case TE_TREND_BYTES:
        put(s, object, "unit",
            te_journal_clean(te_unit_name(te_kind_unit(series->kind))));
        put(s, object, "distribution", distribution(s, series->hist));
        break;
    case TE_RATE:
        put(s, object, "passed", number(series->value));
        put(s, object, "failed", number(series->total - series->value));
        break;
    default:
        put(s, object, "value", number(series->value));
    }
    return object;
}

static void append_own(summary *s, json_t *array, bool trends) {
    size_t own_count;
    const te_series **own = te_own_series(s->metrics, trends, &own_count);
    for (size_t i = 0; i < own_count; i++)
        append(s, array, own_metric(s, own[i]));
    free(own);
}

static json_t *metrics(summary *s) {
    json_t *array = json_array();
    append_own(s, array, false);
    append_own(s, array, true);
    return array;
}

/* --- errors and notes --------------------------------------------------- */

static json_t *first_seen(summary *s, const te_failure *failure) {
    bool has_worker = failure->worker != TE_FAILURE_NO_WORKER;
    json_t *object = json_object();
    put(s, object, "worker", has_worker ? count(failure->worker) : json_null());
    put(s, object, "step",
        failure->step > 0 ? count(failure->step) : json_null());
    put(s, object, "traceback", text_or_null(failure->traceback));
    return object;
}

static json_t *errors(summary *s) {
    json_t *array = json_array();
    te_failures *failures = s->result->totals->failures;
    size_t rows = te_failures_count(failures);
    for (size_t i = 0; i < rows; i++) {
        const te_failure *failure = te_failures_at(failures, i);
        json_t *object = json_object();
        put(s, object, "scenario", te_journal_clean(failure->scenario));
        put(s, object, "message", te_journal_clean(failure->message));
        put(s, object, "count", count(failure->count));
        put(s, object, "first", first_seen(s, failure));
        append(s, array, object);
    }
    return array;
}

/* --- all of it ---------------------------------------------------------- */

static json_t *build(summary *s) {
    json_t *object = json_object();
    put_facts(s, object);
    put(s, object, "runs", runs(s, NULL));
    put(s, object, "queue", queue(s));
    put(s, object, "warm_up", warm_up(s));
    put(s, object, "sizing", sizing(s));
    put(s, object, "capacity", capacity(s));
    put(s, object, "thresholds", thresholds(s));
    put(s, object, "verdict", verdict(s));
    put(s, object, "scenarios", scenarios(s));
    put(s, object, "requests", requests(s));
    put(s, object, "phases", phases(s));
    put(s, object, "checks", checks(s));
    put(s, object, "metrics", metrics(s));
    put(s, object, "series_folded", count(te_metrics_overflowed(s->metrics)));
    put(s, object, "errors", errors(s));
    put(s, object, "notes", texts(s, s->result->notes, s->result->note_count));
    return object;
}

static bool write_out(FILE *out, const json_t *object, te_error *err) {
    size_t flags = JSON_INDENT(2) | JSON_REAL_PRECISION(REAL_DIGITS);
    errno = 0;
    if (json_dumpf(object, out, flags) == 0 && fputc('\n', out) != EOF &&
        fflush(out) == 0 && !ferror(out))
        return true;
    return te_fail_as(err, TE_ERROR_OUTPUT,
                      "the summary was not written as JSON: %s",
                      errno != 0 ? strerror(errno) : "writing failed");
}

bool te_summary_json_write(FILE *out, const te_result *result, te_error *err) {
    summary s = {.result = result, .metrics = result->totals->metrics};
    s.scratch = te_hist_new();
    json_t *object = s.scratch != NULL ? build(&s) : NULL;
    bool is_whole = object != NULL && !s.is_short;
    bool ok =
        is_whole ? write_out(out, object, err)
                 : te_fail_as(err, TE_ERROR_SYSTEM,
                              "the summary was not written as JSON: no memory");
    json_decref(object);
    te_hist_free(s.scratch);
    return ok;
}

/* control_status.c - see control_status.h. */
#include "control_status.h"

#include "clock.h"
#include "journal_json.h"
#include "text.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>

struct te_control_status {
    const te_helm *helm;
    /* Over the whole run, a warm-up included. */
    double workers, started, succeeded, failed, dropped, arrived;
    /* Of the last interval. */
    uint64_t interval_ns;
    double begun, requests;
    te_hist *durations;
};

/* Of http.duration. */
static const double percents[] = {50, 95, 99};

/* What is counted, not the level of workers. */
static void add_up(te_control_status *s, const te_metrics *m) {
    s->started += te_metrics_sum(m, "scenario.runs", NULL);
    s->succeeded += te_metrics_sum(m, "scenario.succeeded", NULL);
    s->failed += te_metrics_sum(m, "scenario.failed", NULL);
    s->dropped += te_metrics_sum(m, "scenario.dropped", NULL);
    s->arrived += te_metrics_sum(m, "health.arrivals", NULL);
}

te_control_status *te_control_status_new(const te_helm *helm,
                                         const te_totals *before) {
    te_control_status *s = calloc(1, sizeof *s);
    if (s == NULL) return NULL;
    s->helm = helm;
    s->durations = te_hist_new();
    if (s->durations == NULL) {
        te_control_status_free(s);
        return NULL;
    }
    s->workers = te_metrics_sum(before->metrics, "workers", NULL);
    add_up(s, before->metrics);
    if (before->warm_up.metrics != NULL) add_up(s, before->warm_up.metrics);
    return s;
}

void te_control_status_free(te_control_status *s) {
    if (s == NULL) return;
    te_hist_free(s->durations);
    free(s);
}

/* ---- What is known ---- */

static bool is_open(const te_control_status *s) {
    const te_plan *plan = s->helm->plan;
    for (size_t i = 0; i < plan->count; i++)
        if (!te_executor_is_open(plan->loads[i].executor)) return false;
    return true;
}

void te_control_status_interval(te_control_status *s,
                                const te_interval *interval) {
    const te_metrics *delta = interval->delta;
    s->begun = te_metrics_sum(delta, "scenario.runs", NULL);
    s->requests = te_metrics_sum(delta, "http.requests", NULL);
    s->interval_ns = interval->end_ns - interval->start_ns;
    te_hist_reset(s->durations);
    te_metrics_trend(delta, "http.duration", NULL, s->durations);
    s->workers += te_metrics_sum(delta, "workers", NULL);
    add_up(s, delta);
}

/* Of arrivals, those that neither began nor were dropped. */
static double waiting(const te_control_status *s) {
    return is_open(s) ? fmax(s->arrived - s->started - s->dropped, 0) : 0;
}

static double per_s(const te_control_status *s, double n) {
    return s->interval_ns > 0 ? n / ((double)s->interval_ns / 1e9) : 0;
}

/* ---- As text ---- */

static bool add_load(const te_control_status *s, uint64_t elapsed_ns,
                     te_buf *out) {
    double rate = te_helm_rate(s->helm, elapsed_ns);
    bool ok = te_buf_addf(out, "workers   %s now", te_text_count(s->workers).s);
    if (!is_open(s))
        ok = ok &&
             te_buf_addf(out, ", %s wanted",
                         te_text_count(te_helm_workers(s->helm, elapsed_ns)).s);
    ok = ok && te_buf_addc(out, '\n');
    if (rate > 0 || is_open(s))
        ok = ok &&
             te_buf_addf(out, "rate      %s/s asked, %s/s had\n",
                         te_text_count(rate).s,
                         te_text_per_s(s->begun, s->interval_ns).s) &&
             te_buf_addf(out, "arrivals  %s wait, %s were dropped\n",
                         te_text_count(waiting(s)).s,
                         te_text_count(s->dropped).s);
    return ok;
}

static bool add_requests(const te_control_status *s, te_buf *out) {
    bool ok = te_buf_addf(out, "requests  %s/s",
                          te_text_per_s(s->requests, s->interval_ns).s);
    for (size_t i = 0; i < 3 && te_hist_count(s->durations) > 0; i++)
        ok = ok && te_buf_addf(out, ", p%.0f %s", percents[i],
                               te_text_duration(te_hist_percentile(s->durations,
                                                                   percents[i]))
                                   .s);
    return ok && te_buf_addc(out, '\n');
}

static bool add_notes(const te_control_status *s, te_buf *out) {
    size_t count;
    const char *const *notes = te_common_notes(s->helm->common, &count);
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++)
        ok = te_buf_adds(out, "note      ") && te_text_clean(out, notes[i]) &&
             te_buf_addc(out, '\n');
    return ok;
}

bool te_control_status_text(const te_control_status *s, uint64_t elapsed_ns,
                            te_buf *out) {
    uint64_t left_ns = te_helm_left_ns(s->helm, elapsed_ns);
    bool has_left = s->helm->phase == TE_HELM_RUNNING;
    return te_buf_addf(out, "phase     %s\n",
                       te_helm_phase_name(s->helm->phase)) &&
           te_buf_addf(out, "elapsed   %s%s%s\n",
                       te_text_duration(elapsed_ns).s,
                       has_left ? ", to go " : "",
                       has_left ? te_text_duration(left_ns).s : "") &&
           add_load(s, elapsed_ns, out) &&
           te_buf_addf(out, "runs      %s started, %s succeeded, %s failed\n",
                       te_text_count(s->started).s,
                       te_text_count(s->succeeded).s,
                       te_text_count(s->failed).s) &&
           add_requests(s, out) && add_notes(s, out);
}

/* ---- As JSON ---- */

static json_t *notes_of(const te_control_status *s) {
    size_t count;
    const char *const *notes = te_common_notes(s->helm->common, &count);
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(array, te_journal_clean(notes[i]));
    return array;
}

/* null where there is none. */
static json_t *duration_s(const te_control_status *s, double percent) {
    if (te_hist_count(s->durations) == 0) return json_null();
    return json_real((double)te_hist_percentile(s->durations, percent) / 1e9);
}

static json_int_t whole(double n) { return (json_int_t)n; }

static json_t *load_of(const te_control_status *s, uint64_t elapsed_ns) {
    return json_pack("{s:I, s:I, s:f, s:f, s:I, s:I}", "workers",
                     whole(s->workers), "workers_wanted",
                     whole(te_helm_workers(s->helm, elapsed_ns)),
                     "rate_asked_per_s", te_helm_rate(s->helm, elapsed_ns),
                     "runs_per_s", per_s(s, s->begun), "waiting",
                     whole(waiting(s)), "dropped", whole(s->dropped));
}

static json_t *runs_of(const te_control_status *s) {
    return json_pack("{s:I, s:I, s:I}", "started", whole(s->started),
                     "succeeded", whole(s->succeeded), "failed",
                     whole(s->failed));
}

static json_t *interval_of(const te_control_status *s) {
    return json_pack("{s:f, s:f, s:o, s:o, s:o}", "seconds",
                     (double)s->interval_ns / 1e9, "requests_per_s",
                     per_s(s, s->requests), "p50_s", duration_s(s, 50), "p95_s",
                     duration_s(s, 95), "p99_s", duration_s(s, 99));
}

bool te_control_status_json(const te_control_status *s, uint64_t elapsed_ns,
                            te_buf *out) {
    json_t *all = json_pack(
        "{s:s, s:f, s:o, s:o, s:o, s:o}", "phase",
        te_helm_phase_name(s->helm->phase), "elapsed_s",
        (double)elapsed_ns / 1e9, "load", load_of(s, elapsed_ns), "runs",
        runs_of(s), "last_interval", interval_of(s), "notes", notes_of(s));
    char *line = all != NULL
                     ? json_dumps(all, JSON_COMPACT | JSON_REAL_PRECISION(9))
                     : NULL;
    bool ok = line != NULL && te_buf_adds(out, line) && te_buf_addc(out, '\n');
    free(line);
    json_decref(all);
    return ok;
}

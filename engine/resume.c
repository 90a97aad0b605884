/* resume.c - see resume.h. */
#include "resume.h"

#include "clock.h"
#include "invocation.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct te_resume {
    te_recording *recording;
};

/* ---- Reading ---- */

static bool check(const te_recording *recording, te_error *err) {
    const te_result *result = te_recording_result(recording);
    const char *path = te_recording_path(recording);
    if (result->capacity != NULL)
        return te_fail(err,
                       "--resume: %s: a search for the capacity is of one "
                       "piece: begin it anew",
                       path);
    if (result->end == TE_END_KILLED) return true;
    if (result->end == TE_END_RUNNING)
        return te_fail(err, "--resume: %s: this run still goes on", path);
    return te_fail(err,
                   "--resume: %s: this run was not killed: it ended after %s "
                   "(%s): there is nothing to go on with",
                   path, te_text_duration(result->totals->elapsed_ns).s,
                   te_end_text(result->end));
}

bool te_resume_new(te_resume **resume, te_config *config, te_error *err) {
    if (config->resume == NULL) return true;
    te_resume *r = *resume = calloc(1, sizeof *r);
    if (r == NULL)
        return te_fail_as(err, TE_ERROR_SYSTEM, "--resume: no memory");
    r->recording = te_recording_read(config->resume, NULL, NULL, err);
    if (r->recording == NULL || !check(r->recording, err)) return false;
    config->has_seed = true;
    config->seed = te_recording_result(r->recording)->seed;
    return true;
}

void te_resume_free(te_resume *r) {
    if (r == NULL) return;
    te_recording_free(r->recording);
    free(r);
}

const te_progress *te_resume_progress(const te_resume *r) {
    return r != NULL ? te_recording_progress(r->recording) : NULL;
}

const te_recording *te_resume_recording(const te_resume *r) {
    return r != NULL ? r->recording : NULL;
}

/* ---- Where it goes on ---- */

static uint64_t elapsed_ns(const te_resume *r) {
    return te_recording_result(r->recording)->totals->elapsed_ns;
}

bool te_resume_settle(const te_resume *r, te_plan *plan,
                      const te_config *config, te_error *err) {
    if (r == NULL) return true;
    const te_progress *progress = te_recording_progress(r->recording);
    const char *path = te_recording_path(r->recording);
    if (progress->load_count > 0 && progress->load_count != plan->count)
        return te_fail(err,
                       "--resume: %s: the run had %zu profiles when its "
                       "journal broke off, and the files now say %zu",
                       path, progress->load_count, plan->count);
    plan->elapsed_ns = elapsed_ns(r);
    plan->segment = te_recording_result(r->recording)->segment;
    if (plan->elapsed_ns >= config->duration_ns)
        return te_fail(err,
                       "--resume: %s: its journal breaks off after %s, when "
                       "the time was up: there is nothing to go on with",
                       path, te_text_duration(plan->elapsed_ns).s);
    for (size_t i = 0; i < plan->count; i++) {
        te_load *load = &plan->loads[i];
        if (plan->elapsed_ns > load->start_ns)
            load->shape.from_ns = plan->elapsed_ns - load->start_ns;
        if (i < progress->load_count) load->shape.begun = progress->begun[i];
    }
    return true;
}

/* ---- What was ---- */

/* Clocks may have been set back in between. */
static uint64_t gap_ns(const te_resume *r) {
    uint64_t killed_ns = te_recording_segment_unix_ns(r->recording) +
                         elapsed_ns(r) - te_recording_segment_ns(r->recording);
    uint64_t now_ns = te_clock_unix_ns();
    return now_ns > killed_ns ? now_ns - killed_ns : 0;
}

void te_resume_note(const te_resume *r, const char *scenario_path,
                    te_common *common) {
    char line[200];
    if (r == NULL) return;
    const te_result *result = te_recording_result(r->recording);
    for (size_t i = 0; i < result->note_count; i++)
        te_common_note(common, result->notes[i]);
    snprintf(line, sizeof line,
             "broken off after %s, resumed %s later: segment %u of its journal",
             te_text_duration(elapsed_ns(r)).s, te_text_duration(gap_ns(r)).s,
             result->segment + 1);
    te_common_note(common, line);
    if (te_invocation_has_changed(te_recording_first_line(r->recording),
                                  scenario_path))
        te_common_note(common, "the scenario file is another one since it was "
                               "resumed");
    if (te_recording_progress(r->recording)->is_steered)
        te_common_note(common, "the load is what its profile says again: what "
                               "was steered by hand is over");
}

/* Of the run, its warm-up included. */
static double sum_of(const te_totals *t, const char *name) {
    double sum = te_metrics_sum(t->metrics, name, NULL);
    if (t->warm_up.metrics != NULL)
        sum += te_metrics_sum(t->warm_up.metrics, name, NULL);
    return sum;
}

/* Where those count that have not ended. */
static const te_metrics *current_of(const te_totals *t) {
    bool warms_up = !t->warm_up.is_over && t->warm_up.metrics != NULL;
    return warms_up ? t->warm_up.metrics : t->metrics;
}

static double value_of(const te_metrics *m, const char *name,
                       const char *tags) {
    const te_series *s = te_metrics_find(m, name, tags);
    return s != NULL ? s->value : 0;
}

static void add(te_metrics *fresh, const char *name, const char *tags,
                double count) {
    if (count > 0)
        te_series_add(te_metrics_series(fresh, TE_COUNTER, name, tags), count);
}

/* Those of which no end is known, by what they are counted under. */
static void break_off_runs(const te_metrics *m, te_metrics *fresh) {
    for (size_t i = 0; i < te_metrics_count(m); i++) {
        const te_series *s = te_metrics_at(m, i);
        if (strcmp(s->name, "scenario.runs") == 0)
            add(fresh, "scenario.interrupted", s->tags,
                s->value - value_of(m, "scenario.succeeded", s->tags) -
                    value_of(m, "scenario.failed", s->tags) -
                    value_of(m, "scenario.interrupted", s->tags));
    }
}

/* Those that had begun and not yet been handed over: nothing is known of
 * them. */
static void break_off_unknown(const te_totals *t, const te_progress *p,
                              te_metrics *fresh) {
    double unknown =
        (double)te_progress_all_begun(p) - sum_of(t, "scenario.runs");
    add(fresh, "scenario.runs", "", unknown);
    add(fresh, "scenario.interrupted", "", unknown);
}

/* The workers have gone, and files are closed. */
static void empty_levels(const te_metrics *m, te_metrics *fresh) {
    for (size_t i = 0; i < te_metrics_count(m); i++) {
        const te_series *s = te_metrics_at(m, i);
        if (s->kind == TE_GAUGE && s->value != 0)
            te_series_add(te_metrics_series(fresh, TE_GAUGE, s->name, s->tags),
                          -s->value);
    }
}

/* Those that had arrived, and had neither begun nor been dropped. The plan
 * knows them to the last, unless someone has steered it. */
static void drop_waiting(const te_resume *r, const te_plan *plan,
                         te_metrics *fresh) {
    const te_totals *t = te_recording_result(r->recording)->totals;
    double arrived = 0, begun = 0;
    for (size_t i = 0; i < plan->count; i++) {
        const te_executor *e = plan->loads[i].executor;
        if (!te_executor_is_open(e)) continue;
        arrived += (double)te_executor_passed(e);
        begun += (double)te_executor_begun(e);
    }
    if (te_recording_progress(r->recording)->is_steered)
        arrived = sum_of(t, "health.arrivals");
    add(fresh, "scenario.dropped", "",
        arrived - begun - sum_of(t, "scenario.dropped"));
}

typedef struct judges {
    te_jury *jury;
    te_sizing *sizing;
} judges;

static void show_interval(void *arg, const te_result *so_far,
                          const te_interval *interval) {
    judges *j = arg;
    (void)so_far;
    te_jury_interval(j->jury, interval);
    te_sizing_interval(j->sizing, interval);
}

bool te_resume_carry_over(const te_resume *r, const te_plan *plan,
                          te_collector *collector, te_jury *jury,
                          te_sizing *sizing, te_metrics *fresh, te_error *err) {
    if (r == NULL) return true;
    judges j = {jury, sizing};
    te_recording *again = te_recording_read(te_recording_path(r->recording),
                                            show_interval, &j, err);
    if (again == NULL) return false;
    te_recording_free(again);
    te_collector_go_on(collector, te_recording_result(r->recording)->totals,
                       te_recording_intervals(r->recording));
    const te_totals *before = te_recording_result(r->recording)->totals;
    break_off_runs(current_of(before), fresh);
    break_off_unknown(before, te_recording_progress(r->recording), fresh);
    empty_levels(before->metrics, fresh);
    drop_waiting(r, plan, fresh);
    return true;
}

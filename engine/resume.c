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

static bool check_end(const te_recording *recording, te_error *err) {
    const te_result *result = te_recording_result(recording);
    const char *path = te_recording_path(recording);
    if (result->end == TE_END_KILLED) return true;
    if (result->end == TE_END_RUNNING)
        return te_fail(err, "--resume: %s: this run still goes on", path);
    return te_fail(err,
                   "--resume: %s: this run was not killed, it ended by itself "
                   "after %s (%s): there is nothing to go on with",
                   path, te_text_duration(result->totals->elapsed_ns).s,
                   te_end_name(result->end));
}

te_resume *te_resume_new(const char *path, te_error *err) {
    te_resume *r = calloc(1, sizeof *r);
    if (r == NULL) {
        te_fail_as(err, TE_ERROR_SYSTEM, "--resume: no memory");
        return NULL;
    }
    r->recording = te_recording_read(path, NULL, NULL, err);
    if (r->recording != NULL && check_end(r->recording, err)) return r;
    te_resume_free(r);
    return NULL;
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

void te_resume_configure(const te_resume *r, te_config *config) {
    if (r == NULL) return;
    config->has_seed = true;
    config->seed = te_recording_result(r->recording)->seed;
}

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
                       "--resume: %s: the run had %zu profiles when it was "
                       "killed, and the files now say %zu",
                       path, progress->load_count, plan->count);
    plan->elapsed_ns = elapsed_ns(r);
    plan->segment = te_recording_result(r->recording)->segment;
    if (plan->elapsed_ns >= config->duration_ns)
        return te_fail(err,
                       "--resume: %s: the run was killed after %s, when its "
                       "time was up: there is nothing to go on with",
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
             "killed after %s, resumed %s later: segment %u of its journal",
             te_text_duration(elapsed_ns(r)).s, te_text_duration(gap_ns(r)).s,
             result->segment + 1);
    te_common_note(common, line);
    if (te_invocation_has_changed(te_recording_first_line(r->recording),
                                  scenario_path))
        te_common_note(common, "the scenario file is another one since it was "
                               "resumed");
}

static void add_broken_off(te_metrics *fresh, const char *tags, double count) {
    if (count > 0)
        te_series_add(
            te_metrics_series(fresh, TE_COUNTER, "scenario.interrupted", tags),
            count);
}

static double value_of(const te_metrics *m, const char *name,
                       const char *tags) {
    const te_series *s = te_metrics_find(m, name, tags);
    return s != NULL ? s->value : 0;
}

/* Those of which no end is known, by what they are counted under; and those
 * that had begun and not yet been handed over, of which nothing is known. The
 * workers have gone. */
static void break_off(const te_resume *r, te_metrics *fresh) {
    te_metrics *m = te_recording_result(r->recording)->totals->metrics;
    double started = te_metrics_sum(m, "scenario.runs", NULL);
    double begun =
        (double)te_progress_all_begun(te_recording_progress(r->recording));
    for (size_t i = 0; i < te_metrics_count(m); i++) {
        const te_series *s = te_metrics_at(m, i);
        if (strcmp(s->name, "scenario.runs") == 0)
            add_broken_off(fresh, s->tags,
                           s->value -
                               value_of(m, "scenario.succeeded", s->tags) -
                               value_of(m, "scenario.failed", s->tags) -
                               value_of(m, "scenario.interrupted", s->tags));
        if (strcmp(s->name, "workers") == 0)
            te_series_add(
                te_metrics_series(fresh, TE_GAUGE, "workers", s->tags),
                -s->value);
    }
    if (begun <= started) return;
    te_series_add(te_metrics_series(fresh, TE_COUNTER, "scenario.runs", ""),
                  begun - started);
    add_broken_off(fresh, "", begun - started);
}

/* Those that had arrived, and had neither begun nor been dropped. */
static void drop_waiting(const te_resume *r, const te_plan *plan,
                         te_metrics *fresh) {
    const te_metrics *m = te_recording_result(r->recording)->totals->metrics;
    double waiting = -te_metrics_sum(m, "scenario.dropped", NULL);
    bool is_open = false;
    for (size_t i = 0; i < plan->count; i++) {
        const te_executor *e = plan->loads[i].executor;
        if (!te_executor_is_open(e)) continue;
        is_open = true;
        waiting += (double)te_executor_passed(e) - (double)te_executor_begun(e);
    }
    if (is_open && waiting > 0)
        te_series_add(
            te_metrics_series(fresh, TE_COUNTER, "scenario.dropped", ""),
            waiting);
}

typedef struct judges {
    te_thresholds *thresholds;
    te_sizing *sizing;
} judges;

static void show_interval(void *arg, const te_result *so_far,
                          const te_interval *interval) {
    judges *j = arg;
    (void)so_far;
    te_thresholds_interval(j->thresholds, interval, false);
    te_sizing_interval(j->sizing, interval);
}

bool te_resume_carry_over(const te_resume *r, const te_plan *plan,
                          te_collector *collector, te_thresholds *thresholds,
                          te_sizing *sizing, te_metrics *fresh, te_error *err) {
    if (r == NULL) return true;
    judges j = {thresholds, sizing};
    te_recording *again = te_recording_read(te_recording_path(r->recording),
                                            show_interval, &j, err);
    if (again == NULL) return false;
    te_recording_free(again);
    te_collector_go_on(collector, te_recording_result(r->recording)->totals,
                       te_recording_intervals(r->recording));
    break_off(r, fresh);
    drop_waiting(r, plan, fresh);
    return true;
}

/* helm.c - see helm.h. */
#include "helm.h"

#include "clock.h"
#include "descriptors.h"
#include "text.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

const char *te_helm_phase_name(te_helm_phase phase) {
    static const char *const names[] = {"setup", "running", "paused",
                                        "draining"};
    return names[phase];
}

static bool is_at_work(const te_helm *h, te_error *err) {
    if (h->phase == TE_HELM_SETUP)
        return te_fail(err, "the run has not begun yet: it is setting up");
    if (h->phase == TE_HELM_DRAINING)
        return te_fail(err, "the run is ending: no run begins any more");
    return true;
}

/* Before a load's start it is less than 0. */
static int64_t time_of(const te_load *load, uint64_t elapsed_ns) {
    return (int64_t)elapsed_ns - (int64_t)load->start_ns;
}

static void note(te_helm *h, uint64_t elapsed_ns, const char *by,
                 const char *format, ...) TE_PRINTF(4, 5);

static void note(te_helm *h, uint64_t elapsed_ns, const char *by,
                 const char *format, ...) {
    char what[200];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    snprintf(h->last, sizeof h->last, "%s at %s by %.40s", what,
             te_text_duration(elapsed_ns).s, by);
    te_common_note(h->common, h->last);
}

/* ---- All loads ---- */

static void pause_all(te_helm *h, bool is_paused, uint64_t elapsed_ns) {
    for (size_t i = 0; i < h->plan->count; i++) {
        te_load *load = &h->plan->loads[i];
        te_heading heading = te_executor_heading(load->executor);
        heading.is_paused = is_paused;
        te_executor_steer(load->executor, &heading, time_of(load, elapsed_ns));
    }
    h->phase = is_paused ? TE_HELM_PAUSED : TE_HELM_RUNNING;
    te_crew_steer(h->crew);
}

bool te_helm_pause(te_helm *h, uint64_t elapsed_ns, const char *by,
                   te_error *err) {
    if (!is_at_work(h, err)) return false;
    if (h->phase == TE_HELM_PAUSED)
        return te_fail(err, "the run is paused already");
    pause_all(h, true, elapsed_ns);
    note(h, elapsed_ns, by, "paused");
    return true;
}

bool te_helm_resume(te_helm *h, uint64_t elapsed_ns, const char *by,
                    te_error *err) {
    if (!is_at_work(h, err)) return false;
    if (h->phase != TE_HELM_PAUSED)
        return te_fail(err, "the run is not paused");
    pause_all(h, false, elapsed_ns);
    note(h, elapsed_ns, by, "resumed");
    return true;
}

bool te_helm_stop(te_helm *h, uint64_t elapsed_ns, const char *by,
                  te_error *err) {
    if (h->phase == TE_HELM_DRAINING)
        return te_fail(err, "the run is ending already");
    note(h, elapsed_ns, by, "stopped");
    return true;
}

/* ---- One load ---- */

static te_load *find_load(te_helm *h, uint32_t number, te_error *err) {
    size_t count = h->plan->count;
    if (number == 0 && count > 1)
        te_fail(err, "which load? there are %zu: put its number behind", count);
    else if (number > count)
        te_fail(err, "load %u: there %s %zu only", number,
                count == 1 ? "is" : "are", count);
    else
        return &h->plan->loads[number == 0 ? 0 : number - 1];
    return NULL;
}

/* What notes call it behind what was set: nothing where there is no other. */
static te_text name_of(const te_helm *h, const te_load *load) {
    te_text name = {""};
    if (h->plan->count > 1)
        snprintf(name.s, sizeof name.s, " of load %zu",
                 (size_t)(load - h->plan->loads) + 1);
    return name;
}

static bool fail_model(const te_load *load, te_error *err) {
    if (te_executor_is_open(load->executor))
        return te_fail(err, "the load is a rate, and has workers as it needs "
                            "them: set its rate");
    return te_fail(err, "the load is of workers, not a rate: set its workers");
}

static void steer(te_helm *h, te_load *load, bool is_by_hand, double level,
                  uint64_t elapsed_ns) {
    te_heading heading = {.is_paused = h->phase == TE_HELM_PAUSED,
                          .is_by_hand = is_by_hand,
                          .level = level};
    te_executor_steer(load->executor, &heading, time_of(load, elapsed_ns));
    te_crew_steer(h->crew);
}

/* The most that this load may come to need. */
static uint32_t most_workers(const te_load *load) {
    te_heading heading = te_executor_heading(load->executor);
    if (te_executor_is_open(load->executor))
        return te_executor_workers(load->executor);
    double level = heading.is_by_hand
                       ? heading.level
                       : te_profile_highest(&load->shape.profile);
    return (uint32_t)ceil(level);
}

static bool has_capacity(const te_helm *h, const te_load *load,
                         uint32_t workers, te_error *err) {
    for (size_t i = 0; i < h->plan->count; i++)
        if (&h->plan->loads[i] != load)
            workers += most_workers(&h->plan->loads[i]);
    return te_descriptors_check(workers, te_crew_count(h->crew), err);
}

bool te_helm_set_workers(te_helm *h, uint32_t number, uint32_t workers,
                         uint64_t elapsed_ns, const char *by, te_error *err) {
    if (!is_at_work(h, err)) return false;
    te_load *load = find_load(h, number, err);
    if (load == NULL) return false;
    te_text name = name_of(h, load);
    uint32_t most = te_executor_workers(load->executor);
    if (te_executor_is_open(load->executor)) return fail_model(load, err);
    if (workers == 0)
        return te_fail(err, "at least 1 worker; to have none for a while, "
                            "pause");
    if (workers > most)
        return te_fail(err, "%u workers%s are more than its %u (--max-workers)",
                       workers, name.s, most);
    if (!has_capacity(h, load, workers, err)) return false;
    steer(h, load, true, workers, elapsed_ns);
    note(h, elapsed_ns, by, "workers%s set to %u", name.s, workers);
    return true;
}

bool te_helm_set_rate(te_helm *h, uint32_t number, double per_s,
                      uint64_t elapsed_ns, const char *by, te_error *err) {
    if (!is_at_work(h, err)) return false;
    te_load *load = find_load(h, number, err);
    if (load == NULL) return false;
    te_text name = name_of(h, load);
    if (!te_executor_is_open(load->executor)) return fail_model(load, err);
    if (!(per_s > 0 && per_s <= TE_RATE_MAX))
        return te_fail(err, "a rate is more than 0, at most %d/s", TE_RATE_MAX);
    steer(h, load, true, per_s, elapsed_ns);
    note(h, elapsed_ns, by, "rate%s set to %s/s", name.s,
         te_text_count(per_s).s);
    return true;
}

bool te_helm_let_go(te_helm *h, uint32_t number, uint64_t elapsed_ns,
                    const char *by, te_error *err) {
    if (!is_at_work(h, err)) return false;
    te_load *load = find_load(h, number, err);
    if (load == NULL) return false;
    steer(h, load, false, 0, elapsed_ns);
    note(h, elapsed_ns, by, "profile%s taken up again", name_of(h, load).s);
    return true;
}

/* ---- Asking ---- */

const char *te_helm_last(const te_helm *h) { return h->last; }

static double level(const te_helm *h, bool is_open, uint64_t elapsed_ns) {
    double sum = 0;
    for (size_t i = 0; i < h->plan->count; i++) {
        const te_load *load = &h->plan->loads[i];
        if (te_executor_is_open(load->executor) == is_open)
            sum += te_executor_level(load->executor, time_of(load, elapsed_ns));
    }
    return sum;
}

double te_helm_workers(const te_helm *h, uint64_t elapsed_ns) {
    return ceil(level(h, false, elapsed_ns));
}

double te_helm_rate(const te_helm *h, uint64_t elapsed_ns) {
    return level(h, true, elapsed_ns);
}

uint64_t te_helm_left_ns(const te_helm *h, uint64_t elapsed_ns) {
    uint64_t end_ns = te_plan_end_ns(h->plan);
    if (end_ns == UINT64_MAX) return UINT64_MAX;
    return end_ns > elapsed_ns ? end_ns - elapsed_ns : 0;
}

uint64_t te_helm_wait_ns(const te_helm *h, uint64_t elapsed_ns) {
    uint64_t left_ns = te_helm_left_ns(h, elapsed_ns);
    return left_ns < TE_NS_PER_S ? left_ns : TE_NS_PER_S;
}

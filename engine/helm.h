/* helm.h - the load of a run, steered from outside while it goes: paused,
 * resumed, set to so many workers or to a rate.
 *
 * Only the main thread is at it. What is asked for holds from that moment on;
 * engine threads follow within their turn. Loads are numbered from 1 in the
 * order of the profiles; 0 is the only one, where there is one only. `by` says
 * who steers ("--control"): all that was done is a note of the result.
 *
 * Each of these is false with err, and nothing was done, where the run is not
 * at work, the load is of the other model, or the machine or max-workers does
 * not allow it. Times are ns since the run's start. */
#ifndef TE_HELM_H
#define TE_HELM_H

#include "crew.h"
#include "plan.h"

typedef enum te_helm_phase {
    TE_HELM_SETUP, /* global_setup; no load yet */
    TE_HELM_RUNNING,
    TE_HELM_PAUSED,
    TE_HELM_DRAINING, /* no run begins any more */
} te_helm_phase;

typedef struct te_helm {
    te_plan *plan; /* all borrowed */
    te_crew *crew;
    te_common *common;
    te_helm_phase phase; /* the run sets it when it begins and ends */
    char last[300];      /* what was done last, as it was noted */
} te_helm;

/* "setup", "running", "paused", "draining". */
const char *te_helm_phase_name(te_helm_phase phase);

/* No run begins; those under way go on, arrivals do not pile up, the time of
 * the plan stands still. Of all loads at once. */
bool te_helm_pause(te_helm *helm, uint64_t elapsed_ns, const char *by,
                   te_error *err);
bool te_helm_resume(te_helm *helm, uint64_t elapsed_ns, const char *by,
                    te_error *err);

/* From now on, until the end. Workers who are there already go on; those that
 * are not wanted any more end after their run. */
bool te_helm_set_workers(te_helm *helm, uint32_t load, uint32_t workers,
                         uint64_t elapsed_ns, const char *by, te_error *err);
bool te_helm_set_rate(te_helm *helm, uint32_t load, double per_s,
                      uint64_t elapsed_ns, const char *by, te_error *err);
/* As the profile has it again, at the time that it is there. */
bool te_helm_let_go(te_helm *helm, uint32_t load, uint64_t elapsed_ns,
                    const char *by, te_error *err);

/* Notes that the run was asked to end, which the caller sees to. */
bool te_helm_stop(te_helm *helm, uint64_t elapsed_ns, const char *by,
                  te_error *err);

/* What was done last, in words: "workers set to 80 at 12.0 s by --control". */
const char *te_helm_last(const te_helm *helm);

/* Workers that are wanted now, over all loads of the closed model; arrivals
 * per second, over all of the open one. */
double te_helm_workers(const te_helm *helm, uint64_t elapsed_ns);
double te_helm_rate(const te_helm *helm, uint64_t elapsed_ns);

/* How long it takes until no run begins any more; UINT64_MAX: paused. */
uint64_t te_helm_left_ns(const te_helm *helm, uint64_t elapsed_ns);
/* The same for who waits for it: a second at most, as it may change. */
uint64_t te_helm_wait_ns(const te_helm *helm, uint64_t elapsed_ns);

#endif

/* ending.c - see ending.h. */
#include "ending.h"

#include <stdio.h>

static uint64_t now_ns(const te_ending *e) { return te_loop_clock_ns(e->loop); }

uint64_t te_ending_elapsed_ns(const te_ending *e) {
    uint64_t now = now_ns(e), before = e->helm->plan->elapsed_ns;
    if (e->start_ns == 0 || now < e->start_ns) return before;
    return before + now - e->start_ns;
}

static void tell_all(te_ending *e, te_order order) {
    e->order = order;
    te_crew_order(e->helm->crew, order);
}

static void on_deadline(void *arg);

static void set_deadline(te_ending *e, uint64_t wait_ns) {
    e->deadline.on_due = on_deadline;
    e->deadline.arg = e;
    te_timer_start(e->loop, &e->deadline, now_ns(e) + wait_ns);
}

void te_ending_set(te_ending *e, te_end end, const char *reason) {
    te_common_lock_result(e->helm->common);
    te_collector_ending(e->collector, te_ending_elapsed_ns(e));
    e->result->end = end;
    if (reason != NULL)
        snprintf(e->result->end_reason, sizeof e->result->end_reason, "%.250s",
                 reason);
    te_common_unlock_result(e->helm->common);
}

void te_ending_begin(te_ending *e, te_end end, const char *reason) {
    if (e->has_begun) return;
    e->has_begun = true;
    e->helm->phase = TE_HELM_DRAINING;
    te_ending_set(e, end, reason);
    if (e->graceful_ns == 0 || end == TE_END_THRESHOLD) {
        tell_all(e, TE_ORDER_INTERRUPT);
        set_deadline(e, TE_ENDING_TEARDOWN_NS);
    } else {
        tell_all(e, end == TE_END_DURATION ? TE_ORDER_FINISH : TE_ORDER_DRAIN);
        set_deadline(e, e->graceful_ns);
    }
}

void te_ending_reached(te_ending *e, te_end end) {
    if (e->has_begun) return;
    e->has_begun = true;
    te_ending_set(e, end, NULL);
}

/* First the time is up; then the patience with runs, then with teardowns. */
static void on_deadline(void *arg) {
    te_ending *e = arg;
    uint64_t wait_ns = te_helm_wait_ns(e->helm, te_ending_elapsed_ns(e));
    if (!e->has_begun && wait_ns > 0)
        set_deadline(e, wait_ns);
    else if (!e->has_begun)
        te_ending_begin(e, TE_END_DURATION, "");
    else if (e->order == TE_ORDER_FINISH || e->order == TE_ORDER_DRAIN) {
        tell_all(e, TE_ORDER_INTERRUPT);
        set_deadline(e, TE_ENDING_TEARDOWN_NS);
    } else if (e->order == TE_ORDER_INTERRUPT) {
        tell_all(e, TE_ORDER_ABANDON);
        set_deadline(e, TE_ENDING_QUIT_NS);
    } else
        e->is_stranded = true; /* nobody there obeys any more */
}

void te_ending_work(te_ending *e, uint64_t start_ns, uint64_t wait_ns) {
    e->start_ns = start_ns;
    e->order = TE_ORDER_WORK;
    set_deadline(e, wait_ns);
}

void te_ending_rest(te_ending *e, uint64_t left_ns) {
    set_deadline(e, left_ns < TE_NS_PER_S ? left_ns : TE_NS_PER_S);
}

void te_ending_hear(te_ending *e, int stops) {
    if (stops > 0) te_ending_begin(e, TE_END_SIGNAL, "");
    if (stops > 1 && e->order != TE_ORDER_ABANDON) {
        te_ending_set(e, TE_END_SIGNAL, NULL); /* whatever it was that ended */
        tell_all(e, TE_ORDER_ABANDON);
        set_deadline(e, TE_ENDING_QUIT_NS);
    }
    char reason[256];
    te_end wanted =
        te_common_wanted_end(e->helm->common, reason, sizeof reason);
    if (wanted != TE_END_RUNNING) te_ending_begin(e, wanted, reason);
}

void te_ending_limit(te_ending *e, uint64_t wait_ns) {
    e->order = TE_ORDER_DRAIN; /* the deadline breaks it off */
    set_deadline(e, wait_ns);
}

void te_ending_no_limit(te_ending *e) { te_timer_stop(e->loop, &e->deadline); }

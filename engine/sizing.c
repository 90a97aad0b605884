/* sizing.c - see sizing.h. */
#include "sizing.h"

#include "clock.h"

void te_sizing_init(te_sizing *s, double tolerance_percent) {
    *s = (te_sizing){.tolerance_percent = tolerance_percent};
}

te_sizing_minute te_sizing_last_minute(const te_sizing *s) {
    te_sizing_minute sum = {0, 0};
    for (int i = 0; i < TE_SIZING_WINDOW_S; i++) {
        uint64_t number = s->seconds[i].number;
        if (number == 0 || number + TE_SIZING_WINDOW_S <= s->last) continue;
        sum.succeeded += s->seconds[i].ended.succeeded;
        sum.failed += s->seconds[i].ended.failed;
    }
    return sum;
}

/* Records end a little after the full second that they are about. */
static void add_second(te_sizing *s, const te_interval *interval) {
    s->last = interval->end_ns / TE_NS_PER_S + 1;
    int place = (int)(s->last % TE_SIZING_WINDOW_S);
    if (s->seconds[place].number != s->last) {
        s->seconds[place].number = s->last;
        s->seconds[place].ended = (te_sizing_minute){0, 0};
    }
    te_sizing_minute *ended = &s->seconds[place].ended;
    ended->succeeded +=
        te_metrics_sum(interval->delta, "scenario.succeeded", NULL);
    ended->failed += te_metrics_sum(interval->delta, "scenario.failed", NULL);
}

bool te_sizing_interval(te_sizing *s, const te_interval *interval) {
    if (s->is_passed) return true;
    add_second(s, interval);
    te_sizing_minute m = te_sizing_last_minute(s);
    double ended = m.succeeded + m.failed;
    s->is_passed = ended >= TE_SIZING_LEAST_RUNS &&
                   m.failed * 100 > s->tolerance_percent * ended;
    return s->is_passed;
}

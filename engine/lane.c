/* lane.c - see lane.h. */
#include "lane.h"

void te_lane_end_later(te_lane *lane, te_exchange *x) {
    x->lane_data = NULL;
    x->next = lane->failed;
    lane->failed = x;
}

void te_lane_fail_later(te_lane *lane, te_exchange *x, te_http_error error,
                        const char *message) {
    te_response_fail(&x->response, error, message);
    te_lane_end_later(lane, x);
}

bool te_lane_tell_failed(te_lane *lane) {
    if (lane->failed == NULL) return false;
    while (lane->failed != NULL) {
        te_exchange *x = lane->failed;
        lane->failed = x->next;
        x->next = NULL;
        x->ended_ns = te_loop_clock_ns(lane->loop);
        lane->on_done(x);
    }
    return true;
}

void te_lane_forget_failed(te_lane *lane, te_exchange *x) {
    te_exchange **link = &lane->failed;
    while (*link != NULL && *link != x)
        link = &(*link)->next;
    if (*link == x) *link = x->next;
    x->next = NULL;
}

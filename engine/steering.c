/* steering.c - see steering.h. */
#include "steering.h"

void te_steering_init(te_steering *s, const te_profile *planned) {
    *s = (te_steering){.planned = *planned, .profile = *planned};
}

/* Nothing but the level, all the time. */
static void hold(te_steering *s, double level, uint64_t duration_ns) {
    te_profile *p = &s->profile;
    p->stages.items[0] = (te_stage){.level = level, .is_jump = true};
    p->stages.count = 1;
    p->duration_ns = duration_ns;
    p->late_ns = 0;
}

void te_steering_turn(te_steering *s, const te_heading *heading,
                      int64_t now_ns) {
    if (s->heading.is_paused) s->held_ns += (uint64_t)(now_ns - s->turned_ns);
    s->heading = *heading;
    s->turned_ns = now_ns;
    uint64_t end_ns = s->planned.duration_ns + s->held_ns;
    if (heading->is_paused) {
        hold(s, 0, UINT64_MAX);
    } else if (heading->is_by_hand) {
        hold(s, heading->level, end_ns);
    } else {
        s->profile = s->planned;
        s->profile.duration_ns = end_ns;
        s->profile.late_ns = s->planned.late_ns + s->held_ns;
    }
}

uint64_t te_steering_end_ns(const te_steering *s) {
    return s->profile.duration_ns;
}

double te_steering_level(const te_steering *s, int64_t now_ns) {
    return now_ns < 0 ? 0 : te_profile_level(&s->profile, (uint64_t)now_ns);
}

/* profile.c - see profile.h. */
#include "profile.h"

__extension__ typedef unsigned __int128 wide;

void te_profile_hold_workers(te_profile *p, uint32_t workers,
                             uint64_t ramp_up_ns, uint64_t duration_ns) {
    p->stages.items[0] = (te_stage){.duration_ns = ramp_up_ns,
                                    .level = workers,
                                    .is_jump = ramp_up_ns == 0};
    p->stages.count = 1;
    p->stages.are_rates = false;
    p->duration_ns = duration_ns;
    p->late_ns = 0;
}

void te_profile_hold_rate(te_profile *p, double per_s, uint64_t duration_ns) {
    p->stages.items[0] = (te_stage){.level = per_s, .is_jump = true};
    p->stages.count = 1;
    p->stages.are_rates = true;
    p->duration_ns = duration_ns;
    p->late_ns = 0;
}

uint64_t te_profile_stages_ns(const te_profile *p) {
    uint64_t sum_ns = 0;
    for (size_t i = 0; i < p->stages.count; i++)
        sum_ns += p->stages.items[i].duration_ns;
    return sum_ns;
}

/* ---- The course ---- */

te_course te_profile_course(const te_profile *p) {
    return (te_course){.profile = p, .from_ns = p->late_ns};
}

bool te_course_next(te_course *c, te_line *l) {
    const te_stages *stages = &c->profile->stages;
    if (c->next > stages->count || c->from_ns >= c->profile->duration_ns)
        return false;
    *l = (te_line){.from_ns = c->from_ns, .first = c->level, .last = c->level};
    if (c->next == stages->count) {
        l->duration_ns = c->profile->duration_ns - c->from_ns;
    } else {
        const te_stage *stage = &stages->items[c->next];
        l->duration_ns = stage->duration_ns;
        l->last = stage->level;
        if (stage->is_jump) l->first = stage->level;
    }
    c->next++;
    c->from_ns += l->duration_ns;
    c->level = l->last;
    return true;
}

/* Of a line's own time. */
static double level_after(const te_line *l, uint64_t ns) {
    if (l->duration_ns == 0) return l->last;
    return l->first +
           (l->last - l->first) * ((double)ns / (double)l->duration_ns);
}

double te_profile_level(const te_profile *p, uint64_t t_ns) {
    te_course c = te_profile_course(p);
    te_line l;
    if (t_ns >= p->duration_ns) return 0;
    while (te_course_next(&c, &l))
        if (t_ns - l.from_ns < l.duration_ns)
            return level_after(&l, t_ns - l.from_ns);
    return 0;
}

double te_profile_highest(const te_profile *p) {
    te_course c = te_profile_course(p);
    te_line l;
    double highest = 0;
    while (te_course_next(&c, &l)) {
        uint64_t left_ns = p->duration_ns - l.from_ns;
        double last =
            left_ns < l.duration_ns ? level_after(&l, left_ns) : l.last;
        if (l.duration_ns > 0 && l.first > highest) highest = l.first;
        if (l.duration_ns > 0 && last > highest) highest = last;
    }
    return highest;
}

/* ---- Workers ---- */

/* After how much of the line its level is `level`, which lies in it: to the
 * ns, as levels of workers are whole. */
static uint64_t reaches_ns(const te_line *l, double level) {
    uint64_t part =
        (uint64_t)(level > l->first ? level - l->first : l->first - level);
    uint64_t all = (uint64_t)(l->last > l->first ? l->last - l->first
                                                 : l->first - l->last);
    return (uint64_t)((wide)l->duration_ns * part / all);
}

/* When the line is above i. */
static bool stretch_above(const te_line *l, uint32_t i, te_shift *s) {
    bool first_is = l->first > i, last_is = l->last > i;
    if (!first_is && !last_is) return false;
    s->from_ns = l->from_ns + (first_is ? 0 : reaches_ns(l, i));
    s->until_ns = l->from_ns + (last_is ? l->duration_ns : reaches_ns(l, i));
    return s->until_ns > s->from_ns;
}

bool te_profile_shift(const te_profile *p, uint32_t i, uint64_t t_ns,
                      te_shift *shift) {
    te_course c = te_profile_course(p);
    te_line l;
    te_shift next;
    *shift = (te_shift){0, 0};
    while (te_course_next(&c, &l)) {
        if (!stretch_above(&l, i, &next)) continue;
        if (next.from_ns != shift->until_ns) {
            if (shift->until_ns > t_ns) break;
            shift->from_ns = next.from_ns;
        }
        shift->until_ns = next.until_ns;
    }
    if (shift->until_ns > p->duration_ns) shift->until_ns = p->duration_ns;
    return shift->until_ns > t_ns && shift->from_ns < shift->until_ns;
}

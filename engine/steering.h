/* steering.h - a profile that is steered by hand while it goes: what holds
 * from now on.
 *
 * While it is paused the plan stands still: its time does not pass, so that
 * it goes on where it was, and ends so much later. The measured load is then
 * the one that was planned, with a hole in it; were the plan's time to go on,
 * each pause in a ramp would end in a jump that nobody asked for. A level that
 * was set by hand holds from then on until the end, in place of the stages.
 * Times are ns since the profile's start, before which it may be steered, too.
 * Pure arithmetic: it knows no clock. */
#ifndef TE_STEERING_H
#define TE_STEERING_H

#include "profile.h"

typedef struct te_heading {
    bool is_paused;
    bool is_by_hand; /* the level holds, else the profile's own stages do */
    double level;    /* workers, or arrivals per second */
} te_heading;

typedef struct te_steering {
    te_profile planned;
    te_heading heading;
    int64_t turned_ns;  /* when it was steered last */
    uint64_t held_ns;   /* so long the plan stood still, in pauses that ended */
    te_profile profile; /* what holds from then on */
} te_steering;

void te_steering_init(te_steering *steering, const te_profile *planned);

/* From now_ns on the heading holds. */
void te_steering_turn(te_steering *steering, const te_heading *heading,
                      int64_t now_ns);

/* When the plan ends, as far as is known; UINT64_MAX while it is paused. */
uint64_t te_steering_end_ns(const te_steering *steering);

/* The level that is asked for at now_ns, not before it was steered last. */
double te_steering_level(const te_steering *steering, int64_t now_ns);

#endif

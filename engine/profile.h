/* profile.h - the load shape as pure arithmetic: what is wanted at time t.
 *
 * Today one shape: W workers, ramped up evenly. Times are ns since the run's
 * start. */
#ifndef TE_PROFILE_H
#define TE_PROFILE_H

#include <stdint.h>

typedef struct te_profile {
    uint32_t workers;
    uint64_t ramp_up_ns;
    uint64_t duration_ns; /* no run starts at or after it */
} te_profile;

/* When worker i of `workers` begins: at i * ramp / W, as molotov has it. */
uint64_t te_profile_worker_start_ns(const te_profile *profile, uint32_t i);

#endif

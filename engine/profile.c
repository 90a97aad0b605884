/* profile.c - see profile.h. */
#include "profile.h"

uint64_t te_profile_worker_start_ns(const te_profile *profile, uint32_t i) {
    uint64_t ramp_ns = profile->ramp_up_ns, w = profile->workers;
    if (w == 0) return 0;
    /* i * ramp / W, without leaving 64 bits. */
    return ramp_ns / w * i + ramp_ns % w * i / w;
}

/* stall.c - see stall.h. */
#include "stall.h"

#include <time.h>

#define STALL_NS (5 * TE_NS_PER_MS)

uint64_t te_stall_begin(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return (uint64_t)now.tv_sec * TE_NS_PER_S + (uint64_t)now.tv_nsec;
}

void te_stall_end(lua_State *L, uint64_t begun_ns) {
    uint64_t took_ns = te_stall_begin() - begun_ns;
    if (took_ns <= STALL_NS) return;
    te_count(L, "health.feed_stalls", "", 1);
    te_count(L, "health.feed_stall_us", "", (double)(took_ns / TE_NS_PER_US));
}

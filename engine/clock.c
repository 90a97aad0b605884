/* clock.c - see clock.h. */
#include "clock.h"

#include <stddef.h>
#include <time.h>

uint64_t te_clock_now_ns(const te_clock *clock) {
    if (clock != NULL && clock->is_virtual) return clock->virtual_now_ns;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * TE_NS_PER_S + (uint64_t)now.tv_nsec;
}

uint64_t te_clock_unix_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * TE_NS_PER_S + (uint64_t)now.tv_nsec;
}

void te_clock_turn_to(te_clock *clock, uint64_t now_ns) {
    if (now_ns > clock->virtual_now_ns) clock->virtual_now_ns = now_ns;
}

uint64_t te_ns_from_s(double seconds) {
    if (!(seconds > 0)) return 0;
    double ns = seconds * 1e9 + 0.5;
    /* Half the range: adding two of them cannot overflow. */
    return ns >= 9.2e18 ? UINT64_C(9200000000000000000) : (uint64_t)ns;
}

double te_s_from_ns(uint64_t ns) { return (double)ns / 1e9; }

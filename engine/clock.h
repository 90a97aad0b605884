/* clock.h - monotonic time in nanoseconds, real or turned by hand.
 *
 * Everything that asks for the time is given a clock, so that a test can run
 * an hour of load in a millisecond. */
#ifndef TE_CLOCK_H
#define TE_CLOCK_H

#include "api.h"
#include <stdbool.h>
#include <stdint.h>

#define TE_NS_PER_S UINT64_C(1000000000)
#define TE_NS_PER_MS UINT64_C(1000000)
#define TE_NS_PER_US UINT64_C(1000)

typedef struct te_clock {
    bool is_virtual;
    uint64_t virtual_now_ns; /* what a virtual clock shows */
} te_clock;

/* Nanoseconds since some fixed moment; never goes back. NULL: real time. */
TE_API uint64_t te_clock_now_ns(const te_clock *clock);

/* The moment as a calendar has it: nanoseconds since 1970. */
TE_API uint64_t te_clock_unix_ns(void);

/* Turns a virtual clock to `now_ns`, never back. */
TE_API void te_clock_turn_to(te_clock *clock, uint64_t now_ns);

/* Seconds as Lua and people write them, to nanoseconds and back. Negative
 * numbers and NaN are 0; what is too large is the largest. */
TE_API uint64_t te_ns_from_s(double seconds);
TE_API double te_s_from_ns(uint64_t ns);

#endif

/* stall.h - how long those who read data while a run goes are kept waiting.
 *
 * A read of more than 5 ms is a stall: everything else on the thread waits as
 * well. Counted as health.feed_stalls and health.feed_stall_us. The clock is
 * the kernel's coarse one, which costs next to nothing beside a read of 0.3 us
 * and ticks every 1 to 10 ms: what is shorter than a tick is not seen. */
#ifndef TE_STALL_H
#define TE_STALL_H

#include "tengine_module.h"

/* Before the read, and behind it. */
uint64_t te_stall_begin(void);
void te_stall_end(lua_State *L, uint64_t begun_ns);

#endif

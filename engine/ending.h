/* ending.h - how a run is brought to its end. First no further run begins, and
 * those under way may finish; whoever needs too long is broken off, so that its
 * teardown runs; then it is given up, and at last left behind.
 *
 * Only the main thread is at it, from the loop on which it waits. */
#ifndef TE_ENDING_H
#define TE_ENDING_H

#include "helm.h"
#include "loop.h"
#include "result.h"

/* How long teardowns may take once runs have been broken off, and how long a
 * thread may take to notice that it is to end. */
#define TE_ENDING_TEARDOWN_NS (10 * TE_NS_PER_S)
#define TE_ENDING_QUIT_NS (2 * TE_NS_PER_S)

typedef struct te_ending {
    te_loop *loop; /* all borrowed */
    te_helm *helm;
    te_collector *collector;
    te_result *result;

    te_timer deadline;
    uint64_t start_ns;    /* of the workers; 0: not yet */
    uint64_t graceful_ns; /* what those under way may take; 0: nothing */
    te_order order;       /* what the workers were told last */
    bool has_begun;
    bool is_stranded; /* a thread could not be ended: what it uses stays */
} te_ending;

/* How much of the run is over, with what had been when it was resumed. */
uint64_t te_ending_elapsed_ns(const te_ending *e);

/* The workers begin, and no run starts later than wait_ns from now. */
void te_ending_work(te_ending *e, uint64_t start_ns, uint64_t wait_ns);

/* Nobody is at work any more, but the time is not up: it is for so long at
 * most that the next turn waits. */
void te_ending_rest(te_ending *e, uint64_t left_ns);

/* Begins the end, unless it has begun; with the reason that the result shows.
 */
void te_ending_begin(te_ending *e, te_end end, const char *reason);

/* The end has come by itself. */
void te_ending_reached(te_ending *e, te_end end);

/* What was asked for since the last turn: so many signals, or by a scenario. */
void te_ending_hear(te_ending *e, int stops);

/* A fixture of the run gets so much time, then it is broken off. */
void te_ending_limit(te_ending *e, uint64_t wait_ns);
void te_ending_no_limit(te_ending *e);

/* Why it ended, where that may be read meanwhile; NULL: the reason stays. */
void te_ending_set(te_ending *e, te_end end, const char *reason);

#endif

/* run_blocks.h - a recorded run, cut into blocks of time.
 *
 * The journal is read twice: to know what is in it and how long it is, then
 * block by block; beside the totals one block is in memory. The warm-up is left
 * out, and so is what was measured before all workers that were asked for were
 * at work, unless that is more than half of the rest (or they never were: the
 * open model takes as many as it needs). */
#ifndef TE_RUN_BLOCKS_H
#define TE_RUN_BLOCKS_H

#include "error.h"
#include "interval.h"

/* A run has ten blocks or more, of ten intervals each until there are thirty
 * of them: longer ones then. With fewer than ten intervals each is a block, and
 * with a single one there are none: the least is a run of two seconds.
 *
 * What a run ends with is in its last block and no interval of its own: the
 * rest of a second, and all that was still under way when no further run
 * began. There would be less in it than in the others, or other things. */
enum { TE_BLOCKS_LEAST = 2, TE_BLOCKS_USUAL = 10, TE_BLOCKS_MOST = 30 };

typedef struct te_run_blocks {
    const char *path;   /* borrowed */
    te_interval whole;  /* what counts: its metrics, from when to when */
    uint64_t intervals; /* that this is of, without such rests */
    uint64_t blocks;
    uint32_t workers; /* asked for */
} te_run_blocks;

/* Reads it for the first time; False and err. te_run_blocks_clear() either
 * way. */
bool te_run_blocks_open(te_run_blocks *r, const char *path, te_error *err);
void te_run_blocks_clear(te_run_blocks *r);

/* Shows every block, in order; false and err. The block is valid until
 * on_block returns. */
typedef void (*te_on_block)(void *arg, const te_interval *block);
bool te_run_blocks_each(const te_run_blocks *r, te_on_block on_block, void *arg,
                        te_error *err);

#endif

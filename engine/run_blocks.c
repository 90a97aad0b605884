/* run_blocks.c - see run_blocks.h. */
#include "run_blocks.h"

#include "clock.h"
#include "recording.h"

/* ---- Intervals ---- */

/* Whether this is an interval of its own and not what a run ends with. */
static bool is_whole(const te_interval *i) {
    bool is_rest = i->end_ns - i->start_ns < TE_NS_PER_S / 2;
    return !is_rest && !i->is_ending && !i->is_cut;
}

/* ---- The first time ---- */

typedef struct survey {
    te_run_blocks *run;
    bool is_full;            /* all workers were at work */
    uint64_t warm_up_end_ns; /* 0: there was none */
    uint64_t intervals;      /* after it */
    uint64_t end_ns;
    bool is_short;
} survey;

/* Whether an interval is of the warm-up is asked where the totals know it,
 * for take_all() takes these. */
static bool has_begun(survey *s, const te_result *so_far,
                      const te_interval *i) {
    s->is_full = s->is_full ||
                 te_metrics_sum(so_far->totals->metrics, "workers", NULL) >=
                     (double)so_far->workers;
    if (so_far->totals->warm_up.is_over) {
        s->intervals += is_whole(i);
        return s->is_full;
    }
    s->warm_up_end_ns = i->end_ns;
    return false;
}

static void look_at(void *arg, const te_result *so_far, const te_interval *i) {
    survey *s = arg;
    te_interval *whole = &s->run->whole;
    s->end_ns = i->end_ns;
    if (has_begun(s, so_far, i)) {
        s->run->intervals += is_whole(i);
        if (!te_metrics_add(whole->delta, i->delta)) s->is_short = true;
    } else {
        whole->start_ns = i->end_ns;
    }
}

/* Without a time at which all were at work: all of it but the warm-up. */
static bool take_all(survey *s, const te_result *result) {
    te_run_blocks *r = s->run;
    uint64_t counted_ns = s->end_ns - s->warm_up_end_ns;
    if (s->is_full && r->whole.start_ns - s->warm_up_end_ns <= counted_ns / 2)
        return true;
    r->whole.start_ns = s->warm_up_end_ns;
    r->intervals = s->intervals;
    te_metrics_reset(r->whole.delta);
    return te_metrics_add(r->whole.delta, result->totals->metrics);
}

static uint64_t blocks_of(uint64_t intervals) {
    uint64_t blocks = intervals / 10;
    if (intervals < TE_BLOCKS_LEAST) return 0;
    if (blocks < TE_BLOCKS_USUAL) blocks = TE_BLOCKS_USUAL;
    if (blocks > TE_BLOCKS_MOST) blocks = TE_BLOCKS_MOST;
    return blocks < intervals ? blocks : intervals;
}

bool te_run_blocks_open(te_run_blocks *r, const char *path, te_error *err) {
    *r = (te_run_blocks){.path = path};
    survey s = {.run = r};
    r->whole.delta = te_metrics_new(0);
    if (r->whole.delta == NULL)
        return te_fail_as(err, TE_ERROR_SYSTEM, "%s: no memory", path);
    te_recording *recording = te_recording_read(path, look_at, &s, err);
    if (recording == NULL) return false;
    const te_result *result = te_recording_result(recording);
    bool ok = take_all(&s, result) && !s.is_short;
    r->whole.end_ns = s.end_ns;
    r->blocks = blocks_of(r->intervals);
    r->workers = result->workers;
    te_recording_free(recording);
    return ok || te_fail_as(err, TE_ERROR_SYSTEM, "%s: no memory", path);
}

void te_run_blocks_clear(te_run_blocks *r) { te_metrics_free(r->whole.delta); }

/* ---- The second time ---- */

typedef struct cutter {
    const te_run_blocks *run;
    te_interval block;  /* its end: as long as its intervals are together */
    uint64_t number;    /* of the block, from 0 */
    uint64_t intervals; /* whole ones by now */
    bool is_short;
    te_on_block on_block;
    void *arg;
} cutter;

static void end_block(cutter *c) {
    if (c->block.end_ns > c->block.start_ns) c->on_block(c->arg, &c->block);
    te_metrics_reset(c->block.delta);
    c->block.start_ns = c->block.end_ns = 0;
}

static void cut(void *arg, const te_result *so_far, const te_interval *i) {
    cutter *c = arg;
    const te_interval *whole = &c->run->whole;
    (void)so_far;
    if (i->start_ns < whole->start_ns || i->end_ns > whole->end_ns) return;
    /* A rest is in the block of what was before it. */
    if (is_whole(i)) c->intervals++;
    uint64_t last = c->intervals > 0 ? c->intervals - 1 : 0;
    uint64_t number = last * c->run->blocks / c->run->intervals;
    if (number != c->number) end_block(c);
    c->number = number;
    c->block.end_ns += i->end_ns - i->start_ns;
    if (!te_metrics_add(c->block.delta, i->delta)) c->is_short = true;
}

bool te_run_blocks_each(const te_run_blocks *r, te_on_block on_block, void *arg,
                        te_error *err) {
    if (r->blocks == 0) return true;
    cutter c = {.run = r, .on_block = on_block, .arg = arg};
    c.block.delta = te_metrics_new(0);
    if (c.block.delta == NULL)
        return te_fail_as(err, TE_ERROR_SYSTEM, "%s: no memory", r->path);
    te_recording *recording = te_recording_read(r->path, cut, &c, err);
    bool ok = recording != NULL;
    if (ok) end_block(&c);
    if (ok && c.is_short)
        ok = te_fail_as(err, TE_ERROR_SYSTEM, "%s: no memory", r->path);
    te_recording_free(recording);
    te_metrics_free(c.block.delta);
    return ok;
}

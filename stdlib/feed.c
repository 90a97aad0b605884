/* feed.c - see feed.h. */
#include "feed.h"

#include "mix.h"
#include "tengine_module.h"

#include <stddef.h>

const char *const te_order_names[] = {"file", "shuffle", "random", "zipf",
                                      NULL};
const char *const te_on_end_names[] = {"cycle", "stop", "fail", NULL};

void te_feed_init(te_feed *feed, uint64_t count, te_order order,
                  te_on_end on_end, uint64_t seed, const char *name) {
    feed->count = count;
    feed->order = order;
    feed->on_end = on_end;
    feed->slice = 0;
    feed->slices = 1;
    feed->ends = NULL;
    feed->key = seed;
    for (; *name != '\0'; name++)
        feed->key = te_mix(feed->key, (unsigned char)*name);
    te_feed_set_exponent(feed, 1);
    atomic_init(&feed->position, 0);
}

void te_feed_set_exponent(te_feed *feed, double exponent) {
    if (feed->count > 0) te_zipf_init(&feed->zipf, feed->count, exponent);
}

void te_feed_set_slice(te_feed *feed, uint64_t slice, uint64_t slices) {
    feed->slice = slice;
    feed->slices = slices;
}

void te_feed_set_weights(te_feed *feed, const te_steps *ends) {
    feed->ends = ends;
    feed->count = ends->count > 0 ? te_steps_at(ends, ends->count - 1) : 0;
    te_feed_set_exponent(feed, 1);
}

uint64_t te_feed_per_pass(const te_feed *feed) {
    uint64_t n = feed->count / feed->slices;
    return n + (feed->slice < feed->count % feed->slices);
}

/* A draw below n: the high half of a 128-bit product, as good as uniform. */
static uint64_t draw_below(uint64_t n, uint64_t random) {
    __extension__ typedef unsigned __int128 wide;
    return (uint64_t)(((wide)random * n) >> 64);
}

/* What comes at a position of the whole feed, under a key. */
static uint64_t row_at(const te_feed *feed, uint64_t key, uint64_t position) {
    uint64_t pass = position / feed->count, number = position % feed->count;
    te_permute permute;
    switch (feed->order) {
    case TE_ORDER_FILE:
        break;
    case TE_ORDER_SHUFFLE:
        te_permute_init(&permute, feed->count, te_mix(key, pass));
        number = te_permute_at(&permute, number);
        break;
    case TE_ORDER_RANDOM:
        number = draw_below(feed->count, te_mix(key, position));
        break;
    case TE_ORDER_ZIPF:
        number = te_zipf_draw(&feed->zipf, te_mix(key, position));
        break;
    }
    return feed->ends == NULL ? number : te_steps_up_to(feed->ends, number);
}

uint64_t te_feed_at(const te_feed *feed, uint64_t position) {
    return row_at(feed, feed->key, position);
}

/* What comes at a position of this slice. */
static bool take(const te_feed *feed, uint64_t key, uint64_t position,
                 uint64_t *row) {
    uint64_t share = te_feed_per_pass(feed);
    if (share == 0) return false;
    if (feed->on_end != TE_ON_END_CYCLE && position >= share) return false;
    uint64_t pass = position / share, in_slice = position % share;
    uint64_t in_pass = in_slice * feed->slices + feed->slice;
    *row = row_at(feed, key, pass * feed->count + in_pass);
    return true;
}

bool te_feed_next(te_feed *feed, uint64_t *row) {
    uint64_t position =
        atomic_fetch_add_explicit(&feed->position, 1, memory_order_relaxed);
    return take(feed, feed->key, position, row);
}

uint64_t te_feed_take(te_feed *feed, uint64_t n, uint64_t *position) {
    uint64_t share = te_feed_per_pass(feed);
    if (share == 0) return 0;
    *position =
        atomic_fetch_add_explicit(&feed->position, n, memory_order_relaxed);
    if (feed->on_end == TE_ON_END_CYCLE) return n;
    uint64_t left = *position < share ? share - *position : 0;
    return n < left ? n : left;
}

bool te_feed_next_of(const te_feed *feed, uint64_t owner, uint64_t *position,
                     uint64_t *row) {
    if (!take(feed, te_mix(feed->key, owner), *position, row)) return false;
    ++*position;
    return true;
}

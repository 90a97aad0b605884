/* feed.c - see feed.h. */
#include "feed.h"

#include "tengine_module.h"

#include <stddef.h>

const char *const te_order_names[] = {"file", "shuffle", "random", NULL};
const char *const te_on_end_names[] = {"cycle", "stop", "fail", NULL};

/* The finalizer of splitmix64. */
uint64_t te_feed_mix(uint64_t key, uint64_t value) {
    uint64_t z = key + (value + 1) * 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

void te_feed_init(te_feed *feed, uint64_t count, te_order order,
                  te_on_end on_end, uint64_t seed, const char *name) {
    feed->count = count;
    feed->order = order;
    feed->on_end = on_end;
    feed->key = seed;
    for (; *name != '\0'; name++)
        feed->key = te_feed_mix(feed->key, (unsigned char)*name);
    atomic_init(&feed->position, 0);
}

/* A draw below n: the high half of a 128-bit product, as good as uniform. */
static uint64_t draw_below(uint64_t n, uint64_t random) {
    __extension__ typedef unsigned __int128 wide;
    return (uint64_t)(((wide)random * n) >> 64);
}

uint64_t te_feed_at(const te_feed *feed, uint64_t position) {
    uint64_t pass = position / feed->count, index = position % feed->count;
    te_permute permute;
    switch (feed->order) {
    case TE_ORDER_FILE:
        break;
    case TE_ORDER_SHUFFLE:
        te_permute_init(&permute, feed->count, te_feed_mix(feed->key, pass));
        index = te_permute_at(&permute, index);
        break;
    case TE_ORDER_RANDOM:
        index = draw_below(feed->count, te_feed_mix(feed->key, position));
        break;
    }
    return index;
}

uint64_t te_feed_take(te_feed *feed, uint64_t n, uint64_t *position) {
    if (feed->count == 0) return 0;
    *position =
        atomic_fetch_add_explicit(&feed->position, n, memory_order_relaxed);
    if (feed->on_end == TE_ON_END_CYCLE) return n;
    uint64_t left = *position < feed->count ? feed->count - *position : 0;
    return n < left ? n : left;
}

bool te_feed_next(te_feed *feed, uint64_t *index) {
    uint64_t position;
    if (te_feed_take(feed, 1, &position) == 0) return false;
    *index = te_feed_at(feed, position);
    return true;
}

/* steps.c - see steps.h. */
#include "steps.h"

#include <assert.h>
#include <stdlib.h>

static size_t block_count(uint64_t count) {
    return (size_t)((count + TE_STEPS_BLOCK - 1) / TE_STEPS_BLOCK);
}

static bool set_capacity(te_steps *s, uint64_t capacity) {
    size_t n = (size_t)capacity;
    if (s->full != NULL) {
        uint64_t *full = reallocarray(s->full, n, sizeof *full);
        if (full == NULL) return false;
        s->full = full;
    } else {
        uint64_t *firsts =
            reallocarray(s->firsts, block_count(capacity), sizeof *firsts);
        if (firsts == NULL) return false;
        s->firsts = firsts;
        uint32_t *distances = reallocarray(s->distances, n, sizeof *distances);
        if (distances == NULL) return false;
        s->distances = distances;
    }
    s->capacity = capacity;
    return true;
}

/* From now on the numbers are kept in full. */
static bool go_full(te_steps *s) {
    uint64_t *full = reallocarray(NULL, (size_t)s->capacity, sizeof *full);
    if (full == NULL) return false;
    for (uint64_t i = 0; i < s->count; i++)
        full[i] = te_steps_at(s, i);
    free(s->firsts);
    free(s->distances);
    s->firsts = NULL;
    s->distances = NULL;
    s->full = full;
    return true;
}

bool te_steps_add(te_steps *s, uint64_t number) {
    uint64_t i = s->count;
    assert(i == 0 || number >= te_steps_at(s, i - 1));
    if (i == s->capacity &&
        !set_capacity(s, i == 0 ? 1024 : s->capacity + s->capacity / 2))
        return false;
    if (s->full == NULL) {
        if (i % TE_STEPS_BLOCK == 0) s->firsts[i / TE_STEPS_BLOCK] = number;
        uint64_t distance = number - s->firsts[i / TE_STEPS_BLOCK];
        if (distance > UINT32_MAX && !go_full(s)) return false;
        if (s->full == NULL) s->distances[i] = (uint32_t)distance;
    }
    if (s->full != NULL) s->full[i] = number;
    s->count++;
    return true;
}

void te_steps_fit(te_steps *s) {
    if (s->count < s->capacity) (void)set_capacity(s, s->count);
}

void te_steps_free(te_steps *s) {
    free(s->firsts);
    free(s->distances);
    free(s->full);
    *s = TE_STEPS_INIT;
}

uint64_t te_steps_at(const te_steps *s, uint64_t i) {
    if (s->full != NULL) return s->full[i];
    return s->firsts[i / TE_STEPS_BLOCK] + s->distances[i];
}

uint64_t te_steps_up_to(const te_steps *s, uint64_t number) {
    uint64_t low = 0, high = s->count;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (te_steps_at(s, middle) <= number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t te_steps_bytes(const te_steps *s) {
    size_t count = (size_t)s->capacity;
    if (s->full != NULL) return count * sizeof *s->full;
    return count * sizeof *s->distances +
           block_count(count) * sizeof *s->firsts;
}

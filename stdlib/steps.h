/* steps.h - ascending numbers, in little more than 4 bytes each.
 *
 * Where rows begin, or how far their weights add up. A number is kept as its
 * distance from the first one of its block of TE_STEPS_BLOCK; should a
 * distance ever need more than 32 bits, all numbers are kept in full from
 * then on, in 8 bytes each. */
#ifndef TE_STEPS_H
#define TE_STEPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TE_STEPS_BLOCK = 64 };

typedef struct te_steps {
    uint64_t count, capacity;
    uint64_t *firsts;    /* the first number of each block */
    uint32_t *distances; /* of each number from it */
    uint64_t *full;      /* the numbers themselves; or NULL, and the two above
                            have them */
} te_steps;

#define TE_STEPS_INIT ((te_steps){0, 0, NULL, NULL, NULL})

/* Appends a number, which is not below the last one. False without memory,
 * and what was there stays. */
bool te_steps_add(te_steps *steps, uint64_t number);

/* Gives memory back that nothing was put into: no more will come. */
void te_steps_fit(te_steps *steps);
void te_steps_free(te_steps *steps);

/* Number i (below count). */
uint64_t te_steps_at(const te_steps *steps, uint64_t i);

/* How many of the numbers are not above this one, in O(log count). */
uint64_t te_steps_up_to(const te_steps *steps, uint64_t number);

/* The bytes that they take. */
size_t te_steps_bytes(const te_steps *steps);

#endif

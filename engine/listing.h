/* listing.h - what a scenario file registers: for who wants to know before
 * running it, and for the result of a run. */
#ifndef TE_LISTING_H
#define TE_LISTING_H

#include "result.h"
#include "script.h"
#include <stdio.h>

/* Prints scenarios with weight, share of the runs and delay, then fixtures,
 * then the options that the file declares. */
void te_listing_print(FILE *out, const te_script *script);

/* What is registered, in the order of the file, `count` of them; the names are
 * the script's. NULL without memory; release with free(). */
te_scenario_fact *te_listing_facts(const te_script *script, size_t *count);

/* What is registered, in the order of the file, `count` of them; the names are
 * the script's. NULL without memory; release with free(). */
te_scenario_fact *te_listing_facts(const te_script *script, size_t *count);

#endif

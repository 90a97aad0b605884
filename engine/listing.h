/* listing.h - what a scenario file registers, for who wants to know before
 * running it. */
#ifndef TE_LISTING_H
#define TE_LISTING_H

#include "script.h"
#include <stdio.h>

/* Prints scenarios with weight, share of the runs and delay, then fixtures,
 * then the options that the file declares. */
void te_listing_print(FILE *out, const te_script *script);

#endif

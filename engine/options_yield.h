/* options_yield.h - what of a --config file gives way to the command line.
 *
 * An option of the file that the command line has too is not read at all. Here
 * it is about those that cannot go with one another, such as the stages of the
 * one and the workers of the other: as the command line beats the file, the
 * file's are as if they were not there. What goes with the command line's stays
 * (a duration with any load, a delay with workers), and what contradicts
 * something of its own source is refused later, as ever. */
#ifndef TE_OPTIONS_YIELD_H
#define TE_OPTIONS_YIELD_H

#include "options_table.h"

/* Takes out of `o` what was given by the file and cannot go with what was said
 * before it (`said`). */
void te_options_yield(te_options *o);

#endif

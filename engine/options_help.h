/* options_help.h - what --help prints: the table of options, as people read
 * it. */
#ifndef TE_OPTIONS_HELP_H
#define TE_OPTIONS_HELP_H

#include "error.h"
#include <stdbool.h>
#include <stdio.h>

/* Prints the help on a topic, in 80 columns. "": the first page, one screen of
 * 24 lines with what most people need; "all": every option. False and err,
 * which names the topics, for one that is none. */
bool te_options_help(FILE *out, const char *topic, te_error *err);

#endif

/* closing.h - what a run ends with on its console, down to the last line. */
#ifndef TE_CLOSING_H
#define TE_CLOSING_H

#include "result.h"
#include <stdbool.h>
#include <stdio.h>

/* Prints the report of --check, or else `text`, what the scenario wants
 * printed, or else (NULL) the summary; below it the verdicts (of --sizing,
 * --find-capacity and health.h) and the last two lines. Nothing to a NULL. */
void te_closing_print(FILE *out, const te_result *result, const char *text,
                      bool is_check, int verbosity);

/* The verdict and the last lines alone. */
void te_closing_print_end(FILE *out, const te_result *result);

#endif

/* summary.h - what a run ends with, for a person to read. */
#ifndef TE_SUMMARY_H
#define TE_SUMMARY_H

#include "result.h"
#include <stdio.h>

/* Prints the summary to `out`. verbosity 1 and more adds the first
 * tracebacks. */
void te_summary_print(FILE *out, const te_result *result, int verbosity);

/* The same as a text on the heap; NULL without memory. */
char *te_summary_text(const te_result *result, int verbosity);

/* Prints a traceback, its lines indented by `indent`; a long one is cut. */
void te_summary_print_traceback(FILE *out, const char *traceback,
                                const char *indent);

#endif

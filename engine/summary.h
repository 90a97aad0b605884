/* summary.h - what a run ends with, for a person to read. */
#ifndef TE_SUMMARY_H
#define TE_SUMMARY_H

#include "result.h"
#include <stdio.h>

/* Prints the whole summary to `out`. verbosity 1 and more adds the first
 * tracebacks. `brief` prints the closing lines only (no --console). */
void te_summary_print(FILE *out, const te_result *result, int verbosity,
                      bool brief);

#endif

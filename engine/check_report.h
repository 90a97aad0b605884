/* check_report.h - what came of running everything once: what a load test
 * with this file would have failed with. */
#ifndef TE_CHECK_REPORT_H
#define TE_CHECK_REPORT_H

#include "result.h"
#include <stdbool.h>
#include <stdio.h>

/* Prints a line per scenario ("ok", "FAILED" and with what, "off", "not
 * run"), and one for each fixture, request and check that failed. verbosity 1
 * and more adds tracebacks. te_closing_print_end() belongs below it. */
void te_check_report_print(FILE *out, const te_result *result, int verbosity);

/* Whether anything failed, or a scenario that is not off did not run to its
 * end. */
bool te_check_report_failed(const te_result *result);

#endif

/* report_junit.h - a run as JUnit's XML, for the pages of CI systems.
 *
 * A test case for the run itself, which fails where its exit code is not 0,
 * for every threshold (one that could not be judged was skipped) and for every
 * check, in the order of the summary. */
#ifndef TE_REPORT_JUNIT_H
#define TE_REPORT_JUNIT_H

#include "result.h"
#include <stdio.h>

void te_report_junit_head(FILE *out);
/* One test suite. */
void te_report_junit_suite(FILE *out, const te_result *result);
void te_report_junit_foot(FILE *out);

#endif

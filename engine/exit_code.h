/* exit_code.h - the exit code of a run: tengine.h says which there are. */
#ifndef TE_EXIT_CODE_H
#define TE_EXIT_CODE_H

#include "result.h"

/* Where several apply, the first of 107, 2, 74, 105, 1, 99, 111 holds. 0 for a
 * run that has not begun. `failure` is why a fixture of the run failed, or
 * NULL; `has_lost`: part of its record could not be written. */
int te_exit_code(const te_result *result, const te_config *config,
                 const te_error *failure, bool has_lost);

#endif

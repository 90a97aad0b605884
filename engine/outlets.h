/* outlets.h - the places that the figures of a run go to while it goes.
 *
 * Each is asked for as KIND=WHERE (config.outputs; --out), some kinds in other
 * ways too (config.statsd). The main thread hands every interval record to all
 * of them; what did not arrive is noted in the summary, once for each. */
#ifndef TE_OUTLETS_H
#define TE_OUTLETS_H

#include "outlet.h"

typedef struct te_outlets te_outlets;

/* Opens all that the configuration names, perhaps none. NULL and err, which
 * names the option, when one of them makes no sense, or without memory.
 * `common` is borrowed. */
te_outlets *te_outlets_new(const te_config *config, te_common *common,
                           te_error *err);
void te_outlets_free(te_outlets *outlets); /* NULL is fine */

/* The first of a kind, as its open made it; NULL when there is none. NULL
 * outlets are fine. */
void *te_outlets_find(const te_outlets *outlets, const te_outlet_kind *kind);

void te_outlets_interval(te_outlets *outlets, const te_interval *interval,
                         const te_result *result);

/* After the last record: waits for what is still to be sent, a few seconds in
 * all, unless somebody is in a hurry; and notes what was lost. */
void te_outlets_end(te_outlets *outlets, bool is_hurried);

#endif

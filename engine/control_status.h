/* control_status.h - how a run goes, in a few lines for who asks while it goes,
 * or as one line of JSON: the phase, the load that is asked for and had, what
 * the last interval brought. */
#ifndef TE_CONTROL_STATUS_H
#define TE_CONTROL_STATUS_H

#include "buf.h"
#include "helm.h"
#include "interval.h"

typedef struct te_control_status te_control_status;

/* NULL without memory. The helm is borrowed; `before` is what a run that is
 * resumed has behind it. */
te_control_status *te_control_status_new(const te_helm *helm,
                                         const te_totals *before);
void te_control_status_free(te_control_status *s); /* NULL is fine */

/* Each interval record of the run. */
void te_control_status_interval(te_control_status *s,
                                const te_interval *interval);

/* As it is elapsed_ns after the run's start. False without memory. */
bool te_control_status_text(const te_control_status *s, uint64_t elapsed_ns,
                            te_buf *out);
bool te_control_status_json(const te_control_status *s, uint64_t elapsed_ns,
                            te_buf *out);

#endif

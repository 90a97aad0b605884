/* control.h - a run as it is asked, and steered, through a Unix socket while
 * it goes.
 *
 * One request a line (control_request.h), the last one also without its
 * newline, where the client has no more to say. An answer is lines of text, or
 * of JSON, and an empty line that ends it; where a request is refused it begins
 * with "error: ". Served from the main thread's loop, without ever waiting:
 * there is room for a few clients, and who said nothing for longest makes way
 * for the next one; a line that is too long ends its connection; who does not
 * read its answer is not listened to. */
#ifndef TE_CONTROL_H
#define TE_CONTROL_H

#include "helm.h"
#include "interval.h"
#include "loop.h"

typedef struct te_control te_control;

enum { TE_CONTROL_CLIENTS = 16 };

/* Who it was, in notes and where it ended the run. */
#define TE_CONTROL_NAME "--control"

typedef struct te_control_config {
    const char *path;
    te_loop *loop; /* both borrowed */
    te_helm *helm;
    const te_totals *before;    /* of a run that is resumed; used at once */
    void (*on_stop)(void *arg); /* the run is to end */
    void *arg;
} te_control_config;

/* NULL and err when there can be no socket at this path. */
te_control *te_control_new(const te_control_config *config, te_error *err);
/* Removes the socket. */
void te_control_free(te_control *c); /* NULL is fine, here and below */

/* When the load began, by the loop's clock; of a run that is resumed, so long
 * ago as it has behind it. */
void te_control_start(te_control *c, uint64_t start_ns);
/* Each interval record of the run. */
void te_control_interval(te_control *c, const te_interval *interval);

#endif

/* standin_delay.h - calls back later, from a thread of its own.
 *
 * The stand-in holds answers back with this instead of sleeping, so that a
 * delayed request keeps nobody else waiting. */
#ifndef TE_STANDIN_DELAY_H
#define TE_STANDIN_DELAY_H

#include "tengine_module.h"
#include <stdint.h>

typedef struct te_standin_delay te_standin_delay;

/* Starts the thread, which takes no signals. `wake` is called there with what
 * te_standin_delay_add() was given. */
te_standin_delay *te_standin_delay_start(void (*wake)(void *item),
                                         te_error *err);

/* Wakes everything that still waits and ends the thread; from then on what is
 * added is woken at once. NULL is fine. */
void te_standin_delay_stop(te_standin_delay *d);
void te_standin_delay_free(te_standin_delay *d); /* after the stop */

/* Wakes the item at that time of the real clock; at once when there is no
 * memory to wait with. From any thread. */
void te_standin_delay_add(te_standin_delay *d, uint64_t due_ns, void *item);

#endif

/* crew.h - the engine threads of a run, as one: built alike, told the same,
 * waited for together.
 *
 * Only the main thread calls these. What is asked of a thread that works
 * (thread.h) goes through te_crew_first(). */
#ifndef TE_CREW_H
#define TE_CREW_H

#include "thread.h"

typedef struct te_crew te_crew;

/* How many threads there are to be, once the first has loaded the file; 0 and
 * err: none. */
typedef uint32_t te_crew_size(void *arg, const te_script *script,
                              te_error *err);

/* Threads, each of which has loaded the file; `each` is what they have in
 * common, without the index. NULL and err when one cannot be built, the file
 * does not load, or registers something else the next time. */
te_crew *te_crew_new(const te_thread_config *each, te_crew_size *size,
                     void *arg, const te_script_source *source, te_error *err);
/* All must have been joined, or never been launched. Lets go of what the
 * common holds, too, before the Lua states are closed. */
void te_crew_free(te_crew *crew); /* NULL is fine */

/* The thread that runs the run's own fixtures. */
te_thread *te_crew_first(const te_crew *crew);
uint32_t te_crew_count(const te_crew *crew);

/* What the first one counts, before it is launched. */
te_metrics *te_crew_metrics(const te_crew *crew);

/* Collects what they count; NULL without memory. */
te_collector *te_crew_collector(te_crew *crew, uint64_t warm_up_ns);

bool te_crew_launch(te_crew *crew, te_error *err);
void te_crew_order(te_crew *crew, te_order order);
void te_crew_work(te_crew *crew, const te_plan *plan, uint64_t start_ns);
void te_crew_steer(te_crew *crew);
void te_crew_watch(te_crew *crew, uint64_t now_ns);

/* Whether all have done what they were told. */
bool te_crew_is_idle(const te_crew *crew);

/* Tells all to end and waits for each; false when one did not come in time
 * and was written off: nothing that it uses may be released. */
bool te_crew_quit(te_crew *crew, uint64_t patience_ns);

/* Of all threads together, while they are idle. */
const te_error *te_crew_failure(const te_crew *crew); /* the first, or NULL */
uint32_t te_crew_stuck(const te_crew *crew);
uint32_t te_crew_workers_begun(const te_crew *crew);
size_t te_crew_leftovers(const te_crew *crew);
void te_crew_end_statsd(te_crew *crew, te_statsd_account *sum);

#endif

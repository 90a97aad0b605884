/* feed_options.h - a feed, as scenarios ask for it.
 *
 * The options of `open` that decide what `next` hands out, the same for all
 * data modules:
 *
 *   order     one of te_order_names
 *   on_end    one of te_on_end_names
 *   scope     "all": one cursor; "worker": one for each, who gets all rows, in
 *             an order of its own where it is shuffled or drawn
 *   slice     { 2, 4 }, "2/4" or "2 of 4": the second of four parts
 *   exponent  of the order "zipf" */
#ifndef TE_FEED_OPTIONS_H
#define TE_FEED_OPTIONS_H

#include "feed.h"
#include "tengine_module.h"

/* For the list of keys that te_options_check() takes. */
#define TE_FEED_KEYS "order", "on_end", "scope", "slice", "exponent"

typedef enum { TE_SCOPE_ALL, TE_SCOPE_WORKER } te_scope;

typedef struct te_feed_options {
    te_order order;
    te_on_end on_end;
    te_scope scope;
    uint64_t slice, slices; /* from 0 */
    double exponent;
    uint64_t seed; /* the run's */
} te_feed_options;

/* Reads them out of the table at index 1; `what` is the call, such as
 * "csv.open". Raises an input error for what is none. */
void te_feed_options_read(lua_State *L, const char *what, te_order fallback,
                          te_feed_options *options);

/* Pushes them as a text for the key of te_shared_open(). */
const char *te_feed_options_push_key(lua_State *L,
                                     const te_feed_options *options);

/* Makes a feed over `count` rows, or over weights where `ends` is not NULL.
 * False where there is nothing to cycle through; `path` is for the message,
 * `name` as in te_feed_init(). */
bool te_feed_open(te_feed *feed, const te_feed_options *options, uint64_t count,
                  const te_steps *ends, const char *path, const char *name,
                  te_error *err);

/* Has the journal keep where the workers stand in it, if that is one place for
 * all. */
void te_feed_share(te_feed *feed, te_scope scope, te_shared *object);

/* The row that `next` is to return, by the cursor that `scope` says. Where
 * there is none it pushes nil and returns false, or raises if on_end is to
 * fail. */
bool te_feed_pull(lua_State *L, te_feed *feed, te_scope scope, const char *path,
                  uint64_t *row);

#endif

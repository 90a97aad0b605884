/* vars.h - what global_setup stores and every worker reads: plain values and
 * shared objects, by name, frozen once the workers start. From then on a value
 * can only be made once, by the first who needs it.
 *
 * A value is a copy that belongs to no Lua state: nil, booleans, numbers,
 * strings, tables of those, and te_shared objects. lua_vars.c turns Lua
 * values into these and back. */
#ifndef TE_VARS_H
#define TE_VARS_H

#include "tengine_module.h"

typedef enum {
    TE_VALUE_NIL,
    TE_VALUE_BOOLEAN,
    TE_VALUE_INTEGER,
    TE_VALUE_NUMBER,
    TE_VALUE_STRING,
    TE_VALUE_TABLE,
    TE_VALUE_SHARED,
} te_value_kind;

typedef struct te_value {
    te_value_kind kind;
    union {
        bool boolean;
        int64_t integer;
        double number;
        struct {
            char *data;
            size_t length;
        } string;
        struct {
            struct te_value *keys; /* count of each */
            struct te_value *values;
            size_t count;
        } table;
        te_shared *shared; /* holds a reference */
    } as;
} te_value;

void te_value_clear(te_value *value);

typedef struct te_vars te_vars;

te_vars *te_vars_new(void); /* NULL without memory */
void te_vars_free(te_vars *vars);

/* Forgets all of them. Nobody else may use them by then. */
void te_vars_clear(te_vars *vars);

/* Stores the value, which it takes over; replaces one of that name. False
 * once frozen, or without memory: then the value is still the caller's. */
bool te_vars_set(te_vars *vars, const char *name, te_value *value);
/* NULL when there is none. Once frozen, valid until te_vars_free(). */
const te_value *te_vars_get(te_vars *vars, const char *name);

/* A value that is made where there is none yet, by one of all who ask. */
typedef enum {
    TE_VARS_THERE, /* somebody has made or stored it */
    TE_VARS_YOURS, /* make it, then te_vars_keep() or te_vars_renounce() */
    TE_VARS_BUSY,  /* somebody makes it: ask again later */
    TE_VARS_FULL,  /* no memory */
} te_vars_claim_result;
te_vars_claim_result te_vars_claim(te_vars *vars, const char *name,
                                   const void *maker);
/* Stores what was made, and takes it over. */
void te_vars_keep(te_vars *vars, const char *name, te_value *value);
/* It could not be made: the next who asks may try. Also when all have been
 * forgotten by then. */
void te_vars_renounce(te_vars *vars, const char *name);
/* Who makes it at the moment, or NULL. */
const void *te_vars_maker(te_vars *vars, const char *name);

/* No further changes: from now on reading needs no lock. */
void te_vars_freeze(te_vars *vars);
bool te_vars_is_frozen(te_vars *vars);

#endif

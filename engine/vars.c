/* vars.c - see vars.h. */
#include "vars.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Once the variables are frozen an entry changes once at most: when its value
 * is there. Entries are put in front, whole, and never removed: who reads
 * needs no lock. */
typedef struct entry {
    char *name;
    atomic_bool is_there;
    const void *maker; /* who has claimed it, or NULL; under the lock */
    te_value value;
    struct entry *next;
} entry;

struct te_vars {
    pthread_mutex_t lock; /* to write */
    atomic_bool is_frozen;
    _Atomic(entry *) entries;
};

void te_value_clear(te_value *value) {
    if (value->kind == TE_VALUE_STRING)
        free(value->as.string.data);
    else if (value->kind == TE_VALUE_SHARED)
        te_shared_release(value->as.shared);
    else if (value->kind == TE_VALUE_TABLE) {
        for (size_t i = 0; i < value->as.table.count; i++) {
            te_value_clear(&value->as.table.keys[i]);
            te_value_clear(&value->as.table.values[i]);
        }
        free(value->as.table.keys);
        free(value->as.table.values);
    }
    *value = (te_value){.kind = TE_VALUE_NIL};
}

te_vars *te_vars_new(void) {
    te_vars *vars = calloc(1, sizeof *vars);
    if (vars == NULL) return NULL;
    pthread_mutex_init(&vars->lock, NULL);
    atomic_init(&vars->is_frozen, false);
    return vars;
}

void te_vars_clear(te_vars *vars) {
    entry *e = atomic_load(&vars->entries);
    atomic_store(&vars->entries, NULL);
    while (e != NULL) {
        entry *next = e->next;
        te_value_clear(&e->value);
        free(e->name);
        free(e);
        e = next;
    }
}

void te_vars_free(te_vars *vars) {
    if (vars == NULL) return;
    te_vars_clear(vars);
    pthread_mutex_destroy(&vars->lock);
    free(vars);
}

static entry *find(te_vars *vars, const char *name) {
    entry *e = atomic_load(&vars->entries);
    while (e != NULL && strcmp(e->name, name) != 0)
        e = e->next;
    return e;
}

static entry *find_or_add(te_vars *vars, const char *name) {
    entry *e = find(vars, name);
    if (e != NULL) return e;
    e = calloc(1, sizeof *e);
    if (e == NULL) return NULL;
    e->name = strdup(name);
    if (e->name == NULL) {
        free(e);
        return NULL;
    }
    e->next = atomic_load(&vars->entries);
    atomic_store(&vars->entries, e);
    return e;
}

static void fill(entry *e, te_value *value) {
    te_value_clear(&e->value);
    e->value = *value;
    *value = (te_value){.kind = TE_VALUE_NIL};
    atomic_store(&e->is_there, true);
}

bool te_vars_set(te_vars *vars, const char *name, te_value *value) {
    pthread_mutex_lock(&vars->lock);
    entry *e = te_vars_is_frozen(vars) ? NULL : find_or_add(vars, name);
    if (e != NULL) fill(e, value);
    pthread_mutex_unlock(&vars->lock);
    return e != NULL;
}

const te_value *te_vars_get(te_vars *vars, const char *name) {
    bool is_frozen = te_vars_is_frozen(vars);
    if (!is_frozen) pthread_mutex_lock(&vars->lock);
    entry *e = find(vars, name);
    if (!is_frozen) pthread_mutex_unlock(&vars->lock);
    return e != NULL && atomic_load(&e->is_there) ? &e->value : NULL;
}

static te_vars_claim_result claim(entry *e, const void *maker) {
    if (e == NULL) return TE_VARS_FULL;
    if (atomic_load(&e->is_there)) return TE_VARS_THERE;
    if (e->maker != NULL) return TE_VARS_BUSY;
    e->maker = maker;
    return TE_VARS_YOURS;
}

te_vars_claim_result te_vars_claim(te_vars *vars, const char *name,
                                   const void *maker) {
    pthread_mutex_lock(&vars->lock);
    te_vars_claim_result result = claim(find_or_add(vars, name), maker);
    pthread_mutex_unlock(&vars->lock);
    return result;
}

void te_vars_keep(te_vars *vars, const char *name, te_value *value) {
    pthread_mutex_lock(&vars->lock);
    entry *e = find(vars, name);
    e->maker = NULL;
    fill(e, value);
    pthread_mutex_unlock(&vars->lock);
}

void te_vars_renounce(te_vars *vars, const char *name) {
    pthread_mutex_lock(&vars->lock);
    entry *e = find(vars, name);
    if (e != NULL) e->maker = NULL;
    pthread_mutex_unlock(&vars->lock);
}

const void *te_vars_maker(te_vars *vars, const char *name) {
    pthread_mutex_lock(&vars->lock);
    const entry *e = find(vars, name);
    const void *maker = e != NULL ? e->maker : NULL;
    pthread_mutex_unlock(&vars->lock);
    return maker;
}

void te_vars_freeze(te_vars *vars) { atomic_store(&vars->is_frozen, true); }

bool te_vars_is_frozen(te_vars *vars) { return atomic_load(&vars->is_frozen); }

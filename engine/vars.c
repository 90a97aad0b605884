/* vars.c - see vars.h. */
#include "vars.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

typedef struct entry {
    char *name;
    te_value value;
    struct entry *next;
} entry;

struct te_vars {
    pthread_mutex_t lock;
    atomic_bool is_frozen;
    entry *entries;
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
    while (vars->entries != NULL) {
        entry *e = vars->entries;
        vars->entries = e->next;
        te_value_clear(&e->value);
        free(e->name);
        free(e);
    }
}

void te_vars_free(te_vars *vars) {
    if (vars == NULL) return;
    te_vars_clear(vars);
    pthread_mutex_destroy(&vars->lock);
    free(vars);
}

static entry *find(te_vars *vars, const char *name) {
    entry *e = vars->entries;
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
    e->next = vars->entries;
    vars->entries = e;
    return e;
}

bool te_vars_set(te_vars *vars, const char *name, te_value *value) {
    pthread_mutex_lock(&vars->lock);
    entry *e = te_vars_is_frozen(vars) ? NULL : find_or_add(vars, name);
    if (e != NULL) {
        te_value_clear(&e->value);
        e->value = *value;
        *value = (te_value){.kind = TE_VALUE_NIL};
    }
    pthread_mutex_unlock(&vars->lock);
    return e != NULL;
}

const te_value *te_vars_get(te_vars *vars, const char *name) {
    bool is_frozen = te_vars_is_frozen(vars);
    if (!is_frozen) pthread_mutex_lock(&vars->lock);
    entry *e = find(vars, name);
    if (!is_frozen) pthread_mutex_unlock(&vars->lock);
    return e != NULL ? &e->value : NULL;
}

void te_vars_freeze(te_vars *vars) { atomic_store(&vars->is_frozen, true); }

bool te_vars_is_frozen(te_vars *vars) { return atomic_load(&vars->is_frozen); }

/* columns.c - see columns.h. */
#include "columns.h"

#include "fields.h"

#include <stdio.h>
#include <stdlib.h>

static bool no_memory(const char *path, te_error *err) {
    return te_fail_as(err, TE_ERROR_SYSTEM, "%s: no memory", path);
}

bool te_columns_from_line(te_columns *c, char *text, size_t bytes,
                          size_t count) {
    c->text = text;
    c->count = count;
    c->names = calloc(count + 1, sizeof *c->names);
    te_fields fields = te_fields_of(text, bytes);
    return c->names != NULL && te_fields_split(&fields, c->names, count);
}

bool te_columns_from_names(te_columns *c, const char *const *names,
                           size_t count) {
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++)
        bytes += strlen(names[i]) + 1;
    c->count = count;
    c->text = malloc(bytes + 1);
    c->names = calloc(count + 1, sizeof *c->names);
    if (c->text == NULL || c->names == NULL) return false;
    char *to = c->text;
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(names[i]);
        memcpy(to, names[i], length + 1);
        c->names[i] = (te_slice){to, length};
        to += length + 1;
    }
    return true;
}

void te_columns_free(te_columns *c) {
    free(c->names);
    free(c->text);
}

/* ---- Are they good? ---- */

/* How much of a name fits into a message. */
static int shown(te_slice name) {
    return name.length < 60 ? (int)name.length : 60;
}

/* Whether a column's name looks like data: digits, with a sign or a point. */
static bool is_number(te_slice name) {
    size_t digits = 0, points = 0;
    for (size_t i = 0; i < name.length; i++) {
        char c = name.data[i];
        if (c >= '0' && c <= '9')
            digits++;
        else if (c == '.')
            points++;
        else if (i > 0 || (c != '-' && c != '+'))
            return false;
    }
    return digits > 0 && points <= 1;
}

static int compare_texts(const void *a, const void *b) {
    const te_slice *x = a, *y = b;
    size_t shorter = x->length < y->length ? x->length : y->length;
    int order = memcmp(x->data, y->data, shorter);
    if (order != 0) return order;
    return (x->length > y->length) - (x->length < y->length);
}

static bool names_differ(const te_columns *c, const char *path, te_error *err) {
    te_slice *sorted = calloc(c->count + 1, sizeof *sorted);
    if (sorted == NULL) return no_memory(path, err);
    memcpy(sorted, c->names, c->count * sizeof *sorted);
    qsort(sorted, c->count, sizeof *sorted, compare_texts);
    bool ok = true;
    for (size_t i = 1; ok && i < c->count; i++)
        if (compare_texts(&sorted[i - 1], &sorted[i]) == 0)
            ok = te_fail(err, "%s: the column \"%.*s\" comes twice", path,
                         shown(sorted[i]), sorted[i].data);
    free(sorted);
    return ok;
}

bool te_columns_check(const te_columns *c, const char *path, bool any,
                      te_error *err) {
    if (c->names == NULL) return true;
    for (size_t i = 0; i < c->count; i++) {
        te_slice name = c->names[i];
        if (name.length == 0)
            return te_fail(err,
                           "%s: wanted a header, but column %zu of the first "
                           "line has no name",
                           path, i + 1);
        if (!any && is_number(name))
            return te_fail(err,
                           "%s: wanted a header, but column %zu of the first "
                           "line is the number %.*s",
                           path, i + 1, shown(name), name.data);
    }
    return names_differ(c, path, err);
}

bool te_columns_want(const te_columns *c, const char *path,
                     const char *const *names, size_t count, te_error *err) {
    bool same = c->count == count;
    for (size_t i = 0; same && i < count; i++)
        same = te_slice_equal(c->names[i], te_slice_of(names[i]));
    if (same) return true;
    char wanted[256] = "";
    for (size_t i = 0, used = 0; i < count && used < sizeof wanted; i++)
        used += (size_t)snprintf(wanted + used, sizeof wanted - used, "%s%s",
                                 i > 0 ? "," : "", names[i]);
    return te_fail(err, "%s:1: wanted the header %s", path, wanted);
}

bool te_columns_find(const te_columns *c, const char *name, size_t *place) {
    te_slice wanted = te_slice_of(name);
    for (size_t i = 0; c->names != NULL && i < c->count; i++)
        if (te_slice_equal(c->names[i], wanted)) {
            *place = i;
            return true;
        }
    return false;
}

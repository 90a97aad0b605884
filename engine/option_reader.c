/* option_reader.c - see option_reader.h. */
#include "option_reader.h"

#include "suggest.h"

#include <stdio.h>
#include <string.h>

typedef struct reading {
    const te_option_reader *of;
    char *const *next; /* what was not read yet */
    char *const *end;
    te_error *err;
} reading;

const te_option *te_option_find(const te_option *table, const char *name,
                                size_t length) {
    for (const te_option *o = table; o->name != NULL; o++) {
        size_t i = 0;
        while (i < length && (name[i] == '_' ? '-' : name[i]) == o->name[i])
            i++;
        if (i == length && o->name[i] == '\0') return o;
    }
    return NULL;
}

const te_option *te_option_find_letter(const te_option *table, char letter) {
    for (const te_option *o = table; o->name != NULL; o++)
        if (o->letter == letter) return o;
    return NULL;
}

/* Sets an option and says which one it was that could not be set. */
static bool set(reading *r, const te_option *o, const char *text) {
    te_error why;
    void *options = r->of->options;
    if (r->of->set != NULL ? r->of->set(options, o, text, &why)
                           : te_option_set(o, options, text, &why))
        return true;
    return te_fail_as(r->err, why.kind, "--%s: %.900s", o->name, why.message);
}

/* Sets an option to the value attached to it or else to the next argument;
 * a value that may be left out does not look like an option. */
static bool take_value(reading *r, const te_option *o, const char *attached) {
    const char *value = attached;
    bool may_lack = o->kind == TE_OPTION_TOPIC;
    if (value == NULL && r->next < r->end && !(may_lack && **r->next == '-'))
        value = *r->next++;
    if (value == NULL && !may_lack)
        return te_fail(r->err, "--%s: the value is missing: --%s %s", o->name,
                       o->name, o->value);
    return set(r, o, value);
}

/* `shown` is what was found; `name` is what to look for in the table. */
static bool unknown(reading *r, const char *shown, const char *name) {
    te_suggestion s = te_suggestion_for(name);
    for (const te_option *o = r->of->table; o->name != NULL; o++)
        te_suggestion_offer(&s, o->name);
    if (s.best == NULL)
        return te_fail(r->err, "unknown option %s (see %s)", shown,
                       r->of->help);
    return te_fail(r->err, "unknown option %s (did you mean --%s?)", shown,
                   s.best);
}

/* --name, --name value, --name=value */
static bool read_long(reading *r, const char *argument) {
    const char *name = argument + 2;
    size_t length = strcspn(name, "=");
    const char *attached = name[length] == '=' ? name + length + 1 : NULL;
    const te_option *o = te_option_find(r->of->table, name, length);
    if (o == NULL) {
        char shown[128]; /* without the value, which may be a secret */
        snprintf(shown, sizeof shown, "%.*s", (int)length + 2, argument);
        return unknown(r, shown, shown + 2);
    }
    if (o->value != NULL) return take_value(r, o, attached);
    if (attached != NULL)
        return te_fail(r->err, "--%s takes no value", o->name);
    return set(r, o, NULL);
}

/* -c, -cxv, -w10, -w 10, -cw10 */
static bool read_letters(reading *r, const char *argument) {
    for (const char *letter = argument + 1; *letter != '\0'; letter++) {
        const te_option *o = te_option_find_letter(r->of->table, *letter);
        if (o == NULL) {
            char shown[128];
            bool alone = argument[2] == '\0';
            snprintf(shown, sizeof shown, alone ? "-%c" : "-%c in %s", *letter,
                     argument);
            return unknown(r, shown, alone ? "" : argument + 1);
        }
        if (o->value != NULL)
            return take_value(r, o, letter[1] != '\0' ? letter + 1 : NULL);
        if (!set(r, o, NULL)) return false;
    }
    return true;
}

static bool read_argument(reading *r, const char *argument) {
    if (argument[0] != '-' || argument[1] == '\0')
        return r->of->take(r->of->options, argument, r->err);
    if (argument[1] == '-') return read_long(r, argument);
    return read_letters(r, argument);
}

bool te_option_read(const te_option_reader *reader, char *const *argument,
                    char *const *end, char *const **rest, te_error *err) {
    reading r = {reader, argument, end, err};
    while (r.next < r.end) {
        const char *next = *r.next++;
        if (strcmp(next, "--") == 0) break;
        if (!read_argument(&r, next)) return false;
        if (reader->is_done(reader->options)) break;
    }
    *rest = r.next;
    return true;
}

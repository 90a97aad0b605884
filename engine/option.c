/* option.c - see option.h. */
#include "option.h"

#include "clock.h"
#include "spec.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- Numbers ---- */

/* A time that has a range of its own, not just as far as times go. */
static bool refuse_time(const te_option *o, const char *text, te_error *err) {
    return te_fail(err, "'%s' is not a duration from %gs to %gs", text,
                   te_s_from_ns(o->least), te_s_from_ns(o->most));
}

/* What is wanted instead, in the words of the option's kind. */
static bool refuse(const te_option *o, const char *text, te_error *err) {
    if (o->kind == TE_OPTION_TIME && o->least > 1)
        return refuse_time(o, text, err);
    if (o->kind == TE_OPTION_TIME)
        return te_fail(err,
                       "'%s' is not a duration %s, such as 90, 1.5, 30s or 5m",
                       text, o->least > 0 ? "longer than 0" : "of 0 or more");
    if (o->kind == TE_OPTION_PERCENT)
        return te_fail(err,
                       "'%s' is not a percentage from %" PRIu64 " to %" PRIu64
                       ", such as 5 or 0.5",
                       text, o->least, o->most);
    if (o->most < UINT64_MAX)
        return te_fail(
            err, "'%s' is not a whole number from %" PRIu64 " to %" PRIu64,
            text, o->least, o->most);
    return te_fail(err, "'%s' is not a whole number of %" PRIu64 " or more",
                   text, o->least);
}

/* strtoull would also take blanks, signs and a rest that is no number. */
static bool read_whole(const char *text, uint64_t *number) {
    if (*text == '\0' || text[strspn(text, "0123456789")] != '\0') return false;
    errno = 0;
    *number = strtoull(text, NULL, 10);
    return errno == 0;
}

static bool read_count(const te_option *o, const char *text, uint64_t *number,
                       te_error *err) {
    bool is_time = o->kind == TE_OPTION_TIME;
    bool read = is_time ? te_spec_duration(text, number, NULL)
                        : read_whole(text, number);
    if (read && is_time && *number > o->most && o->least <= 1)
        return te_fail(err, "'%s' is longer than ten years", text);
    if (!read || *number < o->least || *number > o->most)
        return refuse(o, text, err);
    return true;
}

static bool set_count(const te_option *o, void *target, const char *text,
                      te_error *err) {
    uint64_t number;
    if (!read_count(o, text, &number, err)) return false;
    if (o->kind == TE_OPTION_WHOLE)
        *(uint32_t *)target = (uint32_t)number;
    else
        *(uint64_t *)target = number;
    return true;
}

/* A level may be asked for by number; beyond the highest there is none. */
static bool set_level(const te_option *o, int *target, const char *text,
                      te_error *err) {
    uint64_t number;
    if (!read_whole(text, &number)) return refuse(o, text, err);
    *target = (int)(number < o->most ? number : o->most);
    return true;
}

/* Digits, and a point among them at most: no sign, no exponent. */
static bool set_percent(const te_option *o, double *target, const char *text,
                        te_error *err) {
    size_t whole = strspn(text, "0123456789");
    size_t part =
        text[whole] == '.' ? strspn(text + whole + 1, "0123456789") : 0;
    size_t length = whole + (text[whole] == '.') + part;
    if (whole + part == 0 || text[length] != '\0') return refuse(o, text, err);
    double number = strtod(text, NULL);
    if (!(number >= (double)o->least && number <= (double)o->most))
        return refuse(o, text, err);
    *target = number;
    return true;
}

/* ---- Texts ---- */

static bool check_text(const char *text, te_error *err) {
    return *text != '\0' || te_fail(err, "the value is empty");
}

bool te_option_texts_add(te_option_texts *texts, const char *text,
                         te_error *err) {
    if (!check_text(text, err)) return false;
    const char **more =
        realloc(texts->items, (texts->count + 1) * sizeof *more);
    if (more == NULL) return te_fail_as(err, TE_ERROR_SYSTEM, "no memory");
    texts->items = more;
    texts->items[texts->count++] = text;
    return true;
}

/* ---- All kinds ---- */

/* An option that was given without a value. */
static void raise(const te_option *o, void *target) {
    if (o->kind == TE_OPTION_FLAG) *(bool *)target = true;
    if (o->kind == TE_OPTION_TOPIC) *(const char **)target = "";
    if (o->kind != TE_OPTION_LEVEL) return;
    int *level = target;
    if ((uint64_t)*level < o->most) ++*level;
}

bool te_option_set(const te_option *o, void *options, const char *text,
                   te_error *err) {
    void *target = (char *)options + o->target;
    if (text == NULL) {
        raise(o, target);
        return true;
    }
    switch (o->kind) {
    case TE_OPTION_LEVEL:
        return set_level(o, target, text, err);
    case TE_OPTION_PERCENT:
        return set_percent(o, target, text, err);
    case TE_OPTION_TEXTS:
        return te_option_texts_add(target, text, err);
    case TE_OPTION_TEXT:
        if (!check_text(text, err)) return false;
        *(const char **)target = text;
        return true;
    case TE_OPTION_TOPIC:
        *(const char **)target = text;
        return true;
    default:
        return set_count(o, target, text, err);
    }
}

static size_t size_of(te_option_kind kind) {
    switch (kind) {
    case TE_OPTION_FLAG:
        return sizeof(bool);
    case TE_OPTION_LEVEL:
        return sizeof(int);
    case TE_OPTION_WHOLE:
        return sizeof(uint32_t);
    case TE_OPTION_NUMBER:
    case TE_OPTION_TIME:
        return sizeof(uint64_t);
    case TE_OPTION_PERCENT:
        return sizeof(double);
    case TE_OPTION_TEXT:
    case TE_OPTION_TOPIC:
        return sizeof(const char *);
    default:
        return 0;
    }
}

void te_option_reset(const te_option *o, void *options, const void *fresh) {
    void *target = (char *)options + o->target;
    if (o->kind == TE_OPTION_TEXTS) ((te_option_texts *)target)->count = 0;
    memcpy(target, (const char *)fresh + o->target, size_of(o->kind));
}

double te_option_number(const te_option *o, const void *options) {
    const void *target = (const char *)options + o->target;
    switch (o->kind) {
    case TE_OPTION_WHOLE:
        return *(const uint32_t *)target;
    case TE_OPTION_NUMBER:
    case TE_OPTION_TIME:
        return (double)*(const uint64_t *)target;
    case TE_OPTION_PERCENT:
        return *(const double *)target;
    default:
        return 0;
    }
}

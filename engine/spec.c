/* spec.c - see spec.h. */
#include "spec.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

__extension__ typedef unsigned __int128 wide;

/* --- reading ----------------------------------------------------------- */

typedef struct unit {
    const char *name;
    uint64_t scale; /* how many of the smallest unit it is */
} unit;

/* From large to small; the end is a NULL. */
static const unit duration_units[] = {
    {"d", UINT64_C(86400000000000)},
    {"h", UINT64_C(3600000000000)},
    {"m", UINT64_C(60000000000)},
    {"s", UINT64_C(1000000000)},
    {"ms", 1000000},
    {"us", 1000},
    {"\xc2\xb5s", 1000}, /* the micro sign */
    {"\xce\xbcs", 1000}, /* the Greek mu */
    {"ns", 1},
    {NULL, 0},
};

static const unit size_units[] = {
    {"b", 1},
    {"kb", 1000},
    {"mb", 1000000},
    {"gb", 1000000000},
    {"tb", UINT64_C(1000000000000)},
    {"kib", UINT64_C(1) << 10},
    {"mib", UINT64_C(1) << 20},
    {"gib", UINT64_C(1) << 30},
    {"tib", UINT64_C(1) << 40},
    {NULL, 0},
};

static const unit rate_units[] = {{"s", 1}, {"m", 60}, {"h", 3600}, {NULL, 0}};

/* whole + part / parts, exactly. */
typedef struct number {
    uint64_t whole;
    uint64_t part;
    uint64_t parts;
} number;

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static void skip_blanks(const char **at) {
    while (**at == ' ' || **at == '\t')
        ++*at;
}

/* Digits after the point that are too many to count are cut off. */
static bool take_number(const char **at, number *n) {
    const uint64_t most_parts = UINT64_C(1000000000000000000);
    *n = (number){0, 0, 1};
    skip_blanks(at);
    if (!is_digit(**at)) return false;
    for (; is_digit(**at); ++*at) {
        uint64_t digit = (uint64_t)(**at - '0');
        if (n->whole > (UINT64_MAX - digit) / 10) return false;
        n->whole = n->whole * 10 + digit;
    }
    if (**at != '.') return true;
    ++*at;
    if (!is_digit(**at)) return false;
    for (; is_digit(**at); ++*at) {
        if (n->parts == most_parts) continue;
        n->part = n->part * 10 + (uint64_t)(**at - '0');
        n->parts *= 10;
    }
    return true;
}

/* The letters at *at as one of the units, in any case where `any_case`. */
static const unit *take_unit(const char **at, const unit *units,
                             bool any_case) {
    skip_blanks(at);
    size_t n = strcspn(*at, " \t0123456789.,");
    for (const unit *u = units; u->name != NULL; u++) {
        if (strlen(u->name) != n) continue;
        if (any_case ? strncasecmp(*at, u->name, n) : memcmp(*at, u->name, n))
            continue;
        *at += n;
        return u;
    }
    return NULL;
}

/* Adds n times scale, rounded to the nearest, unless that is too large. */
static bool add_scaled(uint64_t *sum, number n, uint64_t scale) {
    wide whole = (wide)n.whole * scale;
    wide part = ((wide)n.part * scale + n.parts / 2) / n.parts;
    if (whole + part > UINT64_MAX - *sum) return false;
    *sum += (uint64_t)(whole + part);
    return true;
}

static bool at_end(const char **at) {
    skip_blanks(at);
    return **at == '\0';
}

/* `text` comes from outside: what could harm a terminal becomes '?'. */
static bool refuse(te_error *err, const char *what, const char *text,
                   const char *expected) {
    enum { SHOWN = 60 };
    char shown[SHOWN + 1];
    size_t n = 0;
    for (; text[n] != '\0' && n < SHOWN; n++) {
        unsigned char c = (unsigned char)text[n];
        shown[n] = c < ' ' || c == 0x7f ? '?' : text[n];
    }
    shown[n] = '\0';
    return te_fail(err, "%s: '%s': expected %s", what, shown, expected);
}

static const char *read_duration(const char *text, uint64_t *ns) {
    static const char wanted[] = "a number and one of ns us ms s m h d";
    static const char at_most[] = "at most 584 years";
    number n;
    uint64_t sum = 0, scale = UINT64_MAX;
    bool is_first = true;
    do {
        if (!take_number(&text, &n)) return wanted;
        if (is_first && at_end(&text)) {
            if (!add_scaled(&sum, n, UINT64_C(1000000000))) return at_most;
            break;
        }
        const unit *u = take_unit(&text, duration_units, false);
        if (u == NULL) return wanted;
        if (u->scale >= scale) return "units from large to small, each once";
        if (!add_scaled(&sum, n, u->scale)) return at_most;
        scale = u->scale;
        is_first = false;
    } while (!at_end(&text));
    *ns = sum;
    return NULL;
}

bool te_spec_duration(const char *text, uint64_t *ns, te_error *err) {
    const char *expected = read_duration(text, ns);
    return expected == NULL || refuse(err, "duration", text, expected);
}

bool te_spec_size(const char *text, uint64_t *bytes, te_error *err) {
    static const char wanted[] =
        "a number and one of b kb mb gb tb kib mib gib tib";
    const char *at = text;
    number n;
    uint64_t sum = 0;
    const unit *u = size_units;
    if (!take_number(&at, &n)) return refuse(err, "size", text, wanted);
    if (!at_end(&at)) u = take_unit(&at, size_units, true);
    if (u == NULL || !at_end(&at)) return refuse(err, "size", text, wanted);
    if (!add_scaled(&sum, n, u->scale))
        return refuse(err, "size", text, "less than 16 EiB");
    *bytes = sum;
    return true;
}

bool te_spec_rate(const char *text, double *per_s, te_error *err) {
    const char *at = text;
    number n;
    const unit *u = rate_units;
    bool ok = take_number(&at, &n);
    if (ok && !at_end(&at)) {
        u = *at++ == '/' ? take_unit(&at, rate_units, false) : NULL;
        ok = u != NULL && at_end(&at);
    }
    if (!ok) return refuse(err, "rate", text, "a number and one of /s /m /h");
    double value = (double)n.whole + (double)n.part / (double)n.parts;
    *per_s = value / (double)u->scale;
    return true;
}

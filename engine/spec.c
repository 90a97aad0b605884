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

/* --- stages -------------------------------------------------------------- */

/* Ten years, so that sums of them stay far from overflowing. */
static const uint64_t longest_stage_ns = UINT64_C(315360000000000000);

typedef struct stage_text {
    char whole[128]; /* as it is quoted */
    char *duration, *level;
    char parts[128]; /* the same, cut at its colon */
} stage_text;

/* Cuts the next stage off `*at`; false where it is no "A:B". */
static bool take_stage(const char **at, stage_text *t) {
    size_t length = strcspn(*at, ",");
    int shown = length < sizeof t->whole ? (int)length : (int)sizeof t->whole;
    while (**at == ' ' || **at == '\t')
        ++*at, --length, --shown;
    snprintf(t->whole, sizeof t->whole, "%.*s", shown, *at);
    snprintf(t->parts, sizeof t->parts, "%s", t->whole);
    *at += length;
    t->duration = t->parts;
    t->level = strchr(t->parts, ':');
    if (t->level == NULL || length >= sizeof t->whole) return false;
    *t->level++ = '\0';
    return true;
}

/* A level as workers or as arrivals per second; 0 may be either. */
static const char *read_level(const char *text, te_stages *stages,
                              te_stage *stage) {
    bool is_rate = strchr(text, '/') != NULL;
    if (!te_spec_rate(text, &stage->level, NULL))
        return "workers, such as 50, or a rate, such as 500/s or 30000/m, "
               "after the colon";
    if (stage->level > 0 || is_rate) {
        bool is_known = stages->are_rates;
        for (size_t i = 0; i < stages->count; i++)
            is_known = is_known || stages->items[i].level > 0;
        if (is_known && stages->are_rates != is_rate)
            return "workers in all stages, or rates in all of them";
        stages->are_rates = is_rate;
    }
    if (is_rate)
        return stage->level <= TE_RATE_MAX ? NULL : "at most 10000000/s";
    if (stage->level != (double)(uint64_t)stage->level)
        return "whole workers; a rate says so: 0.5/s";
    return stage->level <= TE_WORKERS_MAX ? NULL : "at most 1000000 workers";
}

static const char *read_stage(stage_text *t, te_stages *stages) {
    te_stage *stage = &stages->items[stages->count];
    if (stages->count == TE_STAGES_MAX) return "no more than 100 stages";
    if (!te_spec_duration(t->duration, &stage->duration_ns, NULL))
        return "a duration before the colon, such as 90, 30s or 5m";
    if (stage->duration_ns > longest_stage_ns) return "at most ten years";
    stage->is_jump = t->level[0] == '=';
    const char *expected = read_level(t->level + stage->is_jump, stages, stage);
    if (expected == NULL) stages->count++;
    return expected;
}

bool te_spec_stages(const char *text, te_stages *stages, te_error *err) {
    const char *at = text;
    double highest = 0;
    uint64_t sum_ns = 0;
    stages->count = 0;
    stages->are_rates = false;
    do {
        stage_text t;
        const char *expected =
            take_stage(&at, &t)
                ? read_stage(&t, stages)
                : "TIME:WORKERS or TIME:RATE, such as 30s:50 or 30s:500/s";
        if (expected != NULL) return refuse(err, "stages", t.whole, expected);
        const te_stage *last = &stages->items[stages->count - 1];
        if (last->level > highest) highest = last->level;
        sum_ns += last->duration_ns;
    } while (*at++ == ',');
    if (highest == 0)
        return refuse(err, "stages", text, "a stage with more than 0");
    if (sum_ns == 0)
        return refuse(err, "stages", text, "a stage that takes some time");
    if (sum_ns > longest_stage_ns)
        return refuse(err, "stages", text, "at most ten years in all");
    return true;
}

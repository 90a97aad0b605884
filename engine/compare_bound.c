/* compare_bound.c - see compare_bound.h. */
#include "compare_bound.h"

#include "slice.h"
#include "spec.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char what[] = "--fail-if";

/* ---- Reading ---- */

/* Where the last word with a sign begins; NULL: there is none. */
static const char *find_sign(const char *text) {
    const char *sign = NULL;
    for (const char *at = text; *at != '\0'; at++)
        if ((*at == '+' || *at == '-') && at > text && strchr(" \t}", at[-1]))
            sign = at;
    return sign;
}

/* Cuts `ending` off the text, which is in `out` then. */
static bool cut(const char *text, const char *ending, char *out, size_t size) {
    size_t length = strlen(text), end = strlen(ending);
    if (length <= end || strcmp(text + length - end, ending) != 0) return false;
    snprintf(out, size, "%.*s", (int)(length - end), text);
    return true;
}

static bool read_whole(bool (*read)(const char *, uint64_t *, te_error *),
                       const char *text, double *amount) {
    uint64_t whole;
    if (!read(text, &whole, NULL)) return false;
    *amount = (double)whole;
    return true;
}

static bool read_amount(te_compare_bound *b, const char *text) {
    char part[64];
    b->is_relative = false;
    if (strlen(text) >= sizeof part) return false;
    if (cut(text, "%", part, sizeof part)) {
        b->is_relative = true;
        return te_spec_rate(part, &b->amount, NULL);
    }
    if (cut(text, "pp", part, sizeof part)) {
        b->unit = TE_BOUND_PERCENT;
        return te_spec_rate(part, &b->amount, NULL);
    }
    if (cut(text, "/s", part, sizeof part)) {
        b->unit = TE_BOUND_PER_S;
        if (te_spec_rate(part, &b->amount, NULL)) return true;
        b->unit = TE_BOUND_BYTES_PER_S;
        return read_whole(te_spec_size, part, &b->amount);
    }
    b->unit = TE_BOUND_NUMBER;
    if (strchr(text, '/') == NULL && te_spec_rate(text, &b->amount, NULL))
        return true;
    b->unit = TE_BOUND_DURATION;
    if (read_whole(te_spec_duration, text, &b->amount)) return true;
    b->unit = TE_BOUND_SIZE;
    return read_whole(te_spec_size, text, &b->amount);
}

/* What has an error that blocks can tell. */
static bool check_value(const te_compare_bound *b, te_error *err) {
    te_threshold_spec of = b->of;
    if (of.statistic == TE_STATISTIC_COUNT)
        return te_fail(err,
                       "--fail-if '%.200s': a count grows with the length of "
                       "a run: compare its rate",
                       b->text);
    if (of.statistic == TE_STATISTIC_MIN || of.statistic == TE_STATISTIC_MAX)
        return te_fail(err,
                       "--fail-if '%.200s': nobody can say how sure a min or "
                       "max is: compare a percentile, such as p99.9",
                       b->text);
    if (of.known == NULL) return true;
    if (of.known->kind == TE_GAUGE)
        return te_fail(err, "--fail-if '%.200s': levels are not compared",
                       b->text);
    if (of.unit != TE_BOUND_PERCENT)
        of.unit = te_compare_unit(&of, of.statistic, of.known->kind);
    const char *misfit = te_threshold_misfit(&of, of.known->kind);
    return misfit == NULL || te_fail(err, "--fail-if '%.200s': %s: %s", b->text,
                                     of.metric, misfit);
}

static const char *amount_of(te_bound_unit unit) {
    static const char *const amounts[] = {
        [TE_BOUND_NUMBER] = "10% or 42",
        [TE_BOUND_DURATION] = "10% or 20ms",
        [TE_BOUND_SIZE] = "10% or 1MB",
        [TE_BOUND_PERCENT] = "10% or 0.5pp (percentage points)",
        [TE_BOUND_PER_S] = "10% or 5/s",
        [TE_BOUND_BYTES_PER_S] = "10% or 1MB/s",
    };
    return amounts[unit];
}

static bool check_unit(const te_compare_bound *b, te_error *err) {
    if (b->is_relative || !b->figure->has_unit || b->unit == b->figure->unit)
        return true;
    return te_fail(err, "--fail-if '%.200s': such a figure changes by %s",
                   b->text, amount_of(b->figure->unit));
}

bool te_compare_bound_parse(te_compare_bound *b, const char *text,
                            te_compare *c, te_error *err) {
    *b = (te_compare_bound){.unit = TE_BOUND_NUMBER};
    te_slice whole = te_slice_trim(te_slice_of(text));
    if (whole.length > TE_THRESHOLD_BYTES)
        return te_fail(err, "--fail-if '%.60s...': longer than %d bytes", text,
                       TE_THRESHOLD_BYTES);
    memcpy(b->text, whole.data, whole.length);
    const char *sign = find_sign(b->text);
    if (sign == NULL || !read_amount(b, sign + 1))
        return te_fail(err,
                       "--fail-if '%.200s': expected how much is too much at "
                       "its end, such as +10%%, -5%% or +20ms",
                       b->text);
    if (*sign == '-') b->amount = -b->amount;
    char value[TE_THRESHOLD_BYTES + 1];
    snprintf(value, sizeof value, "%.*s", (int)(sign - b->text), b->text);
    if (!te_threshold_parse_value(value, what, &b->of, err) ||
        !check_value(b, err))
        return false;
    b->figure = te_compare_want(c, &b->of, err);
    return b->figure != NULL && check_unit(b, err);
}

/* ---- Judging ---- */

bool te_compare_bound_judge(const te_compare_bound *b,
                            te_bound_verdict *verdict, te_error *err) {
    const te_compare_figure *f = b->figure;
    const te_difference *d = &f->difference;
    *verdict = TE_BOUND_NOTHING;
    if (!f->sides[TE_BASE].is_known || !f->sides[TE_NEW].is_known) return true;
    if (!check_unit(b, err)) return false;
    double limit = b->is_relative
                       ? fabs(f->sides[TE_BASE].value) * b->amount / 100
                       : b->amount;
    bool is_up = !signbit(b->amount);
    bool is_past = is_up ? d->value > limit : d->value < limit;
    bool is_sure = d->has_interval && (is_up ? d->low > 0 : d->high < 0);
    *verdict = !is_past  ? TE_BOUND_HOLDS
               : is_sure ? TE_BOUND_BROKEN
                         : TE_BOUND_UNCLEAR;
    return true;
}

const char *te_bound_verdict_name(te_bound_verdict verdict) {
    static const char *const names[] = {
        [TE_BOUND_HOLDS] = "holds",
        [TE_BOUND_BROKEN] = "broken",
        [TE_BOUND_UNCLEAR] = "cannot_tell",
        [TE_BOUND_NOTHING] = "nothing",
    };
    return names[verdict];
}

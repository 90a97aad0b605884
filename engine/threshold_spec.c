/* threshold_spec.c - see threshold_spec.h. */
#include "threshold_spec.h"

#include "clock.h"
#include "slice.h"
#include "spec.h"
#include "suggest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Longer than any bound; what does not fit is none. */
enum { WORD_BYTES = 64 };

typedef struct parser {
    const char *what; /* "threshold" */
    const char *text;
    const char *at; /* what was not read yet */
    te_threshold_spec *spec;
    te_error *err;
} parser;

/* --- words -------------------------------------------------------------- */

/* What stands at *at up to a blank or an operator, cut to WORD_BYTES. */
typedef struct word {
    const char *start;
    size_t length;
    char s[WORD_BYTES + 1];
} word;

static const char *skip_blanks(const char *at) {
    return at + strspn(at, " \t");
}

static word word_at(const char *at) {
    word w = {.start = skip_blanks(at)};
    w.length = strcspn(w.start, " \t<>=");
    if (w.length == 0 && *w.start != '\0') w.length = strspn(w.start, "<>=");
    snprintf(w.s, sizeof w.s, "%.*s", (int)(w.length > 80 ? 80 : w.length),
             w.start);
    return w;
}

static word next_word(const parser *p) { return word_at(p->at); }

static void take(parser *p, const word *w) { p->at = w->start + w->length; }

static bool is_word(const word *w, const char *text) {
    return w->length == strlen(text) && memcmp(w->start, text, w->length) == 0;
}

/* `text` comes from outside: what could harm a terminal becomes '?'. */
static void show(char *out, size_t size, const char *text, size_t length) {
    snprintf(out, size, "%.*s", (int)length, text);
    for (; *out != '\0'; out++)
        if ((unsigned char)*out < ' ' || *out == 0x7f) *out = '?';
}

/* Says what was expected at a place, and which name may have been meant. */
static bool expected(const parser *p, const char *at, size_t length,
                     const char *what, const char *best) {
    char text[301], found[81];
    show(text, sizeof text, p->text, strnlen(p->text, 300));
    show(found, sizeof found, at, length > 80 ? 80 : length);
    const char *did_you_mean = best != NULL ? "; did you mean '" : "";
    if (length == 0)
        return te_fail(p->err, "%s '%s': at the end: expected %s", p->what,
                       text, what);
    return te_fail(p->err, "%s '%s': '%s' in column %zu: expected %s%s%s%s",
                   p->what, text, found, (size_t)(at - p->text) + 1, what,
                   did_you_mean, best != NULL ? best : "",
                   best != NULL ? "'?" : "");
}

static bool expected_word(const parser *p, const word *w, const char *what,
                          const char *const *names) {
    const char *best =
        names != NULL ? te_suggestion_among(w->s, names).best : NULL;
    return expected(p, w->start, w->length, what, best);
}

/* --- the metric --------------------------------------------------------- */

static bool read_metric(parser *p) {
    const char *start = p->at = skip_blanks(p->at);
    size_t length = strcspn(start, " \t{<>=");
    if (length == 0 || length > TE_THRESHOLD_METRIC_BYTES)
        return expected(p, start, length > 0 ? length : strlen(start),
                        "a metric first, such as http.duration", NULL);
    memcpy(p->spec->metric, start, length);
    p->spec->metric[length] = '\0';
    p->at = start + length;
    p->spec->known = te_known_metric_find(p->spec->metric);
    if (p->spec->known != NULL || !te_metric_is_ours(p->spec->metric))
        return true;
    return expected(p, start, length,
                    "a metric of the engine or one of your own",
                    te_known_metric_near(p->spec->metric).best);
}

/* One "key:value" of `length` bytes. */
static bool read_tag(parser *p, const char *at, size_t length) {
    static const char *const names[] = {"name", "scenario", "check"};
    te_slice tag = te_slice_trim((te_slice){at, length});
    size_t colon = te_slice_find(tag, ':');
    te_slice key = te_slice_trim(te_slice_to(tag, colon));
    if (key.length == 0 || key.length >= WORD_BYTES || colon == tag.length ||
        tag.length >= TE_TAGS_BYTES)
        return expected(p, at, length > 0 ? length : strlen(at),
                        "a tag as key:value, such as name:GET symbol", NULL);
    char key_text[WORD_BYTES], value[TE_TAGS_BYTES];
    te_slice rest = te_slice_trim(te_slice_from(tag, colon + 1));
    snprintf(key_text, sizeof key_text, "%.*s", TE_SLICE_ARGS(key));
    snprintf(value, sizeof value, "%.*s", TE_SLICE_ARGS(rest));
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(key_text, names[i]) != 0) continue;
        te_tags_add_name(p->spec->tags, key_text, value);
        return true;
    }
    te_tags_add(p->spec->tags, sizeof p->spec->tags, key_text, value);
    return true;
}

static bool read_tags(parser *p) {
    if (*p->at != '{') return true;
    const char *end = strrchr(p->at, '}');
    if (end == NULL)
        return expected(p, p->at, strlen(p->at), "a } behind the tags", NULL);
    if (skip_blanks(p->at + 1) == end) p->at = end;
    while (p->at < end) {
        const char *start = p->at + 1;
        size_t length = strcspn(start, ",");
        if (start + length > end) length = (size_t)(end - start);
        if (!read_tag(p, start, length)) return false;
        p->at = start + length;
    }
    p->at = end + 1;
    return true;
}

/* --- the value ---------------------------------------------------------- */

static const char *const statistics[] = {
    [TE_STATISTIC_PERCENTILE] = "p95", [TE_STATISTIC_AVG] = "avg",
    [TE_STATISTIC_MIN] = "min",        [TE_STATISTIC_MAX] = "max",
    [TE_STATISTIC_COUNT] = "count",    [TE_STATISTIC_RATE] = "rate",
    [TE_STATISTIC_RATE + 1] = NULL,
};
#define STATISTICS "p0 to p100, avg, min, max, count or rate"

static bool is_statistic(const word *w) {
    for (size_t i = TE_STATISTIC_AVG; statistics[i] != NULL; i++)
        if (is_word(w, statistics[i])) return true;
    return w->s[0] == 'p' && w->length > 1 &&
           strspn(w->s + 1, "0123456789.") == w->length - 1;
}

static bool is_operator(const word *w) {
    return w->length > 0 && strchr("<>=", *w->start) != NULL;
}

static bool read_percentile(parser *p, const word *w) {
    size_t digits = strspn(w->s + 1, "0123456789.");
    if (w->s[0] != 'p' || w->length > 12 || digits == 0 ||
        w->s[1 + digits] != '\0' ||
        !te_spec_rate(w->s + 1, &p->spec->percent, NULL) ||
        p->spec->percent > 100)
        return expected_word(p, w, STATISTICS, statistics);
    p->spec->statistic = TE_STATISTIC_PERCENTILE;
    return true;
}

static bool read_statistic(parser *p) {
    word w = next_word(p);
    if (is_operator(&w)) { /* left out: the bound must be in percent */
        p->spec->statistic = TE_STATISTIC_RATE;
        return true;
    }
    size_t i = TE_STATISTIC_AVG;
    while (statistics[i] != NULL && !is_word(&w, statistics[i]))
        i++;
    if (statistics[i] != NULL)
        p->spec->statistic = (te_statistic)i;
    else if (!read_percentile(p, &w))
        return false;
    take(p, &w);
    return true;
}

static bool read_drift(parser *p) {
    static const char *const known[] = {"drift", NULL};
    word w = next_word(p);
    if (is_operator(&w)) return true;
    if (!is_word(&w, "drift"))
        return expected_word(p, &w, "<, <=, > or >=, or drift", known);
    if (p->spec->statistic > TE_STATISTIC_AVG)
        return expected_word(p, &w, "a percentile or avg before drift", NULL);
    p->spec->is_drift = true;
    take(p, &w);
    return true;
}

static const char *const comparisons[] = {[TE_LESS] = "<",
                                          [TE_AT_MOST] = "<=",
                                          [TE_MORE] = ">",
                                          [TE_AT_LEAST] = ">=",
                                          NULL};

static bool read_comparison(parser *p) {
    word w = next_word(p);
    for (size_t i = 0; comparisons[i] != NULL; i++) {
        if (!is_word(&w, comparisons[i])) continue;
        p->spec->comparison = (te_comparison)i;
        take(p, &w);
        return true;
    }
    return expected_word(p, &w, "<, <=, > or >=", NULL);
}

/* --- the bound ---------------------------------------------------------- */

/* "100" "1%" "300ms" "1MB", with what follows a '/' as how much of it a
 * second is. */
static bool read_amount(const char *text, bool per_time, double per_s,
                        te_threshold_spec *spec) {
    char number[WORD_BYTES + 1];
    uint64_t whole;
    size_t length = strlen(text);
    bool is_percent = length > 0 && text[length - 1] == '%';
    snprintf(number, sizeof number, "%.*s", (int)(length - is_percent), text);
    if (te_spec_rate(number, &spec->bound, NULL)) {
        if (is_percent) {
            spec->unit =
                per_time ? TE_BOUND_PERCENT_PER_HOUR : TE_BOUND_PERCENT;
            if (per_time) spec->bound *= per_s * 3600;
        } else {
            spec->unit = per_time ? TE_BOUND_PER_S : TE_BOUND_NUMBER;
            spec->bound *= per_s;
        }
        return true;
    }
    if (!per_time && te_spec_duration(text, &whole, NULL))
        spec->unit = TE_BOUND_DURATION;
    else if (te_spec_size(text, &whole, NULL))
        spec->unit = per_time ? TE_BOUND_BYTES_PER_S : TE_BOUND_SIZE;
    else
        return false;
    spec->bound = (double)whole * per_s;
    return true;
}

static bool read_bound_text(const char *text, te_threshold_spec *spec) {
    char amount[WORD_BYTES + 1], once[WORD_BYTES + 4];
    double per_s = 1;
    bool is_negative = *text == '-';
    const char *slash = strchr(text, '/');
    if (slash != NULL) {
        snprintf(once, sizeof once, "1%s", slash);
        if (!te_spec_rate(once, &per_s, NULL)) return false;
    }
    text += is_negative;
    size_t length = slash != NULL ? (size_t)(slash - text) : strlen(text);
    snprintf(amount, sizeof amount, "%.*s", (int)length, text);
    if (!read_amount(amount, slash != NULL, per_s, spec)) return false;
    if (!is_negative) return true;
    spec->bound = -spec->bound;
    return spec->unit == TE_BOUND_NUMBER ||
           spec->unit == TE_BOUND_PERCENT_PER_HOUR;
}

/* One word, or two as in "300 ms". */
static bool read_bound(parser *p) {
    word first = next_word(p), second = word_at(first.start + first.length);
    char both[2 * WORD_BYTES + 2];
    snprintf(both, sizeof both, "%s %s", first.s, second.s);
    if (first.length <= WORD_BYTES && second.length > 0 &&
        strlen(both) <= WORD_BYTES && read_bound_text(both, p->spec)) {
        take(p, &second);
        return true;
    }
    if (first.length == 0 || first.length > WORD_BYTES ||
        !read_bound_text(first.s, p->spec))
        return expected_word(
            p, &first, "a bound such as 300ms, 1%, 100/s, 10MB or 42", NULL);
    take(p, &first);
    return true;
}

/* --- the clauses -------------------------------------------------------- */

static bool read_over(parser *p, const word *w) {
    const uint64_t day_ns = 86400 * TE_NS_PER_S;
    if (w->length > WORD_BYTES ||
        !te_spec_duration(w->s, &p->spec->over_ns, NULL) ||
        p->spec->over_ns < TE_NS_PER_S || p->spec->over_ns > day_ns)
        return expected_word(
            p, w, "a time from 1s to 1d behind over, such as 1m", NULL);
    return true;
}

/* "1000 samples", "1000", "30s". */
static bool read_after(parser *p, const word *w) {
    bool is_count = w->s[strspn(w->s, "0123456789")] == '\0';
    if (w->length == 0 || w->length > WORD_BYTES ||
        (is_count && w->length > 18) ||
        (!is_count && !te_spec_duration(w->s, &p->spec->after_ns, NULL)))
        return expected_word(
            p, w, "samples or a time behind after: 1000 samples, 30s", NULL);
    if (!is_count) return true;
    p->spec->after_samples = strtoull(w->s, NULL, 10);
    word samples = word_at(w->start + w->length);
    if (is_word(&samples, "samples") || is_word(&samples, "sample"))
        p->at = samples.start + samples.length;
    return true;
}

static bool read_clause(parser *p) {
    static const char *const names[] = {"over", "after", "abort", NULL};
    word w = next_word(p);
    take(p, &w);
    if (is_word(&w, "abort")) {
        p->spec->aborts = true;
        return true;
    }
    bool is_over = is_word(&w, "over");
    if (!is_over && !is_word(&w, "after"))
        return expected_word(p, &w, "over, after, abort or the end", names);
    word value = next_word(p);
    take(p, &value);
    return is_over ? read_over(p, &value) : read_after(p, &value);
}

/* --- all of it ---------------------------------------------------------- */

/* Whether a bound in percent can be held against it. */
static bool is_share(const te_threshold_spec *spec) {
    const te_known_metric *known = spec->known;
    return known != NULL && (known->whole != NULL || known->kind == TE_RATE);
}

/* Nothing stands before the operator, and the bound is not in percent. */
static bool value_is_missing(const parser *p, const word *sign) {
    word first = word_at(p->spec->text);
    if (is_share(p->spec))
        return te_fail(p->err,
                       "threshold '%.300s': %s: a share is held against a "
                       "percentage, such as 0.1%%; for a number put count "
                       "before the %s",
                       p->spec->text, p->spec->metric, sign->s);
    if (is_statistic(&first))
        return expected_word(p, &first, "a metric first, such as http.duration",
                             NULL);
    return expected_word(p, sign, STATISTICS " before it", NULL);
}

static bool check_meaning(const parser *p, const char *value,
                          const char *bound) {
    const te_threshold_spec *spec = p->spec;
    word w = word_at(value), b = word_at(bound);
    if (is_operator(&w) && spec->unit != TE_BOUND_PERCENT)
        return value_is_missing(p, &w);
    if (spec->is_drift && spec->unit != TE_BOUND_PERCENT_PER_HOUR)
        return expected_word(p, &b, "a drift in percent per time, such as 5%/h",
                             NULL);
    if (spec->aborts && te_threshold_only_at_end(spec))
        return te_fail(p->err,
                       "threshold '%.300s': abort: this can be judged at the "
                       "end of the run only; with 'over 1m' it can be earlier",
                       spec->text);
    if (spec->known == NULL) return true;
    const char *misfit = te_threshold_misfit(spec, spec->known->kind);
    if (misfit == NULL) return true;
    return te_fail(p->err, "threshold '%.300s': %s: %s", spec->text,
                   spec->metric, misfit);
}

/* Copies the text to where words are read. */
static bool begin(parser *p, const char *text) {
    text = skip_blanks(text);
    te_slice whole = te_slice_trim(te_slice_of(text));
    if (whole.length > TE_THRESHOLD_BYTES)
        return te_fail(p->err, "%s '%.60s...': longer than %d bytes", p->what,
                       text, TE_THRESHOLD_BYTES);
    *p->spec = (te_threshold_spec){.text = ""};
    memcpy(p->spec->text, whole.data, whole.length);
    p->text = p->at = p->spec->text;
    return !te_slice_has_control(whole) ||
           expected(p, p->text, whole.length, "no control characters", NULL);
}

bool te_threshold_parse(const char *text, te_threshold_spec *spec,
                        te_error *err) {
    parser p = {"threshold", text, text, spec, err};
    if (!begin(&p, text) || !read_metric(&p) || !read_tags(&p)) return false;
    const char *value = p.at;
    if (!read_statistic(&p) || !read_drift(&p) || !read_comparison(&p))
        return false;
    const char *bound = p.at;
    if (!read_bound(&p)) return false;
    while (*(p.at = skip_blanks(p.at)) != '\0')
        if (!read_clause(&p)) return false;
    return check_meaning(&p, value, bound);
}

bool te_threshold_parse_value(const char *text, const char *what,
                              te_threshold_spec *spec, te_error *err) {
    parser p = {what, text, text, spec, err};
    if (!begin(&p, text) || !read_metric(&p) || !read_tags(&p)) return false;
    word end = next_word(&p);
    if (is_share(spec) && end.length == 0) {
        spec->statistic = TE_STATISTIC_RATE;
        spec->unit = TE_BOUND_PERCENT;
        return true;
    }
    if (!read_statistic(&p)) return false;
    end = next_word(&p);
    return end.length == 0 || expected_word(&p, &end, "a bound", NULL);
}

/* --- what it means ------------------------------------------------------ */

static const char *bound_misfit(const te_threshold_spec *spec,
                                te_series_kind kind) {
    bool is_bytes = spec->known != NULL && spec->known->is_bytes;
    te_bound_unit unit = spec->unit;
    if (spec->is_drift) return NULL;
    if (spec->statistic == TE_STATISTIC_COUNT) {
        if (unit == TE_BOUND_NUMBER || (is_bytes && unit == TE_BOUND_SIZE))
            return NULL;
        return "a count is held against a number, such as 1000";
    }
    if (spec->statistic == TE_STATISTIC_RATE) {
        if (unit == TE_BOUND_PER_S ||
            (is_bytes && unit == TE_BOUND_BYTES_PER_S))
            return NULL;
        return is_share(spec)
                   ? "a rate is held against a bound per time, such as 100/s, "
                     "or, as a share, against a percentage, such as 50%"
                   : "a rate is held against a bound per time, such as 100/s";
    }
    if (kind == TE_TREND)
        return unit == TE_BOUND_DURATION
                   ? NULL
                   : "a duration is held against a time, such as 300ms";
    if (unit == TE_BOUND_NUMBER ||
        (kind == TE_TREND_BYTES && unit == TE_BOUND_SIZE))
        return NULL;
    return kind == TE_TREND_BYTES ? "a size is held against bytes, such as 10kB"
                                  : "it is held against a plain number";
}

const char *te_threshold_misfit(const te_threshold_spec *spec,
                                te_series_kind kind) {
    bool is_percent = spec->unit == TE_BOUND_PERCENT;
    bool is_rate = spec->statistic == TE_STATISTIC_RATE;
    switch (kind) {
    case TE_COUNTER:
        if (spec->statistic < TE_STATISTIC_COUNT)
            return "a counter has count and rate only";
        if (is_percent && is_rate)
            return is_share(spec)
                       ? NULL
                       : "a counter that is no share of anything has no rate "
                         "in percent";
        break;
    case TE_RATE:
        if (spec->statistic < TE_STATISTIC_COUNT)
            return "what passes or fails has rate and count only";
        if (is_rate)
            return is_percent
                       ? NULL
                       : "the share that passed is held against percent, "
                         "such as 99%";
        break;
    case TE_GAUGE:
        if (spec->statistic < TE_STATISTIC_AVG ||
            spec->statistic > TE_STATISTIC_MAX)
            return "a gauge has avg, min and max only";
        break;
    default:
        break;
    }
    return bound_misfit(spec, kind);
}

char *te_threshold_statistic(const te_threshold_spec *spec, char *out) {
    if (spec->statistic == TE_STATISTIC_PERCENTILE)
        snprintf(out, TE_STATISTIC_BYTES, "p%.10g", spec->percent);
    else
        snprintf(out, TE_STATISTIC_BYTES, "%s", statistics[spec->statistic]);
    return out;
}

const char *te_comparison_text(te_comparison comparison) {
    return comparisons[comparison];
}

const char *te_bound_unit_name(te_bound_unit unit) {
    static const char *const names[] = {
        [TE_BOUND_NUMBER] = "count",
        [TE_BOUND_DURATION] = "seconds",
        [TE_BOUND_SIZE] = "bytes",
        [TE_BOUND_PERCENT] = "percent",
        [TE_BOUND_PER_S] = "per_second",
        [TE_BOUND_BYTES_PER_S] = "bytes_per_second",
        [TE_BOUND_PERCENT_PER_HOUR] = "percent_per_hour",
    };
    return names[unit];
}

double te_bound_named(te_bound_unit unit, double value) {
    return unit == TE_BOUND_DURATION ? value / TE_NS_PER_S : value;
}

bool te_comparison_is_upper(te_comparison comparison) {
    return comparison == TE_LESS || comparison == TE_AT_MOST;
}

bool te_comparison_holds(te_comparison comparison, double value, double bound) {
    switch (comparison) {
    case TE_LESS:
        return value < bound;
    case TE_AT_MOST:
        return value <= bound;
    case TE_MORE:
        return value > bound;
    default:
        return value >= bound;
    }
}

bool te_threshold_only_at_end(const te_threshold_spec *spec) {
    if (spec->over_ns > 0 || spec->is_drift) return false;
    bool is_upper = te_comparison_is_upper(spec->comparison);
    if (spec->statistic == TE_STATISTIC_MIN) return is_upper;
    return !is_upper && (spec->statistic == TE_STATISTIC_COUNT ||
                         spec->statistic == TE_STATISTIC_MAX);
}

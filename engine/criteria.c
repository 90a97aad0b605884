/* criteria.c - see criteria.h. */
#include "criteria.h"

#include "slice.h"
#include "threshold_sample.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct judged {
    te_threshold_spec spec;
    te_threshold_metric metric;
    te_threshold_sample sample; /* of the window */
    bool is_short;              /* no memory for all of it */
} judged;

struct te_criteria {
    judged items[TE_CRITERIA_MAX];
    size_t count;
};

/* ---- The list ---- */

/* Where the first one ends: tags may hold commas. */
static size_t end_of_first(te_slice text) {
    int depth = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] == '{') depth++;
        if (text.data[i] == '}') depth--;
        if (text.data[i] == ',' && depth <= 0) return i;
    }
    return text.length;
}

static bool check_clauses(const te_threshold_spec *spec, te_error *err) {
    const char *clause = spec->is_drift      ? "drift"
                         : spec->over_ns > 0 ? "over"
                         : spec->after_samples > 0 || spec->after_ns > 0
                             ? "after"
                         : spec->aborts ? "abort"
                                        : NULL;
    return clause == NULL ||
           te_fail(err,
                   "criterion '%.300s': %s is about a run, and a criterion "
                   "about one window of it",
                   spec->text, clause);
}

static bool add(te_criteria *c, te_slice text, te_error *err) {
    char copy[TE_THRESHOLD_BYTES + 1];
    judged *j = &c->items[c->count];
    if (c->count == TE_CRITERIA_MAX)
        return te_fail(err, "more than %d criteria", TE_CRITERIA_MAX);
    text = te_slice_trim(text);
    if (text.length > TE_THRESHOLD_BYTES)
        return te_fail(err, "criterion '%.60s...': longer than %d bytes",
                       text.data, TE_THRESHOLD_BYTES);
    snprintf(copy, sizeof copy, "%.*s", TE_SLICE_ARGS(text));
    if (!te_threshold_parse(copy, &j->spec, err) ||
        !check_clauses(&j->spec, err))
        return false;
    c->count++;
    return true;
}

te_criteria *te_criteria_parse(const char *text, te_error *err) {
    te_criteria *c = calloc(1, sizeof *c);
    te_slice rest = te_slice_of(text);
    if (c == NULL) te_fail_as(err, TE_ERROR_SYSTEM, "criteria: no memory");
    for (size_t end; c != NULL; rest = te_slice_from(rest, end + 1)) {
        end = end_of_first(rest);
        if (!add(c, te_slice_to(rest, end), err)) {
            te_criteria_free(c);
            return NULL;
        }
        if (end == rest.length) break;
    }
    return c;
}

void te_criteria_free(te_criteria *c) {
    if (c == NULL) return;
    for (size_t i = 0; i < c->count; i++)
        te_threshold_sample_free(&c->items[i].sample);
    free(c);
}

size_t te_criteria_count(const te_criteria *c) { return c->count; }

const te_threshold_spec *te_criteria_spec(const te_criteria *c, size_t i) {
    return &c->items[i].spec;
}

/* ---- A window ---- */

void te_criteria_begin(te_criteria *c) {
    for (size_t i = 0; i < c->count; i++) {
        te_threshold_sample_reset(&c->items[i].sample);
        c->items[i].is_short = false;
    }
}

void te_criteria_interval(te_criteria *c, const te_interval *interval) {
    for (size_t i = 0; i < c->count; i++) {
        judged *j = &c->items[i];
        if (!te_threshold_sample_take(&j->sample, &j->metric, &j->spec,
                                      interval))
            j->is_short = true;
    }
}

/* Of a metric of the scenario's own it shows only now. */
static const char *misfit_of(const judged *j) {
    return j->metric.has_kind ? te_threshold_misfit(&j->spec, j->metric.kind)
                              : NULL;
}

static te_criterion judge(const judged *j) {
    te_criterion found = {0};
    found.has_value =
        j->metric.is_seen && !j->is_short && misfit_of(j) == NULL &&
        te_threshold_sample_value(&j->sample, &j->spec, &found.value);
    found.holds =
        found.has_value &&
        te_comparison_holds(j->spec.comparison, found.value, j->spec.bound);
    return found;
}

te_criteria_outcome te_criteria_judge(const te_criteria *c,
                                      te_criterion *found) {
    bool breaks = false, has_lack = false;
    for (size_t i = 0; i < c->count; i++) {
        found[i] = judge(&c->items[i]);
        if (!found[i].has_value)
            has_lack = true;
        else if (!found[i].holds)
            breaks = true;
    }
    if (breaks) return TE_CRITERIA_BREAK;
    return has_lack ? TE_CRITERIA_UNMEASURED : TE_CRITERIA_HOLD;
}

const char *te_criteria_lack(const te_criteria *c, size_t i) {
    const char *misfit = misfit_of(&c->items[i]);
    if (misfit != NULL) return misfit;
    if (c->items[i].is_short) return "no memory to judge it";
    return c->items[i].metric.is_seen ? "nothing was measured"
                                      : "it never appeared";
}

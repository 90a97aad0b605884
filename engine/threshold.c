/* threshold.c - see threshold.h. */
#include "threshold.h"

#include "clock.h"
#include "drift.h"
#include "text.h"
#include "threshold_sample.h"

#include <stdlib.h>
#include <string.h>

/* Tenths of a window, and the one that begins. */
enum { TENTHS = 10, SLOTS = TENTHS + 1 };
/* Seconds of records are that exact. */
#define SLACK_NS (100 * TE_NS_PER_MS)
#define DRIFT_WINDOW_NS (60 * TE_NS_PER_S)
/* Of a window's histogram, from the start: values of a minute scatter more than
 * those of a second. */
#define WINDOW_BYTES (2 * TE_HIST_USUAL_BYTES)

typedef struct slot {
    uint64_t number; /* since the run's start, from 1; 0: none yet */
    te_threshold_sample sample;
} slot;

/* A threshold, and what it is judged by. */
typedef struct judged {
    te_threshold shown;
    te_threshold_metric metric;
    te_threshold_sample fresh;  /* of the last interval */
    te_threshold_sample window; /* the slots of one, put together */
    slot slots[SLOTS];          /* without windows the first alone */
    uint64_t slot_ns;
    uint64_t slot_count; /* of a window */
    uint64_t newest;     /* the number of the slot that was filled last */
    uint64_t begun_ns;   /* where the first interval that counts began, */
    uint64_t now_ns;     /* and the last one ended */
    te_drift drift;
    bool is_short; /* no memory: what it has seen is not all */
} judged;

struct te_thresholds {
    judged *items[TE_THRESHOLDS_MAX];
    size_t count;
};

const char *te_threshold_outcome_name(te_threshold_outcome outcome) {
    static const char *const names[] = {
        [TE_THRESHOLD_UNJUDGED] = "unjudged",
        [TE_THRESHOLD_HELD] = "held",
        [TE_THRESHOLD_BROKEN] = "broken",
    };
    return names[outcome];
}

/* --- the set ------------------------------------------------------------ */

static void free_judged(judged *j) {
    te_threshold_sample_free(&j->fresh);
    te_threshold_sample_free(&j->window);
    for (size_t i = 0; i < SLOTS; i++)
        te_threshold_sample_free(&j->slots[i].sample);
    free(j);
}

void te_thresholds_clear(te_thresholds *t) {
    for (size_t i = 0; i < t->count; i++)
        free_judged(t->items[i]);
    t->count = 0;
}

void te_thresholds_free(te_thresholds *t) {
    if (t == NULL) return;
    te_thresholds_clear(t);
    free(t);
}

/* How time is cut: not at all, into the windows of a drift, into tenths. */
static void cut_time(judged *j) {
    const te_threshold_spec *spec = &j->shown.spec;
    if (spec->is_drift) {
        j->slot_ns = spec->over_ns > 0 ? spec->over_ns : DRIFT_WINDOW_NS;
        j->slot_count = 1;
    } else if (spec->over_ns > 0) {
        uint64_t tenth_ns = spec->over_ns / TENTHS;
        j->slot_ns = tenth_ns > TE_NS_PER_S ? tenth_ns : TE_NS_PER_S;
        j->slot_count = (spec->over_ns + j->slot_ns - 1) / j->slot_ns;
    }
}

bool te_thresholds_add(te_thresholds *t, const char *text, te_error *err) {
    te_threshold_spec spec;
    if (!te_threshold_parse(text, &spec, err)) return false;
    for (size_t i = 0; i < t->count; i++)
        if (strcmp(t->items[i]->shown.spec.text, spec.text) == 0) return true;
    if (t->count == TE_THRESHOLDS_MAX)
        return te_fail(err, "threshold '%.300s': there are %d already",
                       spec.text, TE_THRESHOLDS_MAX);
    judged *j = calloc(1, sizeof *j);
    if (j == NULL) return te_fail_as(err, TE_ERROR_SYSTEM, "run: no memory");
    j->shown.spec = spec;
    cut_time(j);
    t->items[t->count++] = j;
    return true;
}

te_thresholds *te_thresholds_of(const char *const *texts, size_t count,
                                te_error *err) {
    te_thresholds *t = calloc(1, sizeof *t);
    if (t == NULL) te_fail_as(err, TE_ERROR_SYSTEM, "run: no memory");
    for (size_t i = 0; t != NULL && i < count; i++) {
        if (te_thresholds_add(t, texts[i], err)) continue;
        te_thresholds_free(t);
        return NULL;
    }
    return t;
}

size_t te_thresholds_count(const te_thresholds *t) {
    return t != NULL ? t->count : 0;
}

const te_threshold *te_thresholds_at(const te_thresholds *t, size_t i) {
    return &t->items[i]->shown;
}

size_t te_thresholds_broken(const te_thresholds *t) {
    size_t broken = 0;
    for (size_t i = 0; i < te_thresholds_count(t); i++)
        broken += t->items[i]->shown.outcome == TE_THRESHOLD_BROKEN;
    return broken;
}

/* --- judging ------------------------------------------------------------ */

static bool is_sliding(const judged *j) {
    return j->shown.spec.over_ns > 0 && !j->shown.spec.is_drift;
}

static void set_broken(te_threshold *shown, uint64_t now_ns) {
    if (shown->outcome != TE_THRESHOLD_BROKEN) shown->broken_ns = now_ns;
    shown->outcome = TE_THRESHOLD_BROKEN;
}

/* What the run has come to: it may break and recover. */
static void judge_run(judged *j, double value, double held_against) {
    te_threshold *shown = &j->shown;
    const te_threshold_spec *spec = &shown->spec;
    shown->value = value;
    shown->has_value = true;
    if (te_comparison_holds(spec->comparison, held_against, spec->bound))
        shown->outcome = TE_THRESHOLD_HELD;
    else
        set_broken(shown, j->now_ns);
}

/* One window of many: the worst of them is shown. */
static void judge_window(judged *j, double value) {
    te_threshold *shown = &j->shown;
    const te_threshold_spec *spec = &shown->spec;
    bool is_upper = te_comparison_is_upper(spec->comparison);
    bool is_worse = is_upper ? value > shown->value : value < shown->value;
    if (!shown->has_value || is_worse) shown->value = value;
    shown->has_value = true;
    if (!te_comparison_holds(spec->comparison, value, spec->bound))
        set_broken(shown, j->now_ns);
    else if (shown->outcome == TE_THRESHOLD_UNJUDGED)
        shown->outcome = TE_THRESHOLD_HELD;
}

static void judge_drift(judged *j) {
    const te_threshold_spec *spec = &j->shown.spec;
    double percent, error;
    if (j->drift.count < TE_THRESHOLD_DRIFT_WINDOWS ||
        !te_drift_percent(&j->drift, &percent, &error))
        return;
    bool is_upper = te_comparison_is_upper(spec->comparison);
    judge_run(j, percent, is_upper ? percent - 2 * error : percent + 2 * error);
}

/* The slots of the window that ends now, together. */
static const te_threshold_sample *gather(judged *j) {
    if (!is_sliding(j)) return &j->slots[0].sample;
    te_threshold_sample_reset(&j->window);
    for (size_t i = 0; i < SLOTS; i++) {
        uint64_t number = j->slots[i].number;
        if (number == 0 || number + j->slot_count <= j->newest) continue;
        if (!te_threshold_sample_add(&j->window, &j->slots[i].sample))
            j->is_short = true;
    }
    return &j->window;
}

/* Whether the metric is there, of a kind that can be judged, with samples
 * enough. */
static bool is_ready(judged *j) {
    te_threshold *shown = &j->shown;
    if (!j->metric.is_seen) return false;
    const char *misfit = j->metric.has_kind
                             ? te_threshold_misfit(&shown->spec, j->metric.kind)
                             : NULL;
    if (misfit == NULL)
        return shown->samples >= (double)shown->spec.after_samples;
    snprintf(shown->reason, sizeof shown->reason, "%s", misfit);
    set_broken(shown, j->now_ns);
    return false;
}

static void judge(judged *j) {
    double value;
    if (!is_ready(j)) return;
    if (j->shown.spec.is_drift)
        judge_drift(j);
    else if (!te_threshold_sample_value(gather(j), &j->shown.spec, &value))
        return;
    else if (is_sliding(j))
        judge_window(j, value);
    else
        judge_run(j, value, value);
}

/* --- intervals ---------------------------------------------------------- */

/* The window of a drift that has ended becomes one point of the line. */
static void end_drift_window(judged *j) {
    double value;
    const slot *ended = &j->slots[0];
    if (ended->number == 0 ||
        !te_threshold_sample_value(&ended->sample, &j->shown.spec, &value))
        return;
    double window_h = (double)j->slot_ns / TE_NS_PER_S / 3600;
    te_drift_add(&j->drift, (double)ended->number * window_h, value);
}

/* Where the interval belongs. Records may end a little after the full second
 * that they are about, so it is their start that counts. What comes when no run
 * begins any more belongs to the last second of load. */
static te_threshold_sample *slot_of(judged *j, const te_interval *interval) {
    if (j->slot_ns == 0) return &j->slots[0].sample;
    uint64_t number = interval->start_ns / j->slot_ns + 1;
    if (interval->is_ending && is_sliding(j) && j->newest > 0)
        number = j->newest;
    j->newest = number;
    slot *s = j->shown.spec.is_drift ? &j->slots[0] : &j->slots[number % SLOTS];
    if (s->number != number) {
        if (j->shown.spec.is_drift) end_drift_window(j);
        te_threshold_sample_reset(&s->sample);
        s->number = number;
    }
    return &s->sample;
}

/* With the first values of a trend all that they will ever need: a run that
 * goes on is not to grow. */
static bool reserve(judged *j) {
    const te_threshold_sample *like = &j->fresh;
    size_t count = is_sliding(j) ? SLOTS : 1;
    bool is_whole_run = j->slot_ns == 0;
    size_t bytes = is_whole_run ? TE_HIST_ALL_BYTES : WINDOW_BYTES;
    bool ok =
        !is_sliding(j) || te_threshold_sample_reserve(&j->window, like, bytes);
    for (size_t i = 0; i < count; i++)
        ok =
            te_threshold_sample_reserve(&j->slots[i].sample, like, bytes) && ok;
    return ok;
}

/* Whether the load makes a difference to it: with less of it less is seen. */
static bool is_of_load(const judged *j) {
    const te_threshold_spec *spec = &j->shown.spec;
    if (j->metric.kind == TE_GAUGE) return true;
    if (spec->statistic == TE_STATISTIC_COUNT)
        return !te_comparison_is_upper(spec->comparison);
    return spec->statistic == TE_STATISTIC_RATE &&
           spec->unit != TE_BOUND_PERCENT;
}

/* False while the threshold does not count yet. */
static bool take(judged *j, const te_interval *interval) {
    const te_threshold_spec *spec = &j->shown.spec;
    te_threshold_sample_reset(&j->fresh);
    bool is_first = j->fresh.hist == NULL;
    if (!te_threshold_sample_take(&j->fresh, &j->metric, spec, interval) ||
        (is_first && !reserve(j)))
        j->is_short = true;
    if (interval->is_warm_up || interval->start_ns < spec->after_ns)
        return false;
    if (interval->is_ending && is_sliding(j) && is_of_load(j)) return false;
    if (j->now_ns == 0) j->begun_ns = interval->start_ns;
    j->now_ns = interval->end_ns;
    j->shown.samples += te_threshold_sample_count(&j->fresh, spec);
    if (!te_threshold_sample_add(slot_of(j, interval), &j->fresh))
        j->is_short = true;
    return true;
}

static bool is_due(const judged *j, const te_interval *interval) {
    if (!is_sliding(j)) return !te_threshold_only_at_end(&j->shown.spec);
    if ((interval->is_ending || interval->is_cut) && is_of_load(j))
        return false;
    return j->now_ns - j->begun_ns + SLACK_NS >= j->shown.spec.over_ns;
}

const te_threshold *te_thresholds_interval(te_thresholds *t,
                                           const te_interval *interval) {
    const te_threshold *aborting = NULL;
    for (size_t i = 0; i < te_thresholds_count(t); i++) {
        judged *j = t->items[i];
        if (take(j, interval) && is_due(j, interval)) judge(j);
        if (aborting == NULL && j->shown.spec.aborts &&
            j->shown.outcome == TE_THRESHOLD_BROKEN)
            aborting = &j->shown;
    }
    return aborting;
}

/* --- the end ------------------------------------------------------------ */

static void say_no_such_tags(te_threshold *shown) {
    const te_known_metric *known = shown->spec.known;
    const char *tags = known != NULL ? te_known_metric_tags(known) : "";
    snprintf(shown->reason, sizeof shown->reason,
             "it never appeared with these tags%s%s%s",
             tags[0] != '\0' ? "; it has " : "", tags,
             tags[0] != '\0' ? ", and your own" : "");
}

static void say_never_seen(judged *j) {
    te_threshold *shown = &j->shown;
    const char *near = te_known_metric_near(shown->spec.metric).best;
    set_broken(shown, j->now_ns);
    if (shown->spec.tags[0] != '\0')
        say_no_such_tags(shown);
    else if (near == NULL || shown->spec.known != NULL)
        snprintf(shown->reason, sizeof shown->reason, "it never appeared");
    else
        snprintf(shown->reason, sizeof shown->reason,
                 "it never appeared; did you mean '%s'?", near);
}

/* Why there is nothing to judge by. */
static void say_unjudged(judged *j) {
    te_threshold *shown = &j->shown;
    const te_threshold_spec *spec = &shown->spec;
    if (shown->samples < (double)spec->after_samples)
        snprintf(shown->reason, sizeof shown->reason, "%s of %s samples",
                 te_text_count(shown->samples).s,
                 te_text_count((double)spec->after_samples).s);
    else if (spec->is_drift)
        snprintf(shown->reason, sizeof shown->reason,
                 "%s of at least %d windows of %s",
                 te_text_count((double)j->drift.count).s,
                 TE_THRESHOLD_DRIFT_WINDOWS, te_text_duration(j->slot_ns).s);
    else
        snprintf(shown->reason, sizeof shown->reason,
                 "nothing was measured when it counted");
}

static void end_one(judged *j) {
    te_threshold *shown = &j->shown;
    if (shown->reason[0] != '\0') shown->outcome = TE_THRESHOLD_UNJUDGED;
    shown->reason[0] = '\0';
    if (!is_sliding(j) || shown->outcome == TE_THRESHOLD_UNJUDGED) judge(j);
    if (j->is_short) {
        set_broken(shown, j->now_ns);
        snprintf(shown->reason, sizeof shown->reason, "no memory to judge it");
    }
    if (shown->outcome != TE_THRESHOLD_UNJUDGED) return;
    if (j->metric.is_seen)
        say_unjudged(j);
    else
        say_never_seen(j);
}

void te_thresholds_end(te_thresholds *t) {
    for (size_t i = 0; i < te_thresholds_count(t); i++)
        end_one(t->items[i]);
}

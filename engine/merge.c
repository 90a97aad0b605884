/* merge.c - see merge.h. */
#include "merge.h"

#include "clock.h"
#include "journal.h"
#include "merge_jury.h"
#include "recording.h"

#include <stdlib.h>

typedef struct source {
    te_recording *recording;
    const te_interval *next; /* NULL: it has no more */
    size_t noted;            /* so many of its notes were taken */
    bool is_warming_up;      /* what was taken last is of its warm-up, */
    bool has_begun;          /* something of it was taken */
    bool is_ending, is_cut;  /* or all of it, or a part, of its end */
} source;

struct te_merge {
    source *sources; /* when they are written, in order of their runs */
    size_t count;
    te_merge_facts *facts;
    te_merge_jury *jury;
    te_journal *journal;
    te_interval slot;       /* the interval that is put together; where nothing
                               was taken for it yet, the last one's */
    uint64_t second;        /* that it is of, of the wall's clock */
    uint64_t end_unix_ns;   /* of the runs that are over, the latest */
    uint64_t start_unix_ns; /* when the first of them began */
};

te_merge *te_merge_new(void) {
    te_merge *m = calloc(1, sizeof *m);
    if (m == NULL) return NULL;
    m->facts = te_merge_facts_new();
    m->jury = te_merge_jury_new();
    m->journal = te_journal_new();
    m->slot.delta = te_metrics_new(0);
    m->slot.failures = te_failures_new();
    if (m->facts != NULL && m->jury != NULL && m->journal != NULL &&
        m->slot.delta != NULL && m->slot.failures != NULL)
        return m;
    te_merge_free(m);
    return NULL;
}

void te_merge_free(te_merge *m) {
    if (m == NULL) return;
    for (size_t i = 0; i < m->count; i++)
        te_recording_free(m->sources[i].recording);
    free(m->sources);
    te_merge_jury_free(m->jury);
    te_merge_facts_free(m->facts);
    te_journal_close(m->journal, NULL);
    te_metrics_free(m->slot.delta);
    te_failures_free(m->slot.failures);
    free(m);
}

/* ---- One journal ---- */

static const te_result *result_of(const source *s) {
    return te_recording_result(s->recording);
}

static bool take_notes(te_merge *m, source *s) {
    const te_result *r = result_of(s);
    for (; s->noted < r->note_count; s->noted++)
        if (!te_merge_facts_note(m->facts, r->notes[s->noted])) return false;
    return true;
}

static bool has_changes(const te_interval *i) {
    size_t count = te_metrics_count(i->delta);
    for (size_t k = 0; k < count; k++)
        if (te_metrics_at(i->delta, k)->touched) return true;
    return te_failures_count(i->failures) > 0;
}

/* Its next interval that holds anything, or where a warm-up begins or ends. */
static bool advance(source *s, te_error *err) {
    bool was_warm_up;
    do {
        was_warm_up = s->next != NULL && s->next->is_warm_up;
        if (!te_recording_next(s->recording, &s->next, err)) return false;
    } while (s->next != NULL && s->next->is_warm_up == was_warm_up &&
             !has_changes(s->next));
    return s->next != NULL || result_of(s)->end != TE_END_RUNNING ||
           te_fail(err,
                   "'%s' is still written to: merge it when its run has "
                   "ended",
                   te_recording_path(s->recording));
}

bool te_merge_add(te_merge *m, const char *path, te_error *err) {
    source *more = realloc(m->sources, (m->count + 1) * sizeof *more);
    if (more == NULL) return te_fail_as(err, TE_ERROR_SYSTEM, "no memory");
    m->sources = more;
    source *s = &m->sources[m->count];
    *s = (source){.recording = te_recording_open(path, err)};
    if (s->recording == NULL) return false;
    m->count++;
    return advance(s, err);
}

static uint64_t second_of(const source *s) {
    uint64_t middle_ns = s->next->start_ns / 2 + s->next->end_ns / 2;
    return (result_of(s)->started_at_unix_ns + middle_ns) / TE_NS_PER_S;
}

/* A run that was killed leaves its levels where they were. */
static void end_levels(te_merge *m, const source *s) {
    const te_metrics *totals = result_of(s)->totals->metrics;
    size_t count = te_metrics_count(totals);
    for (size_t i = 0; i < count; i++) {
        const te_series *level = te_metrics_at(totals, i);
        if (level->kind == TE_GAUGE && level->value != 0)
            te_series_add(te_metrics_series(m->slot.delta, TE_GAUGE,
                                            level->name, level->tags),
                          -level->value);
    }
}

static void end_source(te_merge *m, const source *s) {
    const te_result *r = result_of(s);
    uint64_t end = r->started_at_unix_ns + r->totals->elapsed_ns;
    if (end > m->end_unix_ns) m->end_unix_ns = end;
    if (r->end == TE_END_KILLED) end_levels(m, s);
    size_t count;
    const te_journal_run *runs = te_recording_runs(s->recording, &count);
    te_merge_facts_end(m->facts, r, runs, count);
    te_merge_jury_end(m->jury, r, runs, count);
}

/* ---- One second ---- */

/* Moves what the journal has of this second into the slot. */
static bool take_second(te_merge *m, source *s, te_error *err) {
    bool ok = true;
    if (s->next == NULL || second_of(s) <= m->second) {
        s->is_warming_up = s->is_cut = false;
        s->is_ending = true;
    }
    while (ok && s->next != NULL && second_of(s) <= m->second) {
        if (s->next->is_warm_up) s->is_warming_up = true;
        if (!s->next->is_ending) s->is_ending = false;
        if (s->next->is_ending || s->next->is_cut) s->is_cut = true;
        s->has_begun = true;
        ok = te_metrics_add(m->slot.delta, s->next->delta);
        te_failures_merge(m->slot.failures, s->next->failures);
        if (!advance(s, err)) return false;
        ok = ok && take_notes(m, s);
        if (s->next == NULL) end_source(m, s);
    }
    return ok || te_fail_as(err, TE_ERROR_SYSTEM, "merge: no memory");
}

/* The first second that any of them has more of; false at the end. */
static bool next_second(const te_merge *m, uint64_t *second) {
    *second = UINT64_MAX;
    for (size_t i = 0; i < m->count; i++) {
        const source *s = &m->sources[i];
        if (s->next != NULL && second_of(s) < *second) *second = second_of(s);
    }
    return *second != UINT64_MAX;
}

static uint64_t since_start(const te_merge *m, uint64_t unix_ns) {
    return unix_ns > m->start_unix_ns ? unix_ns - m->start_unix_ns : 0;
}

/* The first second and the last are seldom whole. */
static bool is_odd(const te_interval *slot) {
    uint64_t ns = slot->end_ns - slot->start_ns;
    return ns < TE_NS_PER_S - TE_NS_PER_S / 10 ||
           ns > TE_NS_PER_S + TE_NS_PER_S / 10;
}

static bool write_slot(te_merge *m, uint64_t end_ns, FILE *out) {
    size_t count;
    const char *const *notes = te_merge_facts_notes(m->facts, &count);
    m->slot.number++;
    m->slot.start_ns = m->slot.end_ns;
    m->slot.end_ns = end_ns > m->slot.start_ns ? end_ns : m->slot.start_ns;
    if (!m->slot.is_ending && is_odd(&m->slot)) m->slot.is_cut = true;
    te_merge_jury_interval(m->jury, &m->slot);
    te_journal_interval(m->journal, &m->slot, NULL, notes, count);
    te_metrics_reset(m->slot.delta);
    te_failures_reset(m->slot.failures);
    return te_journal_write(m->journal, out);
}

/* Whether the second is of the warm-up, which nothing counted goes before; of
 * one that comes later it is noted that it counts. */
static bool settle_warm_up(te_merge *m) {
    bool is_warm_up = false, ok = true;
    bool may_be = m->slot.number == 0 || m->slot.is_warm_up;
    for (size_t i = 0; ok && i < m->count; i++) {
        const source *s = &m->sources[i];
        size_t count;
        const te_journal_run *runs = te_recording_runs(s->recording, &count);
        if (!s->is_warming_up) continue;
        is_warm_up = true;
        ok = may_be || te_merge_facts_note_warm_up(m->facts, runs, count);
    }
    m->slot.is_warm_up = may_be && is_warm_up;
    return ok;
}

/* Of what was killed, or never began, nobody waits for an end. */
static bool has_own_end(const source *s) {
    return s->next != NULL ||
           (result_of(s)->end != TE_END_KILLED && s->has_begun);
}

/* No further run begins when none of them begins one; with the first that ends
 * as it was to end the load is less than it was. */
static void mark_end(te_merge *m) {
    size_t ending = 0, cut = 0, all = 0;
    for (size_t i = 0; i < m->count; i++) {
        const source *s = &m->sources[i];
        if (!has_own_end(s)) continue;
        all++;
        if (s->is_ending) ending++;
        if (s->is_ending || s->is_cut) cut++;
    }
    m->slot.is_ending = all > 0 && ending == all;
    m->slot.is_cut = cut > 0 && !m->slot.is_ending;
}

/* A stretch in which no run has anything is no load, either. */
static bool write_gap(te_merge *m, uint64_t end_ns, FILE *out) {
    m->slot.is_ending = false;
    m->slot.is_cut = true;
    return write_slot(m, end_ns, out);
}

static bool write_second(te_merge *m, uint64_t second, FILE *out,
                         te_error *err) {
    uint64_t begin_ns = since_start(m, second * TE_NS_PER_S);
    bool is_gap = m->slot.number > 0 && second > m->second + 1;
    bool ok = !is_gap || write_gap(m, begin_ns, out);
    m->second = second;
    for (size_t i = 0; i < m->count; i++)
        if (!take_second(m, &m->sources[i], err)) return false;
    ok = settle_warm_up(m) && ok;
    uint64_t end_ns = since_start(m, (second + 1) * TE_NS_PER_S), rest;
    uint64_t elapsed_ns = since_start(m, m->end_unix_ns);
    bool is_last = !next_second(m, &rest);
    mark_end(m);
    m->slot.is_over = is_last;
    if (is_last && elapsed_ns < end_ns) end_ns = elapsed_ns;
    return (ok && write_slot(m, end_ns, out)) ||
           te_fail_as(err, TE_ERROR_SYSTEM, "merge: no memory");
}

/* ---- All of it ---- */

static int by_first_run(const void *a, const void *b) {
    size_t count;
    const source *left = a, *right = b;
    return te_merge_run_order(te_recording_runs(left->recording, &count),
                              te_recording_runs(right->recording, &count));
}

/* In an order that does not depend on that of the arguments. */
static bool gather(te_merge *m, te_error *err) {
    qsort(m->sources, m->count, sizeof *m->sources, by_first_run);
    m->start_unix_ns = UINT64_MAX;
    for (size_t i = 0; i < m->count; i++) {
        const te_recording *r = m->sources[i].recording;
        const te_result *result = te_recording_result(r);
        size_t count;
        const te_journal_run *runs = te_recording_runs(r, &count);
        if (result->started_at_unix_ns < m->start_unix_ns)
            m->start_unix_ns = result->started_at_unix_ns;
        if (!te_merge_facts_add(m->facts, result, runs, count, err) ||
            !te_merge_jury_add(m->jury, result, m->facts, err))
            return false;
    }
    return te_merge_facts_settle(m->facts, m->start_unix_ns, err);
}

static const te_result *result_by(te_merge *m, uint64_t elapsed_ns) {
    te_result *result = te_merge_facts_result(m->facts, elapsed_ns);
    result->thresholds = te_merge_jury_thresholds(m->jury);
    result->verdict = te_merge_jury_verdict(m->jury);
    result->exit_code = te_merge_jury_code(m->jury);
    return result;
}

/* Those that hold no interval at all have their end, too. */
static bool begin(te_merge *m) {
    size_t count;
    const te_result *result = result_by(m, 0);
    const te_journal_run *runs = te_merge_facts_runs(m->facts, &count);
    te_journal_begin_merged(m->journal, result, runs, count);
    te_journal_start(m->journal, result);
    bool ok = true;
    for (size_t i = 0; ok && i < m->count; i++) {
        source *s = &m->sources[i];
        ok = take_notes(m, s);
        if (s->next == NULL) end_source(m, s);
    }
    return ok;
}

bool te_merge_write(te_merge *m, FILE *out, te_error *err) {
    if (!gather(m, err)) return false;
    if (!begin(m)) return te_fail_as(err, TE_ERROR_SYSTEM, "merge: no memory");
    uint64_t second;
    while (next_second(m, &second))
        if (!write_second(m, second, out, err)) return false;
    uint64_t elapsed_ns = since_start(m, m->end_unix_ns);
    te_journal_end(m->journal, result_by(m, elapsed_ns));
    return te_journal_write(m->journal, out) ||
           te_fail_as(err, TE_ERROR_SYSTEM, "merge: no memory");
}

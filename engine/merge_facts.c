/* merge_facts.c - see merge_facts.h. */
#include "merge_facts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_NAMED = 8 };
/* What begins so is said anew of all runs when merged ones are merged. */
#define MERGED "merged: "

typedef struct ending {
    te_end cause;
    const char *reason;         /* borrowed */
    const te_journal_run *runs; /* borrowed */
    size_t count;
} ending;

struct te_merge_facts {
    te_result result;
    te_totals totals;
    te_journal_run *runs; /* their texts are borrowed */
    size_t run_count;
    te_scenario_fact *scenarios; /* their names are borrowed */
    char **notes;
    size_t note_count;
    ending *endings; /* one for every journal that is over */
    size_t journals, ended;
};

te_merge_facts *te_merge_facts_new(void) {
    return calloc(1, sizeof(te_merge_facts));
}

void te_merge_facts_free(te_merge_facts *f) {
    if (f == NULL) return;
    for (size_t i = 0; i < f->note_count; i++)
        free(f->notes[i]);
    free(f->notes);
    free(f->runs);
    free(f->scenarios);
    free(f->endings);
    free(f);
}

/* ---- Runs ---- */

int te_merge_run_order(const te_journal_run *a, const te_journal_run *b) {
    if (a->started_at_unix_ns != b->started_at_unix_ns)
        return a->started_at_unix_ns < b->started_at_unix_ns ? -1 : 1;
    if (a->pid != b->pid) return a->pid < b->pid ? -1 : 1;
    return strcmp(a->host, b->host);
}

static int by_order(const void *a, const void *b) {
    return te_merge_run_order(a, b);
}

static bool add_runs(te_merge_facts *f, const te_journal_run *runs,
                     size_t count) {
    te_journal_run *more =
        realloc(f->runs, (f->run_count + count) * sizeof *more);
    if (more == NULL) return false;
    f->runs = more;
    memcpy(f->runs + f->run_count, runs, count * sizeof *runs);
    f->run_count += count;
    return true;
}

const te_journal_run *te_merge_facts_runs(const te_merge_facts *f,
                                          size_t *count) {
    *count = f->run_count;
    return f->runs;
}

/* ---- Notes ---- */

static bool add_note(te_merge_facts *f, const char *note) {
    for (size_t i = 0; i < f->note_count; i++)
        if (strcmp(f->notes[i], note) == 0) return true;
    char **more = realloc(f->notes, (f->note_count + 1) * sizeof *more);
    if (more == NULL) return false;
    f->notes = more;
    f->notes[f->note_count] = strdup(note);
    return f->notes[f->note_count] != NULL && ++f->note_count;
}

bool te_merge_facts_note(te_merge_facts *f, const char *note) {
    return strncmp(note, MERGED, strlen(MERGED)) == 0 || add_note(f, note);
}

const char *const *te_merge_facts_notes(const te_merge_facts *f,
                                        size_t *count) {
    *count = f->note_count;
    return (const char *const *)f->notes;
}

/* What a run is called, and what it may not have in common with others. */
typedef void (*put_fact)(const te_journal_run *run, te_buf *out);

void te_merge_run_name(const te_journal_run *run, te_buf *out) {
    te_buf_addf(out, "%s:%" PRIu64, run->host, run->pid);
}

static void put_path(const te_journal_run *run, te_buf *out) {
    te_buf_adds(out, run->scenario_path);
}

static void put_version(const te_journal_run *run, te_buf *out) {
    te_buf_adds(out, run->version);
}

static void put_seed(const te_journal_run *run, te_buf *out) {
    te_buf_addf(out, "%" PRIu64, run->seed);
}

/* Whether one of the runs before the i-th has the same. */
static bool is_said(const te_journal_run *runs, size_t i, put_fact put) {
    te_buf mine = TE_BUF_INIT, other = TE_BUF_INIT;
    bool said = false;
    put(&runs[i], &mine);
    for (size_t k = 0; k < i && !said; k++) {
        te_buf_reset(&other);
        put(&runs[k], &other);
        said = strcmp(te_buf_str(&mine), te_buf_str(&other)) == 0;
    }
    te_buf_free(&mine);
    te_buf_free(&other);
    return said;
}

/* "1, 2, 3 and others". How many different ones were named. */
static size_t put_all(const te_journal_run *runs, size_t count, put_fact put,
                      te_buf *out) {
    size_t named = 0;
    for (size_t i = 0; i < count && named <= MOST_NAMED; i++) {
        if (is_said(runs, i, put)) continue;
        if (named > 0 && named < MOST_NAMED) te_buf_adds(out, ", ");
        if (named++ < MOST_NAMED)
            put(&runs[i], out);
        else
            te_buf_adds(out, " and others");
    }
    return named;
}

static bool note_difference(te_merge_facts *f, const char *what, put_fact put) {
    te_buf text = TE_BUF_INIT;
    te_buf_addf(&text, MERGED "of different %s: ", what);
    size_t named = put_all(f->runs, f->run_count, put, &text);
    bool ok = named < 2 || add_note(f, te_buf_str(&text));
    te_buf_free(&text);
    return ok;
}

bool te_merge_facts_note_warm_up(te_merge_facts *f, const te_journal_run *runs,
                                 size_t count) {
    te_buf text = TE_BUF_INIT;
    te_buf_adds(&text, "the warm-up of ");
    put_all(runs, count, te_merge_run_name, &text);
    te_buf_adds(&text, " is counted where others were measured by then");
    bool ok = add_note(f, te_buf_str(&text));
    te_buf_free(&text);
    return ok;
}

static bool note_runs(te_merge_facts *f) {
    te_buf text = TE_BUF_INIT;
    te_buf_addf(&text, MERGED "%zu runs: ", f->run_count);
    put_all(f->runs, f->run_count, te_merge_run_name, &text);
    bool ok = add_note(f, te_buf_str(&text));
    te_buf_free(&text);
    return ok && note_difference(f, "scenario files", put_path) &&
           note_difference(f, "versions of tengine", put_version) &&
           note_difference(f, "seeds", put_seed);
}

/* ---- What was run ---- */

static void add_scenario(te_merge_facts *f, const te_scenario_fact *fact) {
    for (size_t i = 0; i < f->result.scenario_count; i++) {
        if (strcmp(f->scenarios[i].name, fact->name) != 0) continue;
        if (fact->is_on) f->scenarios[i].is_on = true;
        return;
    }
    f->scenarios[f->result.scenario_count++] = *fact;
}

static bool add_scenarios(te_merge_facts *f, const te_result *r) {
    size_t most = f->result.scenario_count + r->scenario_count + 1;
    te_scenario_fact *more = realloc(f->scenarios, most * sizeof *more);
    if (more == NULL) return false;
    f->result.scenarios = f->scenarios = more;
    for (size_t i = 0; i < r->scenario_count; i++)
        add_scenario(f, &r->scenarios[i]);
    return true;
}

static uint32_t add_up(uint32_t a, uint32_t b) {
    return a > UINT32_MAX - b ? UINT32_MAX : a + b;
}

static void add_load(te_merge_facts *f, const te_result *r) {
    te_result *to = &f->result;
    uint64_t warm_up_ns = r->totals->warm_up.length_ns;
    to->workers = add_up(to->workers, r->workers);
    to->threads = add_up(to->threads, r->threads);
    if (r->max_runs != to->max_runs) to->max_runs = 0; /* no common bound */
    if (r->duration_ns > to->duration_ns) to->duration_ns = r->duration_ns;
    if (warm_up_ns > f->totals.warm_up.length_ns)
        f->totals.warm_up.length_ns = warm_up_ns;
}

bool te_merge_facts_add(te_merge_facts *f, const te_result *r,
                        const te_journal_run *runs, size_t count,
                        te_error *err) {
    if (f->journals++ == 0)
        f->result = (te_result){.version = r->version,
                                .scenario_path = r->scenario_path,
                                .seed = r->seed,
                                .max_runs = r->max_runs};
    add_load(f, r);
    return (add_scenarios(f, r) && add_runs(f, runs, count)) ||
           te_fail_as(err, TE_ERROR_SYSTEM, "merge: no memory");
}

bool te_merge_facts_settle(te_merge_facts *f, uint64_t started_at_unix_ns,
                           te_error *err) {
    f->result.started_at_unix_ns = started_at_unix_ns;
    f->endings = calloc(f->journals + 1, sizeof *f->endings);
    qsort(f->runs, f->run_count, sizeof *f->runs, by_order);
    for (size_t i = 1; i < f->run_count; i++)
        if (te_merge_run_order(&f->runs[i - 1], &f->runs[i]) == 0)
            return te_fail(err,
                           "merge: the same run is there twice: that of %s, "
                           "process %" PRIu64,
                           f->runs[i].host, f->runs[i].pid);
    return (f->endings != NULL && note_runs(f)) ||
           te_fail_as(err, TE_ERROR_SYSTEM, "merge: no memory");
}

/* ---- How it ended ---- */

/* The gravest last. */
static const te_end grades[] = {
    TE_END_RUNNING, TE_END_RUNS,      TE_END_CAPACITY, TE_END_DURATION,
    TE_END_STOP,    TE_END_SIZED,     TE_END_SIGNAL,   TE_END_THRESHOLD,
    TE_END_STUCK,   TE_END_EXCEPTION, TE_END_FIXTURE,  TE_END_KILLED,
};
_Static_assert(sizeof grades / sizeof *grades == TE_END_LAST + 1,
               "each end has its grade");

static size_t gravity(te_end end) {
    size_t grade = TE_END_LAST;
    while (grade > 0 && grades[grade] != end)
        grade--;
    return grade;
}

void te_merge_facts_end(te_merge_facts *f, const te_result *r,
                        const te_journal_run *runs, size_t count) {
    te_result *to = &f->result;
    f->endings[f->ended++] = (ending){r->end, r->end_reason, runs, count};
    to->workers_begun = add_up(to->workers_begun, r->workers_begun);
    if (gravity(r->end) > gravity(to->end)) to->end = r->end;
}

/* A merged journal has said already which of its runs are meant. */
static void put_ending(const ending *e, te_buf *out) {
    bool has_reason = e->reason[0] != '\0';
    if (e->count == 1 || !has_reason)
        put_all(e->runs, e->count, te_merge_run_name, out);
    if (e->count == 1 && has_reason) te_buf_adds(out, ": ");
    te_buf_adds(out, e->reason);
}

static bool is_common(const te_merge_facts *f, te_end end) {
    for (size_t i = 0; i < f->ended; i++)
        if (f->endings[i].cause != end) return false;
    return f->ended > 0;
}

/* Why; and which of the runs ended like this, where others did not. */
static void put_reason(const te_merge_facts *f, te_buf *out) {
    if (is_common(f, f->result.end)) {
        te_buf_adds(out, f->endings[0].reason);
        return;
    }
    for (size_t i = 0; i < f->ended; i++) {
        if (f->endings[i].cause != f->result.end) continue;
        if (out->length > 0) te_buf_adds(out, "; ");
        put_ending(&f->endings[i], out);
    }
}

te_result *te_merge_facts_result(te_merge_facts *f, uint64_t elapsed_ns) {
    te_buf reason = TE_BUF_INIT;
    put_reason(f, &reason);
    snprintf(f->result.end_reason, sizeof f->result.end_reason, "%s",
             te_buf_str(&reason));
    te_buf_free(&reason);
    f->totals.elapsed_ns = elapsed_ns;
    f->result.totals = &f->totals;
    f->result.notes = te_merge_facts_notes(f, &f->result.note_count);
    return &f->result;
}

/* merge_jury.c - see merge_jury.h. */
#include "merge_jury.h"

#include "recording.h"

#include <stdlib.h>
#include <string.h>

struct te_merge_jury {
    te_thresholds *thresholds; /* NULL: no journal yet */
    te_verdict verdict;
    bool has_verdict;
    int code; /* the gravest that stays, whatever the thresholds say */
};

te_merge_jury *te_merge_jury_new(void) {
    return calloc(1, sizeof(te_merge_jury));
}

void te_merge_jury_free(te_merge_jury *j) {
    if (j == NULL) return;
    te_thresholds_free(j->thresholds);
    free(j);
}

/* ---- Thresholds ---- */

static bool has(const te_thresholds *all, const char *text) {
    for (size_t i = 0; i < te_thresholds_count(all); i++)
        if (strcmp(te_thresholds_at(all, i)->spec.text, text) == 0) return true;
    return false;
}

static te_thresholds *common(const te_thresholds *some,
                             const te_thresholds *other, te_error *err) {
    te_thresholds *both = te_thresholds_of(NULL, 0, err);
    for (size_t i = 0; both != NULL && i < te_thresholds_count(some); i++) {
        const char *text = te_thresholds_at(some, i)->spec.text;
        if (!has(other, text) || te_thresholds_add(both, text, err)) continue;
        te_thresholds_free(both);
        both = NULL;
    }
    return both;
}

static bool note(te_merge_facts *facts, const char *text) {
    te_buf line = TE_BUF_INIT;
    te_buf_addf(&line, "not all of the runs have '%s': it is not judged", text);
    bool ok = te_merge_facts_note(facts, te_buf_str(&line));
    te_buf_free(&line);
    return ok;
}

static bool note_left_out(te_merge_facts *facts, const te_thresholds *some,
                          const te_thresholds *kept) {
    bool ok = true;
    for (size_t i = 0; ok && i < te_thresholds_count(some); i++) {
        const char *text = te_thresholds_at(some, i)->spec.text;
        ok = has(kept, text) || note(facts, text);
    }
    return ok;
}

bool te_merge_jury_add(te_merge_jury *j, const te_result *result,
                       te_merge_facts *facts, te_error *err) {
    const te_thresholds *other = result->thresholds;
    te_thresholds *before = j->thresholds;
    j->thresholds = common(before != NULL ? before : other, other, err);
    bool ok = j->thresholds != NULL &&
              note_left_out(facts, before, j->thresholds) &&
              note_left_out(facts, other, j->thresholds);
    te_thresholds_free(before);
    return ok || te_fail_as(err, TE_ERROR_SYSTEM, "merge: no memory");
}

const te_thresholds *te_merge_jury_thresholds(const te_merge_jury *j) {
    return j->thresholds;
}

void te_merge_jury_interval(te_merge_jury *j, const te_interval *interval) {
    te_thresholds_interval(j->thresholds, interval);
    if (interval->is_over) te_thresholds_end(j->thresholds);
}

/* ---- The end ---- */

/* The one that weighs more, as the exit codes of one run do. */
static int graver(int a, int b) {
    static const int codes[] = {TE_EXIT_KILLED, 107, 2, 74, 105, 1, 99, 111};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (a == codes[i] || b == codes[i]) return codes[i];
    return a != 0 ? a : b;
}

/* Whether its code says no more than that a threshold was broken which is
 * judged anew. */
static bool is_judged_anew(const te_merge_jury *j, const te_result *r) {
    if (r->exit_code != 99 || r->end == TE_END_THRESHOLD || r->capacity != NULL)
        return false;
    for (size_t i = 0; i < te_thresholds_count(r->thresholds); i++) {
        const te_threshold *t = te_thresholds_at(r->thresholds, i);
        if (t->outcome == TE_THRESHOLD_BROKEN &&
            !has(j->thresholds, t->spec.text))
            return false;
    }
    return true;
}

void te_merge_jury_end(te_merge_jury *j, const te_result *result,
                       const te_journal_run *runs, size_t count) {
    te_buf whose = TE_BUF_INIT;
    te_verdict verdict;
    if (!is_judged_anew(j, result))
        j->code = graver(j->code, result->exit_code);
    if (!te_result_verdict(result, &verdict)) return;
    j->has_verdict = true;
    if (count == 1) { /* of merged ones it is said already */
        te_merge_run_name(&runs[0], &whose);
        te_buf_adds(&whose, ": ");
    }
    te_verdict_join(&j->verdict, &verdict, te_buf_str(&whose));
    te_buf_free(&whose);
}

const te_verdict *te_merge_jury_verdict(const te_merge_jury *j) {
    return j->has_verdict ? &j->verdict : NULL;
}

int te_merge_jury_code(const te_merge_jury *j) {
    bool is_broken = te_thresholds_broken(j->thresholds) > 0;
    return is_broken ? graver(j->code, 99) : j->code;
}

/* recorder.c - see recorder.h. */
#include "recorder.h"

#include "clock.h"
#include "invocation.h"
#include "journal.h"
#include "runs_folder.h"

#include <stdlib.h>
#include <string.h>

#define UNASKED_AFTER_NS (10 * TE_NS_PER_S)

struct te_recorder {
    te_common *common;
    te_journal *journal; /* NULL: nothing is recorded any more */
    char *folder;        /* for a journal nobody asked for; NULL: not any more,
                            or not at all */
    bool awaits_start;   /* a segment that does not begin leaves no trace */
    te_progress progress;
    bool has_lost;
};

static bool fail(te_recorder *rec, te_error *err) {
    te_recorder_free(rec);
    return te_fail_as(err, TE_ERROR_SYSTEM, "journal: no memory");
}

static bool open_asked(te_recorder *rec, const char *path,
                       const te_recording *before, te_error *err) {
    if (before == NULL) return te_journal_open(rec->journal, path, err);
    return te_journal_resume(rec->journal, te_recording_path(before),
                             te_recording_bytes(before),
                             te_recording_whole_bytes(before),
                             te_recording_result(before)->note_count, err);
}

/* With the command line, for who resumes it. */
static bool begin(te_recorder *rec, const te_config *config,
                  const te_result *result) {
    json_t *command = json_object();
    bool ok = command != NULL;
    te_invocation_put(config, command, &ok);
    if (ok) te_journal_begin(rec->journal, result, command);
    json_decref(command);
    return ok;
}

bool te_recorder_new(te_recorder **recorder, const te_config *config,
                     const te_result *result, const te_recording *before,
                     te_common *common, te_error *err) {
    *recorder = NULL;
    bool is_unasked = config->journal == NULL && before == NULL;
    if (is_unasked && (config->runs_folder == NULL || config->check))
        return true;
    te_recorder *rec = calloc(1, sizeof *rec);
    if (rec == NULL) return fail(rec, err);
    rec->common = common;
    rec->awaits_start = before != NULL;
    rec->journal = te_journal_new();
    if (is_unasked) rec->folder = strdup(config->runs_folder);
    if (rec->journal == NULL || (is_unasked && rec->folder == NULL) ||
        (before == NULL && !begin(rec, config, result)))
        return fail(rec, err);
    if (!is_unasked && !open_asked(rec, config->journal, before, err)) {
        te_recorder_free(rec);
        return false;
    }
    *recorder = rec;
    return true;
}

void te_recorder_free(te_recorder *rec) {
    if (rec == NULL) return;
    te_journal_close(rec->journal, NULL);
    te_progress_clear(&rec->progress);
    free(rec->folder);
    free(rec);
}

/* ---- What goes wrong ---- */

static void say(te_recorder *rec, const char *text) {
    te_common_warn(rec->common, "%s", text);
    te_common_note(rec->common, text);
}

/* The summary that follows has all of it nevertheless. */
static void lose(te_recorder *rec, const te_error *err) {
    char text[1200];
    if (rec->has_lost) return;
    rec->has_lost = true;
    snprintf(text, sizeof text,
             "the journal is not whole: %s; the run goes on without it",
             err->message);
    say(rec, text);
}

static void look(te_recorder *rec) {
    te_error err;
    if (!te_journal_ok(rec->journal, &err)) lose(rec, &err);
}

/* ---- Which file ---- */

/* Nobody asked for it: where there is no place for it, that is noted. */
static void open_unasked(te_recorder *rec, const te_result *result) {
    te_error err = {.message = ""};
    te_buf path = TE_BUF_INIT;
    bool ok = te_runs_folder_new(rec->folder, result->started_at_unix_ns,
                                 result->scenario_path, &path, &err) &&
              te_journal_open(rec->journal, te_buf_str(&path), &err);
    if (ok)
        te_runs_folder_prune(rec->folder);
    else {
        char text[1200];
        snprintf(text, sizeof text, "the run is not recorded: %s", err.message);
        say(rec, text);
        te_journal_close(rec->journal, NULL);
        rec->journal = NULL;
    }
    te_buf_free(&path);
    free(rec->folder);
    rec->folder = NULL;
}

/* ---- Lines ---- */

void te_recorder_start(te_recorder *rec, const te_result *result) {
    if (rec == NULL) return;
    if (rec->awaits_start) te_journal_begin(rec->journal, result, NULL);
    rec->awaits_start = false;
    te_journal_start(rec->journal, result);
}

/* How far it has come; what there is no memory for stays as it was. */
static void see_progress(te_recorder *rec, const te_plan *plan) {
    te_progress *p = &rec->progress;
    bool ok = te_common_see_feeds(rec->common, p);
    for (size_t i = 0; ok && i < plan->count; i++) {
        const te_executor *e = plan->loads[i].executor;
        ok = te_progress_set_begun(p, i, te_executor_begun(e));
        if (te_executor_is_steered(e)) p->is_steered = true;
    }
}

void te_recorder_interval(te_recorder *rec, const te_interval *interval,
                          const te_plan *plan, const te_result *result) {
    if (rec == NULL || rec->journal == NULL || rec->awaits_start) return;
    size_t note_count;
    const char *const *notes = te_common_notes(rec->common, &note_count);
    see_progress(rec, plan);
    te_journal_interval(rec->journal, interval, &rec->progress, notes,
                        note_count);
    if (rec->folder != NULL && interval->end_ns > UNASKED_AFTER_NS)
        open_unasked(rec, result);
    if (rec->journal != NULL) look(rec);
}

void te_recorder_end(te_recorder *rec, const te_result *result) {
    if (rec == NULL || rec->journal == NULL) return;
    te_error err;
    if (!rec->awaits_start) te_journal_end(rec->journal, result);
    if (!te_journal_close(rec->journal, &err)) lose(rec, &err);
    rec->journal = NULL;
}

bool te_recorder_has_lost(const te_recorder *rec) {
    return rec != NULL && rec->has_lost;
}

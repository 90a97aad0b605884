/* journal.c - see journal.h. */
#include "journal.h"

#include "journal_file.h"
#include "journal_series.h"
#include "verdict_json.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct te_journal {
    te_journal_file *file; /* NULL: not yet */
    te_buf lines;          /* not handed to the file */
    te_series_writer series;
    te_progress progress; /* as the lines say it */
    size_t noted;         /* so many notes were written */
    bool is_short; /* no memory for a line: what follows is no whole record */
};

te_journal *te_journal_new(void) {
    te_journal *j = calloc(1, sizeof *j);
    if (j == NULL) return NULL;
    if (te_series_writer_init(&j->series)) return j;
    free(j);
    return NULL;
}

/* --- lines -------------------------------------------------------------- */

static void hand_over(te_journal *j) {
    if (j->file == NULL || j->lines.length == 0) return;
    te_journal_file_add(j->file,
                        (te_slice){te_buf_str(&j->lines), j->lines.length});
    te_buf_reset(&j->lines);
}

/* Takes over the object. After a line that had no memory there are none. */
static void add_line(te_journal *j, json_t *object, bool ok) {
    if (!ok || j->is_short || !te_journal_seal(&j->lines, object))
        j->is_short = true;
    json_decref(object);
    hand_over(j);
}

static json_t *line_of(const char *type, bool *ok) {
    json_t *object = json_object();
    te_journal_put(ok, object, "type", json_string(type));
    return object;
}

static json_t *scenarios(const te_result *r, bool *ok) {
    json_t *array = json_array();
    for (size_t i = 0; i < r->scenario_count; i++) {
        const te_scenario_fact *fact = &r->scenarios[i];
        json_t *object = json_object();
        te_journal_put(ok, object, "name", te_journal_text(fact->name));
        te_journal_put(ok, object, "weight", te_journal_number(fact->weight));
        te_journal_put(ok, object, "is_on", json_boolean(fact->is_on));
        te_journal_append(ok, array, object);
    }
    return array;
}

static json_t *thresholds(const te_result *r, bool *ok) {
    json_t *array = json_array();
    for (size_t i = 0; i < te_thresholds_count(r->thresholds); i++)
        te_journal_append(
            ok, array,
            te_journal_text(te_thresholds_at(r->thresholds, i)->spec.text));
    return array;
}

static void put_texts(json_t *line, const char *key, const char *const *texts,
                      size_t count, bool *ok) {
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        te_journal_append(ok, array, te_journal_text(texts[i]));
    te_journal_put(ok, line, key, array);
}

/* What the search needs to be made again out of the intervals. */
static json_t *capacity(const te_capacity *c, bool *ok) {
    if (c == NULL) return json_null();
    const te_capacity_config *config = te_capacity_config_of(c);
    json_t *object = json_object();
    te_journal_put(ok, object, "criteria", te_journal_text(config->criteria));
    te_journal_put(ok, object, "window_ns",
                   te_journal_whole(config->window_ns));
    te_journal_put(ok, object, "are_rates", json_boolean(config->are_rates));
    te_journal_put(ok, object, "first", te_journal_number(config->first));
    te_journal_put(ok, object, "most", te_journal_number(config->most));
    te_journal_put(ok, object, "until_ns", te_journal_whole(config->until_ns));
    return object;
}

static json_t *run_object(const te_journal_run *run, bool *ok) {
    json_t *object = json_object();
    te_journal_put(ok, object, "host", te_journal_text(run->host));
    te_journal_put(ok, object, "pid", te_journal_whole(run->pid));
    te_journal_put(ok, object, "started_at_unix_ns",
                   te_journal_whole(run->started_at_unix_ns));
    te_journal_put(ok, object, "scenario_path",
                   te_journal_text(run->scenario_path));
    te_journal_put(ok, object, "tengine", te_journal_text(run->version));
    te_journal_put(ok, object, "seed", te_journal_whole(run->seed));
    return object;
}

/* What is said of a run, or of several as one. */
static void put_facts(json_t *line, const te_result *r, bool *ok) {
    te_journal_put(ok, line, "scenario_path",
                   te_journal_text(r->scenario_path));
    te_journal_put(ok, line, "seed", te_journal_whole(r->seed));
    put_texts(line, "loads", r->loads, r->load_count, ok);
    te_journal_put(ok, line, "workers", json_integer(r->workers));
    te_journal_put(ok, line, "threads", json_integer(r->threads));
    te_journal_put(ok, line, "max_runs", te_journal_whole(r->max_runs));
    te_journal_put(ok, line, "duration_ns", te_journal_whole(r->duration_ns));
    te_journal_put(ok, line, "warm_up_ns",
                   te_journal_whole(r->totals->warm_up.length_ns));
    te_journal_put(ok, line, "started_at_unix_ns",
                   te_journal_whole(r->started_at_unix_ns));
    te_journal_put(ok, line, "failures_limit",
                   te_journal_number(r->failures_limit));
    te_journal_put(ok, line, "sizing_tolerance_percent",
                   r->sizing != NULL
                       ? te_journal_number(r->sizing->tolerance_percent)
                       : json_null());
    te_journal_put(ok, line, "thresholds", thresholds(r, ok));
    te_journal_put(ok, line, "has_verdict", json_boolean(r->health != NULL));
    te_journal_put(ok, line, "capacity", capacity(r->capacity, ok));
    te_journal_put(ok, line, "scenarios", scenarios(r, ok));
}

static json_t *begin_of(const char *host, bool *ok) {
    json_t *line = line_of("begin", ok);
    te_journal_put(ok, line, "format", json_integer(TE_JOURNAL_FORMAT));
    te_journal_put(ok, line, "tengine", json_string(TE_VERSION));
    te_journal_put(ok, line, "host", te_journal_text(host));
    return line;
}

void te_journal_begin(te_journal *j, const te_result *r, json_t *command) {
    char host[256] = "";
    gethostname(host, sizeof host - 1);
    bool ok = true;
    json_t *line = begin_of(host, &ok);
    te_journal_put(&ok, line, "pid", json_integer(getpid()));
    put_facts(line, r, &ok);
    te_journal_put(&ok, line, "segment", json_integer(r->segment));
    if (command != NULL && json_object_update(line, command) != 0) ok = false;
    add_line(j, line, ok);
}

void te_journal_begin_merged(te_journal *j, const te_result *r,
                             const te_journal_run *runs, size_t count) {
    bool ok = true, is_one_host = true;
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++) {
        te_journal_append(&ok, array, run_object(&runs[i], &ok));
        if (strcmp(runs[i].host, runs[0].host) != 0) is_one_host = false;
    }
    json_t *line = begin_of(is_one_host ? runs[0].host : "several", &ok);
    te_journal_put(&ok, line, "runs", array);
    put_facts(line, r, &ok);
    add_line(j, line, ok);
}

void te_journal_start(te_journal *j, const te_result *r) {
    bool ok = true;
    json_t *line = line_of("start", &ok);
    te_journal_put(&ok, line, "started_at_unix_ns",
                   te_journal_whole(r->started_at_unix_ns));
    add_line(j, line, ok);
}

static void put_notes(te_journal *j, json_t *line, const char *const *notes,
                      size_t count, bool *ok) {
    if (count <= j->noted) return;
    put_texts(line, "notes", notes + j->noted, count - j->noted, ok);
    j->noted = count;
}

void te_journal_interval(te_journal *j, const te_interval *interval,
                         const te_progress *progress, const char *const *notes,
                         size_t note_count) {
    bool ok = true;
    json_t *line = line_of("interval", &ok);
    te_journal_put(&ok, line, "number",
                   json_integer((json_int_t)interval->number));
    te_journal_put(&ok, line, "start_ns",
                   json_integer((json_int_t)interval->start_ns));
    te_journal_put(&ok, line, "end_ns",
                   json_integer((json_int_t)interval->end_ns));
    if (interval->is_ending)
        te_journal_put(&ok, line, "is_ending", json_true());
    if (interval->is_cut) te_journal_put(&ok, line, "is_cut", json_true());
    if (interval->is_over) te_journal_put(&ok, line, "is_over", json_true());
    if (interval->is_warm_up)
        te_journal_put(&ok, line, "is_warm_up", json_true());
    te_series_write(&j->series, interval, line, &ok);
    if (progress != NULL) te_progress_write(progress, &j->progress, line, &ok);
    put_notes(j, line, notes, note_count, &ok);
    add_line(j, line, ok);
}

void te_journal_end(te_journal *j, const te_result *r) {
    bool ok = true;
    json_t *line = line_of("end", &ok);
    te_journal_put(&ok, line, "cause", json_string(te_end_name(r->end)));
    te_journal_put(&ok, line, "reason", te_journal_text(r->end_reason));
    te_journal_put(&ok, line, "elapsed_ns",
                   json_integer((json_int_t)r->totals->elapsed_ns));
    te_journal_put(&ok, line, "workers_begun", json_integer(r->workers_begun));
    te_journal_put(&ok, line, "exit_code", json_integer(r->exit_code));
    if (r->verdict != NULL)
        te_journal_put(&ok, line, "verdict", te_verdict_json(r->verdict, &ok));
    put_notes(j, line, r->notes, r->note_count, &ok);
    add_line(j, line, ok);
}

/* --- the file ----------------------------------------------------------- */

bool te_journal_open(te_journal *j, const char *path, te_error *err) {
    te_slice first = {te_buf_str(&j->lines), j->lines.length};
    j->file = te_journal_file_open(path, first, err);
    if (j->file == NULL) return false;
    te_buf_reset(&j->lines);
    return true;
}

bool te_journal_resume(te_journal *j, const char *path, uint64_t bytes,
                       uint64_t whole_bytes, size_t note_count, te_error *err) {
    j->file = te_journal_file_resume(path, bytes, whole_bytes, err);
    if (j->file == NULL) return false;
    j->noted = note_count;
    hand_over(j);
    return true;
}

bool te_journal_write(te_journal *j, FILE *out) {
    fwrite(te_buf_str(&j->lines), 1, j->lines.length, out);
    te_buf_reset(&j->lines);
    return !j->is_short;
}

bool te_journal_is_open(const te_journal *j) { return j->file != NULL; }

bool te_journal_ok(te_journal *j, te_error *err) {
    if (j->file == NULL) return true;
    if (!te_journal_file_ok(j->file, err)) return false;
    return !j->is_short || te_fail_as(err, TE_ERROR_OUTPUT,
                                      "the journal has no memory for a line");
}

bool te_journal_close(te_journal *j, te_error *err) {
    if (j == NULL) return true;
    bool ok = te_journal_ok(j, err);
    if (!te_journal_file_close(j->file, ok ? err : NULL)) ok = false;
    te_buf_free(&j->lines);
    te_series_writer_clear(&j->series);
    te_progress_clear(&j->progress);
    free(j);
    return ok;
}

/* recording.c - see recording.h. */
#include "recording.h"

#include "journal_lines.h"
#include "journal_series.h"
#include "jury.h"
#include "verdict_json.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

typedef struct texts {
    char **items;
    size_t count;
} texts;

struct te_recording {
    te_journal_lines lines;
    te_result result;
    te_totals totals;
    te_sizing sizing;
    te_jury jury;
    te_verdict verdict;    /* of runs that were merged */
    te_capacity *capacity; /* NULL: none was looked for */
    te_interval interval;  /* the one that was read last */
    te_series_reader series;
    char *path, *host;
    char *version, *scenario_path;
    te_scenario_fact *scenarios; /* with names of their own */
    texts notes, loads;
    te_journal_run *runs;
    size_t run_count;
    te_progress progress;
    json_t *first_line;
    uint64_t segment_unix_ns, segment_ns; /* of the last one */
    bool has_begun, has_started, has_ended;
    uint32_t most_workers; /* that were at work at once */
};

/* ---- Lines of text ---- */

static bool add_text(texts *to, const json_t *item, te_error *err) {
    char **more = realloc(to->items, (to->count + 1) * sizeof *more);
    if (more == NULL) return te_fail_as(err, TE_ERROR_SYSTEM, "no memory");
    to->items = more;
    char *text = te_journal_text_of(item);
    if (text == NULL) return te_fail(err, "where a text should be is none");
    more[to->count++] = text;
    return true;
}

static bool read_texts(texts *to, const json_t *line, const char *key,
                       te_error *err) {
    const json_t *array = json_object_get(line, key);
    for (size_t i = 0; i < json_array_size(array); i++)
        if (!add_text(to, json_array_get(array, i), err)) return false;
    return true;
}

static void free_texts(texts *t) {
    for (size_t i = 0; i < t->count; i++)
        free(t->items[i]);
    free(t->items);
}

static bool read_notes(te_recording *r, const json_t *line, te_error *err) {
    bool ok = read_texts(&r->notes, line, "notes", err);
    r->result.notes = (const char *const *)r->notes.items;
    r->result.note_count = r->notes.count;
    return ok;
}

/* Older journals have none. */
static bool read_loads(te_recording *r, const json_t *line, te_error *err) {
    bool ok = read_texts(&r->loads, line, "loads", err);
    r->result.loads = (const char *const *)r->loads.items;
    r->result.load_count = r->loads.count;
    return ok;
}

/* ---- What was run ---- */

static bool read_u32(const json_t *line, const char *key, uint32_t *n,
                     te_error *err) {
    uint64_t whole;
    if (!te_journal_get_whole(line, key, UINT32_MAX, &whole, err)) return false;
    *n = (uint32_t)whole;
    return true;
}

static bool read_scenario(te_recording *r, const json_t *object,
                          te_error *err) {
    te_scenario_fact *fact = &r->scenarios[r->result.scenario_count];
    char *name;
    if (!te_journal_get_text(object, "name", &name, err)) return false;
    fact->name = name;
    fact->is_on = json_is_true(json_object_get(object, "is_on"));
    r->result.scenario_count++;
    return te_journal_get_number(object, "weight", &fact->weight, err);
}

static bool read_scenarios(te_recording *r, const json_t *line, te_error *err) {
    size_t i;
    json_t *item;
    const json_t *array = te_journal_get_array(line, "scenarios", err);
    if (array == NULL) return false;
    r->scenarios = calloc(json_array_size(array) + 1, sizeof *r->scenarios);
    if (r->scenarios == NULL)
        return te_fail_as(err, TE_ERROR_SYSTEM, "no memory");
    r->result.scenarios = r->scenarios;
    json_array_foreach(array, i, item) {
        if (!read_scenario(r, item, err)) return false;
    }
    return true;
}

static bool read_sizing(te_recording *r, const json_t *line, te_error *err) {
    static const char key[] = "sizing_tolerance_percent";
    double percent;
    if (json_is_null(json_object_get(line, key))) return true;
    if (!te_journal_get_number(line, key, &percent, err)) return false;
    te_sizing_init(&r->sizing, percent);
    r->result.sizing = &r->sizing;
    return true;
}

/* Older journals have no thresholds, and no verdict. */
static bool read_jury(te_recording *r, const json_t *line, te_error *err) {
    const json_t *array = json_object_get(line, "thresholds");
    r->jury.thresholds = te_thresholds_of(NULL, 0, err);
    r->result.thresholds = r->jury.thresholds;
    if (json_is_true(json_object_get(line, "has_verdict")))
        r->result.health = &r->jury.health;
    bool ok = r->jury.thresholds != NULL;
    for (size_t i = 0; ok && i < json_array_size(array); i++) {
        char *text = te_journal_text_of(json_array_get(array, i));
        ok = text != NULL ? te_thresholds_add(r->jury.thresholds, text, err)
                          : te_fail(err, "a threshold is no text");
        free(text);
    }
    return ok;
}

/* Older journals have none. */
static bool read_capacity(te_recording *r, const json_t *line, te_error *err) {
    te_capacity_config config = {0};
    const json_t *object = json_object_get(line, "capacity");
    char *criteria;
    if (!json_is_object(object)) return true;
    if (!te_journal_get_text(object, "criteria", &criteria, err)) return false;
    config.criteria = criteria;
    config.are_rates = json_is_true(json_object_get(object, "are_rates"));
    bool ok = te_journal_get_whole(object, "window_ns", INT64_MAX,
                                   &config.window_ns, err) &&
              te_journal_get_whole(object, "until_ns", INT64_MAX,
                                   &config.until_ns, err) &&
              te_journal_get_number(object, "first", &config.first, err) &&
              te_journal_get_number(object, "most", &config.most, err);
    if (ok) r->capacity = te_capacity_new(&config, err);
    free(criteria);
    r->result.capacity = r->capacity;
    return r->capacity != NULL;
}

static bool read_format(const json_t *line, te_error *err) {
    uint64_t format;
    if (!te_journal_get_whole(line, "format", UINT64_MAX, &format, err))
        return false;
    return format == TE_JOURNAL_FORMAT ||
           te_fail(err,
                   "the journal is of format %llu, and this tengine reads "
                   "format %d",
                   (unsigned long long)format, TE_JOURNAL_FORMAT);
}

static bool read_start(te_recording *r, const json_t *line, te_error *err) {
    if (!te_journal_get_whole(line, "started_at_unix_ns", INT64_MAX,
                              &r->segment_unix_ns, err))
        return false;
    if (r->result.segment <= 1)
        r->result.started_at_unix_ns = r->segment_unix_ns;
    return true;
}

/* Older journals do not have it. */
static bool read_warm_up(te_recording *r, const json_t *line, te_error *err) {
    return json_object_get(line, "warm_up_ns") == NULL ||
           te_journal_get_whole(line, "warm_up_ns", UINT64_MAX,
                                &r->totals.warm_up.length_ns, err);
}

static bool read_run(te_recording *r, const json_t *object, te_error *err) {
    te_journal_run *run = &r->runs[r->run_count++];
    return te_journal_get_text(object, "host", &run->host, err) &&
           te_journal_get_whole(object, "pid", UINT64_MAX, &run->pid, err) &&
           te_journal_get_whole(object, "started_at_unix_ns", INT64_MAX,
                                &run->started_at_unix_ns, err) &&
           te_journal_get_text(object, "scenario_path", &run->scenario_path,
                               err) &&
           te_journal_get_text(object, "tengine", &run->version, err) &&
           te_journal_get_whole(object, "seed", UINT64_MAX, &run->seed, err);
}

/* Where no others were merged into it the line itself says what a run's row
 * does. */
static bool read_runs(te_recording *r, const json_t *line, te_error *err) {
    const json_t *array = json_object_get(line, "runs");
    size_t count = array != NULL ? json_array_size(array) : 1;
    r->runs = calloc(count + 1, sizeof *r->runs);
    if (r->runs == NULL) return te_fail_as(err, TE_ERROR_SYSTEM, "no memory");
    if (count == 0) return te_fail(err, "\"runs\" is empty");
    for (size_t i = 0; i < count; i++)
        if (!read_run(r, array != NULL ? json_array_get(array, i) : line, err))
            return false;
    return true;
}

static bool read_begin(te_recording *r, const json_t *line, te_error *err) {
    te_result *to = &r->result;
    r->has_begun = true;
    bool ok =
        read_format(line, err) &&
        te_journal_get_text(line, "tengine", &r->version, err) &&
        te_journal_get_text(line, "host", &r->host, err) &&
        te_journal_get_text(line, "scenario_path", &r->scenario_path, err) &&
        te_journal_get_whole(line, "seed", UINT64_MAX, &to->seed, err) &&
        read_u32(line, "workers", &to->workers, err) &&
        read_u32(line, "threads", &to->threads, err) &&
        te_journal_get_whole(line, "max_runs", UINT64_MAX, &to->max_runs,
                             err) &&
        te_journal_get_whole(line, "duration_ns", UINT64_MAX, &to->duration_ns,
                             err) &&
        read_warm_up(r, line, err) && read_loads(r, line, err) &&
        read_start(r, line, err) &&
        te_journal_get_number(line, "failures_limit", &to->failures_limit,
                              err) &&
        read_sizing(r, line, err) && read_capacity(r, line, err) &&
        read_jury(r, line, err) && read_scenarios(r, line, err) &&
        read_runs(r, line, err);
    to->version = r->version;
    to->scenario_path = r->scenario_path;
    to->segment = 1;
    r->first_line = json_incref((json_t *)(uintptr_t)line);
    return ok;
}

/* What it is of was said by the first one. */
static bool read_segment(te_recording *r, const json_t *line, te_error *err) {
    uint32_t segment;
    if (json_object_get(line, "segment") == NULL)
        return te_fail(err, "a run begins here a second time");
    if (!read_u32(line, "segment", &segment, err)) return false;
    if (segment != r->result.segment + 1)
        return te_fail(err, "segment %u is where %u should be", segment,
                       r->result.segment + 1);
    r->result.segment = segment;
    r->segment_ns = r->totals.elapsed_ns;
    te_series_reader_clear(&r->series);
    r->series = (te_series_reader){0};
    return read_format(line, err) && read_start(r, line, err);
}

/* ---- What happened ---- */

/* Those that were at work at once: what is known of a run without an end. */
static void count_workers(te_recording *r) {
    double level = te_metrics_sum(r->totals.metrics, "workers", NULL);
    if (level > r->most_workers && level <= UINT32_MAX)
        r->most_workers = (uint32_t)level;
}

static bool read_times(te_interval *i, const json_t *line, te_error *err) {
    uint64_t number;
    if (!te_journal_get_whole(line, "number", INT64_MAX, &number, err) ||
        !te_journal_get_whole(line, "start_ns", INT64_MAX, &i->start_ns, err) ||
        !te_journal_get_whole(line, "end_ns", INT64_MAX, &i->end_ns, err))
        return false;
    if (number != i->number + 1)
        return te_fail(err, "interval %llu is where %llu should be",
                       (unsigned long long)number,
                       (unsigned long long)i->number + 1);
    i->number = number;
    i->is_ending = json_is_true(json_object_get(line, "is_ending"));
    i->is_cut = json_is_true(json_object_get(line, "is_cut"));
    i->is_over = json_is_true(json_object_get(line, "is_over"));
    i->is_warm_up = json_is_true(json_object_get(line, "is_warm_up"));
    return i->end_ns >= i->start_ns ||
           te_fail(err, "the interval ends before it starts");
}

static bool read_interval(te_recording *r, const json_t *line, te_error *err) {
    te_interval *i = &r->interval;
    te_metrics_reset(i->delta);
    te_failures_reset(i->failures);
    if (!read_times(i, line, err) ||
        !te_series_read(&r->series, line, i, err) ||
        !te_progress_read(&r->progress, line, err) || !read_notes(r, line, err))
        return false;
    te_totals_add(&r->totals, i);
    count_workers(r);
    if (r->result.sizing != NULL) te_sizing_interval(&r->sizing, i);
    te_jury_interval(&r->jury, i);
    if (r->capacity != NULL && !i->is_ending && !i->is_cut)
        te_capacity_interval(r->capacity, i);
    return true;
}

static bool read_cause(te_recording *r, const json_t *line, te_error *err) {
    const char *cause = json_string_value(json_object_get(line, "cause"));
    for (int end = 0; cause != NULL && end <= TE_END_LAST; end++)
        if (strcmp(cause, te_end_name((te_end)end)) == 0) {
            r->result.end = (te_end)end;
            return true;
        }
    return te_fail(err, "\"cause\" is none that a run ends for");
}

/* Of runs that were merged; of others it is judged anew. */
static bool read_verdict(te_recording *r, const json_t *line, te_error *err) {
    const json_t *object = json_object_get(line, "verdict");
    if (object == NULL) return true;
    r->result.verdict = &r->verdict;
    return te_verdict_read(object, &r->verdict, err);
}

static bool read_end(te_recording *r, const json_t *line, te_error *err) {
    te_result *to = &r->result;
    char *reason;
    uint32_t code;
    if (!read_cause(r, line, err) ||
        !te_journal_get_text(line, "reason", &reason, err))
        return false;
    snprintf(to->end_reason, sizeof to->end_reason, "%s", reason);
    free(reason);
    if (!read_u32(line, "workers_begun", &to->workers_begun, err) ||
        !read_u32(line, "exit_code", &code, err) ||
        !read_verdict(r, line, err) || !read_notes(r, line, err))
        return false;
    to->exit_code = (int)(code & 0xff);
    r->has_ended = true;
    return te_journal_get_whole(line, "elapsed_ns", INT64_MAX,
                                &r->totals.elapsed_ns, err);
}

static bool read_line(te_recording *r, te_slice text, te_error *err) {
    json_t *line = te_journal_unseal(text, err);
    if (line == NULL) return false;
    const char *type = json_string_value(json_object_get(line, "type"));
    bool ok;
    if (type == NULL)
        ok = te_fail(err, "the line has no \"type\"");
    else if (!r->has_begun && strcmp(type, "begin") == 0)
        ok = read_begin(r, line, err);
    else if (!r->has_begun || r->has_ended)
        ok = te_fail(err, "a line of type \"%.40s\" is out of place", type);
    else if (strcmp(type, "begin") == 0)
        ok = read_segment(r, line, err);
    else if (strcmp(type, "start") == 0)
        ok = r->has_started = read_start(r, line, err);
    else if (strcmp(type, "interval") == 0)
        ok = read_interval(r, line, err);
    else if (strcmp(type, "end") == 0)
        ok = read_end(r, line, err);
    else
        ok = te_fail(err, "a line of type \"%.40s\" is of no known kind", type);
    json_decref(line);
    return ok;
}

/* ---- The end ---- */

/* A whole line of another file would be damage; where the first one is not
 * ours all of it is none. */
static bool name_place(te_recording *r, size_t number, const te_error *why,
                       te_error *err) {
    return te_fail_as(err, why->kind, "%s:%zu: %s", r->path, number,
                      why->message);
}

static void end_without_a_line(te_recording *r) {
    r->result.end = r->lines.was_written ? TE_END_RUNNING : TE_END_KILLED;
    r->result.exit_code = r->lines.was_written ? 0 : TE_EXIT_KILLED;
    r->result.workers_begun = r->most_workers;
    if (!r->lines.was_written && r->has_started) te_jury_end(&r->jury);
}

static bool finish(te_recording *r, te_error *err) {
    te_error why = {TE_ERROR_INPUT, ""};
    if (r->has_begun) {
        if (!r->has_ended) end_without_a_line(r);
        return true;
    }
    bool is_empty = te_journal_lines_bytes(&r->lines) == 0;
    te_fail(&why, "%s",
            is_empty
                ? "the file is empty"
                : "this is no journal of tengine, or no whole line of one");
    return name_place(r, 1, &why, err);
}

bool te_recording_next(te_recording *r, const te_interval **interval,
                       te_error *err) {
    uint64_t last = r->interval.number;
    te_slice line;
    te_error why = {TE_ERROR_INPUT, ""};
    int status;
    while ((status = te_journal_lines_next(&r->lines, &line)) > 0) {
        if (!read_line(r, line, &why))
            return name_place(r, r->lines.number, &why, err);
        *interval = &r->interval;
        if (r->interval.number > last) return true;
    }
    *interval = NULL;
    if (status < 0)
        return te_fail(err, "cannot read '%s': %s", r->path, strerror(errno));
    return finish(r, err);
}

/* ---- All of it ---- */

static te_recording *new_recording(const char *path) {
    te_recording *r = calloc(1, sizeof *r);
    if (r == NULL) return NULL;
    r->lines.fd = -1;
    r->path = strdup(path);
    r->interval.delta = te_metrics_new(0);
    r->interval.failures = te_failures_new();
    bool has_totals = te_totals_init(&r->totals);
    r->result.totals = &r->totals;
    if (r->path != NULL && r->interval.delta != NULL &&
        r->interval.failures != NULL && has_totals)
        return r;
    te_recording_free(r);
    return NULL;
}

void te_recording_free(te_recording *r) {
    if (r == NULL) return;
    for (size_t i = 0; i < r->result.scenario_count; i++)
        free((char *)r->scenarios[i].name);
    free_texts(&r->notes);
    free_texts(&r->loads);
    for (size_t i = 0; i < r->run_count; i++) {
        free(r->runs[i].host);
        free(r->runs[i].scenario_path);
        free(r->runs[i].version);
    }
    te_journal_lines_close(&r->lines);
    te_series_reader_clear(&r->series);
    te_thresholds_free(r->jury.thresholds);
    te_capacity_free(r->capacity);
    te_metrics_free(r->interval.delta);
    te_failures_free(r->interval.failures);
    te_totals_clear(&r->totals);
    te_progress_clear(&r->progress);
    json_decref(r->first_line);
    free(r->scenarios);
    free(r->runs);
    free(r->version);
    free(r->scenario_path);
    free(r->host);
    free(r->path);
    free(r);
}

te_recording *te_recording_open(const char *path, te_error *err) {
    te_recording *r = new_recording(path);
    if (r == NULL) {
        te_fail_as(err, TE_ERROR_SYSTEM, "%s: no memory", path);
        return NULL;
    }
    if (te_journal_lines_open(&r->lines, path)) return r;
    te_fail(err, "cannot read '%s': %s", path, strerror(errno));
    te_recording_free(r);
    return NULL;
}

te_recording *te_recording_read(const char *path, te_on_interval on_interval,
                                void *arg, te_error *err) {
    te_recording *r = te_recording_open(path, err);
    const te_interval *interval;
    while (r != NULL) {
        if (!te_recording_next(r, &interval, err)) break;
        if (interval == NULL) return r;
        if (on_interval != NULL) on_interval(arg, &r->result, interval);
    }
    te_recording_free(r);
    return NULL;
}

const te_journal_run *te_recording_runs(const te_recording *r, size_t *count) {
    *count = r->run_count;
    return r->runs;
}

const te_result *te_recording_result(const te_recording *r) {
    return &r->result;
}

const char *te_recording_path(const te_recording *r) { return r->path; }

const char *te_recording_host(const te_recording *r) { return r->host; }

const te_progress *te_recording_progress(const te_recording *r) {
    return &r->progress;
}

const json_t *te_recording_first_line(const te_recording *r) {
    return r->first_line;
}

uint64_t te_recording_intervals(const te_recording *r) {
    return r->interval.number;
}

uint64_t te_recording_bytes(const te_recording *r) {
    return te_journal_lines_bytes(&r->lines);
}

uint64_t te_recording_whole_bytes(const te_recording *r) {
    return r->lines.whole_bytes;
}

uint64_t te_recording_segment_unix_ns(const te_recording *r) {
    return r->segment_unix_ns;
}

uint64_t te_recording_segment_ns(const te_recording *r) {
    return r->segment_ns;
}

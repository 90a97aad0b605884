/* recording.c - see recording.h. */
#include "recording.h"

#include "journal.h"
#include "journal_series.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { CHUNK_BYTES = 1 << 16 };

struct te_recording {
    te_result result;
    te_totals totals;
    te_sizing sizing;
    te_interval interval; /* the one that was read last */
    te_series_reader series;
    char *path, *host;
    char *version, *scenario_path;
    te_scenario_fact *scenarios; /* with names of their own */
    char **notes;
    bool has_begun, has_ended;
    te_progress progress;
    json_t *first_line;
    uint64_t bytes, whole_bytes;
    uint64_t segment_unix_ns, segment_ns; /* of the last one */
    uint32_t most_workers;                /* that were at work at once */
    te_on_interval on_interval;
    void *arg;
};

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
        read_start(r, line, err) &&
        te_journal_get_number(line, "failures_limit", &to->failures_limit,
                              err) &&
        read_sizing(r, line, err) && read_scenarios(r, line, err);
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

static bool add_note(te_recording *r, const char *note, te_error *err) {
    size_t count = r->result.note_count;
    char **more = realloc(r->notes, (count + 1) * sizeof *more);
    char *copy = more != NULL ? strdup(note) : NULL;
    if (more != NULL) r->notes = more;
    if (copy == NULL) return te_fail_as(err, TE_ERROR_SYSTEM, "no memory");
    r->notes[count] = copy;
    r->result.notes = (const char *const *)r->notes;
    r->result.note_count++;
    return true;
}

static bool read_notes(te_recording *r, const json_t *line, te_error *err) {
    const json_t *array = json_object_get(line, "notes");
    for (size_t i = 0; i < json_array_size(array); i++) {
        json_t *item = json_array_get(array, i);
        char *note;
        json_t *holder = json_pack("{s:O}", "note", item);
        bool ok = te_journal_get_text(holder, "note", &note, err);
        json_decref(holder);
        if (!ok) return false;
        ok = add_note(r, note, err);
        free(note);
        if (!ok) return false;
    }
    return true;
}

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
    if (r->on_interval != NULL) r->on_interval(r->arg, &r->result, i);
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
        !read_u32(line, "exit_code", &code, err) || !read_notes(r, line, err))
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
        ok = read_start(r, line, err);
    else if (strcmp(type, "interval") == 0)
        ok = read_interval(r, line, err);
    else if (strcmp(type, "end") == 0)
        ok = read_end(r, line, err);
    else
        ok = te_fail(err, "a line of type \"%.40s\" is of no known kind", type);
    json_decref(line);
    return ok;
}

/* ---- Lines ---- */

/* What was read of the file and is not used up. */
typedef struct lines {
    int fd;
    te_buf bytes;
    size_t used, searched; /* bytes without a newline from `used` on */
    size_t number;         /* of the line that was taken last */
} lines;

/* Appends more of the file; 0 at its end, -1 and errno. */
static ssize_t fill(lines *l) {
    if (l->used > 0) {
        l->bytes.length -= l->used;
        memmove(l->bytes.data, l->bytes.data + l->used, l->bytes.length);
        l->searched -= l->used;
        l->used = 0;
    }
    if (!te_buf_reserve(&l->bytes, CHUNK_BYTES)) {
        errno = ENOMEM;
        return -1;
    }
    ssize_t n = read(l->fd, l->bytes.data + l->bytes.length, CHUNK_BYTES);
    if (n > 0) l->bytes.length += (size_t)n;
    return n;
}

/* The next line, without its newline: 1. 0: there is no further one. -1: errno
 * says why. A line that is longer than any is one without end: what comes
 * first in it tells what it is. */
static int next_line(lines *l, te_slice *line) {
    for (;;) {
        te_slice rest = {te_buf_str(&l->bytes) + l->searched,
                         l->bytes.length - l->searched};
        size_t at = l->searched + te_slice_find(rest, '\n');
        bool is_foreign =
            l->number == 0 && l->bytes.length >= CHUNK_BYTES &&
            !te_slice_starts((te_slice){l->bytes.data, l->bytes.length},
                             TE_JOURNAL_START);
        if (at < l->bytes.length || is_foreign) {
            *line = (te_slice){l->bytes.data + l->used, at - l->used};
            l->used = l->searched = at + !is_foreign;
            l->number++;
            return 1;
        }
        l->searched = l->bytes.length;
        if (l->bytes.length - l->used > TE_RECORDING_LINE_MAX) {
            errno = EFBIG;
            return -1;
        }
        ssize_t n = fill(l);
        if (n <= 0) return n < 0 ? -1 : 0;
    }
}

/* A whole line of another file would be damage; where the first one is not
 * ours all of it is none. */
static bool name_place(te_recording *r, size_t number, const te_error *why,
                       te_error *err) {
    return te_fail_as(err, why->kind, "%s:%zu: %s", r->path, number,
                      why->message);
}

static bool read_lines(te_recording *r, lines *l, te_error *err) {
    te_slice line;
    te_error why = {TE_ERROR_INPUT, ""};
    int status;
    while ((status = next_line(l, &line)) > 0) {
        if (!read_line(r, line, &why))
            return name_place(r, l->number, &why, err);
        r->whole_bytes += line.length + 1;
    }
    r->bytes = r->whole_bytes + (l->bytes.length - l->used);
    if (status < 0)
        return te_fail(err, "cannot read '%s': %s", r->path, strerror(errno));
    if (r->has_begun) return true;
    bool is_empty = l->bytes.length == 0;
    te_fail(&why, "%s",
            is_empty
                ? "the file is empty"
                : "this is no journal of tengine, or no whole line of one");
    return name_place(r, 1, &why, err);
}

/* ---- All of it ---- */

static te_recording *new_recording(const char *path) {
    te_recording *r = calloc(1, sizeof *r);
    if (r == NULL) return NULL;
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
    for (size_t i = 0; i < r->result.note_count; i++)
        free(r->notes[i]);
    te_series_reader_clear(&r->series);
    te_metrics_free(r->interval.delta);
    te_failures_free(r->interval.failures);
    te_totals_clear(&r->totals);
    te_progress_clear(&r->progress);
    json_decref(r->first_line);
    free(r->scenarios);
    free(r->notes);
    free(r->version);
    free(r->scenario_path);
    free(r->host);
    free(r->path);
    free(r);
}

/* Whether someone still writes: whoever does holds the lock. */
static bool is_written(int fd) {
    if (flock(fd, LOCK_SH | LOCK_NB) != 0) return errno == EWOULDBLOCK;
    flock(fd, LOCK_UN);
    return false;
}

static void end_without_a_line(te_recording *r, bool was_written) {
    r->result.end = was_written ? TE_END_RUNNING : TE_END_KILLED;
    r->result.exit_code = was_written ? 0 : TE_EXIT_KILLED;
    r->result.workers_begun = r->most_workers;
}

static bool read_file(te_recording *r, te_error *err) {
    lines l = {.fd = open(r->path, O_RDONLY | O_CLOEXEC)};
    if (l.fd < 0)
        return te_fail(err, "cannot read '%s': %s", r->path, strerror(errno));
    /* Asked before: its last line may come while the others are read. */
    bool was_written = is_written(l.fd);
    bool ok = read_lines(r, &l, err);
    if (ok && !r->has_ended) end_without_a_line(r, was_written);
    te_buf_free(&l.bytes);
    close(l.fd);
    return ok;
}

te_recording *te_recording_read(const char *path, te_on_interval on_interval,
                                void *arg, te_error *err) {
    te_recording *r = new_recording(path);
    if (r == NULL) {
        te_fail_as(err, TE_ERROR_SYSTEM, "%s: no memory", path);
        return NULL;
    }
    r->on_interval = on_interval;
    r->arg = arg;
    if (read_file(r, err)) return r;
    te_recording_free(r);
    return NULL;
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

uint64_t te_recording_bytes(const te_recording *r) { return r->bytes; }

uint64_t te_recording_whole_bytes(const te_recording *r) {
    return r->whole_bytes;
}

uint64_t te_recording_segment_unix_ns(const te_recording *r) {
    return r->segment_unix_ns;
}

uint64_t te_recording_segment_ns(const te_recording *r) {
    return r->segment_ns;
}

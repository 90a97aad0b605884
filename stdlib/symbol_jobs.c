/* symbol_jobs.c - see symbol_jobs.h. */
#include "symbol_jobs.h"

#include "mix.h"
#include "percent.h"
#include "symbol_join.h"
#include "tengine_module.h"
#include "walk.h"
#include "weights.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 4, COUNT = 3 }; /* of either file; where the groups' is */

static const char *const group_columns[COLUMNS] = {"URI", "STATUS CODE",
                                                   "PRIVATE", "COUNT"};
static const char *const missing_columns[COLUMNS] = {"debug_file", "debug_id",
                                                     "code_file", "code_id"};

/* What is known of a job while it may still be left out. */
typedef struct candidate {
    uint32_t requests; /* COUNT */
    bool found;
    bool kept; /* by balancing */
} candidate;

/* What is needed while the jobs are collected, and not afterwards. */
typedef struct collector {
    te_symbol_jobs *jobs;
    const te_symbol_source *source;
    te_symbol_join join;
    candidate *candidates; /* of jobs->entries */
    te_walk walk;          /* over the groups */
    te_error *err;
} collector;

static bool no_memory(const te_rows *rows, te_error *err) {
    return te_fail_as(err, TE_ERROR_SYSTEM, "%s: no memory", rows->source.path);
}

/* ---- One row ---- */

bool te_symbol_key(te_slice uri, te_slice *key) {
    static const char stray[] = "HTTP/1.1";
    if (memmem(uri.data, uri.length, stray, sizeof stray - 1) != NULL)
        return false;
    const char *query = memchr(uri.data, '?', uri.length);
    const char *end = query != NULL ? query : uri.data + uri.length;
    int slashes = 0;
    const char *at = end;
    while (at > uri.data && slashes < 3)
        if (*--at == '/') slashes++;
    if (slashes < 2) return false;
    const char *from = slashes == 3 ? at + 1 : at;
    *key = (te_slice){from, (size_t)(end - from)};
    return true;
}

/* Fills the job from a row of the groups file; false when it has no key or
 * no status. */
static bool parse_group(const te_slice fields[COLUMNS], te_symbol_job *job) {
    uint64_t status;
    if (!te_symbol_key(fields[0], &job->key)) return false;
    if (!te_field_number(fields[1], 999, &status)) return false;
    job->status = (uint32_t)status;
    job->expected = status == 200 ? 302 : 404;
    job->is_private = te_slice_equal(fields[2], te_slice_of("true")) ||
                      te_slice_equal(fields[2], te_slice_of("True"));
    if (!te_field_number(fields[COUNT], TE_WEIGHT_MAX, &job->requests))
        job->requests = 1;
    job->joined = false;
    return true;
}

static bool read_row(const te_rows *rows, uint64_t row, char *buffer,
                     te_slice fields[COLUMNS], te_error *err) {
    te_fields parts;
    if (!te_rows_read(rows, row, buffer, &parts, err)) return false;
    return te_fields_split(&parts, fields, COLUMNS) ||
           te_rows_changed(rows, row, err);
}

/* ---- Collecting ---- */

static uint32_t find_joined(collector *c, te_slice key) {
    if (c->jobs->missing == NULL) return TE_SYMBOL_NOT_JOINED;
    const char *end = key.data + key.length;
    const char *first = memchr(key.data, '/', key.length);
    const char *second = memchr(first + 1, '/', (size_t)(end - first - 1));
    te_slice file = {key.data, (size_t)(first - key.data)};
    te_slice id = {first + 1, (size_t)(second - first - 1)};
    uint32_t row;
    return te_symbol_join_find(&c->join, file, id, &row) ? row
                                                         : TE_SYMBOL_NOT_JOINED;
}

static bool ends_with(te_slice text, const char *end) {
    size_t length = strlen(end);
    return text.length >= length &&
           te_slice_alike(te_slice_from(text, text.length - length),
                          te_slice_of(end));
}

/* Whether a key is left out by what was asked for; counts it then. */
static bool is_unwanted(collector *c, te_slice key) {
    te_symbol_counts *counts = &c->jobs->counts;
    bool spaced = te_slice_find(key, ' ') < key.length;
    te_slice file = te_slice_to(key, te_slice_find(key, '/'));
    bool microsoft = ends_with(file, ".pdb") && ends_with(key, ".sym");
    if (c->source->unspaced && spaced) {
        counts->spaced++;
        return true;
    }
    counts->filtered += c->source->microsoft_only && !microsoft;
    return c->source->microsoft_only && !microsoft;
}

static void add_job(collector *c, uint32_t row, const te_symbol_job *job) {
    te_symbol_jobs *jobs = c->jobs;
    te_symbol_counts *counts = &jobs->counts;
    bool found = job->expected == 302;
    te_symbol_entry entry = {row, find_joined(c, job->key)};
    counts->found += found;
    counts->notfound += !found;
    counts->with_code_id += entry.joined != TE_SYMBOL_NOT_JOINED;
    c->candidates[jobs->count] =
        (candidate){(uint32_t)job->requests, found, false};
    jobs->entries[jobs->count++] = entry;
}

static bool collect_row(collector *c, uint32_t row) {
    te_rows *groups = c->jobs->groups;
    te_slice fields[COLUMNS];
    te_fields parts;
    te_symbol_job job;
    uint64_t count;
    if (!te_walk_next(&c->walk, &parts, c->err)) return false;
    if (!te_fields_split(&parts, fields, COLUMNS))
        return te_rows_changed(groups, row, c->err);
    if (!parse_group(fields, &job)) {
        c->jobs->counts.skipped++;
        return true;
    }
    if (is_unwanted(c, job.key)) return true;
    if (c->source->weighed &&
        !te_field_number(fields[COUNT], TE_WEIGHT_MAX, &count))
        return te_weights_leave_out(groups, row, COUNT, fields[COUNT], c->err);
    add_job(c, row, &job);
    return true;
}

/* Keeps `wanted` of the candidates whose found is `group`, `have` in number. */
static bool sample(collector *c, bool group, uint64_t have, uint64_t wanted,
                   uint64_t key) {
    te_symbol_jobs *jobs = c->jobs;
    uint32_t *members = calloc((size_t)have + 1, sizeof *members);
    if (members == NULL) return no_memory(jobs->groups, c->err);
    size_t n = 0;
    for (size_t i = 0; i < jobs->count; i++)
        if (c->candidates[i].found == group) members[n++] = (uint32_t)i;
    te_permute permute;
    te_permute_init(&permute, have, key);
    for (uint64_t i = 0; i < wanted; i++)
        c->candidates[members[te_permute_at(&permute, i)]].kept = true;
    free(members);
    return true;
}

/* As many found as not found, in the order of the file. */
static bool balance(collector *c) {
    te_symbol_jobs *jobs = c->jobs;
    te_symbol_counts n = jobs->counts;
    uint64_t wanted = n.found < n.notfound ? n.found : n.notfound;
    if (wanted == 0)
        return te_fail(c->err,
                       "%s: %" PRIu64 " found and %" PRIu64
                       " not found: nothing to balance (balance = false "
                       "takes them as they are)",
                       jobs->groups->source.path, n.found, n.notfound);
    uint64_t key = te_mix(c->source->seed, wanted);
    if (!sample(c, true, n.found, wanted, key) ||
        !sample(c, false, n.notfound, wanted, key))
        return false;
    size_t kept = 0;
    for (size_t i = 0; i < jobs->count; i++) {
        if (!c->candidates[i].kept) continue;
        c->candidates[kept] = c->candidates[i];
        jobs->entries[kept++] = jobs->entries[i];
    }
    jobs->count = kept;
    return true;
}

static bool sum_up(collector *c) {
    te_symbol_jobs *jobs = c->jobs;
    uint64_t sum = 0;
    for (size_t i = 0; i < jobs->count; i++) {
        sum += c->candidates[i].requests;
        if (c->source->weighed && !te_steps_add(&jobs->ends, sum))
            return no_memory(jobs->groups, c->err);
    }
    te_steps_fit(&jobs->ends);
    jobs->counts.jobs = jobs->count;
    jobs->counts.requests = sum;
    return true;
}

static bool collect(collector *c) {
    te_symbol_jobs *jobs = c->jobs;
    te_rows *groups = jobs->groups;
    if (jobs->missing != NULL &&
        !te_symbol_join_init(&c->join, jobs->missing, c->err))
        return false;
    size_t rows = (size_t)groups->count;
    jobs->entries = calloc(rows + 1, sizeof *jobs->entries);
    c->candidates = calloc(rows + 1, sizeof *c->candidates);
    if (jobs->entries == NULL || c->candidates == NULL)
        return no_memory(groups, c->err);
    if (!te_walk_init(&c->walk, groups, c->err)) return false;
    for (size_t row = 0; row < rows; row++)
        if (!collect_row(c, (uint32_t)row)) return false;
    if (jobs->count == 0)
        return te_fail(c->err,
                       "%s: not one of its %zu rows has a symbol's key%s",
                       groups->source.path, rows,
                       jobs->counts.spaced + jobs->counts.filtered > 0
                           ? " of those asked for"
                           : "");
    if (c->source->balance && !balance(c)) return false;
    te_symbol_entry *fit =
        reallocarray(jobs->entries, jobs->count, sizeof *jobs->entries);
    if (fit != NULL) jobs->entries = fit;
    return sum_up(c);
}

/* ---- Opening ---- */

static te_rows *open_rows(const char *path, const char *const *columns,
                          te_error *err) {
    /* Any header will do here: its check below says what was wanted. */
    te_rows *rows = te_rows_open(path, &(te_rows_header){.any = true}, err);
    if (rows == NULL) return NULL;
    bool ok = te_rows_want(rows, columns, COLUMNS, err);
    if (ok && rows->count >= UINT32_MAX)
        ok = te_fail(err, "%s: more than %" PRIu32 " rows", path,
                     UINT32_MAX - 1);
    if (ok) return rows;
    te_rows_close(rows);
    return NULL;
}

static bool open_jobs(te_symbol_jobs *jobs, const te_symbol_source *source,
                      te_error *err) {
    jobs->groups = open_rows(source->groups, group_columns, err);
    if (jobs->groups == NULL) return false;
    if (source->missing != NULL) {
        jobs->missing = open_rows(source->missing, missing_columns, err);
        if (jobs->missing == NULL) return false;
        jobs->counts.missing = jobs->missing->count;
        jobs->counts.malformed = jobs->missing->skipped;
    }
    jobs->counts.rows = jobs->groups->count;
    collector c = {.jobs = jobs, .source = source, .err = err};
    bool ok = collect(&c);
    jobs->counts.malformed += jobs->groups->skipped;
    te_symbol_join_clear(&c.join);
    te_walk_clear(&c.walk);
    free(c.candidates);
    return ok;
}

te_symbol_jobs *te_symbol_jobs_open(const te_symbol_source *source,
                                    te_error *err) {
    te_symbol_jobs *jobs = calloc(1, sizeof *jobs);
    if (jobs == NULL) {
        te_fail_as(err, TE_ERROR_SYSTEM, "%s: no memory", source->groups);
        return NULL;
    }
    if (open_jobs(jobs, source, err)) return jobs;
    te_symbol_jobs_close(jobs);
    return NULL;
}

void te_symbol_jobs_close(te_symbol_jobs *jobs) {
    if (jobs == NULL) return;
    te_rows_close(jobs->groups);
    te_rows_close(jobs->missing);
    te_steps_free(&jobs->ends);
    free(jobs->entries);
    free(jobs);
}

/* ---- Reading a job ---- */

size_t te_symbol_jobs_span(const te_symbol_jobs *jobs, size_t i) {
    te_symbol_entry entry = jobs->entries[i];
    size_t span = te_rows_span(jobs->groups, entry.row);
    if (entry.joined != TE_SYMBOL_NOT_JOINED)
        span += te_rows_span(jobs->missing, entry.joined);
    return span;
}

bool te_symbol_jobs_read(const te_symbol_jobs *jobs, size_t i, char *buffer,
                         te_symbol_job *job, te_error *err) {
    te_symbol_entry entry = jobs->entries[i];
    te_slice fields[COLUMNS];
    if (!read_row(jobs->groups, entry.row, buffer, fields, err)) return false;
    if (!parse_group(fields, job))
        return te_rows_changed(jobs->groups, entry.row, err);
    if (entry.joined == TE_SYMBOL_NOT_JOINED) return true;
    buffer += te_rows_span(jobs->groups, entry.row);
    if (!read_row(jobs->missing, entry.joined, buffer, fields, err))
        return false;
    job->joined = true;
    job->code_file = fields[2];
    job->code_id = fields[3];
    return true;
}

static char *add(char *to, const char *text) {
    size_t length = strlen(text);
    memcpy(to, text, length);
    return to + length;
}

char *te_symbol_job_path(const te_symbol_job *job, char *to) {
    *to++ = '/';
    to = te_percent_path(to, job->key.data, job->key.length);
    if (!job->joined) return to;
    to = add(to, "?code_file=");
    to = te_percent_value(to, job->code_file.data, job->code_file.length);
    to = add(to, "&code_id=");
    return te_percent_value(to, job->code_id.data, job->code_id.length);
}

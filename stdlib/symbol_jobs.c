/* symbol_jobs.c - see symbol_jobs.h. */
#include "symbol_jobs.h"

#include "mix.h"
#include "percent.h"
#include "symbol_join.h"
#include "tengine_module.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 4 }; /* of either file */

static const char *const group_columns[COLUMNS] = {"URI", "STATUS CODE",
                                                   "PRIVATE", "COUNT"};
static const char *const missing_columns[COLUMNS] = {"debug_file", "debug_id",
                                                     "code_file", "code_id"};

/* What is needed while the jobs are collected, and not afterwards. */
typedef struct collector {
    te_symbol_jobs *jobs;
    te_symbol_join join;
    bool *found;    /* of jobs->entries[i] */
    te_buf scratch; /* the row under way */
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
    if (!te_field_number(fields[3], UINT64_MAX / 16, &job->requests))
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

static bool collect_row(collector *c, uint64_t row) {
    te_symbol_jobs *jobs = c->jobs;
    te_symbol_counts *counts = &jobs->counts;
    te_slice fields[COLUMNS];
    te_symbol_job job;
    if (!read_row(jobs->groups, row, c->scratch.data, fields, c->err))
        return false;
    if (!parse_group(fields, &job)) {
        counts->skipped++;
        return true;
    }
    bool found = job.expected == 302;
    te_symbol_entry entry = {(uint32_t)row, find_joined(c, job.key)};
    counts->found += found;
    counts->notfound += !found;
    counts->with_code_id += entry.joined != TE_SYMBOL_NOT_JOINED;
    c->found[jobs->count] = found;
    jobs->entries[jobs->count++] = entry;
    return true;
}

/* Marks `wanted` of the entries whose found is `group`, `have` in number. */
static bool sample(collector *c, bool group, uint64_t have, uint64_t wanted,
                   uint64_t key, bool *keep) {
    te_symbol_jobs *jobs = c->jobs;
    uint32_t *members = calloc((size_t)have + 1, sizeof *members);
    if (members == NULL) return no_memory(jobs->groups, c->err);
    size_t n = 0;
    for (size_t i = 0; i < jobs->count; i++)
        if (c->found[i] == group) members[n++] = (uint32_t)i;
    te_permute permute;
    te_permute_init(&permute, have, key);
    for (uint64_t i = 0; i < wanted; i++)
        keep[members[te_permute_at(&permute, i)]] = true;
    free(members);
    return true;
}

/* As many found as not found, in the order of the file. */
static bool balance(collector *c, uint64_t seed) {
    te_symbol_jobs *jobs = c->jobs;
    te_symbol_counts n = jobs->counts;
    uint64_t wanted = n.found < n.notfound ? n.found : n.notfound;
    if (wanted == 0)
        return te_fail(c->err,
                       "%s: %" PRIu64 " found and %" PRIu64
                       " not found: nothing to balance (balance = false "
                       "takes them as they are)",
                       jobs->groups->source.path, n.found, n.notfound);
    bool *keep = calloc(jobs->count, sizeof *keep);
    if (keep == NULL) return no_memory(jobs->groups, c->err);
    uint64_t key = te_mix(seed, wanted);
    bool ok = sample(c, true, n.found, wanted, key, keep) &&
              sample(c, false, n.notfound, wanted, key, keep);
    size_t kept = 0;
    for (size_t i = 0; ok && i < jobs->count; i++)
        if (keep[i]) jobs->entries[kept++] = jobs->entries[i];
    free(keep);
    if (ok) jobs->count = kept;
    return ok;
}

static bool collect(collector *c, const te_symbol_source *source) {
    te_symbol_jobs *jobs = c->jobs;
    te_rows *groups = jobs->groups;
    if (jobs->missing != NULL &&
        !te_symbol_join_init(&c->join, jobs->missing, c->err))
        return false;
    size_t rows = (size_t)groups->count;
    jobs->entries = calloc(rows + 1, sizeof *jobs->entries);
    c->found = calloc(rows + 1, sizeof *c->found);
    if (jobs->entries == NULL || c->found == NULL ||
        !te_buf_reserve(&c->scratch, groups->max_bytes))
        return no_memory(groups, c->err);
    for (uint64_t row = 0; row < groups->count; row++)
        if (!collect_row(c, row)) return false;
    if (jobs->count == 0)
        return te_fail(c->err, "%s: not one of its %zu rows has a symbol's key",
                       groups->source.path, rows);
    if (source->balance && !balance(c, source->seed)) return false;
    te_symbol_entry *fit =
        realloc(jobs->entries, jobs->count * sizeof *jobs->entries);
    if (fit != NULL) jobs->entries = fit;
    jobs->counts.jobs = jobs->count;
    return true;
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
    jobs->counts.malformed += jobs->groups->skipped;
    collector c = {.jobs = jobs, .err = err};
    bool ok = collect(&c, source);
    te_symbol_join_clear(&c.join);
    te_buf_free(&c.scratch);
    free(c.found);
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

/* standin_job.c - see standin_job.h. */
#include "standin_job.h"

#include "standin_keys.h"
#include "standin_symbols.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TWO_TO_63 9223372036854775808.0

/* ---- Numbers ---- */

/* Whether Python would call it an int; true and false are, there. */
static bool is_int(const te_standin_payload *p, const json_t *value) {
    if (json_is_integer(value) || json_is_boolean(value)) return true;
    return p->has_big_numbers && json_is_real(value) &&
           floor(json_real_value(value)) == json_real_value(value);
}

static double number(const json_t *value) {
    return json_is_boolean(value) ? json_is_true(value)
                                  : json_number_value(value);
}

te_standin_frame te_standin_frame_read(const json_t *frame) {
    const json_t *offset = json_array_get(frame, 1);
    te_standin_frame f = {(int64_t)number(json_array_get(frame, 0)), 0, 0};
    if (json_is_integer(offset))
        f.offset = json_integer_value(offset);
    else if (number(offset) >= TWO_TO_63)
        f.huge = number(offset);
    else
        f.offset = (int64_t)number(offset);
    return f;
}

/* ---- The checks ---- */

static bool is_module_name(const char *name) {
    for (; *name != '\0'; name++) {
        char c = *name;
        bool is_alnum = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                        (c >= '0' && c <= '9');
        if (!is_alnum && strchr("_.+{}@<> ~-", c) == NULL) return false;
    }
    return true;
}

static bool bad_modules(te_standin_answer *a, size_t job, size_t i,
                        const char *what) {
    te_standin_title(a, 400, "job %zu has invalid modules: module index %zu %s",
                     job, i, what);
    return false;
}

/* A string without a NUL inside, or NULL. */
static const char *text_of(const json_t *value) {
    const char *text = json_string_value(value);
    if (text == NULL || strlen(text) != json_string_length(value)) return NULL;
    return text;
}

static bool check_modules(const json_t *modules, size_t job,
                          te_standin_answer *a) {
    if (!json_is_array(modules)) {
        te_standin_title(
            a, 400, "job %zu has invalid modules: modules must be a list", job);
        return false;
    }
    size_t count = json_array_size(modules);
    for (size_t i = 0; i < count; i++) {
        const json_t *module = json_array_get(modules, i);
        if (!json_is_array(module) || json_array_size(module) != 2)
            return bad_modules(a, job, i,
                               "does not have a debug_filename and debug_id");
        const char *file = text_of(json_array_get(module, 0));
        if (file == NULL || !is_module_name(file))
            return bad_modules(a, job, i, "has an invalid debug_filename");
        const char *id = text_of(json_array_get(module, 1));
        if (id == NULL || (*id != '\0' && !te_standin_is_hex(id, strlen(id))))
            return bad_modules(a, job, i, "has an invalid debug_id");
    }
    return true;
}

static bool bad_frame(te_standin_answer *a, size_t job, size_t stack,
                      size_t frame, const char *what) {
    te_standin_title(a, 400,
                     "job %zu has invalid stacks: stack %zu frame %zu %s", job,
                     stack, frame, what);
    return false;
}

static bool check_frame(const te_standin_payload *p, const json_t *frame,
                        size_t modules, const char **what) {
    *what = "is not a list of two items";
    if (!json_is_array(frame) || json_array_size(frame) != 2) return false;
    const json_t *module = json_array_get(frame, 0);
    const json_t *offset = json_array_get(frame, 1);
    *what = "has an invalid module_index";
    if (!is_int(p, module)) return false;
    *what = "has a module_index that isn't in modules";
    double index = number(module);
    if (index < -1 || index >= (double)modules) return false;
    *what = "has an invalid module_offset";
    bool is_number = is_int(p, offset) ||
                     (!p->is_strict && index < 0 && json_is_real(offset));
    return is_number && number(offset) >= -1;
}

static bool check_stacks(const te_standin_payload *p, const json_t *stacks,
                         size_t modules, size_t job, te_standin_answer *a) {
    if (!json_is_array(stacks) || json_array_size(stacks) == 0) {
        te_standin_title(a, 400, "job %zu has invalid stacks: %s", job,
                         json_is_array(stacks)
                             ? "no stacks specified"
                             : "stacks must be a list of lists");
        return false;
    }
    for (size_t i = 0; i < json_array_size(stacks); i++) {
        const json_t *stack = json_array_get(stacks, i);
        if (!json_is_array(stack)) {
            te_standin_title(
                a, 400, "job %zu has invalid stacks: stack %zu is not a list",
                job, i);
            return false;
        }
        size_t frames = json_array_size(stack);
        for (size_t j = 0; j < frames; j++) {
            const char *what;
            if (!check_frame(p, json_array_get(stack, j), modules, &what))
                return bad_frame(a, job, i, j, what);
        }
    }
    return true;
}

static bool check_job(te_standin_payload *p, const json_t *job, size_t i,
                      te_standin_answer *a) {
    if (!json_is_object(job)) {
        te_standin_title(a, 400, "job %zu is invalid", i);
        return false;
    }
    json_t *stacks = json_object_get(job, "stacks");
    const json_t *modules = json_object_get(job, "memoryMap");
    if (stacks == NULL || modules == NULL) {
        te_standin_title(a, 400, "job %zu is invalid: no %s specified", i,
                         stacks == NULL ? "stacks" : "memoryMap");
        return false;
    }
    p->jobs[i].stacks = stacks;
    p->jobs[i].module_count = json_array_size(modules);
    return check_modules(modules, i, a) &&
           check_stacks(p, stacks, json_array_size(modules), i, a);
}

/* ---- Modules of several jobs ---- */

/* The module of that file and id, new or known already. */
static size_t intern(te_standin_payload *p, const json_t *pair) {
    const char *file = json_string_value(json_array_get(pair, 0));
    const char *id = json_string_value(json_array_get(pair, 1));
    uint64_t hash = te_standin_hash(file, strlen(file)) * 31 +
                    te_standin_hash(id, strlen(id));
    for (size_t i = 0; i < p->module_count; i++) {
        const te_standin_module *m = &p->modules[i];
        if (m->hash == hash && strcmp(m->file, file) == 0 &&
            strcmp(m->id, id) == 0)
            return i;
    }
    p->modules[p->module_count] =
        (te_standin_module){.file = file, .id = id, .hash = hash, .name = file};
    return p->module_count++;
}

static bool intern_modules(te_standin_payload *p, json_t *const *jobs) {
    size_t total = 0;
    for (size_t i = 0; i < p->job_count; i++)
        total += p->jobs[i].module_count;
    p->modules = calloc(total + 1, sizeof *p->modules);
    if (p->modules == NULL) return false;
    for (size_t i = 0; i < p->job_count; i++) {
        te_standin_job *job = &p->jobs[i];
        const json_t *pairs = json_object_get(jobs[i], "memoryMap");
        job->modules = calloc(job->module_count + 1, sizeof *job->modules);
        if (job->modules == NULL) return false;
        for (size_t j = 0; j < job->module_count; j++)
            job->modules[j] = intern(p, json_array_get(pairs, j));
    }
    return true;
}

/* ---- The payload ---- */

static bool parse(te_standin_payload *p, const te_standin_request *r) {
    json_error_t error;
    p->json = json_loadb(r->body, r->body_bytes, JSON_DECODE_ANY, &error);
    if (p->json == NULL &&
        json_error_code(&error) == json_error_numeric_overflow) {
        p->has_big_numbers = true;
        p->json = json_loadb(r->body, r->body_bytes,
                             JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL, &error);
    }
    return p->json != NULL;
}

/* The payload's jobs into `jobs`; the payload itself where it is one. */
static bool list_jobs(te_standin_payload *p, int version, json_t **jobs,
                      te_standin_answer *a) {
    json_t *list = version == 5 ? json_object_get(p->json, "jobs") : NULL;
    jobs[0] = list == NULL || json_is_array(list) ? p->json : list;
    p->job_count = 1;
    if (!json_is_array(list)) return true;
    p->job_count = json_array_size(list);
    if (p->job_count > TE_STANDIN_MAX_JOBS) {
        p->job_count = 0;
        te_standin_title(
            a, 400, "please limit number of jobs in a single request to <= %d",
            TE_STANDIN_MAX_JOBS);
        return false;
    }
    for (size_t i = 0; i < p->job_count; i++)
        jobs[i] = json_array_get(list, i);
    return true;
}

bool te_standin_payload_read(te_standin_payload *p, int version,
                             const te_standin_request *r,
                             te_standin_answer *a) {
    json_t *jobs[TE_STANDIN_MAX_JOBS];
    if (!parse(p, r)) {
        te_standin_title(a, 400, "Payload is not valid JSON");
        return false;
    }
    if (!list_jobs(p, version, jobs, a)) return false;
    for (size_t i = 0; i < p->job_count; i++)
        if (!check_job(p, jobs[i], i, a)) return false;
    if (!intern_modules(p, jobs)) a->is_broken = true;
    return !a->is_broken;
}

void te_standin_payload_clear(te_standin_payload *p) {
    for (size_t i = 0; i < TE_STANDIN_MAX_JOBS; i++)
        free(p->jobs[i].modules);
    for (size_t i = 0; i < p->module_count; i++)
        free(p->modules[i].made_name);
    free(p->modules);
    json_decref(p->json);
}

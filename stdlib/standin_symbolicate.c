/* standin_symbolicate.c - see standin_symbolicate.h. */
#include "standin_symbolicate.h"

#include "standin_job.h"
#include "tengine_module.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Text ---- */

/* Hexadecimal digits of a number of any size, at least `width` of them. */
static size_t put_hex(char *out, uint64_t value, size_t width) {
    char digits[16];
    size_t n = 0;
    do {
        digits[n++] = "0123456789abcdef"[value & 15];
        value >>= 4;
    } while (value != 0 || n < width);
    for (size_t i = 0; i < n; i++)
        out[i] = digits[n - 1 - i];
    return n;
}

/* A whole number of 2^63 or more: its 53 bits, then zeros. */
static void add_huge(te_standin_answer *a, double value) {
    int exponent;
    uint64_t bits = (uint64_t)ldexp(frexp(value, &exponent), 53);
    exponent -= 53;
    char text[300] = "0x";
    size_t n = 2 + put_hex(text + 2, bits << exponent % 4, 1);
    for (int i = 0; i < exponent / 4; i++)
        text[n++] = '0';
    text[n] = '\0';
    te_standin_add(a, text);
}

/* The offset as Python's hex() writes it. */
static void add_offset(te_standin_answer *a, const te_standin_frame *f) {
    char text[24];
    size_t n = 0;
    if (f->huge > 0) {
        add_huge(a, f->huge);
        return;
    }
    if (f->offset < 0) text[n++] = '-';
    text[n++] = '0', text[n++] = 'x';
    uint64_t size = f->offset < 0 ? (uint64_t)-f->offset : (uint64_t)f->offset;
    n += put_hex(text + n, size, 1);
    text[n] = '\0';
    te_standin_add(a, text);
}

/* The name of the function that an offset lies in: 4 KiB each. */
static void add_function(te_standin_answer *a, const te_standin_module *m,
                         int64_t offset) {
    char text[320];
    const char *dot = strrchr(m->name, '.');
    size_t n = dot == NULL ? strlen(m->name) : (size_t)(dot - m->name);
    if (n > 256) n = 256;
    memcpy(text, m->name, n);
    memcpy(text + n, "::fn_", 5);
    n += 5;
    n += put_hex(text + n, (uint64_t)offset >> 12, 5);
    memcpy(text + n, "(int, char const*)", sizeof "(int, char const*)");
    te_standin_add(a, text);
}

static void add_quoted(te_standin_answer *a, const char *text) {
    te_standin_add_json(a, text, strlen(text));
}

/* `"FILE/ID": `, after a comma unless it is the first. */
static void add_module_key(te_standin_answer *a, const te_standin_module *m,
                           bool *is_first) {
    te_standin_add(a, *is_first ? "\"" : ", \"");
    te_standin_add(a, m->file); /* both were checked: */
    te_standin_add(a, "/");     /* nothing to escape */
    te_standin_add(a, m->id);
    te_standin_add(a, "\": ");
    *is_first = false;
}

/* ---- Modules ---- */

static bool is_plain(const char *text) {
    for (; *text != '\0'; text++)
        if (*text < 0x20 || *text > 0x7e || *text == '"' || *text == '\\')
            return false;
    return true;
}

/* What a symbol file's INFO line would name: the code file, where its name
 * can stand in JSON as it is. */
static void name_module(te_standin_module *m, const char *code_file) {
    size_t length = strlen(m->file);
    if (code_file != NULL && !is_plain(code_file)) code_file = NULL;
    if (code_file == NULL &&
        (length < 4 || strcmp(m->file + length - 4, ".pdb") != 0))
        return;
    m->made_name = strdup(code_file != NULL ? code_file : m->file);
    if (m->made_name == NULL) return;
    if (code_file == NULL) memcpy(m->made_name + length - 4, ".dll", 4);
    m->name = m->made_name;
}

static void look_up(te_standin_symbols *symbols, te_standin_module *m) {
    const char *code_file;
    uint64_t began_ns = te_clock_now_ns(NULL);
    bool is_known =
        te_standin_symbols_has_module(symbols, m->file, m->id, &code_file);
    m->lookup_s = te_s_from_ns(te_clock_now_ns(NULL) - began_ns);
    m->state = is_known ? TE_MODULE_KNOWN : TE_MODULE_MISSING;
    if (is_known) name_module(m, code_file);
}

/* The frame's module, looked up; NULL where it is in none. */
static te_standin_module *module_of(te_standin_payload *p,
                                    const te_standin_job *job,
                                    const te_standin_frame *f) {
    if (f->module < 0) return NULL;
    te_standin_module *m = &p->modules[job->modules[f->module]];
    return *m->file == '\0' ? NULL : m;
}

/* Looks up the modules that a frame lies in; the others stay unused. */
static void look_up_all(te_standin_symbols *symbols, te_standin_payload *p) {
    for (size_t i = 0; i < p->job_count; i++) {
        const te_standin_job *job = &p->jobs[i];
        for (size_t j = 0; j < json_array_size(job->stacks); j++) {
            const json_t *stack = json_array_get(job->stacks, j);
            for (size_t k = 0; k < json_array_size(stack); k++) {
                te_standin_frame f =
                    te_standin_frame_read(json_array_get(stack, k));
                te_standin_module *m = module_of(p, job, &f);
                if (m != NULL && *m->id != '\0' && m->state == TE_MODULE_UNUSED)
                    look_up(symbols, m);
            }
        }
    }
}

static const char *state_text(const te_standin_module *m) {
    return m->state == TE_MODULE_KNOWN     ? "true"
           : m->state == TE_MODULE_MISSING ? "false"
                                           : "null";
}

static bool has_function(const te_standin_module *m,
                         const te_standin_frame *f) {
    return m != NULL && m->state == TE_MODULE_KNOWN && f->offset >= 0 &&
           f->huge <= 0;
}

/* ---- Version 4 ---- */

static void add_frame_v4(te_standin_answer *a, const te_standin_module *m,
                         const te_standin_frame *f) {
    te_standin_add(a, "\"");
    if (has_function(m, f))
        add_function(a, m, f->offset);
    else
        add_offset(a, f);
    te_standin_add(a, " (in ");
    te_standin_add(a, m == NULL ? "<unknown>" : m->name);
    te_standin_add(a, ")\"");
}

static void answer_v4(te_standin_payload *p, te_standin_answer *a) {
    const te_standin_job *job = &p->jobs[0];
    te_standin_add(a, "{\"symbolicatedStacks\": [");
    for (size_t i = 0; i < json_array_size(job->stacks); i++) {
        const json_t *stack = json_array_get(job->stacks, i);
        te_standin_add(a, i == 0 ? "[" : ", [");
        for (size_t j = 0; j < json_array_size(stack); j++) {
            te_standin_frame f =
                te_standin_frame_read(json_array_get(stack, j));
            if (j > 0) te_standin_add(a, ", ");
            add_frame_v4(a, module_of(p, job, &f), &f);
        }
        te_standin_add(a, "]");
    }
    te_standin_add(a, "], \"knownModules\": [");
    for (size_t i = 0; i < job->module_count; i++) {
        if (i > 0) te_standin_add(a, ", ");
        te_standin_add(a, state_text(&p->modules[job->modules[i]]));
    }
    te_standin_add(a, "]}");
}

/* ---- Version 5 ---- */

static void add_frame_v5(te_standin_answer *a, const te_standin_module *m,
                         const te_standin_frame *f, size_t index) {
    te_standin_addf(a, "{\"frame\": %zu, \"module\": ", index);
    add_quoted(a, m == NULL ? "<unknown>" : m->name);
    te_standin_add(a, ", \"module_offset\": \"");
    add_offset(a, f);
    te_standin_add(a, "\"");
    if (has_function(m, f)) {
        te_standin_frame within = {.offset = f->offset & 0xfff};
        te_standin_add(a, ", \"function\": \"");
        add_function(a, m, f->offset);
        te_standin_add(a, "\", \"function_offset\": \"");
        add_offset(a, &within);
        te_standin_addf(a,
                        "\", \"file\": \"hg:hg.example.org/standin:src/"
                        "unit_%03" PRIx64 ".cpp:5ca1ab1e\", \"line\": %" PRId64,
                        (uint64_t)f->offset >> 16, 1 + f->offset % 4999);
    }
    te_standin_add(a, "}");
}

static void add_found_modules(te_standin_payload *p, size_t job_index,
                              te_standin_answer *a) {
    const te_standin_job *job = &p->jobs[job_index];
    bool is_first = true;
    te_standin_add(a, "\"found_modules\": {");
    for (size_t i = 0; i < job->module_count; i++) {
        te_standin_module *m = &p->modules[job->modules[i]];
        if (m->listed_in == job_index + 1) continue;
        m->listed_in = job_index + 1;
        m->jobs++;
        add_module_key(a, m, &is_first);
        te_standin_add(a, state_text(m));
    }
    te_standin_add(a, "}");
}

static void add_result(te_standin_payload *p, size_t job_index,
                       te_standin_answer *a) {
    const te_standin_job *job = &p->jobs[job_index];
    te_standin_add(a, job_index == 0 ? "{\"stacks\": [" : ", {\"stacks\": [");
    for (size_t i = 0; i < json_array_size(job->stacks); i++) {
        const json_t *stack = json_array_get(job->stacks, i);
        te_standin_add(a, i == 0 ? "[" : ", [");
        for (size_t j = 0; j < json_array_size(stack); j++) {
            te_standin_frame f =
                te_standin_frame_read(json_array_get(stack, j));
            if (j > 0) te_standin_add(a, ", ");
            add_frame_v5(a, module_of(p, job, &f), &f, j);
        }
        te_standin_add(a, "]");
    }
    te_standin_add(a, "], ");
    add_found_modules(p, job_index, a);
    te_standin_add(a, "}");
}

/* ---- What `Debug` asks for ---- */

typedef struct tally {
    size_t hits, misses, listed; /* modules */
    double hit_s, miss_s;
    size_t frames, real_frames; /* real: in a module */
} tally;

static tally count(te_standin_payload *p) {
    tally t = {0};
    for (size_t i = 0; i < p->module_count; i++) {
        const te_standin_module *m = &p->modules[i];
        t.hits += m->state == TE_MODULE_KNOWN;
        t.misses += m->state == TE_MODULE_MISSING;
        if (m->state == TE_MODULE_KNOWN) t.hit_s += m->lookup_s;
        if (m->state == TE_MODULE_MISSING) t.miss_s += m->lookup_s;
        if (m->state != TE_MODULE_UNUSED) t.listed += m->jobs;
    }
    for (size_t i = 0; i < p->job_count; i++) {
        const json_t *stacks = p->jobs[i].stacks;
        for (size_t j = 0; j < json_array_size(stacks); j++) {
            const json_t *stack = json_array_get(stacks, j);
            t.frames += json_array_size(stack);
            for (size_t k = 0; k < json_array_size(stack); k++)
                t.real_frames +=
                    te_standin_frame_read(json_array_get(stack, k)).module >= 0;
        }
    }
    return t;
}

static void add_fail_times(te_standin_payload *p, te_standin_answer *a) {
    bool is_first = true;
    te_standin_add(a, ", \"fail_time_per_module\": {");
    for (size_t i = 0; i < p->module_count; i++) {
        const te_standin_module *m = &p->modules[i];
        if (m->state != TE_MODULE_MISSING) continue;
        add_module_key(a, m, &is_first);
        te_standin_addf(a, "%.9f", m->lookup_s);
    }
    te_standin_add(a, "}");
}

static void add_stacks_per_module(te_standin_payload *p, te_standin_answer *a) {
    bool is_first = true;
    te_standin_add(a, ", \"stacks_per_module\": {");
    for (size_t i = 0; i < p->module_count; i++) {
        const te_standin_module *m = &p->modules[i];
        if (m->state == TE_MODULE_UNUSED) continue;
        add_module_key(a, m, &is_first);
        te_standin_addf(a, "%zu", m->jobs);
    }
    te_standin_add(a, "}");
}

static void add_debug(te_standin_payload *p, double elapsed_s,
                      te_standin_answer *a) {
    tally t = count(p);
    te_standin_addf(a, ", \"debug\": {\"time\": %.9f, \"cache_lookups\": {",
                    elapsed_s);
    te_standin_addf(a, "\"count\": %zu, ", t.hits + t.misses);
    if (t.hits + t.misses > 0) te_standin_addf(a, "\"hits\": %zu, ", t.hits);
    te_standin_addf(a, "\"time\": %.9f}, ", t.hit_s + t.miss_s);
    te_standin_addf(a,
                    "\"downloads\": {\"count\": %zu, \"size\": 0, \"time\": 0",
                    t.misses);
    if (t.misses > 0) add_fail_times(p, a);
    te_standin_add(a, "}, \"parse_sym\": {\"time\": 0}, "
                      "\"save_symcache\": {\"time\": 0}, ");
    te_standin_addf(a, "\"stacks\": {\"count\": %zu, \"real\": %zu}, ",
                    t.frames, t.real_frames);
    te_standin_addf(a, "\"modules\": {\"count\": %zu", t.listed);
    if (t.listed > 0) add_stacks_per_module(p, a);
    te_standin_add(a, "}}");
}

static void answer_v5(te_standin_payload *p, const te_standin_request *r,
                      te_standin_answer *a) {
    te_standin_add(a, "{\"results\": [");
    for (size_t i = 0; i < p->job_count; i++)
        add_result(p, i, a);
    te_standin_add(a, "]");
    if (r->debug != NULL && *r->debug != '\0')
        add_debug(p, te_standin_elapsed_s(r), a);
    te_standin_add(a, "}");
}

void te_standin_symbolicate(te_standin_symbols *symbols,
                            te_standin_symbolicate_options options,
                            const te_standin_request *r, te_standin_answer *a) {
    te_standin_payload p = {.is_strict = options.is_strict};
    if (te_standin_payload_read(&p, options.version, r, a)) {
        look_up_all(symbols, &p);
        a->status = 200;
        te_standin_header(a, "content-type", "application/json");
        if (options.version == 4)
            answer_v4(&p, a);
        else
            answer_v5(&p, r, a);
    }
    te_standin_payload_clear(&p);
}

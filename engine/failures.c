/* failures.c - see failures.h.
 *
 * A hundred rows at most are searched one by one, by hash: cheap against
 * what it costs to make an error message. */
#include "failures.h"

#include "buf.h"
#include "hash.h"

#include <stdlib.h>
#include <string.h>

typedef struct row {
    te_failure failure; /* its strings are the row's own */
    uint64_t hash;      /* of scenario and message */
} row;

struct te_failures {
    row rows[TE_FAILURES_MAX]; /* in order of appearance */
    size_t count;
    te_failure other; /* what had no row; shown when its count is not 0 */
    const row *sorted[TE_FAILURES_MAX];
    size_t sorted_count; /* 0: to be sorted again */
};

static char no_scenario[] = "";
static char no_message[] = "(no message)";
static char other_errors[] = "(other errors)";

te_failures *te_failures_new(void) {
    te_failures *f = calloc(1, sizeof *f);
    if (f == NULL) return NULL;
    f->other.scenario = no_scenario;
    f->other.message = other_errors;
    f->other.worker = TE_FAILURE_NO_WORKER;
    return f;
}

static void free_strings(te_failure *failure) {
    free(failure->scenario);
    free(failure->message);
    free(failure->traceback);
}

void te_failures_reset(te_failures *f) {
    for (size_t i = 0; i < f->count; i++)
        free_strings(&f->rows[i].failure);
    f->count = 0;
    f->sorted_count = 0;
    f->other.count = 0;
}

void te_failures_free(te_failures *f) {
    if (f == NULL) return;
    te_failures_reset(f);
    free(f);
}

/* The length of text up to `end`, at most `max` bytes, in whole characters. */
static size_t cut(const char *text, const char *end, size_t max) {
    size_t length = strcspn(text, end);
    if (length <= max) return length;
    length = max;
    while (length > 0 && (text[length] & 0xc0) == 0x80)
        length--;
    return length;
}

static size_t message_length(const char *message) {
    return cut(message, "\r\n", TE_FAILURE_MESSAGE_MAX);
}

static uint64_t hash_of(const char *scenario, const char *message,
                        size_t length) {
    uint64_t hash = te_hash_bytes(TE_HASH_START, scenario, strlen(scenario));
    return te_hash_bytes(hash, message, length);
}

static te_failure *find(te_failures *f, uint64_t hash, const char *scenario,
                        const char *message, size_t length) {
    for (size_t i = 0; i < f->count; i++) {
        te_failure *failure = &f->rows[i].failure;
        if (f->rows[i].hash == hash &&
            strncmp(failure->message, message, length) == 0 &&
            failure->message[length] == '\0' &&
            strcmp(failure->scenario, scenario) == 0)
            return failure;
    }
    return NULL;
}

bool te_failures_is_new(te_failures *f, const char *scenario,
                        const char *message) {
    if (scenario == NULL) scenario = no_scenario;
    size_t length = message_length(message);
    uint64_t hash = hash_of(scenario, message, length);
    return f->count < TE_FAILURES_MAX &&
           find(f, hash, scenario, message, length) == NULL;
}

/* What a person wants to see of the first one: where it was raised, and all
 * that it said when the row has only `length` bytes of it. */
static char *copy_traceback(const te_failure *first, size_t length) {
    if (first->traceback == NULL) return NULL;
    bool is_cut = first->message[length] != '\0';
    te_buf text = TE_BUF_INIT;
    if (is_cut)
        te_buf_addf(&text, "%.*s\n", TE_FAILURE_TRACEBACK_MAX / 2,
                    first->message);
    te_buf_adds(&text, first->traceback);
    const char *whole = te_buf_str(&text);
    char *copy = strndup(whole, cut(whole, "", TE_FAILURE_TRACEBACK_MAX));
    te_buf_free(&text);
    return copy;
}

/* A new row with a count of 0; NULL where there is no room. `message` and the
 * rest are those of `first`, the message of `length` bytes. */
static te_failure *make(te_failures *f, uint64_t hash, const te_failure *first,
                        size_t length) {
    if (f->count == TE_FAILURES_MAX) return NULL;
    te_failure copy = *first;
    copy.count = 0;
    copy.scenario = strdup(first->scenario);
    copy.message = strndup(first->message, length);
    copy.traceback = copy_traceback(first, length);
    if (copy.scenario == NULL || copy.message == NULL) {
        free_strings(&copy);
        return NULL;
    }
    f->rows[f->count] = (row){copy, hash};
    return &f->rows[f->count++].failure;
}

static void add(te_failures *f, const te_failure *first) {
    size_t length = message_length(first->message);
    uint64_t hash = hash_of(first->scenario, first->message, length);
    te_failure *failure =
        find(f, hash, first->scenario, first->message, length);
    if (failure == NULL) failure = make(f, hash, first, length);
    if (failure == NULL) failure = &f->other;
    failure->count += first->count;
    f->sorted_count = 0;
}

/* Reading only: te_failure has no const strings, as rows own theirs. */
static char *borrowed(const char *text) { return (char *)text; }

void te_failures_add(te_failures *f, const char *scenario, const char *message,
                     const char *traceback, uint32_t worker, uint64_t step) {
    add(f, &(te_failure){
               .scenario = scenario != NULL ? borrowed(scenario) : no_scenario,
               .message = message != NULL ? borrowed(message) : no_message,
               .traceback = borrowed(traceback),
               .worker = worker,
               .step = step,
               .count = 1,
           });
}

void te_failures_merge(te_failures *into, const te_failures *from) {
    for (size_t i = 0; i < from->count; i++)
        add(into, &from->rows[i].failure);
    into->other.count += from->other.count;
}

void te_failures_drain(te_failures *into, te_failures *from) {
    te_failures_merge(into, from);
    te_failures_reset(from);
}

uint64_t te_failures_total(const te_failures *f) {
    uint64_t total = f->other.count;
    for (size_t i = 0; i < f->count; i++)
        total += f->rows[i].failure.count;
    return total;
}

size_t te_failures_count(const te_failures *f) {
    return f->count + (f->other.count > 0);
}

/* Rows lie in order of appearance, so their addresses settle equal counts. */
static int more_frequent_first(const void *a, const void *b) {
    const row *left = *(const row *const *)a;
    const row *right = *(const row *const *)b;
    if (left->failure.count != right->failure.count)
        return left->failure.count > right->failure.count ? -1 : 1;
    return left < right ? -1 : 1;
}

const te_failure *te_failures_at(te_failures *f, size_t i) {
    if (i >= f->count) return &f->other;
    if (f->sorted_count == 0) {
        for (size_t k = 0; k < f->count; k++)
            f->sorted[k] = &f->rows[k];
        qsort(f->sorted, f->count, sizeof *f->sorted, more_frequent_first);
        f->sorted_count = f->count;
    }
    return &f->sorted[i]->failure;
}

const te_failure *te_failures_nth(const te_failures *f, size_t i) {
    return i < f->count ? &f->rows[i].failure : &f->other;
}

void te_failures_put(te_failures *f, const te_failure *written) {
    if (written->scenario[0] == '\0' &&
        strcmp(written->message, other_errors) == 0)
        f->other.count += written->count;
    else
        add(f, written);
}

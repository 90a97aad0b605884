/* common.c - see common.h. */
#include "common.h"

#include "tengine_module.h"
#include "text.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct opened {
    char *key;
    te_shared *object;
    struct opened *next;
} opened;

struct te_common {
    te_common_config config;
    te_vars *vars;
    /* Held while a file is being opened, too: openers come one by one. */
    pthread_mutex_t open_lock;
    opened *opened;
    pthread_mutex_t notes_lock;
    char *notes[TE_NOTES_MAX];
    size_t note_count;
    pthread_mutex_t result_lock;
    const te_result *result;
    pthread_mutex_t end_lock;
    te_end wanted_end;
    char wanted_reason[256];
    atomic_bool is_stopping;
};

te_common_config te_common_config_of(const te_config *config) {
    bool has_trace = config->verbosity >= 2 && !config->quiet;
    return (te_common_config){
        .seed = config->seed,
        .out = config->quiet ? NULL : config->out,
        .err = config->err,
        .trace = has_trace ? config->out : NULL,
        .debug = config->debug ? config->err : NULL,
    };
}

te_common *te_common_new(const te_common_config *config, te_error *err) {
    te_common *common = calloc(1, sizeof *common);
    if (common == NULL) goto fail;
    common->config = *config;
    pthread_mutex_init(&common->open_lock, NULL);
    pthread_mutex_init(&common->notes_lock, NULL);
    pthread_mutex_init(&common->result_lock, NULL);
    pthread_mutex_init(&common->end_lock, NULL);
    common->vars = te_vars_new();
    if (common->vars == NULL) goto fail;
    return common;
fail:
    te_fail_as(err, TE_ERROR_SYSTEM, "run: no memory");
    te_common_free(common);
    return NULL;
}

void te_common_let_go(te_common *common) {
    if (common->vars != NULL) te_vars_clear(common->vars);
    while (common->opened != NULL) {
        opened *o = common->opened;
        common->opened = o->next;
        te_shared_release(o->object);
        free(o->key);
        free(o);
    }
}

void te_common_free(te_common *common) {
    if (common == NULL) return;
    te_common_let_go(common);
    te_vars_free(common->vars);
    for (size_t i = 0; i < common->note_count; i++)
        free(common->notes[i]);
    pthread_mutex_destroy(&common->open_lock);
    pthread_mutex_destroy(&common->notes_lock);
    pthread_mutex_destroy(&common->result_lock);
    pthread_mutex_destroy(&common->end_lock);
    free(common);
}

uint64_t te_common_seed(const te_common *common) { return common->config.seed; }

bool te_common_is_resumed(const te_common *common) {
    return common->config.before != NULL;
}

FILE *te_common_trace(const te_common *common) { return common->config.trace; }

FILE *te_common_debug(const te_common *common) { return common->config.debug; }

te_vars *te_common_vars(te_common *common) { return common->vars; }

FILE *te_common_out(const te_common *common) { return common->config.out; }

void te_common_divert(te_common *common) {
    te_common_config *config = &common->config;
    if (config->trace == config->out) config->trace = config->err;
    if (config->out != NULL) config->out = config->err;
}

void te_common_log(te_common *common, const char *line, size_t length) {
    FILE *out = common->config.out;
    if (out == NULL) return;
    flockfile(out);
    fwrite(line, 1, length, out);
    putc('\n', out);
    funlockfile(out);
}

void te_common_warn(te_common *common, const char *format, ...) {
    char line[1024];
    int length = snprintf(line, sizeof line, "tengine: ");
    va_list args;
    va_start(args, format);
    vsnprintf(line + length, sizeof line - (size_t)length, format, args);
    va_end(args);
    if (common->config.err != NULL)
        te_text_print_lines(common->config.err, line);
}

void te_common_stop(te_common *common, te_end end, const char *reason) {
    atomic_store(&common->is_stopping, true);
    pthread_mutex_lock(&common->end_lock);
    if (common->wanted_end == TE_END_RUNNING) {
        common->wanted_end = end;
        snprintf(common->wanted_reason, sizeof common->wanted_reason, "%.250s",
                 reason);
    }
    pthread_mutex_unlock(&common->end_lock);
    common->config.on_stop(common->config.arg);
}

te_end te_common_wanted_end(te_common *common, char *reason, size_t size) {
    pthread_mutex_lock(&common->end_lock);
    te_end end = common->wanted_end;
    snprintf(reason, size, "%s", common->wanted_reason);
    pthread_mutex_unlock(&common->end_lock);
    return end;
}

bool te_common_is_stopping(const te_common *common) {
    return atomic_load(&common->is_stopping);
}

/* ---- Notes ---- */

void te_common_note(te_common *common, const char *line) {
    pthread_mutex_lock(&common->notes_lock);
    size_t i = 0;
    while (i < common->note_count && strcmp(common->notes[i], line) != 0)
        i++;
    if (i == common->note_count && i < TE_NOTES_MAX) {
        common->notes[i] = strdup(line);
        if (common->notes[i] != NULL) common->note_count++;
    }
    pthread_mutex_unlock(&common->notes_lock);
}

const char *const *te_common_notes(te_common *common, size_t *count) {
    pthread_mutex_lock(&common->notes_lock);
    *count = common->note_count;
    pthread_mutex_unlock(&common->notes_lock);
    return (const char *const *)common->notes;
}

/* ---- The result so far ---- */

void te_common_publish(te_common *common, const te_result *result) {
    common->result = result;
}

const te_result *te_common_lock_result(te_common *common) {
    pthread_mutex_lock(&common->result_lock);
    return common->result;
}

void te_common_unlock_result(te_common *common) {
    pthread_mutex_unlock(&common->result_lock);
}

/* ---- Objects that are opened once ---- */

/* Where the run before has left off. The key ends in the path. */
static bool set_cursor(const te_common *common, const opened *o,
                       te_error *err) {
    const te_progress *before = common->config.before;
    if (before == NULL || o->object->cursor == NULL) return true;
    const te_feed_position *feed = te_progress_feed(before, o->key);
    if (feed == NULL) return true;
    const char *line = strrchr(o->key, '\n');
    if (feed->of != o->object->cursor_of)
        return te_fail(err,
                       "%s: there were %llu of them when the journal broke "
                       "off, and are %llu: no run is resumed with another feed",
                       line != NULL ? line + 1 : o->key,
                       (unsigned long long)feed->of,
                       (unsigned long long)o->object->cursor_of);
    atomic_store(o->object->cursor, feed->position);
    return true;
}

static te_shared *open_and_keep(te_common *common, const char *key,
                                te_shared *(*open)(void *, te_error *),
                                void *ctx, te_error *err) {
    opened *o = calloc(1, sizeof *o);
    if (o != NULL) o->key = strdup(key);
    if (o == NULL || o->key == NULL) {
        free(o);
        te_fail_as(err, TE_ERROR_SYSTEM, "%s: no memory", key);
        return NULL;
    }
    o->object = open(ctx, err);
    if (o->object == NULL || !set_cursor(common, o, err)) {
        te_shared_release(o->object);
        free(o->key);
        free(o);
        return NULL;
    }
    o->next = common->opened;
    common->opened = o;
    return te_shared_retain(o->object);
}

te_shared *te_common_open(te_common *common, const char *key,
                          te_shared *(*open)(void *, te_error *), void *ctx,
                          te_error *err) {
    pthread_mutex_lock(&common->open_lock);
    opened *o = common->opened;
    while (o != NULL && strcmp(o->key, key) != 0)
        o = o->next;
    te_shared *object = o != NULL ? te_shared_retain(o->object)
                                  : open_and_keep(common, key, open, ctx, err);
    pthread_mutex_unlock(&common->open_lock);
    return object;
}

/* The main thread does not wait for a file to be opened. */
bool te_common_see_feeds(te_common *common, te_progress *progress) {
    bool ok = true;
    if (pthread_mutex_trylock(&common->open_lock) != 0) return true;
    for (const opened *o = common->opened; ok && o != NULL; o = o->next)
        if (o->object->cursor != NULL)
            ok = te_progress_set_feed(
                progress, o->key,
                atomic_load_explicit(o->object->cursor, memory_order_relaxed),
                o->object->cursor_of);
    pthread_mutex_unlock(&common->open_lock);
    return ok;
}

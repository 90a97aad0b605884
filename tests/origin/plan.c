/* plan.c - see plan.h. */
#include "plan.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void plan_reset(plan *p) {
    te_buf_reset(&p->text);
    if (p->text.capacity > 64 << 10) te_buf_free(&p->text);
    p->count = p->at = 0;
    p->sent = 0;
    p->status = 0;
    p->sealed = false;
}

void plan_free(plan *p) {
    te_buf_free(&p->text);
    free(p->steps);
    *p = (plan){0};
}

static void add_step(plan *p, step s) {
    if (p->count == p->capacity) {
        p->capacity = p->capacity ? p->capacity * 2 : 4;
        p->steps = realloc(p->steps, p->capacity * sizeof s);
        if (p->steps == NULL) abort();
    }
    p->steps[p->count++] = s;
    p->sealed = false;
}

void plan_send(plan *p, const void *bytes, size_t length) {
    step *last = p->count > 0 ? &p->steps[p->count - 1] : NULL;
    size_t offset = p->text.length;
    text_add(&p->text, bytes, length);
    if (!p->sealed && last != NULL && last->kind == STEP_SEND &&
        last->shared == NULL && last->total == last->length) {
        last->length += length;
        last->total += length;
    } else {
        add_step(p, (step){.kind = STEP_SEND,
                           .offset = offset,
                           .length = length,
                           .total = length});
    }
}

void plan_sends(plan *p, const char *text) { plan_send(p, text, strlen(text)); }

void plan_sendf(plan *p, const char *format, ...) {
    char *text = NULL;
    va_list args;
    va_start(args, format);
    int length = vasprintf(&text, format, args);
    va_end(args);
    if (length < 0) abort();
    plan_send(p, text, (size_t)length);
    free(text);
}

void plan_repeat(plan *p, const void *bytes, size_t length, uint64_t total) {
    if (total == 0) return;
    size_t offset = p->text.length;
    text_add(&p->text, bytes, length);
    add_step(p, (step){.kind = STEP_SEND,
                       .offset = offset,
                       .length = length,
                       .total = total});
}

void plan_pattern(plan *p, uint64_t total) {
    if (total <= 4096) {
        slice s = plan_pattern_bytes((size_t)total);
        plan_send(p, s.data, s.length);
        return;
    }
    slice s = plan_pattern_bytes(PLAN_PATTERN_MAX);
    add_step(p, (step){.kind = STEP_SEND,
                       .shared = s.data,
                       .length = s.length,
                       .total = total});
}

void plan_wait(plan *p, uint64_t wait_ns) {
    if (wait_ns == 0) return;
    add_step(p, (step){.kind = STEP_WAIT, .wait_ns = wait_ns});
}

void plan_idle(plan *p) { add_step(p, (step){.kind = STEP_IDLE}); }

void plan_end(plan *p, step_kind end) { add_step(p, (step){.kind = end}); }

size_t plan_seal(plan *p) {
    p->sealed = true;
    return p->count;
}

void plan_slow(plan *p, size_t from, uint64_t piece, uint64_t every_ns) {
    for (size_t i = from; i < p->count; i++) {
        if (p->steps[i].kind != STEP_SEND) continue;
        p->steps[i].piece = piece > 0 ? piece : 1;
        p->steps[i].wait_ns = every_ns;
    }
}

slice plan_bytes(const plan *p, size_t most) {
    const step *s = &p->steps[p->at];
    const char *bytes = s->shared ? s->shared : p->text.data + s->offset;
    uint64_t left = s->total - p->sent;
    size_t start = (size_t)(p->sent % s->length);
    size_t length = s->length - start;
    if (length > left) length = (size_t)left;
    if (s->piece > 0) {
        uint64_t piece_left = s->piece - p->sent % s->piece;
        if (length > piece_left) length = (size_t)piece_left;
    }
    if (length > most) length = most;
    return (slice){bytes + start, length};
}

slice plan_pattern_bytes(size_t n) {
    static char pattern[PLAN_PATTERN_MAX];
    static const char unit[] =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
    if (pattern[0] == '\0')
        for (size_t i = 0; i < sizeof pattern; i++)
            pattern[i] = unit[i % (sizeof unit - 1)];
    return (slice){pattern, n};
}

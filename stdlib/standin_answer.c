/* standin_answer.c - see standin_answer.h. */
#include "standin_answer.h"

#include "standin_text.h"
#include "tengine_module.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

void te_standin_answer_free(te_standin_answer *a) {
    te_buf_free(&a->headers);
    te_buf_free(&a->body);
}

void te_standin_header(te_standin_answer *a, const char *name,
                       const char *value) {
    if (!te_buf_add(&a->headers, name, strlen(name) + 1) ||
        !te_buf_add(&a->headers, value, strlen(value) + 1))
        a->is_broken = true;
}

/* A formatted text in `b`, which is emptied first. */
static bool format_into(te_buf *b, const char *format, va_list args) {
    va_list again;
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    bool ok = length >= 0 && te_buf_reserve(b, (size_t)length);
    if (ok) {
        vsnprintf(b->data, (size_t)length + 1, format, again);
        b->length = (size_t)length;
    }
    va_end(again);
    return ok;
}

void te_standin_headerf(te_standin_answer *a, const char *name,
                        const char *format, ...) {
    te_buf value = TE_BUF_INIT;
    va_list args;
    va_start(args, format);
    if (format_into(&value, format, args))
        te_standin_header(a, name, value.data);
    else
        a->is_broken = true;
    va_end(args);
    te_buf_free(&value);
}

const char *te_standin_header_find(const te_standin_answer *a,
                                   const char *name) {
    const char *at = a->headers.data, *end = at + a->headers.length;
    while (at < end) {
        const char *value = at + strlen(at) + 1;
        if (strcasecmp(at, name) == 0) return value;
        at = value + strlen(value) + 1;
    }
    return NULL;
}

void te_standin_add(te_standin_answer *a, const char *text) {
    if (!te_buf_adds(&a->body, text)) a->is_broken = true;
}

void te_standin_addf(te_standin_answer *a, const char *format, ...) {
    char text[256];
    va_list args;
    va_start(args, format);
    int length = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (length < 0 || (size_t)length >= sizeof text ||
        !te_buf_add(&a->body, text, (size_t)length))
        a->is_broken = true;
}

void te_standin_add_json(te_standin_answer *a, const char *text,
                         size_t length) {
    if (!te_standin_json(&a->body, text, length)) a->is_broken = true;
}

static void add_message(te_standin_answer *a, const char *key,
                        const char *format, va_list args) {
    te_buf message = TE_BUF_INIT;
    te_buf_reset(&a->body);
    te_standin_add(a, "{\"");
    te_standin_add(a, key);
    te_standin_add(a, "\": ");
    if (format_into(&message, format, args))
        te_standin_add_json(a, message.data, message.length);
    else
        a->is_broken = true;
    te_standin_add(a, "}");
    te_buf_free(&message);
}

void te_standin_error(te_standin_answer *a, unsigned status, const char *format,
                      ...) {
    va_list args;
    va_start(args, format);
    a->status = status;
    te_standin_header(a, "Content-Type", "application/json");
    add_message(a, "error", format, args);
    va_end(args);
}

void te_standin_title(te_standin_answer *a, unsigned status, const char *format,
                      ...) {
    va_list args;
    va_start(args, format);
    a->status = status;
    te_standin_header(a, "content-type", "application/json");
    te_standin_header(a, "vary", "Accept");
    add_message(a, "title", format, args);
    va_end(args);
}

double te_standin_elapsed_s(const te_standin_request *r) {
    return te_s_from_ns(te_clock_now_ns(NULL) - r->arrived_ns);
}

size_t te_standin_path_length(const char *target) {
    return strcspn(target, "?");
}

bool te_standin_has_param(const char *target, const char *name) {
    const char *at = target + te_standin_path_length(target);
    size_t length = strlen(name);
    while (*at != '\0') {
        at++; /* past ? or & */
        if (strncmp(at, name, length) == 0 && strchr("=&", at[length]) != NULL)
            return true;
        at += strcspn(at, "&");
    }
    return false;
}

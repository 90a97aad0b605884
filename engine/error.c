/* error.c - see error.h. */
#include "error.h"

#include <stdarg.h>
#include <stdio.h>

static void fill(te_error *err, te_error_kind kind, const char *format,
                 va_list args) {
    if (err == NULL) return;
    err->kind = kind;
    vsnprintf(err->message, sizeof err->message, format, args);
}

bool te_fail(te_error *err, const char *format, ...) {
    va_list args;
    va_start(args, format);
    fill(err, TE_ERROR_INPUT, format, args);
    va_end(args);
    return false;
}

bool te_fail_as(te_error *err, te_error_kind kind, const char *format, ...) {
    va_list args;
    va_start(args, format);
    fill(err, kind, format, args);
    va_end(args);
    return false;
}

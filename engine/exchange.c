/* exchange.c - see exchange.h. */
#include "exchange.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* ---- Reading a response ---- */

const char *te_response_next_field(const te_http_response *response,
                                   const char *line, size_t *length) {
    const char *text = response->head.data;
    if (text == NULL) return NULL;
    const char *end = text + response->head.length;
    const char *from = line != NULL ? line : text;
    const char *newline = memchr(from, '\n', (size_t)(end - from));
    if (newline == NULL || newline + 1 >= end) return NULL;
    line = newline + 1;
    newline = memchr(line, '\n', (size_t)(end - line));
    const char *stop = newline != NULL ? newline : end;
    if (stop > line && stop[-1] == '\r') stop--;
    *length = (size_t)(stop - line);
    return *length > 0 ? line : NULL;
}

const char *te_response_field(const te_http_response *response,
                              const char *name, size_t *length) {
    size_t name_length = strlen(name), line_length = 0;
    const char *line = NULL;
    while ((line = te_response_next_field(response, line, &line_length)) !=
           NULL) {
        if (line_length <= name_length || line[name_length] != ':' ||
            strncasecmp(line, name, name_length) != 0)
            continue;
        const char *value = line + name_length + 1;
        const char *end = line + line_length;
        while (value < end && (*value == ' ' || *value == '\t'))
            value++;
        while (end > value && (end[-1] == ' ' || end[-1] == '\t'))
            end--;
        *length = (size_t)(end - value);
        return value;
    }
    return NULL;
}

/* ---- Failing ---- */

bool te_response_fail(te_http_response *response, te_http_error error,
                      const char *why) {
    response->error = error;
    snprintf(response->message, sizeof response->message, "%s", why);
    return false;
}

/* query.c - see query.h. */
#include "query.h"

#include "clock.h"

#include <stdlib.h>

bool query_next(slice *query, te_buf *name, te_buf *value) {
    slice pair = {NULL, 0};
    while (pair.length == 0) {
        if (query->length == 0) return false;
        pair = slice_take(query, '&');
    }
    te_buf_reset(name);
    te_buf_reset(value);
    text_decode(name, slice_take(&pair, '='));
    text_decode(value, pair);
    return true;
}

static slice content(const te_buf *b) {
    return (slice){te_buf_str(b), b->length};
}

bool query_text(slice query, const char *name, te_buf *value) {
    te_buf key = TE_BUF_INIT, text = TE_BUF_INIT;
    bool found = false;
    while (!found && query_next(&query, &key, &text))
        found = slice_is(content(&key), name);
    if (found) {
        te_buf_reset(value);
        text_add(value, te_buf_str(&text), text.length);
    }
    te_buf_free(&key);
    te_buf_free(&text);
    return found;
}

uint64_t query_number(slice query, const char *name, uint64_t fallback) {
    te_buf text = TE_BUF_INIT;
    uint64_t number;
    if (!query_text(query, name, &text) ||
        !slice_number(content(&text), &number))
        number = fallback;
    te_buf_free(&text);
    return number;
}

uint64_t query_ms(slice query, const char *name, uint64_t fallback_ms) {
    te_buf text = TE_BUF_INIT;
    uint64_t ns;
    if (!query_text(query, name, &text) || !slice_ms(content(&text), &ns))
        ns = fallback_ms * TE_NS_PER_MS;
    te_buf_free(&text);
    return ns;
}

double query_fraction(slice query, const char *name, double fallback) {
    te_buf text = TE_BUF_INIT;
    double number = fallback;
    if (query_text(query, name, &text)) number = atof(te_buf_str(&text));
    te_buf_free(&text);
    return number;
}

bool query_is(slice query, const char *name, const char *text) {
    te_buf value = TE_BUF_INIT;
    bool is =
        query_text(query, name, &value) && slice_is(content(&value), text);
    te_buf_free(&value);
    return is;
}

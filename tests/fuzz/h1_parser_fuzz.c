/* h1_parser_fuzz.c - however an answer is cut into pieces, it comes to the
 * same, and every byte of it is accounted for.
 *
 * The first byte says whether it answers a HEAD and how it is cut. */
#include "h1_parser.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) abort();
}

typedef struct outcome {
    te_http_error error;
    int status;
    bool keeps_open;
    size_t used;
    te_buf head, body;
} outcome;

/* One piece, to its end or that of the answer. */
static te_h1_event feed(te_h1_parser *p, outcome *o, const char *bytes,
                        size_t length) {
    te_h1_event event;
    size_t done = 0, used;
    do {
        te_slice data;
        event =
            te_h1_next(p, &o->head, bytes + done, length - done, &used, &data);
        require(used <= length - done);
        if (event == TE_H1_BODY) {
            require(data.length > 0 && data.data >= bytes + done &&
                    data.data + data.length == bytes + done + used);
            require(te_buf_add(&o->body, data.data, data.length));
        }
        done += used;
    } while (event == TE_H1_HEAD || event == TE_H1_BODY);
    if (event == TE_H1_MORE) require(done == length);
    o->used += done;
    return event;
}

static outcome parse(const char *bytes, size_t length, bool is_head,
                     size_t step) {
    te_h1_parser p;
    outcome o = {.error = TE_HTTP_OK};
    te_h1_event event = TE_H1_MORE;
    te_h1_begin(&p, is_head);
    for (size_t at = 0; at < length && event == TE_H1_MORE; at += step) {
        size_t piece = length - at < step ? length - at : step;
        event = feed(&p, &o, bytes + at, piece);
    }
    bool is_whole =
        event == TE_H1_END || (event == TE_H1_MORE && te_h1_close(&p));
    if (!is_whole) o.error = p.error;
    require(is_whole || (p.error != TE_HTTP_OK && p.problem != NULL));
    o.status = p.status;
    o.keeps_open = is_whole && p.keeps_open;
    return o;
}

static void require_same(const outcome *a, const outcome *b) {
    require(a->error == b->error);
    if (a->error != TE_HTTP_OK) return;
    require(a->status == b->status && a->keeps_open == b->keeps_open);
    require(a->used == b->used && a->body.length == b->body.length);
    require(strcmp(te_buf_str(&a->head), te_buf_str(&b->head)) == 0);
    require(a->body.length == 0 ||
            memcmp(a->body.data, b->body.data, a->body.length) == 0);
}

static void clear(outcome *o) {
    te_buf_free(&o->head);
    te_buf_free(&o->body);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 1) return 0;
    const char *bytes = (const char *)data + 1;
    bool is_head = (data[0] & 0x80) != 0;
    size_t step = (size_t)(data[0] & 0x7f) + 1;
    outcome whole = parse(bytes, size - 1, is_head, size);
    outcome cut = parse(bytes, size - 1, is_head, step);
    outcome single = parse(bytes, size - 1, is_head, 1);
    require_same(&whole, &cut);
    require_same(&whole, &single);
    clear(&whole);
    clear(&cut);
    clear(&single);
    return 0;
}

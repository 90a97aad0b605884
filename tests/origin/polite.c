/* polite.c - the behaviours that answer as HTTP wants it. */
#include "answer.h"

#include "clock.h"

#include <inttypes.h>
#include <stdlib.h>
#include <zlib.h>

static slice content(const te_buf *b) {
    return (slice){te_buf_str(b), b->length};
}

/* The number that the path ends in. Without one the answer is planned here: a
 * test that mistypes a path shall hear of it. */
static bool rest_number(visit *v, uint64_t *number) {
    if (slice_number(v->rest, number)) return true;
    answer_text(v, 400, "this path ends in a number\n");
    return false;
}

void polite_root(visit *v) { answer_text(v, 200, "ok\n"); }

void polite_missing(visit *v) { answer_text(v, 404, "Not Found\n"); }

void polite_bytes(visit *v) {
    uint64_t bytes;
    if (rest_number(v, &bytes)) answer_pattern(v, bytes);
}

void polite_status(visit *v) {
    uint64_t status;
    char text[32];
    if (!rest_number(v, &status)) return;
    if (status < 100 || status > 999) {
        answer_text(v, 400, "a status has three digits\n");
        return;
    }
    snprintf(text, sizeof text, "%d\n", (int)status);
    answer_text(v, (int)status, text);
}

void polite_delay(visit *v) {
    uint64_t wait_ms;
    if (!rest_number(v, &wait_ms)) return;
    plan_wait(v->plan, wait_ms);
    answer_text(v, 200, "ok\n");
}

/* Whoever comes takes the place that is free first, once it is. So K / MS
 * requests are served a second, and what is more waits. */
void polite_queue(visit *v) {
    slice query = v->request->query;
    uint64_t places = query_number(query, "places", 1);
    uint64_t busy_ns = query_number(query, "ms", 10) * TE_NS_PER_MS;
    uint64_t now_ns = te_clock_now_ns(NULL);
    uint64_t *first = v->stats->queue_free_ns;
    for (size_t i = 1; i < places && i < QUEUE_PLACES; i++)
        if (v->stats->queue_free_ns[i] < *first)
            first = &v->stats->queue_free_ns[i];
    *first = (*first > now_ns ? *first : now_ns) + busy_ns;
    plan_wait(v->plan, (*first - now_ns) / TE_NS_PER_MS);
    answer_text(v, 200, "ok\n");
}

/* ---- What was asked, as an answer ---- */

static void add_field(te_buf *b, const char *name, slice value) {
    text_addf(b, "\"%s\": ", name);
    text_json(b, value);
    text_adds(b, ", ");
}

void polite_echo(visit *v) {
    const request *r = v->request;
    te_buf b = TE_BUF_INIT;
    text_adds(&b, "{");
    add_field(&b, "method", r->method);
    add_field(&b, "target", r->target);
    text_adds(&b, "\"headers\": [");
    for (size_t i = 0; i < r->header_count; i++) {
        text_adds(&b, i > 0 ? ", [" : "[");
        text_json(&b, r->headers[i].name);
        text_adds(&b, ", ");
        text_json(&b, r->headers[i].value);
        text_adds(&b, "]");
    }
    text_adds(&b, "], ");
    add_field(&b, "body", content(&r->body));
    add_field(&b, "body_encoding",
              slice_of(text_is_utf8(content(&r->body)) ? "utf-8" : "latin-1"));
    text_addf(&b,
              "\"body_bytes\": %" PRIu64 ", \"connection\": %" PRIu64
              ", \"request\": %" PRIu64 "}\n",
              r->body_bytes, v->connection, v->number);
    answer(v, 200, "application/json", content(&b));
    te_buf_free(&b);
}

void polite_header(visit *v) {
    slice query = v->request->query;
    te_buf name = TE_BUF_INIT, value = TE_BUF_INIT;
    while (query_next(&query, &name, &value))
        if (!answer_heeds(content(&name)))
            answer_header(v, content(&name), content(&value));
    answer_text(v, 200, "ok\n");
    te_buf_free(&name);
    te_buf_free(&value);
}

/* ---- Cookies ---- */

void polite_cookie(visit *v) {
    slice query = v->request->query;
    te_buf name = TE_BUF_INIT, value = TE_BUF_INIT, line = TE_BUF_INIT;
    while (query_next(&query, &name, &value)) {
        if (answer_heeds(content(&name))) continue;
        te_buf_reset(&line);
        text_add(&line, te_buf_str(&name), name.length);
        text_adds(&line, "=");
        text_add(&line, te_buf_str(&value), value.length);
        text_adds(&line, "; Path=/");
        answer_header(v, slice_of("Set-Cookie"), content(&line));
    }
    answer_text(v, 200, "ok\n");
    te_buf_free(&name);
    te_buf_free(&value);
    te_buf_free(&line);
}

void polite_set_cookie(visit *v) {
    slice query = v->request->query;
    te_buf name = TE_BUF_INIT, value = TE_BUF_INIT;
    while (query_next(&query, &name, &value))
        if (slice_is(content(&name), "line"))
            answer_header(v, slice_of("Set-Cookie"), content(&value));
    answer_text(v, 200, "ok\n");
    te_buf_free(&name);
    te_buf_free(&value);
}

/* ---- Redirects ---- */

void polite_redirect(visit *v) {
    const request *r = v->request;
    const header *host = request_header(r, "Host");
    te_buf url = TE_BUF_INIT;
    uint64_t hops;
    if (!rest_number(v, &hops)) return;
    if (hops == 0) {
        answer_text(v, 200, "ok\n");
        return;
    }
    if (query_number(r->query, "absolute", 0) != 0 && host != NULL)
        text_addf(&url, "http://%.*s", (int)host->value.length,
                  host->value.data);
    text_addf(&url, "/redirect/%" PRIu64, hops - 1);
    if (r->query.length > 0)
        text_addf(&url, "?%.*s", (int)r->query.length, r->query.data);
    answer_header(v, slice_of("Location"), content(&url));
    answer_text(v, 302, "elsewhere\n");
    te_buf_free(&url);
}

void polite_redirect_to(visit *v) {
    te_buf url = TE_BUF_INIT;
    query_text(v->request->query, "url", &url);
    answer_header(v, slice_of("Location"), content(&url));
    answer_text(v, 302, "elsewhere\n");
    te_buf_free(&url);
}

/* ---- Kinds of content ---- */

void polite_json(visit *v) {
    static const char text[] =
        "{\"origin\": true, \"integer\": 42, \"number\": 1.5, \"text\": "
        "\"gr\xc3\xbc\xc3\x9f\", \"list\": [1, 2, 3], \"empty\": [], "
        "\"object\": {}, \"nothing\": null}\n";
    answer(v, 200, "application/json", slice_of(text));
}

enum { GZIP_MAX_BYTES = 64 << 20 };

/* What comes out, in zlib's words. */
enum { AS_GZIP = 15 + 16, AS_ZLIB = 15, AS_RAW = -15 };

/* The pattern, so many bytes of it. */
static void compress_pattern(te_buf *b, uint64_t bytes, int form) {
    z_stream z = {0};
    unsigned char out[4096];
    int flush = Z_NO_FLUSH;
    if (deflateInit2(&z, 6, Z_DEFLATED, form, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        abort();
    while (flush != Z_FINISH) {
        size_t part =
            bytes < PLAN_PATTERN_MAX ? (size_t)bytes : (size_t)PLAN_PATTERN_MAX;
        bytes -= part;
        flush = bytes == 0 ? Z_FINISH : Z_NO_FLUSH;
        z.next_in = (z_const Bytef *)(uintptr_t)plan_pattern_bytes(part).data;
        z.avail_in = (uInt)part;
        do {
            z.next_out = out;
            z.avail_out = sizeof out;
            deflate(&z, flush);
            text_add(b, out, sizeof out - z.avail_out);
        } while (z.avail_out == 0);
    }
    deflateEnd(&z);
}

static void answer_compressed(visit *v, int form, bool cut) {
    slice query = v->request->query;
    uint64_t bytes = query_number(query, "bytes", 1000);
    te_buf body = TE_BUF_INIT, name = TE_BUF_INIT, after = TE_BUF_INIT;
    compress_pattern(&body, bytes < GZIP_MAX_BYTES ? bytes : GZIP_MAX_BYTES,
                     form);
    if (cut) body.length /= 2;
    if (!query_text(query, "encoding", &name))
        text_adds(&name, form == AS_GZIP ? "gzip" : "deflate");
    if (query_text(query, "after", &after))
        text_add(&body, te_buf_str(&after), after.length);
    answer_header(v, slice_of("Content-Encoding"), content(&name));
    answer(v, 200, "text/plain", content(&body));
    te_buf_free(&body);
    te_buf_free(&name);
    te_buf_free(&after);
}

void polite_gzip(visit *v) { answer_compressed(v, AS_GZIP, false); }

void polite_deflate(visit *v) {
    bool is_raw = query_number(v->request->query, "raw", 0) != 0;
    answer_compressed(v, is_raw ? AS_RAW : AS_ZLIB, false);
}

/* Its Content-Length is right: only the gzip stream lacks its end. */
void fault_gzip_cut(visit *v) { answer_compressed(v, AS_GZIP, true); }

/* ---- The origin's own record ---- */

void polite_stats(visit *v) {
    te_buf b = TE_BUF_INIT;
    stats_flush(v->stats);
    stats_json(v->stats, &b);
    answer(v, 200, "application/json", content(&b));
    te_buf_free(&b);
}

void polite_stats_reset(visit *v) {
    stats_reset(v->stats);
    polite_stats(v);
}

/* answer.c - see answer.h. */
#include "answer.h"

#include <inttypes.h>

enum { CHUNK_BYTES = 4096 }; /* a multiple of the pattern's unit */

static const struct {
    int status;
    const char *reason;
} reasons[] = {
    {101, "Switching Protocols"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {413, "Content Too Large"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
};

static const char *reason_of(int status) {
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
        if (reasons[i].status == status) return reasons[i].reason;
    return "Status";
}

void answer_header(visit *v, slice name, slice value) {
    text_add(&v->headers, name.data, name.length);
    text_adds(&v->headers, ": ");
    text_add(&v->headers, value.data, value.length);
    text_adds(&v->headers, "\r\n");
}

void answer_head(visit *v, int status, const char *type) {
    te_buf location = TE_BUF_INIT;
    v->plan->status = status;
    plan_sendf(v->plan, "HTTP/1.1 %d %s\r\n", status, reason_of(status));
    plan_sendf(v->plan,
               "X-Connection: %" PRIu64 "\r\nX-Request: %" PRIu64 "\r\n",
               v->connection, v->number);
    if (type != NULL) plan_sendf(v->plan, "Content-Type: %s\r\n", type);
    if (query_text(v->request->query, "location", &location))
        answer_header(v, slice_of("Location"),
                      (slice){te_buf_str(&location), location.length});
    if (v->headers.length > 0)
        plan_send(v->plan, v->headers.data, v->headers.length);
    if (v->closing) plan_sends(v->plan, "Connection: close\r\n");
    te_buf_free(&location);
}

/* A body: these bytes, or if data is NULL, so many of the pattern. */
typedef struct content {
    const char *data;
    uint64_t length;
} content;

static void send_plain(plan *p, content body) {
    if (body.data == NULL)
        plan_pattern(p, body.length);
    else
        plan_send(p, body.data, (size_t)body.length);
}

static void send_chunked(plan *p, content body) {
    if (body.data == NULL && body.length >= CHUNK_BYTES) {
        te_buf chunk = TE_BUF_INIT;
        text_addf(&chunk, "%x\r\n", CHUNK_BYTES);
        text_add(&chunk, plan_pattern_bytes(CHUNK_BYTES).data, CHUNK_BYTES);
        text_adds(&chunk, "\r\n");
        plan_repeat(p, chunk.data, chunk.length,
                    body.length / CHUNK_BYTES * chunk.length);
        body.length %= CHUNK_BYTES;
        te_buf_free(&chunk);
    }
    if (body.length > 0) {
        plan_sendf(p, "%" PRIx64 "\r\n", body.length);
        send_plain(p, body);
        plan_sends(p, "\r\n");
    }
    plan_sends(p, "0\r\n\r\n");
}

static void respond(visit *v, int status, const char *type, content body) {
    slice query = v->request->query;
    uint64_t wanted = query_number(query, "status", 0);
    if (wanted >= 100 && wanted <= 999) status = (int)wanted;
    bool bare = status < 200 || status == 204 || status == 304;
    bool chunked = !bare && query_number(query, "chunked", 0) != 0;
    answer_head(v, status, bare ? NULL : type);
    if (chunked)
        plan_sends(v->plan, "Transfer-Encoding: chunked\r\n");
    else if (!bare)
        plan_sendf(v->plan, "Content-Length: %" PRIu64 "\r\n", body.length);
    plan_sends(v->plan, "\r\n");
    if (!bare && !slice_is(v->request->method, "HEAD")) {
        if (chunked)
            send_chunked(v->plan, body);
        else
            send_plain(v->plan, body);
    }
    if (v->closing) plan_end(v->plan, STEP_CLOSE);
}

void answer(visit *v, int status, const char *type, slice body) {
    respond(v, status, type,
            (content){body.length > 0 ? body.data : "", body.length});
}

void answer_text(visit *v, int status, const char *text) {
    answer(v, status, "text/plain", slice_of(text));
}

void answer_pattern(visit *v, uint64_t bytes) {
    respond(v, 200, "application/octet-stream", (content){NULL, bytes});
}

void answer_end(visit *v, step_kind fallback) {
    static const struct {
        const char *name;
        step_kind end;
    } ends[] = {{"close", STEP_CLOSE},
                {"cut", STEP_CUT},
                {"reset", STEP_RESET},
                {"hang", STEP_HANG},
                {"keep", STEP_SEND}};
    step_kind end = fallback;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (query_is(v->request->query, "end", ends[i].name)) end = ends[i].end;
    if (end == STEP_SEND && v->closing) end = STEP_CLOSE;
    if (end != STEP_SEND) plan_end(v->plan, end);
}

bool answer_heeds(slice name) {
    static const char *const heeded[] = {"status",  "location", "close",
                                         "chunked", "delay",    "continue"};
    for (size_t i = 0; i < sizeof heeded / sizeof heeded[0]; i++)
        if (slice_is(name, heeded[i])) return true;
    return false;
}

/* h1_differential_fuzz.c - what libcurl makes of an answer, our parser makes of
 * it too; where not, it is one of the differences that are meant.
 *
 * libcurl gets the bytes from a thread that listens on loopback, sends them to
 * whoever connects, whatever is asked, and shuts its side. */
#include "h1_parser.h"

#include <curl/curl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUT_MAX = 16 * 1024 }; /* fits into a socket's buffer */

typedef struct outcome {
    bool ok;
    int status;
    te_buf body;
    te_http_error error; /* ours */
    CURLcode code;       /* libcurl's */
} outcome;

/* ---- Ours ---- */

static outcome parse(const char *bytes, size_t length) {
    te_h1_parser p;
    te_buf head = TE_BUF_INIT;
    outcome o = {.ok = false};
    te_h1_event event;
    size_t done = 0, used;
    te_h1_begin(&p, false);
    do {
        te_slice data;
        event =
            te_h1_next(&p, &head, bytes + done, length - done, &used, &data);
        done += used;
        if (event == TE_H1_BODY) te_buf_add(&o.body, data.data, data.length);
    } while (event == TE_H1_HEAD || event == TE_H1_BODY);
    o.ok = event == TE_H1_END || (event == TE_H1_MORE && te_h1_close(&p));
    o.status = p.status;
    o.error = o.ok ? TE_HTTP_OK : p.error;
    te_buf_free(&head);
    return o;
}

/* ---- libcurl's ---- */

/* Set before libcurl connects. */
static char served[INPUT_MAX];
static size_t served_bytes;

static void serve(int fd) {
    char asked[4096];
    ssize_t got =
        read(fd, asked, sizeof asked); /* it is short, and all there */
    if (got <= 0) {
        close(fd);
        return;
    }
    ssize_t sent = send(fd, served, served_bytes, MSG_NOSIGNAL);
    (void)sent; /* it fits into the buffer; or libcurl has gone */
    shutdown(fd, SHUT_WR);
    while (read(fd, asked, sizeof asked) > 0)
        ;
    close(fd);
}

static void *listen_on(void *arg) {
    int listener = *(int *)arg;
    for (;;) {
        int fd = accept(listener, NULL, NULL);
        if (fd >= 0) serve(fd);
    }
    return NULL;
}

/* Starts the thread, once; its port. */
static unsigned start_server(void) {
    static int listener;
    struct sockaddr_in address = {.sin_family = AF_INET};
    struct sockaddr *any = (struct sockaddr *)(void *)&address;
    socklen_t size = sizeof address;
    pthread_t thread;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    listener = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listener, any, size) != 0 || listen(listener, 64) != 0 ||
        getsockname(listener, any, &size) != 0 ||
        pthread_create(&thread, NULL, listen_on, &listener) != 0)
        abort();
    return ntohs(address.sin_port);
}

static size_t on_body(char *bytes, size_t size, size_t count, void *arg) {
    te_buf_add(arg, bytes, size * count);
    return size * count;
}

static size_t on_header(char *line, size_t size, size_t count, void *arg) {
    bool *has_ended = arg; /* the final head has: an empty line */
    if (size * count <= 2 && line[size * count - 1] == '\n') *has_ended = true;
    return size * count;
}

static void set_options(CURL *easy, te_buf *body, bool *has_ended) {
    static unsigned port;
    char url[60];
    if (port == 0) port = start_server();
    snprintf(url, sizeof url, "http://127.0.0.1:%u/", port);
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 2000L);
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, body);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, has_ended);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
}

static bool transfer(CURL *easy, outcome *o) {
    bool has_ended = false;
    long status = 0;
    set_options(easy, &o->body, &has_ended);
    o->code = curl_easy_perform(easy);
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    o->status = (int)status;
    /* As in curl_transfer.c: it takes the end of all for that of the head. */
    o->ok = o->code == CURLE_OK && has_ended;
    return o->code != CURLE_OPERATION_TIMEDOUT;
}

/* ---- The differences that are meant ---- */

static const char *find(const char *text, size_t length, const char *word) {
    for (size_t i = 0; i + strlen(word) <= length; i++)
        if (strncasecmp(text + i, word, strlen(word)) == 0) return text + i;
    return NULL;
}

typedef struct input {
    const char *bytes;
    size_t length;
    const outcome *ours, *theirs;
} input;

static bool ours_fails(const input *in) {
    return !in->ours->ok && in->theirs->ok;
}
static bool is_strict(const input *in) {
    return ours_fails(in) && in->ours->error >= TE_HTTP_BAD_LENGTH &&
           in->ours->error <= TE_HTTP_PROTOCOL;
}
/* What ends within its head, or its trailers, is not whole. */
static bool is_cut(const input *in) {
    return ours_fails(in) && (in->ours->error == TE_HTTP_TRUNCATED ||
                              in->ours->error == TE_HTTP_CLOSED);
}
/* libcurl undoes these codings or does not know them; here they stay as they
 * are (intake.h decodes), or are refused. */
static bool is_coded(const input *in) {
    return find(in->bytes, in->length, "encoding") != NULL && !in->theirs->ok;
}
/* Bytes that libcurl's own checks find in a line we need not look at. */
static bool is_odd_line(const input *in) {
    return in->ours->ok && (in->theirs->code == CURLE_WEIRD_SERVER_REPLY ||
                            in->theirs->code == CURLE_UNSUPPORTED_PROTOCOL ||
                            in->theirs->code == CURLE_HTTP2 ||
                            in->theirs->code == CURLE_RECV_ERROR ||
                            in->theirs->code == CURLE_GOT_NOTHING);
}
/* 204 and 304 have no body here whatever they say; libcurl reads one on where
 * the lengths are of no use, or takes the end amiss. */
static bool is_bodyless(const input *in) {
    return in->ours->ok && (in->ours->status == 204 || in->ours->status == 304);
}

/* Each with a reason; what none of them explains is a bug of one of us. */
static const struct {
    const char *name;
    bool (*explains)(const input *in);
} differences[] = {
    {"strict: lengths, chunks, CR, NUL and lines that libcurl lets through",
     is_strict},
    {"cut short: libcurl takes the end of the connection for an end", is_cut},
    {"coded: transfer codings are not undone here", is_coded},
    {"odd line: refused by libcurl, harmless here", is_odd_line},
    {"no body: after 204 and 304", is_bodyless},
};

static bool is_same(const outcome *a, const outcome *b) {
    if (a->ok != b->ok) return false;
    if (!a->ok) return true;
    return a->status == b->status && a->body.length == b->body.length &&
           (a->body.length == 0 ||
            memcmp(a->body.data, b->body.data, a->body.length) == 0);
}

static void explain(const input *in) {
    if (is_same(in->ours, in->theirs)) return;
    for (size_t i = 0; i < sizeof differences / sizeof *differences; i++)
        if (differences[i].explains(in)) return;
    fprintf(stderr, "ours: %s, %d, %zu bytes; libcurl: %d, %d, %zu bytes\n",
            te_http_error_name(in->ours->error), in->ours->status,
            in->ours->body.length, (int)in->theirs->code, in->theirs->status,
            in->theirs->body.length);
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const char *bytes = (const char *)data;
    outcome theirs = {.ok = false};
    if (size > INPUT_MAX) return 0;
    /* A new one each time: 7.88 looks at freed memory when a handle that was
     * used before gets a head that begins with a fold. */
    CURL *easy = curl_easy_init();
    if (easy == NULL) return 0;
    memcpy(served, bytes, size);
    served_bytes = size;
    bool is_done = transfer(easy, &theirs);
    curl_easy_cleanup(easy);
    outcome ours = parse(bytes, size);
    if (is_done) explain(&(input){bytes, size, &ours, &theirs});
    te_buf_free(&ours.body);
    te_buf_free(&theirs.body);
    return 0;
}

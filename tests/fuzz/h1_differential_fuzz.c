/* h1_differential_fuzz.c - what libcurl makes of an answer, our parser makes of
 * it too; where not, it is one of the differences that are meant, and the
 * reason is in the bytes.
 *
 * libcurl gets the bytes from a thread that listens on loopback, sends them to
 * whoever connects, whatever is asked, and shuts its side. */
#include "h1_oddities.h"
#include "h1_parser.h"

#include <curl/curl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

/* Of the head under way, or the last. */
typedef struct head_state {
    bool has_begun, is_interim, has_ended;
} head_state;

static size_t on_header(char *line, size_t size, size_t count, void *arg) {
    head_state *head = arg;
    size_t length = size * count;
    /* Behind the final one come trailers. */
    bool is_next = !head->has_begun || (head->has_ended && head->is_interim);
    if (is_next)
        *head = (head_state){true, length >= 10 && line[9] == '1', false};
    if (length == 1 || (length == 2 && *line == '\r')) head->has_ended = true;
    return length;
}

static void set_options(CURL *easy, te_buf *body, head_state *head) {
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
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, head);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
}

static bool transfer(CURL *easy, outcome *o) {
    head_state head = {false, false, false};
    long status = 0;
    set_options(easy, &o->body, &head);
    o->code = curl_easy_perform(easy);
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    o->status = (int)status;
    /* As in curl_transfer.c: it takes the end of all for that of the head. */
    o->ok = o->code == CURLE_OK && head.has_ended;
    return o->code != CURLE_OPERATION_TIMEDOUT;
}

/* ---- The differences that are meant ---- */

/* Where ours refuses what libcurl takes: with such an error, and what it says
 * is in the bytes. */
static const struct {
    te_http_error error;
    const char *why;
} stricter[] = {
    {TE_HTTP_BAD_LENGTH, "of several lengths libcurl takes the last, of one "
                         "that is none or folded its start, and any beside "
                         "chunks"},
    {TE_HTTP_BAD_CHUNK, "libcurl lets a chunk's line end anyhow, and passes "
                        "over what follows its size"},
    {TE_HTTP_BARE_CR, "to libcurl it is a byte of the line"},
    {TE_HTTP_NUL, "libcurl looks for none in trailers"},
    {TE_HTTP_PROTOCOL,
     "libcurl passes over fields without a name or colon, "
     "reads statuses we do not, undoes other codings, and of a "
     "folded one sees its start"},
};

static bool is_same(const outcome *a, const outcome *b) {
    if (a->ok != b->ok) return false;
    if (!a->ok) return true;
    return a->status == b->status && a->body.length == b->body.length &&
           (a->body.length == 0 ||
            memcmp(a->body.data, b->body.data, a->body.length) == 0);
}

static bool is_meant(const outcome *ours, const outcome *theirs,
                     const h1_oddities *odd) {
    if (ours->ok || !theirs->ok) return false;
    for (size_t i = 0; i < sizeof stricter / sizeof *stricter; i++)
        if (stricter[i].error == ours->error) return odd->found[ours->error];
    return false;
}

/* What is odd is refused, whatever libcurl makes of it. */
static bool is_lax(const outcome *ours, const h1_oddities *odd) {
    for (int error = TE_HTTP_OK; error <= TE_HTTP_CANCELLED; error++)
        if (ours->ok && odd->found[error]) return true;
    return false;
}

static void judge(const outcome *ours, const outcome *theirs,
                  const h1_oddities *odd) {
    bool is_fine = is_same(ours, theirs) || is_meant(ours, theirs, odd);
    if (is_fine && !is_lax(ours, odd)) return;
    fprintf(stderr, "ours: %s, %d, %zu bytes; libcurl: %d, %d, %zu bytes\n",
            te_http_error_name(ours->error), ours->status, ours->body.length,
            (int)theirs->code, theirs->status, theirs->body.length);
    abort();
}

/* ---- Inputs ---- */

/* What bytes from 0x80 on stand for, so that most inputs get past a head. */
static const char *const pieces[] = {
    "HTTP/1.1 200 OK\r\n",
    "HTTP/1.0 200 OK\r\n",
    "HTTP/1.1 ",
    "204 No\r\n",
    "304 No\r\n",
    "100 Go on\r\n",
    "103 Hints\r\n",
    "101 Switch\r\n",
    "404",
    "\r\n",
    "\r\n\r\n",
    "\n",
    "\r",
    " ",
    "\t",
    ":",
    ",",
    ";",
    "Content-Length:",
    "Content-Length: 5\r\n",
    "Content-Length: 0\r\n",
    "99999999999999999999",
    "Transfer-Encoding:",
    "chunked",
    "identity",
    "Transfer-Encoding: chunked\r\n",
    "Connection: close\r\n",
    "Connection: keep-alive\r\n",
    "X: y\r\n",
    " folded\r\n",
    "hello",
    "5\r\nhello\r\n",
    "A;x=y\r\n0123456789\r\n",
    "5",
    "0",
    "0\r\n",
    "0\r\n\r\n",
    "ffffffff",
};

static size_t expand(const uint8_t *data, size_t size, char *out) {
    size_t length = 0;
    for (size_t i = 0; i < size; i++) {
        size_t piece = data[i] - 0x80u;
        char literal = (char)data[i];
        bool is_piece =
            data[i] >= 0x80 && piece < sizeof pieces / sizeof *pieces;
        te_slice s =
            is_piece ? te_slice_of(pieces[piece]) : (te_slice){&literal, 1};
        if (length + s.length > INPUT_MAX) break;
        memcpy(out + length, s.data, s.length);
        length += s.length;
    }
    return length;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    outcome theirs = {.ok = false};
    /* A new one each time: 7.88 looks at freed memory when a handle that was
     * used before gets a head that begins with a fold. */
    CURL *easy = curl_easy_init();
    if (easy == NULL) return 0;
    served_bytes = expand(data, size, served);
    bool is_done = transfer(easy, &theirs);
    curl_easy_cleanup(easy);
    outcome ours = parse(served, served_bytes);
    h1_oddities odd = h1_look_at((te_slice){served, served_bytes});
    if (is_done) judge(&ours, &theirs, &odd);
    te_buf_free(&ours.body);
    te_buf_free(&theirs.body);
    return 0;
}

/* s3.c - a bucket of S3, behind signatures (sigv4.h): its listing in pages,
 * and its objects, some of which come slowly, cut off, or not at first.
 *
 * The bucket is `logs`, named by the path (/s3/logs/KEY) or by the host
 * (logs.HOST/s3/KEY). Its objects are those of the table; the first part of a
 * key says how it behaves. */
#include "answer.h"
#include "clock.h"
#include "sigv4.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char BUCKET[] = "logs", REGION[] = "us-west-2";

static const sigv4_key keys[] = {
    {"AKIDORIGIN", "secret/of+the/origin", NULL},
    {"ASIAORIGIN", "another/secret", "token/of+the==origin"},
    {NULL, NULL, NULL},
};

/* Sorted by key, bytewise, as listings are. */
static const struct {
    const char *key;
    unsigned bytes;
} objects[] = {
    {"busy/a", 100},
    {"busy/b", 2000},
    {"cut/a", 5000},
    {"cut/b", 70000},
    {"evil/../../out", 10},
    {"never/a", 10},
    {"odd/", 0},
    {"odd/100%", 1},
    {"odd/a b+c&d=e", 2},
    {"odd/<\"x\">", 3},
    {"odd/\xc3\xa9", 4},
    {"private-symbols/0", 0},
    {"private-symbols/1", 1},
    {"private-symbols/2", 22},
    {"public-symbols/0", 0},
    {"public-symbols/1", 10},
    {"public-symbols/2", 200},
    {"public-symbols/3", 3000},
    {"public-symbols/4", 40000},
    {"public-symbols/5", 500000},
    {"public-symbols/6", 66},
    {"public-symbols/7", 77},
    {"slow/a", 50},
    {"slow/b", 60},
};
enum {
    OBJECTS = sizeof objects / sizeof objects[0],
    PAGE = 3, /* objects in a page of a listing, at most */
};

/* How often each was asked for; the last is the listing of busy/. */
static unsigned asked[OBJECTS + 1];

static slice content(const te_buf *b) {
    return (slice){te_buf_str(b), b->length};
}

static bool begins(const char *key, const char *prefix) {
    return strncmp(key, prefix, strlen(prefix)) == 0;
}

/* ---- Errors ---- */

/* Appends text as XML has it. */
static void add_xml(te_buf *b, slice text) {
    for (size_t i = 0; i < text.length; i++) {
        switch (text.data[i]) {
        case '<':
            text_adds(b, "&lt;");
            break;
        case '>':
            text_adds(b, "&gt;");
            break;
        case '&':
            text_adds(b, "&amp;");
            break;
        case '"':
            text_adds(b, "&quot;");
            break;
        default:
            text_add(b, &text.data[i], 1);
        }
    }
}

static void refuse(visit *v, int status, const char *code, const char *why) {
    te_buf b = TE_BUF_INIT;
    text_addf(&b,
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
              "<Error><Code>%s</Code><Message>",
              code);
    add_xml(&b, slice_of(why));
    text_adds(&b, "</Message></Error>");
    answer(v, status, "application/xml", content(&b));
    te_buf_free(&b);
}

static void slow_down(visit *v) {
    answer_header(v, slice_of("Retry-After"), slice_of("0"));
    refuse(v, 503, "SlowDown", "Please reduce your request rate.");
}

/* ---- The listing ---- */

/* A key as a listing has it: encoded for a URL where that was asked for. */
static void add_key(te_buf *b, const char *key, bool encoded) {
    te_buf text = TE_BUF_INIT;
    if (encoded)
        sigv4_encode(&text, slice_of(key), false);
    else
        text_adds(&text, key);
    add_xml(b, content(&text));
    te_buf_free(&text);
}

static void add_object(te_buf *b, size_t i, bool encoded) {
    text_adds(b, "<Contents><Key>");
    add_key(b, objects[i].key, encoded);
    text_addf(b,
              "</Key><LastModified>2017-05-01T00:00:00.000Z</LastModified>"
              "<ETag>&quot;%08x&quot;</ETag><Size>%u</Size>"
              "<StorageClass>STANDARD</StorageClass></Contents>",
              (unsigned)i, objects[i].bytes);
}

/* A page from object number `from` on. A token is the number of the next. */
static void add_page(te_buf *b, slice query, const char *prefix, size_t from) {
    bool encoded = query_is(query, "encoding-type", "url");
    uint64_t most = query_number(query, "max-keys", PAGE);
    size_t count = 0, i = from;
    if (most > PAGE) most = PAGE;
    for (; i < OBJECTS && count < most; i++) {
        if (!begins(objects[i].key, prefix)) continue;
        add_object(b, i, encoded);
        count++;
    }
    while (i < OBJECTS && !begins(objects[i].key, prefix))
        i++;
    if (encoded) text_adds(b, "<EncodingType>url</EncodingType>");
    text_addf(b, "<KeyCount>%zu</KeyCount><IsTruncated>%s</IsTruncated>", count,
              i < OBJECTS ? "true" : "false");
    if (i < OBJECTS)
        text_addf(b, "<NextContinuationToken>next+%zu=</NextContinuationToken>",
                  i);
}

static void list(visit *v) {
    slice query = v->request->query;
    te_buf b = TE_BUF_INIT, prefix = TE_BUF_INIT, token = TE_BUF_INIT;
    size_t from = 0;
    query_text(query, "prefix", &prefix);
    if (!query_is(query, "list-type", "2"))
        refuse(v, 501, "NotImplemented", "only ListObjectsV2");
    else if (begins(te_buf_str(&prefix), "busy/") && asked[OBJECTS]++ == 0)
        slow_down(v);
    else if (query_text(query, "continuation-token", &token) &&
             sscanf(te_buf_str(&token), "next+%zu=", &from) != 1)
        refuse(v, 400, "InvalidArgument", "no such continuation token");
    else {
        text_addf(&b,
                  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<ListBucketResult "
                  "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
                  "<Name>%s</Name>",
                  BUCKET);
        add_page(&b, query, te_buf_str(&prefix), from);
        text_adds(&b, "</ListBucketResult>");
        answer(v, 200, "application/xml", content(&b));
    }
    te_buf_free(&b);
    te_buf_free(&prefix);
    te_buf_free(&token);
}

/* ---- The objects ---- */

/* Half of it, and the connection ends. */
static void cut_off(visit *v, size_t i) {
    answer_head(v, 200, "binary/octet-stream");
    plan_sendf(v->plan, "Content-Length: %u\r\n\r\n", objects[i].bytes);
    plan_pattern(v->plan, objects[i].bytes / 2);
    plan_end(v->plan, STEP_CLOSE);
}

static void give(visit *v, size_t i) {
    const char *key = objects[i].key;
    bool is_first = asked[i]++ == 0;
    if (begins(key, "never/") || (begins(key, "busy/") && is_first)) {
        slow_down(v);
        return;
    }
    if (begins(key, "cut/") && is_first) {
        cut_off(v, i);
        return;
    }
    size_t from = plan_seal(v->plan);
    answer_pattern(v, objects[i].bytes);
    if (begins(key, "slow/")) plan_slow(v->plan, from, 20, 10 * TE_NS_PER_MS);
}

static void get(visit *v, const char *key) {
    slice method = v->request->method;
    size_t i = 0;
    while (i < OBJECTS && strcmp(objects[i].key, key) != 0)
        i++;
    if (!slice_is(method, "GET") && !slice_is(method, "HEAD"))
        refuse(v, 405, "MethodNotAllowed", "only GET and HEAD");
    else if (i == OBJECTS)
        refuse(v, 404, "NoSuchKey", key);
    else
        give(v, i);
}

/* ---- Who is it, and what about ---- */

/* Whether the host is that of the bucket: "logs.localhost". */
static bool names_bucket(const request *r) {
    const header *host = request_header(r, "Host");
    if (host == NULL) return false;
    slice name = host->value;
    return slice_is(slice_take(&name, '.'), BUCKET);
}

static void reach(visit *v, slice path) {
    te_buf text = TE_BUF_INIT;
    if (!names_bucket(v->request)) {
        slice bucket = slice_take(&path, '/');
        if (!slice_is(bucket, BUCKET)) {
            refuse(v, 404, "NoSuchBucket", "the bucket is logs");
            return;
        }
    }
    text_decode(&text, path);
    if (text.length == 0)
        list(v);
    else
        get(v, te_buf_str(&text));
    te_buf_free(&text);
}

void s3_front(visit *v) {
    sigv4_refusal refusal = sigv4_check(v->request, keys, REGION);
    if (refusal.status != 0)
        refuse(v, refusal.status, refusal.code, te_buf_str(&refusal.message));
    else
        reach(v, v->rest);
    te_buf_free(&refusal.message);
}

void s3_reset(visit *v) {
    memset(asked, 0, sizeof asked);
    answer_text(v, 200, "ok\n");
}

/* cookie_header.c - see cookie_header.h. */
#include "cookie_header.h"

#include <stdlib.h>

/* A longer one is not remembered: its place is the next one's at once, so that
 * no user has more than one such text. */
#define KEPT_BYTES ((size_t)4 * 1024)

typedef struct remembered {
    te_buf text;        /* host, path, value */
    size_t host_length; /* 0: nothing is remembered */
    size_t path_length;
    bool is_https;
    bool any_path; /* the text has none */
    int64_t from_s, until_s;
} remembered;

struct te_cookie_header {
    const te_cookies *jar;
    uint64_t changes; /* of the jar, when these were made */
    remembered entries[TE_COOKIE_HEADERS];
    size_t next; /* the one that is replaced next */
};

te_cookie_header *te_cookie_header_new(const te_cookies *jar) {
    te_cookie_header *h = calloc(1, sizeof *h);
    if (h != NULL) h->jar = jar;
    return h;
}

void te_cookie_header_free(te_cookie_header *h) {
    if (h == NULL) return;
    for (size_t i = 0; i < TE_COOKIE_HEADERS; i++)
        te_buf_free(&h->entries[i].text);
    free(h);
}

static te_slice path_of(const te_url *url) {
    return te_slice_to(url->target, te_slice_find(url->target, '?'));
}

static te_slice part(const remembered *r, size_t from, size_t length) {
    return (te_slice){r->text.data + from, length};
}

static te_slice value_of(const remembered *r) {
    size_t from = r->host_length + r->path_length;
    return part(r, from, r->text.length - from);
}

/* The time can go back, too. */
static bool holds_for(const remembered *r, const te_url *url, int64_t now_s) {
    return r->host_length > 0 && r->is_https == url->is_https &&
           r->from_s <= now_s && now_s < r->until_s &&
           te_slice_equal(part(r, 0, r->host_length), url->host) &&
           (r->any_path ||
            te_slice_equal(part(r, r->host_length, r->path_length),
                           path_of(url)));
}

/* Without memory nothing is remembered. */
static bool remember(remembered *r, const te_cookies *jar, const te_url *url,
                     int64_t now_s) {
    te_cookies_reach reach = te_cookies_reach_of(jar, url->host, now_s);
    te_slice path = reach.any_path ? te_slice_of("") : path_of(url);
    te_buf_reset(&r->text);
    r->host_length = 0;
    if (!te_buf_add(&r->text, url->host.data, url->host.length) ||
        !te_buf_add(&r->text, path.data, path.length) ||
        !te_cookies_header(jar, url->host, url->target, url->is_https, now_s,
                           &r->text))
        return false;
    r->host_length = url->host.length;
    r->path_length = path.length;
    r->is_https = url->is_https;
    r->any_path = reach.any_path;
    r->from_s = now_s;
    r->until_s = reach.until_s;
    return true;
}

static void forget_all(te_cookie_header *h) {
    for (size_t i = 0; i < TE_COOKIE_HEADERS; i++)
        h->entries[i].host_length = 0;
    h->changes = te_cookies_changes(h->jar);
}

bool te_cookie_header_value(te_cookie_header *h, const te_url *url,
                            int64_t now_s, te_slice *value) {
    if (h->changes != te_cookies_changes(h->jar)) forget_all(h);
    for (size_t i = 0; i < TE_COOKIE_HEADERS; i++) {
        if (!holds_for(&h->entries[i], url, now_s)) continue;
        *value = value_of(&h->entries[i]);
        return true;
    }
    remembered *r = &h->entries[h->next];
    if (!remember(r, h->jar, url, now_s)) return false;
    *value = value_of(r);
    if (r->text.length <= KEPT_BYTES)
        h->next = (h->next + 1) % TE_COOKIE_HEADERS;
    return true;
}

/* shop.c - a small shop: what the examples of scenarios/ are written against.
 *
 * It keeps nothing: a token says for whom it is, an item's number says what it
 * is. */
#include "answer.h"

#include <inttypes.h>
#include <string.h>

static const char JSON[] = "application/json";

static slice content(const te_buf *b) {
    return (slice){te_buf_str(b), b->length};
}

static void answer_json(visit *v, int status, const te_buf *text) {
    answer(v, status, JSON, content(text));
}

static void refuse(visit *v, int status, const char *why) {
    te_buf b = TE_BUF_INIT;
    text_addf(&b, "{\"error\": \"%s\"}\n", why);
    answer_json(v, status, &b);
    te_buf_free(&b);
}

/* ---- Who is it ---- */

/* The text behind "name": in a JSON body that this file's own readers sent;
 * nothing is unescaped. */
static slice field_of(slice body, const char *name) {
    te_buf key = TE_BUF_INIT;
    text_addf(&key, "\"%s\":\"", name);
    slice value = {"", 0};
    const char *at = memmem(body.data, body.length, key.data, key.length);
    if (at != NULL) {
        size_t start = (size_t)(at - body.data) + key.length;
        slice rest = slice_after(body, start);
        value = slice_take(&rest, '"');
    }
    te_buf_free(&key);
    return value;
}

/* POST {"user":...,"password":"secret"}: a token. */
void shop_login(visit *v) {
    slice body = content(&v->request->body);
    slice user = field_of(body, "user");
    te_buf b = TE_BUF_INIT;
    if (user.length == 0 || !slice_is(field_of(body, "password"), "secret")) {
        refuse(v, 401, "no such user, or not that password");
        return;
    }
    text_addf(&b, "{\"token\": \"for-%.*s\"}\n", (int)user.length, user.data);
    answer_json(v, 200, &b);
    te_buf_free(&b);
}

/* Needs the token that login gave. */
void shop_account(visit *v) {
    static const char prefix[] = "Bearer for-";
    const header *h = request_header(v->request, "Authorization");
    size_t length = sizeof prefix - 1;
    te_buf b = TE_BUF_INIT;
    if (h == NULL || h->value.length <= length ||
        memcmp(h->value.data, prefix, length) != 0) {
        refuse(v, 401, "a token is needed");
        return;
    }
    text_adds(&b, "{\"user\": ");
    text_json(&b, slice_after(h->value, length));
    text_adds(&b, ", \"orders\": [{\"id\": 7}, {\"id\": 12}]}\n");
    answer_json(v, 200, &b);
    te_buf_free(&b);
}

/* ---- What there is ---- */

void shop_page(visit *v) {
    static const char page[] =
        "<!DOCTYPE html>\n"
        "<html><head><title>Shop</title>\n"
        "<link rel=\"stylesheet\" href=\"/shop/style.css\">\n"
        "<script src=\"script.js\"></script></head>\n"
        "<body><h1>Tea</h1>\n"
        "<a href=\"search?q=tea&amp;page=1\">all of it</a>\n"
        "<img src=\"/shop/cup.png\" alt=\"a cup\">\n"
        "<img src=\"/shop/pot.png\" alt=\"a pot\"></body></html>\n";
    answer(v, 200, "text/html", slice_of(page));
}

void shop_file(visit *v) { answer_pattern(v, 1000); }

static void add_item(te_buf *b, uint64_t id) {
    text_addf(b,
              "{\"id\": %" PRIu64 ", \"name\": \"tea %" PRIu64
              "\", \"price\": %" PRIu64 "}",
              id, id, 3 + id % 5);
}

/* ?q=TEXT: three items; without a text, none. */
void shop_search(visit *v) {
    te_buf b = TE_BUF_INIT, q = TE_BUF_INIT;
    bool has_text = query_text(v->request->query, "q", &q) && q.length > 0;
    text_adds(&b, "{\"items\": [");
    for (uint64_t id = 1; id <= 3 && has_text; id++) {
        if (id > 1) text_adds(&b, ", ");
        add_item(&b, id);
    }
    text_adds(&b, "]}\n");
    answer_json(v, 200, &b);
    te_buf_free(&b);
    te_buf_free(&q);
}

/* /shop/items/N; there are 100. */
void shop_item(visit *v) {
    te_buf b = TE_BUF_INIT;
    uint64_t id;
    if (!slice_number(v->rest, &id) || id < 1 || id > 100) {
        refuse(v, 404, "no such item");
        return;
    }
    add_item(&b, id);
    answer_json(v, 200, &b);
    te_buf_free(&b);
}

/* POST puts something in, which is 201. */
void shop_cart(visit *v) {
    if (slice_is(v->request->method, "POST"))
        answer(v, 201, JSON, slice_of("{\"items\": 1}\n"));
    else
        answer(v, 200, JSON, slice_of("{\"items\": 0}\n"));
}

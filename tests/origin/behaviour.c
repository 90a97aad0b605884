/* behaviour.c - see behaviour.h. README.md says what each of them does. */
#include "behaviour.h"

#include "answer.h"

#include <string.h>

static const behaviour behaviours[] = {
    {"/", polite_root, 0},
    {"/bytes", polite_bytes, 0},
    {"/status", polite_status, 0},
    {"/echo", polite_echo, 0},
    {"/delay", polite_delay, 0},
    {"/queue", polite_queue, 0},
    {"/header", polite_header, 0},
    {"/cookie/set", polite_cookie, 0},
    {"/set-cookie", polite_set_cookie, 0},
    {"/redirect", polite_redirect, 0},
    {"/redirect-to", polite_redirect_to, 0},
    {"/json", polite_json, 0},
    {"/gzip", polite_gzip, 0},
    {"/deflate", polite_deflate, 0},
    {"/auth/basic", auth_basic, 0},
    {"/auth/bearer", auth_bearer, 0},
    {"/auth/digest", auth_digest, 0},
    {"/gzip-cut", fault_gzip_cut, DRAWN},
    {"/shop", shop_page, 0},
    {"/shop/style.css", shop_file, 0},
    {"/shop/script.js", shop_file, 0},
    {"/shop/cup.png", shop_file, 0},
    {"/shop/pot.png", shop_file, 0},
    {"/shop/login", shop_login, 0},
    {"/shop/account", shop_account, 0},
    {"/shop/search", shop_search, 0},
    {"/shop/items", shop_item, 0},
    {"/shop/cart", shop_cart, 0},
    {"/crash-stats/api/ProcessedCrash", crash_stats, 0},
    {"/s3", s3_front, 0},
    {"/s3-reset", s3_reset, 0},
    {"/stats", polite_stats, UNRECORDED},
    {"/stats/reset", polite_stats_reset, UNRECORDED},
    {"/raw", fault_raw, 0},
    {"/random", fault_random, 0},

    {"/fault/reset", fault_reset, DRAWN},
    {"/fault/close", fault_close, DRAWN},
    {"/fault/close-after-headers", fault_close_after_headers, DRAWN},
    {"/fault/truncate", fault_truncate, DRAWN},
    {"/fault/chunked-truncate", fault_chunked_truncate, DRAWN},
    {"/fault/chunked-bad", fault_chunked_bad, DRAWN},
    {"/fault/endless-body", fault_endless_body, DRAWN_ALL},
    {"/fault/slow-body", fault_slow_body, DRAWN},
    {"/fault/slow-headers", fault_slow_headers, DRAWN},
    {"/fault/endless-headers", fault_endless_headers, DRAWN_ALL},
    {"/fault/big-header", fault_big_header, DRAWN},
    {"/fault/many-headers", fault_many_headers, DRAWN},
    {"/fault/two-lengths", fault_two_lengths, DRAWN},
    {"/fault/bad-length", fault_bad_length, DRAWN},
    {"/fault/garbage", fault_garbage, DRAWN},
    {"/fault/extra-after-body", fault_extra_after_body, DRAWN},
    {"/fault/early-response", fault_early_response, DRAWN | AT_HEAD},
    {"/fault/hang", fault_hang, DRAWN_ALL},
    {"/fault/close-idle", fault_close_idle, DRAWN},
    {"/fault/die-on-reuse", fault_die_on_reuse, DRAWN},
    {"/fault/1xx", fault_1xx, DRAWN},
    {"/fault/close-delimited", fault_close_delimited, DRAWN},
    {"/fault/nul-header", fault_nul_header, DRAWN},
    {"/fault/bare-cr", fault_bare_cr, DRAWN},
};
enum { BEHAVIOURS = sizeof behaviours / sizeof behaviours[0] };

static const behaviour missing = {"", polite_missing, 0};

static bool is_at(slice path, const char *prefix) {
    size_t length = strlen(prefix);
    if (path.length < length || memcmp(path.data, prefix, length) != 0)
        return false;
    return path.length == length || (path.data[length] == '/' && length > 1);
}

/* The longest path wins: /stats/reset is not /stats with a rest. */
const behaviour *behaviour_of(slice path) {
    const behaviour *best = &missing;
    for (size_t i = 0; i < BEHAVIOURS; i++)
        if (is_at(path, behaviours[i].path) &&
            strlen(behaviours[i].path) > strlen(best->path))
            best = &behaviours[i];
    return best;
}

const behaviour *behaviour_drawn(size_t n, bool all) {
    unsigned wanted = all ? DRAWN | DRAWN_ALL : DRAWN;
    for (size_t i = 0; i < BEHAVIOURS; i++)
        if ((behaviours[i].flags & wanted) != 0 && n-- == 0)
            return &behaviours[i];
    return NULL;
}

void behave(const behaviour *b, visit *v) {
    slice query = v->request->query;
    size_t own = strlen(b->path);
    v->rest = slice_after(v->request->path, own);
    if (v->rest.length > 0 && v->rest.data[0] == '/')
        v->rest = slice_after(v->rest, 1);
    v->closing =
        !v->request->keep_alive || query_number(query, "close", 0) != 0;
    plan_wait(v->plan, query_number(query, "delay", 0));
    b->plan(v);
    te_buf_free(&v->headers);
}

void behave_refusing(visit *v) {
    const request *r = v->request;
    te_buf text = TE_BUF_INIT;
    text_addf(&text, "%s\n", r->problem);
    v->closing = true;
    answer(v, r->problem_status, "text/plain", (slice){text.data, text.length});
    te_buf_free(&text);
}

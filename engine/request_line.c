/* request_line.c - see request_line.h. Written by hand: a tree of values for
 * each of a hundred thousand lines a second would be too slow. */
#include "request_line.h"

#include "clock.h"
#include "failures.h"
#include "text.h"

#include <string.h>
#include <time.h>

/* ---- Values ---- */

/* `text` ends in a NUL somewhere, perhaps further on. Bytes that are no UTF-8,
 * which JSON cannot hold, as "\xff". */
static bool add_text(te_buf *out, te_slice text) {
    bool ok = te_buf_addc(out, '"');
    size_t plain = 0, at = 0, length; /* from `plain` on it goes as it is */
    for (; at < text.length; at += length) {
        const char *from = text.data + at;
        uint32_t c = te_text_char(from, &length);
        if (c >= ' ' && c != '"' && c != '\\') continue;
        ok &= te_buf_add(out, text.data + plain, at - plain);
        plain = at + length;
        if (c == 0)
            ok &= te_buf_addf(out, "\\\\x%02x", (unsigned char)*from);
        else if (c < ' ')
            ok &= te_buf_addf(out, "\\u%04x", (unsigned)c);
        else
            ok &= te_buf_addc(out, '\\') && te_buf_addc(out, (char)c);
    }
    ok &= te_buf_add(out, text.data + plain, text.length - plain);
    return ok & te_buf_addc(out, '"');
}

static bool add_key(te_buf *out, const char *key) {
    return te_buf_add(out, ",\"", 2) && te_buf_adds(out, key) &&
           te_buf_add(out, "\":", 2);
}

static bool add_key_and_text(te_buf *out, const char *key, te_slice text) {
    return add_key(out, key) && add_text(out, text);
}

/* At least `least` digits. */
static bool add_digits(te_buf *out, uint64_t number, size_t least) {
    char digits[20];
    size_t at = sizeof digits;
    for (; number > 0 || sizeof digits - at < least; number /= 10)
        digits[--at] = (char)('0' + number % 10);
    return te_buf_add(out, digits + at, sizeof digits - at);
}

/* Exact, unlike a double: sums of lines are sums of nanoseconds. */
static bool add_seconds(te_buf *out, const char *key, uint64_t ns) {
    return add_key(out, key) && add_digits(out, ns / TE_NS_PER_S, 1) &&
           te_buf_addc(out, '.') && add_digits(out, ns % TE_NS_PER_S, 9);
}

static bool add_number(te_buf *out, const char *key, uint64_t number) {
    return add_key(out, key) && add_digits(out, number, 1);
}

static uint64_t from_to(uint64_t start_ns, uint64_t end_ns) {
    return end_ns > start_ns ? end_ns - start_ns : 0;
}

/* ---- Parts of a line ---- */

static bool add_time(te_buf *out, uint64_t unix_ns) {
    time_t unix_s = (time_t)(unix_ns / TE_NS_PER_S);
    struct tm utc;
    gmtime_r(&unix_s, &utc);
    return te_buf_addf(out,
                       TE_REQUEST_LINE_START "%04d-%02d-%02dT%02d:%02d:%02d"
                                             ".%06uZ\"",
                       utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
                       utc.tm_hour, utc.tm_min, utc.tm_sec,
                       (unsigned)(unix_ns % TE_NS_PER_S / TE_NS_PER_US));
}

/* As http.failed has it. */
static bool add_error(te_buf *out, const te_request_record *r) {
    if (r->error == TE_HTTP_OK && r->is_expected) return true;
    const char *kind =
        r->error == TE_HTTP_OK ? "status" : te_http_error_name(r->error);
    return add_key_and_text(out, "error", te_slice_of(kind));
}

static bool add_tags(te_buf *out, const char *tags) {
    te_slice rest = te_slice_of(tags), key, value;
    bool ok = true, is_open = false;
    while (te_tags_next(&rest, &key, &value)) {
        ok &= te_buf_adds(out, is_open ? "," : ",\"tags\":{") &&
              add_text(out, key) && te_buf_addc(out, ':') &&
              add_text(out, value);
        is_open = true;
    }
    return ok && (!is_open || te_buf_addc(out, '}'));
}

static bool add_who(te_buf *out, const te_request_record *r) {
    return add_key_and_text(out, "name", te_slice_of(r->name)) &&
           add_key_and_text(out, "method", te_slice_of(r->method)) &&
           add_number(out, "status", (uint64_t)r->status) &&
           add_error(out, r) &&
           (r->worker == TE_FAILURE_NO_WORKER ||
            add_number(out, "worker", r->worker)) &&
           (r->doing[0] == '\0' ||
            add_key_and_text(out, "scenario", te_slice_of(r->doing))) &&
           add_tags(out, r->tags);
}

static bool add_times(te_buf *out, const te_request_record *r) {
    const te_http_phases *phases = &r->phases;
    return add_seconds(out, "duration_s",
                       from_to(r->intended_ns, r->ended_ns)) &&
           add_seconds(out, "service_s", from_to(r->started_ns, r->ended_ns)) &&
           add_seconds(out, "dns_s", phases->dns_ns) &&
           add_seconds(out, "blocked_s", phases->blocked_ns) &&
           add_seconds(out, "connect_s", phases->connect_ns) &&
           add_seconds(out, "tls_s", phases->tls_ns) &&
           add_seconds(out, "wait_s", phases->wait_ns) &&
           add_seconds(out, "receive_s", phases->receive_ns);
}

static bool add_rest(te_buf *out, const te_request_record *r) {
    return add_number(out, "sent_bytes", r->sent_bytes) &&
           add_number(out, "received_bytes", r->received_bytes) &&
           add_number(out, "body_bytes", r->body_bytes) &&
           te_buf_adds(out, r->is_reused ? ",\"reused\":true"
                                         : ",\"reused\":false") &&
           add_number(out, "retries", r->retries) &&
           (r->version[0] == '\0' ||
            add_key_and_text(out, "http_version", te_slice_of(r->version)));
}

bool te_request_line_add(te_buf *out, const te_request_record *r,
                         uint64_t epoch_ns, bool is_warm_up) {
    size_t before = out->length;
    const char *end = is_warm_up ? ",\"warm_up\":true}\n" : "}\n";
    if (add_time(out, epoch_ns + r->started_ns) && add_who(out, r) &&
        add_times(out, r) && add_rest(out, r) && te_buf_adds(out, end))
        return true;
    out->length = before;
    return false;
}

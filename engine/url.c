/* url.c - see url.h. */
#include "url.h"

#include <arpa/inet.h>

static bool is_alpha(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* The number that a hex digit stands for, or -1. */
static int hex_value(char c) {
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/* The byte that the %XX at s[i] stands for, or -1 when there is none. */
static int escaped_byte(te_slice s, size_t i) {
    if (s.data[i] != '%' || s.length - i < 3) return -1;
    int high = hex_value(s.data[i + 1]), low = hex_value(s.data[i + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/* Some of the ASCII characters, a bit for each: this is asked of every byte of
 * every URL. */
typedef struct char_set {
    uint64_t low, high; /* 0 to 63, 64 to 127 */
} char_set;

#define BIT(c) (UINT64_C(1) << ((c) % 64))
static const char_set ends_of_authority = {BIT('/') | BIT('?') | BIT('#'), 0};
static const char_set never_in_target = {
    BIT('"') | BIT('#') | BIT('<') | BIT('>'),
    BIT('\\') | BIT('^') | BIT('`') | BIT('{') | BIT('|') | BIT('}')};

static bool is_in(char_set set, char c) {
    unsigned char byte = (unsigned char)c;
    if (byte >= 128) return false;
    return ((byte < 64 ? set.low : set.high) >> byte % 64 & 1) != 0;
}

static size_t find_any(te_slice s, char_set set) {
    size_t i = 0;
    while (i < s.length && !is_in(set, s.data[i]))
        i++;
    return i;
}

static te_slice without_fragment(te_slice s) {
    return te_slice_to(s, te_slice_find(s, '#'));
}

/* --- taking apart ------------------------------------------------------ */

/* Takes "http://" or "https://" off the front. */
static bool take_scheme(te_slice *s, bool *is_https) {
    static const char http[] = "http://", https[] = "https://";
    size_t n = sizeof http - 1;
    *is_https = false;
    if (s->length > n && (s->data[4] == 's' || s->data[4] == 'S')) {
        n = sizeof https - 1;
        *is_https = true;
    }
    if (s->length < n || strncasecmp(s->data, *is_https ? https : http, n))
        return false;
    *s = te_slice_from(*s, n);
    return true;
}

/* The length of "scheme" when s begins with "scheme:", or 0. */
static size_t scheme_length(te_slice s) {
    size_t n = 0;
    while (n < s.length &&
           (is_alpha(s.data[n]) || is_digit(s.data[n]) || s.data[n] == '+' ||
            s.data[n] == '-' || s.data[n] == '.'))
        n++;
    bool is_scheme = n < s.length && s.data[n] == ':' && is_alpha(s.data[0]);
    return is_scheme ? n : 0;
}

static bool fail_scheme(te_slice text, te_error *err) {
    size_t n = scheme_length(text);
    if (n == 0 || n > 20 || !te_slice_starts(te_slice_from(text, n), "://"))
        return te_fail(err, "url: begins with neither http:// nor https://");
    return te_fail(err, "url: scheme '%.*s': only http and https are spoken",
                   (int)n, text.data);
}

static bool check_name(te_slice host, te_error *err) {
    enum { LONGEST = 253 };
    if (host.length == 0) return te_fail(err, "url: has no host");
    if (host.length > LONGEST)
        return te_fail(err, "url: host is longer than %d bytes", LONGEST);
    for (size_t i = 0; i < host.length; i++) {
        char c = host.data[i];
        if (is_alpha(c) || is_digit(c) || c == '-' || c == '.' || c == '_')
            continue;
        return te_fail(err, "url: host has a character that is no letter, "
                            "digit, '-', '.' or '_' (international names "
                            "are written with xn--)");
    }
    return true;
}

static bool check_ipv6(te_slice host, te_error *err) {
    char text[INET6_ADDRSTRLEN];
    struct in6_addr address;
    if (host.length < sizeof text) {
        memcpy(text, host.data, host.length);
        text[host.length] = '\0';
        if (inet_pton(AF_INET6, text, &address) == 1) return true;
    }
    return te_fail(err, "url: what stands in brackets is no IPv6 address");
}

/* An empty port is the default one. */
static bool read_port(te_slice text, te_url *out, te_error *err) {
    unsigned port = 0;
    bool is_good = text.length <= 5;
    for (size_t i = 0; is_good && i < text.length; i++) {
        is_good = is_digit(text.data[i]);
        port = port * 10 + (unsigned)(text.data[i] - '0');
    }
    if (!is_good || (text.length > 0 && (port == 0 || port > 65535)))
        return te_fail(err, "url: port '%.*s': expected 1 to 65535",
                       text.length > 20 ? 20 : (int)text.length, text.data);
    out->port = (uint16_t)port;
    if (text.length == 0) out->port = out->is_https ? 443 : 80;
    return true;
}

static bool read_authority(te_slice text, te_url *out, te_error *err) {
    if (te_slice_find(text, '@') < text.length)
        return te_fail(err, "url: has a user name or password in it: use "
                            "the auth option instead");
    size_t host_end = te_slice_find(text, ':');
    out->is_ipv6 = te_slice_starts(text, "[");
    if (out->is_ipv6) {
        size_t bracket = te_slice_find(text, ']');
        if (bracket == text.length)
            return te_fail(err, "url: a ']' is missing after the address");
        out->host = te_slice_from(te_slice_to(text, bracket), 1);
        host_end = bracket + 1;
        if (!check_ipv6(out->host, err)) return false;
    } else {
        out->host = te_slice_to(text, host_end);
        if (!check_name(out->host, err)) return false;
    }
    te_slice rest = te_slice_from(text, host_end);
    if (rest.length > 0 && rest.data[0] != ':')
        return te_fail(err, "url: something follows the address' ']'");
    if (rest.length > 0) rest = te_slice_from(rest, 1);
    out->authority = rest.length > 0 ? text : te_slice_to(text, host_end);
    return read_port(rest, out, err);
}

bool te_url_parse(const char *text, size_t length, te_url *out, te_error *err) {
    te_slice rest = {text, length};
    if (length == 0) return te_fail(err, "url: is empty");
    if (length > TE_URL_MAX_BYTES)
        return te_fail(err, "url: longer than %d bytes", TE_URL_MAX_BYTES);
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c > ' ' && c != 0x7f) continue;
        return te_fail(err, "url: has a %s at byte %zu",
                       c == ' ' ? "blank" : "control character", i + 1);
    }
    if (!take_scheme(&rest, &out->is_https)) return fail_scheme(rest, err);
    size_t authority = find_any(rest, ends_of_authority);
    if (!read_authority(te_slice_to(rest, authority), out, err)) return false;
    out->target = without_fragment(te_slice_from(rest, authority));
    if (out->target.length == 0) out->target = te_slice_of("/");
    if (out->target.data[0] == '/') return true;
    return te_fail(err, "url: a '/' is missing before the '?'");
}

bool te_url_same_host(const te_url *a, const te_url *b) {
    return te_slice_alike(a->host, b->host);
}

bool te_url_same_origin(const te_url *a, const te_url *b) {
    return a->is_https == b->is_https && a->port == b->port &&
           te_url_same_host(a, b);
}

/* --- encoding ---------------------------------------------------------- */

static bool may_stand(te_slice s, size_t i) {
    unsigned char c = (unsigned char)s.data[i];
    if (c == '%') return escaped_byte(s, i) >= 0;
    return c > ' ' && c < 0x7f && !is_in(never_in_target, (char)c);
}

static bool add_escape(unsigned char c, te_buf *out) {
    static const char digits[] = "0123456789ABCDEF";
    char escape[] = {'%', digits[c >> 4], digits[c & 15]};
    return te_buf_add(out, escape, sizeof escape);
}

bool te_url_encode(te_slice text, te_buf *out) {
    if (!te_buf_reserve(out, text.length)) return false;
    for (size_t i = 0; i < text.length;) {
        size_t start = i;
        while (i < text.length && may_stand(text, i))
            i++;
        if (!te_buf_add(out, text.data + start, i - start)) return false;
        if (i == text.length) break;
        if (!add_escape((unsigned char)text.data[i++], out)) return false;
    }
    return true;
}

static bool is_alphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9');
}

/* `kept`: what stays besides letters and digits. */
static bool escape_all_but(te_slice text, const char *kept, te_buf *out) {
    if (!te_buf_reserve(out, text.length)) return false;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        bool stays = is_alphanumeric(c) || (c != '\0' && strchr(kept, c));
        bool ok =
            stays ? te_buf_addc(out, c) : add_escape((unsigned char)c, out);
        if (!ok) return false;
    }
    return true;
}

bool te_url_escape(te_slice text, te_buf *out) {
    return escape_all_but(text, "-._~", out);
}

bool te_url_escape_form(te_slice text, te_buf *out) {
    size_t from = out->length;
    if (!escape_all_but(text, "*-._ ", out)) return false;
    for (size_t i = from; i < out->length; i++) {
        if (out->data[i] == ' ') out->data[i] = '+';
    }
    return true;
}

bool te_url_decode(te_slice text, te_buf *out) {
    if (!te_buf_reserve(out, text.length)) return false;
    for (size_t i = 0; i < text.length;) {
        int byte = escaped_byte(text, i);
        if (!te_buf_addc(out, byte < 0 ? text.data[i] : (char)byte))
            return false;
        i += byte < 0 ? 1 : 3;
    }
    return true;
}

/* --- putting together -------------------------------------------------- */

/* Takes back what was appended since `length`; returns false. */
static bool take_back(te_buf *out, size_t length) {
    out->length = length;
    if (out->data != NULL) out->data[length] = '\0';
    return false;
}

/* Where the authority of a URL ends; 0 when it does not begin as one. */
static size_t head_length(te_slice url) {
    bool is_https;
    te_slice rest = url;
    if (!take_scheme(&rest, &is_https)) return 0;
    return url.length - rest.length + find_any(rest, ends_of_authority);
}

/* Appends the path and query of base, then those of path, with a '/' in front
 * and the one that belongs between them. */
static bool add_targets(te_slice base, te_slice path, te_buf *out) {
    bool path_begins = te_slice_starts(path, "/");
    if (path_begins && base.length > 0 && base.data[base.length - 1] == '/')
        base.length--;
    if (base.length > 0 && base.data[0] != '/' && !te_buf_addc(out, '/'))
        return false;
    if (!te_url_encode(base, out)) return false;
    bool has_slash =
        path_begins || (base.length > 0 && base.data[base.length - 1] == '/');
    bool may_lack =
        base.length > 0 && (path.length == 0 || path.data[0] == '?');
    if (!has_slash && !may_lack && !te_buf_addc(out, '/')) return false;
    return te_url_encode(path, out);
}

bool te_url_join(te_slice base, te_slice path, te_buf *out) {
    size_t before = out->length;
    if (head_length(path) > 0) {
        base = path;
        path = (te_slice){NULL, 0};
    }
    size_t head = head_length(base);
    te_slice base_target = without_fragment(te_slice_from(base, head));
    path = without_fragment(path);
    bool ok = te_buf_add(out, base.data, head);
    if (ok && head == 0 && base_target.length == 0)
        ok = te_url_encode(path, out);
    else if (ok)
        ok = add_targets(base_target, path, out);
    return ok || take_back(out, before);
}

/* Appends a path without its "." and ".." (RFC 3986, 5.2.4), encoded. */
static bool add_without_dots(te_slice path, te_buf *out) {
    size_t start = out->length;
    while (path.length > 0) {
        path = te_slice_from(path, 1); /* the '/' before each segment */
        te_slice segment = te_slice_to(path, te_slice_find(path, '/'));
        path = te_slice_from(path, segment.length);
        bool is_up = te_slice_equal(segment, te_slice_of(".."));
        bool is_here = te_slice_equal(segment, te_slice_of("."));
        if (is_up) {
            while (out->length > start && out->data[out->length - 1] != '/')
                out->length--;
            if (out->length > start) out->length--;
        }
        if ((is_up || is_here) && path.length > 0) continue;
        if (!te_buf_addc(out, '/')) return false;
        if (!is_up && !is_here && !te_url_encode(segment, out)) return false;
    }
    return out->length > start || te_buf_addc(out, '/');
}

/* A relative path takes the place of what follows the base's last '/'. */
static bool add_merged(te_slice base_path, te_slice path, te_buf *out) {
    te_buf merged = TE_BUF_INIT;
    size_t folder = base_path.length;
    while (folder > 0 && base_path.data[folder - 1] != '/')
        folder--;
    bool ok = te_buf_add(&merged, base_path.data, folder) &&
              te_buf_add(&merged, path.data, path.length) &&
              add_without_dots((te_slice){merged.data, merged.length}, out);
    te_buf_free(&merged);
    return ok;
}

/* Appends the target that a reference without scheme and authority means. */
static bool add_target(const te_url *base, te_slice reference, te_buf *out) {
    te_slice base_path =
        te_slice_to(base->target, te_slice_find(base->target, '?'));
    if (reference.length == 0) return te_url_encode(base->target, out);
    size_t path_end = te_slice_find(reference, '?');
    te_slice path = te_slice_to(reference, path_end);
    bool ok;
    if (path.length == 0)
        ok = te_url_encode(base_path, out);
    else if (path.data[0] == '/')
        ok = add_without_dots(path, out);
    else
        ok = add_merged(base_path, path, out);
    return ok && te_url_encode(te_slice_from(reference, path_end), out);
}

static bool add_resolved(const te_url *base, te_slice location, te_buf *out) {
    te_slice authority = base->authority, rest = location;
    bool is_https;
    bool has_authority = take_scheme(&rest, &is_https);
    if (!has_authority) {
        is_https = base->is_https;
        has_authority = te_slice_starts(rest, "//");
        if (has_authority) rest = te_slice_from(rest, 2);
    }
    if (has_authority) {
        size_t n = find_any(rest, ends_of_authority);
        authority = te_slice_to(rest, n);
        rest = te_slice_from(rest, n);
    }
    if (!te_buf_adds(out, is_https ? "https://" : "http://") ||
        !te_buf_add(out, authority.data, authority.length))
        return false;
    if (!has_authority) return add_target(base, rest, out);
    te_url root = {.target = te_slice_of("/")};
    return add_target(&root, rest, out);
}

bool te_url_resolve(const te_url *base, te_slice location, te_buf *out,
                    te_error *err) {
    size_t before = out->length;
    te_url resolved;
    location = without_fragment(te_slice_trim(location));
    if (scheme_length(location) > 0 && head_length(location) == 0)
        return fail_scheme(location, err);
    if (!add_resolved(base, location, out)) {
        te_fail_as(err, TE_ERROR_SYSTEM, "url: no memory");
        return take_back(out, before);
    }
    if (te_url_parse(out->data + before, out->length - before, &resolved, err))
        return true;
    return take_back(out, before);
}

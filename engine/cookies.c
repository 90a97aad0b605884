/* cookies.c - see cookies.h.
 *
 * The jar is an array of cookies in the order in which a header lists them,
 * each one block of memory with its text behind it. A Set-Cookie header goes
 * through three steps: parse() reads what it says, admit() decides by where
 * it came from what that means, put() makes room and files it. */
#include "cookies.h"

#include "cookie_date.h"
#include <libpsl.h>
#include <stdlib.h>

struct te_cookies {
    te_cookie **cookies; /* longest path first, then the oldest */
    size_t count;
    size_t capacity;
    uint64_t created; /* cookies ever taken in */
    uint64_t changes;
};

te_cookies *te_cookies_new(void) { return calloc(1, sizeof(te_cookies)); }

void te_cookies_free(te_cookies *jar) {
    if (jar == NULL) return;
    te_cookies_clear(jar);
    free(jar->cookies);
    free(jar);
}

static void drop(te_cookies *jar, size_t i) {
    free(jar->cookies[i]);
    jar->changes++;
    jar->count--;
    for (; i < jar->count; i++)
        jar->cookies[i] = jar->cookies[i + 1];
}

void te_cookies_clear(te_cookies *jar) {
    while (jar->count > 0)
        drop(jar, jar->count - 1);
}

size_t te_cookies_count(const te_cookies *jar) {
    return jar == NULL ? 0 : jar->count;
}

uint64_t te_cookies_changes(const te_cookies *jar) { return jar->changes; }

const te_cookie *te_cookies_at(const te_cookies *jar, size_t i) {
    return jar->cookies[i];
}

/* --- what matches what ------------------------------------------------- */

/* IPv6, or a last label that begins with a digit, as no top domain does:
 * addresses have no domains above them. */
static bool is_address(te_slice host) {
    if (te_slice_find(host, ':') < host.length) return true;
    size_t last = host.length;
    while (last > 0 && host.data[last - 1] != '.')
        last--;
    return last < host.length && host.data[last] >= '0' &&
           host.data[last] <= '9';
}

static bool is_below(te_slice host, te_slice domain) {
    if (host.length <= domain.length) return false;
    size_t above = host.length - domain.length;
    return host.data[above - 1] == '.' &&
           te_slice_alike(te_slice_from(host, above), domain) &&
           !is_address(host);
}

static bool host_fits(const te_cookie *c, te_slice host) {
    return te_slice_alike(host, c->domain) ||
           (!c->host_only && is_below(host, c->domain));
}

static te_slice path_of(te_slice target) {
    te_slice path = te_slice_to(target, te_slice_find(target, '?'));
    return te_slice_starts(path, "/") ? path : te_slice_of("/");
}

static bool path_fits(te_slice cookie_path, te_slice path) {
    size_t n = cookie_path.length;
    if (path.length < n || memcmp(path.data, cookie_path.data, n) != 0)
        return false;
    return path.length == n || cookie_path.data[n - 1] == '/' ||
           path.data[n] == '/';
}

/* Up to, but not including, the last '/'; at least "/". */
static te_slice default_path(te_slice path) {
    size_t n = path.length;
    while (n > 1 && path.data[n - 1] != '/')
        n--;
    return te_slice_to(path, n > 1 ? n - 1 : 1);
}

static bool is_expired(const te_cookie *c, int64_t now_s) {
    return c->expires_s != TE_COOKIE_SESSION && c->expires_s <= now_s;
}

/* --- what comes out ---------------------------------------------------- */

static bool append(te_buf *out, const te_cookie *c, bool is_first) {
    return (is_first || te_buf_adds(out, "; ")) &&
           te_buf_add(out, c->name.data, c->name.length) &&
           te_buf_addc(out, '=') &&
           te_buf_add(out, c->value.data, c->value.length);
}

bool te_cookies_header(const te_cookies *jar, te_slice host, te_slice path,
                       bool is_https, int64_t now_s, te_buf *out) {
    if (jar == NULL || jar->count == 0) return true;
    size_t before = out->length;
    path = path_of(path);
    for (size_t i = 0; i < jar->count; i++) {
        const te_cookie *c = jar->cookies[i];
        if (!host_fits(c, host) || !path_fits(c->path, path) ||
            (c->secure && !is_https) || is_expired(c, now_s))
            continue;
        if (append(out, c, out->length == before)) continue;
        out->length = before;
        if (out->data != NULL) out->data[before] = '\0';
        return false;
    }
    return true;
}

te_cookies_reach te_cookies_reach_of(const te_cookies *jar, te_slice host,
                                     int64_t now_s) {
    te_cookies_reach reach = {INT64_MAX, true};
    for (size_t i = 0; i < jar->count; i++) {
        const te_cookie *c = jar->cookies[i];
        if (!host_fits(c, host) || is_expired(c, now_s)) continue;
        if (c->expires_s < reach.until_s) reach.until_s = c->expires_s;
        if (c->path.length > 1) reach.any_path = false;
    }
    return reach;
}

const te_cookie *te_cookies_get(const te_cookies *jar, te_slice host,
                                te_slice name, int64_t now_s) {
    for (size_t i = 0; i < te_cookies_count(jar); i++) {
        const te_cookie *c = jar->cookies[i];
        if (te_slice_equal(c->name, name) && host_fits(c, host) &&
            !is_expired(c, now_s))
            return c;
    }
    return NULL;
}

size_t te_cookies_remove(te_cookies *jar, te_slice host, te_slice name) {
    size_t removed = 0;
    for (size_t i = jar->count; i-- > 0;) {
        const te_cookie *c = jar->cookies[i];
        if (!te_slice_equal(c->name, name) || !host_fits(c, host)) continue;
        drop(jar, i);
        removed++;
    }
    return removed;
}

void te_cookies_clear_host(te_cookies *jar, te_slice host) {
    for (size_t i = jar->count; i-- > 0;) {
        if (host_fits(jar->cookies[i], host)) drop(jar, i);
    }
}

/* --- filing ------------------------------------------------------------ */

static te_slice copy(char **at, te_slice text) {
    te_slice there = {*at, text.length};
    if (text.length > 0) memcpy(*at, text.data, text.length);
    *at += text.length;
    return there;
}

static te_cookie *clone(const te_cookie *c) {
    te_cookie *made = malloc(sizeof *made + c->name.length + c->value.length +
                             c->domain.length + c->path.length);
    if (made == NULL) return NULL;
    char *text = (char *)(made + 1);
    *made = *c;
    made->name = copy(&text, c->name);
    made->value = copy(&text, c->value);
    made->path = copy(&text, c->path);
    made->domain = copy(&text, c->domain);
    for (char *d = text - c->domain.length; d < text; d++)
        if (*d >= 'A' && *d <= 'Z') *d = (char)(*d + ('a' - 'A'));
    return made;
}

/* Two cookies of one kind never stand side by side: the later replaces the
 * earlier. Its place in the jar, or the count when there is none. */
static size_t find_same(const te_cookies *jar, const te_cookie *c) {
    size_t i = 0;
    while (i < jar->count &&
           !(te_slice_equal(jar->cookies[i]->name, c->name) &&
             te_slice_alike(jar->cookies[i]->domain, c->domain) &&
             te_slice_equal(jar->cookies[i]->path, c->path) &&
             jar->cookies[i]->host_only == c->host_only))
        i++;
    return i;
}

/* Whether the cookie counts for the limit of `domain` (NULL: of the jar). */
static bool counts_for(const te_cookie *c, const te_slice *domain) {
    return domain == NULL || te_slice_alike(c->domain, *domain);
}

static size_t count_for(const te_cookies *jar, const te_slice *domain) {
    size_t count = 0;
    for (size_t i = 0; i < jar->count; i++)
        count += counts_for(jar->cookies[i], domain);
    return count;
}

/* Makes them fewer than `most`: the expired go, then, if need be, the oldest.
 */
static void make_room(te_cookies *jar, const te_slice *domain, size_t most,
                      int64_t now_s) {
    if (count_for(jar, domain) < most) return;
    for (size_t i = jar->count; i-- > 0;)
        if (counts_for(jar->cookies[i], domain) &&
            is_expired(jar->cookies[i], now_s))
            drop(jar, i);
    if (count_for(jar, domain) < most) return;
    size_t oldest = jar->count;
    for (size_t i = 0; i < jar->count; i++)
        if (counts_for(jar->cookies[i], domain) &&
            (oldest == jar->count ||
             jar->cookies[i]->created < jar->cookies[oldest]->created))
            oldest = i;
    drop(jar, oldest);
}

static bool reserve(te_cookies *jar) {
    if (jar->count < jar->capacity) return true;
    size_t capacity = jar->capacity == 0 ? 4 : 2 * jar->capacity;
    te_cookie **cookies = realloc(jar->cookies, capacity * sizeof *cookies);
    if (cookies == NULL) return false;
    jar->cookies = cookies;
    jar->capacity = capacity;
    return true;
}

static void insert(te_cookies *jar, te_cookie *c) {
    size_t i = jar->count++;
    for (; i > 0 && jar->cookies[i - 1]->path.length < c->path.length; i--)
        jar->cookies[i] = jar->cookies[i - 1];
    jar->cookies[i] = c;
}

/* Files a copy of *c. One of its kind makes place and leaves its age. */
static bool put(te_cookies *jar, const te_cookie *c, int64_t now_s) {
    te_cookie *made = clone(c);
    if (made == NULL) return false;
    jar->changes++;
    size_t same = find_same(jar, c);
    if (same < jar->count) {
        made->created = jar->cookies[same]->created;
        free(jar->cookies[same]);
        jar->cookies[same] = made;
        return true;
    }
    make_room(jar, &c->domain, TE_COOKIES_PER_DOMAIN, now_s);
    make_room(jar, NULL, TE_COOKIES_MAX, now_s);
    if (!reserve(jar)) {
        free(made);
        return false;
    }
    made->created = jar->created++;
    insert(jar, made);
    return true;
}

bool te_cookies_set(te_cookies *jar, te_slice host, te_slice name,
                    te_slice value) {
    if (name.length == 0 || name.length + value.length > TE_COOKIE_MAX_BYTES)
        return false;
    for (size_t i = 0; i < name.length; i++) {
        unsigned char c = (unsigned char)name.data[i];
        if (c <= ' ' || c == 0x7f || c == '=' || c == ';') return false;
    }
    for (size_t i = 0; i < value.length; i++) {
        unsigned char c = (unsigned char)value.data[i];
        if (c < ' ' || c == 0x7f || c == ';') return false;
    }
    te_cookie c = {.name = name,
                   .value = value,
                   .domain = host,
                   .path = te_slice_of("/"),
                   .expires_s = TE_COOKIE_SESSION,
                   .host_only = true};
    return put(jar, &c, INT64_MIN);
}

/* --- what comes in ----------------------------------------------------- */

/* What a Set-Cookie header says. */
typedef struct said {
    te_slice name, value;
    te_slice domain, path; /* empty: not said */
    int64_t expires_s;
    bool has_max_age; /* which beats Expires, wherever it stands */
    bool secure, http_only;
} said;

/* Takes "name=value" off the front of *rest, up to the next ';'. False when
 * there was no '='. */
static bool take_pair(te_slice *rest, te_slice *name, te_slice *value) {
    size_t end = te_slice_find(*rest, ';');
    te_slice pair = te_slice_to(*rest, end);
    *rest = te_slice_from(*rest, end < rest->length ? end + 1 : end);
    size_t equals = te_slice_find(pair, '=');
    *name = te_slice_trim(te_slice_to(pair, equals));
    *value = (te_slice){NULL, 0};
    if (equals == pair.length) return false;
    *value = te_slice_trim(te_slice_from(pair, equals + 1));
    return true;
}

/* Seconds from now; what does not fit ends with time itself. */
static bool read_max_age(te_slice text, int64_t now_s, int64_t *expires_s) {
    bool is_negative = te_slice_starts(text, "-");
    if (is_negative) text = te_slice_from(text, 1);
    int64_t seconds = 0, most = INT64_MAX - 1 - (now_s > 0 ? now_s : 0);
    for (size_t i = 0; i < text.length; i++) {
        int digit = text.data[i] - '0';
        if (digit < 0 || digit > 9) return false;
        seconds = seconds > (most - digit) / 10 ? most : seconds * 10 + digit;
    }
    if (text.length == 0) return false;
    *expires_s = is_negative || seconds == 0 ? INT64_MIN : now_s + seconds;
    return true;
}

static void read_attribute(said *s, te_slice name, te_slice value,
                           int64_t now_s) {
    int64_t expires_s;
    if (te_slice_alike(name, te_slice_of("Secure"))) {
        s->secure = true;
    } else if (te_slice_alike(name, te_slice_of("HttpOnly"))) {
        s->http_only = true;
    } else if (te_slice_alike(name, te_slice_of("Path"))) {
        s->path = te_slice_starts(value, "/") ? value : (te_slice){NULL, 0};
    } else if (te_slice_alike(name, te_slice_of("Domain"))) {
        if (value.length > 0)
            s->domain = te_slice_from(value, value.data[0] == '.');
    } else if (te_slice_alike(name, te_slice_of("Max-Age"))) {
        if (!read_max_age(value, now_s, &expires_s)) return;
        s->expires_s = expires_s;
        s->has_max_age = true;
    } else if (te_slice_alike(name, te_slice_of("Expires"))) {
        if (!s->has_max_age && te_cookie_date_parse(value, &expires_s))
            s->expires_s = expires_s;
    }
}

static bool has_control(te_slice text) {
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if ((c < ' ' && c != '\t') || c == 0x7f) return true;
    }
    return false;
}

static bool parse(te_slice text, int64_t now_s, said *s) {
    *s = (said){.expires_s = TE_COOKIE_SESSION};
    if (has_control(text)) return false;
    if (!take_pair(&text, &s->name, &s->value) || s->name.length == 0 ||
        s->name.length + s->value.length > TE_COOKIE_MAX_BYTES)
        return false;
    while (text.length > 0) {
        te_slice name, value;
        take_pair(&text, &name, &value);
        read_attribute(s, name, value, now_s);
    }
    return true;
}

/* Whether nobody owns the whole of this domain. */
static bool is_public(te_slice domain) {
    enum { LONGEST = 255 }; /* what DNS allows */
    char name[LONGEST + 1];
    if (domain.length > LONGEST) return true;
    for (size_t i = 0; i < domain.length; i++) {
        char c = domain.data[i];
        name[i] = c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
        if ((unsigned char)c >= 0x80) return true; /* hosts are ASCII here */
    }
    name[domain.length] = '\0';
    const psl_ctx_t *list = psl_builtin(); /* read-only, one per process */
    return list == NULL || psl_is_public_suffix(list, name);
}

static bool prefix_is(const said *s, const char *prefix) {
    size_t n = strlen(prefix);
    return s->name.length >= n && strncasecmp(s->name.data, prefix, n) == 0;
}

/* What a name begins with may promise where the cookie came from. */
static bool keeps_its_promise(const said *s, const te_cookie *c) {
    if (prefix_is(s, "__Secure-")) return c->secure;
    if (prefix_is(s, "__Host-"))
        return c->secure && c->host_only && s->domain.length == 0 &&
               te_slice_equal(s->path, te_slice_of("/"));
    return true;
}

/* Plain http must not hide a cookie that https set. */
static bool shadows_secure(const te_cookies *jar, const te_cookie *c,
                           int64_t now_s) {
    for (size_t i = 0; i < jar->count; i++) {
        const te_cookie *held = jar->cookies[i];
        if (held->secure && !is_expired(held, now_s) &&
            te_slice_equal(held->name, c->name) &&
            (host_fits(held, c->domain) || host_fits(c, held->domain)) &&
            path_fits(held->path, c->path))
            return true;
    }
    return false;
}

/* Turns what was said into the cookie that it is, coming from there. */
static bool admit(const te_cookies *jar, const said *s, te_slice host,
                  te_slice path, bool is_https, int64_t now_s, te_cookie *c) {
    *c = (te_cookie){.name = s->name,
                     .value = s->value,
                     .domain = host,
                     .path = s->path.length ? s->path : default_path(path),
                     .expires_s = s->expires_s,
                     .host_only = true,
                     .secure = s->secure,
                     .http_only = s->http_only};
    if (host.length == 0 || c->path.length > TE_COOKIE_MAX_PATH_BYTES ||
        has_control(c->path))
        return false;
    if (s->domain.length > 0) {
        bool is_own = te_slice_alike(host, s->domain);
        if (!is_own && !is_below(host, s->domain)) return false;
        bool alone = is_own && (is_address(host) || is_public(s->domain));
        if (!is_own && is_public(s->domain)) return false;
        c->domain = s->domain;
        c->host_only = alone;
    }
    if (!is_https && (c->secure || shadows_secure(jar, c, now_s))) return false;
    return keeps_its_promise(s, c);
}

bool te_cookies_store(te_cookies *jar, te_slice host, te_slice path,
                      bool is_https, te_slice set_cookie, int64_t now_s) {
    said s;
    te_cookie c;
    if (!parse(set_cookie, now_s, &s) ||
        !admit(jar, &s, host, path_of(path), is_https, now_s, &c))
        return false;
    if (!is_expired(&c, now_s)) return put(jar, &c, now_s);
    size_t same = find_same(jar, &c);
    if (same < jar->count) drop(jar, same);
    return false;
}

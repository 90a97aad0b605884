/* route.c - see route.h. */
#include "route.h"

static const char ellipsis[] = "\xe2\x80\xa6";
enum { ELLIPSIS_BYTES = sizeof ellipsis - 1 };

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool is_hex(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_uuid(te_slice part) {
    if (part.length != 36) return false;
    for (size_t i = 0; i < part.length; i++) {
        bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (is_dash ? part.data[i] != '-' : !is_hex(part.data[i])) return false;
    }
    return true;
}

static bool is_identifier(te_slice part) {
    size_t digits = 0, hex = 0;
    for (size_t i = 0; i < part.length; i++) {
        digits += is_digit(part.data[i]);
        hex += is_hex(part.data[i]);
    }
    if (digits > 0 && digits == part.length) return true;
    if (digits > 0 && hex == part.length && hex >= 8) return true;
    return is_uuid(part);
}

/* A name under way: counts on past its end, so that it knows it was cut. */
typedef struct name {
    char text[TE_ROUTE_MAX_BYTES];
    size_t length;
} name;

static void add(name *n, te_slice text) {
    for (size_t i = 0; i < text.length; i++, n->length++) {
        unsigned char c = (unsigned char)text.data[i];
        if (n->length < sizeof n->text)
            n->text[n->length] = c < ' ' || c == 0x7f ? '?' : (char)c;
    }
}

/* Makes room for the ellipsis where a character begins. */
static void cut(name *n) {
    size_t end = TE_ROUTE_MAX_BYTES - ELLIPSIS_BYTES;
    while (end > 0 && ((unsigned char)n->text[end] & 0xc0) == 0x80)
        end--;
    memcpy(n->text + end, ellipsis, ELLIPSIS_BYTES);
    n->length = end + ELLIPSIS_BYTES;
}

bool te_route_name(te_slice method, te_slice target, te_buf *out) {
    name n = {.length = 0};
    te_slice path = te_slice_to(target, te_slice_find(target, '?'));
    add(&n, method);
    add(&n, te_slice_of(" "));
    while (path.length > 0 && n.length <= sizeof n.text) {
        te_slice part = te_slice_to(path, te_slice_find(path, '/'));
        path = te_slice_from(path, part.length);
        add(&n, is_identifier(part) ? te_slice_of("{id}") : part);
        if (path.length == 0) break;
        add(&n, te_slice_of("/"));
        path = te_slice_from(path, 1);
    }
    if (n.length > sizeof n.text) cut(&n);
    return te_buf_add(out, n.text, n.length);
}

/* html.c - see html.h. */
#include "html.h"

#include <stdint.h>

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_one_of(te_slice name, const char *const *names) {
    for (; *names != NULL; names++) {
        if (te_slice_alike(name, te_slice_of(*names))) return true;
    }
    return false;
}

static void skip(te_slice *s, size_t n) { *s = te_slice_from(*s, n); }

/* Takes off and returns all up to the first byte that `stop` is true of. */
static te_slice take_until(te_slice *s, bool (*stop)(char)) {
    size_t n = 0;
    while (n < s->length && !stop(s->data[n]))
        n++;
    te_slice taken = te_slice_to(*s, n);
    skip(s, n);
    return taken;
}

/* ---- What is passed over ---- */

/* Behind the next '>', or at the end. */
static void skip_past_close(te_slice *s) {
    size_t n = te_slice_find(*s, '>');
    skip(s, n < s->length ? n + 1 : n);
}

/* s begins with "<!--". It ends at "-->", whose dashes may be those of its
 * beginning, or at "--!>". */
static void skip_comment(te_slice *s) {
    enum { BEGIN = 4 };
    size_t at = BEGIN;
    while (at < s->length) {
        at += te_slice_find(te_slice_from(*s, at), '>');
        if (at == s->length) break;
        const char *before = s->data + at;
        if (memcmp(before - 2, "--", 2) == 0 ||
            (at >= BEGIN + 3 && memcmp(before - 3, "--!", 3) == 0))
            break;
        at++;
    }
    skip(s, at < s->length ? at + 1 : at);
}

static bool ends_name(char c) { return is_blank(c) || c == '/' || c == '>'; }

/* Up to "</tag", or to the end. */
static void skip_text_of(te_slice *s, te_slice tag) {
    for (;;) {
        skip(s, te_slice_find(*s, '<'));
        if (s->length < tag.length + 3) {
            skip(s, s->length);
            return;
        }
        if (s->data[1] == '/' &&
            te_slice_alike(te_slice_to(te_slice_from(*s, 2), tag.length),
                           tag) &&
            ends_name(s->data[tag.length + 2]))
            return;
        skip(s, 1);
    }
}

/* ---- Tags ---- */

/* Goes to the next tag that begins something; false at the end. */
static bool find_tag(te_html *h) {
    te_slice *rest = &h->rest;
    for (;;) {
        skip(rest, te_slice_find(*rest, '<'));
        if (rest->length < 2) return false;
        char c = rest->data[1];
        if (te_slice_starts(*rest, "<!--"))
            skip_comment(rest);
        else if (c == '!' || c == '?' || c == '/')
            skip_past_close(rest);
        else if (!is_letter(c))
            skip(rest, 1);
        else {
            skip(rest, 1);
            h->tag = take_until(rest, ends_name);
            h->seen = 0;
            return true;
        }
    }
}

/* At the '>' of the tag. */
static void end_tag(te_html *h) {
    static const char *const texts[] = {"script", "style",  "textarea", "title",
                                        "xmp",    "iframe", NULL};
    skip(&h->rest, 1);
    if (is_one_of(h->tag, texts)) skip_text_of(&h->rest, h->tag);
    h->tag.length = 0;
}

static bool ends_attribute(char c) { return ends_name(c) || c == '='; }

static bool ends_unquoted(char c) { return is_blank(c) || c == '>'; }

static bool is_no_blank(char c) { return !is_blank(c); }

static bool is_no_gap(char c) { return !is_blank(c) && c != '/'; }

/* Takes the value behind a '=': false where the page ends within it. */
static bool take_value(te_slice *s, te_slice *value) {
    take_until(s, is_no_blank);
    if (s->length == 0) return false;
    char quote = s->data[0];
    if (quote != '"' && quote != '\'') {
        *value = take_until(s, ends_unquoted);
        return s->length > 0;
    }
    skip(s, 1);
    size_t n = te_slice_find(*s, quote);
    if (n == s->length) return false;
    *value = te_slice_to(*s, n);
    skip(s, n + 1);
    return true;
}

/* Takes an attribute: its name and, where it has one, its value. */
static bool take_attribute(te_slice *s, te_slice *name, te_slice *value) {
    const char *begin = s->data;
    if (s->data[0] == '=') skip(s, 1); /* as a name it may begin so */
    te_slice tail = take_until(s, ends_attribute);
    *name = (te_slice){begin, (size_t)(tail.data + tail.length - begin)};
    *value = (te_slice){NULL, 0};
    take_until(s, is_no_blank);
    if (s->length == 0) return false;
    if (s->data[0] != '=') return true;
    skip(s, 1);
    return take_value(s, value);
}

/* The bit of an attribute that holds a link; 0 of others. */
static unsigned link_bit(te_slice name) {
    static const char *const names[] = {"href", "src", "action"};
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
        if (te_slice_alike(name, te_slice_of(names[i]))) return 1U << i;
    }
    return 0;
}

te_html te_html_begin(te_slice page) { return (te_html){.rest = page}; }

bool te_html_next(te_html *h, te_html_link *link) {
    te_slice name, value;
    for (;;) {
        if (h->tag.length == 0 && !find_tag(h)) return false;
        take_until(&h->rest, is_no_gap);
        if (h->rest.length == 0) return false;
        if (h->rest.data[0] == '>') {
            end_tag(h);
            continue;
        }
        if (!take_attribute(&h->rest, &name, &value)) {
            skip(&h->rest, h->rest.length);
            return false;
        }
        unsigned bit = link_bit(name);
        if (bit == 0 || (h->seen & bit) != 0) continue;
        h->seen |= bit;
        *link = (te_html_link){h->tag, value};
        return true;
    }
}

/* ---- Values ---- */

/* Appends a character in UTF-8; what is none becomes U+FFFD. */
static bool add_character(uint32_t c, te_buf *out) {
    if (c == 0 || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) c = 0xfffd;
    if (c < 0x80) return te_buf_addc(out, (char)c);
    char bytes[4];
    size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char first[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = n - 1; i > 0; i--, c >>= 6)
        bytes[i] = (char)(0x80 | (c & 0x3f));
    bytes[0] = (char)(first[n] | c);
    return te_buf_add(out, bytes, n);
}

/* The number in "#38" or "#x26"; whether it is one. Too large is none. */
static bool read_number(te_slice text, uint32_t *number) {
    bool is_hex = text.length > 1 && (text.data[1] | 0x20) == 'x';
    size_t i = is_hex ? 2 : 1;
    if (i == text.length) return false;
    for (*number = 0; i < text.length; i++) {
        char c = text.data[i], low = (char)(c | 0x20);
        uint32_t digit;
        if (c >= '0' && c <= '9')
            digit = (uint32_t)(c - '0');
        else if (is_hex && low >= 'a' && low <= 'f')
            digit = (uint32_t)(low - 'a') + 10;
        else
            return false;
        if (*number > 0x10ffff) continue; /* it is none already */
        *number = *number * (is_hex ? 16 : 10) + digit;
    }
    return true;
}

/* The length of the reference that s begins with, and what it means; 0 where
 * it is but an ampersand. */
static size_t read_reference(te_slice s, uint32_t *character) {
    static const struct {
        const char *name;
        char character;
    } known[] = {
        {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
    enum { LONGEST = 12 }; /* "&#x10ffff;" and some zeros */
    size_t room = s.length < LONGEST ? s.length : LONGEST;
    size_t end = te_slice_find(te_slice_to(s, room), ';');
    if (end == room || end < 2) return 0;
    te_slice text = te_slice_from(te_slice_to(s, end), 1);
    if (text.data[0] == '#') return read_number(text, character) ? end + 1 : 0;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (!te_slice_equal(text, te_slice_of(known[i].name))) continue;
        *character = (uint32_t)known[i].character;
        return end + 1;
    }
    return 0;
}

static te_slice trim(te_slice s) {
    take_until(&s, is_no_blank);
    while (s.length > 0 && is_blank(s.data[s.length - 1]))
        s.length--;
    return s;
}

bool te_html_url(te_slice value, te_buf *out) {
    value = trim(value);
    for (size_t i = 0; i < value.length;) {
        char c = value.data[i];
        uint32_t character = 0;
        size_t length =
            c == '&' ? read_reference(te_slice_from(value, i), &character) : 0;
        i += length > 0 ? length : 1;
        if (length > 0 ? !add_character(character, out)
                       : (c == ' ' || !is_blank(c)) && !te_buf_addc(out, c))
            return false;
    }
    return true;
}

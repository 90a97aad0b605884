/* json_scan.c - see json_scan.h. */
#include "json_scan.h"

#include <string.h>

te_json_scan te_json_scan_of(te_slice text) {
    return (te_json_scan){text.data, text.data + text.length, 0, false};
}

static bool bad(te_json_scan *scan) {
    scan->is_bad = true;
    return false;
}

char te_json_peek(te_json_scan *scan) {
    if (scan->is_bad) return '\0';
    while (scan->at < scan->end && (*scan->at == ' ' || *scan->at == '\n' ||
                                    *scan->at == '\r' || *scan->at == '\t'))
        scan->at++;
    return scan->at < scan->end ? *scan->at : '\0';
}

static bool take(te_json_scan *scan, char c) {
    if (scan->at == scan->end || *scan->at != c) return false;
    scan->at++;
    return true;
}

/* ---- Values without others in them ---- */

static bool skip_word(te_json_scan *scan, const char *word) {
    while (*word != '\0')
        if (!take(scan, *word++)) return bad(scan);
    return true;
}

static bool skip_digits(te_json_scan *scan) {
    const char *from = scan->at;
    while (scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9')
        scan->at++;
    return scan->at > from || bad(scan);
}

static bool skip_number(te_json_scan *scan) {
    take(scan, '-');
    if (!take(scan, '0') && !skip_digits(scan)) return false;
    if (take(scan, '.') && !skip_digits(scan)) return false;
    if (!take(scan, 'e') && !take(scan, 'E')) return true;
    if (!take(scan, '-')) take(scan, '+');
    return skip_digits(scan);
}

static bool is_hex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
           (c >= 'A' && c <= 'F');
}

/* Behind the backslash. */
static bool skip_escape(te_json_scan *scan) {
    char c = scan->at < scan->end ? *scan->at : '\0';
    if (c == '\0' || strchr("\"\\/bfnrtu", c) == NULL) return bad(scan);
    scan->at++;
    for (int i = 0; c == 'u' && i < 4; i++, scan->at++)
        if (scan->at == scan->end || !is_hex(*scan->at)) return bad(scan);
    return true;
}

static bool skip_string(te_json_scan *scan) {
    scan->at++;
    while (scan->at < scan->end && (unsigned char)*scan->at >= ' ') {
        char c = *scan->at++;
        if (c == '"') return true;
        if (c == '\\' && !skip_escape(scan)) return false;
    }
    return bad(scan);
}

/* ---- Objects and arrays ---- */

bool te_json_begin(te_json_scan *scan, char open, te_json_list *list) {
    if (te_json_peek(scan) != open || scan->is_bad) return false;
    if (scan->depth == TE_JSON_MAX_DEPTH) return bad(scan);
    scan->depth++;
    scan->at++;
    *list = (te_json_list){scan, open == '{' ? '}' : ']', false};
    return true;
}

bool te_json_next_item(te_json_list *list) {
    te_json_scan *scan = list->scan;
    char c = te_json_peek(scan);
    if (scan->is_bad) return false;
    if (c == list->close) {
        scan->at++;
        scan->depth--;
        return false;
    }
    if (list->began && !take(scan, ',')) return bad(scan);
    list->began = true;
    return true;
}

bool te_json_next_member(te_json_list *list, te_slice *key) {
    te_json_scan *scan = list->scan;
    if (!te_json_next_item(list)) return false;
    if (te_json_peek(scan) != '"') return bad(scan);
    const char *from = scan->at + 1;
    if (!skip_string(scan)) return false;
    *key = (te_slice){from, (size_t)(scan->at - 1 - from)};
    te_json_peek(scan);
    return take(scan, ':') || bad(scan);
}

static bool skip_list(te_json_scan *scan, char open) {
    te_json_list list;
    te_slice key;
    if (!te_json_begin(scan, open, &list)) return false;
    while (open == '{' ? te_json_next_member(&list, &key)
                       : te_json_next_item(&list))
        te_json_skip(scan);
    return !scan->is_bad;
}

bool te_json_skip(te_json_scan *scan) {
    char c = te_json_peek(scan);
    switch (c) {
    case '{':
    case '[':
        return skip_list(scan, c);
    case '"':
        return skip_string(scan);
    case 't':
        return skip_word(scan, "true");
    case 'f':
        return skip_word(scan, "false");
    case 'n':
        return skip_word(scan, "null");
    default:
        return scan->is_bad ? false : skip_number(scan);
    }
}

bool te_json_ended(te_json_scan *scan) {
    te_json_peek(scan);
    return !scan->is_bad && scan->at == scan->end;
}

/* json_scan.h - JSON text looked through where it stands; nothing is built.
 *
 *     te_json_scan scan = te_json_scan_of(text);
 *     te_json_list list;
 *     te_slice key;
 *     if (te_json_begin(&scan, '{', &list))
 *         while (te_json_next_member(&list, &key))
 *             te_json_skip(&scan);
 *     bool good = te_json_ended(&scan);
 *
 * By RFC 8259, but that bytes in strings need not be UTF-8 and that keys may
 * come twice. What is malformed stops the scan where it is noticed (`at`):
 * from then on every call returns false. */
#ifndef TE_JSON_SCAN_H
#define TE_JSON_SCAN_H

#include "tengine_module.h"
#include <stdbool.h>
#include <stddef.h>

enum { TE_JSON_MAX_DEPTH = 256 }; /* deeper nesting is taken for damage */

typedef struct te_json_scan {
    const char *at, *end;
    unsigned depth; /* lists and objects that are open */
    bool is_bad;
} te_json_scan;

/* An object or array that is being gone through. */
typedef struct te_json_list {
    te_json_scan *scan;
    char close; /* what ends it */
    bool began;
} te_json_list;

te_json_scan te_json_scan_of(te_slice text);

/* Goes to the next value and says what it begins with; NUL at the end. */
char te_json_peek(te_json_scan *scan);

/* Goes behind the value, whatever it is. */
bool te_json_skip(te_json_scan *scan);

/* Enters the object or array that comes next; false where it is none. */
bool te_json_begin(te_json_scan *scan, char open, te_json_list *list);

/* Goes to its next item, which is then skipped or entered; false at its end,
 * behind which the scan then stands. A key is as it is written. */
bool te_json_next_item(te_json_list *list);
bool te_json_next_member(te_json_list *list, te_slice *key);

/* Whether all was well, and only white space is left. */
bool te_json_ended(te_json_scan *scan);

#endif

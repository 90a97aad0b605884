/* tags.h - what sets the series of one metric apart, as text.
 *
 * "method:GET,name:home": "key:value" joined by ',' in ascending order of
 * key, so that the same tags are always the same text. ',' ':' and control
 * characters in what is added become '_' (in keys '{' and '}' as well), so
 * that tags always parse. */
#ifndef TE_TAGS_H
#define TE_TAGS_H

#include "slice.h"
#include <stdbool.h>
#include <stddef.h>

/* What a series has: the engine's own tags and the author's. */
enum { TE_TAGS_BYTES = 1024 };
/* What the author's may take: those of a scenario, and beside them those of a
 * session and a request together. */
enum { TE_TAGS_OWN_BYTES = 256 };

/* Puts "key:value" among the tags in `out` ("" at first), at its place in the
 * order of keys. A value that doesn't fit is cut short (between UTF-8
 * characters); a tag with no room for its key is left out. */
void te_tags_add(char *out, size_t size, const char *key, const char *value);

/* The same for the name of a request, a scenario or a check, cut to
 * TE_TAGS_NAME_BYTES: these have room beside the author's tags and leave some
 * for the engine's own, so that the tag is the same whatever stands beside it.
 * `out` holds TE_TAGS_BYTES. */
enum { TE_TAGS_NAME_BYTES = 400 };
void te_tags_add_name(char *out, const char *key, const char *name);

/* Adds every tag of `over`; where both have a key, the value of `over` takes
 * the place of the other. */
void te_tags_merge(char *out, size_t size, const char *over);

/* One tag after another: cuts the next one off the front of *rest, which is
 * all of them at first. False when none is left. */
bool te_tags_next(te_slice *rest, te_slice *key, te_slice *value);

/* Where the value of a key starts in `tags`, and how long it is; or NULL. */
const char *te_tags_find(const char *tags, const char *key, size_t *length);

#endif

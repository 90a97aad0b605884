/* mask.h - headers and URLs as they may be shown: secrets replaced by ***,
 * control characters made visible.
 *
 * Whatever prints a request or a response passes through here. In doubt a
 * value is hidden: a masked `sort_key` is a nuisance, a shown `api_key` an
 * accident. A name is secret when one of its words (split at '-', '_', other
 * punctuation and inCamelCase) is `key`, `auth`, `sid`, ... or contains
 * `token`, `secret`, `password`, `signature`, ... in any case.
 *
 * Each call appends to `out`, on one line and as te_text_clean() has it;
 * false without memory. What was appended by then is masked too. */
#ifndef TE_MASK_H
#define TE_MASK_H

#include "buf.h"
#include <stdbool.h>

/* A header as one line without its end:
 *
 *     Authorization: Bearer ***       a known scheme's name is kept
 *     Auth-Token: ***                 as every header with a secret name
 *     Cookie: session=***; theme=***  names are kept
 *     Set-Cookie: id=***; Path=/; HttpOnly
 *     Location: https://s3/xul?X-Amz-Signature=***
 *
 * Values of all other headers are shown as te_mask_url() shows them. */
bool te_mask_header(const char *name, const char *value, te_buf *out);

/* Whether a header or parameter of this name holds a secret. */
bool te_mask_is_secret(const char *name, size_t length);

/* A URL, or any text with URLs in it. User and password become *** and so
 * does the value of each query (or fragment) parameter with a secret name: in
 * `https://me:pw@host/a?token=7&page=2` the `me:pw` and the `7`; also where
 * the parameters are percent-encoded, as part of another's value. */
bool te_mask_url(const char *url, te_buf *out);

#endif

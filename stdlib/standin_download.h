/* standin_download.h - answers symbol downloads, as Tecken does, and the
 * storage that they lead to.
 *
 *     GET|HEAD /[try/]FILE/ID/NAME      302 to the storage, or 404
 *     GET|HEAD /BUCKET/v1/FILE/ID/NAME  the stored file, gzipped
 *
 * A code id of fewer than 33 digits is answered by a redirect to the debug
 * file it belongs to. Keys of the store are found whatever their names hold;
 * of all others, those which can be no symbol get the JSON 404. */
#ifndef TE_STANDIN_DOWNLOAD_H
#define TE_STANDIN_DOWNLOAD_H

#include "standin_answer.h"
#include "standin_symbols.h"

/* Answers a path that no other service took. `host` is where the storage is
 * to be found, "127.0.0.1:8000". */
void te_standin_download(te_standin_symbols *symbols, const char *host,
                         const te_standin_request *r, te_standin_answer *a);

/* Whether the target lies in a bucket, and the answer if so. PUT stores. */
bool te_standin_is_storage(const char *target);
void te_standin_storage(te_standin_symbols *symbols,
                        const te_standin_request *r, te_standin_answer *a);

/* {"error": "Not Found", "path": ...} for a path that is none of ours. */
void te_standin_no_such_path(const te_standin_request *r, te_standin_answer *a);

/* The JSON 405; `allowed` is such as "GET, HEAD". */
void te_standin_bad_method(const te_standin_request *r, const char *allowed,
                           te_standin_answer *a);

/* Whether a name may be part of a symbol's path. */
bool te_standin_is_symbol_name(const char *name, size_t length);

#endif

/* standin_upload.h - takes symbol uploads, as Tecken does.
 *
 *     POST /upload/            a zip as multipart/form-data
 *     POST /upload/v2/         {"files": [...]}: what to do with each
 *     POST /upload/auth_info/  what a token may do
 *
 * Of a zip only the directory is read; its files are in the store from then
 * on. A token is whatever has the shape of one: 32 hexadecimal digits, and
 * after a `-` a comment. */
#ifndef TE_STANDIN_UPLOAD_H
#define TE_STANDIN_UPLOAD_H

#include "standin_answer.h"
#include "standin_symbols.h"

/* Answers a path that begins with /upload/. `host` is where the files of
 * version 2 are to be put; `id` is the upload's number. */
void te_standin_upload(te_standin_symbols *symbols, const char *host,
                       uint64_t id, const te_standin_request *r,
                       te_standin_answer *a);

/* Whether the token is one that the service knows. */
bool te_standin_is_token(const char *token);

#endif

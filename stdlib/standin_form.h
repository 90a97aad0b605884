/* standin_form.h - multipart/form-data and the directory of a zip, read where
 * they lie in memory. Nothing is copied; every length is checked. */
#ifndef TE_STANDIN_FORM_H
#define TE_STANDIN_FORM_H

#include "tengine_module.h"
#include <stdint.h>

typedef struct te_standin_part {
    te_slice name, filename, data;
} te_standin_part;

typedef struct te_standin_form {
    const char *at, *end;
    te_slice boundary;
} te_standin_form;

/* False when the Content-Type (NULL is fine) is no multipart/form-data. */
bool te_standin_form_open(te_standin_form *form, const char *content_type,
                          const char *body, size_t length);

/* The next part, false after the last. */
bool te_standin_form_next(te_standin_form *form, te_standin_part *part);

typedef struct te_standin_zip {
    const unsigned char *bytes;
    size_t length;
    size_t at;      /* of the next entry in the directory */
    size_t entries; /* still to come */
} te_standin_zip;

typedef struct te_standin_member {
    te_slice name;
    uint64_t bytes; /* uncompressed */
} te_standin_member;

/* False when it is no zip file. */
bool te_standin_zip_open(te_standin_zip *zip, const void *bytes, size_t length);

/* 1 with the next member, 0 after the last, -1 when the directory is
 * broken. */
int te_standin_zip_next(te_standin_zip *zip, te_standin_member *member);

#endif

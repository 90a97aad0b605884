/* sigv4.h - AWS Signature Version 4, as a server of S3 checks it: from its
 * description alone (docs.aws.amazon.com, "Authenticating Requests"), with
 * nothing of the client under test.
 *
 * Whoever signs knows the secret of its access key. A temporary key comes with
 * a token, which is signed like any other x-amz- header. */
#ifndef ORIGIN_SIGV4_H
#define ORIGIN_SIGV4_H

#include "request.h"

/* What S3 answers to a request that it does not let in. */
typedef struct sigv4_refusal {
    int status;       /* 0: it is let in */
    const char *code; /* "SignatureDoesNotMatch" */
    te_buf message;
} sigv4_refusal;

typedef struct sigv4_key {
    const char *id, *secret;
    const char *token; /* NULL: it is a lasting one */
} sigv4_key;

/* Whether the request was signed for `region` and the service s3, with one of
 * the keys (ended by an id of NULL), not long ago. Free the message. */
sigv4_refusal sigv4_check(const request *r, const sigv4_key *keys,
                          const char *region);

/* Appends s as a URI has it: all but letters, digits and -._~ as %XX, and
 * unless `with_slash` the slash as it is. */
void sigv4_encode(te_buf *b, slice s, bool with_slash);

#endif

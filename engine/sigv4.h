/* sigv4.h - a request made ready to be signed with AWS Signature Version 4.
 *
 * libcurl signs, but what it signs is the address as it stands, and S3 signs
 * what the address means: every byte but letters, digits and -._~ encoded,
 * parameters in the order of their names. So that both agree the address is
 * written like that here. S3 also wants a header with the hash of the body,
 * which libcurl 7.88 does not send. */
#ifndef TE_SIGV4_H
#define TE_SIGV4_H

#include "exchange.h"

/* Writes the URL anew and adds X-Amz-Content-Sha256 (of what is sent, or
 * UNSIGNED-PAYLOAD where that comes out of files) and, to a body without one, a
 * Content-Type. False and err without memory, and where a header has no value:
 * libcurl 7.88 signs those wrong. */
bool te_sigv4_prepare(te_http_request *request, te_error *err);

#endif

/* http_error.c - see http_error.h. */
#include "http_error.h"

const char *te_http_error_name(te_http_error error) {
    static const char *const names[] = {
        [TE_HTTP_OK] = "ok",
        [TE_HTTP_DNS] = "dns",
        [TE_HTTP_CONNECT] = "connect",
        [TE_HTTP_TLS] = "tls",
        [TE_HTTP_TIMEOUT] = "timeout",
        [TE_HTTP_CLOSED] = "closed",
        [TE_HTTP_TRUNCATED] = "truncated",
        [TE_HTTP_BAD_LENGTH] = "bad_length",
        [TE_HTTP_BAD_CHUNK] = "bad_chunk",
        [TE_HTTP_BARE_CR] = "bare_cr",
        [TE_HTTP_NUL] = "nul",
        [TE_HTTP_EXTRA_BYTES] = "extra_bytes",
        [TE_HTTP_HEADER_FLOOD] = "header_flood",
        [TE_HTTP_BAD_ENCODING] = "bad_encoding",
        [TE_HTTP_PROTOCOL] = "protocol",
        [TE_HTTP_TOO_LARGE] = "too_large",
        [TE_HTTP_REDIRECT] = "redirect",
        [TE_HTTP_LOCAL] = "local",
        [TE_HTTP_CANCELLED] = "cancelled",
    };
    return names[error];
}

const char *te_http_error_text(te_http_error error) {
    static const char *const texts[TE_HTTP_CANCELLED + 1] = {
        [TE_HTTP_CLOSED] = "the connection ended before an answer came",
        [TE_HTTP_TRUNCATED] = "the connection ended within the answer",
        [TE_HTTP_BAD_LENGTH] = "contradicting or malformed Content-Length",
        [TE_HTTP_BAD_CHUNK] = "a malformed chunk",
        [TE_HTTP_BARE_CR] = "a CR within a header field",
        [TE_HTTP_NUL] = "a NUL within a header field",
        [TE_HTTP_EXTRA_BYTES] = "more came than the answer",
    };
    return texts[error];
}

/* session.h - what a user is to a server: connections and cookies of its own,
 * and the defaults of its requests.
 *
 * A te_call is one request as a scenario sees it: it may take several
 * exchanges when redirects are followed or a server asks for a Digest, each
 * counted by itself. The jar's cookies are sent and kept; credentials never
 * follow to another origin. */
#ifndef TE_SESSION_H
#define TE_SESSION_H

#include "cookies.h"
#include "http.h"
#include "logins.h"
#include <stdio.h>

typedef struct te_session te_session;
typedef struct te_call te_call;

/* Which statuses are no failure: one bit for each of 0 .. 639. */
typedef struct te_expect {
    uint64_t bits[10];
} te_expect;

extern const te_expect TE_EXPECT_DEFAULT; /* below 400 */
void te_expect_add(te_expect *expect, int first, int last);
bool te_expect_has(const te_expect *expect, int status);

/* Defaults of a session; a call starts with a copy. */
typedef struct te_session_options {
    te_headers headers;
    te_buf tags;         /* the author's, as tags.h has them; "" is none */
    te_buf login;        /* for a Digest: user, NUL, password; "" is none */
    te_buf signing;      /* of SigV4: see exchange.h; "" is none */
    uint64_t timeout_ns; /* of each exchange; 0: none */
    uint64_t connect_timeout_ns; /* 0: timeout_ns only */
    size_t max_body_bytes;
    bool discard_body;
    bool no_reuse;   /* a connection of its own for each exchange */
    bool compressed; /* gzip and deflate are asked for, and decoded */
    bool follow;     /* redirects, up to TE_REDIRECTS_MAX of them */
    te_expect expect;
} te_session_options;

#define TE_REDIRECTS_MAX 10
#define TE_TIMEOUT_NS (30 * TE_NS_PER_S)
#define TE_BODY_MAX_BYTES ((size_t)64 << 20)

/* `trace` (or NULL): where requests and responses are shown, secrets masked.
 * NULL without memory. */
te_session *te_session_new(te_http *http, FILE *trace);
/* Closes the connections. What is under way is cancelled, and nobody is told;
 * NULL is fine. */
void te_session_free(te_session *session);
/* The same, but who waits for a call is told that it was cancelled: the
 * session is gone once all of them have given their calls back. */
void te_session_end(te_session *session);

/* The base that paths are joined to; "" is none. False: no http(s) URL. */
bool te_session_set_base(te_session *session, const char *url, te_error *err);
const char *te_session_base(const te_session *session);
te_session_options *te_session_options_of(te_session *session);
te_cookies *te_session_cookies(te_session *session);
/* Of its connections; to be set before its first request. */
te_connection_policy *te_session_policy(te_session *session);

struct te_call {
    te_session *session;
    te_session_options options;
    te_body body;
    te_buf name;            /* empty: the method and the folded path */
    uint32_t worker;        /* for whom it acts, */
    const char *doing;      /* and in what: see exchange.h */
    const char *under_tags; /* of whom it acts for (borrowed, or NULL): those
                               of the options come on top */
    te_buf tags;            /* all of them, where the options have some */
    te_exchange *exchange;  /* from the start on: the last one */
    unsigned hops;
    uint64_t cnonce;    /* for the answer to a Digest, if one is asked for */
    bool has_renewed;   /* this hop was sent again, with an answer */
    bool brings_cookie; /* a Cookie of its own, not the jar's */
    bool is_under_way;
    void (*on_done)(te_call *call);
    void *arg;
    te_call *previous, *next; /* of the session's calls */
};

/* The session's next call, with its defaults, headers included, to be filled
 * in and started; NULL without memory. Until it has been started it stays the
 * session's and is the one handed out next: nobody need give it back. */
te_call *te_call_draft(te_session *session);

/* Starts it. `path` is joined to the base. False and err when method, path or
 * headers cannot be sent: it is still a draft. */
bool te_call_start(te_call *call, const char *method, te_slice path,
                   uint64_t intended_ns, te_error *err);
/* Releases one that was started; cancelled when it is under way. */
void te_call_give_back(te_call *call);
/* Whether the status that came was expected. */
bool te_call_is_expected(const te_call *call);

#endif

/* connection_policy.h - how long a session keeps a connection, what it speaks
 * on it, and who it says it is. */
#ifndef TE_CONNECTION_POLICY_H
#define TE_CONNECTION_POLICY_H

#include <stdbool.h>
#include <stdint.h>

typedef enum {
    TE_HTTP_1_1,
    TE_HTTP_2,                 /* where TLS agrees on it, else 1.1 */
    TE_HTTP_2_PRIOR_KNOWLEDGE, /* at once, without TLS as well */
} te_http_version;

/* Zeroed: kept for ever, HTTP/1.1, nobody in particular. The texts are
 * owned; files are PEM. */
typedef struct te_connection_policy {
    uint64_t max_age_ns;   /* older ones take no further request; 0: any age */
    uint32_t max_requests; /* on each of them; 0: any number */
    te_http_version version;
    char *cert, *key, *key_password; /* the client's certificate; or NULL */
    char *ca; /* trust these instead of the system's; or NULL */
} te_connection_policy;

void te_connection_policy_free(te_connection_policy *policy);

/* Whether a connection that was opened then and has had so many requests must
 * not take another one. */
bool te_connection_policy_is_over(const te_connection_policy *policy,
                                  uint64_t opened_ns, uint32_t requests,
                                  uint64_t now_ns);

#endif

/* connection_policy.c - see connection_policy.h. */
#include "connection_policy.h"

#include <stdlib.h>

void te_connection_policy_free(te_connection_policy *p) {
    free(p->cert);
    free(p->key);
    free(p->key_password);
    free(p->ca);
    *p = (te_connection_policy){0};
}

bool te_connection_policy_is_over(const te_connection_policy *p,
                                  uint64_t opened_ns, uint32_t requests,
                                  uint64_t now_ns) {
    uint64_t age_ns = now_ns > opened_ns ? now_ns - opened_ns : 0;
    return (p->max_requests > 0 && requests >= p->max_requests) ||
           (p->max_age_ns > 0 && age_ns >= p->max_age_ns);
}

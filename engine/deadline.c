/* deadline.c - see deadline.h. */
#include "deadline.h"

#include "text.h"

#include <stdio.h>

static uint64_t later(uint64_t from_ns, uint64_t limit_ns) {
    return limit_ns > 0 ? from_ns + limit_ns : UINT64_MAX;
}

te_deadline te_deadline_of(const te_exchange *x, uint64_t begun_ns,
                           bool is_connected) {
    const te_http_request *request = &x->request;
    te_deadline all = {later(x->started_ns, request->timeout_ns),
                       request->timeout_ns};
    te_deadline connecting = {later(begun_ns, request->connect_timeout_ns),
                              request->connect_timeout_ns};
    return !is_connected && connecting.due_ns < all.due_ns ? connecting : all;
}

void te_deadline_miss(te_exchange *x, te_deadline deadline, bool is_connected) {
    te_http_response *response = &x->response;
    response->error = TE_HTTP_TIMEOUT;
    snprintf(response->message, sizeof response->message, "no %s within %s",
             !is_connected           ? "connection"
             : response->status == 0 ? "answer"
                                     : "complete answer",
             te_text_duration(deadline.limit_ns).s);
}

/* curl_policy.h - a connection policy as options of a curl easy handle. */
#ifndef TE_CURL_POLICY_H
#define TE_CURL_POLICY_H

#include "connection_policy.h"

#include <curl/curl.h>

/* Whom it trusts, and who it says it is. */
void te_curl_policy_trust(CURL *easy, const te_connection_policy *policy);
/* What it speaks. */
void te_curl_policy_speak(CURL *easy, const te_connection_policy *policy);
/* Whether this libcurl can use such a connection for one request only. */
bool te_curl_policy_needs_fresh(const te_connection_policy *policy);

/* Whether what libcurl says went wrong is that the other side refused us. */
bool te_curl_policy_is_alert(const char *message);
/* What is said when the connection was closed before libcurl had read that. */
#define TE_CURL_POLICY_REFUSED                                                 \
    "the connection was closed at the end of the handshake; the server may "   \
    "want another certificate"

#endif

/* curl_policy.c - see curl_policy.h. */
#include "curl_policy.h"

#include <string.h>

void te_curl_policy_trust(CURL *easy, const te_connection_policy *policy) {
    if (policy->ca != NULL) {
        curl_easy_setopt(easy, CURLOPT_CAINFO, policy->ca);
        curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
    }
    if (policy->cert == NULL) return;
    curl_easy_setopt(easy, CURLOPT_SSLCERT, policy->cert);
    curl_easy_setopt(easy, CURLOPT_SSLKEY, policy->key);
    curl_easy_setopt(easy, CURLOPT_KEYPASSWD, policy->key_password);
}

/* Requests that are under way at once share a connection with HTTP/2: they
 * wait for one that is being opened. */
void te_curl_policy_speak(CURL *easy, const te_connection_policy *policy) {
    static const long versions[] = {
        [TE_HTTP_1_1] = CURL_HTTP_VERSION_1_1,
        [TE_HTTP_2] = CURL_HTTP_VERSION_2TLS,
        [TE_HTTP_2_PRIOR_KNOWLEDGE] = CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE,
    };
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, versions[policy->version]);
    if (policy->version != TE_HTTP_1_1)
        curl_easy_setopt(easy, CURLOPT_PIPEWAIT, 1L);
}

/* 7.88 fails on the second request with prior knowledge: "Error in the HTTP2
 * framing layer" (curl issue 10634, mended in 8.0). */
bool te_curl_policy_needs_fresh(const te_connection_policy *policy) {
    unsigned number = curl_version_info(CURLVERSION_NOW)->version_num;
    return policy->version == TE_HTTP_2_PRIOR_KNOWLEDGE && number >= 0x075800 &&
           number < 0x080000;
}

bool te_curl_policy_is_alert(const char *message) {
    return strstr(message, " alert ") != NULL;
}

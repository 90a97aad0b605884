/* curl_opening.c - see curl_opening.h. */
#include "curl_opening.h"

#include "clock.h"
#include "outgoing.h"

static uint64_t info_ns(CURL *easy, CURLINFO which) {
    curl_off_t us = 0;
    curl_easy_getinfo(easy, which, &us);
    return us > 0 ? (uint64_t)us * TE_NS_PER_US : 0;
}

static uint64_t since(uint64_t later, uint64_t earlier) {
    return later > earlier ? later - earlier : 0;
}

void te_curl_opening_times(CURL *easy, uint64_t *connect_ns, uint64_t *tls_ns) {
    uint64_t named = info_ns(easy, CURLINFO_NAMELOOKUP_TIME_T);
    uint64_t connected = info_ns(easy, CURLINFO_CONNECT_TIME_T);
    uint64_t secured = info_ns(easy, CURLINFO_APPCONNECT_TIME_T);
    *connect_ns = since(connected, named);
    *tls_ns = since(secured, connected);
}

static int find_errno(CURL *easy, int socket_errno) {
    long code = 0;
    curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &code);
    return code != 0 ? (int)code : socket_errno;
}

te_http_error te_curl_opening_error(CURL *easy, int socket_errno) {
    return te_outgoing_error(find_errno(easy, socket_errno));
}

const char *te_curl_opening_reason(CURL *easy, int socket_errno) {
    int code = find_errno(easy, socket_errno);
    return code != 0 ? te_outgoing_reason(code) : NULL;
}

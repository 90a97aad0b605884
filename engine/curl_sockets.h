/* curl_sockets.h - the sockets of a curl multi handle on our loop.
 *
 * libcurl says which direction it waits for and changes its mind twice per
 * request. Each socket is watched once, edge-triggered, in both directions;
 * what becomes ready while libcurl does not ask is remembered, so that in
 * steady state a request makes no epoll_ctl at all.
 *
 * A socket on which something arrives while no request is under way (the end
 * of the connection, or bytes nobody asked for) is `stale`: the next request
 * must not use it. */
#ifndef TE_CURL_SOCKETS_H
#define TE_CURL_SOCKETS_H

#include "loop.h"
#include "outgoing.h"
#include <curl/curl.h>

typedef struct te_curl_sockets te_curl_sockets;

/* after_action is called whenever libcurl was given something to do. */
te_curl_sockets *te_curl_sockets_new(te_loop *loop, CURLM *multi,
                                     void (*after_action)(void *arg),
                                     void *arg);
void te_curl_sockets_free(te_curl_sockets *sockets);

/* For CURLMOPT_SOCKETFUNCTION (with CURLMOPT_SOCKETDATA) and
 * CURLOPT_CLOSESOCKETFUNCTION (with CURLOPT_CLOSESOCKETDATA). */
int te_curl_on_socket(CURL *easy, curl_socket_t fd, int what, void *sockets,
                      void *unused);
int te_curl_on_close(void *sockets, curl_socket_t fd);

/* A socket for CURLOPT_OPENSOCKETFUNCTION, or CURL_SOCKET_BAD with errno. */
curl_socket_t te_curl_sockets_open(te_curl_sockets *sockets,
                                   te_outgoing *outgoing,
                                   const struct curl_sockaddr *address);

/* Leaves the socket, which stays open, to somebody else. */
void te_curl_sockets_release(te_curl_sockets *sockets, curl_socket_t fd);

/* A transfer on this socket has ended and it is kept open; CURL_SOCKET_BAD is
 * fine. */
void te_curl_sockets_idle(te_curl_sockets *sockets, curl_socket_t fd);

/* What is known of a connection that a request is about to go out on. */
typedef struct te_curl_socket_use {
    bool is_stale;      /* it must not be used */
    uint32_t requests;  /* that it has had, with this one */
    uint64_t opened_ns; /* by the loop's clock */
} te_curl_socket_use;

/* Counts a request on the connection between these ports. (Which socket it
 * goes out on, libcurl does not say.) */
te_curl_socket_use te_curl_sockets_use(te_curl_sockets *sockets, int local_port,
                                       int remote_port);

#endif

/* control_socket.h - a Unix socket at a path, for its owner alone: made by who
 * listens, found by who asks. */
#ifndef TE_CONTROL_SOCKET_H
#define TE_CONTROL_SOCKET_H

#include "error.h"
#include <stdbool.h>
#include <sys/stat.h>

typedef struct te_control_socket {
    int fd;           /* -1: closed */
    char path[108];   /* as long as the kernel takes them */
    struct stat made; /* which file there is ours */
} te_control_socket;

/* Listens there, with mode 0600 from the first moment on, without blocking.
 * What a run that is dead has left behind is replaced; a socket where somebody
 * listens, and what is no socket, is not. False and err. */
bool te_control_socket_listen(te_control_socket *s, const char *path,
                              te_error *err);
/* Removes the file, unless it is somebody else's by now. */
void te_control_socket_close(te_control_socket *s);

/* Connected, blocking for so many seconds at most in each call; -1 and err. */
int te_control_socket_connect(const char *path, int patience_s, te_error *err);

#endif

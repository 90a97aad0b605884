/* control_socket.c - see control_socket.h. */
#include "control_socket.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 16 };

static bool set_address(struct sockaddr_un *address, const char *path,
                        te_error *err) {
    size_t length = strlen(path), most = sizeof address->sun_path - 1;
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    if (length == 0) return te_fail(err, "control: the path is empty");
    if (length > most)
        return te_fail(err,
                       "control: %.200s: the path has %zu bytes, and that of a "
                       "socket at most %zu",
                       path, length, most);
    memcpy(address->sun_path, path, length + 1);
    return true;
}

/* Whether somebody takes connections there; a queue that is full is somebody
 * as well. */
static bool is_alive(const struct sockaddr_un *address) {
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return true;
    bool is_dead =
        connect(fd, (const struct sockaddr *)address, sizeof *address) != 0 &&
        (errno == ECONNREFUSED || errno == ENOENT);
    close(fd);
    return !is_dead;
}

static bool make_room(const struct sockaddr_un *address, te_error *err) {
    struct stat there;
    const char *path = address->sun_path;
    if (lstat(path, &there) != 0) return true; /* bind() says what is wrong */
    if (!S_ISSOCK(there.st_mode))
        return te_fail(err, "control: %s: there is a file, and it is no socket",
                       path);
    if (is_alive(address))
        return te_fail(err, "control: %s: another run listens there", path);
    return unlink(path) == 0 ||
           te_fail(err, "control: %s: %s", path, strerror(errno));
}

/* The file gets the mode that the socket has when it is bound: unlike the
 * process's umask that is nobody else's matter. */
static bool bind_there(te_control_socket *s, const struct sockaddr_un *address,
                       te_error *err) {
    if (fchmod(s->fd, 0600) == 0 &&
        bind(s->fd, (const struct sockaddr *)address, sizeof *address) == 0) {
        memcpy(s->path, address->sun_path, sizeof s->path);
        if (lstat(s->path, &s->made) == 0 && listen(s->fd, BACKLOG) == 0)
            return true;
    }
    return te_fail(err, "control: %s: %s", address->sun_path, strerror(errno));
}

bool te_control_socket_listen(te_control_socket *s, const char *path,
                              te_error *err) {
    struct sockaddr_un address;
    *s = (te_control_socket){.fd = -1};
    if (!set_address(&address, path, err) || !make_room(&address, err))
        return false;
    s->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (s->fd < 0)
        return te_fail_as(err, TE_ERROR_SYSTEM, "control: %s", strerror(errno));
    if (bind_there(s, &address, err)) return true;
    te_control_socket_close(s);
    return false;
}

void te_control_socket_close(te_control_socket *s) {
    struct stat there;
    if (s->fd < 0) return;
    if (s->path[0] != '\0' && lstat(s->path, &there) == 0 &&
        there.st_dev == s->made.st_dev && there.st_ino == s->made.st_ino)
        unlink(s->path);
    close(s->fd);
    s->fd = -1;
}

int te_control_socket_connect(const char *path, int patience_s, te_error *err) {
    struct sockaddr_un address;
    struct timeval patience = {.tv_sec = patience_s};
    if (!set_address(&address, path, err)) return -1;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 &&
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) ==
            0 &&
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) ==
            0 &&
        connect(fd, (const struct sockaddr *)&address, sizeof address) == 0)
        return fd;
    struct stat there;
    int code = errno;
    bool is_socket = lstat(path, &there) != 0 || S_ISSOCK(there.st_mode);
    const char *why = code == ECONNREFUSED && !is_socket ? "it is no socket"
                      : code == ECONNREFUSED
                          ? "nobody listens there: its run has ended"
                      : code == EAGAIN ? "no answer in time"
                      : code == ENOENT ? "there is no such socket"
                                       : strerror(code);
    te_fail(err, "control: %s: %s", path, why);
    if (fd >= 0) close(fd);
    return -1;
}

/* unnamed.c - see unnamed.h. */
#include "unnamed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int te_unnamed_open(void) {
    const char *folder = getenv("TMPDIR");
    if (folder == NULL || *folder == '\0') folder = "/tmp";
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0) return fd;
    /* Not every file system has O_TMPFILE. */
    char name[4096];
    if (strlen(folder) > sizeof name - 32) return -1;
    strcpy(name, folder);
    strcat(name, "/tengine-XXXXXX");
    fd = mkostemp(name, O_CLOEXEC);
    if (fd >= 0) unlink(name);
    return fd;
}

bool te_unnamed_write(int fd, const void *bytes, size_t length) {
    const char *from = bytes;
    while (length > 0) {
        ssize_t written = write(fd, from, length);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        from += written;
        length -= (size_t)written;
    }
    return true;
}

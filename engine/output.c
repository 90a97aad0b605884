/* output.c - see output.h. */
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct te_output {
    FILE *file;
    char *path; /* as it was asked for, for messages */
    /* What it is written as, and what it becomes; NULL: it is written as it
     * is. */
    char *part, *name;
};

static bool fail(const te_output *o, te_error *err) {
    return te_fail_as(err, TE_ERROR_OUTPUT, "cannot write '%s': %s", o->path,
                      strerror(errno));
}

/* The file's own permissions, or those of any new file. */
static mode_t mode_of(const struct stat *info) {
    if (info != NULL) return info->st_mode & 0777;
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

/* ".NAME.XXXXXX" beside the file: whoever takes all files of the folder passes
 * over one that is not complete. NULL without memory. */
static char *part_of(const char *name) {
    const char *slash = strrchr(name, '/');
    int folder = slash != NULL ? (int)(slash + 1 - name) : 0;
    char *part;
    return asprintf(&part, "%.*s.%s.XXXXXX", folder, name, name + folder) < 0
               ? NULL
               : part;
}

/* Opens the part. `info` is NULL where there is no file of the name. */
static bool open_part(te_output *o, const struct stat *info) {
    char resolved[PATH_MAX];
    /* Where the name is a link, the file behind it is what is replaced. */
    bool is_there = info != NULL && realpath(o->path, resolved) != NULL;
    if (is_there && access(resolved, W_OK) != 0) return false;
    o->name = strdup(is_there ? resolved : o->path);
    o->part = o->name != NULL ? part_of(o->name) : NULL;
    if (o->part == NULL) return false;
    int fd = mkostemp(o->part, O_CLOEXEC);
    if (fd < 0) {
        free(o->part);
        o->part = NULL; /* there is nothing to take away */
        return false;
    }
    o->file = fdopen(fd, "w");
    if (o->file == NULL) close(fd);
    return o->file != NULL && fchmod(fd, mode_of(info)) == 0;
}

te_output *te_output_open(const char *path, te_error *err) {
    te_output *o = calloc(1, sizeof *o);
    if (o == NULL || (o->path = strdup(path)) == NULL) {
        free(o);
        te_fail_as(err, TE_ERROR_SYSTEM, "%s: no memory", path);
        return NULL;
    }
    struct stat info;
    bool is_there = stat(path, &info) == 0;
    bool ok = is_there || errno == ENOENT;
    if (ok && (!is_there || S_ISREG(info.st_mode)))
        ok = open_part(o, is_there ? &info : NULL);
    else if (ok)
        ok = (o->file = fopen(path, "we")) != NULL;
    if (ok) return o;
    fail(o, err);
    te_output_discard(o);
    return NULL;
}

FILE *te_output_file(te_output *output) { return output->file; }

static void free_output(te_output *o) {
    free(o->part);
    free(o->name);
    free(o->path);
    free(o);
}

/* To the disk before it takes the name: a machine that stops in between must
 * not leave an empty file there. */
static bool complete(te_output *o) {
    bool ok = fflush(o->file) == 0 && !ferror(o->file);
    if (ok && o->part != NULL) ok = fsync(fileno(o->file)) == 0;
    if (fclose(o->file) != 0) ok = false;
    o->file = NULL;
    if (ok && o->part != NULL) ok = rename(o->part, o->name) == 0;
    return ok;
}

bool te_output_commit(te_output *o, te_error *err) {
    errno = 0;
    if (complete(o)) {
        free_output(o);
        return true;
    }
    if (errno == 0) errno = EIO; /* an earlier write failed */
    fail(o, err);
    te_output_discard(o);
    return false;
}

void te_output_discard(te_output *o) {
    if (o == NULL) return;
    if (o->file != NULL) fclose(o->file);
    if (o->part != NULL) unlink(o->part);
    free_output(o);
}

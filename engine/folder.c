/* folder.c - see folder.h. */
#include "folder.h"

#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- Finding files ---- */

static int by_name(const FTSENT **a, const FTSENT **b) {
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

static bool is_hidden(const FTSENT *entry) {
    return entry->fts_level > 0 && entry->fts_name[0] == '.';
}

/* Takes what the walk has come to. */
static bool take(FTS *walk, FTSENT *entry, te_buf *paths, te_error *err) {
    switch (entry->fts_info) {
    case FTS_D:
        if (is_hidden(entry)) fts_set(walk, entry, FTS_SKIP);
        return true;
    case FTS_F:
        if (is_hidden(entry)) return true;
        return te_buf_add(paths, entry->fts_path, entry->fts_pathlen + 1u) ||
               te_fail_as(err, TE_ERROR_SYSTEM, "%s: no memory",
                          entry->fts_path);
    case FTS_DNR:
    case FTS_ERR:
    case FTS_NS:
        return te_fail(err, "%s: %s", entry->fts_path,
                       strerror(entry->fts_errno));
    default:
        return entry->fts_level > 0 || entry->fts_info == FTS_DP ||
               te_fail(err, "%s: neither a file nor a folder", entry->fts_path);
    }
}

bool te_folder_find(const char *path, te_buf *paths, te_error *err) {
    char *roots[] = {strdup(path), NULL};
    FTS *walk = NULL;
    if (roots[0] != NULL)
        walk = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, by_name);
    bool ok = walk != NULL || te_fail(err, "%s: %s", path, strerror(errno));
    FTSENT *entry;
    while (ok && (errno = 0, entry = fts_read(walk)) != NULL)
        ok = take(walk, entry, paths, err);
    if (ok && errno != 0) ok = te_fail(err, "%s: %s", path, strerror(errno));
    if (walk != NULL) fts_close(walk);
    free(roots[0]);
    return ok;
}

/* ---- Making folders ---- */

static bool is_folder(const char *path) {
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static bool make(const char *path, mode_t mode) {
    if (mkdir(path, mode) == 0) return true;
    int reason = errno;
    bool is_there = reason == EEXIST && is_folder(path);
    errno = is_there ? 0 : reason == EEXIST ? ENOTDIR : reason;
    return is_there;
}

bool te_folder_make(const char *path, mode_t mode, te_error *err) {
    char *part = strdup(path);
    if (part == NULL)
        return te_fail_as(err, TE_ERROR_SYSTEM, "%s: no memory", path);
    bool ok = true;
    char *slash = part;
    while (ok && (slash = strchr(slash + 1, '/')) != NULL) {
        *slash = '\0';
        ok = make(part, mode);
        *slash = '/';
    }
    ok = ok && make(part, mode);
    free(part);
    return ok || te_fail_as(err, TE_ERROR_OUTPUT, "cannot make '%s': %s", path,
                            strerror(errno));
}

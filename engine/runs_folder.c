/* runs_folder.c - see runs_folder.h. */
#include "runs_folder.h"

#include "clock.h"
#include "folder.h"
#include "journal_file.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SUFFIX ".tlog"
enum { LABEL_BYTES = 40 };

/* ---- A new one ---- */

/* The scenario's name as it may stand in a file name. */
static void add_label(te_buf *path, const char *scenario_path) {
    const char *slash = strrchr(scenario_path, '/');
    const char *name = slash != NULL ? slash + 1 : scenario_path;
    const char *dot = strrchr(name, '.');
    size_t length =
        dot != NULL && dot > name ? (size_t)(dot - name) : strlen(name);
    if (length > LABEL_BYTES) length = LABEL_BYTES;
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)name[i];
        te_buf_addc(path, isalnum(c) || c == '_' ? (char)c : '-');
    }
}

bool te_runs_folder_new(const char *folder, uint64_t started_at_unix_ns,
                        const char *scenario_path, te_buf *path,
                        te_error *err) {
    if (folder[0] == '\0')
        return te_fail_as(err, TE_ERROR_OUTPUT,
                          "no home folder is known (HOME): --journal FILE says "
                          "where");
    if (!te_folder_make(folder, 0700, err)) return false;
    char moment[32];
    time_t seconds = (time_t)(started_at_unix_ns / TE_NS_PER_S);
    struct tm utc;
    gmtime_r(&seconds, &utc);
    strftime(moment, sizeof moment, "%Y%m%d-%H%M%S", &utc);
    te_buf_addf(path, "%s/%s.%03u-", folder, moment,
                (unsigned)(started_at_unix_ns % TE_NS_PER_S / TE_NS_PER_MS));
    add_label(path, scenario_path);
    return te_buf_addf(path, "-%ld" SUFFIX, (long)getpid()) ||
           te_fail_as(err, TE_ERROR_SYSTEM, "%s: no memory", folder);
}

/* ---- Those that are there ---- */

static int is_journal(const struct dirent *entry) {
    size_t length = strlen(entry->d_name), suffix = sizeof SUFFIX - 1;
    return entry->d_name[0] != '.' && length > suffix &&
           strcmp(entry->d_name + length - suffix, SUFFIX) == 0;
}

static int by_name(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void free_names(struct dirent **names, int count) {
    for (int i = 0; i < count; i++)
        free(names[i]);
    free(names);
}

/* Its writer has it locked. */
static bool is_written(int folder_fd, const char *name) {
    int fd = openat(folder_fd, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return false;
    bool held = flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    close(fd);
    return held;
}

void te_runs_folder_prune(const char *folder) {
    struct dirent **names;
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int count = fd >= 0 ? scandirat(fd, ".", &names, is_journal, by_name) : -1;
    for (int i = 0; i < count - TE_RUNS_KEPT; i++)
        if (!is_written(fd, names[i]->d_name))
            unlinkat(fd, names[i]->d_name, 0);
    if (count >= 0) free_names(names, count);
    if (fd >= 0) close(fd);
}

/* Others may have left something there, or a disk that is full. */
static bool begins_as_journal(const char *path) {
    struct stat info;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return false;
    bool is_one = fstat(fd, &info) == 0 && info.st_size > 0 &&
                  te_line_file_is_ours(fd, &te_journal_line_kind);
    close(fd);
    return is_one;
}

/* Appends the path of the last one that is; false where none is. */
static bool take_last(const char *folder, struct dirent **names, int count,
                      te_buf *path) {
    size_t before = path->length;
    while (count-- > 0) {
        path->length = before;
        if (te_buf_addf(path, "%s/%s", folder, names[count]->d_name) &&
            begins_as_journal(te_buf_str(path)))
            return true;
    }
    return false;
}

bool te_runs_folder_last(const char *folder, te_buf *path, te_error *err) {
    struct dirent **names = NULL;
    int count = scandir(folder, &names, is_journal, by_name);
    if (count < 0 && errno != ENOENT)
        return te_fail(err, "cannot read '%s': %s", folder, strerror(errno));
    bool ok = take_last(folder, names, count, path) ||
              te_fail(err,
                      "no run is recorded in '%s': those of more than 10 s "
                      "are, and what --journal FILE names",
                      folder);
    if (count >= 0) free_names(names, count);
    return ok;
}

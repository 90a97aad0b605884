/* command_merge.c - tengine merge: the journals of several processes as one. */
#include "command.h"

#include "journal_file.h"
#include "merge.h"
#include "option_reader.h"
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct merge {
    te_option_texts paths;
    const char *out;
    bool help;
} merge;

#define IN(member) offsetof(merge, member)

static const te_option options[] = {
    {'o', "output", "FILE", TE_OPTION_TEXT, IN(out), 0, 0, "Into",
     "the journal that is written, whole or not at all", 0},
    {'h', "help", NULL, TE_OPTION_FLAG, IN(help), 0, 0, "Help", "this page", 0},
    {0, NULL, NULL, TE_OPTION_NOTHING, 0, 0, 0, NULL, NULL, 0},
};

static void print_help(void) {
    puts("Usage    tengine merge -o FILE FILE...\n"
         "Into     -o, --output FILE  the journal that is written, whole or "
         "not at all\n"
         "Help     -h, --help         this page\n"
         "Time     is that of the clock on the wall; counts, histograms and "
         "workers add up\n"
         "Exit     0 merged, 2 no journal, a damaged one, or the same run "
         "twice, 74 not\n"
         "         written");
}

/* ---- The command line ---- */

static bool read_arguments(merge *m, int argc, char *const argv[],
                           te_error *err) {
    te_option_reader reader = {.table = options,
                               .help = "tengine merge --help",
                               .options = m,
                               .words = &m->paths,
                               .is_help = &m->help};
    if (!te_option_read_words(&reader, argc, argv, &m->paths, err))
        return false;
    if (m->help || (m->out != NULL && m->paths.count > 0)) return true;
    return te_fail(err, m->out == NULL
                            ? "merge: into which file? tengine merge -o FILE "
                              "FILE..."
                            : "merge: which journals? tengine merge -o FILE "
                              "FILE...");
}

/* ---- The files ---- */

static bool check_place(const merge *m, te_error *err) {
    struct stat place, info;
    int fd = open(m->out, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return true; /* there is nothing; else writing will tell */
    bool is_file = fstat(fd, &place) == 0 && S_ISREG(place.st_mode);
    bool may_go = !is_file || te_line_file_is_ours(fd, &te_journal_line_kind);
    close(fd);
    if (!may_go)
        return te_fail_as(err, TE_ERROR_OUTPUT,
                          "cannot write '%s': what is there is no journal",
                          m->out);
    for (size_t i = 0; is_file && i < m->paths.count; i++)
        if (stat(m->paths.items[i], &info) == 0 &&
            info.st_dev == place.st_dev && info.st_ino == place.st_ino)
            return te_fail(err,
                           "merge: '%s' is one of the journals to be merged: "
                           "name another file behind -o",
                           m->out);
    return true;
}

static bool write_merged(const merge *m, te_merge *merged, te_error *err) {
    te_output *output = te_output_open(m->out, err);
    if (output == NULL) return false;
    if (te_merge_write(merged, te_output_file(output), err))
        return te_output_commit(output, err);
    te_output_discard(output);
    return false;
}

static bool merge_all(const merge *m, te_error *err) {
    if (!check_place(m, err)) return false;
    te_merge *merged = te_merge_new();
    bool ok =
        merged != NULL || te_fail_as(err, TE_ERROR_SYSTEM, "merge: no memory");
    for (size_t i = 0; ok && i < m->paths.count; i++)
        ok = te_merge_add(merged, m->paths.items[i], err);
    ok = ok && write_merged(m, merged, err);
    te_merge_free(merged);
    return ok;
}

int te_command_merge(int argc, char *const argv[], te_error *err) {
    merge m = {.out = NULL};
    if (read_arguments(&m, argc, argv, err)) {
        if (m.help)
            print_help();
        else
            merge_all(&m, err);
    }
    free(m.paths.items);
    return 0;
}

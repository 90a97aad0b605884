/* command_report.c - tengine report: what came of a run, out of its journal. */
#include "command.h"

#include "closing.h"
#include "option_reader.h"
#include "options_state.h"
#include "recording.h"
#include "report_csv.h"
#include "runs_folder.h"
#include "summary_json.h"

#include <stdlib.h>
#include <string.h>

typedef struct report {
    te_option_texts paths;
    bool last, json, csv, help;
    int verbosity;
    te_buf last_path;
    te_hist *scratch;
    const char *path; /* of the one that is read */
} report;

#define IN(member) offsetof(report, member)

static const te_option options[] = {
    {0, "last", NULL, TE_OPTION_FLAG, IN(last), 0, 0, "Which",
     "the newest run that was recorded without being asked", 0},
    {0, "json", NULL, TE_OPTION_FLAG, IN(json), 0, 0, "As",
     "JSON, by summary.schema.json", 0},
    {0, "csv", NULL, TE_OPTION_FLAG, IN(csv), 0, 0, "As",
     "CSV, a row for every interval", 0},
    {'v', "verbose", NULL, TE_OPTION_LEVEL, IN(verbosity), 0, 1, "As",
     "with tracebacks", 0},
    {'h', "help", NULL, TE_OPTION_FLAG, IN(help), 0, 0, "Help", "this page", 0},
    {0, NULL, NULL, TE_OPTION_NOTHING, 0, 0, 0, NULL, NULL, 0},
};

/* ---- The command line ---- */

static bool set(void *target, const te_option *o, const char *text,
                te_error *err) {
    return te_option_set(o, target, text, err);
}

static bool take(void *target, const char *argument, te_error *err) {
    static const te_option file = {.kind = TE_OPTION_TEXTS,
                                   .target = IN(paths)};
    return te_option_set(&file, target, argument, err);
}

static bool is_done(const void *target) {
    return ((const report *)target)->help;
}

static bool settle(report *r, te_error *err) {
    if (r->json && r->csv)
        return te_fail(err, "report: one of --json and --csv");
    if (!r->last)
        return r->paths.count > 0 ||
               te_fail(err, "report: which journal? tengine report FILE, or "
                            "tengine report --last");
    te_buf folder = TE_BUF_INIT;
    bool ok = (te_options_runs_folder(&folder) ||
               te_fail(err, "report: --last: the environment has no HOME")) &&
              te_runs_folder_last(te_buf_str(&folder), &r->last_path, err) &&
              take(r, te_buf_str(&r->last_path), err);
    te_buf_free(&folder);
    return ok;
}

static bool read_arguments(report *r, int argc, char *const argv[],
                           te_error *err) {
    te_option_reader reader = {options, "tengine report --help", r, set, take,
                               is_done};
    char *const *end = argv + argc, *const * rest;
    if (!te_option_read(&reader, argv + 1, end, &rest, err)) return false;
    for (; rest < end && !r->help; rest++)
        if (!take(r, *rest, err)) return false;
    return r->help || settle(r, err);
}

static void print_help(void) {
    puts("Usage    tengine report [options] FILE... | --last");
    for (const te_option *o = options; o->name != NULL; o++) {
        bool is_new = o == options || strcmp(o->topic, o[-1].topic) != 0;
        printf("%-9s%c%c%c --%-12s %s\n", is_new ? o->topic : "",
               o->letter ? '-' : ' ', o->letter ? o->letter : ' ',
               o->letter ? ',' : ' ', o->name, o->help);
    }
    puts("Exit     0 read and written, 2 no journal or a damaged one, 74 not "
         "written");
}

/* ---- What is written ---- */

static void write_row(void *arg, const te_result *so_far,
                      const te_interval *interval) {
    report *r = arg;
    te_report_csv_row(stdout, r->path, so_far, interval, r->scratch);
}

/* One journal. */
static bool write_one(report *r, const char *path, te_error *err) {
    r->path = path;
    te_recording *recording =
        te_recording_read(path, r->csv ? write_row : NULL, r, err);
    if (recording == NULL) return false;
    const te_result *result = te_recording_result(recording);
    bool ok = true;
    if (r->json)
        ok = te_summary_json_write(stdout, result, err);
    else if (!r->csv)
        te_closing_print(stdout, result, NULL, false, r->verbosity);
    te_recording_free(recording);
    return ok;
}

static bool write_all(report *r, te_error *err) {
    r->scratch = te_hist_new();
    if (r->scratch == NULL)
        return te_fail_as(err, TE_ERROR_SYSTEM, "report: no memory");
    if (r->csv) te_report_csv_head(stdout);
    bool ok = true;
    for (size_t i = 0; ok && i < r->paths.count; i++)
        ok = write_one(r, r->paths.items[i], err);
    te_hist_free(r->scratch);
    return ok;
}

int te_command_report(int argc, char *const argv[], te_error *err) {
    report r = {.verbosity = 0};
    if (read_arguments(&r, argc, argv, err)) {
        if (r.help)
            print_help();
        else
            write_all(&r, err);
    }
    free(r.paths.items);
    te_buf_free(&r.last_path);
    return 0;
}

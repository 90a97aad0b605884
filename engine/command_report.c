/* command_report.c - tengine report: what came of a run, out of its journal. */
#include "command.h"

#include "closing.h"
#include "option_reader.h"
#include "options_state.h"
#include "recording.h"
#include "report_csv.h"
#include "report_hlog.h"
#include "report_junit.h"
#include "report_prom.h"
#include "runs_folder.h"
#include "summary_json.h"

#include <stdlib.h>
#include <string.h>

typedef struct report {
    te_option_texts paths;
    bool last, json, csv, junit, hlog, prom, help;
    int verbosity;
    te_buf last_path;
    te_hist *scratch;
    bool is_short;    /* no memory for a part of it */
    const char *path; /* of the one that is read */
    bool has_head;    /* what its lines begin with is written */
} report;

#define IN(member) offsetof(report, member)

static const te_option options[] = {
    {0, "last", NULL, TE_OPTION_FLAG, IN(last), 0, 0, "Which",
     "the newest run that was recorded without being asked", 0},
    {0, "json", NULL, TE_OPTION_FLAG, IN(json), 0, 0, "As",
     "JSON, by summary.schema.json; of one journal", 0},
    {0, "csv", NULL, TE_OPTION_FLAG, IN(csv), 0, 0, "As",
     "CSV, a row for every interval; runs where they began", 0},
    {0, "junit", NULL, TE_OPTION_FLAG, IN(junit), 0, 0, "As",
     "JUnit's XML: a test case for every threshold and check", 0},
    {0, "hlog", NULL, TE_OPTION_FLAG, IN(hlog), 0, 0, "As",
     "a log of histograms, for HdrHistogram's tools", 0},
    {0, "prom", NULL, TE_OPTION_FLAG, IN(prom), 0, 0, "As",
     "OpenMetrics text for Prometheus; of one journal", 0},
    {'v', "verbose", NULL, TE_OPTION_LEVEL, IN(verbosity), 0, 1, "As",
     "with tracebacks", 0},
    {'h', "help", NULL, TE_OPTION_FLAG, IN(help), 0, 0, "Help", "this page", 0},
    {0, NULL, NULL, TE_OPTION_NOTHING, 0, 0, 0, NULL, NULL, 0},
};

/* ---- The command line ---- */

static bool add_last(report *r, te_error *err) {
    te_buf folder = TE_BUF_INIT;
    bool ok =
        (te_options_runs_folder(&folder) ||
         te_fail(err, "report: --last: no home folder is known (HOME)")) &&
        te_runs_folder_last(te_buf_str(&folder), &r->last_path, err) &&
        te_option_texts_add(&r->paths, te_buf_str(&r->last_path), err);
    te_buf_free(&folder);
    return ok;
}

/* Two documents one after the other are none. */
static bool is_few_enough(const report *r, te_error *err) {
    const char *single = r->json ? "--json" : r->prom ? "--prom" : NULL;
    return single == NULL || r->paths.count == 1 ||
           te_fail(err, "report: %s takes one journal at a time", single);
}

static bool settle(report *r, te_error *err) {
    if (r->json + r->csv + r->junit + r->hlog + r->prom > 1)
        return te_fail(err, "report: one of --json, --csv, --junit, --hlog "
                            "and --prom");
    if (r->last && !add_last(r, err)) return false;
    if (r->paths.count == 0)
        return te_fail(err, "report: which journal? tengine report FILE, or "
                            "tengine report --last");
    return is_few_enough(r, err);
}

static bool read_arguments(report *r, int argc, char *const argv[],
                           te_error *err) {
    te_option_reader reader = {.table = options,
                               .help = "tengine report --help",
                               .options = r,
                               .words = &r->paths,
                               .is_help = &r->help};
    if (!te_option_read_words(&reader, argc, argv, &r->paths, err))
        return false;
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

static bool print_summary(report *r, const te_result *result, te_error *err) {
    (void)err;
    te_closing_print(stdout, result, NULL, false, r->verbosity);
    return true;
}

/* What standard output does not take is told when it is closed, as of all
 * formats. */
static bool write_json(report *r, const te_result *result, te_error *err) {
    te_error why;
    (void)r;
    if (te_summary_json_write(stdout, result, &why)) return true;
    if (why.kind != TE_ERROR_OUTPUT) *err = why;
    return why.kind == TE_ERROR_OUTPUT;
}

/* One for all of them; also of a run that was killed before its first
 * interval. */
static void begin_csv(report *r) {
    if (!r->has_head && r->path == r->paths.items[0])
        te_report_csv_head(stdout);
    r->has_head = true;
}

static void write_csv_row(void *arg, const te_result *so_far,
                          const te_interval *interval) {
    report *r = arg;
    begin_csv(r);
    te_report_csv_row(stdout, r->path, so_far, interval, r->scratch);
}

static bool end_csv(report *r, const te_result *result, te_error *err) {
    (void)result;
    (void)err;
    begin_csv(r);
    return true;
}

static bool write_junit(report *r, const te_result *result, te_error *err) {
    (void)err;
    if (r->path == r->paths.items[0]) te_report_junit_head(stdout);
    te_report_junit_suite(stdout, result);
    if (r->path == r->paths.items[r->paths.count - 1])
        te_report_junit_foot(stdout);
    return true;
}

static void begin_hlog(report *r, const te_result *so_far) {
    if (!r->has_head) te_report_hlog_head(stdout, so_far);
    r->has_head = true;
}

static void write_hlog_lines(void *arg, const te_result *so_far,
                             const te_interval *interval) {
    report *r = arg;
    begin_hlog(r, so_far);
    if (!te_report_hlog_interval(stdout, interval)) r->is_short = true;
}

static bool end_hlog(report *r, const te_result *result, te_error *err) {
    (void)err;
    begin_hlog(r, result);
    return true;
}

static bool write_prom(report *r, const te_result *result, te_error *err) {
    (void)err;
    if (!te_report_prom(stdout, result->totals, TE_PROM_OPENMETRICS))
        r->is_short = true;
    return true;
}

/* What a format does with each interval, and with each run at its end. */
typedef struct format {
    te_on_interval on_interval;
    bool (*on_run)(report *r, const te_result *result, te_error *err);
} format;

static format format_of(const report *r) {
    if (r->json) return (format){NULL, write_json};
    if (r->csv) return (format){write_csv_row, end_csv};
    if (r->junit) return (format){NULL, write_junit};
    if (r->hlog) return (format){write_hlog_lines, end_hlog};
    if (r->prom) return (format){NULL, write_prom};
    return (format){NULL, print_summary};
}

static bool write_one(report *r, const char *path, te_error *err) {
    format as = format_of(r);
    r->path = path;
    r->has_head = false;
    te_recording *recording = te_recording_read(path, as.on_interval, r, err);
    if (recording == NULL) return false;
    bool ok = as.on_run(r, te_recording_result(recording), err);
    te_recording_free(recording);
    return ok;
}

static bool write_all(report *r, te_error *err) {
    r->scratch = te_hist_new();
    r->is_short = r->scratch == NULL;
    bool ok = true;
    for (size_t i = 0; ok && !r->is_short && i < r->paths.count; i++)
        ok = write_one(r, r->paths.items[i], err);
    te_hist_free(r->scratch);
    if (ok && r->is_short)
        return te_fail_as(err, TE_ERROR_SYSTEM, "report: no memory");
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

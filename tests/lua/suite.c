/* suite.c - runs a Lua suite inside tengine: a scenario file in which every
 * scenario is a test and its name the claim.
 *
 * usage: suite [--workers N] [--threads N] [--insecure] [--lane NAME]
 *              [--sum CLAIM]... FILE.lua [-- scenario options]
 *   --sum METRIC=N       the metric's sum over the whole run is N
 *   --sum METRIC{TAG}=N  ... over the series with that tag
 *
 * Each scenario runs once (with more workers: once in each). Prints "ok - NAME"
 * or "not ok - NAME" with what went wrong. Timers, tasks or exchanges that are
 * left over when all is done are a failure too, and so are runs that are
 * missing. The exit code is 0, 1 when anything failed, 2 for bad usage. */
#include "run.h"

#include <stdlib.h>
#include <string.h>

enum { SUMS_MAX = 32 };

typedef struct suite {
    te_config config;
    const char *sums[SUMS_MAX];
    size_t sum_count;
    const te_result *result;
    size_t passed, failed;
} suite;

/* ---- What the command line says ---- */

static int usage(void) {
    fputs("usage: suite [--workers N] [--threads N] [--insecure] [--lane NAME]"
          "\n             [--sum CLAIM]... FILE.lua [-- scenario options]\n",
          stderr);
    return 2;
}

static bool read_number(const char *text, uint32_t *number) {
    char *end;
    unsigned long value = text != NULL ? strtoul(text, &end, 10) : 0;
    if (value == 0 || value > 1000 || *end != '\0') return false;
    *number = (uint32_t)value;
    return true;
}

static bool add_sum(suite *s, const char *text) {
    if (text == NULL || s->sum_count == SUMS_MAX) return false;
    s->sums[s->sum_count++] = text;
    return true;
}

static bool read_arguments(suite *s, char *argv[]) {
    te_config *config = &s->config;
    for (argv++; *argv != NULL && (*argv)[0] == '-'; argv++) {
        if (strcmp(*argv, "--insecure") == 0)
            config->insecure = true;
        else if (strcmp(*argv, "--workers") == 0) {
            if (!read_number(*++argv, &config->workers)) return false;
        } else if (strcmp(*argv, "--lane") == 0) {
            config->lane = *++argv;
            if (config->lane == NULL) return false;
        } else if (strcmp(*argv, "--threads") == 0) {
            if (!read_number(*++argv, &config->threads)) return false;
        } else if (strcmp(*argv, "--sum") == 0) {
            if (!add_sum(s, *++argv)) return false;
        } else
            return false;
    }
    if (*argv == NULL) return false;
    config->scenario_path = *argv++;
    if (*argv == NULL) return true;
    if (strcmp(*argv++, "--") != 0) return false;
    config->scenario_args = argv;
    while (*argv++ != NULL)
        config->scenario_arg_count++;
    return true;
}

/* ---- What came of it ---- */

static void claim(suite *s, bool holds, const char *name) {
    printf("%s - %s\n", holds ? "ok" : "not ok", name);
    if (holds)
        s->passed++;
    else
        s->failed++;
}

/* What the scenario's failed runs ended in. */
static void print_failures(const suite *s, const char *name) {
    te_failures *failures = s->result->totals->failures;
    for (size_t i = 0; i < te_failures_count(failures); i++) {
        const te_failure *failure = te_failures_at(failures, i);
        if (name != NULL && strcmp(failure->scenario, name) != 0) continue;
        printf("    %s\n", failure->message);
        if (failure->traceback != NULL) printf("%s\n", failure->traceback);
    }
}

static void judge_scenarios(suite *s) {
    const te_metrics *metrics = s->result->totals->metrics;
    te_groups groups = te_groups_of(metrics, "scenario.runs", "scenario");
    for (size_t i = 0; i < groups.count; i++) {
        const te_group *group = &groups.items[i];
        te_run_counts runs = te_metrics_runs(metrics, group->tag);
        bool holds =
            runs.started == s->config.workers && runs.succeeded == runs.started;
        claim(s, holds, group->label);
        if (!holds) print_failures(s, group->label);
    }
    if (groups.count == 0) claim(s, false, "the suite has a scenario");
    te_groups_free(&groups);
}

/* METRIC=N or METRIC{TAG}=N; the tag may hold braces. */
static void judge_sum(suite *s, const te_run *run, const char *text) {
    char metric[100] = "", tag[200] = "";
    double wanted = 0;
    if (sscanf(text, "%99[^={]{%199[^=]=%lf", metric, tag, &wanted) == 3)
        tag[strlen(tag) - 1] = '\0'; /* the last brace */
    else
        sscanf(text, "%99[^=]=%lf", metric, &wanted);
    double got = te_run_sum(run, metric, tag);
    bool holds = got >= wanted && got <= wanted;
    claim(s, holds, text);
    if (!holds) printf("    it is %g\n", got);
}

static void judge_run(suite *s, const te_run *run, bool ended_well,
                      const te_error *err) {
    judge_scenarios(s);
    if (!ended_well) {
        claim(s, false, "fixtures succeed");
        printf("    %s\n", err->message);
        print_failures(s, NULL);
    }
    for (size_t i = 0; i < s->sum_count; i++)
        judge_sum(s, run, s->sums[i]);
    size_t leftovers = te_run_leftovers(run);
    claim(s, leftovers == 0, "nothing is left over");
    if (leftovers > 0)
        printf("    %zu timers, tasks or exchanges\n", leftovers);
}

int main(int argc, char *argv[]) {
    (void)argc;
    suite s = {.config = TE_CONFIG_INIT};
    te_error err = {0};
    if (!read_arguments(&s, argv)) return usage();
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    s.config.single_run = true;
    s.config.verbosity = 1;
    s.config.err = stderr;
    te_run *run = te_run_new(&s.config, &err);
    if (run == NULL) {
        printf("not ok - %s loads\n    %s\n", s.config.scenario_path,
               err.message);
        return 1;
    }
    bool ended_well = te_run_go(run, &err);
    s.result = te_run_result(run);
    judge_run(&s, run, ended_well, &err);
    te_run_free(run);
    printf("%zu passed, %zu failed\n", s.passed, s.failed);
    return s.failed == 0 ? 0 : 1;
}

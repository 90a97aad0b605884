/* command_compare.c - tengine compare: what differs between recorded runs. */
#include "command.h"

#include "compare_json.h"
#include "compare_text.h"
#include "option_reader.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { EXIT_WORSE = 99 };

typedef struct compare {
    te_option_texts paths[TE_COMPARE_SIDES];
    te_option_texts fail_if;
    bool json, help;
    te_compare found;
    te_compare_bound *bounds; /* as many as `fail_if` */
    te_bound_verdict *verdicts;
} compare;

#define IN(member) offsetof(compare, member)

static const te_option options[] = {
    {0, "fail-if", "BOUND", TE_OPTION_TEXTS, IN(fail_if), 0, 0, "Bounds",
     "exit with 99 when it is worse, such as 'http.duration p99 +10%'", 0},
    {0, "json", NULL, TE_OPTION_FLAG, IN(json), 0, 0, "As",
     "JSON, by compare.schema.json", 0},
    {'h', "help", NULL, TE_OPTION_FLAG, IN(help), 0, 0, "Help", "this page", 0},
    {0, NULL, NULL, TE_OPTION_NOTHING, 0, 0, 0, NULL, NULL, 0},
};

static void print_help(void) {
    puts("Usage    tengine compare [options] BASE NEW\n"
         "         tengine compare [options] BASE... -- NEW...   several runs "
         "a side\n"
         "Bounds       --fail-if BOUND  exit with 99 when it is worse; "
         "repeatable:\n"
         "             'http.duration{name:GET symbol} p99 +10%'\n"
         "             'http.duration avg +20ms'  'http.requests rate -5%'\n"
         "             'http.failed +0.1pp'       percentage points, of a "
         "share\n"
         "As           --json           JSON, by compare.schema.json\n"
         "Help     -h, --help           this page\n"
         "Columns  change, and where it lies with a probability of 95 %. "
         "Better and worse\n"
         "         (more and less) is what leaves out no change; by chance "
         "alone one line\n"
         "         of twenty does. A change that is sure and past it breaks a "
         "bound\n"
         "Runs     of two seconds or more, or several a side: else nothing is "
         "sure. Three\n"
         "         seconds tell twice as slow where there are many values, a "
         "minute ten\n"
         "         percent; what is past a bound and not sure is unclear and "
         "exits with 0\n"
         "Exit     0 no bound is broken, 99 one is, 2 no journal or a damaged "
         "one,\n"
         "         74 not written");
}

/* ---- The command line ---- */

/* Two journals without "--" between them: the simple case. */
static bool settle(compare *c, te_error *err) {
    te_option_texts *base = &c->paths[TE_BASE];
    if (base->count == 2 && c->paths[TE_NEW].count == 0)
        return te_option_texts_add(&c->paths[TE_NEW],
                                   base->items[--base->count], err);
    if (base->count > 0 && c->paths[TE_NEW].count > 0) return true;
    return te_fail(err, base->count < 2
                            ? "compare: which journals? tengine compare BASE "
                              "NEW"
                            : "compare: which of them are new? tengine "
                              "compare BASE... -- NEW...");
}

static bool read_arguments(compare *c, int argc, char *const argv[],
                           te_error *err) {
    te_option_reader reader = {.table = options,
                               .help = "tengine compare --help",
                               .options = c,
                               .words = &c->paths[TE_BASE],
                               .is_help = &c->help};
    if (!te_option_read_words(&reader, argc, argv, &c->paths[TE_NEW], err))
        return false;
    return c->help || settle(c, err);
}

/* ---- Comparing ---- */

static bool read_bounds(compare *c, te_error *err) {
    size_t count = c->fail_if.count;
    c->bounds = calloc(count + 1, sizeof *c->bounds);
    c->verdicts = calloc(count + 1, sizeof *c->verdicts);
    if (c->bounds == NULL || c->verdicts == NULL)
        return te_fail_as(err, TE_ERROR_SYSTEM, "compare: no memory");
    for (size_t i = 0; i < count; i++)
        if (!te_compare_bound_parse(&c->bounds[i], c->fail_if.items[i],
                                    &c->found, err))
            return false;
    return true;
}

/* Behind the "--" all are files; who put an option there learns where it
 * belongs. */
static bool read_run(compare *c, te_compare_side side, const char *path,
                     te_error *err) {
    te_error why;
    if (te_compare_add(&c->found, side, path, &why)) return true;
    bool is_option = strncmp(path, "--", 2) == 0 && access(path, F_OK) != 0;
    return te_fail_as(err, why.kind, "%.900s%s", why.message,
                      is_option ? ": options stand before the --" : "");
}

static bool read_runs(compare *c, te_error *err) {
    for (int side = 0; side < TE_COMPARE_SIDES; side++)
        for (size_t i = 0; i < c->paths[side].count; i++)
            if (!read_run(c, (te_compare_side)side, c->paths[side].items[i],
                          err))
                return false;
    return true;
}

static bool judge(compare *c, int *code, te_error *err) {
    te_compare_settle(&c->found);
    for (size_t i = 0; i < c->fail_if.count; i++) {
        te_bound_verdict *v = &c->verdicts[i];
        if (!te_compare_bound_judge(&c->bounds[i], v, err)) return false;
        if (*v == TE_BOUND_BROKEN || *v == TE_BOUND_NOTHING) *code = EXIT_WORSE;
    }
    return true;
}

static bool write_out(const compare *c, te_error *err) {
    if (c->json)
        return te_compare_json_write(stdout, &c->found, c->bounds, c->verdicts,
                                     c->fail_if.count, err);
    te_compare_print(stdout, &c->found, c->bounds, c->verdicts,
                     c->fail_if.count);
    return true;
}

int te_command_compare(int argc, char *const argv[], te_error *err) {
    compare c = {.json = false};
    int code = 0;
    if (read_arguments(&c, argc, argv, err)) {
        if (c.help)
            print_help();
        else if (read_bounds(&c, err) && read_runs(&c, err) &&
                 judge(&c, &code, err))
            write_out(&c, err);
    }
    te_compare_clear(&c.found);
    free(c.bounds);
    free(c.verdicts);
    free(c.fail_if.items);
    for (int side = 0; side < TE_COMPARE_SIDES; side++)
        free(c.paths[side].items);
    return code;
}

/* options.c - see options.h. */
#include "options.h"

#include "clock.h"
#include "spec.h"
#include "suggest.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* ---- The table ---- */

typedef enum {
    FLAG,   /* bool: set */
    LEVEL,  /* int: one more each time, up to `most` */
    WHOLE,  /* uint32_t */
    NUMBER, /* uint64_t */
    SEED,   /* uint64_t, and config.has_seed */
    TIME,   /* uint64_t of nanoseconds, written as a duration */
} option_kind;

typedef struct option {
    char letter; /* of the short form; 0: none */
    const char *name;
    const char *value; /* what the help calls it; NULL: takes none */
    option_kind kind;
    size_t target;        /* where in te_options */
    uint64_t least, most; /* what is allowed, both included */
    const char *topic;    /* rows of one topic stand together */
    const char *help;
} option;

#define IN(member) offsetof(te_options, member)
#define ANY 0, UINT64_MAX
#define POSITIVE 1, UINT64_MAX
/* Times stay so short that sums and small multiples of them cannot overflow. */
#define TEN_YEARS (3650 * UINT64_C(86400) * TE_NS_PER_S)
#define ANY_TIME 0, TEN_YEARS
#define SOME_TIME 1, TEN_YEARS

/* In the order of the help, which must stay within 80 columns and, while it
 * can, within 24 lines. Defaults are appended to it. */
static const option table[] = {
    /* clang-format off */
    {'w', "workers", "N", WHOLE, IN(config.workers), 1, 1000000,
     "Load", "virtual users, over all threads"},
    {'p', "processes", "N", WHOLE, IN(config.threads), 1, 256,
     "Load", "engine threads"},
    {'d', "duration", "TIME", TIME, IN(config.duration_ns), SOME_TIME,
     "Load", "no run starts later: 90, 30s, 5m"},
    {'r', "max-runs", "N", NUMBER, IN(config.max_runs), POSITIVE,
     "Load", "runs per worker, then it is done"},
    {0, "ramp-up", "TIME", TIME, IN(config.ramp_up_ns), ANY_TIME,
     "Load", "worker i of W starts at i * TIME / W"},
    {0, "delay", "TIME", TIME, IN(config.delay_ns), ANY_TIME,
     "Load", "pause between the runs of a worker"},
    {0, "single-run", NULL, FLAG, IN(config.single_run), ANY,
     "Load", "every scenario once per worker"},
    {0, "seed", "N", SEED, IN(config.seed), ANY,
     "Load", "the same random choices as the run before"},
    {0, "insecure", NULL, FLAG, IN(config.insecure), ANY,
     "Load", "do not verify TLS certificates"},
    {'x', "exception", NULL, FLAG, IN(config.stop_on_failure), ANY,
     "End", "stop at the first failed run"},
    {'f', "fail", "N", NUMBER, IN(config.fail_limit), POSITIVE,
     "End", "N failed runs or more are exit code 1"},
    {0, "graceful-stop", "TIME", TIME, IN(config.graceful_ns), ANY_TIME,
     "End", "how long runs may take to finish"},
    {0, "force-shutdown", NULL, FLAG, IN(config.force_shutdown), ANY,
     "End", "do not wait for them at all"},
    {'c', "console", NULL, FLAG, IN(config.console), ANY,
     "Output", "show what is prepared and how it goes"},
    {0, "console-update", "TIME", TIME, IN(config.console_update_ns), SOME_TIME,
     "Output", "time between lines, in whole seconds"},
    {'q', "quiet", NULL, FLAG, IN(config.quiet), ANY,
     "Output", "nothing but errors"},
    {'v', "verbose", NULL, LEVEL, IN(config.verbosity), 0, 2,
     "Output", "tracebacks; -vv: requests and responses"},
    {'h', "help", NULL, FLAG, IN(help), ANY,
     "Help", "this page"},
    {0, "version", NULL, FLAG, IN(version), ANY,
     "Help", "versions of tengine and Lua"},
    /* clang-format on */
};

static const option *const table_end = table + sizeof table / sizeof *table;

static const option *find_name(const char *name, size_t length) {
    for (const option *o = table; o < table_end; o++)
        if (strlen(o->name) == length && memcmp(o->name, name, length) == 0)
            return o;
    return NULL;
}

static const option *find_letter(char letter) {
    for (const option *o = table; o < table_end; o++)
        if (o->letter == letter) return o;
    return NULL;
}

/* ---- Values ---- */

static void *target_of(const option *o, te_options *options) {
    return (char *)options + o->target;
}

/* What is wanted instead, in the words of the option's kind. */
static bool refuse(const option *o, const char *value, te_error *err) {
    if (o->kind == TIME)
        return te_fail(err,
                       "--%s: '%s' is not a duration %s, such as 90, 1.5, "
                       "30s or 5m",
                       o->name, value,
                       o->least > 0 ? "longer than 0" : "of 0 or more");
    if (o->most < UINT64_MAX)
        return te_fail(err,
                       "--%s: '%s' is not a whole number from %" PRIu64
                       " to %" PRIu64,
                       o->name, value, o->least, o->most);
    return te_fail(err,
                   "--%s: '%s' is not a whole number of %" PRIu64 " or more",
                   o->name, value, o->least);
}

/* strtoull would also take blanks, signs and a rest that is no number. */
static bool read_whole(const char *text, uint64_t *number) {
    if (*text == '\0' || text[strspn(text, "0123456789")] != '\0') return false;
    errno = 0;
    *number = strtoull(text, NULL, 10);
    return errno == 0;
}

static bool read_number(const option *o, const char *value, uint64_t *number,
                        te_error *err) {
    bool read = o->kind == TIME ? te_spec_duration(value, number, NULL)
                                : read_whole(value, number);
    if (read && o->kind == TIME && *number > o->most)
        return te_fail(err, "--%s: '%s' is longer than ten years", o->name,
                       value);
    if (!read || *number < o->least || *number > o->most)
        return refuse(o, value, err);
    return true;
}

static bool set_value(const option *o, const char *value, te_options *options,
                      te_error *err) {
    uint64_t number;
    if (!read_number(o, value, &number, err)) return false;
    void *target = target_of(o, options);
    if (o->kind == WHOLE)
        *(uint32_t *)target = (uint32_t)number;
    else
        *(uint64_t *)target = number;
    if (o->kind == SEED) options->config.has_seed = true;
    return true;
}

static void set_flag(const option *o, te_options *options) {
    void *target = target_of(o, options);
    if (o->kind == FLAG) {
        *(bool *)target = true;
        return;
    }
    int *level = target;
    if ((uint64_t)*level < o->most) ++*level;
}

/* ---- Reading argv ---- */

typedef struct reader {
    te_options *options;
    char *const *next; /* what was not read yet */
    char *const *end;
    te_error *err;
} reader;

/* Sets an option to the value attached to it or else to the next argument. */
static bool take_value(reader *r, const option *o, const char *attached) {
    const char *value = attached;
    if (value == NULL && r->next < r->end) value = *r->next++;
    if (value == NULL)
        return te_fail(r->err, "--%s: the value is missing: --%s %s", o->name,
                       o->name, o->value);
    return set_value(o, value, r->options, r->err);
}

/* `shown` is what was found; `name` is what to look for in the table. */
static bool unknown(reader *r, const char *shown, const char *name) {
    te_suggestion s = te_suggestion_for(name);
    for (const option *o = table; o < table_end; o++)
        te_suggestion_offer(&s, o->name);
    if (s.best == NULL)
        return te_fail(r->err, "unknown option %s (see tengine --help)", shown);
    return te_fail(r->err, "unknown option %s (did you mean --%s?)", shown,
                   s.best);
}

/* --name, --name value, --name=value */
static bool read_long(reader *r, const char *argument) {
    const char *name = argument + 2;
    size_t length = strcspn(name, "=");
    const char *attached = name[length] == '=' ? name + length + 1 : NULL;
    const option *o = find_name(name, length);
    if (o == NULL) {
        char shown[128]; /* without the value, which may be a secret */
        snprintf(shown, sizeof shown, "%.*s", (int)length + 2, argument);
        return unknown(r, shown, shown + 2);
    }
    if (o->value != NULL) return take_value(r, o, attached);
    if (attached != NULL)
        return te_fail(r->err, "--%s takes no value", o->name);
    set_flag(o, r->options);
    return true;
}

/* -c, -cxv, -w10, -w 10, -cw10 */
static bool read_letters(reader *r, const char *argument) {
    for (const char *letter = argument + 1; *letter != '\0'; letter++) {
        const option *o = find_letter(*letter);
        if (o == NULL) {
            char shown[128];
            bool alone = argument[2] == '\0';
            snprintf(shown, sizeof shown, alone ? "-%c" : "-%c in %s", *letter,
                     argument);
            return unknown(r, shown, alone ? "" : argument + 1);
        }
        if (o->value != NULL)
            return take_value(r, o, letter[1] != '\0' ? letter + 1 : NULL);
        set_flag(o, r->options);
    }
    return true;
}

static bool read_scenario(reader *r, const char *argument) {
    if (r->options->scenario_named)
        return te_fail(r->err,
                       "one scenario at a time: '%s' and '%s' (options of "
                       "the scenario follow a --)",
                       r->options->config.scenario_path, argument);
    r->options->scenario_named = true;
    r->options->config.scenario_path = argument;
    return true;
}

static bool read_argument(reader *r, const char *argument) {
    if (argument[0] != '-' || argument[1] == '\0')
        return read_scenario(r, argument);
    if (argument[1] == '-') return read_long(r, argument);
    return read_letters(r, argument);
}

static void init(te_options *o) {
    *o = (te_options){.config = TE_CONFIG_INIT};
    o->config.scenario_path = TE_OPTIONS_SCENARIO;
}

/* Where two options contradict each other, --quiet wins. */
static void settle(te_config *config) {
    if (!config->quiet) return;
    config->console = false;
    if (config->verbosity > 1) config->verbosity = 1;
}

bool te_options_parse(te_options *o, int argc, char *const argv[],
                      te_error *err) {
    init(o);
    char *const *end = argv + argc;
    reader r = {o, argc > 0 ? argv + 1 : end, end, err};
    while (r.next < r.end) {
        const char *argument = *r.next++;
        if (strcmp(argument, "--") == 0) {
            o->config.scenario_args = r.next;
            o->config.scenario_arg_count = (size_t)(r.end - r.next);
            break;
        }
        if (!read_argument(&r, argument)) return false;
        if (o->help || o->version) break;
    }
    settle(&o->config);
    return true;
}

/* ---- The help ---- */

static void print_default(FILE *out, const option *o, te_options *defaults) {
    const void *target = target_of(o, defaults);
    uint64_t value = 0;
    if (o->kind == WHOLE) value = *(const uint32_t *)target;
    if (o->kind == NUMBER || o->kind == TIME) value = *(const uint64_t *)target;
    if (value == 0) return;
    if (o->kind == TIME)
        fprintf(out, " [%gs]", te_s_from_ns(value));
    else
        fprintf(out, " [%" PRIu64 "]", value);
}

static void print_option(FILE *out, const option *o, te_options *defaults) {
    bool first = o == table || strcmp(o->topic, o[-1].topic) != 0;
    char names[64];
    snprintf(names, sizeof names, "%c%c%c --%s %s", o->letter ? '-' : ' ',
             o->letter ? o->letter : ' ', o->letter ? ',' : ' ', o->name,
             o->value != NULL ? o->value : "");
    fprintf(out, "%-9s%-26s %s", first ? o->topic : "", names, o->help);
    print_default(out, o, defaults);
    fputc('\n', out);
}

void te_options_help(FILE *out) {
    te_options defaults;
    init(&defaults);
    fputs("Usage    tengine [options] [scenario.lua] [-- scenario options]\n",
          out);
    for (const option *o = table; o < table_end; o++)
        print_option(out, o, &defaults);
    fputs("Examples tengine -w 50 -d 5m -c scenarios/loadtest.lua\n"
          "         tengine -c loadtest.lua -- --url http://127.0.0.1:8000\n"
          "Exit     0 done, 1 failures, 2 bad usage or input, 74 results not "
          "written,\n"
          "         105 stopped by a signal, 107 scenario or fixture failed\n",
          out);
}

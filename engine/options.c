/* options.c - see options.h. */
#include "options.h"

#include "clock.h"
#include "option_reader.h"
#include "options_config.h"
#include "options_resume.h"
#include "options_state.h"
#include "options_yield.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool set_option(void *options, const te_option *o, const char *text,
                       te_error *err) {
    return te_options_set(options, o, text, err);
}

/* Of a journal: what the command line says already holds. */
static bool set_recorded(void *options, const te_option *o, const char *text,
                         te_error *err) {
    if (te_options_resume_keeps(options, o)) return true;
    return te_options_set(options, o, text, err);
}

static bool take_scenario(void *options, const char *argument, te_error *err) {
    te_options *o = options;
    if (o->scenario_named)
        return te_fail(err,
                       "one scenario at a time: '%s' and '%s' (options of "
                       "the scenario follow a --)",
                       o->config.scenario_path, argument);
    o->scenario_named = true;
    o->config.scenario_path = argument;
    return true;
}

static bool is_done(const void *options) {
    const te_options *o = options;
    return o->help != NULL || o->version;
}

/* ---- All of it ---- */

static bool is_given(const te_options *o, const char *name) {
    return te_options_was_given(o, te_options_find(name, strlen(name)));
}

/* Stages of workers say how many there are at any time. */
static bool check_stages(const te_options *o, te_error *err) {
    static const char *const others[] = {"workers", "ramp-up"};
    bool are_rates = strchr(o->config.stages, '/') != NULL;
    for (size_t i = are_rates; i < sizeof others / sizeof others[0]; i++)
        if (is_given(o, others[i]))
            return te_fail(err, "choose one: --stages or --%s", others[i]);
    return true;
}

/* Whether the load is not to be that of a file. */
static bool says_load(const te_options *o) {
    static const char *const those[] = {"workers", "ramp-up", "stages",
                                        "rate",    "sizing",  "find-capacity"};
    for (size_t i = 0; i < sizeof those / sizeof those[0]; i++)
        if (is_given(o, those[i])) return true;
    return false;
}

/* Without it there is none, also where one was named. */
static void settle_journal(te_options *o) {
    if (o->no_journal)
        o->config.journal = NULL;
    else {
        te_options_runs_folder(&o->runs_folder); /* "": nobody knows */
        o->config.runs_folder = te_buf_str(&o->runs_folder);
    }
}

/* What follows from all that was given. Where two options contradict each
 * other, --quiet wins. */
static bool settle(te_options *o, te_error *err) {
    te_config *config = &o->config;
    if (config->stages != NULL && !check_stages(o, err)) return false;
    if (config->find_capacity == NULL && is_given(o, "capacity-window"))
        return te_fail(err, "--capacity-window is of --find-capacity, and none "
                            "was given");
    config->has_duration = is_given(o, "duration");
    config->has_queue_limit = is_given(o, "queue-limit");
    config->has_warm_up = is_given(o, "warm-up");
    config->has_load = says_load(o);
    config->has_seed = is_given(o, "seed");
    config->extensions = o->extensions.items;
    config->extension_count = o->extensions.count;
    config->local_addresses = o->local_addresses.items;
    config->local_address_count = o->local_addresses.count;
    config->resolve = o->resolve.items;
    config->resolve_count = o->resolve.count;
    config->thresholds = o->thresholds.items;
    config->threshold_count = o->thresholds.count;
    config->outputs = o->outputs.items;
    config->output_count = o->outputs.count;
    if (config->sizing && !is_given(o, "workers")) config->workers = 500;
    if (config->sizing && !is_given(o, "ramp-up"))
        config->ramp_up_ns = 300 * TE_NS_PER_S;
    settle_journal(o);
    if (!config->quiet) return true;
    config->console = false;
    if (config->verbosity > 1) config->verbosity = 1;
    return true;
}

static bool read_arguments(te_options *o,
                           bool (*set)(void *, const te_option *, const char *,
                                       te_error *),
                           char *const *begin, char *const *end,
                           char *const **rest, te_error *err) {
    te_option_reader reader = {.table = te_options_table,
                               .help = "tengine --help",
                               .options = o,
                               .set = set,
                               .take = take_scenario,
                               .is_done = is_done};
    return te_option_read(&reader, begin, end, rest, err);
}

/* --resume: the command line of a journal, behind our own. */
static bool read_recorded(te_options *o, te_error *err) {
    char *const *rest;
    if (!te_options_resume(o, err)) return false;
    return read_arguments(o, set_recorded, o->recorded,
                          o->recorded + o->recorded_count, &rest, err);
}

/* --config: the same of a file. */
static bool read_file(te_options *o, te_error *err) {
    o->said = o->given;
    if (!te_options_config(o, err)) return false;
    te_options_yield(o);
    return true;
}

bool te_options_parse(te_options *o, int argc, char *const argv[],
                      te_error *err) {
    te_options_init(o);
    char *const *end = argv + argc, *const *begin = argc > 0 ? argv + 1 : end;
    char *const *rest;
    if (!read_arguments(o, set_option, begin, end, &rest, err)) return false;
    if (is_done(o)) return true;
    o->config.command = begin;
    o->config.command_count = (size_t)(rest - begin);
    if (rest > begin && strcmp(rest[-1], "--") == 0) o->config.command_count--;
    o->config.scenario_args = rest;
    o->config.scenario_arg_count = (size_t)(end - rest);
    if (o->config.resume != NULL && !read_recorded(o, err)) return false;
    if (o->config_path != NULL && !read_file(o, err)) return false;
    return settle(o, err);
}

bool te_options_export(const te_options *o, te_error *err) {
    for (size_t i = 0; i < o->environment_count; i++) {
        const te_options_variable *variable = &o->environment[i];
        if (setenv(variable->name, variable->value, 1) != 0)
            return te_fail_as(err, TE_ERROR_SYSTEM, "environment: %s: %s",
                              variable->name, strerror(errno));
    }
    return true;
}

void te_options_import(te_options *o) {
    o->config.influx_token = getenv("INFLUX_TOKEN");
    o->config.otlp_headers = getenv("OTEL_EXPORTER_OTLP_HEADERS");
}

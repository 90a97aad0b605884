/* options.c - see options.h. */
#include "options.h"

#include "clock.h"
#include "options_config.h"
#include "suggest.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

typedef struct reader {
    te_options *options;
    char *const *next; /* what was not read yet */
    char *const *end;
    te_error *err;
} reader;

/* Sets an option and says which one it was that could not be set. */
static bool set(reader *r, const te_option *o, const char *text) {
    te_error why;
    if (te_options_set(r->options, o, text, &why)) return true;
    return te_fail_as(r->err, why.kind, "--%s: %.900s", o->name, why.message);
}

/* Sets an option to the value attached to it or else to the next argument;
 * a value that may be left out does not look like an option. */
static bool take_value(reader *r, const te_option *o, const char *attached) {
    const char *value = attached;
    bool may_lack = o->kind == TE_OPTION_TOPIC;
    if (value == NULL && r->next < r->end && !(may_lack && **r->next == '-'))
        value = *r->next++;
    if (value == NULL && !may_lack)
        return te_fail(r->err, "--%s: the value is missing: --%s %s", o->name,
                       o->name, o->value);
    return set(r, o, value);
}

/* `shown` is what was found; `name` is what to look for in the table. */
static bool unknown(reader *r, const char *shown, const char *name) {
    te_suggestion s = te_suggestion_for(name);
    for (const te_option *o = te_options_table; o->name != NULL; o++)
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
    const te_option *o = te_options_find(name, length);
    if (o == NULL) {
        char shown[128]; /* without the value, which may be a secret */
        snprintf(shown, sizeof shown, "%.*s", (int)length + 2, argument);
        return unknown(r, shown, shown + 2);
    }
    if (o->value != NULL) return take_value(r, o, attached);
    if (attached != NULL)
        return te_fail(r->err, "--%s takes no value", o->name);
    return set(r, o, NULL);
}

/* -c, -cxv, -w10, -w 10, -cw10 */
static bool read_letters(reader *r, const char *argument) {
    for (const char *letter = argument + 1; *letter != '\0'; letter++) {
        const te_option *o = te_options_find_letter(*letter);
        if (o == NULL) {
            char shown[128];
            bool alone = argument[2] == '\0';
            snprintf(shown, sizeof shown, alone ? "-%c" : "-%c in %s", *letter,
                     argument);
            return unknown(r, shown, alone ? "" : argument + 1);
        }
        if (o->value != NULL)
            return take_value(r, o, letter[1] != '\0' ? letter + 1 : NULL);
        if (!set(r, o, NULL)) return false;
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
    static const char *const those[] = {"workers", "ramp-up", "stages", "rate",
                                        "sizing"};
    for (size_t i = 0; i < sizeof those / sizeof those[0]; i++)
        if (is_given(o, those[i])) return true;
    return false;
}

/* What follows from all that was given. Where two options contradict each
 * other, --quiet wins. */
static bool settle(te_options *o, te_error *err) {
    te_config *config = &o->config;
    if (config->stages != NULL && !check_stages(o, err)) return false;
    config->has_duration = is_given(o, "duration");
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
    if (config->sizing && !is_given(o, "workers")) config->workers = 500;
    if (config->sizing && !is_given(o, "ramp-up"))
        config->ramp_up_ns = 300 * TE_NS_PER_S;
    if (!config->quiet) return true;
    config->console = false;
    if (config->verbosity > 1) config->verbosity = 1;
    return true;
}

bool te_options_parse(te_options *o, int argc, char *const argv[],
                      te_error *err) {
    te_options_init(o);
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
        if (o->help != NULL || o->version) return true;
    }
    if (o->config_path != NULL && !te_options_config(o, err)) return false;
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

/* options_resume.c - see options_resume.h. */
#include "options_resume.h"

#include "invocation.h"
#include "recording.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- What was given beside it ---- */

/* Where the run is recorded is settled. */
static bool is_of_journal(const te_option *row) {
    static const char *const names[] = {"journal", "no-journal", "resume"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(row->name, names[i]) == 0) return true;
    return false;
}

static bool is_said(const te_options *o, const char *name) {
    return (o->said & te_options_bit(te_options_find(name, strlen(name)))) != 0;
}

/* Who wants to see more than was seen is not kept quiet. */
bool te_options_resume_keeps(const te_options *o, const te_option *row) {
    if (strcmp(row->name, "quiet") == 0 &&
        (is_said(o, "console") || is_said(o, "verbose")))
        return true;
    return is_of_journal(row) || (o->said & te_options_bit(row)) != 0;
}

static bool may_be_given(const te_option *row) {
    return strcmp(row->topic, "Output") == 0 && !is_of_journal(row);
}

static bool check_given(const te_options *o, te_error *err) {
    if (o->scenario_named)
        return te_fail(err,
                       "--resume: '%s': the journal says which scenario "
                       "it is of: name none",
                       o->config.scenario_path);
    for (const te_option *row = te_options_table; row->name != NULL; row++) {
        bool is_fine = strcmp(row->name, "resume") == 0 || may_be_given(row);
        if (te_options_was_given(o, row) && !is_fine)
            return te_fail(err,
                           "--resume goes on with what the journal says: "
                           "leave --%s out",
                           row->name);
    }
    return true;
}

/* ---- The scenario's own ---- */

/* How many arguments at `given` set the option `name`; 0: none. */
static size_t sets(char *const *given, size_t count, const char *name) {
    size_t length = strlen(name);
    if (strncmp(given[0], name, length) != 0) return 0;
    if (given[0][length] == '=') return 1;
    return given[0][length] == '\0' && count > 1 ? 2 : 0;
}

static bool is_withheld(const te_arguments *a, size_t i) {
    return i > 0 && a->items[i] == NULL && a->items[i - 1] != NULL;
}

/* All that was given must be the value of a secret. */
static bool check_secrets(const te_options *o, const te_arguments *a,
                          te_error *err) {
    char *const *given = o->config.scenario_args;
    size_t count = o->config.scenario_arg_count, used = 0;
    for (size_t at = 0; at < count; at += used) {
        used = 0;
        for (size_t i = 1; i < a->count && used == 0; i++)
            if (is_withheld(a, i))
                used = sets(given + at, count - at, a->items[i - 1]);
        if (used == 0)
            return te_fail(err,
                           "--resume: '%s': the journal says what the "
                           "scenario's options are",
                           given[at]);
    }
    return true;
}

static bool is_given(const te_options *o, const char *name) {
    size_t count = o->config.scenario_arg_count;
    for (size_t i = 0; i < count; i++)
        if (sets(o->config.scenario_args + i, count - i, name) > 0) return true;
    return false;
}

static bool ask_for_secret(const te_options *o, const char *name,
                           te_error *err) {
    return te_fail(err,
                   "--resume: the journal does not hold what is secret: give "
                   "%s again, as in tengine --resume %s -- %s VALUE",
                   name, o->config.resume, name);
}

/* Those of the journal that are no secrets, then those that were given. */
static bool take_scenario_arguments(te_options *o, const te_arguments *a,
                                    te_error *err) {
    size_t count = 0, given = o->config.scenario_arg_count;
    if (!check_secrets(o, a, err)) return false;
    char **all = calloc(a->count + given + 1, sizeof *all);
    if (all == NULL) return te_fail_as(err, TE_ERROR_SYSTEM, "no memory");
    o->recorded_scenario = all;
    for (size_t i = 0; i < a->count; i++) {
        bool is_secret = i + 1 < a->count && is_withheld(a, i + 1);
        if (is_secret && !is_given(o, a->items[i]))
            return ask_for_secret(o, a->items[i], err);
        if (a->items[i] == NULL && i == 0)
            return ask_for_secret(o, "its first word", err);
        if (a->items[i] != NULL && !is_secret)
            all[count++] = strdup(a->items[i]);
    }
    for (size_t i = 0; i < given; i++)
        all[count++] = strdup(o->config.scenario_args[i]);
    o->config.scenario_args = all;
    o->config.scenario_arg_count = count;
    return true;
}

/* ---- The journal ---- */

/* Paths in scenarios and options mean what they meant. */
static bool check_directory(const char *directory, te_error *err) {
    char *here = getcwd(NULL, 0);
    bool is_same = here != NULL && strcmp(here, directory) == 0;
    free(here);
    return is_same ||
           te_fail(err, "--resume: the run was started in '%s': go there first",
                   directory);
}

/* The option that a name stands for, "--out"; NULL: none. */
static const te_option *option_of(const char *name) {
    if (name == NULL || strncmp(name, "--", 2) != 0) return NULL;
    return te_options_find(name + 2, strlen(name + 2));
}

/* The value of an option that may hold a secret, and is not in the journal:
 * where it was given again nothing is missing. */
static bool replace_withheld(const te_options *o, const char *name,
                             char **value, te_error *err) {
    const te_option *row = option_of(name);
    bool can_be_given = row != NULL && may_be_given(row);
    if (can_be_given && te_options_resume_keeps(o, row)) {
        *value = strdup("");
        return *value != NULL || te_fail_as(err, TE_ERROR_SYSTEM, "no memory");
    }
    return te_fail(err,
                   "--resume: the journal does not hold the value of %s, in "
                   "which a secret may have been: %s",
                   name != NULL ? name : "an option",
                   can_be_given ? "give it again"
                                : "the run cannot be resumed");
}

static bool take_options(te_options *o, te_arguments *a, te_error *err) {
    for (size_t i = 0; i < a->count; i++)
        if (a->items[i] == NULL &&
            !replace_withheld(o, i > 0 ? a->items[i - 1] : NULL, &a->items[i],
                              err))
            return false;
    o->recorded = a->items;
    o->recorded_count = a->count;
    *a = (te_arguments){0};
    return true;
}

bool te_options_resume(te_options *o, te_error *err) {
    te_invocation line = {0};
    if (!check_given(o, err)) return false;
    const te_interval *first; /* the line before it has the command */
    te_recording *journal = te_recording_open(o->config.resume, err);
    if (journal == NULL) return false;
    o->said = o->given;
    bool ok =
        te_recording_next(journal, &first, err) &&
        te_invocation_read(&line, te_recording_first_line(journal), err) &&
        check_directory(line.directory, err) &&
        take_options(o, &line.options, err) &&
        take_scenario_arguments(o, &line.scenario, err);
    te_invocation_clear(&line);
    te_recording_free(journal);
    return ok;
}

/* options_table.h - all options of the command, and what was said of them.
 *
 * One table says all about every option (option.h). The command line
 * (options.h), a --config file (options_config.h) and --help
 * (options_help.h) read it, so that a new option is a new row. */
#ifndef TE_OPTIONS_TABLE_H
#define TE_OPTIONS_TABLE_H

#include "buf.h"
#include "error.h"
#include "option.h"
#include "tengine.h"
#include <stdbool.h>

/* The scenario when none is named, and the test of a --config file. */
#define TE_OPTIONS_SCENARIO "loadtest.lua"
#define TE_OPTIONS_TEST "test"

/* An environment variable that a --config file asks for. */
typedef struct te_options_variable {
    const char *name, *value;
} te_options_variable;

/* Release with te_options_free(), whatever became of it. */
typedef struct te_options {
    te_config config;    /* strings are argv's or the file's; out and err are
                            not set */
    bool scenario_named; /* false: the default scenario */
    const char *help;    /* print help on this topic, "" the first page, and
                            run nothing; NULL: not asked for */
    bool version;        /* print the version, run nothing */
    bool list;           /* print what the file registers, run nothing */
    const char *summary_json; /* the file for it, "-" for stdout, or NULL */
    bool no_journal;          /* nor one that nobody asked for */
    te_buf runs_folder;       /* what config.runs_folder points to */
    const char *config_path;  /* of --config, or NULL */
    char **recorded;          /* arguments of a journal, for --resume, */
    size_t recorded_count;    /* so many; and those of its scenario: */
    char **recorded_scenario;
    te_option_texts extensions; /* what config.extensions points to, */
    te_option_texts local_addresses, resolve, thresholds, outputs; /* and */
    te_options_variable *environment; /* to be set, in this order */
    size_t environment_count;
    te_buf notices;          /* lines that a person should see */
    struct json_t *document; /* the --config file, whose strings are used */
    uint64_t given;          /* a bit for every row of the table that was set */
    uint64_t said; /* the same of what was said before the journal of --resume,
                      or the --config file, was read */
} te_options;

/* In the order of the help; the last row has no name. */
extern const te_option te_options_table[];

/* What stands in `o` before anything was read. */
void te_options_init(te_options *o);
void te_options_free(te_options *o);

/* The row of that name ('_' counts as '-'), or NULL. */
const te_option *te_options_find(const char *name, size_t length);

/* Sets one option (te_option_set) and remembers that it was given. */
bool te_options_set(te_options *o, const te_option *row, const char *text,
                    te_error *err);
uint64_t te_options_bit(const te_option *row); /* in `given` */
bool te_options_was_given(const te_options *o, const te_option *row);

#endif

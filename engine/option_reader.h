/* option_reader.h - a command line, by a table of options.
 *
 * Short flags bundle (-cxv), values stand apart or attached (-w 10, -w10,
 * --workers 10, --workers=10), and other arguments may stand between them. The
 * command and its sub-commands read theirs with it. */
#ifndef TE_OPTION_READER_H
#define TE_OPTION_READER_H

#include "error.h"
#include "option.h"
#include <stdbool.h>

typedef struct te_option_reader {
    const te_option *table; /* ended by a row without a name */
    const char *help;       /* who tells which there are: "tengine --help" */
    void *options;          /* what is filled in */
    /* One option, as te_option_set() has it; NULL: that itself. */
    bool (*set)(void *options, const te_option *o, const char *text,
                te_error *err);
    /* An argument that is no option. */
    bool (*take)(void *options, const char *argument, te_error *err);
    /* Whether to read no further: what follows --help is no matter. */
    bool (*is_done)(const void *options);
} te_option_reader;

/* Reads the arguments up to "--" or `end`. What was not read, without the
 * "--", begins at *rest. False and err, which names the option. */
bool te_option_read(const te_option_reader *reader, char *const *argument,
                    char *const *end, char *const **rest, te_error *err);

/* The row of that name ('_' counts as '-') or letter, or NULL. */
const te_option *te_option_find(const te_option *table, const char *name,
                                size_t length);
const te_option *te_option_find_letter(const te_option *table, char letter);

#endif

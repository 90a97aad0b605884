/* option.h - one option: how it is called, what it takes, where that goes.
 *
 * The table in options_table.c has a row for each. The command line, a --config
 * file and the help all read those rows; what a value must look like is said
 * here and nowhere else. */
#ifndef TE_OPTION_H
#define TE_OPTION_H

#include "error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum te_option_kind {
    TE_OPTION_FLAG,    /* bool: set */
    TE_OPTION_LEVEL,   /* int: one more each time, up to `most` */
    TE_OPTION_WHOLE,   /* uint32_t */
    TE_OPTION_NUMBER,  /* uint64_t */
    TE_OPTION_TIME,    /* uint64_t of nanoseconds, written as a duration */
    TE_OPTION_PERCENT, /* double, decimals allowed */
    TE_OPTION_TEXT,    /* const char *, borrowed */
    TE_OPTION_TEXTS,   /* te_option_texts: one more each time */
    TE_OPTION_TOPIC,   /* const char *: the value may be left out */
    TE_OPTION_NOTHING, /* taken, for those who are used to it; no target */
} te_option_kind;

/* Borrowed texts in an array of its own; release that with free(). */
typedef struct te_option_texts {
    const char **items;
    size_t count;
} te_option_texts;
/* One more; false and err where it is empty, or without memory. */
bool te_option_texts_add(te_option_texts *texts, const char *text,
                         te_error *err);

/* Where an option is shown and taken. */
enum {
    TE_OPTION_FIRST_PAGE = 1,   /* on the page that --help shows */
    TE_OPTION_COMMAND_ONLY = 2, /* means nothing in a --config file */
};

typedef struct te_option {
    char letter; /* of the short form; 0: none */
    const char *name;
    const char *value; /* what the help calls it; NULL: takes none */
    te_option_kind kind;
    size_t target;        /* where in what is filled in */
    uint64_t least, most; /* what is allowed, both included */
    const char *topic;    /* rows of one topic stand together */
    const char *help;
    unsigned where; /* TE_OPTION_FIRST_PAGE, TE_OPTION_COMMAND_ONLY */
} te_option;

/* Sets the option in `options` to what the text means; NULL: it was given
 * without a value. False and err, which says what is wanted but not of which
 * option, when the text is not that; or without memory. */
bool te_option_set(const te_option *option, void *options, const char *text,
                   te_error *err);

/* Puts back what stands in `fresh`, which is filled in alike but by nobody. Of
 * texts the array is kept for release. */
void te_option_reset(const te_option *option, void *options, const void *fresh);

/* The number that stands in `options` (a duration in ns); 0 where the option
 * is none. */
double te_option_number(const te_option *option, const void *options);

#endif

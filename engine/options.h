/* options.h - the command line, as data.
 *
 *     tengine [options] [scenario.lua] [-- scenario options]
 *
 * One table in options.c says all about every option; parsing and --help read
 * it, so that a new option is a new row. Short flags bundle (-cxv), values
 * stand apart or attached (-w 10, -w10, --workers 10, --workers=10), options
 * may follow the scenario, and of a repeated option the last one holds. */
#ifndef TE_OPTIONS_H
#define TE_OPTIONS_H

#include "error.h"
#include "tengine.h"
#include <stdbool.h>
#include <stdio.h>

/* The scenario when none is named. */
#define TE_OPTIONS_SCENARIO "loadtest.lua"

typedef struct te_options {
    te_config config;    /* strings are argv's; out and err are not set */
    bool scenario_named; /* false: the default scenario */
    bool help;           /* print the help, run nothing */
    bool version;        /* print the version, run nothing */
} te_options;

/* Reads the command line into `o`; argv must outlive it. False and err, which
 * names the option, when something is unknown, missing or out of range. At
 * --help and --version it stops reading. */
bool te_options_parse(te_options *o, int argc, char *const argv[],
                      te_error *err);

/* Prints the help: one screen of 80 by 24. */
void te_options_help(FILE *out);

#endif

/* options.h - the command line, as data.
 *
 *     tengine [options] [scenario.lua] [-- scenario options]
 *     tengine --config FILE [options] [test] [-- scenario options]
 *
 * Short flags bundle (-cxv), values stand apart or attached (-w 10, -w10,
 * --workers 10, --workers=10), options may follow the scenario, and of a
 * repeated option the last one holds. The command line beats a --config file,
 * in whatever order they come. */
#ifndef TE_OPTIONS_H
#define TE_OPTIONS_H

#include "options_table.h"

/* Reads the command line, and the --config file that it names, into `o`; argv
 * must outlive it. False and err, which names the option, when something is
 * unknown, missing or out of range. At --help and --version it stops
 * reading. */
bool te_options_parse(te_options *o, int argc, char *const argv[],
                      te_error *err);
/* Sets the environment that the --config file asks for. */
bool te_options_export(const te_options *o, te_error *err);
/* Takes from it what outputs keep there because it is secret: INFLUX_TOKEN and
 * OTEL_EXPORTER_OTLP_HEADERS. */
void te_options_import(te_options *o);

#endif

/* options_config.h - a --config file: molotov's JSON.
 *
 *     {"molotov": {
 *         "env": {"SERVER_URL": "http://a.test"},
 *         "tests": {
 *             "big": {"scenario": "loadtest.lua", "workers": 100,
 *                     "duration": "5m", "console": true,
 *                     "env": {"SIZE": "big"}}}}}
 *
 * The positional of the command line names the test; without one it is called
 * "test". Keys are the names of options, with '_' or '-'; a duration is a
 * number of seconds or a text. A test's "env" beats that of all tests. The
 * test's "scenario" is relative to the working directory, as molotov has it.
 * "requirements", which names Python packages, is taken and means nothing. */
#ifndef TE_OPTIONS_CONFIG_H
#define TE_OPTIONS_CONFIG_H

#include "error.h"
#include <stdbool.h>
#include <stddef.h>

struct te_options;

/* Reads the file o->config_path: sets what was not given before, and collects
 * the environment. False and err, which names the file and the place in it. */
bool te_options_config(struct te_options *o, te_error *err);

/* The same of a text, which `file` names in messages. */
bool te_options_config_text(struct te_options *o, const char *file,
                            const char *text, size_t length, te_error *err);

#endif

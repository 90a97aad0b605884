/* invocation.h - the command that made a run, as its journal has it, so that
 * it can be gone on with.
 *
 * In the journal's first line: "directory", where it was given, "arguments"
 * and, what followed the "--", "scenario_arguments". What is secret is not
 * there: the value of an option whose name says so, such as --api-token, a URL
 * with a password in it, or, as in --out influx=http://..., one with a query,
 * is null. */
#ifndef TE_INVOCATION_H
#define TE_INVOCATION_H

#include "error.h"
#include "tengine.h"
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* Both on the heap; an item that was secret is NULL, and the one before it is
 * the option. */
typedef struct te_arguments {
    char **items;
    size_t count;
} te_arguments;

typedef struct te_invocation {
    char *directory;
    te_arguments options, scenario;
} te_invocation;

/* Puts what the configuration says of it into the line, and a checksum of the
 * scenario file; no more where it was made by no command. */
void te_invocation_put(const te_config *config, json_t *line, bool *ok);

/* Whether the file is another one than it was. */
bool te_invocation_has_changed(const json_t *line, const char *scenario_path);

/* Reads it. False and err where the line has none. Release with
 * te_invocation_clear(), either way. */
bool te_invocation_read(te_invocation *c, const json_t *line, te_error *err);
void te_invocation_clear(te_invocation *c);

#endif

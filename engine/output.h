/* output.h - a file of results, written whole or not at all.
 *
 * It is written beside the file that it is to become, under a name that begins
 * with a dot, and takes its name when it is complete: who reads the name sees
 * all of it or what was there before. What is no regular file, such as
 * /dev/null or a pipe, is written as it is. */
#ifndef TE_OUTPUT_H
#define TE_OUTPUT_H

#include "error.h"
#include <stdbool.h>
#include <stdio.h>

typedef struct te_output te_output;

/* NULL and err (TE_ERROR_OUTPUT, with the path) when it cannot be written. */
te_output *te_output_open(const char *path, te_error *err);

FILE *te_output_file(te_output *output);

/* Ends the writing, gives the file its name and releases the output. False
 * and err when any of it failed: then there is what was there before. */
bool te_output_commit(te_output *output, te_error *err);

/* Leaves no trace, releases the output. NULL is fine. */
void te_output_discard(te_output *output);

#endif

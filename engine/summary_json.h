/* summary_json.h - what a run ends with, for a program to read.
 *
 * One JSON object; summary.schema.json, beside this file, says what is in it.
 * Keys come in one order always, lists the greatest first as in the summary
 * for people (summary.h), but whole. Every number is finite. */
#ifndef TE_SUMMARY_JSON_H
#define TE_SUMMARY_JSON_H

#include "error.h"
#include "result.h"
#include <stdbool.h>
#include <stdio.h>

/* Writes the object and a newline to `out`, and flushes it. False and err
 * (TE_ERROR_SYSTEM without memory, TE_ERROR_OUTPUT when `out` did not take
 * it). */
bool te_summary_json_write(FILE *out, const te_result *result, te_error *err);

#endif

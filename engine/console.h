/* console.h - plain lines while a run goes on: no cursor tricks, 80 columns. */
#ifndef TE_CONSOLE_H
#define TE_CONSOLE_H

#include "capacity.h"
#include "interval.h"
#include "result.h"

typedef struct te_console te_console;

/* A line per `update_ns` (0: one second), and every twenty lines what the
 * columns are. NULL without memory. */
te_console *te_console_new(uint64_t update_ns);
void te_console_free(te_console *c); /* NULL is fine */

/* Takes the next interval record. When an update is due, returns its text, a
 * line or two with their newlines, valid until the next call; else NULL. Every
 * line shows: time since the start, workers now, runs that ended and how many
 * of them failed, requests/s and the p50 and p95 of http.duration since the
 * line before; below it what a search for the capacity is at. Where a warm-up
 * begins and ends a line says so; in it runs are those of the warm-up. */
const char *te_console_interval(te_console *c, const te_interval *interval,
                                const te_totals *totals,
                                const te_capacity *search);

#endif

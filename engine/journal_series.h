/* journal_series.h - what changed in an interval, as a journal's line has it,
 * and back.
 *
 * A series has a number in its journal, from 0 in order of appearance; its
 * kind, name and tags stand in the line where it appears first. Counts,
 * buckets and sums are exact: what was read is what was written. */
#ifndef TE_JOURNAL_SERIES_H
#define TE_JOURNAL_SERIES_H

#include "interval.h"
#include "journal_json.h"
#include <jansson.h>

/* ---- Writing ---- */

/* What the lines before have said already. */
typedef struct te_series_writer {
    size_t defined;     /* so many of the set's series are known */
    te_metrics *folded; /* knows the hashes that were written, no more */
} te_series_writer;

/* False without memory. */
bool te_series_writer_init(te_series_writer *w);
void te_series_writer_clear(te_series_writer *w);

/* Puts "series", "folded" and "failures" into the object. All intervals of a
 * journal have one `delta` set, as those of a te_collector do. */
void te_series_write(te_series_writer *w, const te_interval *interval,
                     json_t *object, bool *ok);

/* ---- Reading ---- */

/* The series by their numbers. */
typedef struct te_series_reader {
    te_series **series; /* of the set that is read into */
    size_t count, capacity;
    te_hist *scratch[TE_UNITS]; /* what a text is read into first */
} te_series_reader;

void te_series_reader_clear(te_series_reader *r);

/* Adds what the object holds to the interval's metrics and failures, the same
 * ones in all calls. False and err for what no writer wrote; part of it may
 * have been added. */
bool te_series_read(te_series_reader *r, const json_t *object,
                    te_interval *interval, te_error *err);

#endif

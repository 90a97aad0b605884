/* hist_text.h - histograms as text that HdrHistogram's libraries read.
 *
 * The text is base64 of HdrHistogram's V2 format, compressed: what its
 * histogram logs hold. Durations are microseconds there. The format keeps
 * counts of buckets only: what was read has the same percentiles, and sums
 * made of the middle of each bucket.
 * Source: AbstractHistogram.encodeIntoCompressedByteBuffer() of the Java
 * version (hdrhistogram.org). */
#ifndef TE_HIST_TEXT_H
#define TE_HIST_TEXT_H

#include "api.h"
#include "buf.h"
#include "error.h"
#include "hist.h"
#include "slice.h"

/* Appends the text; false without memory. */
TE_API bool te_hist_write_text(const te_hist *h, te_buf *out);

/* Adds what a text holds to `into`; false and err for what is none, `into` is
 * then as before. The range and precision may be others than ours: a bucket's
 * count goes where its middle is. */
TE_API bool te_hist_read_text(te_hist *into, te_slice text, te_error *err);

#endif

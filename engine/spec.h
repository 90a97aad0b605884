/* spec.h - the little languages: what people write for durations, sizes and
 * rates, and how figures are written for people.
 *
 *   duration = number                    seconds: "30", "0.5"
 *            | number unit {number unit} from large units to small: "1h30m"
 *     unit   = "ns" | "us" | "µs" | "ms" | "s" | "m" | "h" | "d"
 *
 *   size     = number [unit]             bytes without a unit: "512", "1.5 GB"
 *     unit   = "b" | "kb" | "mb" | "gb" | "tb"         powers of 1000
 *            | "kib" | "mib" | "gib" | "tib"           powers of 1024
 *              in any case
 *
 *   rate     = number ["/" unit]         per second without one: "30000/m"
 *     unit   = "s" | "m" | "h"
 *
 *   number   = digits ["." digits]       no sign, no exponent
 *
 * Blanks may stand around a number and a unit. Arithmetic is exact: "0.3s" is
 * 300,000,000 ns, and what is finer than one is rounded to the nearest. Every
 * refusal quotes the text and says what was expected instead:
 *   duration: '5 parsecs': expected a number and one of ns us ms s m h d
 *
 * Stages and thresholds belong here once there are profiles. */
#ifndef TE_SPEC_H
#define TE_SPEC_H

#include "api.h"
#include "error.h"
#include <stdbool.h>
#include <stdint.h>

TE_API bool te_spec_duration(const char *text, uint64_t *ns, te_error *err);
TE_API bool te_spec_size(const char *text, uint64_t *bytes, te_error *err);
TE_API bool te_spec_rate(const char *text, double *per_s, te_error *err);

/* A figure for people; a struct, so that it can stand right in a printf:
 *     printf("p95 %s\n", te_spec_format_duration(ns).text);
 * `columns` is its width on a terminal, where "µ" takes one and two bytes. */
typedef struct te_spec_text {
    char text[32];
    int columns;
} te_spec_text;

/* Three digits below a minute, nothing finer than microseconds from one on:
 * "0 s" "812 ns" "812 µs" "1.23 ms" "12.3 ms" "4.56 s" "2m05s" "1h02m05s"
 * "3d04h05m". */
TE_API te_spec_text te_spec_format_duration(uint64_t ns);
/* Powers of 1000, three digits: "812 B" "1.23 kB" "12.3 MB" "4.00 GB". */
TE_API te_spec_text te_spec_format_bytes(uint64_t bytes);
/* Thousands apart: "1,234,567". */
TE_API te_spec_text te_spec_format_count(uint64_t count);

#endif

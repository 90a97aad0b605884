/* spec.h - the little languages: what people write for durations, sizes and
 * rates. (text.h writes figures for people.)
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
 *   stages   = stage {"," stage}         at most TE_STAGES_MAX
 *   stage    = duration ":" level        there in even steps: "30s:50"
 *            | duration ":=" level       there at once, then held: "1m:=50"
 *     level  = number                    workers; then it is whole
 *            | rate                      arrivals, with its "/" (but for 0)
 *              all of one kind, not all 0, up to TE_WORKERS_MAX, TE_RATE_MAX
 *
 *   number   = digits ["." digits]       no sign, no exponent
 *
 * Blanks may stand around a number and a unit. Arithmetic is exact: "0.3s" is
 * 300,000,000 ns, and what is finer than one is rounded to the nearest. Every
 * refusal quotes the text and says what was expected instead:
 *   duration: '5 parsecs': expected a number and one of ns us ms s m h d
 *
 * Thresholds have threshold_spec.h. */
#ifndef TE_SPEC_H
#define TE_SPEC_H

#include "api.h"
#include "error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

TE_API bool te_spec_duration(const char *text, uint64_t *ns, te_error *err);
TE_API bool te_spec_size(const char *text, uint64_t *bytes, te_error *err);
TE_API bool te_spec_rate(const char *text, double *per_s, te_error *err);

/* A stretch of a load's course, and what it comes to at its end. */
typedef struct te_stage {
    uint64_t duration_ns;
    double level; /* workers, or arrivals per second */
    bool is_jump; /* it is so from the stage's beginning */
} te_stage;

enum { TE_STAGES_MAX = 100, TE_WORKERS_MAX = 1000000, TE_RATE_MAX = 10000000 };

/* In fixed memory: copy it as you like. */
typedef struct te_stages {
    te_stage items[TE_STAGES_MAX];
    size_t count;
    bool are_rates; /* else they are workers */
} te_stages;

TE_API bool te_spec_stages(const char *text, te_stages *stages, te_error *err);

#endif

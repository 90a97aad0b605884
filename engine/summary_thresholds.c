/* summary_thresholds.c - see summary_thresholds.h. */
#include "summary_thresholds.h"

#include "text.h"

#define INDENT "            "

void te_threshold_add_value(te_buf *out, te_bound_unit unit, double value) {
    switch (unit) {
    case TE_BOUND_DURATION:
        te_buf_adds(out, te_text_duration((uint64_t)value).s);
        break;
    case TE_BOUND_SIZE:
        te_buf_adds(out, te_text_bytes(value).s);
        break;
    case TE_BOUND_PERCENT:
        te_buf_adds(out, te_text_share(value, 100).s);
        break;
    case TE_BOUND_PER_S:
        te_buf_addf(out, "%s/s", te_text_count(value).s);
        break;
    case TE_BOUND_BYTES_PER_S:
        te_buf_addf(out, "%s/s", te_text_bytes(value).s);
        break;
    case TE_BOUND_PERCENT_PER_HOUR:
        te_buf_addf(out, "%+.3g %%/h", value);
        break;
    default:
        te_buf_adds(out, te_text_count(value).s);
    }
}

void te_threshold_describe(te_buf *out, const te_threshold *t) {
    const te_threshold_spec *spec = &t->spec;
    bool is_window = spec->over_ns > 0 && !spec->is_drift;
    if (t->reason[0] != '\0') {
        te_buf_adds(out, t->reason);
        return;
    }
    if (!t->has_value) return;
    te_threshold_add_value(out, spec->unit, t->value);
    if (is_window) te_buf_adds(out, " in the worst window");
    if (t->outcome == TE_THRESHOLD_BROKEN)
        te_buf_addf(out, ", broken %s %s", is_window ? "at" : "since",
                    te_text_duration(t->broken_ns).s);
}

static void print_one(FILE *out, const te_threshold *t) {
    static const char *const words[] = {
        [TE_THRESHOLD_UNJUDGED] = "unjudged",
        [TE_THRESHOLD_HELD] = "ok",
        [TE_THRESHOLD_BROKEN] = "FAILED",
    };
    char first[24];
    te_buf text = TE_BUF_INIT, outcome = TE_BUF_INIT;
    te_threshold_describe(&outcome, t);
    te_buf_addf(&text, "%s%s%s", t->spec.text, outcome.length > 0 ? ": " : "",
                te_buf_str(&outcome));
    snprintf(first, sizeof first, "  %-10s", words[t->outcome]);
    te_text_print(out, te_buf_str(&text), first, INDENT, 8);
    te_buf_free(&text);
    te_buf_free(&outcome);
}

void te_summary_thresholds(FILE *out, const te_thresholds *thresholds) {
    size_t count = te_thresholds_count(thresholds);
    if (count == 0) return;
    size_t broken = te_thresholds_broken(thresholds);
    fprintf(out, "\nTHRESHOLDS  %zu of %zu failed\n", broken, count);
    for (size_t i = 0; i < count; i++)
        print_one(out, te_thresholds_at(thresholds, i));
}

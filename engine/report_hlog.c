/* report_hlog.c - see report_hlog.h. */
#include "report_hlog.h"

#include "clock.h"
#include "hist_text.h"
#include "text.h"

#include <time.h>

void te_report_hlog_head(FILE *out, const te_result *result) {
    double started_s = te_s_from_ns(result->started_at_unix_ns);
    time_t seconds = (time_t)(result->started_at_unix_ns / TE_NS_PER_S);
    char moment[64];
    struct tm utc;
    gmtime_r(&seconds, &utc);
    strftime(moment, sizeof moment, "%a %b %d %H:%M:%S UTC %Y", &utc);
    fputs("#[Histogram log format version 1.3]\n", out);
    fprintf(out, "#[StartTime: %.3f (seconds since epoch), %s]\n", started_s,
            moment);
    fputs("\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\","
          "\"Interval_Compressed_Histogram\"\n",
          out);
}

/* No comma, no blank, nothing that ends a line; and no byte that is not UTF-8,
 * at which the tools give up the whole log. */
static bool add_tag(te_buf *out, const char *text) {
    size_t start = out->length;
    if (!te_text_clean(out, text)) return false;
    for (char *c = out->data + start; c < out->data + out->length; c++)
        if (*c == ',' || *c == ' ') *c = '_';
    return true;
}

/* "name{tags}" */
static bool add_series(te_buf *out, const te_series *s) {
    return add_tag(out, s->name) &&
           (s->tags[0] == '\0' ||
            (te_buf_addc(out, '{') && add_tag(out, s->tags) &&
             te_buf_addc(out, '}')));
}

/* Durations in milliseconds. */
static double shown(const te_hist *h, uint64_t value) {
    return te_hist_unit(h) == TE_UNIT_SECONDS ? (double)value / 1e6
                                              : (double)value;
}

bool te_report_hlog_interval(FILE *out, const te_interval *interval) {
    te_buf text = TE_BUF_INIT, tag = TE_BUF_INIT;
    bool ok = true;
    if (interval->is_warm_up) return true;
    for (size_t i = 0; ok && i < te_metrics_count(interval->delta); i++) {
        const te_series *s = te_metrics_at(interval->delta, i);
        if (s->hist == NULL || te_hist_count(s->hist) == 0) continue;
        te_buf_reset(&text);
        te_buf_reset(&tag);
        ok = te_hist_write_text(s->hist, &text) && add_series(&tag, s);
        fprintf(out, "Tag=%s,%.3f,%.3f,%.3f,%s\n", te_buf_str(&tag),
                te_s_from_ns(interval->start_ns),
                te_s_from_ns(interval->end_ns - interval->start_ns),
                shown(s->hist, te_hist_max(s->hist)), te_buf_str(&text));
    }
    te_buf_free(&text);
    te_buf_free(&tag);
    return ok;
}

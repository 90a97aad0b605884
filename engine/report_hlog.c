/* report_hlog.c - see report_hlog.h. */
#include "report_hlog.h"

#include "clock.h"
#include "hist_text.h"

#include <ctype.h>
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

/* No comma, no blank, nothing that ends a line. */
static void print_tag(FILE *out, const char *text) {
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        putc(c == ',' || isspace(c) || iscntrl(c) ? '_' : c, out);
    }
}

/* Durations in milliseconds. */
static double shown(const te_hist *h, uint64_t value) {
    return te_hist_unit(h) == TE_UNIT_SECONDS ? (double)value / 1e6
                                              : (double)value;
}

bool te_report_hlog_interval(FILE *out, const te_interval *interval) {
    te_buf text = TE_BUF_INIT;
    bool ok = true;
    if (interval->is_warm_up) return true;
    for (size_t i = 0; ok && i < te_metrics_count(interval->delta); i++) {
        const te_series *s = te_metrics_at(interval->delta, i);
        if (s->hist == NULL || te_hist_count(s->hist) == 0) continue;
        te_buf_reset(&text);
        ok = te_hist_write_text(s->hist, &text);
        fputs("Tag=", out);
        print_tag(out, s->name);
        if (s->tags[0] != '\0') putc('{', out);
        print_tag(out, s->tags);
        if (s->tags[0] != '\0') putc('}', out);
        fprintf(out, ",%.3f,%.3f,%.3f,%s\n", te_s_from_ns(interval->start_ns),
                te_s_from_ns(interval->end_ns - interval->start_ns),
                shown(s->hist, te_hist_max(s->hist)), te_buf_str(&text));
    }
    te_buf_free(&text);
    return ok;
}

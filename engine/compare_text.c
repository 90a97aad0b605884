/* compare_text.c - see compare_text.h. */
#include "compare_text.h"

#include "table.h"

#include <math.h>
#include <string.h>

/* ---- Figures ---- */

static te_text text_of(te_bound_unit unit, double value) {
    te_text t;
    switch (unit) {
    case TE_BOUND_DURATION:
        return te_text_duration((uint64_t)llround(value));
    case TE_BOUND_SIZE:
        return te_text_bytes(value);
    case TE_BOUND_PERCENT:
        snprintf(t.s, sizeof t.s, "%.3g %%", value);
        return t;
    case TE_BOUND_PER_S:
        snprintf(t.s, sizeof t.s, "%.20s/s", te_text_short_count(value).s);
        return t;
    case TE_BOUND_BYTES_PER_S:
        snprintf(t.s, sizeof t.s, "%.20s/s", te_text_bytes(value).s);
        return t;
    default:
        return te_text_short_count(value);
    }
}

/* Shares change by percentage points; what was nothing by all of it. */
static bool is_relative(const te_compare_figure *f) {
    return f->unit != TE_BOUND_PERCENT && f->sides[TE_BASE].value != 0;
}

static double scaled(const te_compare_figure *f, double change) {
    if (!is_relative(f)) return change;
    return change / fabs(f->sides[TE_BASE].value) * 100;
}

static const char *unit_of_change(const te_compare_figure *f) {
    if (is_relative(f)) return " %";
    return f->unit == TE_BOUND_PERCENT ? " pp" : "";
}

/* With its sign, of three digits. */
static te_text signed_text(const te_compare_figure *f, double change) {
    te_text t;
    double size = fabs(change);
    int decimals = size < 10 ? 2 : size < 100 ? 1 : 0;
    if (size >= 1e6 && is_relative(f))
        snprintf(t.s, sizeof t.s, "%+.1e", change);
    else if (is_relative(f) || f->unit == TE_BOUND_PERCENT)
        snprintf(t.s, sizeof t.s, "%+.*f", decimals, change);
    else
        snprintf(t.s, sizeof t.s, "%c%.30s", change < 0 ? '-' : '+',
                 text_of(f->unit, size).s);
    return t;
}

static void add_side(te_table *t, const te_compare_figure *f, int side) {
    const te_estimate *e = &f->sides[side];
    te_table_cell(t, e->is_known ? text_of(f->unit, e->value).s : "-");
}

static void add_change(te_table *t, const te_compare_figure *f) {
    const te_difference *d = &f->difference;
    char cell[100];
    if (!f->sides[TE_BASE].is_known || !f->sides[TE_NEW].is_known) {
        te_table_cell(t, "-");
        te_table_cell(t, "-");
        return;
    }
    snprintf(cell, sizeof cell, "%s%s", signed_text(f, scaled(f, d->value)).s,
             unit_of_change(f));
    te_table_cell(t, cell);
    snprintf(cell, sizeof cell, "%s to %s", signed_text(f, scaled(f, d->low)).s,
             signed_text(f, scaled(f, d->high)).s);
    te_table_cell(t, d->has_interval ? cell : "-");
}

static void add_verdict(te_table *t, const te_compare_figure *f) {
    static const char *const words[] = {
        [TE_COMPARED_SAME] = "",
        [TE_COMPARED_BETTER] = "better",
        [TE_COMPARED_WORSE] = "worse",
        [TE_COMPARED_MORE] = "more",
        [TE_COMPARED_LESS] = "less",
        [TE_COMPARED_UNSURE] = "too short",
        [TE_COMPARED_ONE_SIDED] = "one side",
        [TE_COMPARED_ABSENT] = "not there",
    };
    te_table_cell(t, words[f->verdict]);
}

/* ---- Groups ---- */

/* "http.duration GET symbol": what its tags hold behind the metric. */
static void put_label(const te_compare_group *g, te_buf *out) {
    te_buf_adds(out, g->of.metric);
    for (const char *at = g->of.tags; *at != '\0';) {
        size_t length = strcspn(at, ","), key = strcspn(at, ":");
        if (key < length) key++;
        te_buf_addf(out, " %.*s", (int)(length - key), at + key);
        at += length + (at[length] == ',');
    }
}

static void add_figure(te_table *t, te_compare_group *g,
                       const te_compare_figure *f) {
    char value[TE_STATISTIC_BYTES], label[TE_STATISTIC_BYTES + 2];
    g->of.statistic = f->statistic;
    g->of.percent = f->percent;
    bool is_share = f->unit == TE_BOUND_PERCENT;
    snprintf(label, sizeof label, "  %s",
             is_share ? "share" : te_threshold_statistic(&g->of, value));
    te_table_cell(t, label);
    add_side(t, f, TE_BASE);
    add_side(t, f, TE_NEW);
    add_change(t, f);
    add_verdict(t, f);
}

static void add_group(te_table *t, te_compare_group *g) {
    te_buf label = TE_BUF_INIT;
    put_label(g, &label);
    te_table_cell(t, te_buf_str(&label));
    for (size_t i = 1; i < t->columns; i++)
        te_table_cell(t, "");
    for (size_t i = 0; i < g->count; i++)
        add_figure(t, g, &g->figures[i]);
    te_buf_free(&label);
}

static void print_groups(FILE *out, const te_compare *c) {
    static const char *const titles[] = {"COMPARED", "base", "new",
                                         "change",   "95 %", ""};
    te_table t;
    te_table_init(&t, sizeof titles / sizeof *titles);
    for (size_t i = 0; i < t.columns; i++)
        te_table_cell(&t, titles[i]);
    t.least[5] = strlen("better");
    for (size_t i = 0; i < c->count; i++)
        if (c->groups[i]->count > 0) add_group(&t, c->groups[i]);
    te_table_print(&t, out);
    te_table_free(&t);
    if (c->is_cut) fprintf(out, "  \xe2\x80\xa6 and more metrics than these\n");
}

/* ---- What was compared ---- */

bool te_compare_load_line(const te_compare *c, te_buf *out) {
    const te_compare_load *base = &c->loads[TE_BASE], *new = &c->loads[TE_NEW];
    bool has_requests =
        base->requests_per_s.mean > 0 || new->requests_per_s.mean > 0;
    double rates[] = {
        has_requests ? base->requests_per_s.mean : base->runs_per_s.mean,
        has_requests ? new->requests_per_s.mean : new->runs_per_s.mean};
    bool is_other = fabs(rates[1] - rates[0]) >= 0.05 * rates[0] ||
                    base->workers.mean != new->workers.mean;
    bool is_load = base->measured_s.mean > 0 && new->measured_s.mean > 0;
    return is_load && is_other &&
           te_buf_addf(out,
                       "the load is not the same: base ran at %s %s/s with %s "
                       "workers, new at %s with %s",
                       te_text_short_count(rates[0]).s,
                       has_requests ? "requests" : "runs",
                       te_text_short_count(base->workers.mean).s,
                       te_text_short_count(rates[1]).s,
                       te_text_short_count(new->workers.mean).s);
}

static void print_side(FILE *out, const char *name,
                       const te_compare_load *load) {
    double runs = load->measured_s.count;
    fprintf(out, "  %-6s%s %s", name, te_text_count(runs).s,
            runs == 1 ? "run" : "runs");
    if (load->measured_s.mean > 0)
        fprintf(out, " of %s",
                te_text_duration((uint64_t)(load->measured_s.mean * 1e9)).s);
    else
        fputs(", and nothing was measured", out);
    if (load->measured_s.mean > 0 && load->skipped_s.mean > 0)
        fprintf(out, ", without the first %s",
                te_text_duration((uint64_t)(load->skipped_s.mean * 1e9)).s);
    fputc('\n', out);
}

static const char *why_of(const te_compare_bound *b, te_bound_verdict verdict) {
    if (verdict == TE_BOUND_NOTHING) return ": there is nothing to compare";
    if (verdict != TE_BOUND_UNCLEAR) return "";
    return b->figure->difference.has_interval
               ? ": past it, but that may be chance; longer runs, or several "
                 "a side, can tell"
               : ": past it, but a run has too little of it to tell; that "
                 "takes two seconds or more with such values, or several runs "
                 "a side";
}

static void print_bounds(FILE *out, const te_compare_bound *bounds,
                         const te_bound_verdict *verdicts, size_t count) {
    static const char *const words[] = {
        [TE_BOUND_HOLDS] = "holds    ",
        [TE_BOUND_BROKEN] = "BROKEN   ",
        [TE_BOUND_UNCLEAR] = "unclear  ",
        [TE_BOUND_NOTHING] = "BROKEN   ",
    };
    if (count > 0) fprintf(out, "\nFAIL IF\n");
    for (size_t i = 0; i < count; i++) {
        te_buf line = TE_BUF_INIT;
        char first[20];
        snprintf(first, sizeof first, "  %s", words[verdicts[i]]);
        te_buf_addf(&line, "%s%s", bounds[i].text,
                    why_of(&bounds[i], verdicts[i]));
        te_text_print(out, te_buf_str(&line), first, "           ", 6);
        te_buf_free(&line);
    }
}

void te_compare_print(FILE *out, const te_compare *c,
                      const te_compare_bound *bounds,
                      const te_bound_verdict *verdicts, size_t bound_count) {
    te_buf line = TE_BUF_INIT;
    print_side(out, "base", &c->loads[TE_BASE]);
    print_side(out, "new", &c->loads[TE_NEW]);
    if (te_compare_load_line(c, &line))
        te_text_print(out, te_buf_str(&line), "  ", "  ", 4);
    te_buf_free(&line);
    fputc('\n', out);
    print_groups(out, c);
    print_bounds(out, bounds, verdicts, bound_count);
}

/* summary_capacity.c - see summary_capacity.h. */
#include "summary_capacity.h"

#include "clock.h"
#include "summary_thresholds.h"
#include "table.h"
#include "text.h"

#include <string.h>

#define INDENT "          "
enum {
    MOST_LINES = 8,     /* of an answer */
    SHOWN_CRITERIA = 3, /* of all, in the table, */
    NAMES_COLUMNS = 36, /* which has so much room for their names */
};

/* ---- Words ---- */

/* "rate 1,250/s", "1 worker" */
static te_text load_text(const te_capacity *c, double load) {
    te_text t;
    if (te_capacity_config_of(c)->are_rates)
        snprintf(t.s, sizeof t.s, "rate %.30s/s", te_text_count(load).s);
    else
        snprintf(t.s, sizeof t.s, "%.30s %s", te_text_count(load).s,
                 load == 1 ? "worker" : "workers");
    return t;
}

/* "1,240 requests/s"; of a scenario without any its runs. */
static te_text had_text(const te_level *level) {
    te_text t;
    bool has_requests = level->requests_per_s > 0;
    double per_s = has_requests ? level->requests_per_s : level->runs_per_s;
    snprintf(t.s, sizeof t.s, "%.25s %s/s", te_text_per_s(per_s, TE_NS_PER_S).s,
             has_requests ? "requests" : "runs");
    return t;
}

/* To the second: records are of one each. */
static te_text seconds_text(uint64_t ns) {
    te_text t;
    uint64_t seconds = (ns + TE_NS_PER_S / 2) / TE_NS_PER_S;
    if (seconds >= 60) return te_text_duration(seconds * TE_NS_PER_S);
    snprintf(t.s, sizeof t.s, "%d s", (int)seconds);
    return t;
}

static te_text lasted_text(const te_level *level) {
    return seconds_text(level->end_ns - level->start_ns);
}

/* "http.duration{name:home} p99" */
static void add_name(te_buf *out, const te_threshold_spec *spec) {
    char statistic[TE_STATISTIC_BYTES];
    bool is_share = spec->unit == TE_BOUND_PERCENT;
    te_buf_adds(out, spec->metric);
    if (spec->tags[0] != '\0') te_buf_addf(out, "{%s}", spec->tags);
    if (!is_share)
        te_buf_addf(out, " %s", te_threshold_statistic(spec, statistic));
}

/* Small shares in full: they are held against bounds as small. */
static void add_value(te_buf *out, const te_threshold_spec *spec,
                      double value) {
    if (spec->unit == TE_BOUND_PERCENT && value < 1)
        te_buf_addf(out, "%.2g %%", value);
    else
        te_threshold_add_value(out, spec->unit, value);
}

/* "http.duration p99 181 ms < 200 ms"; of one that does not hold without the
 * bound. */
static void add_criterion(te_buf *out, const te_capacity *c, size_t i,
                          const te_criterion *found) {
    const te_criteria *criteria = te_capacity_criteria(c);
    const te_threshold_spec *spec = te_criteria_spec(criteria, i);
    add_name(out, spec);
    if (!found->has_value) {
        te_buf_addf(out, ": %s", te_criteria_lack(criteria, i));
        return;
    }
    te_buf_addc(out, ' ');
    add_value(out, spec, found->value);
    if (!found->holds) return;
    te_buf_addf(out, " %s ", te_comparison_text(spec->comparison));
    if (spec->unit == TE_BOUND_PERCENT)
        te_buf_addf(out, "%g %%", spec->bound);
    else
        te_threshold_add_value(out, spec->unit, spec->bound);
}

/* All of them, or those that do not hold. */
static void add_criteria(te_buf *out, const te_capacity *c,
                         const te_criterion *found, bool all) {
    const char *between = "";
    for (size_t i = 0; i < te_criteria_count(te_capacity_criteria(c)); i++) {
        if (found[i].holds && !all) continue;
        te_buf_adds(out, between);
        add_criterion(out, c, i, &found[i]);
        between = ", ";
    }
}

/* ---- The answer ---- */

/* "1,240 requests/s held (rate 1,250/s for 10 s: http.duration p99 ...)" */
static void add_held(te_buf *out, const te_capacity *c) {
    const te_level *level = te_capacity_held(c);
    if (level == NULL) {
        te_buf_adds(out, "no load held");
        return;
    }
    te_buf_addf(out, "%s held (%s for %s: ", had_text(level).s,
                load_text(c, level->load).s, lasted_text(level).s);
    add_criteria(out, c, level->found, true);
    te_buf_addc(out, ')');
}

/* "rate 1,290/s broke: http.duration p99 233 ms" */
static void add_broke(te_buf *out, const te_capacity *c,
                      const te_level *level) {
    te_text load = load_text(c, level->load);
    if (level->outcome == TE_LEVEL_MISSED) {
        te_buf_addf(out, "%s was not had: %s runs/s began", load.s,
                    te_text_per_s(level->runs_per_s, TE_NS_PER_S).s);
        return;
    }
    te_buf_addf(out, "%s %s: ", load.s,
                level->outcome == TE_LEVEL_BROKE ? "broke"
                                                 : "could not be judged");
    add_criteria(out, c, level->found, false);
}

static void add_limit(te_buf *out, const te_capacity *c) {
    switch (te_capacity_limit_of(c)) {
    case TE_LIMIT_TARGET:
        break;
    case TE_LIMIT_GENERATOR:
        te_buf_addf(out, "the generator, not the target, was the limit: %s",
                    te_capacity_broke(c)->reason);
        break;
    case TE_LIMIT_MOST:
        te_buf_addf(out, "nothing broke it: %s is the most that was allowed",
                    load_text(c, te_capacity_config_of(c)->most).s);
        break;
    }
}

static void print(FILE *out, te_buf *text, const char *first) {
    if (text->length > 0)
        te_text_print(out, te_buf_str(text), first, INDENT, MOST_LINES);
    te_buf_reset(text);
}

static void print_unmeasured(FILE *out, const te_capacity *c, te_buf *text) {
    size_t count;
    const te_level *level = te_capacity_levels(c, &count);
    te_buf_adds(text, "none: ");
    add_broke(text, c, level);
    te_buf_addf(text, " in %s", lasted_text(level).s);
    print(out, text, "CAPACITY  ");
}

static void print_answer(FILE *out, const te_capacity *c) {
    static const char *const heads[] = {
        [TE_CAPACITY_SEARCHING] = "not finished: ",
        [TE_CAPACITY_FOUND] = "",
        [TE_CAPACITY_NONE] = "none: ",
        [TE_CAPACITY_UNCLEAR] =
            "no clear answer, as loads that held broke the next time: ",
        [TE_CAPACITY_UNMEASURED] = "none: ",
        [TE_CAPACITY_UNRECOVERED] =
            "not finished, as the target did not recover at a lower load: ",
    };
    te_buf text = TE_BUF_INIT;
    te_capacity_state state = te_capacity_state_of(c);
    if (state == TE_CAPACITY_UNMEASURED) {
        print_unmeasured(out, c, &text);
    } else {
        const te_level *broke = te_capacity_broke(c);
        te_buf_adds(&text, heads[state]);
        if (state == TE_CAPACITY_FOUND &&
            te_capacity_limit_of(c) != TE_LIMIT_TARGET)
            te_buf_adds(&text, "at least ");
        add_held(&text, c);
        print(out, &text, "CAPACITY  ");
        if (broke != NULL) add_broke(&text, c, broke);
        print(out, &text, INDENT);
        if (state == TE_CAPACITY_FOUND) add_limit(&text, c);
        print(out, &text, INDENT);
    }
    te_buf_free(&text);
}

/* ---- All levels ---- */

/* The name as far as there is room. */
static void add_title(te_table *t, const te_threshold_spec *spec,
                      size_t columns) {
    te_buf name = TE_BUF_INIT, cut = TE_BUF_INIT;
    add_name(&name, spec);
    size_t width = te_text_width(te_buf_str(&name));
    te_text_pad(&cut, te_buf_str(&name), width < columns ? width : columns,
                false);
    te_table_cell(t, te_buf_str(&cut));
    te_buf_free(&name);
    te_buf_free(&cut);
}

static const char *outcome_text(const te_level *level) {
    static const char *const words[][2] = {
        [TE_LEVEL_HELD] = {"held", "held again"},
        [TE_LEVEL_BROKE] = {"broke", "broke again"},
        [TE_LEVEL_MISSED] = {"not had", "not had"},
        [TE_LEVEL_UNMEASURED] = {"no value", "no value"},
    };
    if (level->outcome != TE_LEVEL_HELD && level->verdict != TE_VALID)
        return "generator";
    return words[level->outcome][level->is_again];
}

static size_t shown_criteria(const te_capacity *c) {
    size_t count = te_criteria_count(te_capacity_criteria(c));
    return count < SHOWN_CRITERIA ? count : SHOWN_CRITERIA;
}

static void add_row(te_table *t, const te_capacity *c, const te_level *level) {
    const te_criteria *criteria = te_capacity_criteria(c);
    te_table_cell(t, load_text(c, level->load).s);
    te_table_cell(t, te_text_per_s(level->runs_per_s, TE_NS_PER_S).s);
    for (size_t i = 0; i < shown_criteria(c); i++) {
        te_buf value = TE_BUF_INIT;
        if (level->found[i].has_value)
            add_value(&value, te_criteria_spec(criteria, i),
                      level->found[i].value);
        te_table_cell(t, value.length > 0 ? te_buf_str(&value) : "-");
        te_buf_free(&value);
    }
    te_table_cell(t, outcome_text(level));
}

static void print_levels(FILE *out, const te_capacity *c) {
    size_t count, shown = shown_criteria(c);
    const te_level *levels = te_capacity_levels(c, &count);
    const te_criteria *criteria = te_capacity_criteria(c);
    te_table t;
    if (count == 0) return;
    te_table_init(&t, shown + 3);
    t.least[0] = 16;
    te_table_cell(&t, "LEVELS");
    te_table_cell(&t, "runs/s");
    for (size_t i = 0; i < shown; i++)
        add_title(&t, te_criteria_spec(criteria, i), NAMES_COLUMNS / shown);
    te_table_cell(&t, "");
    for (size_t i = 0; i < count; i++)
        add_row(&t, c, &levels[i]);
    te_table_print(&t, out);
    te_table_free(&t);
    if (te_criteria_count(criteria) > shown)
        fprintf(out,
                "  \xe2\x80\xa6 and %zu more criteria, in --summary-json\n",
                te_criteria_count(criteria) - shown);
}

void te_summary_capacity(FILE *out, const te_capacity *c) {
    print_levels(out, c);
    fputc('\n', out);
    print_answer(out, c);
    fputc('\n', out);
}

/* ---- Meanwhile ---- */

void te_capacity_describe(te_buf *out, const te_capacity *c) {
    te_capacity_now now = te_capacity_look(c);
    te_buf_adds(out, load_text(c, te_capacity_load(c)).s);
    if (now.phase == TE_CAPACITY_SETTLES) {
        te_buf_adds(out, " settles");
    } else if (now.phase == TE_CAPACITY_RESTS) {
        te_buf_adds(out, " until the target is well again");
    } else if (now.elapsed_ns == 0) {
        te_buf_adds(out, " is judged from now on");
    } else {
        te_buf_addf(out, ", %s of %s: ", seconds_text(now.elapsed_ns).s,
                    seconds_text(now.of_ns).s);
        add_criteria(out, c, now.found, true);
    }
}

/* load_text.c - see load_text.h. */
#include "load_text.h"

#include "clock.h"
#include "text.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_STAGES = 12 };

/* As one would write it: "1h30m", "0.5s". */
static void add_time(te_buf *out, uint64_t ns) {
    uint64_t minutes = ns / (60 * TE_NS_PER_S);
    double s = te_s_from_ns(ns % (60 * TE_NS_PER_S));
    if (minutes >= 60) te_buf_addf(out, "%" PRIu64 "h", minutes / 60);
    if (minutes % 60 > 0) te_buf_addf(out, "%" PRIu64 "m", minutes % 60);
    if (s > 0 || minutes == 0) te_buf_addf(out, "%.9gs", s);
}

static void add_named_time(te_buf *out, const char *name, uint64_t ns) {
    if (ns == 0) return;
    te_buf_adds(out, name);
    add_time(out, ns);
}

static void add_number(te_buf *out, const char *name, uint64_t n,
                       const char *unit) {
    te_buf_addf(out, "%s%s%s", name, te_text_count((double)n).s, unit);
}

/* Among stages a comma ends one: so it is plain digits there. */
static void add_level(te_buf *out, double level, bool is_rate) {
    te_buf_addf(out, level < 1e5 ? "%.6g" : "%.0f", level);
    te_buf_adds(out, is_rate ? "/s" : "");
}

/* One level all the time, but for a ramp up to it. */
static bool is_hold(const te_profile *p) { return p->stages.count == 1; }

static void add_stages(te_buf *out, const te_stages *stages) {
    for (size_t i = 0; i < stages->count && i < MOST_STAGES; i++) {
        const te_stage *stage = &stages->items[i];
        te_buf_adds(out, i == 0 ? "" : ", ");
        add_time(out, stage->duration_ns);
        te_buf_adds(out, stage->is_jump ? ":=" : ":");
        add_level(out, stage->level, stages->are_rates);
    }
    if (stages->count > MOST_STAGES)
        te_buf_addf(out, " and %zu more", stages->count - MOST_STAGES);
}

static void add_levels(te_buf *out, const te_profile *p) {
    const te_stage *first = &p->stages.items[0];
    bool is_rate = p->stages.are_rates;
    if (!is_hold(p)) {
        te_buf_adds(out, is_rate ? "" : "workers ");
        add_stages(out, &p->stages);
        return;
    }
    if (is_rate && first->level == floor(first->level))
        te_buf_addf(out, "%s/s", te_text_count(first->level).s);
    else if (is_rate)
        te_buf_addf(out, "%g/s", first->level);
    else
        add_number(out, "", (uint64_t)first->level,
                   first->level == 1 ? " worker" : " workers");
    if (!first->is_jump) add_named_time(out, ", ramp-up ", first->duration_ns);
}

static void add_closed(te_buf *out, const te_executor_config *shape) {
    te_buf_adds(out, "closed: ");
    add_levels(out, &shape->profile);
    if (shape->max_runs > 0)
        add_number(out, ", ", shape->max_runs,
                   shape->max_runs == 1 ? " run each" : " runs each");
    add_named_time(out, ", one each ", shape->interval_ns);
    add_named_time(out, ", pause ", shape->delay_ns);
}

static void add_open(te_buf *out, const te_executor_config *shape) {
    te_buf_adds(out, "open: ");
    add_levels(out, &shape->profile);
    te_buf_adds(out, shape->is_poisson ? ", poisson" : ", even");
    add_number(out, ", at most ", shape->max_workers,
               shape->max_workers == 1 ? " worker" : " workers");
    add_number(out, ", ", shape->queue_limit, " may wait");
}

static void add_names(te_buf *out, const char *name) {
    for (const char *before = ", of "; name != NULL && *name != '\0';
         name += strlen(name) + 1, before = " and ")
        te_buf_addf(out, "%s%s", before, name);
}

/* Not how long stages take that say it themselves, nor what nobody asked for.
 */
static bool is_duration_told(const te_load *load) {
    const te_profile *p = &load->shape.profile;
    if (!is_hold(p)) return p->duration_ns != te_profile_stages_ns(p);
    return load->has_duration ||
           p->duration_ns != TE_CONFIG_DEFAULT.duration_ns;
}

void te_load_text(te_buf *out, const te_load *load) {
    const te_executor_config *shape = &load->shape;
    const te_profile *p = &shape->profile;
    if (p->stages.are_rates)
        add_open(out, shape);
    else
        add_closed(out, shape);
    if (shape->total_runs > 0)
        add_number(out, ", ", shape->total_runs,
                   shape->total_runs == 1 ? " run in all" : " runs in all");
    if (is_duration_told(load)) add_named_time(out, ", for ", p->duration_ns);
    add_named_time(out, ", from ", load->start_ns);
    te_buf_adds(out, load->start_ns > 0 ? " on" : "");
    add_names(out, load->names);
    if (load->tags[0] != '\0') te_buf_addf(out, ", tags %s", load->tags);
}

const char **te_load_texts(const te_plan *plan, size_t *count) {
    size_t places = (plan->count + 1) * sizeof(char *);
    te_buf all = TE_BUF_INIT;
    bool ok = true;
    for (size_t i = 0; i < plan->count; i++) {
        te_load_text(&all, &plan->loads[i]);
        ok = te_buf_add(&all, "", 1) && ok;
    }
    const char **texts = ok ? malloc(places + all.length) : NULL;
    if (texts != NULL) {
        char *text = (char *)texts + places;
        if (all.length > 0) memcpy(text, all.data, all.length);
        for (size_t i = 0; i < plan->count; i++, text += strlen(text) + 1)
            texts[i] = text;
    }
    *count = plan->count;
    te_buf_free(&all);
    return texts;
}

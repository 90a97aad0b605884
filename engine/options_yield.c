/* options_yield.c - see options_yield.h. */
#include "options_yield.h"

#include <string.h>

/* Options, as bits of `given`. */
typedef uint64_t set;

static set named(const char *name) {
    return te_options_bit(te_options_find(name, strlen(name)));
}

static set all_of(const char *const *names) {
    set all = 0;
    for (; *names != NULL; names++)
        all |= named(*names);
    return all;
}

/* ---- What they are of: config.c and plan.c refuse what does not fit ---- */

static const char *const of_workers[] = {
    "ramp-up", "max-runs", "delay", "interval", "single-run", "sizing", NULL};
static const char *const not_of_search[] = {
    "stages", "ramp-up",    "warm-up", "max-runs", "total-runs",
    "sizing", "single-run", "profile", "check",    NULL};
/* They are not of the load: a search of the file does not give way to them. */
static const char *const nor_of_search[] = {"threshold", "control", "exception",
                                            NULL};

/* Stages are of the one source or of the other, so that this is one matter. */
static bool has_stages_of_rates(const te_options *o) {
    return o->config.stages != NULL && strchr(o->config.stages, '/') != NULL;
}

static set rates(const te_options *o) {
    return named("rate") | (has_stages_of_rates(o) ? named("stages") : 0);
}

/* ---- Giving way ---- */

static void take_out(te_options *o, set those) {
    te_options fresh;
    te_options_init(&fresh);
    those &= o->given & ~o->said;
    for (const te_option *row = te_options_table; row->name != NULL; row++)
        if ((those & te_options_bit(row)) != 0) te_option_reset(row, o, &fresh);
    o->given &= ~those;
}

/* Of two that cannot go together the command line's stays. */
static void part(te_options *o, set some, set others) {
    if ((o->said & some) != 0) take_out(o, others);
    if ((o->said & others) != 0) take_out(o, some);
}

/* What the file says besides of a load of which the command line has made
 * another. */
static void take_out_rest(te_options *o) {
    bool is_of_rate = (o->given & rates(o)) != 0;
    bool is_search = (o->given & named("find-capacity")) != 0;
    bool is_steered = is_search || (o->given & named("control")) != 0;
    if (!is_of_rate) take_out(o, named("arrivals") | named("queue-limit"));
    if (!is_of_rate && !is_steered) take_out(o, named("max-workers"));
    if (!is_search) take_out(o, named("capacity-window"));
}

void te_options_yield(te_options *o) {
    const te_config *c = &o->config;
    const set loads = named("workers") | named("stages") | named("rate") |
                      named("find-capacity") | all_of(of_workers);
    part(o, named("quiet"), named("console") | named("verbose"));
    part(o, named("journal"), named("no-journal"));
    part(o, named("single-mode"), named("single-run"));
    part(o, named("find-capacity"), all_of(not_of_search));
    if ((o->said & named("find-capacity")) != 0)
        take_out(o, all_of(nor_of_search));
    part(o, rates(o), all_of(of_workers));
    part(o, named("rate"), named("stages"));
    if (c->stages != NULL && !has_stages_of_rates(o))
        part(o, named("stages"), named("workers") | named("ramp-up"));
    if (c->max_workers > 0 && c->workers > c->max_workers)
        part(o, named("workers"), named("max-workers"));
    if (c->warm_up_ns >= c->duration_ns)
        part(o, named("duration"), named("warm-up"));
    if ((o->said & loads) != 0) take_out_rest(o);
}

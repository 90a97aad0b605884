/* capacity.c - see capacity.h. */
#include "capacity.h"

#include "clock.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PRECISION 0.02
/* A rate this far below the first one is not looked for. */
#define LEAST_SHARE (1.0 / 1024)
#define HAD_SHARE 0.95
/* Records end a little after the full second, and sometimes before. */
#define SLACK_NS (TE_NS_PER_S / 10)
enum {
    UNMEASURED_WINDOWS = 3, /* so long something is waited for */
    REST_WINDOWS = 12,      /* so long for a target to be well again, */
    DOUBTFUL_WINDOWS = 3,   /* and so long where it was not well yet */
};

struct te_capacity {
    te_capacity_config config; /* with a text of its own */
    te_criteria *criteria;
    te_search search;
    te_capacity_state state;
    te_level levels[TE_SEARCH_TRIES_MAX];
    size_t level_count;
    /* The phase that it is in, and what was seen in it, or, at rest, since the
     * last look. */
    te_capacity_phase phase;
    uint64_t rest_ns; /* all of it */
    uint64_t start_ns, end_ns;
    double runs, requests;
    te_health health;
};

const char *te_capacity_state_name(te_capacity_state state) {
    static const char *const names[] = {
        [TE_CAPACITY_SEARCHING] = "searching",
        [TE_CAPACITY_FOUND] = "found",
        [TE_CAPACITY_NONE] = "none",
        [TE_CAPACITY_UNCLEAR] = "unclear",
        [TE_CAPACITY_UNMEASURED] = "unmeasured",
        [TE_CAPACITY_UNRECOVERED] = "unrecovered",
    };
    return names[state];
}

const char *te_level_outcome_name(te_level_outcome outcome) {
    static const char *const names[] = {
        [TE_LEVEL_HELD] = "held",
        [TE_LEVEL_BROKE] = "broke",
        [TE_LEVEL_MISSED] = "missed",
        [TE_LEVEL_UNMEASURED] = "unmeasured",
    };
    return names[outcome];
}

/* ---- Building ---- */

static bool check(const te_capacity_config *config, te_error *err) {
    if (!(config->first > 0 && config->first <= config->most))
        return te_fail(err, "capacity: a load of %g to begin with, of %g",
                       config->first, config->most);
    if (config->window_ns < TE_CAPACITY_WINDOW_LEAST_NS ||
        config->window_ns > TE_CAPACITY_WINDOW_MOST_NS)
        return te_fail(err, "capacity: a window takes from 1s to 1h");
    return true;
}

static void *fail_memory(te_error *err) {
    te_fail_as(err, TE_ERROR_SYSTEM, "capacity: no memory");
    return NULL;
}

te_capacity *te_capacity_new(const te_capacity_config *config, te_error *err) {
    if (!check(config, err)) return NULL;
    te_capacity *c = calloc(1, sizeof *c);
    if (c == NULL) return fail_memory(err);
    c->config = *config;
    c->config.criteria = strdup(config->criteria);
    if (c->config.criteria == NULL)
        fail_memory(err);
    else
        c->criteria = te_criteria_parse(config->criteria, err);
    if (c->criteria == NULL) {
        te_capacity_free(c);
        return NULL;
    }
    te_search_config search = {
        .first = config->first,
        .least = config->are_rates ? config->first * LEAST_SHARE : 1,
        .most = config->most,
        .is_whole = !config->are_rates,
        .precision = PRECISION,
    };
    te_search_init(&c->search, &search);
    c->phase = TE_CAPACITY_SETTLES;
    return c;
}

void te_capacity_free(te_capacity *c) {
    if (c == NULL) return;
    te_criteria_free(c->criteria);
    free((char *)(uintptr_t)c->config.criteria);
    free(c);
}

/* ---- Phases ---- */

/* What was seen before does not count from here on. */
static void look_anew(te_capacity *c) {
    te_criteria_begin(c->criteria);
    c->start_ns = c->end_ns;
    c->runs = c->requests = 0;
    memset(&c->health, 0, sizeof c->health);
}

static void begin(te_capacity *c, te_capacity_phase phase) {
    look_anew(c);
    c->phase = phase;
    c->rest_ns = 0;
}

static uint64_t settle_ns(const te_capacity *c) {
    return c->config.window_ns / 2;
}

static bool lasted(const te_capacity *c, uint64_t ns) {
    return c->end_ns - c->start_ns + SLACK_NS >= ns;
}

/* ---- A level ---- */

/* Fewer runs began than were asked for, by more than chance. */
static bool has_missed(const te_capacity *c, double seconds) {
    double asked = c->search.load * seconds;
    return c->config.are_rates && c->runs + 3 * sqrt(asked) < HAD_SHARE * asked;
}

static void judge_generator(const te_capacity *c, te_level *level) {
    te_verdict verdict = te_health_verdict(&c->health);
    level->verdict = verdict.outcome;
    if (verdict.count > 0)
        snprintf(level->reason, sizeof level->reason, "%s",
                 verdict.reasons[0].text);
}

static te_level *add_level(te_capacity *c) {
    double seconds = (double)(c->end_ns - c->start_ns) / TE_NS_PER_S;
    te_level *level = &c->levels[c->level_count++];
    *level = (te_level){
        .load = c->search.load,
        .is_again = c->search.is_again,
        .start_ns = c->start_ns,
        .end_ns = c->end_ns,
        .runs_per_s = c->runs / seconds,
        .requests_per_s = c->requests / seconds,
    };
    static const te_level_outcome outcomes[] = {
        [TE_CRITERIA_HOLD] = TE_LEVEL_HELD,
        [TE_CRITERIA_BREAK] = TE_LEVEL_BROKE,
        [TE_CRITERIA_UNMEASURED] = TE_LEVEL_UNMEASURED,
    };
    level->outcome = outcomes[te_criteria_judge(c->criteria, level->found)];
    if (level->outcome == TE_LEVEL_HELD && has_missed(c, seconds))
        level->outcome = TE_LEVEL_MISSED;
    judge_generator(c, level);
    return level;
}

static void end_search(te_capacity *c) {
    static const te_capacity_state states[] = {
        [TE_SEARCH_GOES_ON] = TE_CAPACITY_SEARCHING,
        [TE_SEARCH_FOUND] = TE_CAPACITY_FOUND,
        [TE_SEARCH_NONE] = TE_CAPACITY_NONE,
        [TE_SEARCH_UNCLEAR] = TE_CAPACITY_UNCLEAR,
    };
    c->state = states[c->search.state];
}

/* What held may be judged once more where it stands. */
static void end_level(te_capacity *c, const te_level *level) {
    bool has_held = level->outcome == TE_LEVEL_HELD;
    te_search_tried(&c->search, has_held);
    end_search(c);
    if (!has_held)
        begin(c, TE_CAPACITY_RESTS);
    else if (c->search.load == level->load)
        begin(c, TE_CAPACITY_JUDGES);
    else
        begin(c, TE_CAPACITY_SETTLES);
}

static void judge(te_capacity *c) {
    te_criterion found[TE_CRITERIA_MAX];
    bool has_lack =
        te_criteria_judge(c->criteria, found) == TE_CRITERIA_UNMEASURED;
    if (has_lack && !lasted(c, c->config.window_ns * UNMEASURED_WINDOWS))
        return;
    const te_level *level = add_level(c);
    if (has_lack && c->level_count == 1)
        c->state = TE_CAPACITY_UNMEASURED;
    else
        end_level(c, level);
}

/* As long as no load held yet, the rest may be too much for the target, too:
 * that is for the next level to say. */
static void rest(te_capacity *c) {
    te_criterion found[TE_CRITERIA_MAX];
    bool is_well = te_criteria_judge(c->criteria, found) == TE_CRITERIA_HOLD;
    c->rest_ns += c->end_ns - c->start_ns;
    bool was_well = c->search.held_count > 0;
    uint64_t windows = was_well ? REST_WINDOWS : DOUBTFUL_WINDOWS;
    bool is_long = c->rest_ns >= c->config.window_ns * windows;
    if (is_well || (is_long && !was_well))
        begin(c, TE_CAPACITY_SETTLES);
    else if (is_long)
        c->state = TE_CAPACITY_UNRECOVERED;
    else
        look_anew(c);
}

/* ---- Records ---- */

static void take(te_capacity *c, const te_interval *interval) {
    te_criteria_interval(c->criteria, interval);
    te_health_interval(&c->health, interval);
    c->end_ns = interval->end_ns;
    c->runs += te_metrics_sum(interval->delta, "scenario.runs", NULL);
    c->requests += te_metrics_sum(interval->delta, "http.requests", NULL);
}

bool te_capacity_interval(te_capacity *c, const te_interval *interval) {
    double before = te_capacity_load(c);
    if (c->state != TE_CAPACITY_SEARCHING ||
        interval->end_ns > c->config.until_ns + SLACK_NS)
        return false;
    take(c, interval);
    if (c->phase == TE_CAPACITY_JUDGES && lasted(c, c->config.window_ns))
        judge(c);
    else if (c->phase == TE_CAPACITY_RESTS && lasted(c, settle_ns(c)))
        rest(c);
    else if (c->phase == TE_CAPACITY_SETTLES && lasted(c, settle_ns(c)))
        begin(c, TE_CAPACITY_JUDGES);
    return c->state != TE_CAPACITY_SEARCHING || te_capacity_load(c) != before;
}

double te_capacity_load(const te_capacity *c) {
    return c->phase == TE_CAPACITY_RESTS ? te_search_rest(&c->search)
                                         : c->search.load;
}

/* ---- What is known ---- */

te_capacity_state te_capacity_state_of(const te_capacity *c) {
    return c->state;
}

const te_capacity_config *te_capacity_config_of(const te_capacity *c) {
    return &c->config;
}

const te_criteria *te_capacity_criteria(const te_capacity *c) {
    return c->criteria;
}

const te_level *te_capacity_levels(const te_capacity *c, size_t *count) {
    *count = c->level_count;
    return c->levels;
}

/* The last one of this load. */
static const te_level *level_of(const te_capacity *c, double load) {
    for (size_t i = c->level_count; i > 0; i--)
        if (c->levels[i - 1].load == load) return &c->levels[i - 1];
    return NULL;
}

const te_level *te_capacity_held(const te_capacity *c) {
    return level_of(c, te_search_held(&c->search));
}

/* Of one that it was tried at twice, that in which the generator kept up. */
const te_level *te_capacity_broke(const te_capacity *c) {
    double load = te_search_broke(&c->search);
    for (size_t i = c->level_count; i > 0; i--) {
        const te_level *level = &c->levels[i - 1];
        if (level->load == load && level->outcome != TE_LEVEL_HELD &&
            level->verdict == TE_VALID)
            return level;
    }
    return level_of(c, load);
}

te_capacity_limit te_capacity_limit_of(const te_capacity *c) {
    const te_level *broke = te_capacity_broke(c);
    if (broke == NULL) return TE_LIMIT_MOST;
    return broke->verdict != TE_VALID ? TE_LIMIT_GENERATOR : TE_LIMIT_TARGET;
}

te_capacity_now te_capacity_look(const te_capacity *c) {
    te_capacity_now now = {.phase = c->phase};
    now.elapsed_ns = c->end_ns - c->start_ns + c->rest_ns;
    now.of_ns =
        c->phase == TE_CAPACITY_JUDGES ? c->config.window_ns : settle_ns(c);
    te_criteria_judge(c->criteria, now.found);
    return now;
}

/* search.c - see search.h. */
#include "search.h"

#include <math.h>

void te_search_init(te_search *s, const te_search_config *config) {
    *s = (te_search){.config = *config, .load = config->first};
}

double te_search_held(const te_search *s) {
    return s->held_count > 0 ? s->held[s->held_count - 1] : 0;
}

double te_search_broke(const te_search *s) {
    return s->broke_count > 0 ? s->broke[s->broke_count - 1] : 0;
}

static double within(const te_search *s, double load) {
    if (s->config.is_whole) load = floor(load);
    if (load < s->config.least) return s->config.least;
    return load > s->config.most ? s->config.most : load;
}

double te_search_rest(const te_search *s) {
    double load = s->held_count > 0 ? te_search_held(s) : te_search_broke(s);
    return within(s, load / 2);
}

/* ---- What is next ---- */

static void go_to(te_search *s, double load) {
    s->load = load;
    s->is_again = false;
}

/* Between the two sides; false when they are near enough to each other. */
static bool halve(te_search *s) {
    double held = te_search_held(s);
    double step = (te_search_broke(s) - held) / 2;
    if (s->config.is_whole) step = floor(step);
    if (!(step > 0) || step < s->config.precision * held) return false;
    go_to(s, held + step);
    return true;
}

/* Further up or down; false at the end of what may be tried. */
static bool go_on(te_search *s) {
    if (s->held_count == 0) {
        if (te_search_broke(s) <= s->config.least) return false;
        go_to(s, within(s, te_search_broke(s) / 2));
        return true;
    }
    if (s->broke_count > 0) return halve(s);
    if (te_search_held(s) >= s->config.most) return false;
    go_to(s, within(s, te_search_held(s) * 2));
    return true;
}

/* Each side once more: first what held, at which the search often stands. */
static bool try_again(te_search *s) {
    bool is_held = s->held_count > 0 && !s->held_is_sure;
    bool is_broke = s->broke_count > 0 && !s->broke_is_sure;
    if (!is_held && !is_broke) return false;
    s->load = is_held ? te_search_held(s) : te_search_broke(s);
    s->is_again = true;
    return true;
}

/* ---- What became of one ---- */

static void note_held(te_search *s) {
    if (s->is_again && s->load == te_search_held(s)) {
        s->held_is_sure = true;
        return;
    }
    if (s->is_again) { /* it had broken before */
        s->broke_count--;
        s->broke_is_sure = false;
    }
    s->held[s->held_count++] = s->load;
    s->held_is_sure = false;
}

static void note_broke(te_search *s) {
    if (s->is_again && s->load == te_search_broke(s)) {
        s->broke_is_sure = true;
        return;
    }
    if (s->is_again) { /* it had held before */
        s->held_count--;
        s->held_is_sure = false;
    }
    s->broke[s->broke_count++] = s->load;
    s->broke_is_sure = s->is_again; /* once is enough, after it held, too */
}

void te_search_tried(te_search *s, bool has_held) {
    if (s->state != TE_SEARCH_GOES_ON) return;
    s->tries++;
    if (has_held)
        note_held(s);
    else
        note_broke(s);
    if (go_on(s) || try_again(s)) {
        if (s->tries == TE_SEARCH_TRIES_MAX) s->state = TE_SEARCH_UNCLEAR;
        return;
    }
    s->state = s->held_count > 0 ? TE_SEARCH_FOUND : TE_SEARCH_NONE;
}

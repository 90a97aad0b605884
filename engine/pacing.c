/* pacing.c - see pacing.h. */
#include "pacing.h"

#include <stdlib.h>

enum { PLACES = 256, MADE_UP_MAX = 16 };

/* Who opens connections to an address. */
typedef struct te_pacing_place {
    unsigned opening;
    uint64_t next_ns;      /* when one more begins, however many are opening */
    te_pace *first, *last; /* who waits */
} place;

struct te_pacing {
    te_loop *loop;
    te_timer timer; /* for a turn while somebody waits */
    size_t waiting;
    place places[PLACES];
};

static void on_due(void *arg) { (void)arg; /* the turn follows */ }

te_pacing *te_pacing_new(te_loop *loop) {
    te_pacing *p = calloc(1, sizeof *p);
    if (p == NULL) return NULL;
    p->loop = loop;
    p->timer.on_due = on_due;
    return p;
}

void te_pacing_free(te_pacing *p) {
    if (p == NULL) return;
    te_timer_stop(p->loop, &p->timer);
    free(p);
}

/* ---- Who waits ---- */

static void add_waiting(te_pacing *p, te_pace *pace) {
    place *at = pace->place;
    pace->is_waiting = true;
    pace->previous = at->last;
    pace->next = NULL;
    *(at->last != NULL ? &at->last->next : &at->first) = pace;
    at->last = pace;
    p->waiting++;
}

static void take_waiting(te_pacing *p, te_pace *pace) {
    place *at = pace->place;
    *(pace->previous != NULL ? &pace->previous->next : &at->first) = pace->next;
    *(pace->next != NULL ? &pace->next->previous : &at->last) = pace->previous;
    pace->previous = pace->next = NULL;
    pace->is_waiting = false;
    p->waiting--;
}

/* ---- Coming and going ---- */

/* What was missed while the loop was busy is made up for, within bounds. */
static void begin(const te_pacing *p, place *at) {
    uint64_t now_ns = te_loop_now_ns(p->loop);
    uint64_t most_ns = MADE_UP_MAX * TE_PACING_AT_LEAST_EVERY;
    if (at->next_ns + most_ns < now_ns) at->next_ns = now_ns - most_ns;
    at->next_ns += TE_PACING_AT_LEAST_EVERY;
    at->opening++;
}

bool te_pacing_enter(te_pacing *p, te_pace *pace, uint64_t address_hash) {
    place *at = &p->places[address_hash % PLACES];
    pace->place = at;
    if (at->first == NULL && at->opening < TE_PACING_AT_ONCE) {
        begin(p, at);
        return true;
    }
    add_waiting(p, pace);
    return false;
}

void te_pacing_leave(te_pacing *p, te_pace *pace) {
    if (pace->place == NULL) return;
    if (pace->is_waiting)
        take_waiting(p, pace);
    else
        pace->place->opening--;
    pace->place = NULL;
}

/* on_turn may have the one who is let in leave at once. */
static void let_in(te_pacing *p, place *at) {
    uint64_t now_ns = te_loop_now_ns(p->loop);
    while (at->first != NULL &&
           (at->opening < TE_PACING_AT_ONCE || at->next_ns <= now_ns)) {
        te_pace *pace = at->first;
        take_waiting(p, pace);
        begin(p, at);
        pace->on_turn(pace->arg);
    }
}

bool te_pacing_turn(te_pacing *p) {
    size_t before = p->waiting;
    for (size_t i = 0; i < PLACES && p->waiting > 0; i++)
        let_in(p, &p->places[i]);
    if (p->waiting > 0 && !te_heap_holds(&p->timer.node))
        te_timer_start(p->loop, &p->timer,
                       te_loop_now_ns(p->loop) + TE_PACING_AT_LEAST_EVERY);
    return p->waiting < before;
}

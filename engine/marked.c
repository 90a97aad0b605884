/* marked.c - see marked.h. */
#include "marked.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* `to` becomes what `s` is, with the mark; its tags are in `room`. Those that a
 * C module made longer than tags are give way to the mark. */
static void mark(te_series *to, const te_series *s, char *room, size_t size) {
    *to = *s;
    to->tags = room;
    snprintf(room, size - strlen("," TE_MARK), "%s", s->tags);
    te_tags_merge(room, size, TE_MARK);
}

/* ---- Of an interval ---- */

const te_series *te_marked_of(const te_series *s, const te_interval *interval,
                              te_marked *room) {
    if (!interval->is_warm_up) return s;
    mark(&room->series, s, room->tags, sizeof room->tags);
    return &room->series;
}

/* ---- Of what adds up ---- */

static size_t bytes_of_tags(const te_series *s) {
    return strlen(s->tags) + 1 + sizeof TE_MARK;
}

static bool has_room(te_marked_list *list, const te_metrics *measured,
                     const te_metrics *warm_up) {
    size_t most = warm_up != NULL ? te_metrics_count(warm_up) : 0, bytes = 0;
    for (size_t i = 0; i < most; i++)
        bytes += bytes_of_tags(te_metrics_at(warm_up, i));
    list->sorted =
        calloc(te_metrics_count(measured) + most + 1, sizeof *list->sorted);
    list->marked = calloc(most + 1, sizeof *list->marked);
    list->tags = malloc(bytes + 1);
    return list->sorted != NULL && list->marked != NULL && list->tags != NULL;
}

static void add_measured(te_marked_list *list, const te_metrics *measured) {
    for (size_t i = 0; i < te_metrics_count(measured); i++)
        list->sorted[list->count++] = te_metrics_at(measured, i);
}

static void add_warm_up(te_marked_list *list, const te_metrics *warm_up) {
    te_series *to = list->marked;
    char *room = list->tags;
    for (size_t i = 0; i < te_metrics_count(warm_up); i++) {
        const te_series *s = te_metrics_at(warm_up, i);
        if (s->kind == TE_GAUGE) continue;
        mark(to, s, room, bytes_of_tags(s));
        if (strcmp(s->name, TE_TOTALS_RUNS) == 0)
            to->value = te_totals_ended_runs(warm_up, s->tags);
        room += bytes_of_tags(s);
        list->sorted[list->count++] = to++;
    }
}

bool te_marked_list_init(te_marked_list *list, const te_totals *totals) {
    const te_metrics *warm_up = totals->warm_up.metrics;
    *list = (te_marked_list){.count = 0};
    if (!has_room(list, totals->metrics, warm_up)) return false;
    add_measured(list, totals->metrics);
    if (warm_up != NULL) add_warm_up(list, warm_up);
    te_metrics_sort(list->sorted, list->count);
    return true;
}

void te_marked_list_clear(te_marked_list *list) {
    free(list->sorted);
    free(list->marked);
    free(list->tags);
}

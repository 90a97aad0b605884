/* metrics.c - see metrics.h.
 *
 * An array in order of creation and, over it, a hash table with open
 * addressing. Series are never removed, so that pointers stay valid. */
#include "metrics.h"

#include "hash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OVERFLOW_TAGS "overflow:true"

struct te_metrics {
    te_series **series; /* in order of creation */
    size_t count;
    size_t capacity;
    size_t *slots;     /* index + 1 into `series`; 0: free */
    size_t slot_count; /* a power of two, at least twice `count` */
    size_t budget_bytes;
    size_t resident_bytes; /* of each histogram, from the start */
    size_t bytes;
    size_t small_bytes; /* of those, what has no histogram */
    /* The hashes of series that had no room: how many different ones. An
     * open-addressed set; 0: free. */
    uint64_t *folded;
    size_t folded_count;
    size_t folded_slots;
};

/* --- kinds -------------------------------------------------------------- */

te_unit te_kind_unit(te_series_kind kind) {
    if (kind == TE_TREND_COUNT) return TE_UNIT_COUNT;
    return kind == TE_TREND_BYTES ? TE_UNIT_BYTES : TE_UNIT_SECONDS;
}

te_series_kind te_kind_of_unit(te_unit unit) {
    if (unit == TE_UNIT_COUNT) return TE_TREND_COUNT;
    return unit == TE_UNIT_BYTES ? TE_TREND_BYTES : TE_TREND;
}

const char *te_kind_name(te_series_kind kind) {
    static const char *const names[] = {
        [TE_COUNTER] = "counter",   [TE_GAUGE] = "gauge",
        [TE_RATE] = "rate",         [TE_TREND] = "trend",
        [TE_TREND_COUNT] = "trend", [TE_TREND_BYTES] = "trend",
    };
    return names[kind];
}

static size_t hist_bytes(te_series_kind kind) {
    return te_kind_is_trend(kind) ? te_hist_bytes(te_kind_unit(kind)) : 0;
}

/* --- the set ------------------------------------------------------------ */

static uint64_t hash_key(const char *name, const char *tags) {
    return te_hash_text(te_hash_text(TE_HASH_START, name), tags);
}

te_metrics *te_metrics_new(size_t budget_bytes) {
    te_metrics *m = calloc(1, sizeof *m);
    if (m == NULL) return NULL;
    m->budget_bytes = budget_bytes > 0 ? budget_bytes : TE_METRICS_BUDGET;
    return m;
}

void te_metrics_reside(te_metrics *m, size_t hist_bytes) {
    m->resident_bytes = hist_bytes;
}

static void free_series(te_series *s) {
    if (s == NULL) return;
    te_hist_free(s->hist);
    free(s->name);
    free(s->tags);
    free(s);
}

void te_metrics_free(te_metrics *m) {
    if (m == NULL) return;
    for (size_t i = 0; i < m->count; i++)
        free_series(m->series[i]);
    free(m->series);
    free(m->slots);
    free(m->folded);
    free(m);
}

/* --- finding and making ------------------------------------------------- */

static te_series *find(const te_metrics *m, const char *name,
                       const char *tags) {
    if (m->slot_count == 0) return NULL;
    size_t mask = m->slot_count - 1;
    size_t at = (size_t)hash_key(name, tags) & mask;
    for (; m->slots[at] != 0; at = (at + 1) & mask) {
        te_series *s = m->series[m->slots[at] - 1];
        if (strcmp(s->name, name) == 0 && strcmp(s->tags, tags) == 0) return s;
    }
    return NULL;
}

const te_series *te_metrics_find(const te_metrics *m, const char *name,
                                 const char *tags) {
    return find(m, name, tags);
}

static void put_in_slot(te_metrics *m, size_t index) {
    const te_series *s = m->series[index];
    size_t mask = m->slot_count - 1;
    size_t at = (size_t)hash_key(s->name, s->tags) & mask;
    while (m->slots[at] != 0)
        at = (at + 1) & mask;
    m->slots[at] = index + 1;
}

/* Room for one more series, in the array and in the table. */
static bool grow(te_metrics *m) {
    if (m->count < m->capacity) return true;
    size_t capacity = m->capacity > 0 ? m->capacity * 2 : 16;
    te_series **series = realloc(m->series, capacity * sizeof *series);
    if (series == NULL) return false;
    m->series = series;
    size_t *slots = calloc(capacity * 2, sizeof *slots);
    if (slots == NULL) return false;
    free(m->slots);
    m->slots = slots;
    m->slot_count = capacity * 2;
    m->capacity = capacity;
    for (size_t i = 0; i < m->count; i++)
        put_in_slot(m, i);
    return true;
}

static size_t series_bytes(te_series_kind kind, const char *name,
                           const char *tags) {
    size_t slots = sizeof(te_series *) + 2 * sizeof(size_t);
    return sizeof(te_series) + slots + strlen(name) + strlen(tags) + 2 +
           hist_bytes(kind);
}

static te_series *make(te_metrics *m, te_series_kind kind, const char *name,
                       const char *tags) {
    if (!grow(m)) return NULL;
    te_series *s = calloc(1, sizeof *s);
    if (s == NULL) return NULL;
    s->kind = kind;
    s->name = strdup(name);
    s->tags = strdup(tags);
    bool is_trend = te_kind_is_trend(kind);
    if (is_trend) s->hist = te_hist_new_of(te_kind_unit(kind));
    if (s->name == NULL || s->tags == NULL || (is_trend && s->hist == NULL)) {
        free_series(s);
        return NULL;
    }
    if (is_trend) te_hist_reside(s->hist, m->resident_bytes);
    m->series[m->count++] = s;
    put_in_slot(m, m->count - 1);
    size_t bytes = series_bytes(kind, name, tags);
    m->bytes += bytes;
    if (!is_trend) m->small_bytes += bytes;
    return s;
}

/* Counters, rates and gauges have a part of the budget that no histogram
 * takes: a trend with many tags must not cost the statuses. */
static bool has_room(const te_metrics *m, te_series_kind kind, size_t bytes,
                     size_t limit_bytes) {
    if (bytes + m->bytes <= limit_bytes) return true;
    return !te_kind_is_trend(kind) &&
           bytes + m->small_bytes <= limit_bytes / 64;
}

/* Finds the series, or makes it where that stays within `limit_bytes`. */
static te_series *find_or_make(te_metrics *m, te_series_kind kind,
                               const char *name, const char *tags,
                               size_t limit_bytes) {
    te_series *s = find(m, name, tags);
    if (s != NULL) return s;
    size_t bytes = series_bytes(kind, name, tags);
    if (!has_room(m, kind, bytes, limit_bytes)) return NULL;
    return make(m, kind, name, tags);
}

/* --- folding what is past the budget ------------------------------------ */

static bool put_folded(uint64_t *slots, size_t slot_count, uint64_t hash) {
    size_t mask = slot_count - 1;
    size_t at = (size_t)hash & mask;
    for (; slots[at] != 0; at = (at + 1) & mask)
        if (slots[at] == hash) return false;
    slots[at] = hash;
    return true;
}

static bool grow_folded(te_metrics *m) {
    if (m->folded_count * 2 < m->folded_slots) return true;
    size_t slot_count = m->folded_slots > 0 ? m->folded_slots * 2 : 64;
    uint64_t *slots = calloc(slot_count, sizeof *slots);
    if (slots == NULL) return false;
    for (size_t i = 0; i < m->folded_slots; i++)
        if (m->folded[i] != 0) put_folded(slots, slot_count, m->folded[i]);
    free(m->folded);
    m->folded = slots;
    m->folded_slots = slot_count;
    return true;
}

/* A set of hashes and not a number, as the same series may be asked for again,
 * and in several threads. */
bool te_metrics_note_folded(te_metrics *m, uint64_t hash) {
    if (m->folded_count >= TE_METRICS_OVERFLOW_MAX || !grow_folded(m))
        return false;
    bool is_new = put_folded(m->folded, m->folded_slots, hash != 0 ? hash : 1);
    if (is_new) m->folded_count++;
    return is_new;
}

bool te_metrics_next_folded(const te_metrics *m, size_t *at, uint64_t *hash) {
    while (*at < m->folded_slots)
        if ((*hash = m->folded[(*at)++]) != 0) return true;
    return false;
}

static void merge_folded(te_metrics *into, const te_metrics *from) {
    uint64_t hash;
    for (size_t at = 0; te_metrics_next_folded(from, &at, &hash);)
        te_metrics_note_folded(into, hash);
}

/* The series that takes what has no other place; always fits. */
static te_series *last_resort(te_metrics *m, te_series_kind kind) {
    static const char *const names[] = {
        [TE_COUNTER] = "overflow.counter",
        [TE_GAUGE] = "overflow.gauge",
        [TE_RATE] = "overflow.rate",
        [TE_TREND] = "overflow.trend",
        [TE_TREND_COUNT] = "overflow.trend_count",
        [TE_TREND_BYTES] = "overflow.trend_bytes",
    };
    return find_or_make(m, kind, names[kind], OVERFLOW_TAGS, SIZE_MAX);
}

te_series *te_metrics_series(te_metrics *m, te_series_kind kind,
                             const char *name, const char *tags) {
    te_series *s = find_or_make(m, kind, name, tags, m->budget_bytes);
    if (s != NULL) return s;
    if (strcmp(tags, OVERFLOW_TAGS) != 0)
        te_metrics_note_folded(m, hash_key(name, tags));
    size_t a_quarter_more = m->budget_bytes + m->budget_bytes / 4;
    s = find_or_make(m, kind, name, OVERFLOW_TAGS, a_quarter_more);
    /* Of another kind: its author used one name for two things. */
    if (s != NULL && s->kind == kind) return s;
    return last_resort(m, kind);
}

/* --- adding up ---------------------------------------------------------- */

static te_series *find_target(te_metrics *into, const te_series *s) {
    te_series *target = te_metrics_series(into, s->kind, s->name, s->tags);
    if (target != NULL && target->kind == s->kind) return target;
    return last_resort(into, s->kind);
}

static void add_to(te_series *target, const te_series *s) {
    target->value += s->value;
    target->total += s->total;
    if (s->hist != NULL) te_hist_merge(target->hist, s->hist);
    target->touched = true;
}

/* False without memory for a target: then `s` keeps what it has. */
static bool add_to_target(te_metrics *into, te_series *s) {
    if (s->target == NULL) s->target = find_target(into, s);
    if (s->target == NULL) return false;
    add_to(s->target, s);
    return true;
}

static void reset_series(te_series *s) {
    s->value = 0;
    s->total = 0;
    if (s->hist != NULL) te_hist_reset(s->hist);
    s->touched = false;
}

static void reset_folded(te_metrics *m) {
    if (m->folded_count == 0) return;
    memset(m->folded, 0, m->folded_slots * sizeof *m->folded);
    m->folded_count = 0;
}

void te_metrics_merge(te_metrics *into, te_metrics *from) {
    for (size_t i = 0; i < from->count; i++)
        if (from->series[i]->touched) add_to_target(into, from->series[i]);
    merge_folded(into, from);
}

bool te_metrics_add(te_metrics *into, const te_metrics *from) {
    bool ok = true;
    for (size_t i = 0; i < from->count; i++) {
        const te_series *s = from->series[i];
        te_series *target = s->touched ? find_target(into, s) : NULL;
        if (target != NULL) add_to(target, s);
        ok = ok && (target != NULL || !s->touched);
    }
    merge_folded(into, from);
    return ok;
}

void te_metrics_reset(te_metrics *m) {
    for (size_t i = 0; i < m->count; i++)
        if (m->series[i]->touched) reset_series(m->series[i]);
    reset_folded(m);
}

void te_metrics_redirect(te_metrics *from) {
    for (size_t i = 0; i < from->count; i++)
        from->series[i]->target = NULL;
}

void te_metrics_drain(te_metrics *into, te_metrics *from) {
    for (size_t i = 0; i < from->count; i++) {
        te_series *s = from->series[i];
        if (s->touched && add_to_target(into, s)) reset_series(s);
    }
    merge_folded(into, from);
    reset_folded(from);
}

/* --- reading ------------------------------------------------------------ */

size_t te_metrics_count(const te_metrics *m) { return m->count; }

const te_series *te_metrics_at(const te_metrics *m, size_t i) {
    return m->series[i];
}

static int by_name(const void *a, const void *b) {
    const te_series *left = *(const te_series *const *)a;
    const te_series *right = *(const te_series *const *)b;
    int order = strcmp(left->name, right->name);
    if (order == 0) order = (int)left->kind - (int)right->kind;
    return order != 0 ? order : strcmp(left->tags, right->tags);
}

void te_metrics_sort(const te_series **series, size_t count) {
    qsort(series, count, sizeof *series, by_name);
}

const te_series **te_metrics_sorted(const te_metrics *m, size_t *count) {
    const te_series **sorted = calloc(m->count + 1, sizeof *sorted);
    *count = 0;
    if (sorted == NULL) return NULL;
    for (; *count < m->count; ++*count)
        sorted[*count] = m->series[*count];
    te_metrics_sort(sorted, *count);
    return sorted;
}

size_t te_metrics_family(const te_series *const *sorted) {
    size_t count = 1;
    while (sorted[count] != NULL && sorted[count]->kind == sorted[0]->kind &&
           strcmp(sorted[count]->name, sorted[0]->name) == 0)
        count++;
    return count;
}

size_t te_metrics_bytes(const te_metrics *m) { return m->bytes; }

size_t te_metrics_budget(const te_metrics *m) { return m->budget_bytes; }

size_t te_metrics_overflowed(const te_metrics *m) { return m->folded_count; }

static bool is_wanted(const te_series *s, const char *name, const char *tag) {
    return strcmp(s->name, name) == 0 &&
           (tag == NULL || tag[0] == '\0' || te_series_has_tag(s, tag));
}

double te_metrics_sum(const te_metrics *m, const char *name, const char *tag) {
    double sum = 0;
    for (size_t i = 0; i < m->count; i++) {
        const te_series *s = m->series[i];
        if (!is_wanted(s, name, tag)) continue;
        sum += s->hist != NULL ? (double)te_hist_count(s->hist) : s->value;
    }
    return sum;
}

void te_metrics_trend(const te_metrics *m, const char *name, const char *tag,
                      te_hist *into) {
    for (size_t i = 0; i < m->count; i++) {
        const te_series *s = m->series[i];
        if (s->hist != NULL && is_wanted(s, name, tag) &&
            te_hist_unit(s->hist) == te_hist_unit(into))
            te_hist_merge(into, s->hist);
    }
}

bool te_metrics_unit(const te_metrics *m, const char *name, te_unit *unit) {
    for (size_t i = 0; i < m->count; i++) {
        const te_series *s = m->series[i];
        if (s->hist == NULL || strcmp(s->name, name) != 0) continue;
        *unit = te_hist_unit(s->hist);
        return true;
    }
    return false;
}

/* --- tags --------------------------------------------------------------- */

bool te_series_has_tag(const te_series *s, const char *tag) {
    size_t length = strlen(tag);
    for (const char *at = s->tags;; at++) {
        size_t part = strcspn(at, ",");
        if (part == length && memcmp(at, tag, length) == 0) return length > 0;
        at += part;
        if (*at == '\0') return false;
    }
}

char *te_series_tag(const te_series *s, const char *key, char *out,
                    size_t size) {
    size_t length = 0;
    const char *value = te_tags_find(s->tags, key, &length);
    snprintf(out, size, "%.*s", (int)length, value != NULL ? value : "");
    return out;
}

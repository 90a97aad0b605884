/* progress.c - see progress.h. */
#include "progress.h"

#include "journal_json.h"

#include <stdlib.h>
#include <string.h>

/* More loads than any plan has: te_plan_add() knows the real bound. */
enum { MOST_LOADS = 1000 };

void te_progress_clear(te_progress *p) {
    for (size_t i = 0; i < p->feed_count; i++)
        free(p->feeds[i].key);
    free(p->feeds);
    free(p->begun);
    *p = (te_progress){0};
}

bool te_progress_set_begun(te_progress *p, size_t load, uint64_t begun) {
    if (load >= p->load_count) {
        uint64_t *more = realloc(p->begun, (load + 1) * sizeof *more);
        if (more == NULL) return false;
        memset(more + p->load_count, 0,
               (load + 1 - p->load_count) * sizeof *more);
        p->begun = more;
        p->load_count = load + 1;
    }
    p->begun[load] = begun;
    return true;
}

static te_feed_position *find(const te_progress *p, const char *key) {
    for (size_t i = 0; i < p->feed_count; i++)
        if (strcmp(p->feeds[i].key, key) == 0) return &p->feeds[i];
    return NULL;
}

static te_feed_position *add_feed(te_progress *p, const char *key) {
    te_feed_position *more =
        realloc(p->feeds, (p->feed_count + 1) * sizeof *more);
    if (more == NULL) return NULL;
    p->feeds = more;
    te_feed_position *feed = &more[p->feed_count];
    feed->key = strdup(key);
    if (feed->key == NULL) return NULL;
    p->feed_count++;
    return feed;
}

bool te_progress_set_feed(te_progress *p, const char *key, uint64_t position,
                          uint64_t of) {
    te_feed_position *feed = find(p, key);
    if (feed == NULL) feed = add_feed(p, key);
    if (feed == NULL) return false;
    feed->position = position;
    feed->of = of;
    return true;
}

const te_feed_position *te_progress_feed(const te_progress *p,
                                         const char *key) {
    return find(p, key);
}

uint64_t te_progress_all_begun(const te_progress *p) {
    uint64_t sum = 0;
    for (size_t i = 0; i < p->load_count; i++)
        sum += p->begun[i];
    return sum;
}

/* ---- In a journal's line ---- */

static void write_begun(const te_progress *now, te_progress *written,
                        json_t *line, bool *ok) {
    size_t count = now->load_count;
    if (count == written->load_count &&
        (count == 0 ||
         memcmp(now->begun, written->begun, count * sizeof *now->begun) == 0))
        return;
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++) {
        te_journal_append(ok, array, te_journal_whole(now->begun[i]));
        if (!te_progress_set_begun(written, i, now->begun[i])) *ok = false;
    }
    te_journal_put(ok, line, "begun", array);
}

static void write_feeds(const te_progress *now, te_progress *written,
                        json_t *line, bool *ok) {
    json_t *array = json_array();
    for (size_t i = 0; i < now->feed_count; i++) {
        const te_feed_position *feed = &now->feeds[i];
        const te_feed_position *before = find(written, feed->key);
        if (before != NULL && before->position == feed->position) continue;
        json_t *object = json_object();
        te_journal_put(ok, object, "key", te_journal_text(feed->key));
        te_journal_put(ok, object, "position",
                       te_journal_whole(feed->position));
        te_journal_put(ok, object, "of", te_journal_whole(feed->of));
        te_journal_append(ok, array, object);
        if (!te_progress_set_feed(written, feed->key, feed->position, feed->of))
            *ok = false;
    }
    if (json_array_size(array) > 0)
        te_journal_put(ok, line, "feeds", array);
    else
        json_decref(array);
}

void te_progress_write(const te_progress *now, te_progress *written,
                       json_t *line, bool *ok) {
    if (now->is_steered && !written->is_steered)
        te_journal_put(ok, line, "is_steered", json_true());
    written->is_steered = now->is_steered;
    write_begun(now, written, line, ok);
    write_feeds(now, written, line, ok);
}

static bool read_begun(te_progress *p, const json_t *line, te_error *err) {
    const json_t *array = json_object_get(line, "begun");
    if (json_array_size(array) > MOST_LOADS)
        return te_fail(err, "\"begun\" has too many loads");
    for (size_t i = 0; i < json_array_size(array); i++) {
        const char *digits = json_string_value(json_array_get(array, i));
        char *end = NULL;
        uint64_t begun = digits != NULL ? strtoull(digits, &end, 10) : 0;
        if (end == NULL || end == digits || *end != '\0')
            return te_fail(err, "\"begun\" has something else than numbers");
        if (!te_progress_set_begun(p, i, begun))
            return te_fail_as(err, TE_ERROR_SYSTEM, "no memory");
    }
    return true;
}

static bool read_feed(te_progress *p, const json_t *object, te_error *err) {
    uint64_t position, of;
    char *key;
    if (!te_journal_get_whole(object, "position", UINT64_MAX, &position, err) ||
        !te_journal_get_whole(object, "of", UINT64_MAX, &of, err) ||
        !te_journal_get_text(object, "key", &key, err))
        return false;
    bool ok = te_progress_set_feed(p, key, position, of);
    free(key);
    return ok || te_fail_as(err, TE_ERROR_SYSTEM, "no memory");
}

bool te_progress_read(te_progress *p, const json_t *line, te_error *err) {
    const json_t *feeds = json_object_get(line, "feeds");
    if (json_is_true(json_object_get(line, "is_steered"))) p->is_steered = true;
    if (!read_begun(p, line, err)) return false;
    for (size_t i = 0; i < json_array_size(feeds); i++)
        if (!read_feed(p, json_array_get(feeds, i), err)) return false;
    return true;
}

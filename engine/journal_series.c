/* journal_series.c - see journal_series.h. */
#include "journal_series.h"

#include "hist_text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- Writing ---- */

bool te_series_writer_init(te_series_writer *w) {
    *w = (te_series_writer){0, te_metrics_new(0)};
    return w->folded != NULL;
}

void te_series_writer_clear(te_series_writer *w) { te_metrics_free(w->folded); }

static json_t *hex(uint64_t high, uint64_t low) {
    char digits[40];
    snprintf(digits, sizeof digits, "%" PRIx64 ":%" PRIx64, high, low);
    return json_string(digits);
}

static void put_hist(json_t *object, const te_hist *h, bool *ok) {
    te_buf text = TE_BUF_INIT;
    te_hist_sums sums = te_hist_get_sums(h);
    if (!te_hist_write_text(h, &text)) *ok = false;
    te_journal_put(ok, object, "hist", json_string(te_buf_str(&text)));
    te_journal_put(ok, object, "sum", hex(sums.sum_high, sums.sum_low));
    te_journal_put(ok, object, "squares",
                   hex(sums.squares_high, sums.squares_low));
    if (sums.clamped > 0)
        te_journal_put(ok, object, "clamped", te_journal_whole(sums.clamped));
    te_buf_free(&text);
}

static json_t *series_object(const te_series *s, size_t id, bool is_new,
                             bool *ok) {
    json_t *object = json_object();
    te_journal_put(ok, object, "id", json_integer((json_int_t)id));
    if (is_new) {
        te_journal_put(ok, object, "kind", json_string(te_kind_name(s->kind)));
        if (te_kind_is_trend(s->kind))
            te_journal_put(ok, object, "unit",
                           json_string(te_unit_name(te_kind_unit(s->kind))));
        te_journal_put(ok, object, "name", te_journal_text(s->name));
        te_journal_put(ok, object, "tags", te_journal_text(s->tags));
    }
    if (s->hist != NULL)
        put_hist(object, s->hist, ok);
    else
        te_journal_put(ok, object, "value", te_journal_number(s->value));
    if (s->kind == TE_RATE)
        te_journal_put(ok, object, "total", te_journal_number(s->total));
    return object;
}

/* Those that changed, and those that no line has told of. */
static json_t *series_array(te_series_writer *w, const te_metrics *delta,
                            bool *ok) {
    json_t *array = json_array();
    size_t count = te_metrics_count(delta);
    for (size_t i = 0; i < count; i++) {
        const te_series *s = te_metrics_at(delta, i);
        bool is_new = i >= w->defined;
        if (s->touched || is_new)
            te_journal_append(ok, array, series_object(s, i, is_new, ok));
    }
    if (*ok) w->defined = count;
    return array;
}

static json_t *folded_array(te_series_writer *w, const te_metrics *delta,
                            bool *ok) {
    json_t *array = json_array();
    uint64_t hash;
    for (size_t at = 0; te_metrics_next_folded(delta, &at, &hash);)
        if (te_metrics_note_folded(w->folded, hash))
            te_journal_append(ok, array, te_journal_whole(hash));
    return array;
}

static json_t *failure_object(const te_failure *f, bool *ok) {
    json_t *object = json_object();
    te_journal_put(ok, object, "scenario", te_journal_text(f->scenario));
    te_journal_put(ok, object, "message", te_journal_text(f->message));
    te_journal_put(ok, object, "count", te_journal_whole(f->count));
    te_journal_put(ok, object, "worker", json_integer(f->worker));
    te_journal_put(ok, object, "step", te_journal_whole(f->step));
    if (f->traceback != NULL)
        te_journal_put(ok, object, "traceback", te_journal_text(f->traceback));
    return object;
}

static json_t *failures_array(const te_failures *failures, bool *ok) {
    json_t *array = json_array();
    size_t count = te_failures_count(failures);
    for (size_t i = 0; i < count; i++)
        te_journal_append(ok, array,
                          failure_object(te_failures_nth(failures, i), ok));
    return array;
}

void te_series_write(te_series_writer *w, const te_interval *interval,
                     json_t *object, bool *ok) {
    te_journal_put(ok, object, "series", series_array(w, interval->delta, ok));
    json_t *folded = folded_array(w, interval->delta, ok);
    if (json_array_size(folded) > 0)
        te_journal_put(ok, object, "folded", json_incref(folded));
    json_decref(folded);
    if (te_failures_count(interval->failures) > 0)
        te_journal_put(ok, object, "failures",
                       failures_array(interval->failures, ok));
}

/* ---- Reading ---- */

void te_series_reader_clear(te_series_reader *r) {
    for (int i = 0; i < TE_UNITS; i++)
        te_hist_free(r->scratch[i]);
    free(r->series);
}

static bool read_unit(const json_t *object, te_unit *unit, te_error *err) {
    const char *name = json_string_value(json_object_get(object, "unit"));
    for (int i = 0; name != NULL && i < TE_UNITS; i++)
        if (strcmp(name, te_unit_name((te_unit)i)) == 0) {
            *unit = (te_unit)i;
            return true;
        }
    return te_fail(err, "\"unit\" is none that trends have");
}

static bool read_kind(const json_t *object, te_series_kind *kind,
                      te_error *err) {
    const char *name = json_string_value(json_object_get(object, "kind"));
    if (name == NULL) return te_fail(err, "a series has no \"kind\"");
    te_unit unit = TE_UNIT_SECONDS;
    if (strcmp(name, te_kind_name(TE_TREND)) == 0) {
        if (!read_unit(object, &unit, err)) return false;
        *kind = te_kind_of_unit(unit);
        return true;
    }
    for (*kind = TE_COUNTER; *kind < TE_TREND; (*kind)++)
        if (strcmp(name, te_kind_name(*kind)) == 0) return true;
    return te_fail(err, "\"kind\" is none that series have");
}

static bool keep_series(te_series_reader *r, te_series *s, te_error *err) {
    if (s != NULL && r->count == r->capacity) {
        size_t capacity = r->capacity > 0 ? r->capacity * 2 : 64;
        te_series **more = realloc(r->series, capacity * sizeof *more);
        if (more != NULL) {
            r->series = more;
            r->capacity = capacity;
        } else
            s = NULL;
    }
    if (s == NULL) return te_fail_as(err, TE_ERROR_SYSTEM, "no memory");
    r->series[r->count++] = s;
    return true;
}

static bool define(te_series_reader *r, const json_t *object, te_metrics *into,
                   te_error *err) {
    te_series_kind kind;
    char *name = NULL, *tags = NULL;
    bool ok = read_kind(object, &kind, err) &&
              te_journal_get_text(object, "name", &name, err) &&
              te_journal_get_text(object, "tags", &tags, err);
    te_series *s = ok ? te_metrics_series(into, kind, name, tags) : NULL;
    if (ok && s != NULL && s->kind != kind)
        ok = te_fail(err, "series \"%.100s\" is of two kinds", name);
    ok = ok && keep_series(r, s, err);
    free(name);
    free(tags);
    return ok;
}

static bool read_hex(const json_t *object, const char *key, uint64_t *high,
                     uint64_t *low, te_error *err) {
    const char *text = json_string_value(json_object_get(object, key));
    int length = 0;
    if (text != NULL && strspn(text, "0123456789abcdef:") == strlen(text) &&
        sscanf(text, "%16" SCNx64 ":%16" SCNx64 "%n", high, low, &length) ==
            2 &&
        text[length] == '\0')
        return true;
    return te_fail(err, "\"%s\" is no sum of 128 bits", key);
}

static bool read_sums(const json_t *object, te_hist_sums *sums, te_error *err) {
    *sums = (te_hist_sums){.clamped = 0};
    return read_hex(object, "sum", &sums->sum_high, &sums->sum_low, err) &&
           read_hex(object, "squares", &sums->squares_high, &sums->squares_low,
                    err) &&
           (json_object_get(object, "clamped") == NULL ||
            te_journal_get_whole(object, "clamped", UINT64_MAX, &sums->clamped,
                                 err));
}

/* An empty one; NULL without memory. To get fresh memory for each costs more
 * than to read it. */
static te_hist *scratch_of(te_series_reader *r, te_unit unit) {
    te_hist **h = &r->scratch[unit];
    if (*h == NULL) *h = te_hist_new_of(unit);
    if (*h != NULL) te_hist_reset(*h);
    return *h;
}

/* A histogram of its own first: its sums are set, then it is merged. */
static bool read_hist(te_series_reader *r, te_series *s, const json_t *object,
                      te_error *err) {
    const json_t *value = json_object_get(object, "hist");
    if (!json_is_string(value)) return te_fail(err, "a trend has no \"hist\"");
    te_slice text = {json_string_value(value), json_string_length(value)};
    te_hist_sums sums;
    te_hist *h = scratch_of(r, te_kind_unit(s->kind));
    if (h == NULL) return te_fail_as(err, TE_ERROR_SYSTEM, "no memory");
    te_error why;
    if (!te_hist_read_text(h, text, &why))
        return te_fail_as(err, why.kind, "\"hist\": %.200s", why.message);
    if (!read_sums(object, &sums, err)) return false;
    te_hist_set_sums(h, &sums);
    te_hist_merge(s->hist, h);
    return true;
}

static bool read_value(te_series_reader *r, te_series *s, const json_t *object,
                       te_error *err) {
    double value, total = 0;
    if (s->hist != NULL) return read_hist(r, s, object, err);
    if (!te_journal_get_number(object, "value", &value, err)) return false;
    if (s->kind == TE_RATE &&
        !te_journal_get_number(object, "total", &total, err))
        return false;
    s->value += value;
    s->total += total;
    return true;
}

static bool read_series(te_series_reader *r, const json_t *object,
                        te_metrics *into, te_error *err) {
    uint64_t id;
    if (!te_journal_get_whole(object, "id", r->count, &id, err) ||
        (id == r->count && !define(r, object, into, err)))
        return false;
    te_series *s = r->series[id];
    s->touched = true;
    return read_value(r, s, object, err);
}

static bool read_failure(const json_t *object, te_failures *into,
                         te_error *err) {
    te_failure f = {.worker = 0};
    uint64_t worker;
    bool ok = te_journal_get_text(object, "scenario", &f.scenario, err) &&
              te_journal_get_text(object, "message", &f.message, err) &&
              (json_object_get(object, "traceback") == NULL ||
               te_journal_get_text(object, "traceback", &f.traceback, err)) &&
              te_journal_get_whole(object, "count", INT64_MAX, &f.count, err) &&
              te_journal_get_whole(object, "step", UINT64_MAX, &f.step, err) &&
              te_journal_get_whole(object, "worker", UINT32_MAX, &worker, err);
    if (ok) {
        f.worker = (uint32_t)worker;
        te_failures_put(into, &f);
    }
    free(f.scenario);
    free(f.message);
    free(f.traceback);
    return ok;
}

static bool read_folded(const json_t *array, te_metrics *into, te_error *err) {
    size_t i;
    json_t *item;
    json_array_foreach(array, i, item) {
        const char *digits = json_string_value(item);
        if (digits == NULL) return te_fail(err, "\"folded\" has no digits");
        te_metrics_note_folded(into, strtoull(digits, NULL, 10));
    }
    return true;
}

bool te_series_read(te_series_reader *r, const json_t *object,
                    te_interval *interval, te_error *err) {
    size_t i;
    json_t *item;
    const json_t *series = te_journal_get_array(object, "series", err);
    if (series == NULL) return false;
    json_array_foreach(series, i, item) {
        if (!read_series(r, item, interval->delta, err)) return false;
    }
    json_array_foreach(json_object_get(object, "failures"), i, item) {
        if (!read_failure(item, interval->failures, err)) return false;
    }
    return read_folded(json_object_get(object, "folded"), interval->delta, err);
}

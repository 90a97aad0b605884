/* compare_json.c - see compare_json.h. */
#include "compare_json.h"

#include "journal_json.h"
#include "text.h"

enum { SCHEMA = 1, REAL_DIGITS = 17 };

static json_t *text(const char *bytes) {
    te_buf clean = TE_BUF_INIT;
    te_text_clean(&clean, bytes);
    json_t *value = json_string(te_buf_str(&clean));
    te_buf_free(&clean);
    return value;
}

static json_t *side(const te_compare_load *load, bool *ok) {
    json_t *object = json_object();
    te_journal_put(ok, object, "runs",
                   te_journal_number(load->measured_s.count));
    te_journal_put(ok, object, "measured_s",
                   te_journal_number(load->measured_s.mean));
    te_journal_put(ok, object, "skipped_s",
                   te_journal_number(load->skipped_s.mean));
    te_journal_put(ok, object, "workers",
                   te_journal_number(load->workers.mean));
    te_journal_put(ok, object, "requests_per_s",
                   te_journal_number(load->requests_per_s.mean));
    te_journal_put(ok, object, "runs_per_s",
                   te_journal_number(load->runs_per_s.mean));
    return object;
}

static json_t *value_or_null(const te_compare_figure *f, bool is_there,
                             double value) {
    if (!is_there) return json_null();
    return te_journal_number(te_bound_named(f->unit, value));
}

static json_t *figure(te_compare_group *g, const te_compare_figure *f,
                      bool *ok) {
    const te_estimate *base = &f->sides[TE_BASE], *new = &f->sides[TE_NEW];
    const te_difference *d = &f->difference;
    bool is_both = base->is_known && new->is_known;
    char name[TE_STATISTIC_BYTES];
    json_t *object = json_object();
    g->of.statistic = f->statistic;
    g->of.percent = f->percent;
    te_journal_put(ok, object, "metric", text(g->of.metric));
    te_journal_put(ok, object, "tags", text(g->of.tags));
    te_journal_put(ok, object, "value",
                   json_string(te_threshold_statistic(&g->of, name)));
    te_journal_put(ok, object, "unit",
                   f->has_unit ? json_string(te_bound_unit_name(f->unit))
                               : json_null());
    te_journal_put(ok, object, "base",
                   value_or_null(f, base->is_known, base->value));
    te_journal_put(ok, object, "new",
                   value_or_null(f, new->is_known, new->value));
    te_journal_put(ok, object, "change", value_or_null(f, is_both, d->value));
    te_journal_put(ok, object, "low",
                   value_or_null(f, d->has_interval, d->low));
    te_journal_put(ok, object, "high",
                   value_or_null(f, d->has_interval, d->high));
    te_journal_put(ok, object, "verdict",
                   json_string(te_compared_name(f->verdict)));
    return object;
}

static json_t *figures(const te_compare *c, bool *ok) {
    json_t *array = json_array();
    for (size_t i = 0; i < c->count; i++)
        for (size_t k = 0; k < c->groups[i]->count; k++)
            te_journal_append(
                ok, array, figure(c->groups[i], &c->groups[i]->figures[k], ok));
    return array;
}

static json_t *bounds_of(const te_compare_bound *bounds,
                         const te_bound_verdict *verdicts, size_t count,
                         bool *ok) {
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++) {
        json_t *object = json_object();
        te_journal_put(ok, object, "bound", text(bounds[i].text));
        te_journal_put(ok, object, "verdict",
                       json_string(te_bound_verdict_name(verdicts[i])));
        te_journal_append(ok, array, object);
    }
    return array;
}

bool te_compare_json_write(FILE *out, const te_compare *c,
                           const te_compare_bound *bounds,
                           const te_bound_verdict *verdicts, size_t bound_count,
                           te_error *err) {
    bool ok = true;
    json_t *object = json_object();
    te_journal_put(&ok, object, "schema", json_integer(SCHEMA));
    te_journal_put(&ok, object, "base", side(&c->loads[TE_BASE], &ok));
    te_journal_put(&ok, object, "new", side(&c->loads[TE_NEW], &ok));
    te_journal_put(&ok, object, "figures", figures(c, &ok));
    te_journal_put(&ok, object, "figures_cut", json_boolean(c->is_cut));
    te_journal_put(&ok, object, "bounds",
                   bounds_of(bounds, verdicts, bound_count, &ok));
    size_t flags = JSON_INDENT(2) | JSON_REAL_PRECISION(REAL_DIGITS);
    bool is_written =
        ok && json_dumpf(object, out, flags) == 0 && fputc('\n', out) != EOF;
    json_decref(object);
    if (!ok) return te_fail_as(err, TE_ERROR_SYSTEM, "compare: no memory");
    return is_written || te_fail_as(err, TE_ERROR_OUTPUT,
                                    "compare: the JSON was not written");
}

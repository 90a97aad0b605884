/* otlp_report.c - see otlp_report.h. */
#include "otlp_report.h"

#include "journal_json.h"
#include "known_metric.h"
#include "marked.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define REAL_DIGITS 17
#define CUMULATIVE 2 /* AGGREGATION_TEMPORALITY_CUMULATIVE */

/* The request while it is made. */
typedef struct request {
    uint64_t start_ns, now_ns; /* since 1970 */
    bool ok;                   /* nothing is missing for want of memory */
} request;

/* Both take over `value`. */
static void put(request *r, json_t *object, const char *key, json_t *value) {
    te_journal_put(&r->ok, object, key, value);
}

static void append(request *r, json_t *array, json_t *value) {
    te_journal_append(&r->ok, array, value);
}

/* ---- Attributes ---- */

static json_t *text_of(te_slice bytes) {
    te_buf copy = TE_BUF_INIT;
    json_t *text = te_buf_add(&copy, bytes.data, bytes.length)
                       ? te_journal_clean(te_buf_str(&copy))
                       : NULL;
    te_buf_free(&copy);
    return text;
}

static void add_attribute(request *r, json_t *attributes, te_slice key,
                          te_slice value) {
    json_t *attribute = json_object(), *any = json_object();
    put(r, attribute, "key", text_of(key));
    put(r, any, "stringValue", text_of(value));
    put(r, attribute, "value", any);
    append(r, attributes, attribute);
}

static json_t *attributes_of(request *r, const te_series *s) {
    json_t *attributes = json_array();
    te_slice rest = te_slice_of(s->tags), key, value;
    while (te_tags_next(&rest, &key, &value))
        add_attribute(r, attributes, key, value);
    return attributes;
}

/* ---- Points ---- */

static json_t *begin_point(request *r, const te_series *s) {
    json_t *point = json_object();
    put(r, point, "attributes", attributes_of(r, s));
    put(r, point, "startTimeUnixNano", te_journal_whole(r->start_ns));
    put(r, point, "timeUnixNano", te_journal_whole(r->now_ns));
    return point;
}

static json_t *number_point(request *r, const te_series *s, double value) {
    json_t *point = begin_point(r, s);
    put(r, point, "asDouble", te_journal_number(value));
    return point;
}

/* 10 to this power, 1, 2 and 5 times. */
typedef struct decades {
    int first, last; /* of the last one only 1 */
} decades;

static decades decades_of(te_unit unit) {
    return unit == TE_UNIT_SECONDS ? (decades){-4, 2} : (decades){0, 9};
}

static size_t bounds_in(decades d) {
    return 3 * (size_t)(d.last - d.first) + 1;
}

static double bound_at(decades d, size_t i) {
    static const double steps[] = {1, 2, 5};
    double power = 1;
    int exponent = d.first + (int)(i / 3);
    for (int n = 0; n < abs(exponent); n++)
        power *= 10;
    return exponent < 0 ? steps[i % 3] / power : steps[i % 3] * power;
}

/* How many values are in each bucket, the last one without a bound. */
static json_t *bucket_counts(request *r, const te_hist *h, decades d) {
    json_t *counts = json_array();
    double scale = te_hist_unit(h) == TE_UNIT_SECONDS ? 1e9 : 1;
    size_t i = 0, bounds = bounds_in(d);
    uint64_t count = 0;
    for (te_hist_bucket b = {0}; te_hist_next(h, &b); count += b.count)
        for (; i < bounds && (double)b.value / scale > bound_at(d, i); i++) {
            append(r, counts, te_journal_whole(count));
            count = 0;
        }
    for (; i <= bounds; i++) {
        append(r, counts, te_journal_whole(count));
        count = 0;
    }
    return counts;
}

static json_t *histogram_point(request *r, const te_series *s) {
    const te_hist *h = s->hist;
    json_t *point = begin_point(r, s), *bounds = json_array();
    decades d = decades_of(te_hist_unit(h));
    double scale = te_hist_unit(h) == TE_UNIT_SECONDS ? 1e9 : 1;
    for (size_t i = 0; i < bounds_in(d); i++)
        append(r, bounds, json_real(bound_at(d, i)));
    put(r, point, "count", te_journal_whole(te_hist_count(h)));
    put(r, point, "sum", json_real((double)te_hist_sum(h) / scale));
    if (te_hist_count(h) > 0) {
        put(r, point, "min", json_real((double)te_hist_min(h) / scale));
        put(r, point, "max", json_real((double)te_hist_max(h) / scale));
    }
    put(r, point, "bucketCounts", bucket_counts(r, h, d));
    put(r, point, "explicitBounds", bounds);
    return point;
}

/* ---- Metrics ---- */

static const char *unit_of(const te_series *s) {
    static const char *const units[TE_UNITS] = {
        [TE_UNIT_SECONDS] = "s", [TE_UNIT_COUNT] = "1", [TE_UNIT_BYTES] = "By"};
    const te_known_metric *known = te_known_metric_find(s->name);
    if (known != NULL && known->is_bytes) return units[TE_UNIT_BYTES];
    return s->hist != NULL ? units[te_hist_unit(s->hist)] : "1";
}

/* A metric with its points, of the shape `kind`: "sum", "gauge", "histogram".
 */
static void add_metric(request *r, json_t *metrics, const te_series *first,
                       const char *suffix, const char *kind, json_t *points) {
    te_buf name = TE_BUF_INIT;
    json_t *metric = json_object(), *data = json_object();
    if (!te_buf_addf(&name, "tengine.%s%s", first->name, suffix)) r->ok = false;
    put(r, data, "dataPoints", points);
    if (strcmp(kind, "gauge") != 0)
        put(r, data, "aggregationTemporality", json_integer(CUMULATIVE));
    if (strcmp(kind, "sum") == 0) put(r, data, "isMonotonic", json_true());
    put(r, metric, "name", text_of((te_slice){name.data, name.length}));
    put(r, metric, "unit", json_string(unit_of(first)));
    put(r, metric, kind, data);
    append(r, metrics, metric);
    te_buf_free(&name);
}

static json_t *all_points(request *r, const te_series *const *series,
                          size_t count) {
    json_t *points = json_array();
    for (size_t i = 0; i < count; i++)
        append(r, points,
               series[i]->hist != NULL
                   ? histogram_point(r, series[i])
                   : number_point(r, series[i], series[i]->value));
    return points;
}

static json_t *failed_points(request *r, const te_series *const *series,
                             size_t count) {
    json_t *points = json_array();
    for (size_t i = 0; i < count; i++)
        append(r, points,
               number_point(r, series[i], series[i]->total - series[i]->value));
    return points;
}

/* All series of one metric. */
static void add_family(request *r, json_t *metrics,
                       const te_series *const *series, size_t count) {
    const te_series *first = series[0];
    bool is_rate = first->kind == TE_RATE;
    const char *kind = first->hist != NULL       ? "histogram"
                       : first->kind == TE_GAUGE ? "gauge"
                                                 : "sum";
    add_metric(r, metrics, first, is_rate ? ".passed" : "", kind,
               all_points(r, series, count));
    if (is_rate)
        add_metric(r, metrics, first, ".failed", kind,
                   failed_points(r, series, count));
}

static json_t *metrics_of(request *r, const te_totals *totals) {
    json_t *metrics = json_array();
    te_marked_list all;
    if (!te_marked_list_init(&all, totals)) r->ok = false;
    for (size_t i = 0, family; i < all.count; i += family) {
        family = te_metrics_family(all.sorted + i);
        add_family(r, metrics, all.sorted + i, family);
    }
    te_marked_list_clear(&all);
    return metrics;
}

/* ---- The request ---- */

/* Two runs at once are two instances: their sums are not each other's. */
static json_t *resource_of(request *r, const te_result *result) {
    json_t *resource = json_object(), *attributes = json_array();
    char instance[40];
    snprintf(instance, sizeof instance, "%" PRIx64 "-%" PRIx64,
             result->started_at_unix_ns, result->seed);
    add_attribute(r, attributes, te_slice_of("service.name"),
                  te_slice_of("tengine"));
    add_attribute(r, attributes, te_slice_of("service.version"),
                  te_slice_of(result->version));
    add_attribute(r, attributes, te_slice_of("service.instance.id"),
                  te_slice_of(instance));
    add_attribute(r, attributes, te_slice_of("tengine.scenario_file"),
                  te_slice_of(result->scenario_path));
    put(r, resource, "attributes", attributes);
    return resource;
}

static json_t *one_in_array(request *r, json_t *item) {
    json_t *array = json_array();
    append(r, array, item);
    return array;
}

static json_t *whole(request *r, const te_result *result) {
    json_t *scope = json_object(), *by_scope = json_object();
    json_t *by_resource = json_object(), *all = json_object();
    put(r, scope, "name", json_string("tengine"));
    put(r, scope, "version", text_of(te_slice_of(result->version)));
    put(r, by_scope, "scope", scope);
    put(r, by_scope, "metrics", metrics_of(r, result->totals));
    put(r, by_resource, "resource", resource_of(r, result));
    put(r, by_resource, "scopeMetrics", one_in_array(r, by_scope));
    put(r, all, "resourceMetrics", one_in_array(r, by_resource));
    return all;
}

bool te_otlp_report(te_buf *out, const te_result *result, uint64_t unix_ns) {
    request r = {result->started_at_unix_ns, unix_ns, true};
    json_t *all = whole(&r, result);
    char *text =
        r.ok ? json_dumps(all, JSON_COMPACT | JSON_REAL_PRECISION(REAL_DIGITS))
             : NULL;
    json_decref(all);
    bool ok = text != NULL && te_buf_adds(out, text);
    free(text);
    return ok;
}

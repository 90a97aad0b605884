/* capacity_json.c - see capacity_json.h. */
#include "capacity_json.h"

#include "clock.h"
#include "journal_json.h"
#include "text.h"

static json_t *seconds(uint64_t ns) {
    return json_real((double)ns / TE_NS_PER_S);
}

/* As people wrote it, in valid UTF-8. */
static json_t *clean(const char *text) {
    te_buf buf = TE_BUF_INIT;
    json_t *string =
        te_text_clean(&buf, text) ? json_string(te_buf_str(&buf)) : NULL;
    te_buf_free(&buf);
    return string;
}

static json_t *bound_value(const te_threshold_spec *spec, double value) {
    return te_journal_number(te_bound_named(spec->unit, value));
}

static json_t *criteria(const te_criteria *all, bool *ok) {
    json_t *array = json_array();
    for (size_t i = 0; i < te_criteria_count(all); i++) {
        const te_threshold_spec *spec = te_criteria_spec(all, i);
        json_t *object = json_object();
        te_journal_put(ok, object, "text", clean(spec->text));
        te_journal_put(ok, object, "bound", bound_value(spec, spec->bound));
        te_journal_put(ok, object, "unit",
                       json_string(te_bound_unit_name(spec->unit)));
        te_journal_append(ok, array, object);
    }
    return array;
}

static json_t *values(const te_criteria *all, const te_level *level, bool *ok) {
    json_t *array = json_array();
    for (size_t i = 0; i < te_criteria_count(all); i++) {
        const te_criterion *found = &level->found[i];
        te_journal_append(
            ok, array,
            found->has_value
                ? bound_value(te_criteria_spec(all, i), found->value)
                : json_null());
    }
    return array;
}

static json_t *level_of(const te_capacity *c, const te_level *level, bool *ok) {
    if (level == NULL) return json_null();
    json_t *object = json_object();
    te_journal_put(ok, object, "load", te_journal_number(level->load));
    te_journal_put(ok, object, "is_again", json_boolean(level->is_again));
    te_journal_put(ok, object, "outcome",
                   json_string(te_level_outcome_name(level->outcome)));
    te_journal_put(ok, object, "start_s", seconds(level->start_ns));
    te_journal_put(ok, object, "end_s", seconds(level->end_ns));
    te_journal_put(ok, object, "runs_per_s",
                   te_journal_number(level->runs_per_s));
    te_journal_put(ok, object, "requests_per_s",
                   te_journal_number(level->requests_per_s));
    te_journal_put(ok, object, "values",
                   values(te_capacity_criteria(c), level, ok));
    te_journal_put(ok, object, "verdict",
                   json_string(te_verdict_name(level->verdict)));
    te_journal_put(ok, object, "verdict_reason",
                   level->reason[0] != '\0' ? json_string(level->reason)
                                            : json_null());
    return object;
}

static json_t *levels(const te_capacity *c, bool *ok) {
    size_t count;
    const te_level *all = te_capacity_levels(c, &count);
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        te_journal_append(ok, array, level_of(c, &all[i], ok));
    return array;
}

static json_t *limit(const te_capacity *c) {
    static const char *const names[] = {[TE_LIMIT_TARGET] = "target",
                                        [TE_LIMIT_GENERATOR] = "generator",
                                        [TE_LIMIT_MOST] = "most"};
    if (te_capacity_state_of(c) != TE_CAPACITY_FOUND) return json_null();
    return json_string(names[te_capacity_limit_of(c)]);
}

json_t *te_capacity_json(const te_capacity *c, bool *ok) {
    if (c == NULL) return json_null();
    const te_capacity_config *config = te_capacity_config_of(c);
    te_capacity_state state = te_capacity_state_of(c);
    json_t *object = json_object();
    te_journal_put(ok, object, "state",
                   json_string(te_capacity_state_name(state)));
    te_journal_put(ok, object, "limit", limit(c));
    te_journal_put(
        ok, object, "load_unit",
        json_string(config->are_rates ? "runs_per_second" : "workers"));
    te_journal_put(ok, object, "window_s", seconds(config->window_ns));
    te_journal_put(ok, object, "criteria",
                   criteria(te_capacity_criteria(c), ok));
    te_journal_put(ok, object, "held", level_of(c, te_capacity_held(c), ok));
    te_journal_put(ok, object, "broke", level_of(c, te_capacity_broke(c), ok));
    te_journal_put(ok, object, "levels", levels(c, ok));
    return object;
}

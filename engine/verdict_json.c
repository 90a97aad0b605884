/* verdict_json.c - see verdict_json.h. */
#include "verdict_json.h"

#include "journal_json.h"

#include <stdint.h>

static json_t *reason(const te_verdict_reason *r, bool *ok) {
    json_t *object = json_object();
    te_journal_put(ok, object, "kind", te_journal_clean(r->kind));
    te_journal_put(ok, object, "outcome",
                   json_string(te_verdict_name(r->outcome)));
    te_journal_put(ok, object, "text", te_journal_clean(r->text));
    return object;
}

json_t *te_verdict_json(const te_verdict *verdict, bool *ok) {
    json_t *object = json_object(), *reasons = json_array();
    te_journal_put(ok, object, "outcome",
                   json_string(te_verdict_name(verdict->outcome)));
    for (size_t i = 0; i < verdict->count; i++)
        te_journal_append(ok, reasons, reason(&verdict->reasons[i], ok));
    te_journal_put(ok, object, "reasons", reasons);
    if (verdict->left_out > 0)
        te_journal_put(ok, object, "left_out",
                       json_integer((json_int_t)verdict->left_out));
    return object;
}

static const char *text_in(const json_t *object, const char *key) {
    return json_string_value(json_object_get(object, key));
}

bool te_verdict_read(const json_t *object, te_verdict *verdict, te_error *err) {
    size_t i;
    json_t *item;
    uint64_t left_out = 0;
    *verdict = (te_verdict){0};
    const json_t *array = te_journal_get_array(object, "reasons", err);
    if (array == NULL) return false;
    json_array_foreach(array, i, item) {
        te_verdict_outcome outcome;
        const char *kind = text_in(item, "kind"), *text = text_in(item, "text");
        if (kind == NULL || text == NULL ||
            !te_verdict_of_name(text_in(item, "outcome"), &outcome))
            return te_fail(err, "\"reasons\" has one that is none");
        te_verdict_add(verdict, outcome, kind, "%s", text);
    }
    if (json_object_get(object, "left_out") != NULL &&
        !te_journal_get_whole(object, "left_out", UINT32_MAX, &left_out, err))
        return false;
    verdict->left_out += (size_t)left_out;
    return te_verdict_of_name(text_in(object, "outcome"), &verdict->outcome) ||
           te_fail(err, "\"outcome\" is none that a verdict has");
}

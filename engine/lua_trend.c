/* lua_trend.c - trends that modules record into and read, as "Measuring" in
 * tengine_module.h has it. */
#include "lua_metric.h"
#include "lua_result.h"
#include "result.h"
#include "script.h"
#include "tengine_module.h"

#include <string.h>

static const char KEY[] = "label";
static const char OTHERS[] = "(others)";

te_series *te_trend(lua_State *L, const char *what, te_unit unit, int index,
                    const char *label) {
    te_series_kind kind = te_kind_of_unit(unit);
    const char *name = te_lua_check_metric(L, index, what, kind);
    char tags[TE_TAGS_OWN_BYTES] = "";
    if (label != NULL) te_tags_add(tags, sizeof tags, KEY, label);
    return te_metrics_series(te_script_of(L)->metrics, kind, name, tags);
}

void te_trend_record(te_series *series, uint64_t value) {
    te_series_record(series, value);
}

void te_trend_read(lua_State *L, const char *name, const char *label,
                   te_hist *into) {
    char tag[TE_TAGS_OWN_BYTES] = "";
    if (label != NULL && strcmp(label, OTHERS) == 0)
        te_tags_add(tag, sizeof tag, "overflow", "true");
    else if (label != NULL)
        te_tags_add(tag, sizeof tag, KEY, label);
    te_common *common = te_script_of(L)->common;
    const te_result *r = te_common_lock_result(common); /* NULL: no run yet */
    if (r != NULL) te_metrics_trend(r->totals->metrics, name, tag, into);
    te_common_unlock_result(common);
}

void te_trend_push_labels(lua_State *L, const char *name) {
    te_result_push_names(L, name, KEY);
}

/* shared.c - reference counts of the objects that Lua states share; the
 * te_shared part of tengine_module.h that knows no Lua. */
#include "tengine_module.h"

#include <assert.h>

void te_shared_init(te_shared *object, const te_shared_type *type) {
    object->type = type;
    atomic_init(&object->references, 1);
    object->cursor = NULL;
    object->cursor_of = 0;
}

te_shared *te_shared_retain(te_shared *object) {
    atomic_fetch_add_explicit(&object->references, 1, memory_order_relaxed);
    return object;
}

void te_shared_release(te_shared *object) {
    if (object == NULL) return;
    size_t before =
        atomic_fetch_sub_explicit(&object->references, 1, memory_order_acq_rel);
    assert(before > 0);
    if (before == 1) object->type->free(object);
}

/* lua_path.c - paths as scenarios mean them; declared in tengine_module.h. */
#include "tengine_module.h"

#include <limits.h>
#include <stdlib.h>

const char *te_absolute_path(lua_State *L, const char *path) {
    char resolved[PATH_MAX];
    if (realpath(path, resolved) != NULL) return lua_pushstring(L, resolved);
    return lua_pushstring(L, path);
}

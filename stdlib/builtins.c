/* builtins.c - the C modules that every scenario can require. */
#include "tengine_module.h"

const te_builtin te_builtins[] = {
    {NULL, NULL},
};

/* builtins.c - the C modules that every scenario can require. */
#include "tengine_module.h"

#include "archives.h"
#include "csv.h"
#include "stacks.h"
#include "standin.h"
#include "stats.h"
#include "symbols.h"

const te_builtin te_builtins[] = {
    {"archives", luaopen_tengine_archives},
    {"csv", luaopen_tengine_csv},
    {"stacks", luaopen_tengine_stacks},
    {"standin", luaopen_tengine_standin},
    {"stats", luaopen_tengine_stats},
    {"symbols", luaopen_tengine_symbols},
    {NULL, NULL},
};

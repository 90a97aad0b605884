/* stats_table.h - rows of texts and numbers as a table for the terminal. */
#ifndef TE_STATS_TABLE_H
#define TE_STATS_TABLE_H

#include <lua.h>

/* stats.table(titles, rows, options?). */
int te_stats_table(lua_State *L);

#endif

/* options_state.h - where the command keeps what it makes without being
 * asked. */
#ifndef TE_OPTIONS_STATE_H
#define TE_OPTIONS_STATE_H

#include "buf.h"
#include <stdbool.h>

/* Appends the folder of the journals that nobody asked for,
 * $XDG_STATE_HOME/tengine/runs, or ~/.local/state/tengine/runs (the XDG Base
 * Directory Specification), for which the user database is asked where HOME is
 * not set. False where nobody knows a home, or without memory. */
bool te_options_runs_folder(te_buf *path);

#endif

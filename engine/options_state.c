/* options_state.c - see options_state.h. */
#include "options_state.h"

#include <stdlib.h>

/* Of a variable; NULL where it is not set. Relative paths are to be passed
 * over, as the specification has it. */
static const char *folder_in(const char *name) {
    const char *value = getenv(name);
    return value != NULL && value[0] == '/' ? value : NULL;
}

bool te_options_runs_folder(te_buf *path) {
    const char *state = folder_in("XDG_STATE_HOME"), *home = folder_in("HOME");
    if (state != NULL) return te_buf_addf(path, "%s/tengine/runs", state);
    return home != NULL &&
           te_buf_addf(path, "%s/.local/state/tengine/runs", home);
}

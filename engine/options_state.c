/* options_state.c - see options_state.h. */
#include "options_state.h"

#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

/* Of a variable; NULL where it is not set. Relative paths are to be passed
 * over, as the specification has it. */
static const char *folder_in(const char *name) {
    const char *value = getenv(name);
    return value != NULL && value[0] == '/' ? value : NULL;
}

static const char *home_of_user(void) {
    const char *home = folder_in("HOME");
    const struct passwd *user = home == NULL ? getpwuid(getuid()) : NULL;
    if (user != NULL && user->pw_dir[0] == '/') home = user->pw_dir;
    return home;
}

bool te_options_runs_folder(te_buf *path) {
    const char *state = folder_in("XDG_STATE_HOME");
    if (state != NULL) return te_buf_addf(path, "%s/tengine/runs", state);
    const char *home = home_of_user();
    return home != NULL &&
           te_buf_addf(path, "%s/.local/state/tengine/runs", home);
}

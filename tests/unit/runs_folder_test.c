/* Where journals lie that nobody asked for. */
#include "unit.h"

#include "clock.h"
#include "runs_folder.h"
#include "scratch.h"
#include "slice.h"

static te_error err;

static unsigned mode_of(const char *path) {
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    return info.st_mode & 07777;
}

static bool make(const char *folder, te_buf *path) {
    return te_runs_folder_new(folder, 1795620423 * TE_NS_PER_S, "x/load.lua",
                              path, &err);
}

static void folders_are_made_for_their_owner_alone(void **state) {
    (void)state;
    te_buf path = TE_BUF_INIT;
    const char *there = scratch_path("state");
    const char *above = scratch_path("state/tengine");
    const char *folder = scratch_path("state/tengine/runs");
    umask(022);
    assert_int_equal(mkdir(there, 0755), 0);
    assert_true(make(folder, &path));
    assert_int_equal(mode_of(there), 0755);
    assert_int_equal(mode_of(above), 0700);
    assert_int_equal(mode_of(folder), 0700);
    te_slice end = {te_buf_str(&path), path.length};
    assert_true(te_slice_starts(end, folder));
    assert_true(te_slice_ends(end, ".tlog"));
    te_buf_free(&path);
}

static void without_a_folder_it_says_what_would_help(void **state) {
    (void)state;
    te_buf path = TE_BUF_INIT;
    assert_false(make("", &path));
    assert_int_equal(err.kind, TE_ERROR_OUTPUT);
    assert_non_null(strstr(err.message, "(HOME): --journal FILE says where"));
    te_buf_free(&path);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folders_are_made_for_their_owner_alone),
        cmocka_unit_test(without_a_folder_it_says_what_would_help),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}

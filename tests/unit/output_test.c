#include "unit.h"

#include "output.h"
#include "scratch.h"

#include <dirent.h>

static te_error err;

static te_output *begin(const char *path) {
    te_output *o = te_output_open(path, &err);
    if (o == NULL) fail_msg("%s", err.message);
    fputs("new", te_output_file(o));
    return o;
}

/* How many files the folder holds, whatever they are called. */
static int count_files(void) {
    int count = 0;
    DIR *folder = opendir(scratch_folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
        count +=
            strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(folder);
    return count;
}

/* Whether there is a file whose name begins like that. */
static bool begins_a_name(const char *text) {
    bool is_there = false;
    DIR *folder = opendir(scratch_folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
        if (strncmp(entry->d_name, text, strlen(text)) == 0) is_there = true;
    closedir(folder);
    return is_there;
}

static void what_is_not_complete_has_a_hidden_name(void **state) {
    (void)state;
    te_output *o = begin(scratch_path("later"));
    assert_true(begins_a_name(".later."));
    assert_false(begins_a_name("later"));
    te_output_discard(o);
    assert_int_equal(count_files(), 0);
}

static void the_name_is_taken_when_all_is_written(void **state) {
    (void)state;
    const char *path = scratch_text("whole", "old");
    te_output *o = begin(path);
    fflush(te_output_file(o));
    scratch_expect(path, "old");
    assert_true(te_output_commit(o, &err));
    scratch_expect(path, "new");
    assert_int_equal(count_files(), 1);
    remove(path);
}

static void what_is_discarded_leaves_no_trace(void **state) {
    (void)state;
    te_output_discard(begin(scratch_path("never")));
    te_output_discard(NULL);
    assert_int_equal(count_files(), 0);
}

static void a_new_file_can_be_read_as_others_can(void **state) {
    (void)state;
    struct stat info;
    mode_t before = umask(027);
    const char *path = scratch_path("fresh");
    assert_true(te_output_commit(begin(path), &err));
    umask(before);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0640);
    remove(path);
}

static void a_file_keeps_its_permissions(void **state) {
    (void)state;
    struct stat info;
    const char *path = scratch_text("mine", "old");
    assert_int_equal(chmod(path, 0604), 0);
    assert_true(te_output_commit(begin(path), &err));
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0604);
    remove(path);
}

static void behind_a_link_the_file_is_replaced(void **state) {
    (void)state;
    struct stat info;
    const char *file = scratch_text("file", "old");
    const char *path = scratch_path("link");
    assert_int_equal(symlink(file, path), 0);
    assert_true(te_output_commit(begin(path), &err));
    scratch_expect(file, "new");
    assert_int_equal(lstat(path, &info), 0);
    assert_true(S_ISLNK(info.st_mode));
    remove(file);
    remove(path);
}

static void a_device_is_written_as_it_is(void **state) {
    (void)state;
    struct stat info;
    assert_true(te_output_commit(begin("/dev/null"), &err));
    assert_int_equal(stat("/dev/null", &info), 0);
    assert_true(S_ISCHR(info.st_mode));
}

static void what_cannot_be_written_is_named(void **state) {
    (void)state;
    char wanted[400];
    const char *path = scratch_path("gone/summary.json");
    assert_null(te_output_open(path, &err));
    snprintf(wanted, sizeof wanted,
             "cannot write '%s': No such file or directory", path);
    assert_string_equal(err.message, wanted);
    assert_int_equal(err.kind, TE_ERROR_OUTPUT);
    assert_null(te_output_open(scratch_folder, &err));
    assert_int_equal(err.kind, TE_ERROR_OUTPUT);
}

static void a_full_disk_is_told_at_the_end(void **state) {
    (void)state;
    te_output *o = begin("/dev/full");
    assert_false(te_output_commit(o, &err));
    assert_string_equal(err.message,
                        "cannot write '/dev/full': No space left on device");
    /* Also when it was noticed, and forgotten, before. */
    o = begin("/dev/full");
    assert_int_equal(fflush(te_output_file(o)), EOF);
    assert_false(te_output_commit(o, &err));
    assert_int_equal(err.kind, TE_ERROR_OUTPUT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_complete_has_a_hidden_name),
        cmocka_unit_test(the_name_is_taken_when_all_is_written),
        cmocka_unit_test(what_is_discarded_leaves_no_trace),
        cmocka_unit_test(a_new_file_can_be_read_as_others_can),
        cmocka_unit_test(a_file_keeps_its_permissions),
        cmocka_unit_test(behind_a_link_the_file_is_replaced),
        cmocka_unit_test(a_device_is_written_as_it_is),
        cmocka_unit_test(what_cannot_be_written_is_named),
        cmocka_unit_test(a_full_disk_is_told_at_the_end),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}

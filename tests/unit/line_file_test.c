#include "unit.h"

#include "line_file.h"
#include "scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>

static const te_line_kind poem = {"tea ", "poem"};
static te_error err;

static te_line_file open_poem(const char *path) {
    te_line_file f;
    if (!te_line_file_open(&f, path, &poem, &err)) fail_msg("%s", err.message);
    return f;
}

static size_t add(te_line_file *f, const char *lines, int *why) {
    return te_line_file_add(f, te_slice_of(lines), why);
}

static void what_is_there_stays_until_it_is_let_go(void **state) {
    (void)state;
    int why;
    const char *path = scratch_text("poem", "tea is old\n");
    te_line_file f = open_poem(path);
    te_line_file_undo(&f);
    scratch_expect(path, "tea is old\n");
    f = open_poem(path);
    assert_int_equal(add(&f, "tea is here\n", &why), 12);
    scratch_expect(path, "tea is old\ntea is here\n");
    assert_true(te_line_file_empty(&f, &err));
    assert_int_equal(add(&f, "tea is new\n", &why), 11);
    scratch_expect(path, "tea is new\n");
    te_line_file_close(&f);
}

static void one_that_is_made_in_vain_is_gone_again(void **state) {
    (void)state;
    const char *path = scratch_path("vain");
    te_line_file f = open_poem(path);
    assert_int_equal(access(path, F_OK), 0);
    te_line_file_undo(&f);
    assert_int_not_equal(access(path, F_OK), 0);
    te_line_file_close(&f);
}

static void refuse(const char *path, const char *why) {
    te_line_file f;
    assert_false(te_line_file_open(&f, path, &poem, &err));
    assert_int_equal(err.kind, TE_ERROR_OUTPUT);
    assert_non_null(strstr(err.message, path));
    if (strstr(err.message, why) == NULL)
        fail_msg("no \"%s\" in \"%s\"", why, err.message);
}

static void what_is_something_else_or_in_use_is_refused(void **state) {
    (void)state;
    refuse(scratch_text("prose", "coffee\n"), ": what is there is no poem");
    refuse(scratch_path("none/at/all"), ": No such file");
    refuse(scratch_folder, ": Is a directory");
    const char *path = scratch_path("claimed");
    te_line_file f = open_poem(path);
    refuse(path, ": another run writes its poem there");
    te_line_file_close(&f);
    f = open_poem(path);
    te_line_file_close(&f);
}

static void at_a_limit_whole_lines_stay(void **state) {
    (void)state;
    int why = 0;
    struct rlimit before, limit;
    const char *path = scratch_path("limited");
    te_line_file f = open_poem(path);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    limit = (struct rlimit){20, before.rlim_max};
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    size_t taken = add(&f, "tea is 1\ntea is 2\ntea is 3\n", &why);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(taken, 18);
    assert_int_equal(why, EFBIG);
    scratch_expect(path, "tea is 1\ntea is 2\n");
    te_line_file_close(&f);
}

static void a_full_device_takes_nothing_and_says_why(void **state) {
    (void)state;
    int why = 0;
    te_line_file f = open_poem("/dev/full");
    assert_int_equal(add(&f, "tea\n", &why), 0);
    assert_int_equal(why, ENOSPC);
    te_line_file_close(&f);
}

static void one_that_was_removed_is_noticed(void **state) {
    (void)state;
    const char *path = scratch_path("removed");
    te_line_file f = open_poem(path);
    assert_false(te_line_file_is_gone(&f));
    unlink(path);
    assert_true(te_line_file_is_gone(&f));
    te_line_file_close(&f);
}

static void one_that_was_renamed_is_still_there(void **state) {
    (void)state;
    const char *path = scratch_path("named"), *other = scratch_path("renamed");
    te_line_file f = open_poem(path);
    assert_int_equal(rename(path, other), 0);
    assert_false(te_line_file_is_gone(&f));
    scratch_text("named", "tea is another\n");
    assert_false(te_line_file_is_gone(&f));
    assert_int_equal(link(other, scratch_path("linked")), 0);
    unlink(other);
    assert_false(te_line_file_is_gone(&f));
    unlink(scratch_path("linked"));
    assert_true(te_line_file_is_gone(&f));
    te_line_file_close(&f);
}

/* Were the pipe opened twice, the first closing would be the end for it. */
static void a_reader_of_a_pipe_sees_no_end_before_it_is_closed(void **state) {
    (void)state;
    int why;
    char text[8];
    const char *path = scratch_path("pipe");
    assert_int_equal(mkfifo(path, 0600), 0);
    int reader = open(path, O_RDONLY | O_NONBLOCK);
    te_line_file f = open_poem(path);
    assert_int_equal(read(reader, text, sizeof text), -1);
    assert_int_equal(errno, EAGAIN);
    assert_int_equal(add(&f, "tea\n", &why), 4);
    assert_int_equal(read(reader, text, sizeof text), 4);
    te_line_file_undo(&f);
    assert_int_equal(read(reader, text, sizeof text), 0);
    assert_int_equal(access(path, F_OK), 0);
    close(reader);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_there_stays_until_it_is_let_go),
        cmocka_unit_test(one_that_is_made_in_vain_is_gone_again),
        cmocka_unit_test(what_is_something_else_or_in_use_is_refused),
        cmocka_unit_test(at_a_limit_whole_lines_stay),
        cmocka_unit_test(a_full_device_takes_nothing_and_says_why),
        cmocka_unit_test(one_that_was_removed_is_noticed),
        cmocka_unit_test(one_that_was_renamed_is_still_there),
        cmocka_unit_test(a_reader_of_a_pipe_sees_no_end_before_it_is_closed),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}

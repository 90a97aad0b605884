#include "unit.h"

#include "../../stdlib/corpus_open.h"

#include "archive.h"
#include "scratch.h"

static te_buf archive;

static int new_archive(void **state) {
    (void)state;
    te_buf_reset(&archive);
    return 0;
}

static te_corpus *open_archive(void) {
    te_error err = {0};
    const char *path = scratch_write("a.tar", archive.data, archive.length);
    te_corpus *corpus = te_corpus_open(&(te_corpus_options){path, 0, 0}, &err);
    if (corpus == NULL) fail_msg("%s", err.message);
    return corpus;
}

static void expect_refusal(const char *message) {
    te_error err = {0};
    const char *path = scratch_write("a.tar", archive.data, archive.length);
    assert_null(te_corpus_open(&(te_corpus_options){path, 0, 0}, &err));
    assert_int_equal(err.kind, TE_ERROR_INPUT);
    if (strstr(err.message, message) == NULL)
        fail_msg("%s\nis not: %s", err.message, message);
    assert_non_null(strstr(err.message, path));
}

static void expect_text(const te_corpus *corpus, size_t i, const char *name,
                        const char *wanted) {
    te_slice text = te_corpus_text(corpus, i);
    assert_string_equal(te_corpus_name(corpus, i), name);
    assert_int_equal(text.length, strlen(wanted));
    assert_memory_equal(text.data, wanted, text.length);
}

static void json_members_are_texts_whatever_their_folder(void **state) {
    (void)state;
    archive_member(&archive, '5', "stacks/", "");
    archive_member(&archive, '0', "stacks/b.json", "{\"b\": 1}");
    archive_member(&archive, '\0', "a.json", "{}");
    archive_member(&archive, '0', "stacks/._b.json", "of another system");
    archive_member(&archive, '0', "README", "no text");
    archive_end(&archive);
    te_corpus *corpus = open_archive();
    assert_int_equal(corpus->count, 2);
    assert_int_equal(corpus->skipped, 0);
    expect_text(corpus, 0, "a.json", "{}");
    expect_text(corpus, 1, "b.json", "{\"b\": 1}");
    te_corpus_close(corpus);
}

static void of_equal_names_the_first_is_found(void **state) {
    (void)state;
    archive_member(&archive, '0', "x/a.json", "{\"first\": 1}");
    archive_member(&archive, '0', "y/a.json", "{}");
    archive_end(&archive);
    te_corpus *corpus = open_archive();
    size_t i;
    assert_int_equal(corpus->count, 2);
    assert_true(te_corpus_find(corpus, "a.json", &i));
    expect_text(corpus, i, "a.json", "{\"first\": 1}");
    te_corpus_close(corpus);
}

static void long_names_are_read_as_gnu_and_pax_write_them(void **state) {
    (void)state;
    archive_member(&archive, 'L', "././@LongLink", "far/away/gnu.json");
    archive_member(&archive, 'K', "././@LongLink", "of no interest");
    archive_member(&archive, '0', "far/aw", "{}");
    archive_member(&archive, 'g', "pax", "19 path=all.json.x\n");
    archive_member(&archive, 'x', "pax",
                   "21 path=far/pax.json\n"
                   "20 comment=whatever\n");
    archive_member(&archive, '0', "far/aw", "{}");
    archive_member(&archive, '0', "plain.json", "{}");
    archive_end(&archive);
    te_corpus *corpus = open_archive();
    assert_int_equal(corpus->count, 3);
    expect_text(corpus, 0, "gnu.json", "{}");
    expect_text(corpus, 1, "pax.json", "{}");
    expect_text(corpus, 2, "plain.json", "{}");
    te_corpus_close(corpus);
}

static void sizes_are_read_as_gnu_and_pax_write_them(void **state) {
    (void)state;
    archive_header(&archive, '0', "binary.json", "");
    archive.data[124] = (char)0x80;
    archive.data[124 + 11] = 2;
    archive_seal(&archive, 0);
    assert_true(te_buf_adds(&archive, "{}"));
    archive_pad(&archive);
    archive_member(&archive, 'x', "pax", "10 size=2\n");
    archive_header(&archive, '0', "pax.json", "00000000000");
    assert_true(te_buf_adds(&archive, "{}"));
    archive_pad(&archive);
    archive_end(&archive);
    te_corpus *corpus = open_archive();
    assert_int_equal(corpus->count, 2);
    expect_text(corpus, 0, "binary.json", "{}");
    expect_text(corpus, 1, "pax.json", "{}");
    te_corpus_close(corpus);
}

static void what_is_no_file_or_no_object_is_left_out_and_named(void **state) {
    (void)state;
    archive_member(&archive, '0', "good.json", "{}");
    archive_member(&archive, '2', "link.json", "");
    archive_member(&archive, '0', "dir/bad.json", "{\"a\" 1}");
    archive_end(&archive);
    te_corpus *corpus = open_archive();
    assert_int_equal(corpus->count, 1);
    assert_int_equal(corpus->skipped, 2);
    assert_non_null(
        strstr(corpus->complaints[0], "/a.tar: link.json: not a file"));
    assert_non_null(strstr(corpus->complaints[1],
                           "/a.tar: bad.json: malformed JSON at byte 6"));
    te_corpus_close(corpus);
}

static void an_archive_without_texts_is_refused(void **state) {
    (void)state;
    archive_member(&archive, '0', "README", "nothing here");
    archive_end(&archive);
    expect_refusal("a.tar: no *.json files in this archive");
}

static void an_archive_that_is_cut_off_is_refused(void **state) {
    (void)state;
    archive_member(&archive, '0', "a.json", "{}");
    expect_refusal("the archive is cut off at byte 1024");
    archive_member(&archive, '0', "b.json", "{}");
    archive.length -= ARCHIVE_BLOCK + 100;
    expect_refusal("the archive is cut off at byte 1024");
    archive.length = 0;
    archive_member(&archive, '0', "a.json", "{}");
    archive.length -= ARCHIVE_BLOCK - 1;
    expect_refusal("a member larger than the rest at byte 0");
    archive.length++;
    expect_refusal("the archive is cut off at byte 1024");
}

static void sizes_that_cannot_be_are_refused(void **state) {
    (void)state;
    static const char *const sizes[] = {"77777777777", "8", "x", "-1"};
    for (int i = 0; i < 4; i++) {
        archive.length = 0;
        archive_member(&archive, '0', "a.json", "{}");
        archive_header(&archive, '0', "b.json", sizes[i]);
        archive_end(&archive);
        expect_refusal("a member larger than the rest at byte 1024");
    }
    archive.length = 0;
    archive_header(&archive, '0', "a.json", "");
    memset(archive.data + 124, 0xff, 12);
    archive.data[124] = (char)0x80;
    archive_seal(&archive, 0);
    archive_end(&archive);
    expect_refusal("a member larger than the rest at byte 0");
}

static void damaged_headers_are_refused(void **state) {
    (void)state;
    archive_member(&archive, '0', "a.json", "{}");
    archive_member(&archive, '0', "b.json", "{}");
    archive.data[1024] ^= 1;
    archive_end(&archive);
    expect_refusal("the archive is damaged: no header at byte 1024");
    static const char *const records[] = {"x",
                                          "5 a=b\n",
                                          "6 a=b",
                                          "99 path=x\n",
                                          "0 a=b\n",
                                          "2 \n",
                                          "4 ab\n",
                                          "11 size=1x\n",
                                          "99999999999999999999 a=b\n",
                                          "29 size=99999999999999999999\n"};
    for (int i = 0; i < 10; i++) {
        archive.length = 0;
        archive_member(&archive, 'x', "pax", records[i]);
        archive_member(&archive, '0', "a.json", "{}");
        archive_end(&archive);
        expect_refusal("pax header at byte 0");
    }
}

static void a_huge_header_is_refused(void **state) {
    (void)state;
    archive_header(&archive, 'L', "name", "00004000001");
    char *zeros = calloc(1, 2 << 20);
    assert_true(te_buf_add(&archive, zeros, 2 << 20));
    free(zeros);
    expect_refusal("a header of more than a megabyte at byte 0");
}

static void a_text_that_is_too_large_is_left_out(void **state) {
    (void)state;
    enum { BYTES = (64 << 20) + 512 };
    archive_member(&archive, '0', "a.json", "{}");
    archive_header(&archive, '0', "huge.json", "00400001000");
    assert_true(te_buf_reserve(&archive, BYTES));
    memset(archive.data + archive.length, ' ', BYTES);
    archive.length += BYTES;
    archive_end(&archive);
    te_corpus *corpus = open_archive();
    assert_int_equal(corpus->count, 1);
    assert_non_null(
        strstr(corpus->complaints[0], "huge.json: larger than 64 MB"));
    te_corpus_close(corpus);
}

#define ARCHIVE_TEST(name) cmocka_unit_test_setup(name, new_archive)

int main(void) {
    const struct CMUnitTest tests[] = {
        ARCHIVE_TEST(json_members_are_texts_whatever_their_folder),
        ARCHIVE_TEST(of_equal_names_the_first_is_found),
        ARCHIVE_TEST(long_names_are_read_as_gnu_and_pax_write_them),
        ARCHIVE_TEST(sizes_are_read_as_gnu_and_pax_write_them),
        ARCHIVE_TEST(what_is_no_file_or_no_object_is_left_out_and_named),
        ARCHIVE_TEST(an_archive_without_texts_is_refused),
        ARCHIVE_TEST(an_archive_that_is_cut_off_is_refused),
        ARCHIVE_TEST(sizes_that_cannot_be_are_refused),
        ARCHIVE_TEST(damaged_headers_are_refused),
        ARCHIVE_TEST(a_huge_header_is_refused),
        ARCHIVE_TEST(a_text_that_is_too_large_is_left_out),
    };
    int failed = cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
    te_buf_free(&archive);
    return failed;
}

#include "unit.h"

#include "../../stdlib/corpus.h"

#include "scratch.h"

/* A fresh folder in the scratch folder. */
static const char *make_folder(const char *name) {
    static char paths[2][256]; /* good for two folders */
    static int turn;
    char *path = paths[turn++ % 2];
    snprintf(path, sizeof paths[0], "%s", scratch_path(name));
    assert_int_equal(mkdir(path, 0700), 0);
    return path;
}

static te_corpus *open_corpus(const char *path) {
    te_error err = {0};
    te_corpus *corpus = te_corpus_open(path, &err);
    if (corpus == NULL) fail_msg("%s", err.message);
    return corpus;
}

static void expect_text(const te_corpus *corpus, size_t i, const char *wanted) {
    te_slice text = te_corpus_text(corpus, i);
    assert_int_equal(text.length, strlen(wanted));
    assert_memory_equal(text.data, wanted, text.length);
}

static void expect_refusal(const char *path, const char *message) {
    te_error err = {0};
    assert_null(te_corpus_open(path, &err));
    assert_int_equal(err.kind, TE_ERROR_INPUT);
    if (strstr(err.message, message) == NULL)
        fail_msg("%s\nis not: %s", err.message, message);
    assert_non_null(strstr(err.message, path));
}

static void files_come_sorted_by_name_and_as_they_are(void **state) {
    (void)state;
    const char *path = make_folder("plain");
    scratch_text("plain/b.json", "{\"b\": 1.50}\n");
    scratch_text("plain/a.json", " {}");
    scratch_text("plain/c.txt", "{}");
    scratch_text("plain/.hidden.json", "{}");
    te_corpus *corpus = open_corpus(path);
    assert_int_equal(corpus->count, 2);
    assert_string_equal(te_corpus_name(corpus, 0), "a.json");
    assert_string_equal(te_corpus_name(corpus, 1), "b.json");
    expect_text(corpus, 0, " {}");
    expect_text(corpus, 1, "{\"b\": 1.50}\n");
    te_corpus_close(corpus);
}

static void files_are_found_by_name(void **state) {
    (void)state;
    const char *path = make_folder("names");
    for (int i = 0; i < 100; i++) {
        char name[32];
        snprintf(name, sizeof name, "names/%d.json", i);
        scratch_text(name, "{}");
    }
    te_corpus *corpus = open_corpus(path);
    for (int i = 0; i < 100; i++) {
        char name[32];
        size_t at;
        snprintf(name, sizeof name, "%d.json", i);
        assert_true(te_corpus_find(corpus, name, &at));
        assert_string_equal(te_corpus_name(corpus, at), name);
        assert_false(te_corpus_find(corpus, name + 1, &at) && i < 10);
    }
    te_corpus_close(corpus);
}

static void a_folder_may_hold_its_files_in_stacks(void **state) {
    (void)state;
    const char *path = make_folder("outer");
    make_folder("outer/stacks");
    scratch_text("outer/stacks/a.json", "{}");
    te_corpus *corpus = open_corpus(path);
    assert_int_equal(corpus->count, 1);
    expect_text(corpus, 0, "{}");
    te_corpus_close(corpus);
}

static void what_is_no_object_is_left_out_counted_and_named(void **state) {
    (void)state;
    const char *path = make_folder("mixed");
    scratch_text("mixed/a.json", "{\"good\": true}");
    scratch_text("mixed/b.json", "");
    scratch_text("mixed/c.json", "[1]");
    scratch_text("mixed/d.json", "{\"cut\": ");
    scratch_text("mixed/e.json", "{");
    scratch_text("mixed/f.json", " \n ");
    make_folder("mixed/g.json");
    scratch_text("mixed/h.json", "\n{ }\n");
    te_corpus *corpus = open_corpus(path);
    assert_int_equal(corpus->count, 2);
    assert_int_equal(corpus->skipped, 6);
    assert_string_equal(te_corpus_name(corpus, 1), "h.json");
    assert_non_null(
        strstr(corpus->complaints[0], "mixed/b.json: no JSON object"));
    assert_non_null(corpus->complaints[TE_CORPUS_NAMED - 1]);
    te_corpus_close(corpus);
}

static void large_files_are_judged_by_both_ends(void **state) {
    (void)state;
    const char *path = make_folder("large");
    char text[1001];
    memset(text, ' ', 1000);
    text[1000] = '\0';
    text[0] = '{';
    scratch_text("large/cut.json", text);
    text[999] = '}';
    scratch_text("large/whole.json", text);
    te_corpus *corpus = open_corpus(path);
    assert_int_equal(corpus->count, 1);
    assert_string_equal(te_corpus_name(corpus, 0), "whole.json");
    te_corpus_close(corpus);
}

static void a_folder_without_stacks_is_refused(void **state) {
    (void)state;
    expect_refusal(make_folder("empty"), "no *.json files in this folder");
    const char *path = make_folder("bad");
    scratch_text("bad/a.json", "no");
    expect_refusal(path, "bad/a.json: no JSON object");
    expect_refusal(scratch_path("absent"), "No such file or directory");
    expect_refusal(scratch_text("file", "{}"), "Not a directory");
}

static void what_becomes_of_the_files_later_makes_no_difference(void **state) {
    (void)state;
    const char *path = make_folder("moving");
    scratch_text("moving/a.json", "{\"long\": \"enough\"}");
    scratch_text("moving/b.json", "{}");
    te_corpus *corpus = open_corpus(path);
    assert_int_equal(truncate(scratch_path("moving/a.json"), 3), 0);
    assert_int_equal(unlink(scratch_path("moving/b.json")), 0);
    expect_text(corpus, 0, "{\"long\": \"enough\"}");
    expect_text(corpus, 1, "{}");
    te_corpus_close(corpus);
}

/* A text of so many bytes, each different from its neighbours. */
static char *make_text(size_t bytes) {
    char *text = malloc(bytes + 1);
    assert_non_null(text);
    for (size_t i = 0; i < bytes; i++)
        text[i] = (char)('a' + (i * 7 + bytes) % 26);
    text[0] = '{';
    text[bytes - 1] = '}';
    text[bytes] = '\0';
    return text;
}

static void texts_of_any_size_are_kept_apart(void **state) {
    (void)state;
    const char *path = make_folder("sizes");
    const size_t sizes[] = {2, 300000, 5, 262144, 262143, 100000, 262145};
    for (size_t i = 0; i < 7; i++) {
        char name[32], *text = make_text(sizes[i]);
        snprintf(name, sizeof name, "sizes/%zu.json", i);
        scratch_text(name, text);
        free(text);
    }
    te_corpus *corpus = open_corpus(path);
    for (size_t i = 0; i < 7; i++) {
        char *text = make_text(sizes[i]);
        expect_text(corpus, i, text);
        free(text);
    }
    te_corpus_close(corpus);
}

static void without_room_for_a_copy_it_is_not_opened(void **state) {
    (void)state;
    const char *path = make_folder("full");
    scratch_text("full/a.json", "{}");
    const char *usual = getenv("TMPDIR");
    char *saved = usual != NULL ? strdup(usual) : NULL;
    setenv("TMPDIR", "/nowhere", 1);
    te_error err = {0};
    assert_null(te_corpus_open(path, &err));
    assert_int_equal(err.kind, TE_ERROR_SYSTEM);
    assert_non_null(strstr(err.message, "full: cannot copy it into a temporary "
                                        "file: No such file or directory"));
    if (saved == NULL)
        unsetenv("TMPDIR");
    else
        setenv("TMPDIR", saved, 1);
    free(saved);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_come_sorted_by_name_and_as_they_are),
        cmocka_unit_test(files_are_found_by_name),
        cmocka_unit_test(a_folder_may_hold_its_files_in_stacks),
        cmocka_unit_test(what_is_no_object_is_left_out_counted_and_named),
        cmocka_unit_test(large_files_are_judged_by_both_ends),
        cmocka_unit_test(a_folder_without_stacks_is_refused),
        cmocka_unit_test(what_becomes_of_the_files_later_makes_no_difference),
        cmocka_unit_test(texts_of_any_size_are_kept_apart),
        cmocka_unit_test(without_room_for_a_copy_it_is_not_opened),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}

#include "unit.h"

#include "../../stdlib/corpus_open.h"

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

static te_corpus *open_with(te_corpus_options options) {
    te_error err = {0};
    te_corpus *corpus = te_corpus_open(&options, &err);
    if (corpus == NULL) fail_msg("%s", err.message);
    return corpus;
}

static te_corpus *open_corpus(const char *path) {
    return open_with((te_corpus_options){.path = path});
}

static void expect_text(const te_corpus *corpus, size_t i, const char *wanted) {
    te_slice text = te_corpus_text(corpus, i);
    assert_int_equal(text.length, strlen(wanted));
    assert_memory_equal(text.data, wanted, text.length);
}

static void refuse(te_corpus_options options, const char *message) {
    te_error err = {0};
    assert_null(te_corpus_open(&options, &err));
    assert_int_equal(err.kind, TE_ERROR_INPUT);
    if (strstr(err.message, message) == NULL)
        fail_msg("%s\nis not: %s", err.message, message);
    assert_non_null(strstr(err.message, options.path));
}

static void expect_refusal(const char *path, const char *message) {
    refuse((te_corpus_options){.path = path}, message);
}

/* A text of so many bytes, each different from its neighbours. */
static char *make_text(size_t bytes) {
    char *text = malloc(bytes + 1);
    assert_non_null(text);
    for (size_t i = 0; i < bytes; i++)
        text[i] = (char)('a' + (i * 7 + bytes) % 26);
    memcpy(text, "{\"k\":\"", 6);
    memcpy(text + bytes - 2, "\"}", 2);
    text[bytes] = '\0';
    return text;
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

static void damage_is_told_with_its_place(void **state) {
    (void)state;
    const char *path = make_folder("damaged");
    scratch_text("damaged/a.json", "{\"stacks\": [[[0, 1], [0 2]]]}");
    scratch_text("damaged/b.json", "{} {}");
    scratch_text("damaged/c.json", "{\"a\": tru}");
    scratch_text("damaged/d.json", "{\"a\": \"x\ty\"}");
    scratch_text("damaged/e.json", "{\"cut\": [1, 2");
    scratch_text("damaged/f.json", "{}");
    te_corpus *corpus = open_corpus(path);
    assert_int_equal(corpus->count, 1);
    assert_int_equal(corpus->skipped, 5);
    static const char *const faults[] = {
        "a.json: malformed JSON at byte 25", "b.json: malformed JSON at byte 4",
        "c.json: malformed JSON at byte 10", "d.json: malformed JSON at byte 9",
        "e.json: JSON that is cut off"};
    for (int i = 0; i < 5; i++)
        assert_non_null(strstr(corpus->complaints[i], faults[i]));
    te_corpus_close(corpus);
}

static void a_strict_corpus_takes_no_bad_text(void **state) {
    (void)state;
    const char *path = make_folder("strict");
    scratch_text("strict/a.json", "{}");
    te_corpus_options options = {.path = path, .is_strict = true};
    te_corpus_close(open_with(options));
    scratch_text("strict/b.json", "{\"a\"}");
    refuse(options, "strict/b.json: malformed JSON at byte 5");
}

/* ---- What is done about float offsets ---- */

#define JOB(offset)                                                            \
    "{\"memoryMap\": [], \"stacks\": [[[0, 7], [-1, " offset                   \
    "]]], \"version\": 4}"

static const char *make_floats(const char *folder) {
    const char *path = make_folder(folder);
    char name[64];
    snprintf(name, sizeof name, "%s/a.json", folder);
    scratch_text(name, JOB("1.8446744073709552e+19"));
    snprintf(name, sizeof name, "%s/b.json", folder);
    scratch_text(name, JOB("4096"));
    return path;
}

static void float_offsets_are_kept_unless_told_otherwise(void **state) {
    (void)state;
    te_corpus *corpus = open_corpus(make_floats("kept"));
    assert_int_equal(corpus->count, 2);
    assert_int_equal(corpus->float_offsets, 1);
    expect_text(corpus, 0, JOB("1.8446744073709552e+19"));
    te_corpus_close(corpus);
}

static void repaired_float_offsets_are_minus_one(void **state) {
    (void)state;
    te_corpus *corpus = open_with(
        (te_corpus_options){make_floats("repaired"), TE_FLOATS_REPAIR, false});
    assert_int_equal(corpus->float_offsets, 1);
    expect_text(corpus, 0, JOB("-1"));
    expect_text(corpus, 1, JOB("4096"));
    te_corpus_job job = te_corpus_job_of(corpus, 0);
    assert_int_equal(job.head.length + job.tail.length,
                     strlen(JOB("-1")) - strlen(", \"version\": 4"));
    te_corpus_close(corpus);
}

static void texts_with_float_offsets_can_be_left_out(void **state) {
    (void)state;
    te_corpus_options options = {make_floats("without"), TE_FLOATS_SKIP, true};
    te_corpus *corpus = open_with(options);
    assert_int_equal(corpus->count, 1);
    assert_int_equal(corpus->float_offsets, 1);
    assert_int_equal(corpus->skipped, 0);
    assert_string_equal(te_corpus_name(corpus, 0), "b.json");
    te_corpus_close(corpus);
    assert_int_equal(unlink(scratch_path("without/b.json")), 0);
    refuse(options, "without: no stacks without float offsets");
}

/* ---- Files of lines ---- */

static void each_line_of_a_file_is_a_text(void **state) {
    (void)state;
    const char *path = scratch_text(
        "lines.jsonl", "\xef\xbb\xbf{\"a\": 1}\r\n\n{\"b\": 2} \nno\n"
                       "{}\n{}\n{}\n{}\n{}\n  \t\r\n{\"last\": true}");
    te_corpus *corpus = open_corpus(path);
    assert_int_equal(corpus->count, 8);
    expect_text(corpus, 0, "{\"a\": 1}");
    expect_text(corpus, 1, "{\"b\": 2} ");
    expect_text(corpus, 7, "{\"last\": true}");
    /* They come in the order of the file, 9 before 11. */
    assert_string_equal(te_corpus_name(corpus, 6), "lines.jsonl:9");
    assert_string_equal(te_corpus_name(corpus, 7), "lines.jsonl:11");
    size_t at;
    assert_true(te_corpus_find(corpus, "lines.jsonl:11", &at));
    assert_int_equal(at, 7);
    assert_false(te_corpus_find(corpus, "lines.jsonl:10", &at));
    assert_int_equal(corpus->skipped, 1);
    assert_non_null(strstr(corpus->complaints[0], scratch_folder));
    assert_non_null(
        strstr(corpus->complaints[0], "/lines.jsonl:4: no JSON object"));
    te_corpus_close(corpus);
}

static void lines_may_be_compressed(void **state) {
    (void)state;
    te_corpus *corpus = open_corpus(scratch_gzip("l.jsonl.gz", "{}\n{}\n"));
    assert_int_equal(corpus->count, 2);
    assert_string_equal(te_corpus_name(corpus, 1), "l.jsonl.gz:2");
    te_corpus_close(corpus);
}

static void lines_of_any_length_are_whole(void **state) {
    (void)state;
    te_buf text = TE_BUF_INIT;
    for (size_t bytes = 262100; bytes < 262180; bytes++) {
        char *line = make_text(bytes);
        assert_true(te_buf_adds(&text, line) && te_buf_addc(&text, '\n'));
        free(line);
    }
    te_corpus *corpus =
        open_corpus(scratch_write("long.jsonl", text.data, text.length));
    assert_int_equal(corpus->count, 80);
    for (size_t i = 0; i < 80; i++) {
        char *line = make_text(262100 + i);
        expect_text(corpus, i, line);
        free(line);
    }
    te_buf_free(&text);
    te_corpus_close(corpus);
}

static void a_folder_without_stacks_is_refused(void **state) {
    (void)state;
    expect_refusal(make_folder("empty"), "no *.json files in this folder");
    const char *path = make_folder("bad");
    scratch_text("bad/a.json", "no");
    expect_refusal(path, "bad/a.json: no JSON object");
    expect_refusal(scratch_path("absent"), "No such file or directory");
    expect_refusal(scratch_text("file", "no"), "file:1: no JSON object");
    expect_refusal(scratch_text("nothing", "\n\n"),
                   "nothing: no lines of JSON in this file");
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

static void texts_of_any_size_are_kept_apart(void **state) {
    (void)state;
    const char *path = make_folder("sizes");
    const size_t sizes[] = {8, 300000, 9, 262144, 262143, 100000, 262145};
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
    assert_null(te_corpus_open(&(te_corpus_options){.path = path}, &err));
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
        cmocka_unit_test(damage_is_told_with_its_place),
        cmocka_unit_test(a_strict_corpus_takes_no_bad_text),
        cmocka_unit_test(float_offsets_are_kept_unless_told_otherwise),
        cmocka_unit_test(repaired_float_offsets_are_minus_one),
        cmocka_unit_test(texts_with_float_offsets_can_be_left_out),
        cmocka_unit_test(each_line_of_a_file_is_a_text),
        cmocka_unit_test(lines_may_be_compressed),
        cmocka_unit_test(lines_of_any_length_are_whole),
        cmocka_unit_test(a_folder_without_stacks_is_refused),
        cmocka_unit_test(what_becomes_of_the_files_later_makes_no_difference),
        cmocka_unit_test(texts_of_any_size_are_kept_apart),
        cmocka_unit_test(without_room_for_a_copy_it_is_not_opened),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}

#include "unit.h"

#include "../../stdlib/rows.h"

#include "scratch.h"

#include <time.h>

static te_rows *open_text(const char *text) {
    te_error err = {0};
    te_rows *rows = te_rows_open(scratch_text("rows.csv", text), NULL, &err);
    if (rows == NULL) fail_msg("%s", err.message);
    return rows;
}

/* The fields of row i, each in [brackets], or "changed" or "gone". */
static const char *row_text(const te_rows *rows, uint64_t i) {
    static char text[1024];
    char *buffer = malloc(te_rows_span(rows, i) + 1);
    te_fields fields;
    te_slice field;
    size_t used = 0, count = 0;
    bool read = te_rows_read(rows, i, buffer, &fields, NULL);
    text[0] = '\0';
    while (read && te_fields_next(&fields, &field)) {
        used += (size_t)snprintf(text + used, sizeof text - used, "[%.*s]",
                                 (int)field.length, field.data);
        count++;
    }
    free(buffer);
    if (!read) return "gone";
    return count == rows->columns.count && !fields.malformed ? text : "changed";
}

static void expect_rows(const char *text, const char *const *wanted) {
    te_rows *rows = open_text(text);
    uint64_t i = 0;
    for (; wanted[i] != NULL; i++) {
        assert_true(i < rows->count);
        assert_string_equal(row_text(rows, i), wanted[i]);
    }
    assert_int_equal(rows->count, i);
    te_rows_close(rows);
}

static void expect_refusal(const char *text, const char *message) {
    te_error err = {0};
    const char *path = scratch_text("bad.csv", text);
    assert_null(te_rows_open(path, NULL, &err));
    assert_int_equal(err.kind, TE_ERROR_INPUT);
    char wanted[512];
    snprintf(wanted, sizeof wanted, "%s%s", path, message);
    assert_string_equal(err.message, wanted);
}

static void rows_come_as_they_stand(void **state) {
    (void)state;
    expect_rows("a,b\n1,2\n3,4\n", (const char *[]){"[1][2]", "[3][4]", NULL});
    expect_rows("a,b\n,\n", (const char *[]){"[][]", NULL});
    expect_rows("a\n", (const char *[]){NULL});
}

static void the_last_line_break_is_optional(void **state) {
    (void)state;
    expect_rows("a,b\n1,2", (const char *[]){"[1][2]", NULL});
    expect_rows("a,b\r\n1,2\r", (const char *[]){"[1][2]", NULL});
    expect_rows("a,b\n1,", (const char *[]){"[1][]", NULL});
    expect_rows("a,b\n1,\"\"", (const char *[]){"[1][]", NULL});
}

static void quotes_hold_commas_quotes_and_line_breaks(void **state) {
    (void)state;
    expect_rows(
        "a,b\n\"x,y\",\"say \"\"hi\"\"\"\n\"two\r\nlines\",\"\"\"\"\n",
        (const char *[]){"[x,y][say \"hi\"]", "[two\r\nlines][\"]", NULL});
}

static void a_quote_inside_plain_text_is_text(void **state) {
    (void)state;
    expect_rows("a,b\n5\" disk,x\"\n",
                (const char *[]){"[5\" disk][x\"]", NULL});
}

static void crlf_and_bom_are_no_data(void **state) {
    (void)state;
    te_rows *rows = open_text("\xef\xbb\xbf"
                              "a,b\r\n1,\"2\"\r\n3,4\r\n");
    assert_true(te_slice_equal(rows->columns.names[0], te_slice_of("a")));
    assert_true(te_slice_equal(rows->columns.names[1], te_slice_of("b")));
    assert_string_equal(row_text(rows, 0), "[1][2]");
    assert_string_equal(row_text(rows, 1), "[3][4]");
    te_rows_close(rows);
}

static void a_lone_cr_is_data(void **state) {
    (void)state;
    expect_rows("a,b\n1\r,\r2\n", (const char *[]){"[1\r][\r2]", NULL});
}

static void lines_without_a_byte_are_no_rows(void **state) {
    (void)state;
    expect_rows("\n\r\na\n\n1\n\r\n2\n\n",
                (const char *[]){"[1]", "[2]", NULL});
    expect_rows("a\n\"\"\n", (const char *[]){"[]", NULL});
}

static void utf8_passes_through(void **state) {
    (void)state;
    expect_rows("n\xc3\xa4me\n\xe7\x81\xab\n",
                (const char *[]){"[\xe7\x81\xab]", NULL});
}

static void bad_rows_are_left_out_counted_and_named(void **state) {
    (void)state;
    te_rows *rows =
        open_text("a,b\n1,2\n3\n\"x\ny\",4\n5,6,7\n\"8\"9,1\n0,0\n");
    assert_int_equal(rows->count, 3);
    assert_int_equal(rows->skipped, 3);
    assert_string_equal(row_text(rows, 0), "[1][2]");
    assert_string_equal(row_text(rows, 1), "[x\ny][4]");
    assert_string_equal(row_text(rows, 2), "[0][0]");
    const char *const wanted[] = {
        "rows.csv:3: 1 field where the header has 2",
        "rows.csv:6: 3 fields where the header has 2",
        "rows.csv:7: text after a closing quote",
    };
    for (int i = 0; i < 3; i++)
        assert_string_equal(strstr(rows->complaints[i], "rows.csv"), wanted[i]);
    te_rows_close(rows);
}

static void only_the_first_bad_rows_are_described(void **state) {
    (void)state;
    te_rows *rows = open_text("a\n1,1\n2,2\n3,3\n4,4\n5,5\n6,6\n7,7\n");
    assert_int_equal(rows->skipped, 7);
    assert_non_null(rows->complaints[TE_ROWS_NAMED - 1]);
    te_rows_close(rows);
}

static void a_quote_that_never_closes_is_refused_with_its_line(void **state) {
    (void)state;
    expect_refusal("a,b\n1,2\n3,\"4\n5,6\n", ":3: a quote that never closes");
    expect_refusal("\"a\n", ":1: a quote that never closes");
}

static void a_file_without_a_header_is_refused(void **state) {
    (void)state;
    expect_refusal("", ": wanted a header, but the file is empty");
    expect_refusal("\n\n", ": wanted a header, but the file is empty");
    expect_refusal("alice,7\nbob,8\n", ": wanted a header, but column 2 of "
                                       "the first line is the number 7");
    expect_refusal("a,,b\n", ": wanted a header, but column 2 of the first "
                             "line has no name");
    expect_refusal("a,b,a\n", ": the column \"a\" comes twice");
    expect_refusal("\"a\"b\n", ":1: text after a closing quote in the header");
    expect_refusal("\xff\xfe"
                   "a",
                   ": the text is UTF-16, wanted UTF-8");
}

static void columns_can_be_named_for_a_file_without_a_header(void **state) {
    (void)state;
    te_rows_header header = {(const char *[]){"name", "age"}, 2, false, false};
    te_rows *rows = te_rows_open(scratch_text("bare.csv", "alice,7\nbob,8\n"),
                                 &header, NULL);
    assert_non_null(rows);
    assert_int_equal(rows->count, 2);
    assert_string_equal(row_text(rows, 0), "[alice][7]");
    assert_true(te_slice_equal(rows->columns.names[1], te_slice_of("age")));
    te_rows_close(rows);
}

static void a_header_of_numbers_is_taken_when_told_so(void **state) {
    (void)state;
    te_rows_header header = {NULL, 0, true, false};
    te_rows *rows = te_rows_open(scratch_text("years.csv", "2019,2020\n1,2\n"),
                                 &header, NULL);
    assert_non_null(rows);
    assert_int_equal(rows->count, 1);
    te_rows_close(rows);
}

static void a_file_may_have_no_header_at_all(void **state) {
    (void)state;
    te_rows_header none = {.none = true};
    te_rows *rows = te_rows_open(
        scratch_text("bare.csv", "\n\"a\"b,1\n1,2\n3\n4,5\n"), &none, NULL);
    assert_non_null(rows);
    assert_int_equal(rows->count, 2);
    assert_null(rows->columns.names);
    assert_string_equal(row_text(rows, 0), "[1][2]");
    assert_string_equal(row_text(rows, 1), "[4][5]");
    assert_int_equal(rows->skipped, 2);
    assert_non_null(strstr(rows->complaints[0], ":2: text after a closing"));
    assert_non_null(
        strstr(rows->complaints[1], ":4: 1 field where the first row has 2"));
    te_rows_close(rows);
    rows = te_rows_open(scratch_text("bare.csv", ""), &none, NULL);
    assert_int_equal(rows->count, 0);
    te_rows_close(rows);
}

static void another_header_than_wanted_is_refused(void **state) {
    (void)state;
    te_rows *rows = open_text("a,b\n1,2\n");
    te_error err = {0};
    assert_true(te_rows_want(rows, (const char *[]){"a", "b"}, 2, &err));
    assert_false(te_rows_want(rows, (const char *[]){"a", "c"}, 2, &err));
    assert_non_null(strstr(err.message, "rows.csv:1: wanted the header a,c"));
    assert_false(te_rows_want(rows, (const char *[]){"a"}, 1, &err));
    te_rows_close(rows);
}

static void what_is_no_readable_file_is_refused_at_once(void **state) {
    (void)state;
    te_error err = {0};
    assert_null(te_rows_open("/no/such.csv", NULL, &err));
    assert_string_equal(err.message, "/no/such.csv: No such file or directory");
    assert_null(te_rows_open(scratch_folder, NULL, &err));
    assert_non_null(strstr(err.message, "not a file but a folder"));
    assert_int_equal(mkfifo(scratch_path("pipe"), 0600), 0);
    assert_null(te_rows_open(scratch_path("pipe"), NULL, &err));
    assert_non_null(strstr(err.message, "not a file but a device or pipe"));
}

static void a_compressed_file_reads_like_a_plain_one(void **state) {
    (void)state;
    const char *path = scratch_gzip("rows.csv.gz", "a,b\n1,2\n\"3\",4\n");
    te_rows *rows = te_rows_open(path, NULL, NULL);
    assert_non_null(rows);
    assert_int_equal(rows->count, 2);
    assert_string_equal(row_text(rows, 1), "[3][4]");
    te_rows_close(rows);
}

static void a_compressed_file_cut_short_or_damaged_is_refused(void **state) {
    (void)state;
    char text[4000];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)('a' + rand() % 26);
    text[sizeof text - 1] = '\0';
    char path[256];
    strcpy(path, scratch_gzip("cut.csv.gz", text));
    te_error err = {0};
    assert_int_equal(truncate(path, 1000), 0);
    assert_null(te_rows_open(path, NULL, &err));
    assert_int_equal(err.kind, TE_ERROR_INPUT);
    assert_non_null(strstr(err.message, "cut.csv.gz: "));
    const char *bad = scratch_write("bad.gz", "\x1f\x8b\x08\0garbage?", 12);
    assert_null(te_rows_open(bad, NULL, &err));
    assert_non_null(strstr(err.message, "bad.gz: cannot inflate it"));
}

static void a_file_that_shrinks_is_an_error_and_no_crash(void **state) {
    (void)state;
    te_rows *rows = open_text("a,b\n1,2\n3,4\n5,6\n");
    assert_int_equal(truncate(rows->source.path, 8), 0);
    assert_string_equal(row_text(rows, 0), "[1][2]");
    assert_string_equal(row_text(rows, 1), "gone");
    te_rows_close(rows);
}

static void a_file_that_changes_is_noticed(void **state) {
    (void)state;
    te_rows *rows = open_text("a,b\n1,2\n3,4\n");
    scratch_text("rows.csv", "a,b\n1 2\n\",4\n");
    assert_string_equal(row_text(rows, 0), "changed");
    assert_string_equal(row_text(rows, 1), "changed");
    te_rows_close(rows);
}

static void a_file_that_vanishes_stays_readable(void **state) {
    (void)state;
    te_rows *rows = open_text("a,b\n1,2\n");
    assert_int_equal(unlink(rows->source.path), 0);
    assert_string_equal(row_text(rows, 0), "[1][2]");
    te_rows_close(rows);
}

static void rows_across_chunks_are_whole(void **state) {
    (void)state;
    enum { ROWS = 40000 };
    char *text = malloc(ROWS * 64), *to = text;
    to += sprintf(to, "n,text\r\n");
    for (int i = 0; i < ROWS; i++)
        to += sprintf(to, "%d,\"say \"\"%d\"\",\r\nand go\"\r\n", i, i);
    te_rows *rows = open_text(text);
    free(text);
    assert_int_equal(rows->count, ROWS);
    for (int i = 0; i < ROWS; i++) {
        char wanted[96];
        snprintf(wanted, sizeof wanted, "[%d][say \"%d\",\r\nand go]", i, i);
        assert_string_equal(row_text(rows, (uint64_t)i), wanted);
    }
    te_rows_close(rows);
}

static void a_million_rows_open_in_a_second(void **state) {
    (void)state;
    enum { ROWS = 1000000 };
    FILE *file = fopen(scratch_path("million.csv"), "w");
    fputs("URI,STATUS CODE,PRIVATE\n", file);
    for (int i = 0; i < ROWS; i++)
        fprintf(file,
                "/org.mozilla.crash-stats.symbols-public/v1/xul%d.pdb/"
                "D76EB170BA4A44698AD6D8A4672F9A4E1/xul.sym,404,false\n",
                i);
    fclose(file);
    struct timespec from, to;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    te_rows *rows = te_rows_open(scratch_path("million.csv"), NULL, NULL);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    double s = (double)(to.tv_sec - from.tv_sec) +
               (double)(to.tv_nsec - from.tv_nsec) / 1e9;
    assert_non_null(rows);
    assert_int_equal(rows->count, ROWS);
    size_t bytes = te_steps_bytes(&rows->offsets);
    print_message("indexed in %.3f s, %zu bytes\n", s, bytes);
    assert_in_range(bytes, 4 * ROWS, 5 * ROWS);
    te_rows_close(rows);
    assert_true(s < 5); /* sanitizers are slow; plainly it is about 0.2 */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_come_as_they_stand),
        cmocka_unit_test(the_last_line_break_is_optional),
        cmocka_unit_test(quotes_hold_commas_quotes_and_line_breaks),
        cmocka_unit_test(a_quote_inside_plain_text_is_text),
        cmocka_unit_test(crlf_and_bom_are_no_data),
        cmocka_unit_test(a_lone_cr_is_data),
        cmocka_unit_test(lines_without_a_byte_are_no_rows),
        cmocka_unit_test(utf8_passes_through),
        cmocka_unit_test(bad_rows_are_left_out_counted_and_named),
        cmocka_unit_test(only_the_first_bad_rows_are_described),
        cmocka_unit_test(a_quote_that_never_closes_is_refused_with_its_line),
        cmocka_unit_test(a_file_without_a_header_is_refused),
        cmocka_unit_test(columns_can_be_named_for_a_file_without_a_header),
        cmocka_unit_test(a_header_of_numbers_is_taken_when_told_so),
        cmocka_unit_test(a_file_may_have_no_header_at_all),
        cmocka_unit_test(another_header_than_wanted_is_refused),
        cmocka_unit_test(what_is_no_readable_file_is_refused_at_once),
        cmocka_unit_test(a_compressed_file_reads_like_a_plain_one),
        cmocka_unit_test(a_compressed_file_cut_short_or_damaged_is_refused),
        cmocka_unit_test(a_file_that_shrinks_is_an_error_and_no_crash),
        cmocka_unit_test(a_file_that_changes_is_noticed),
        cmocka_unit_test(a_file_that_vanishes_stays_readable),
        cmocka_unit_test(rows_across_chunks_are_whole),
        cmocka_unit_test(a_million_rows_open_in_a_second),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}

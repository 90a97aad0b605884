#include "unit.h"

#include "../../stdlib/walk.h"
#include "../../stdlib/weights.h"

#include "scratch.h"

static te_rows *open_text(const char *text) {
    te_error err = {0};
    te_rows *rows = te_rows_open(scratch_text("rows.csv", text), NULL, &err);
    if (rows == NULL) fail_msg("%s", err.message);
    return rows;
}

/* Many rows, some quoted, some bad, one of 300,000 bytes. */
static te_rows *open_many(void) {
    char *text = malloc(4000000), *to = text + sprintf(text, "n,text\n");
    for (int i = 0; i < 40000; i++) {
        to += sprintf(to, i % 3 == 0 ? "%d,\"say \"\"%d\"\",\n\"\n" : "%d,%d\n",
                      i, i);
        if (i % 1000 == 0) to += sprintf(to, "bad\n\n");
    }
    to += sprintf(to, "40000,");
    memset(to, 'x', 300000);
    strcpy(to + 300000, "\n40001,end");
    te_rows *rows = open_text(text);
    free(text);
    assert_int_equal(rows->count, 40002);
    return rows;
}

static void a_walk_meets_what_single_reads_find(void **state) {
    (void)state;
    te_rows *rows = open_many();
    te_walk walk;
    char *buffer = malloc(rows->max_bytes);
    assert_true(te_walk_init(&walk, rows, NULL));
    for (uint64_t i = 0; i < rows->count; i++) {
        te_fields walked, read;
        te_slice a[2], b[2];
        assert_true(te_walk_next(&walk, &walked, NULL));
        assert_true(te_fields_split(&walked, a, 2));
        assert_true(te_rows_read(rows, i, buffer, &read, NULL));
        assert_true(te_fields_split(&read, b, 2));
        assert_true(te_slice_equal(a[0], b[0]) && te_slice_equal(a[1], b[1]));
        assert_int_equal(strtoul(a[0].data, NULL, 10), i);
    }
    te_walk_clear(&walk);
    free(buffer);
    te_rows_close(rows);
}

static void a_walk_over_a_file_that_shrinks_ends(void **state) {
    (void)state;
    te_rows *rows = open_many();
    assert_int_equal(truncate(rows->source.path, 400000), 0);
    te_walk walk;
    te_fields fields;
    te_error err = {0};
    uint64_t met = 0;
    assert_true(te_walk_init(&walk, rows, NULL));
    while (te_walk_next(&walk, &fields, &err))
        met++;
    assert_true(met < rows->count);
    assert_non_null(strstr(err.message, "the file shrank"));
    te_walk_clear(&walk);
    te_rows_close(rows);
}

static void the_line_of_a_row_can_be_told(void **state) {
    (void)state;
    te_rows *rows = open_text("a,b\n1,2\n\"x\ny\",3\n\nbad\n4,5\n");
    const uint64_t wanted[] = {2, 3, 7};
    for (uint64_t i = 0; i < 3; i++) {
        uint64_t line;
        assert_true(te_rows_line(rows, i, &line, NULL));
        assert_int_equal(line, wanted[i]);
    }
    te_rows_close(rows);
}

static void weights_are_summed_up(void **state) {
    (void)state;
    te_rows *rows = open_text("id,n\na,3\nb,0\nc,\"2\"\nd,1\n");
    te_steps ends = TE_STEPS_INIT;
    assert_true(te_weights_read(rows, 1, &ends, NULL));
    const uint64_t wanted[] = {3, 3, 5, 6};
    assert_int_equal(ends.count, 4);
    for (uint64_t i = 0; i < 4; i++)
        assert_int_equal(te_steps_at(&ends, i), wanted[i]);
    assert_int_equal(rows->skipped, 0);
    te_steps_free(&ends);
    te_rows_close(rows);
}

static void a_bad_weight_is_named_and_weighs_nothing(void **state) {
    (void)state;
    te_rows *rows = open_text("id,n\na,3\n\"b\nb\",many\nc,-1\nd,4294967296\n"
                              "e,4294967295\nf,\ng,1.5\nh,2 \ni,1\n");
    te_steps ends = TE_STEPS_INIT;
    assert_true(te_weights_read(rows, 1, &ends, NULL));
    assert_true(te_steps_at(&ends, 8) == 3 + (uint64_t)4294967295 + 1);
    assert_int_equal(rows->skipped, 6);
    const char *const wanted[] = {
        ":3: n is \"many\", wanted a whole number up to 4294967295",
        ":5: n is \"-1\", wanted", ":6: n is \"4294967296\", wanted",
        ":8: n is \"\", wanted", ":9: n is \"1.5\", wanted"};
    for (int i = 0; i < TE_ROWS_NAMED; i++)
        assert_non_null(strstr(rows->complaints[i], wanted[i]));
    te_steps_free(&ends);
    te_rows_close(rows);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_walk_meets_what_single_reads_find),
        cmocka_unit_test(a_walk_over_a_file_that_shrinks_ends),
        cmocka_unit_test(the_line_of_a_row_can_be_told),
        cmocka_unit_test(weights_are_summed_up),
        cmocka_unit_test(a_bad_weight_is_named_and_weighs_nothing),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}

#include "unit.h"

#include "base64.h"
#include "hist_text.h"
#include "rng.h"

#include <zlib.h>

/* The parts of a text, each of which a test can break. */
typedef struct parts {
    uint32_t outer_cookie, cookie, offset, digits;
    uint64_t lowest, ratio;
    const char *counts;
    size_t counts_length;
    uint32_t counts_said; /* how long they say they are, if not 0 */
} parts;

static parts good(const char *counts, size_t length) {
    return (parts){0x1c849314, 0x1c849313, 0,
                   3,          1,          UINT64_C(0x3ff0000000000000),
                   counts,     length,     0};
}

static void put(te_buf *out, uint64_t value, size_t bytes) {
    for (size_t i = 0; i < bytes; i++)
        te_buf_addc(out, (char)(value >> (8 * (bytes - 1 - i))));
}

static void write_content(te_buf *out, const parts *p) {
    put(out, p->cookie, 4);
    put(out, p->counts_said > 0 ? p->counts_said : p->counts_length, 4);
    put(out, p->offset, 4);
    put(out, p->digits, 4);
    put(out, p->lowest, 8);
    put(out, 3600000000, 8);
    put(out, p->ratio, 8);
    te_buf_add(out, p->counts, p->counts_length);
}

/* Reads the text of these parts into `h`. */
static bool read_parts(te_hist *h, const parts *p, te_error *err) {
    te_buf content = TE_BUF_INIT, bytes = TE_BUF_INIT;
    unsigned char compressed[4096];
    uLongf length = sizeof compressed;
    char letters[8192];
    write_content(&content, p);
    assert_int_equal(compress(compressed, &length, (Bytef *)content.data,
                              (uLong)content.length),
                     Z_OK);
    put(&bytes, p->outer_cookie, 4);
    put(&bytes, length, 4);
    te_buf_add(&bytes, compressed, length);
    te_base64(bytes.data, bytes.length, letters);
    te_slice text = {letters, TE_BASE64_LENGTH(bytes.length)};
    te_buf_free(&content);
    te_buf_free(&bytes);
    return te_hist_read_text(h, text, err);
}

static void refuses(const parts *p, const char *message) {
    te_error err = {.message = ""};
    te_hist *h = te_hist_new_of(TE_UNIT_COUNT);
    te_hist_record(h, 7);
    assert_false(read_parts(h, p, &err));
    assert_string_equal(err.message, message);
    assert_int_equal(te_hist_count(h), 1);
    te_hist_free(h);
}

static void what_is_written_is_read_bucket_for_bucket(void **state) {
    (void)state;
    te_rng rng;
    te_rng_seed(&rng, 11, 0);
    for (int unit = 0; unit < TE_UNITS; unit++) {
        te_hist *h = te_hist_new_of((te_unit)unit);
        te_hist *back = te_hist_new_of((te_unit)unit);
        te_buf text = TE_BUF_INIT;
        te_error err;
        for (int i = 0; i < 5000; i++)
            te_hist_record_n(
                h, te_rng_below(&rng, UINT64_C(1) << te_rng_below(&rng, 43)),
                1 + te_rng_below(&rng, 100000));
        assert_true(te_hist_write_text(h, &text));
        assert_true(
            te_hist_read_text(back, (te_slice){text.data, text.length}, &err));
        te_hist_bucket a = {0}, b = {0};
        while (te_hist_next(h, &a)) {
            assert_true(te_hist_next(back, &b));
            assert_int_equal(a.value, b.value);
            assert_int_equal(a.count, b.count);
        }
        assert_false(te_hist_next(back, &b));
        te_buf_free(&text);
        te_hist_free(h);
        te_hist_free(back);
    }
}

static void reading_adds_to_what_is_there(void **state) {
    (void)state;
    te_error err;
    te_hist *h = te_hist_new_of(TE_UNIT_COUNT);
    /* Nothing at 0 and 1, then 3 times 2: zigzag makes -2 a 3 and 3 a 6. */
    parts p = good("\x03\x06", 2);
    assert_true(read_parts(h, &p, &err));
    assert_true(read_parts(h, &p, &err));
    assert_int_equal(te_hist_count(h), 6);
    assert_int_equal(te_hist_min(h), 2);
    assert_int_equal(te_hist_sum(h), 12);
    te_hist_free(h);
}

static void a_text_of_another_kind_is_refused_by_name(void **state) {
    (void)state;
    parts p = good("\x02", 1);
    p.outer_cookie = 0x1c849304; /* V2 of older writers: words */
    refuses(&p, "it is not in HdrHistogram's compressed V2 format");
    p = good("\x02", 1);
    p.cookie = 0x1c849301;
    refuses(&p, "it is not in HdrHistogram's V2 format");
    p = good("\x02", 1);
    p.ratio++;
    refuses(&p, "it is a histogram of fractions");
    p = good("\x02", 1);
    p.offset = 1;
    refuses(&p, "its counts are shifted");
    p = good("\x02", 1);
    p.digits = 6;
    refuses(&p, "its precision or its range is none");
    p = good("\x02", 1);
    p.lowest = 0;
    refuses(&p, "its precision or its range is none");
}

static void counts_that_are_none_change_nothing(void **state) {
    (void)state;
    const char *none = "its counts are none, or too many";
    parts p = good("\x02\x80", 2); /* a number that goes on */
    refuses(&p, none);
    p = good("\xff\xff\xff\xff\xff\xff\xff\xff\xff", 9); /* the longest gap */
    refuses(&p, none);
    p = good("\xfe\xff\xff\xff\xff\xff\xff\xff\xff", 9); /* 2^63 - 1 of 0 */
    refuses(&p, none);
    p = good("\xff\xff\xff\xff\x0f\x02", 6); /* past the last bucket */
    refuses(&p, none);
    p = good("\x02\x02", 2);
    p.counts_said = 5;
    refuses(&p, "its counts are cut short");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_bucket_for_bucket),
        cmocka_unit_test(reading_adds_to_what_is_there),
        cmocka_unit_test(a_text_of_another_kind_is_refused_by_name),
        cmocka_unit_test(counts_that_are_none_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

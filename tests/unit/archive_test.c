#include "unit.h"

#include "../../stdlib/archive.h"
#include "../../stdlib/standin_form.h"

#include <openssl/evp.h>
#include <zlib.h>

/* All pieces one after the other, with chunks of the filler in between. */
static te_buf join(const te_archive_plan *p, const te_pieces *pieces,
                   bool is_compressed) {
    te_buf whole = TE_BUF_INIT;
    assert_false(pieces->is_short);
    for (size_t i = 0; i < pieces->count; i++) {
        const te_piece *piece = &pieces->items[i];
        const te_filler_end *end = &p->filler.ends[piece->chunks];
        te_buf_add(&whole, pieces->text.data + piece->from, piece->length);
        if (is_compressed)
            te_buf_add(&whole, p->filler.compressed.data, end->compressed);
        else
            te_buf_add(&whole, p->filler.text.data, end->text);
    }
    return whole;
}

static te_buf archive_of(const te_archive_plan *p, uint64_t number) {
    te_pieces pieces = {0};
    te_archive_write(p, number, &pieces);
    te_buf whole = join(p, &pieces, true);
    te_pieces_free(&pieces);
    return whole;
}

static te_buf file_of(const te_archive_plan *p, uint64_t number, size_t index,
                      bool is_gzip) {
    te_pieces pieces = {0};
    te_archive_write_file(p, number, index, is_gzip, &pieces);
    te_buf whole = join(p, &pieces, is_gzip);
    te_pieces_free(&pieces);
    return whole;
}

static void plan(te_archive_plan *p, uint64_t bytes, uint64_t file_bytes,
                 te_platform platform) {
    te_error err = {.message = ""};
    te_archive_options o = {bytes, file_bytes, platform, 11};
    if (!te_archive_plan_init(p, &o, &err)) fail_msg("%s", err.message);
}

/* With a window of -15 a raw stream, of 31 one of gzip: the whole input is
 * one. */
static te_buf inflated(const void *bytes, size_t length, int window,
                       size_t wanted) {
    te_buf out = TE_BUF_INIT;
    z_stream z = {.next_in = (Bytef *)bytes, .avail_in = (uInt)length};
    assert_true(te_buf_reserve(&out, wanted + 1));
    z.next_out = (Bytef *)out.data;
    z.avail_out = (uInt)wanted + 1;
    assert_int_equal(inflateInit2(&z, window), Z_OK);
    assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
    assert_int_equal(z.avail_in, 0);
    out.length = z.total_out;
    assert_int_equal(inflateEnd(&z), Z_OK);
    return out;
}

static uint32_t number_at(const char *at, size_t bytes) {
    uint32_t value = 0;
    for (size_t i = bytes; i > 0; i--)
        value = value << 8 | (unsigned char)at[i - 1];
    return value;
}

static void assert_same_bytes(const te_buf *a, const te_buf *b) {
    assert_int_equal(a->length, b->length);
    assert_memory_equal(a->data, b->data, a->length);
}

/* The record at `at` and what follows it are file `index`; returns how many
 * bytes both are. */
static size_t check_local(const te_archive_plan *p, const char *at,
                          size_t index) {
    te_buf plain = file_of(p, 3, index, false);
    size_t compressed = number_at(at + 18, 4), name = number_at(at + 26, 2);
    assert_memory_equal(at, "PK\3\4", 4);
    te_buf found = inflated(at + 30 + name, compressed, -15, plain.length);
    assert_same_bytes(&found, &plain);
    assert_int_equal(number_at(at + 22, 4), plain.length);
    assert_int_equal(number_at(at + 14, 4),
                     crc32(0, (const Bytef *)plain.data, (uInt)plain.length));
    te_buf_free(&plain);
    te_buf_free(&found);
    return 30 + name + compressed;
}

static void every_file_is_what_its_records_say(void **state) {
    (void)state;
    static const uint64_t sizes[][2] = {
        {2000, 700},       {400, 100000},      {150000, 70000},
        {300000, 1000000}, {1234567, 1000000}, {65000, 32768 + 99}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        te_archive_plan p;
        plan(&p, sizes[i][0], sizes[i][1], (te_platform)(i % 3));
        te_buf zip = archive_of(&p, 3);
        assert_int_equal(zip.length, sizes[i][0]);
        size_t at = 0;
        for (size_t index = 0; index < p.files; index++)
            at += check_local(&p, zip.data + at, index);
        assert_memory_equal(zip.data + at, "PK\1\2", 4);
        te_buf_free(&zip);
        te_archive_plan_clear(&p);
    }
}

static void the_standins_reader_finds_every_file(void **state) {
    (void)state;
    te_archive_plan p;
    plan(&p, 500000, 100000, TE_PLATFORM_LINUX);
    te_buf bytes = archive_of(&p, 1);
    te_standin_zip zip;
    te_standin_member member;
    size_t found = 0;
    assert_true(te_standin_zip_open(&zip, bytes.data, bytes.length));
    for (; te_standin_zip_next(&zip, &member) == 1; found++) {
        te_archive_entry entry;
        assert_true(te_archive_describe(&p, 1, found, &entry));
        assert_true(te_slice_equal(member.name, te_slice_of(entry.key)));
        assert_int_equal(member.bytes, entry.bytes);
    }
    assert_int_equal(found, p.files);
    te_buf_free(&bytes);
    te_archive_plan_clear(&p);
}

static void gzip_holds_the_plain_file_and_md5_is_of_it(void **state) {
    (void)state;
    te_archive_plan p;
    plan(&p, 200000, 150000, TE_PLATFORM_MAC);
    for (size_t i = 0; i < p.files; i++) {
        te_buf plain = file_of(&p, 9, i, false), gzip = file_of(&p, 9, i, true);
        te_buf found = inflated(gzip.data, gzip.length, 31, plain.length);
        assert_same_bytes(&found, &plain);
        te_archive_entry entry;
        assert_true(te_archive_describe(&p, 9, i, &entry));
        unsigned char md5[16];
        char text[33];
        assert_int_equal(
            EVP_Digest(plain.data, plain.length, md5, NULL, EVP_md5(), NULL),
            1);
        for (size_t j = 0; j < 16; j++)
            snprintf(text + 2 * j, 3, "%02x", md5[j]);
        assert_string_equal(entry.md5, text);
        te_buf_free(&plain);
        te_buf_free(&gzip);
        te_buf_free(&found);
    }
    te_archive_plan_clear(&p);
}

static void an_archive_is_mostly_the_filler_itself(void **state) {
    (void)state;
    te_archive_plan p;
    te_pieces pieces = {0};
    plan(&p, 20000000, 1000000, TE_PLATFORM_WINDOWS);
    te_archive_write(&p, 1, &pieces);
    /* A few hundred bytes a file, and what fits the last one to the size. */
    assert_true(pieces.text.length < p.files * 512 + 70000);
    te_pieces_free(&pieces);
    te_archive_plan_clear(&p);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_file_is_what_its_records_say),
        cmocka_unit_test(the_standins_reader_finds_every_file),
        cmocka_unit_test(gzip_holds_the_plain_file_and_md5_is_of_it),
        cmocka_unit_test(an_archive_is_mostly_the_filler_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

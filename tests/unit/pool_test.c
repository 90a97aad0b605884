#include "unit.h"

#include "pool.h"
#include "rng.h"

static void every_size_gets_a_block_of_its_own_aligned_to_16(void **state) {
    (void)state;
    te_pool *pool = te_pool_new();
    enum { COUNT = 3000 };
    static unsigned char *blocks[COUNT];
    static size_t sizes[COUNT];
    te_rng rng;
    te_rng_seed(&rng, 1, 0);
    for (int i = 0; i < COUNT; i++) {
        sizes[i] = 1 + te_rng_below(&rng, i % 10 == 0 ? 40000 : 600);
        blocks[i] = te_pool_take(pool, sizes[i]);
        assert_non_null(blocks[i]);
        assert_int_equal((uintptr_t)blocks[i] % 16, 0);
        memset(blocks[i], i & 0xff, sizes[i]);
    }
    for (int i = 0; i < COUNT; i++) {
        for (size_t j = 0; j < sizes[i]; j++)
            assert_int_equal(blocks[i][j], i & 0xff);
        te_pool_give(pool, blocks[i], sizes[i]);
    }
    te_pool_free(pool);
}

static void sizes_at_the_edges_of_classes_hold_what_was_asked(void **state) {
    (void)state;
    te_pool *pool = te_pool_new();
    for (size_t size = 1; size <= TE_POOL_MAX_BYTES + 2; size++) {
        unsigned char *a = te_pool_take(pool, size);
        unsigned char *b = te_pool_take(pool, size);
        memset(a, 1, size);
        memset(b, 2, size);
        assert_int_equal(a[size - 1], 1);
        assert_int_equal(b[0], 2);
        te_pool_give(pool, a, size);
        te_pool_give(pool, b, size);
    }
    te_pool_free(pool);
}

static void resizing_keeps_the_bytes_up_and_down(void **state) {
    (void)state;
    static const size_t steps[] = {1,     100,   1024, 1025, 33000,
                                   70000, 32768, 5,    2000};
    te_pool *pool = te_pool_new();
    size_t size = 1;
    unsigned char *block = te_pool_take(pool, size);
    block[0] = 77;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        block = te_pool_resize(pool, block, size, steps[i]);
        assert_non_null(block);
        size = steps[i];
        assert_int_equal(block[0], 77);
        block[size - 1] = 77;
    }
    te_pool_give(pool, block, size);
    te_pool_free(pool);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_size_gets_a_block_of_its_own_aligned_to_16),
        cmocka_unit_test(sizes_at_the_edges_of_classes_hold_what_was_asked),
        cmocka_unit_test(resizing_keeps_the_bytes_up_and_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

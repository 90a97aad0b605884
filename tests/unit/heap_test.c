#include "unit.h"

#include "heap.h"
#include "rng.h"

static void an_empty_heap_has_no_top(void **state) {
    (void)state;
    te_heap heap = TE_HEAP_INIT;
    assert_null(te_heap_peek(&heap));
    assert_null(te_heap_pop(&heap));
    te_heap_free(&heap);
}

static void keys_come_out_in_ascending_order(void **state) {
    (void)state;
    enum { N = 1000 };
    static te_heap_node nodes[N];
    memset(nodes, 0, sizeof nodes);
    te_heap heap = TE_HEAP_INIT;
    te_rng rng;
    te_rng_seed(&rng, 1, 0);
    for (int i = 0; i < N; i++) {
        nodes[i].key = te_rng_next(&rng);
        assert_true(te_heap_push(&heap, &nodes[i]));
    }
    uint64_t before = 0;
    for (int i = 0; i < N; i++) {
        te_heap_node *top = te_heap_peek(&heap);
        assert_ptr_equal(te_heap_pop(&heap), top);
        assert_false(te_heap_holds(top));
        assert_true(top->key >= before);
        before = top->key;
    }
    assert_int_equal(heap.count, 0);
    te_heap_free(&heap);
}

static void equal_keys_come_out_as_they_went_in(void **state) {
    (void)state;
    enum { N = 200 };
    te_heap_node nodes[N] = {{0, 0, 0}};
    te_heap heap = TE_HEAP_INIT;
    for (int i = 0; i < N; i++) {
        nodes[i].key = i % 2 ? 5 : 9;
        assert_true(te_heap_push(&heap, &nodes[i]));
    }
    for (int i = 1; i < N; i += 2)
        assert_ptr_equal(te_heap_pop(&heap), &nodes[i]);
    for (int i = 0; i < N; i += 2)
        assert_ptr_equal(te_heap_pop(&heap), &nodes[i]);
    te_heap_free(&heap);
}

static void removing_what_is_not_in_does_nothing(void **state) {
    (void)state;
    te_heap heap = TE_HEAP_INIT;
    te_heap_node in = {1, 0, 0}, out = {0, 0, 0};
    assert_true(te_heap_push(&heap, &in));
    te_heap_remove(&heap, &out);
    assert_ptr_equal(te_heap_peek(&heap), &in);
    te_heap_remove(&heap, &in);
    te_heap_remove(&heap, &in);
    assert_int_equal(heap.count, 0);
    te_heap_free(&heap);
}

static void a_reserved_push_keeps_the_memory(void **state) {
    (void)state;
    te_heap heap = TE_HEAP_INIT;
    te_heap_node nodes[100] = {{0, 0, 0}};
    assert_true(te_heap_reserve(&heap, 100));
    te_heap_node **memory = heap.nodes;
    for (int i = 0; i < 100; i++)
        assert_true(te_heap_push(&heap, &nodes[i]));
    assert_ptr_equal(heap.nodes, memory);
    assert_false(te_heap_reserve(&heap, SIZE_MAX / 4));
    assert_ptr_equal(heap.nodes, memory);
    te_heap_free(&heap);
    assert_false(te_heap_holds(&nodes[42])); /* freeing lets the nodes go */
}

/* Against the plainest queue there is: a list, searched from end to end. */
static void any_sequence_of_calls_agrees_with_a_list(void **state) {
    (void)state;
    enum { N = 64, STEPS = 50000 };
    te_heap_node nodes[N] = {{0, 0, 0}};
    uint64_t order[N] = {0}, pushes = 0; /* order 0: not in */
    te_heap heap = TE_HEAP_INIT;
    te_rng rng;
    te_rng_seed(&rng, 2, 0);
    for (int step = 0; step < STEPS; step++) {
        size_t i = (size_t)te_rng_below(&rng, N);
        if (te_rng_below(&rng, 3) == 0) {
            size_t best = N;
            for (size_t k = 0; k < N; k++)
                if (order[k] && (best == N || nodes[k].key < nodes[best].key ||
                                 (nodes[k].key == nodes[best].key &&
                                  order[k] < order[best])))
                    best = k;
            assert_ptr_equal(te_heap_pop(&heap),
                             best == N ? NULL : &nodes[best]);
            if (best < N) order[best] = 0;
        } else if (order[i]) {
            te_heap_remove(&heap, &nodes[i]);
            order[i] = 0;
        } else {
            nodes[i].key = te_rng_below(&rng, 20);
            assert_true(te_heap_push(&heap, &nodes[i]));
            order[i] = ++pushes;
        }
        for (size_t k = 0; k < N; k++)
            assert_int_equal(te_heap_holds(&nodes[k]), order[k] != 0);
    }
    te_heap_free(&heap);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_heap_has_no_top),
        cmocka_unit_test(keys_come_out_in_ascending_order),
        cmocka_unit_test(equal_keys_come_out_as_they_went_in),
        cmocka_unit_test(removing_what_is_not_in_does_nothing),
        cmocka_unit_test(a_reserved_push_keeps_the_memory),
        cmocka_unit_test(any_sequence_of_calls_agrees_with_a_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

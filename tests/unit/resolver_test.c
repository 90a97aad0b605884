#include "unit.h"

#include "resolver.h"

/* What somebody who waited was told. */
typedef struct told {
    te_resolve_wait wait;
    int times;
    bool is_found;
    uint64_t generation;
} told;

static void on_resolved(void *arg, const te_addresses *addresses) {
    told *t = arg;
    t->times++;
    t->is_found = addresses->list != NULL;
    t->generation = addresses->generation;
}

static te_loop *loop;
static te_resolver *resolver;

static void open_with(uint64_t ttl_ns) {
    te_error err;
    loop = te_loop_new(NULL, &err);
    assert_non_null(loop);
    resolver = te_resolver_new(loop, ttl_ns, &err);
    assert_non_null(resolver);
}

static void close_both(void) {
    te_resolver_free(resolver);
    te_loop_free(loop);
}

/* Whether it is known at once. */
static bool ask(told *t, const char *host, te_addresses *known) {
    *t = (told){.wait = {.on_resolved = on_resolved, .arg = t}};
    return te_resolver_find(resolver, host, &t->wait, known);
}

static void wait_for(const told *t) {
    while (t->times == 0)
        te_loop_turn(loop, true);
    assert_int_equal(t->times, 1);
}

static void an_answer_is_kept_for_its_time(void **state) {
    (void)state;
    told first;
    te_addresses known;
    open_with(60 * TE_NS_PER_S);
    assert_false(ask(&first, "localhost", &known));
    wait_for(&first);
    assert_true(first.is_found);
    assert_true(ask(&first, "localhost", &known));
    assert_non_null(known.list);
    close_both();
}

static void without_a_time_to_live_everybody_waits_for_a_lookup(void **state) {
    (void)state;
    told first, second, third;
    te_addresses known;
    open_with(0);
    assert_false(ask(&first, "localhost", &known));
    assert_false(ask(&second, "localhost", &known));
    wait_for(&first);
    wait_for(&second);
    assert_true(first.is_found);
    assert_int_equal(first.generation, second.generation); /* the same one */
    assert_false(ask(&third, "localhost", &known));
    wait_for(&third);
    assert_true(third.is_found);
    assert_true(third.generation > first.generation);
    close_both();
}

/* A dot too many: no server is asked. */
static void without_a_time_to_live_a_failure_is_not_kept_either(void **state) {
    (void)state;
    told t;
    te_addresses known;
    open_with(0);
    for (int i = 0; i < 2; i++) {
        assert_false(ask(&t, "no..such..host", &known));
        wait_for(&t);
        assert_false(t.is_found);
    }
    close_both();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_is_kept_for_its_time),
        cmocka_unit_test(without_a_time_to_live_everybody_waits_for_a_lookup),
        cmocka_unit_test(without_a_time_to_live_a_failure_is_not_kept_either),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

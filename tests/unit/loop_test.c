#include "unit.h"

#include "loop.h"

#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

typedef struct {
    te_loop *loop;
    te_clock clock;
    char log[64]; /* one letter per callback */
} fixture;

typedef struct {
    te_timer timer;
    fixture *f;
    char letter;
} lettered;

static void note(fixture *f, char letter) {
    size_t length = strlen(f->log);
    assert_true(length + 1 < sizeof f->log);
    f->log[length] = letter;
}

static void on_due(void *arg) {
    lettered *l = arg;
    note(l->f, l->letter);
}

static int set_up(void **state) {
    fixture *f = calloc(1, sizeof *f);
    f->clock.is_virtual = true;
    f->clock.virtual_now_ns = 1000;
    f->loop = te_loop_new(&f->clock, NULL);
    assert_non_null(f->loop);
    *state = f;
    return 0;
}

static int tear_down(void **state) {
    fixture *f = *state;
    te_loop_free(f->loop);
    free(f);
    return 0;
}

static lettered timer_of(fixture *f, char letter) {
    return (lettered){.timer = {.on_due = on_due}, .f = f, .letter = letter};
}

static void start(fixture *f, lettered *l, uint64_t due_ns) {
    l->timer.arg = l;
    assert_true(te_timer_start(f->loop, &l->timer, due_ns));
}

static void timers_come_in_order_of_deadline_then_of_starting(void **state) {
    fixture *f = *state;
    lettered a = timer_of(f, 'a'), b = timer_of(f, 'b'), c = timer_of(f, 'c');
    start(f, &b, 3000);
    start(f, &c, 3000);
    start(f, &a, 2000);
    te_loop_turn(f->loop, true);
    assert_string_equal(f->log, "a");
    assert_int_equal(te_loop_now_ns(f->loop), 2000);
    te_loop_turn(f->loop, true);
    assert_string_equal(f->log, "abc");
    assert_int_equal(te_loop_timers(f->loop), 0);
}

static void a_stopped_timer_never_comes(void **state) {
    fixture *f = *state;
    lettered a = timer_of(f, 'a'), b = timer_of(f, 'b');
    start(f, &a, 2000);
    start(f, &b, 2000);
    te_timer_stop(f->loop, &a.timer);
    te_timer_stop(f->loop, &a.timer);
    te_loop_turn(f->loop, true);
    assert_string_equal(f->log, "b");
}

static void a_moved_timer_comes_once_at_its_new_deadline(void **state) {
    fixture *f = *state;
    lettered a = timer_of(f, 'a');
    start(f, &a, 2000);
    start(f, &a, 5000);
    te_loop_turn(f->loop, true);
    assert_string_equal(f->log, "a");
    assert_int_equal(te_loop_now_ns(f->loop), 5000);
}

static void restart_at_once(void *arg) {
    lettered *l = arg;
    note(l->f, l->letter);
    te_timer_start(l->f->loop, &l->timer, 0);
}

static void a_timer_that_restarts_itself_cannot_hold_a_turn(void **state) {
    fixture *f = *state;
    lettered a = timer_of(f, 'a');
    a.timer.on_due = restart_at_once;
    start(f, &a, 0);
    te_loop_turn(f->loop, true);
    assert_string_equal(f->log, "a");
    te_timer_stop(f->loop, &a.timer);
}

static void a_turn_that_may_not_wait_leaves_the_clock_alone(void **state) {
    fixture *f = *state;
    lettered a = timer_of(f, 'a');
    start(f, &a, 2000);
    te_loop_turn(f->loop, false);
    assert_string_equal(f->log, "");
    assert_int_equal(te_loop_now_ns(f->loop), 1000);
    te_timer_stop(f->loop, &a.timer);
}

static void on_wake(void *arg) { note(arg, 'w'); }

static void a_wake_is_delivered_once(void **state) {
    fixture *f = *state;
    te_loop_on_wake(f->loop, on_wake, f);
    te_loop_wake(f->loop);
    te_loop_wake(f->loop);
    te_loop_turn(f->loop, true);
    te_loop_turn(f->loop, false);
    assert_string_equal(f->log, "w");
}

typedef struct {
    te_watch watch;
    fixture *f;
    char letter;
    te_watch *unwatch; /* forgets this one when called */
} lettered_watch;

static void on_ready(void *arg, unsigned ready) {
    lettered_watch *w = arg;
    if (ready & TE_READABLE) note(w->f, w->letter);
    if (w->unwatch != NULL) te_loop_unwatch(w->f->loop, w->unwatch);
}

static lettered_watch watch_of(fixture *f, int fd, char letter) {
    return (lettered_watch){{fd, on_ready, NULL}, f, letter, NULL};
}

static void
what_was_not_read_is_reported_again_only_when_rearmed(void **state) {
    fixture *f = *state;
    int pair[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    lettered_watch w = watch_of(f, pair[0], 'r');
    w.watch.arg = &w;
    assert_true(te_loop_watch(f->loop, &w.watch));
    assert_int_equal(write(pair[1], "x", 1), 1);
    te_loop_turn(f->loop, false);
    te_loop_turn(f->loop, false);
    assert_string_equal(f->log, "r");
    te_loop_rearm(f->loop, &w.watch);
    te_loop_turn(f->loop, false);
    assert_string_equal(f->log, "rr");
    te_loop_unwatch(f->loop, &w.watch);
    close(pair[0]);
    close(pair[1]);
}

static void a_watch_forgotten_in_the_same_turn_is_not_called(void **state) {
    fixture *f = *state;
    int pair[2], other[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, other), 0);
    lettered_watch a = watch_of(f, pair[0], 'r');
    lettered_watch b = watch_of(f, other[0], 'r');
    a.watch.arg = &a;
    b.watch.arg = &b;
    a.unwatch = &b.watch; /* whichever comes first forgets the other */
    b.unwatch = &a.watch;
    assert_true(te_loop_watch(f->loop, &a.watch));
    assert_true(te_loop_watch(f->loop, &b.watch));
    te_loop_turn(f->loop, false); /* both are writable: one is called */
    assert_int_equal(write(pair[1], "x", 1), 1);
    assert_int_equal(write(other[1], "x", 1), 1);
    te_loop_turn(f->loop, false);
    assert_string_equal(f->log, "r");
    for (int i = 0; i < 2; i++) {
        close(pair[i]);
        close(other[i]);
    }
}

#define with_loop(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

/* Between two turns the owner works, and the clock goes on. */
static void work_for_ms(fixture *f, uint64_t ms) {
    te_clock_turn_to(&f->clock, f->clock.virtual_now_ns + ms * TE_NS_PER_MS);
}

static void late_timers_and_long_turns_are_counted(void **state) {
    fixture *f = *state;
    lettered a = timer_of(f, 'a'), b = timer_of(f, 'b');
    te_loop_take_pulse(f->loop);
    start(f, &a, 1000 + 10 * TE_NS_PER_MS);
    start(f, &b, 1000 + 58 * TE_NS_PER_MS);
    work_for_ms(f, 60);
    te_loop_turn(f->loop, false);
    te_loop_turn(f->loop, false);
    te_loop_pulse pulse = te_loop_take_pulse(f->loop);
    assert_int_equal(pulse.turns, 2);
    assert_int_equal(pulse.longest_turn_ns, 60 * TE_NS_PER_MS);
    assert_int_equal(pulse.long_turns_ns, 60 * TE_NS_PER_MS);
    assert_int_equal(pulse.timers, 2);
    assert_int_equal(pulse.late_timers, 1);
    assert_int_equal(pulse.latest_ns, 50 * TE_NS_PER_MS);
    assert_int_equal(te_loop_take_pulse(f->loop).turns, 0);
}

static void waiting_is_no_turn(void **state) {
    fixture *f = *state;
    lettered a = timer_of(f, 'a');
    te_loop_take_pulse(f->loop);
    start(f, &a, 1000 + TE_NS_PER_S);
    te_loop_turn(f->loop, true);
    work_for_ms(f, 1);
    te_loop_turn(f->loop, false);
    te_loop_pulse pulse = te_loop_take_pulse(f->loop);
    assert_int_equal(pulse.longest_turn_ns, TE_NS_PER_MS);
    assert_int_equal(pulse.latest_ns, 0);
}

/* ---- On a real clock ---- */

static int set_up_real(void **state) {
    fixture *f = calloc(1, sizeof *f);
    f->loop = te_loop_new(NULL, NULL);
    assert_non_null(f->loop);
    *state = f;
    return 0;
}

#define with_real_clock(test)                                                  \
    cmocka_unit_test_setup_teardown(test, set_up_real, tear_down)

/* What the loop asks of the kernel's timer, which is called all the same. */
static struct {
    int calls;
    uint64_t due_ns;
} alarm_set;

int timerfd_settime(int fd, int flags, const struct itimerspec *due,
                    struct itimerspec *before) {
    alarm_set.calls++;
    alarm_set.due_ns = (uint64_t)due->it_value.tv_sec * TE_NS_PER_S +
                       (uint64_t)due->it_value.tv_nsec;
    return (int)syscall(SYS_timerfd_settime, fd, flags, due, before);
}

/* A turn that waits, but not for long. */
static void turn_awake(fixture *f) {
    te_loop_wake(f->loop);
    te_loop_turn(f->loop, true);
}

/* Epoll's own wait would end a thousandth of it too late. */
static void the_kernel_is_told_the_deadline_to_the_nanosecond(void **state) {
    fixture *f = *state;
    lettered a = timer_of(f, 'a');
    uint64_t due_ns = te_loop_clock_ns(f->loop) + 60 * TE_NS_PER_S + 1;
    start(f, &a, due_ns);
    turn_awake(f);
    assert_int_equal(alarm_set.due_ns, due_ns);
    start(f, &a, due_ns - 1);
    turn_awake(f);
    assert_int_equal(alarm_set.due_ns, due_ns - 1);
    te_timer_stop(f->loop, &a.timer);
}

/* As the limits of requests do. */
static void deadlines_that_move_on_cost_no_system_call(void **state) {
    fixture *f = *state;
    lettered a = timer_of(f, 'a');
    uint64_t due_ns = te_loop_clock_ns(f->loop) + 60 * TE_NS_PER_S;
    start(f, &a, due_ns);
    turn_awake(f);
    int calls = alarm_set.calls;
    for (uint64_t i = 0; i < 100; i++) {
        start(f, &a, due_ns + i);
        turn_awake(f);
    }
    assert_int_equal(alarm_set.calls, calls);
    te_timer_stop(f->loop, &a.timer);
}

static void a_timer_that_moved_on_comes_then_and_not_before(void **state) {
    fixture *f = *state;
    lettered a = timer_of(f, 'a');
    uint64_t now_ns = te_loop_clock_ns(f->loop);
    start(f, &a, now_ns + 2 * TE_NS_PER_MS);
    turn_awake(f);
    te_timer_stop(f->loop, &a.timer);
    start(f, &a, now_ns + 6 * TE_NS_PER_MS);
    while (te_loop_timers(f->loop) > 0)
        te_loop_turn(f->loop, true);
    assert_true(te_loop_now_ns(f->loop) >= now_ns + 6 * TE_NS_PER_MS);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        with_loop(timers_come_in_order_of_deadline_then_of_starting),
        with_loop(a_stopped_timer_never_comes),
        with_loop(a_moved_timer_comes_once_at_its_new_deadline),
        with_loop(a_timer_that_restarts_itself_cannot_hold_a_turn),
        with_loop(a_turn_that_may_not_wait_leaves_the_clock_alone),
        with_loop(a_wake_is_delivered_once),
        with_loop(what_was_not_read_is_reported_again_only_when_rearmed),
        with_loop(a_watch_forgotten_in_the_same_turn_is_not_called),
        with_loop(late_timers_and_long_turns_are_counted),
        with_loop(waiting_is_no_turn),
        with_real_clock(the_kernel_is_told_the_deadline_to_the_nanosecond),
        with_real_clock(deadlines_that_move_on_cost_no_system_call),
        with_real_clock(a_timer_that_moved_on_comes_then_and_not_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

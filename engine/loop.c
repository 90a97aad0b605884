/* loop.c - see loop.h. The only file that knows epoll and timerfd. */
#include "loop.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

/* Few: what a turn brings in should still be in the cache when it is acted on.
 * With thousands of connections, thousands of events a turn cost half as much
 * again. */
enum { EVENTS_PER_TURN = 64 };

struct te_loop {
    te_clock *clock;
    uint64_t now_ns;
    uint64_t turn_ns; /* when the turn was due */
    te_heap timers;
    te_loop_pulse pulse;
    int epoll_fd;
    int wake_fd;       /* an eventfd */
    int alarm_fd;      /* a timerfd */
    uint64_t alarm_ns; /* when it is due; UINT64_MAX: it is not set */
    void (*on_wake)(void *arg);
    void *wake_arg;
    /* The events of this turn that are still to be delivered, so that a
     * watch that is forgotten meanwhile can be struck out. */
    struct epoll_event events[EVENTS_PER_TURN];
    int event_count;
    int event_next;
};

te_loop *te_loop_new(te_clock *clock, te_error *err) {
    te_loop *loop = calloc(1, sizeof *loop);
    if (loop == NULL) goto fail;
    loop->clock = clock;
    loop->epoll_fd = loop->wake_fd = loop->alarm_fd = -1;
    loop->alarm_ns = UINT64_MAX;
    loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (loop->epoll_fd < 0) goto fail;
    loop->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (loop->wake_fd < 0) goto fail;
    struct epoll_event wake = {.events = EPOLLIN, .data.ptr = NULL};
    if (epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, loop->wake_fd, &wake) < 0)
        goto fail;
    loop->alarm_fd =
        timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    if (loop->alarm_fd < 0) goto fail;
    /* Edge-triggered: to be set again is all that it needs. */
    struct epoll_event alarm = {.events = EPOLLIN | EPOLLET, .data.ptr = loop};
    if (epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, loop->alarm_fd, &alarm) < 0)
        goto fail;
    loop->now_ns = loop->turn_ns = te_clock_now_ns(clock);
    return loop;
fail:
    te_fail_as(err, TE_ERROR_SYSTEM, "loop: %s", strerror(errno));
    te_loop_free(loop);
    return NULL;
}

void te_loop_free(te_loop *loop) {
    if (loop == NULL) return;
    if (loop->epoll_fd >= 0) close(loop->epoll_fd);
    if (loop->wake_fd >= 0) close(loop->wake_fd);
    if (loop->alarm_fd >= 0) close(loop->alarm_fd);
    te_heap_free(&loop->timers);
    free(loop);
}

uint64_t te_loop_now_ns(const te_loop *loop) { return loop->now_ns; }

uint64_t te_loop_clock_ns(const te_loop *loop) {
    return te_clock_now_ns(loop->clock);
}

/* ---- Waking ---- */

void te_loop_wake(te_loop *loop) {
    int saved = errno; /* a signal handler may call this */
    uint64_t one = 1;
    ssize_t written = write(loop->wake_fd, &one, sizeof one);
    (void)written; /* full means that a wake is pending already */
    errno = saved;
}

void te_loop_on_wake(te_loop *loop, void (*on_wake)(void *arg), void *arg) {
    loop->on_wake = on_wake;
    loop->wake_arg = arg;
}

static void take_wake(te_loop *loop) {
    uint64_t count;
    ssize_t got = read(loop->wake_fd, &count, sizeof count);
    (void)got;
    if (loop->on_wake != NULL) loop->on_wake(loop->wake_arg);
}

/* ---- Deadlines ---- */

bool te_timer_start(te_loop *loop, te_timer *timer, uint64_t due_ns) {
    te_timer_stop(loop, timer);
    timer->node.key = due_ns;
    return te_heap_push(&loop->timers, &timer->node);
}

void te_timer_stop(te_loop *loop, te_timer *timer) {
    te_heap_remove(&loop->timers, &timer->node);
}

size_t te_loop_timers(const te_loop *loop) { return loop->timers.count; }

static te_timer *first_timer(const te_loop *loop) {
    te_heap_node *node = te_heap_peek(&loop->timers);
    /* The node is the first member. */
    return (te_timer *)(void *)node;
}

static void count_timer(te_loop *loop, uint64_t late_ns) {
    te_loop_pulse *pulse = &loop->pulse;
    pulse->timers++;
    if (late_ns > TE_LOOP_LATE_NS) pulse->late_timers++;
    if (late_ns > pulse->latest_ns) pulse->latest_ns = late_ns;
}

/* Calls the timers that were due at now_ns. A timer that a callback starts
 * for the past waits for the next turn, so a turn always ends. */
static void run_timers(te_loop *loop) {
    uint64_t now_ns = loop->now_ns;
    size_t at_most = te_loop_timers(loop);
    te_timer *timer;
    while (at_most-- > 0 && (timer = first_timer(loop)) != NULL &&
           te_timer_due_ns(timer) <= now_ns) {
        count_timer(loop, now_ns - te_timer_due_ns(timer));
        te_timer_stop(loop, timer);
        timer->on_due(timer->arg);
    }
}

/* ---- Sockets ---- */

static const uint32_t BOTH_WAYS = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;

bool te_loop_watch(te_loop *loop, te_watch *watch) {
    struct epoll_event event = {.events = BOTH_WAYS, .data.ptr = watch};
    return epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, watch->fd, &event) == 0;
}

void te_loop_rearm(te_loop *loop, te_watch *watch) {
    struct epoll_event event = {.events = BOTH_WAYS, .data.ptr = watch};
    epoll_ctl(loop->epoll_fd, EPOLL_CTL_MOD, watch->fd, &event);
}

void te_loop_unwatch(te_loop *loop, te_watch *watch) {
    epoll_ctl(loop->epoll_fd, EPOLL_CTL_DEL, watch->fd, NULL);
    for (int i = loop->event_next; i < loop->event_count; i++) {
        if (loop->events[i].data.ptr == watch) loop->events[i].events = 0;
    }
}

static unsigned ready_from(uint32_t events) {
    unsigned ready = 0;
    if (events & (EPOLLIN | EPOLLRDHUP)) ready |= TE_READABLE;
    if (events & EPOLLOUT) ready |= TE_WRITABLE;
    if (events & EPOLLRDHUP) ready |= TE_ENDED;
    if (events & (EPOLLERR | EPOLLHUP))
        ready |= TE_READABLE | TE_WRITABLE | TE_ENDED | TE_BROKEN;
    return ready;
}

static void run_events(te_loop *loop) {
    for (loop->event_next = 0; loop->event_next < loop->event_count;) {
        struct epoll_event event = loop->events[loop->event_next++];
        if (event.events == 0) continue;
        te_watch *watch = event.data.ptr;
        if (watch == NULL)
            take_wake(loop);
        else if (event.data.ptr == loop)
            loop->alarm_ns = UINT64_MAX; /* run_timers() comes after */
        else
            watch->on_ready(watch->arg, ready_from(event.events));
    }
    loop->event_count = 0;
}

/* ---- A turn ---- */

/* How late a wait of epoll's own ends is a thousandth of it or more, and with a
 * nice value half a percent (select_estimate_accuracy in Linux's fs/select.c):
 * after a pause of a second a run would begin 1 to 5 ms late. A timerfd is
 * punctual. When it is set for an earlier moment than it has to be, it stays,
 * and the turn that it ends sets it again: limits of requests, which move on
 * with every request, cost nothing. */
static void set_alarm(te_loop *loop) {
    te_timer *timer = first_timer(loop);
    if (timer == NULL || loop->alarm_ns <= te_timer_due_ns(timer)) return;
    uint64_t due_ns = te_timer_due_ns(timer);
    struct itimerspec alarm = {
        .it_value = {.tv_sec = (time_t)(due_ns / TE_NS_PER_S),
                     .tv_nsec = (long)(due_ns % TE_NS_PER_S)}};
    if (timerfd_settime(loop->alarm_fd, TFD_TIMER_ABSTIME, &alarm, NULL) == 0)
        loop->alarm_ns = due_ns;
}

static bool is_something_due(const te_loop *loop, uint64_t now_ns) {
    te_timer *timer = first_timer(loop);
    return timer != NULL && te_timer_due_ns(timer) <= now_ns;
}

static int wait_for_events(te_loop *loop, bool may_wait) {
    if (may_wait) set_alarm(loop);
    return epoll_wait(loop->epoll_fd, loop->events, EVENTS_PER_TURN,
                      may_wait ? -1 : 0);
}

/* What was done since the last wait is a turn, and where that took longer than
 * to the next deadline, what it overslept: the process was stopped, or had no
 * CPU. */
static void count_turn(te_loop *loop, uint64_t now_ns) {
    te_loop_pulse *pulse = &loop->pulse;
    uint64_t turn_ns = now_ns - loop->turn_ns;
    pulse->turns++;
    if (turn_ns > pulse->longest_turn_ns) pulse->longest_turn_ns = turn_ns;
    if (turn_ns > TE_LOOP_LONG_NS) pulse->long_turns_ns += turn_ns;
}

static uint64_t turn_begun_ns(const te_loop *loop, uint64_t waited_ns) {
    te_timer *timer = first_timer(loop);
    uint64_t due_ns = timer != NULL ? te_timer_due_ns(timer) : loop->now_ns;
    bool is_overslept = due_ns > waited_ns && due_ns < loop->now_ns;
    return is_overslept ? due_ns : loop->now_ns;
}

te_loop_pulse te_loop_take_pulse(te_loop *loop) {
    te_loop_pulse pulse = loop->pulse;
    loop->pulse = (te_loop_pulse){0};
    return pulse;
}

void te_loop_turn(te_loop *loop, bool may_wait) {
    bool is_virtual = loop->clock != NULL && loop->clock->is_virtual;
    uint64_t begun_ns = te_clock_now_ns(loop->clock);
    count_turn(loop, begun_ns);
    int count = wait_for_events(loop, may_wait && !is_virtual &&
                                          !is_something_due(loop, begun_ns));
    loop->event_count = count > 0 ? count : 0;
    if (is_virtual && may_wait && loop->event_count == 0) {
        te_timer *timer = first_timer(loop);
        if (timer != NULL)
            te_clock_turn_to(loop->clock, te_timer_due_ns(timer));
    }
    loop->now_ns = te_clock_now_ns(loop->clock);
    loop->turn_ns = turn_begun_ns(loop, begun_ns);
    run_events(loop);
    run_timers(loop);
}

/* The laws of a run, on real runs against the origin. */
#include "unit.h"

#include "live.h"
#include "run.h"

#include <math.h>
#include <pthread.h>

static int set_up(void **state) {
    if (scratch_setup(state) != 0) return -1;
    origin_start();
    return 0;
}

static int tear_down(void **state) {
    origin_stop();
    return scratch_teardown(state);
}

/* Requests, waits and failures; SLOW and FAST say how long. */
static const char WORK[] =
    "local tengine = require 'tengine'\n"
    "tengine.setup(function()\n"
    "  return { base_url = os.getenv 'ORIGIN' }\n"
    "end)\n"
    "tengine.scenario('asks', { weight = 3 }, function(session)\n"
    "  session:get('/status/200', { name = 'a' })\n"
    "  tengine.all {\n"
    "    function() session:get('/status/404', { name = 'b' }) end,\n"
    "    function() session:post('/echo', { data = 'x', name = 'c' }) end,\n"
    "  }\n"
    "end)\n"
    "tengine.scenario('fails', function(session)\n"
    "  assert(session:get('/status/500', { name = 'd' }).ok)\n"
    "end)\n"
    "tengine.scenario('waits', { delay = 0.001 }, function(session)\n"
    "  session:get('/delay/3', { name = 'e' })\n"
    "  tengine.sleep(0.002)\n"
    "end)\n";

static double group_sum(live *l, const char *metric, const char *key,
                        const char *const *values) {
    double sum = 0;
    char tag[100];
    for (; *values != NULL; values++) {
        snprintf(tag, sizeof tag, "%s:%s", key, *values);
        sum += te_run_sum(l->run, metric, tag);
    }
    return sum;
}

static void check_runs(live *l) {
    static const char *const scenarios[] = {"asks", "fails", "waits", NULL};
    double started = live_sum(l, "scenario.runs");
    assert_true(started == live_sum(l, "scenario.succeeded") +
                               live_sum(l, "scenario.failed") +
                               live_sum(l, "scenario.interrupted"));
    assert_true(started ==
                group_sum(l, "scenario.runs", "scenario", scenarios));
    assert_true(live_sum(l, "scenario.succeeded") +
                    live_sum(l, "scenario.failed") ==
                live_sum(l, "scenario.duration"));
}

static void check_requests(live *l) {
    static const char *const names[] = {"a", "b", "c", "d", "e", NULL};
    static const char *const statuses[] = {"200", "404", "500", NULL};
    double requests = live_sum(l, "http.requests");
    double cancelled = te_run_sum(l->run, "http.failed", "error:cancelled");
    double begun = origin_count("begun");
    /* Of what was broken off, some had been sent. */
    if (begun < requests - cancelled || begun > requests)
        fail_msg("%g requests, of these %g cancelled; the origin read %g",
                 requests, cancelled, begun);
    assert_true(requests == group_sum(l, "http.requests", "name", names));
    if (cancelled > 0) return;
    assert_true(requests == origin_count("requests"));
    assert_true(requests == live_sum(l, "http.duration"));
    assert_true(requests == live_sum(l, "http.service"));
    assert_true(requests == group_sum(l, "http.requests", "status", statuses));
    assert_true(te_run_sum(l->run, "http.requests", "status:404") +
                    te_run_sum(l->run, "http.requests", "status:500") ==
                live_sum(l, "http.failed"));
}

static void check_percentiles(live *l) {
    static const char *const trends[] = {"http.duration", "http.service",
                                         "http.wait", "scenario.duration"};
    static const double percents[] = {0, 50, 75, 90, 95, 99, 99.9, 100};
    for (size_t i = 0; i < 4; i++) {
        uint64_t before_ns = 0;
        for (size_t j = 0; j < 8; j++) {
            uint64_t ns =
                te_run_percentile(l->run, trends[i], NULL, percents[j]);
            assert_true(ns >= before_ns);
            assert_true(ns < 100 * 1000000000ull);
            before_ns = ns;
        }
    }
}

/* Every law that a run which is over must keep. */
static void check_laws(live *l) {
    check_runs(l);
    check_requests(l);
    check_percentiles(l);
    assert_int_equal(te_run_leftovers(l->run), 0);
}

static live work(uint32_t workers, uint32_t threads) {
    live l = live_of(WORK);
    l.config.workers = workers;
    l.config.threads = threads;
    origin_reset();
    return l;
}

/* ---- L1, L2, L3, L5 however a run ends ---- */

static void the_laws_hold_when_every_worker_did_its_runs(void **state) {
    (void)state;
    for (uint32_t threads = 1; threads <= 3; threads++) {
        live l = work(7, threads);
        l.config.max_runs = 20;
        live_run(&l);
        assert_int_equal(l.code, 0);
        assert_true(live_sum(&l, "scenario.runs") == 140);
        check_laws(&l);
        live_free(&l);
    }
}

static void the_laws_hold_when_the_time_is_up(void **state) {
    (void)state;
    live l = work(5, 2);
    l.config.max_runs = 0;
    l.config.duration_ns = 300000000;
    live_run(&l);
    assert_int_equal(l.code, 0);
    assert_true(live_sum(&l, "scenario.interrupted") == 0);
    check_laws(&l);
    live_has(l.out, "the time was up");
    live_free(&l);
}

static void the_laws_hold_when_the_first_failure_ends_it(void **state) {
    (void)state;
    live l = work(6, 2);
    l.config.max_runs = 0;
    l.config.stop_on_failure = true;
    live_run(&l);
    assert_int_equal(l.code, 1);
    assert_true(live_sum(&l, "scenario.failed") >= 1);
    check_laws(&l);
    live_free(&l);
}

static void the_laws_hold_when_runs_are_broken_off(void **state) {
    (void)state;
    live l = work(9, 2);
    l.config.max_runs = 0;
    l.config.duration_ns = 200000000;
    l.config.force_shutdown = true;
    live_run(&l);
    assert_int_equal(l.code, 0);
    check_laws(&l);
    live_free(&l);
}

typedef struct stopper {
    te_run *run;
    unsigned after_ms;
    int times;
} stopper;

static void *stop_from_outside(void *arg) {
    stopper *s = arg;
    for (int i = 0; i < s->times; i++) {
        usleep(s->after_ms * 1000);
        te_run_stop(s->run);
    }
    return NULL;
}

static void go_and_stop(live *l, unsigned after_ms, int times) {
    pthread_t thread;
    if (!live_build(l)) fail_msg("%s", l->err.message);
    stopper s = {l->run, after_ms, times};
    pthread_create(&thread, NULL, stop_from_outside, &s);
    live_go(l);
    pthread_join(thread, NULL);
}

static void the_laws_hold_when_it_is_stopped_from_another_thread(void **state) {
    (void)state;
    for (int times = 1; times <= 2; times++) {
        live l = work(8, 2);
        l.config.max_runs = 0;
        go_and_stop(&l, times == 1 ? 200 : 20, times);
        assert_int_equal(l.code, 105);
        check_laws(&l);
        live_has(l.out, "*** Bye ***");
        live_free(&l);
    }
}

static te_run *signalled;

static void on_alarm(int number) {
    (void)number;
    te_run_stop(signalled);
}

static void a_signal_handler_may_stop_a_run(void **state) {
    (void)state;
    live l = work(4, 2);
    l.config.max_runs = 0;
    assert_true(live_build(&l));
    signalled = l.run;
    signal(SIGALRM, on_alarm);
    ualarm(100000, 0);
    live_go(&l);
    signal(SIGALRM, SIG_DFL);
    assert_int_equal(l.code, 105);
    check_laws(&l);
    live_free(&l);
}

/* ---- L6 ---- */

static const char DRAWS[] =
    "local tengine, csv = require 'tengine', require 'tengine.csv'\n"
    "local loaded = math.random(1000000)\n"
    "tengine.global_setup(function()\n"
    "  tengine.set_var('drawn', math.random(1000000))\n"
    "  tengine.set_var('rows', csv.open(os.getenv 'ROWS',\n"
    "                                   { order = 'shuffle' }))\n"
    "end)\n"
    "tengine.setup(function(id)\n"
    "  return { base_url = os.getenv 'ORIGIN' .. '/w' .. id .. '-' ..\n"
    "           math.random(1000000) }\n"
    "end)\n"
    "tengine.scenario('row', { weight = 3 }, function(session)\n"
    "  local row = tengine.get_var('rows'):next()\n"
    "  tengine.session { base_url = os.getenv 'ORIGIN' }:get('/row/' ..\n"
    "                                                        row.name)\n"
    "end)\n"
    "tengine.scenario('draw', { weight = 2 }, function(session)\n"
    "  session:get('/' .. loaded .. '/' .. tengine.get_var 'drawn')\n"
    "  session:get('/' .. math.random(1000000))\n"
    "  session:get('/' .. tengine.random.exponential(2))\n"
    "end)\n"
    "tengine.scenario('never', { weight = 0 }, function(session)\n"
    "  session:get '/never'\n"
    "end)\n";

static char *requests_of(uint64_t seed, uint32_t threads, size_t *lines) {
    live l = live_of(DRAWS);
    l.config.workers = 8;
    l.config.threads = threads;
    l.config.max_runs = 12;
    l.config.seed = seed;
    size_t before = *lines;
    live_run(&l);
    assert_int_equal(l.code, 0);
    assert_true(live_sum(&l, "scenario.runs") == 96);
    assert_true(live_sum(&l, "scenario.succeeded") == 96);
    live_free(&l);
    return origin_targets(before, lines);
}

static void
the_same_seed_asks_the_same_for_any_number_of_threads(void **state) {
    (void)state;
    char rows[4000] = "name\n", *end = rows + strlen(rows);
    for (int i = 0; i < 40; i++)
        end += sprintf(end, "row-%d\n", i);
    setenv("ROWS", scratch_text("rows.csv", rows), 1);
    size_t lines = 0;
    free(origin_targets(0, &lines));
    char *one = requests_of(42, 1, &lines);
    live_has(one, "/row/row-");
    live_has_not(one, "/never");
    for (uint32_t threads = 2; threads <= 4; threads += 2) {
        char *several = requests_of(42, threads, &lines);
        assert_string_equal(several, one);
        free(several);
    }
    char *other = requests_of(43, 2, &lines);
    assert_string_not_equal(other, one);
    free(other);
    free(one);
}

/* ---- L7 ---- */

static void nothing_secret_is_printed(void **state) {
    (void)state;
    live l = live_of(
        "local tengine = require 'tengine'\n"
        "tengine.setup(function()\n"
        "  return { base_url = os.getenv 'ORIGIN', headers = {\n"
        "    ['Auth-Token'] = 'hush-token', Authorization = 'Bearer hush-au'\n"
        "  } }\n"
        "end)\n"
        "tengine.scenario('s', function(session)\n"
        "  session:get '/set-cookie?line=sid%3Dhush-set%3B%20Path%3D/'\n"
        "  session:get('/echo', { headers = { Cookie = 'a=hush-own' } })\n"
        "  session:get '/echo'\n"
        "  local url = os.getenv('ORIGIN'):gsub('//', '//user:hush-pass@')\n"
        "  pcall(session.get, session, url .. '/echo')\n"
        "end)\n");
    l.config.verbosity = 2;
    l.config.console = true;
    live_run(&l);
    assert_int_equal(l.code, 0);
    live_has(l.out, "Auth-Token");
    live_has(l.out, "/echo");
    live_has_not(l.out, "hush-token");
    live_has_not(l.out, "hush-au");
    live_has_not(l.out, "hush-own");
    live_has_not(l.out, "hush-pass");
    live_has_not(l.err_out, "hush");
    live_free(&l);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_laws_hold_when_every_worker_did_its_runs),
        cmocka_unit_test(the_laws_hold_when_the_time_is_up),
        cmocka_unit_test(the_laws_hold_when_the_first_failure_ends_it),
        cmocka_unit_test(the_laws_hold_when_runs_are_broken_off),
        cmocka_unit_test(the_laws_hold_when_it_is_stopped_from_another_thread),
        cmocka_unit_test(a_signal_handler_may_stop_a_run),
        cmocka_unit_test(the_same_seed_asks_the_same_for_any_number_of_threads),
        cmocka_unit_test(nothing_secret_is_printed),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}

#include "unit.h"

#include "live.h"
#include "udp.h"

static udp receiver;

static int begin(void **state) {
    udp_listen(&receiver);
    return scratch_setup(state);
}

static int end(void **state) {
    udp_close(&receiver);
    return scratch_teardown(state);
}

/* Adds up what the lines that begin with `line_start` and hold `tag` say,
 * each as often as its rate tells. */
typedef struct sum {
    double value, count;
} sum;

static sum add_up(const char *text, const char *line_start, const char *tag) {
    sum all = {0};
    double value, rate;
    for (const char *line = text; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        char *copy = strndup(line, length);
        if (strncmp(copy, line_start, strlen(line_start)) == 0 &&
            strstr(copy, tag) != NULL) {
            const char *at = strstr(copy, "|@");
            double count =
                at != NULL && sscanf(at, "|@%lf", &rate) == 1 ? 1 / rate : 1;
            assert_int_equal(sscanf(strchr(copy, ':'), ":%lf", &value), 1);
            all.value += value;
            all.count += (double)(long)(count + 0.5);
        }
        free(copy);
        line += length + (line[length] == '\n');
    }
    return all;
}

/* All that arrived so far, a line each; the caller frees it. */
static char *receive_all(void) {
    size_t used = 0;
    char *text = calloc(1, 1);
    while (udp_next(&receiver)) {
        text = realloc(text, used + receiver.length + 2);
        used += (size_t)sprintf(text + used, "%s\n", receiver.datagram);
    }
    return text;
}

static const char scenario[] =
    "local tengine = require 'tengine'\n"
    "tengine.scenario('s', function(session)\n"
    "  local statsd = session.statsd\n"
    "  statsd:increment('own.runs', nil, { worker = session.worker_id % 2 })\n"
    "  statsd:decrement('own.runs', 3, { to = 'down' })\n"
    "  statsd:timing('own.time', 0.25)\n"
    "  statsd:gauge('own.level', 7.5)\n"
    "  statsd:histogram('own.size', 100, { b = true, a = 'x|y' })\n"
    "  tengine.check('holds', session.step % 2 == 0)\n"
    "end)\n";

static void what_arrives_adds_up_to_what_was_counted(void **state) {
    (void)state;
    live l = live_of(scenario);
    l.config.workers = 10;
    l.config.threads = 3;
    l.config.max_runs = 20;
    l.config.statsd = true;
    l.config.statsd_address = receiver.url;
    live_run(&l);
    char *text = receive_all();
    assert_true(add_up(text, "own.runs:1|c", "|#worker:0").count == 100);
    assert_true(add_up(text, "own.runs:1|c", "|#worker:1").count == 100);
    assert_true(add_up(text, "own.runs:-3|c", "|#to:down").count == 200);
    assert_true(add_up(text, "own.time:250|ms", "").count == 200);
    assert_true(add_up(text, "own.level:7.5|g", "").count == 200);
    assert_true(add_up(text, "own.size:100|h", "|#a:x_y,b:true").count == 200);
    assert_true(add_up(text, "tengine.scenario.runs:", "scenario:s").value ==
                live_sum(&l, "scenario.runs"));
    assert_true(add_up(text, "tengine.scenario.duration:", "").count == 200);
    assert_true(add_up(text, "tengine.checks.passed:", "").value == 100);
    assert_true(add_up(text, "tengine.checks.failed:", "").value == 100);
    assert_true(add_up(text, "tengine.workers:0|g", "").count >= 1);
    live_has_not(l.out, "statsd:");
    free(text);
    live_free(&l);
}

static void without_statsd_nothing_is_sent(void **state) {
    (void)state;
    live l = live_of(scenario);
    l.config.statsd_address = receiver.url;
    live_run(&l);
    assert_int_equal(l.code, 0);
    assert_false(udp_next(&receiver));
    live_free(&l);
}

static void what_a_fixture_of_the_run_says_arrives_too(void **state) {
    (void)state;
    live l = live_of("local tengine = require 'tengine'\n"
                     "tengine.global_setup(function()\n"
                     "  tengine.session():get('http://127.0.0.1:1/')\n"
                     "end)\n"
                     "tengine.scenario('s', function() end)\n");
    l.config.statsd = true;
    l.config.statsd_address = receiver.url;
    live_run(&l);
    assert_false(l.ok);
    char *text = receive_all();
    live_has(text, "tengine.http.failed:1|c|#error:connect");
    free(text);
    live_free(&l);
}

/* While the run goes on, not only at its end. */
static void figures_arrive_every_second(void **state) {
    (void)state;
    live l = live_of("local tengine = require 'tengine'\n"
                     "tengine.scenario('s', function(session)\n"
                     "  session.statsd:increment 'begun'\n"
                     "  tengine.sleep(2.4)\n"
                     "end)\n");
    l.config.statsd = true;
    l.config.statsd_address = receiver.url;
    live_run(&l);
    int with_level = 0, with_begun = 0;
    while (udp_next(&receiver)) {
        with_level += strstr(receiver.datagram, "tengine.workers:1|g") != NULL;
        with_begun += strstr(receiver.datagram, "begun:1|c") != NULL;
    }
    assert_true(with_level >= 1); /* the last record says 0 workers */
    assert_int_equal(with_begun, 1);
    live_free(&l);
}

static void wrong_arguments_raise_also_when_nobody_listens(void **state) {
    (void)state;
    static const char *const calls[][2] = {
        {"session.statsd.increment('x')", "tengine.statsd expected"},
        {"session.statsd:increment()", "string expected"},
        {"session.statsd:increment('')", "increment: a name is wanted"},
        {"session.statsd:gauge('x')", "number expected"},
        {"session.statsd:gauge('x', 0/0)", "gauge: x: the value is not finite"},
        {"session.statsd:timing('x', 1e308)", "timing: x: the value is not"},
        {"session.statsd:histogram('x', 1, 'tag')",
         "histogram: tags are a table of key = value"},
        {"session.statsd:histogram('x', 1, { 'a:b' })",
         "histogram: tags are a table of key = value"},
        {"session.statsd:histogram('x', 1, { a = {} })",
         "histogram: tags: a is text, a number or a boolean, not a table"},
    };
    char lua[400];
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        snprintf(lua, sizeof lua,
                 "require('tengine').scenario('s', function(session) %s end)",
                 calls[i][0]);
        live l = live_of(lua);
        live_run(&l);
        live_says(l.out, calls[i][1]);
        live_free(&l);
    }
}

static void a_bad_address_is_bad_input_also_where_it_is_not_used(void **state) {
    (void)state;
    for (int used = 0; used < 2; used++) {
        live l = live_of(scenario);
        l.config.statsd = used;
        l.config.statsd_address = "127.0.0.1:8125";
        assert_false(live_build(&l));
        assert_int_equal(l.err.kind, TE_ERROR_INPUT);
        live_has(l.err.message, "is not an address such as udp://127.0.0.1:");
        live_free(&l);
    }
}

#define A_TEST(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void) {
    const struct CMUnitTest tests[] = {
        A_TEST(what_arrives_adds_up_to_what_was_counted),
        A_TEST(without_statsd_nothing_is_sent),
        A_TEST(what_a_fixture_of_the_run_says_arrives_too),
        A_TEST(figures_arrive_every_second),
        A_TEST(wrong_arguments_raise_also_when_nobody_listens),
        A_TEST(a_bad_address_is_bad_input_also_where_it_is_not_used),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

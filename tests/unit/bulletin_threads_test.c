/* The main thread asks faster than the engine thread can tell. Run under
 * TSan. */
#include "unit.h"

#include "scratch.h"
#include "thread.h"

#include <stdatomic.h>

enum { ASKED = 300000 };

/* Every text comes once. The listener makes the two take turns. */
static const char SCENARIO[] =
    "local tengine = require 'tengine'\n"
    "tengine.scenario('s', function() end)\n"
    "tengine.events(function() end)\n"
    "local last = 0\n"
    "tengine.progress(function(result)\n"
    "  local text = tonumber(result.text)\n"
    "  if text <= last then error(text .. ' after ' .. last) end\n"
    "  last = text\n"
    "end)\n";

static void ignore_stop(void *arg) { (void)arg; }

static void ignore_idle(void *arg) { (void)arg; }

typedef struct engine {
    te_common *common;
    te_thread *thread;
    te_collector *collector;
    te_result result;
    FILE *out;
} engine;

static void start(engine *e) {
    te_error err = {0};
    te_script_source source = {
        .path = scratch_write("s.lua", SCENARIO, sizeof SCENARIO - 1)};
    e->out = fopen(scratch_path("out"), "w+");
    te_common_config common = {.out = e->out, .on_stop = ignore_stop};
    e->common = te_common_new(&common, &err);
    te_thread_config config = {.common = e->common, .on_idle = ignore_idle};
    e->thread = te_thread_new(&config, &err);
    assert_true(te_thread_load(e->thread, &source, &err));
    te_outbox *outbox = te_thread_outbox(e->thread);
    e->collector = te_collector_new(&outbox, 1);
    e->result.scenario_path = source.path;
    e->result.totals = te_collector_totals(e->collector);
    te_common_publish(e->common, &e->result);
    assert_true(te_thread_launch(e->thread, &err));
}

static void stop(engine *e) {
    te_thread_order(e->thread, TE_ORDER_QUIT);
    assert_true(te_thread_join(e->thread, 10 * TE_NS_PER_S));
}

static void release(engine *e) {
    te_common_let_go(e->common);
    te_thread_free(e->thread);
    te_collector_free(e->collector);
    te_common_free(e->common);
    fclose(e->out);
}

/* How many lines were printed, each a number above the one before. */
static int count_rising_lines(FILE *file) {
    int lines = 0, last = 0, number;
    rewind(file);
    for (; fscanf(file, "%d", &number) == 1; lines++) {
        assert_true(number > last);
        last = number;
    }
    assert_true(feof(file));
    return lines;
}

static void a_text_is_told_once_and_printed_whole(void **state) {
    (void)state;
    engine e = {0};
    char text[32];
    start(&e);
    for (int i = 1; i <= ASKED; i++) {
        snprintf(text, sizeof text, "%d\n", i);
        te_thread_ask_workers(e.thread, (uint64_t)i);
        te_thread_ask_progress(e.thread, text);
    }
    stop(&e);
    te_outbox_post(te_thread_outbox(e.thread));
    te_collector_tick(e.collector, 1);
    te_failures *failures = e.result.totals->failures;
    if (te_failures_count(failures) > 0)
        fail_msg("%s", te_failures_at(failures, 0)->message);
    assert_true(count_rising_lines(e.out) > 0);
    release(&e);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_text_is_told_once_and_printed_whole,
                                        scratch_setup, scratch_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

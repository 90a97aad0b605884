/* run.c - one test run: builds the parts, gives the orders, turns until the
 * end. The public face is tengine.h. */
#include "run.h"

#include "ascent.h"
#include "closing.h"
#include "config.h"
#include "console.h"
#include "control.h"
#include "crew.h"
#include "descriptors.h"
#include "ending.h"
#include "exit_code.h"
#include "jury.h"
#include "listing.h"
#include "load_text.h"
#include "loop.h"
#include "lua_threshold.h"
#include "outlet_statsd.h"
#include "outlets.h"
#include "plan.h"
#include "recorder.h"
#include "request_log.h"
#include "resources.h"
#include "resume.h"
#include "sizing.h"
#include "summary.h"

#include <stdlib.h>
#include <string.h>

/* The threads hand over what they counted on the second, the main thread
 * collects it so much later. */
#define AFTER_POST_NS (20 * TE_NS_PER_MS)

struct te_run {
    te_config config;
    bool only_lists; /* nothing is run */
    char *scenario_path;
    te_common *common;
    te_crew *crew;
    te_collector *collector;
    te_plan plan;
    te_helm helm;
    te_ending ending;
    te_control *control; /* NULL: no socket */
    te_console *console;
    te_recorder *recorder; /* NULL: no journal */
    te_resume *resume;     /* NULL: it begins at its start */
    te_sizing sizing;      /* used with config.sizing only */
    te_ascent *ascent;     /* NULL: no search for the capacity */
    te_resources resources;
    te_jury jury;
    te_outlets *outlets;
    te_loop *loop; /* of the thread that calls te_run_go */
    te_result result;

    /* Set by anyone, from anywhere. */
    atomic_int stops; /* how often te_run_stop was called */

    /* While it goes. */
    te_timer tick;
    bool is_working;  /* the workers are at work */
    te_error failure; /* of a fixture */
    bool has_failed;
};

const char *te_version(void) { return TE_VERSION; }

/* ---- Building ---- */

/* A thread is idle, or wants it all to end. */
static void wake(void *arg) { te_loop_wake(((te_run *)arg)->loop); }

static bool copy_config(te_run *run, const te_config *config, te_error *err) {
    run->config = *config;
    if (!te_resume_new(&run->resume, &run->config, err) ||
        !te_config_complete(&run->config, err))
        return false;
    run->scenario_path = strdup(config->scenario_path);
    if (run->scenario_path == NULL)
        return te_fail_as(err, TE_ERROR_SYSTEM, "run: no memory");
    run->config.scenario_path = run->scenario_path;
    te_sizing_init(&run->sizing, config->sizing_tolerance);
    return true;
}

static bool make_common(te_run *run, te_error *err) {
    te_common_config common = te_common_config_of(&run->config);
    common.before = te_resume_progress(run->resume);
    common.on_stop = wake;
    common.arg = run;
    run->common = te_common_new(&common, err);
    if (run->common == NULL) return false;
    te_resume_note(run->resume, run->scenario_path, run->common);
    return true;
}

static bool make_outlets(te_run *run, te_error *err) {
    if (run->only_lists) return true;
    run->outlets = te_outlets_new(&run->config, run->common, err);
    run->config.outputs = NULL; /* borrowed, as the others */
    run->config.statsd_address = NULL;
    run->config.influx_token = run->config.otlp_headers = NULL;
    return run->outlets != NULL;
}

static bool make_thresholds(te_run *run, te_error *err) {
    run->jury.thresholds = te_thresholds_of(run->config.thresholds,
                                            run->config.threshold_count, err);
    run->config.thresholds = NULL; /* borrowed */
    return run->jury.thresholds != NULL;
}

/* Behind those of the command line; --check and a search judge nothing. */
static bool add_thresholds(te_run *run, te_error *err) {
    const te_script *script = te_thread_script(te_crew_first(run->crew));
    if (!te_script_thresholds(script, run->jury.thresholds, err)) return false;
    if (run->config.check || run->ascent != NULL)
        te_thresholds_clear(run->jury.thresholds);
    return true;
}

/* What the load is depends on what the file asks for. */
static uint32_t settle_plan(void *arg, const te_script *script, te_error *err) {
    te_run *run = arg;
    if (run->only_lists) return 1;
    /* One of every scenario, whatever -r says. */
    if (run->config.single_run)
        run->config.max_runs = te_script_count_on(script);
    if (!te_plan_settle(&run->plan, &script->plan, &run->config, err) ||
        !te_resume_settle(run->resume, &run->plan, &run->config, err) ||
        !te_descriptors_check(run->config.workers, run->config.threads, err))
        return 0;
    return run->config.threads;
}

static bool make_crew(te_run *run, te_error *err) {
    const te_config *config = &run->config;
    te_script_source source = te_script_source_of(config, run->only_lists);
    te_statsd_outlet *statsd = te_outlets_find(run->outlets, &te_outlet_statsd);
    te_thread_config each = {
        .single_run = config->single_run,
        .stop_on_failure = config->stop_on_failure,
        .lanes = te_http_lanes(config),
        .statsd = statsd != NULL ? &statsd->address : NULL,
        .requests = te_outlets_find(run->outlets, &te_outlet_jsonl),
        .common = run->common,
        .on_idle = wake,
        .arg = run,
    };
    run->crew = te_crew_new(&each, settle_plan, run, &source, err);
    if (run->crew == NULL) return false;
    run->collector = te_crew_collector(run->crew, run->config.warm_up_ns);
    if (run->collector != NULL) return true;
    return te_fail_as(err, TE_ERROR_SYSTEM, "run: no memory");
}

static bool list_what_runs(te_run *run, te_error *err) {
    te_result *r = &run->result;
    const te_script *script = te_thread_script(te_crew_first(run->crew));
    r->scenarios = te_listing_facts(script, &r->scenario_count);
    r->loads = te_load_texts(&run->plan, &r->load_count);
    if (r->scenarios != NULL && r->loads != NULL) return true;
    return te_fail_as(err, TE_ERROR_SYSTEM, "run: no memory");
}

static bool make_console(te_run *run, te_error *err) {
    const te_config *config = &run->config;
    if (!config->console || config->quiet || config->out == NULL) return true;
    run->console = te_console_new(config->console_update_ns);
    if (run->console != NULL) return true;
    return te_fail_as(err, TE_ERROR_SYSTEM, "run: no memory");
}

static bool carry_over(te_run *run, te_error *err) {
    return te_resume_carry_over(run->resume, &run->plan, run->collector,
                                &run->jury, &run->sizing,
                                te_crew_metrics(run->crew), err);
}

/* What is known before it begins. */
static void describe(const te_run *run, te_result *r) {
    te_result_configure(r, &run->config);
    r->threads = te_crew_count(run->crew);
    r->segment = (uint32_t)run->plan.segment + 1;
    r->sizing = run->config.sizing ? &run->sizing : NULL;
    r->capacity = te_ascent_capacity(run->ascent);
    r->thresholds = run->jury.thresholds;
    r->health = run->config.check ? NULL : &run->jury.health;
    r->totals = te_collector_totals(run->collector);
    r->started_at_unix_ns = te_clock_unix_ns();
}

/* Last: a journal that is there already is let go for a run that can be. The
 * result stays as it is: it has totals when the run has begun. */
static bool make_recorder(te_run *run, te_error *err) {
    te_result result = run->result;
    if (run->only_lists) return true;
    describe(run, &result);
    return te_recorder_new(&run->recorder, &run->config, &result,
                           te_resume_recording(run->resume), run->common, err);
}

/* A signal after it is the second request to end. */
static void on_control_stop(void *arg) {
    te_run *run = arg;
    te_ending_begin(&run->ending, TE_END_SIGNAL, TE_CONTROL_NAME);
    te_run_stop(run);
}

static bool make_control(te_run *run, te_error *err) {
    te_control_config config = {.path = run->config.control,
                                .loop = run->loop,
                                .helm = &run->helm,
                                .before = te_collector_totals(run->collector),
                                .on_stop = on_control_stop,
                                .arg = run};
    run->config.control = NULL; /* borrowed */
    if (config.path == NULL || run->only_lists) return true;
    run->control = te_control_new(&config, err);
    return run->control != NULL;
}

/* What the run is steered by, and what brings it to its end. */
static void man_helm(te_run *run) {
    const te_config *config = &run->config;
    run->helm =
        (te_helm){.plan = &run->plan, .crew = run->crew, .common = run->common};
    run->ending = (te_ending){
        .loop = run->loop,
        .helm = &run->helm,
        .collector = run->collector,
        .result = &run->result,
        .graceful_ns = config->force_shutdown ? 0 : config->graceful_ns,
    };
}

static void on_tick(void *arg);

static te_run *make_run(const te_config *config, bool only_lists,
                        te_error *err) {
    te_run *run = calloc(1, sizeof *run);
    if (run == NULL) {
        te_fail_as(err, TE_ERROR_SYSTEM, "run: no memory");
        return NULL;
    }
    run->only_lists = only_lists;
    run->tick = (te_timer){.on_due = on_tick, .arg = run};
    run->loop = te_loop_new(NULL, err);
    if (run->loop == NULL || !copy_config(run, config, err) ||
        !make_common(run, err) || !make_outlets(run, err) ||
        !make_thresholds(run, err) || !make_crew(run, err) ||
        (!only_lists &&
         !te_ascent_new(&run->ascent, &run->config, &run->plan, err)) ||
        !add_thresholds(run, err) || !list_what_runs(run, err) ||
        !te_plan_open(&run->plan, err) || !carry_over(run, err) ||
        !make_console(run, err) || !make_control(run, err) ||
        !make_recorder(run, err)) {
        te_run_free(run);
        return NULL;
    }
    man_helm(run);
    return run;
}

te_run *te_run_new(const te_config *config, te_error *err) {
    return make_run(config, false, err);
}

void te_run_free(te_run *run) {
    /* A thread that could not be ended still uses all of this. */
    if (run == NULL || run->ending.is_stranded) return;
    te_control_free(run->control);
    te_console_free(run->console);
    te_recorder_free(run->recorder);
    te_resume_free(run->resume);
    te_outlets_free(run->outlets);
    te_crew_free(run->crew); /* finalizers in it may still read the result */
    te_collector_free(run->collector);
    te_thresholds_free(run->jury.thresholds);
    te_ascent_free(run->ascent);
    free((void *)(uintptr_t)run->result.scenarios);
    free((void *)(uintptr_t)run->result.loads);
    te_plan_clear(&run->plan);
    te_common_free(run->common);
    te_loop_free(run->loop);
    free(run->scenario_path);
    free(run);
}

/* One state is enough to know what the file registers. What it prints while it
 * loads is no part of the list. */
bool te_run_list(const te_config *config, te_error *err) {
    te_config one = *config;
    one.workers = one.threads = 1;
    one.console = false;
    one.out = config->err;
    te_run *run = make_run(&one, true, err);
    if (run == NULL) return false;
    if (config->out != NULL)
        te_listing_print(config->out,
                         te_thread_script(te_crew_first(run->crew)));
    te_run_free(run);
    return true;
}

/* ---- Turning ---- */

/* Where the scenario has a word in it, it is printed by the thread; not when
 * the workers have gone: the summary is near. */
static void show_progress(te_run *run, const char *text) {
    te_thread *first = te_crew_first(run->crew);
    if (te_thread_has_fixture(first, TE_PROGRESS)) {
        if (run->is_working) te_thread_ask_progress(first, text);
        return;
    }
    fputs(text, te_common_out(run->common));
    fflush(te_common_out(run->common));
}

static uint64_t elapsed_ns(const te_run *run) {
    return te_ending_elapsed_ns(&run->ending);
}

/* What counts of the search for the capacity is what was measured at full
 * load, the end of the run included. */
static void climb(te_run *run, const te_interval *interval) {
    te_crew *crew = run->ending.has_begun ? NULL : run->crew;
    if (interval->is_ending || interval->is_cut) return;
    if (te_ascent_interval(run->ascent, crew, interval, elapsed_ns(run)))
        te_ending_begin(&run->ending, TE_END_CAPACITY, "");
}

/* Up to so much of the run. */
static void collect(te_run *run, uint64_t until_ns) {
    te_resources_count(&run->resources, te_collector_metrics(run->collector),
                       run->config.local_address_count);
    te_common_lock_result(run->common);
    const te_interval *interval = te_collector_tick(run->collector, until_ns);
    const te_threshold *aborting = te_jury_interval(&run->jury, interval);
    te_common_unlock_result(run->common);
    if (aborting != NULL)
        te_ending_begin(&run->ending, TE_END_THRESHOLD, aborting->spec.text);
    if (run->config.sizing && te_sizing_interval(&run->sizing, interval))
        te_ending_begin(&run->ending, TE_END_SIZED, "");
    const te_totals *totals = te_collector_totals(run->collector);
    te_outlets_interval(run->outlets, interval, &run->result);
    te_control_interval(run->control, interval);
    te_recorder_interval(run->recorder, interval, &run->plan, &run->result);
    if (run->ending.start_ns == 0) return;
    climb(run, interval);
    if (run->is_working)
        te_thread_ask_workers(
            te_crew_first(run->crew),
            (uint64_t)te_metrics_sum(totals->metrics, "workers", NULL));
    if (run->console == NULL) return;
    const char *text = te_console_interval(run->console, interval, totals,
                                           te_ascent_capacity(run->ascent));
    if (text != NULL) show_progress(run, text);
}

static void on_tick(void *arg) {
    te_run *run = arg;
    uint64_t now = te_loop_now_ns(run->loop);
    te_crew_watch(run->crew, now);
    if (run->ending.start_ns > 0) collect(run, elapsed_ns(run) - AFTER_POST_NS);
    te_timer_start(run->loop, &run->tick,
                   te_timer_due_ns(&run->tick) + TE_NS_PER_S);
}

/* Turns until every thread has done what it was told, or none will. Whoever is
 * idle may have asked for something just before: that is heard first. */
static void wait_for_threads(te_run *run) {
    while (!run->ending.is_stranded) {
        bool was_idle = te_crew_is_idle(run->crew);
        te_ending_hear(&run->ending, atomic_load(&run->stops));
        if (was_idle && te_crew_is_idle(run->crew)) return;
        te_loop_turn(run->loop, true);
    }
}

static bool has_failed(te_run *run) {
    const te_error *failure = te_crew_failure(run->crew);
    if (failure != NULL && !run->has_failed) {
        run->has_failed = true;
        run->failure = *failure;
    }
    return run->has_failed;
}

/* ---- The run ---- */

/* In the log of requests: all of them are marked as long as nobody knows when
 * the warm-up ends, which is with a second, as its records are. */
static void mark_warm_up(te_run *run) {
    te_request_log *log = te_outlets_find(run->outlets, &te_outlet_jsonl);
    uint64_t length_ns = run->config.warm_up_ns, over_ns = run->plan.elapsed_ns;
    uint64_t start_ns = run->ending.start_ns;
    if (log == NULL || length_ns <= over_ns) return;
    uint64_t left_s = (length_ns - over_ns + TE_NS_PER_S - 1) / TE_NS_PER_S;
    te_request_log_warm_up(log, start_ns > 0 ? start_ns + left_s * TE_NS_PER_S
                                             : UINT64_MAX);
}

/* The end that has come when all threads are idle; TE_END_RUNNING: the time is
 * not up yet, and the run is as long as it was to be. Who was stuck does not
 * come back. */
static te_end end_by_itself(te_run *run, uint64_t *left_ns) {
    uint32_t stuck = te_crew_stuck(run->crew);
    *left_ns = te_plan_left_ns(&run->plan, elapsed_ns(run));
    if (stuck >= run->config.workers) return TE_END_STUCK;
    if (stuck > 0 || te_plan_has_begun_all(&run->plan)) return TE_END_RUNS;
    return *left_ns > 0 ? TE_END_RUNNING : TE_END_DURATION;
}

static void wait_for_end(te_run *run) {
    uint64_t left_ns;
    te_end end;
    for (;;) {
        wait_for_threads(run);
        if (run->ending.has_begun || run->ending.is_stranded) return;
        end = end_by_itself(run, &left_ns);
        if (end != TE_END_RUNNING) break;
        te_ending_rest(&run->ending, left_ns);
        te_loop_turn(run->loop, true);
    }
    te_ending_reached(&run->ending, end);
}

static void work(te_run *run) {
    te_vars_freeze(te_common_vars(run->common));
    uint64_t start_ns = te_loop_clock_ns(run->loop);
    te_ending_work(&run->ending, start_ns,
                   run->config.duration_ns - run->plan.elapsed_ns);
    mark_warm_up(run);
    run->result.started_at_unix_ns = te_clock_unix_ns();
    te_recorder_start(run->recorder, &run->result);
    te_timer_start(run->loop, &run->tick,
                   start_ns + TE_NS_PER_S + AFTER_POST_NS);
    te_crew_work(run->crew, &run->plan, start_ns);
    run->is_working = true;
    run->helm.phase = TE_HELM_RUNNING;
    te_control_start(run->control, start_ns - run->plan.elapsed_ns);
    wait_for_end(run);
    run->is_working = false;
    run->helm.phase = TE_HELM_DRAINING;
    te_ending_no_limit(&run->ending);
}

/* The run's fixture had to be left behind, inside a call that does not return:
 * a failure of it as any other. */
static void fail_stranded(te_run *run, te_fixture fixture) {
    if (!run->ending.is_stranded || run->has_failed) return;
    run->has_failed = true;
    te_fail_as(&run->failure, TE_ERROR_SCRIPT,
               "%s did not return and was given up", te_fixture_name(fixture));
}

static void tear_down(te_run *run) {
    if (run->ending.is_stranded || atomic_load(&run->stops) > 1) return;
    te_ending_limit(&run->ending,
                    run->config.graceful_ns + TE_ENDING_TEARDOWN_NS);
    te_thread_order(te_crew_first(run->crew), TE_ORDER_GLOBAL_TEARDOWN);
    wait_for_threads(run);
    te_ending_no_limit(&run->ending);
    fail_stranded(run, TE_GLOBAL_TEARDOWN);
}

/* What the threads have sent on their own counts as well. */
static void end_outlets(te_run *run) {
    te_statsd_outlet *statsd = te_outlets_find(run->outlets, &te_outlet_statsd);
    if (statsd != NULL && !run->ending.is_stranded)
        te_crew_end_statsd(run->crew, &statsd->threads);
    te_outlets_end(run->outlets, atomic_load(&run->stops) > 1);
}

static void begin_result(te_run *run) {
    describe(run, &run->result);
    te_common_publish(run->common, &run->result);
}

static void end_result(te_run *run) {
    te_result *r = &run->result;
    r->workers_begun = te_crew_workers_begun(run->crew);
    r->notes = te_common_notes(run->common, &r->note_count);
    r->exit_code = te_exit_code(r, &run->config, te_run_failure(run),
                                te_run_has_lost(run));
}

/* A fixture of the run failed before there was a run that could end. */
static void end_unbegun(te_run *run) {
    if (run->ending.has_begun || run->ending.start_ns > 0) return;
    te_ending_set(&run->ending, TE_END_FIXTURE, run->failure.message);
}

/* ---- The summary ---- */

static bool has_summary(const te_run *run) {
    return run->ending.start_ns > 0 || !run->has_failed || run->config.check;
}

/* Lets the scenario's summary(result) have a word in it. */
static void summarise(te_run *run) {
    if (!te_thread_has_fixture(te_crew_first(run->crew), TE_SUMMARY) ||
        run->ending.is_stranded || atomic_load(&run->stops) > 1)
        return;
    char *text = te_summary_text(&run->result, run->config.verbosity);
    if (text == NULL) return;
    te_ending_limit(&run->ending,
                    run->config.graceful_ns + TE_ENDING_TEARDOWN_NS);
    te_thread_summarise(te_crew_first(run->crew), text);
    wait_for_threads(run);
    te_ending_no_limit(&run->ending);
    if (!run->ending.is_stranded) free(text); /* or it may come back to it */
    fail_stranded(run, TE_SUMMARY);
}

bool te_run_go(te_run *run, te_error *err) {
    begin_result(run);
    mark_warm_up(run);
    te_timer_start(run->loop, &run->tick,
                   te_loop_clock_ns(run->loop) + TE_NS_PER_S);
    bool launched = te_crew_launch(run->crew, &run->failure);
    run->has_failed = !launched;
    if (launched) {
        te_thread_order(te_crew_first(run->crew), TE_ORDER_GLOBAL_SETUP);
        wait_for_threads(run);
        bool is_set_up = !has_failed(run);
        if (is_set_up && !run->ending.has_begun) work(run);
        if (is_set_up) {
            tear_down(run);
            if (run->ending.start_ns > 0) te_collector_over(run->collector);
            collect(run, elapsed_ns(run));
            end_result(run);
            summarise(run);
        }
    }
    if (!te_crew_quit(run->crew, TE_ENDING_QUIT_NS))
        run->ending.is_stranded = true;
    if (launched) has_failed(run);
    collect(run, elapsed_ns(run));
    end_outlets(run);
    if (run->has_failed) end_unbegun(run);
    end_result(run);
    te_recorder_end(run->recorder, &run->result);
    end_result(run); /* the journal's own end may have become a note */
    te_control_free(run->control); /* whatever is stranded */
    run->control = NULL;
    if (launched && has_summary(run))
        te_closing_print(te_common_out(run->common), &run->result,
                         te_thread_summary(te_crew_first(run->crew)),
                         run->config.check, run->config.verbosity);
    if (run->has_failed && err != NULL) *err = run->failure;
    return !run->has_failed;
}

void te_run_stop(te_run *run) {
    atomic_fetch_add(&run->stops, 1);
    te_loop_wake(run->loop);
}

/* ---- What came of it ---- */

const te_result *te_run_result(const te_run *run) { return &run->result; }

const te_config *te_run_config(const te_run *run) { return &run->config; }

bool te_run_has_lost(const te_run *run) {
    return te_recorder_has_lost(run->recorder) ||
           te_outlets_have_lost(run->outlets);
}

const te_error *te_run_failure(const te_run *run) {
    return run->has_failed ? &run->failure : NULL;
}

size_t te_run_leftovers(const te_run *run) {
    return te_crew_leftovers(run->crew);
}

/* week.c - a week of load on a clock turned by hand: what a run keeps in
 * memory does not grow, to the byte.
 *
 *     build/tests/bench/week [HOURS [SAMPLES]]     168 and 1,000,000,000
 *
 * Everything that a run has per interval takes part: an open model's
 * arrivals, two threads that count, the collector and its totals, thresholds
 * over the run, over a window and of a drift, the verdict, the console's line,
 * the journal's line (made, not written), once an hour the summary. Not Lua,
 * sockets and the disk: those are measured on a real clock (`soak`).
 *
 * Exit code 1 when more memory is in use at the end of any hour than at that
 * of the first, or a sample was not counted. */
#include "clock.h"
#include "console.h"
#include "counted_memory.h"
#include "executor.h"
#include "health.h"
#include "journal_series.h"
#include "result.h"
#include "rng.h"
#include "summary.h"
#include "threshold.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { THREADS = 2, NAMES = 4, WORKERS = 64, HOUR_S = 3600 };

/* What one thread counts. */
typedef struct counted {
    te_outbox *outbox;
    te_series *requests[NAMES], *duration[NAMES], *service[NAMES];
    te_series *failed, *workers, *cpu, *turn;
} counted;

typedef struct week {
    uint64_t seconds, samples; /* asked for */
    te_rng rng;
    te_executor *executor;
    counted threads[THREADS];
    te_collector *collector;
    te_thresholds *thresholds;
    te_health health;
    te_console *console;
    te_series_writer lines;
    te_result result;
} week;

static void stop(const char *why) {
    fprintf(stderr, "week: %s\n", why);
    exit(2);
}

/* ---- Building ---- */

static te_series *series(counted *t, te_series_kind kind, const char *metric,
                         const char *tags) {
    return te_metrics_series(te_outbox_metrics(t->outbox), kind, metric, tags);
}

static void open_thread(counted *t, int number) {
    char tags[64];
    t->outbox = te_outbox_new();
    if (t->outbox == NULL) stop("no memory");
    for (int i = 0; i < NAMES; i++) {
        snprintf(tags, sizeof tags, "method:GET,name:page %d,status:200", i);
        t->requests[i] = series(t, TE_COUNTER, "http.requests", tags);
        snprintf(tags, sizeof tags, "name:page %d", i);
        t->duration[i] = series(t, TE_TREND, "http.duration", tags);
        t->service[i] = series(t, TE_TREND, "http.service", tags);
    }
    t->failed = series(t, TE_RATE, "http.failed", "");
    t->workers = series(t, TE_GAUGE, "workers", "");
    snprintf(tags, sizeof tags, "thread:%d", number);
    t->cpu = series(t, TE_COUNTER, "health.cpu_us", tags);
    t->turn = series(t, TE_TREND, "health.turn", tags);
    te_series_add(t->workers, WORKERS / THREADS);
}

static void open_executor(week *w) {
    te_error err;
    te_executor_config config = {.is_poisson = true,
                                 .seed = 7,
                                 .threads = THREADS,
                                 .max_workers = WORKERS,
                                 .begun_before = WORKERS,
                                 .queue_limit = 100000};
    te_profile_hold_rate(&config.profile,
                         (double)w->samples / (double)w->seconds,
                         w->seconds * TE_NS_PER_S);
    w->executor = te_executor_new(&config, &err);
    if (w->executor == NULL) stop(err.message);
}

static void open_watchers(week *w) {
    static const char *const texts[] = {
        "http.duration p99 < 1s",
        "http.duration{name:page 1} p95 < 1s over 1m",
        "http.duration p99 drift < 5%/h",
        "http.failed rate < 2%",
    };
    te_error err;
    te_outbox *outboxes[THREADS];
    for (int i = 0; i < THREADS; i++)
        outboxes[i] = w->threads[i].outbox;
    w->collector = te_collector_new(outboxes, THREADS);
    w->console = te_console_new(0);
    w->thresholds =
        te_thresholds_of(texts, sizeof texts / sizeof texts[0], &err);
    if (w->thresholds == NULL) stop(err.message);
    if (w->collector == NULL || w->console == NULL ||
        !te_series_writer_init(&w->lines))
        stop("no memory");
    w->result = (te_result){.version = "week",
                            .scenario_path = "week",
                            .workers = WORKERS,
                            .threads = THREADS,
                            .thresholds = w->thresholds,
                            .health = &w->health,
                            .totals = te_collector_totals(w->collector)};
}

/* ---- Turning the clock ---- */

/* A request of 5 ms or so; one in 100 fails, each with words of its own. None
 * does in the last second of an hour: an interval holds its failures. */
static void count_request(week *w, counted *t, const te_run_record *run,
                          uint64_t number) {
    uint64_t late_ns = run->started_ns - run->intended_ns;
    uint64_t service_ns =
        (uint64_t)te_rng_exponential(&w->rng, 5.0 * (double)TE_NS_PER_MS);
    size_t name = number % NAMES;
    bool is_failed =
        number % 100 == 0 && (run->started_ns / TE_NS_PER_S + 1) % HOUR_S != 0;
    te_series_add(t->requests[name], 1);
    te_series_record(t->service[name], service_ns);
    te_series_record(t->duration[name], late_ns + service_ns);
    te_series_rate(t->failed, is_failed);
    if (!is_failed) return;
    char words[64];
    snprintf(words, sizeof words, "no answer to request %" PRIu64, number);
    te_failures_add(te_outbox_failures(t->outbox), "page", words, NULL,
                    run->worker, run->number);
}

/* Runs what arrives on the thread until then: at once, by one worker. */
static void work_until(week *w, uint32_t thread, uint64_t until_ns) {
    counted *t = &w->threads[thread];
    for (;;) {
        uint64_t now_ns = te_executor_arrival_ns(w->executor, thread);
        te_run_record run;
        if (now_ns >= until_ns) return;
        if (!te_executor_arrive(w->executor, thread, 1) ||
            te_executor_next(w->executor, thread, now_ns, &run) != TE_NEXT_RUN)
            stop("an arrival was not taken");
        count_request(w, t, &run, run.number);
        te_executor_done(w->executor, &run, now_ns, 0);
    }
}

static void write_line(week *w, const te_interval *interval) {
    bool ok = true;
    json_t *line = json_object();
    te_series_write(&w->lines, interval, line, &ok);
    char *text = json_dumps(line, JSON_COMPACT);
    if (!ok || text == NULL) stop("no line of the journal");
    free(text);
    json_decref(line);
}

static void pass_second(week *w, uint64_t second) {
    uint64_t end_ns = second * TE_NS_PER_S;
    for (uint32_t i = 0; i < THREADS; i++) {
        counted *t = &w->threads[i];
        work_until(w, i, end_ns);
        te_series_add(t->cpu, 300000);
        te_series_record(t->turn, TE_NS_PER_MS);
        te_outbox_post(t->outbox);
    }
    const te_interval *interval = te_collector_tick(w->collector, end_ns);
    te_thresholds_interval(w->thresholds, interval);
    te_health_interval(&w->health, interval);
    te_console_interval(w->console, interval, w->result.totals, NULL);
    write_line(w, interval);
    if (second % HOUR_S == 0) free(te_summary_text(&w->result, 1));
}

/* ---- The week ---- */

static void open_week(week *w) {
    te_rng_seed(&w->rng, 1, 1);
    for (int i = 0; i < THREADS; i++)
        open_thread(&w->threads[i], i);
    open_executor(w);
    open_watchers(w);
}

static void close_week(week *w) {
    te_series_writer_clear(&w->lines);
    te_console_free(w->console);
    te_thresholds_free(w->thresholds);
    te_collector_free(w->collector);
    te_executor_free(w->executor);
    for (int i = 0; i < THREADS; i++)
        te_outbox_free(w->threads[i].outbox);
}

static double number(char **argv, int i, int argc, double otherwise) {
    return i < argc ? strtod(argv[i], NULL) : otherwise;
}

int main(int argc, char **argv) {
    static week w;
    w.seconds = (uint64_t)number(argv, 1, argc, 168) * HOUR_S;
    w.samples = (uint64_t)number(argv, 2, argc, 1e9);
    if (w.seconds < 2 * HOUR_S) stop("at least two hours are needed");
    open_week(&w);
    size_t after_an_hour = 0, most = 0;
    for (uint64_t second = 1; second <= w.seconds; second++) {
        pass_second(&w, second);
        if (second % HOUR_S != 0) continue;
        size_t bytes = counted_memory_bytes();
        if (second == HOUR_S) after_an_hour = bytes;
        if (bytes > most) most = bytes;
    }
    double seen =
        te_metrics_sum(w.result.totals->metrics, "http.duration", NULL);
    printf("%" PRIu64 " h, %.0f samples\n", w.seconds / HOUR_S, seen);
    printf("in use after the first hour: %zu bytes\n", after_an_hour);
    printf("the most at the end of another: %zu bytes\n", most);
    double wanted = (double)w.samples;
    bool ok = most == after_an_hour && fabs(seen - wanted) <= 5 * sqrt(wanted);
    close_week(&w);
    return ok ? 0 : 1;
}

/* tengine.h - load tests from your own program.
 *
 *     te_config config = TE_CONFIG_INIT;
 *     config.scenario_path = "loadtest.lua";
 *     config.workers = 50;
 *     config.max_runs = 10;
 *
 *     te_error err;
 *     te_run *run = te_run_new(&config, &err);
 *     if (run == NULL || !te_run_go(run, &err)) puts(err.message);
 *     printf("%.0f requests\n", te_run_sum(run, "http.requests", NULL));
 *     int exit_code = te_run_exit_code(run);
 *     te_run_free(run);
 *
 * Link with -ltengine. Nothing here reads argv or exits; nothing is printed
 * but to the FILEs that the configuration names. One signal is used, between
 * the run's own threads: SIGRTMIN + 3, which ends a task that never waits. One
 * process may make several runs, one after the other or side by side. */
#ifndef TENGINE_H
#define TENGINE_H

#include "api.h"
#include "error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* How to run. Times are nanoseconds. Strings are borrowed until te_run_new
 * returns. Start from TE_CONFIG_INIT. */
typedef struct te_config {
    const char *scenario_path;
    /* Options of the scenario's own, as on a command line: "--url", "..." */
    char *const *scenario_args;
    size_t scenario_arg_count;
    /* Lua files and C modules (.so) that are loaded before it, in order. */
    const char *const *extensions;
    size_t extension_count;
    /* That scenario only, in the usual loop; NULL: all, by their weights. */
    const char *single_mode;

    uint32_t workers;     /* over all threads */
    uint32_t threads;     /* engine threads */
    uint64_t duration_ns; /* no run starts after it */
    /* Instead of workers and ramp_up_ns, the course that the number of workers
     * takes: "30s:50, 5m:50, 30s:0" (spec.h). With has_duration the run takes
     * duration_ns all the same, at the last level or cut short. */
    const char *stages;
    bool has_duration;
    /* A Lua file of tengine.profile(), in place of those of the scenario. With
     * has_load neither counts, and the load is what stands here. */
    const char *profile_path;
    bool has_load;
    /* The open model: runs arrive at this rate ("500/s"), or at those of the
     * stages ("30s:500/s, 5m:500/s"), whether the ones before have ended or
     * not. There are `workers` from the start and more as they are needed, at
     * most max_workers (0: 1,000). Whoever finds none free waits and is
     * measured from when it was meant to start; where queue_limit of them wait
     * it is dropped. */
    const char *rate;
    const char *arrivals; /* NULL or "even"; "poisson" */
    uint32_t max_workers;
    uint64_t queue_limit;
    bool has_queue_limit; /* it holds beside a file's profiles, too */
    uint64_t total_runs;  /* over all workers; 0: no bound */
    /* The load goes as planned from the start; what is measured so early is
     * kept apart and in no figure. In whole seconds, rounded up. With
     * has_warm_up it holds beside a file's profiles, also when it is 0. */
    uint64_t warm_up_ns;
    bool has_warm_up;
    /* A worker is meant to begin a run so often, and measured from then; 0: as
     * soon as the one before has ended. */
    uint64_t interval_ns;
    uint64_t max_runs;    /* per worker; 0: no bound */
    uint64_t ramp_up_ns;  /* worker i of W starts at i * ramp_up / W */
    uint64_t delay_ns;    /* between the runs of a worker */
    bool single_run;      /* every scenario once, per worker */
    bool stop_on_failure; /* the first failed run ends it all */
    uint64_t fail_limit;  /* so many failed runs are a failure; 0: none */
    bool has_seed;        /* false: a random one is drawn */
    uint64_t seed;
    bool check;           /* instead of load, everything once: one worker, one
                             thread, no pauses, a report of what failed */
    bool insecure;        /* do not verify TLS certificates */
    uint64_t graceful_ns; /* how long runs under way may take to finish */
    bool force_shutdown;  /* end runs under way at once */

    /* Ends it once more than so many percent of the last minute's runs have
     * failed; ramp up to more workers than it can bear. */
    bool sizing;
    double sizing_tolerance;

    /* Looks for the highest load at which these hold, such as "http.duration
     * p99 < 200ms, http.failed < 0.1%": of arrivals, from `rate` on, or of
     * workers, from `workers` on, at most max_workers (0: 1,000). Each is
     * judged over a window of this length. Thresholds are not looked at. */
    const char *find_capacity;
    uint64_t capacity_window_ns;

    /* What must hold, such as "http.duration p95 < 300ms" (threshold_spec.h has
     * the language), beside what the scenario demands. */
    const char *const *thresholds;
    size_t threshold_count;

    /* A run whose generator could not keep up is exit code 111. */
    bool strict;

    /* How long answers of the resolver are kept, or none at all: then each
     * request looks its host up. */
    uint64_t dns_ttl_ns;
    bool no_dns_cache;
    /* A new connection for every request. */
    bool no_reuse;
    /* Addresses of this machine that connections come from, in turns; none:
     * the kernel's choice. */
    const char *const *local_addresses;
    size_t local_address_count;
    /* "HOST:PORT:ADDRESS[,ADDRESS]": hosts that are not looked up. PORT may
     * be "*". */
    const char *const *resolve;
    size_t resolve_count;
    /* What carries requests. NULL or "auto": HTTP/1.1 on sockets of our own
     * where that can carry them, libcurl else; "curl": always libcurl. */
    const char *lane;
    /* For who writes a scenario: one thread, verbosity 2, and each failed run
     * is told to `err` at once. */
    bool debug;

    /* Where figures go while it runs, each as "KIND=WHERE", such as
     * "statsd=udp://127.0.0.1:8125" (outlets.h). */
    const char *const *outputs;
    size_t output_count;
    /* Secrets for "influx=", the token of its API, and for "otlp=", headers as
     * "NAME=VALUE,NAME=VALUE". NULL: none. */
    const char *influx_token;
    const char *otlp_headers;
    /* The same as "statsd=" with that address; NULL is
     * "udp://127.0.0.1:8125". */
    bool statsd;
    const char *statsd_address;

    /* The record of the run is written to this file while it goes; what was
     * there is replaced, if it was a journal. NULL: a run of more than ten
     * seconds is recorded in `runs_folder`, where the last 50 are kept, unless
     * that is NULL too; "" is no folder, and such a run says that it is not
     * recorded. */
    const char *journal;
    const char *runs_folder;
    /* Goes on with the run of this journal, which breaks off: with its seed,
     * where its profile, its bounds of runs and its feeds stood; the journal
     * goes on too. All else is to be as it was then. */
    const char *resume;
    /* The arguments of the command that makes the run, without those of the
     * scenario: the journal keeps them for who resumes it. */
    char *const *command;
    size_t command_count;

    /* A Unix socket that is made there while the run goes, for its owner alone:
     * `tengine control` asks it how the run goes, pauses and resumes it, ends
     * it, sets its workers (up to max_workers, 0: 1,000) or its rate. NULL:
     * none. */
    const char *control;

    bool console; /* a line per update and the full summary */
    uint64_t console_update_ns;
    bool quiet;    /* nothing but errors */
    int verbosity; /* 1: tracebacks; 2: requests and responses */
    FILE *out;     /* console and summary; NULL: nowhere */
    FILE *err;     /* warnings and errors; NULL: nowhere */
} te_config;

TE_API extern const te_config TE_CONFIG_DEFAULT;
#define TE_CONFIG_INIT (TE_CONFIG_DEFAULT)

typedef struct te_run te_run;

/* Loads the scenario and builds all that the run needs; no load yet. A run
 * with more workers than the process may have file descriptors is refused:
 * one for each, 8 for each thread, 16 in all; the command raises its soft
 * limit to the hard one before, other programs may do so. NULL and
 * err when that cannot be done, or when the scenario's options were "--help":
 * then they were printed to config.out and err->kind is TE_ERROR_NONE. Release
 * with te_run_free(). */
TE_API te_run *te_run_new(const te_config *config, te_error *err);
TE_API void te_run_free(te_run *run); /* NULL is fine */

/* Loads the scenario, prints what it registers to config.out (scenarios with
 * weight and delay, fixtures, the options that it declares) and lets go of it
 * again: nothing is run. Options that are required may lack; what the file
 * prints while it loads goes to config.err, as does its --help. False and err
 * as te_run_new's NULL. */
TE_API bool te_run_list(const te_config *config, te_error *err);

/* Runs to the end; blocks. False and err when a fixture of the run failed;
 * what was measured until then is there all the same. Once per run. */
TE_API bool te_run_go(te_run *run, te_error *err);

/* Asks a run to end: no new run starts, those under way may finish. A second
 * call ends those too. From any thread and from signal handlers. */
TE_API void te_run_stop(te_run *run);

/* After te_run_go: the exit code as the command has it. 0 when all held; 1:
 * failures (with config.check: of any kind); 2: bad input; 74: output not
 * written; 99: a threshold is broken, or no capacity was found; 105: stopped by
 * te_run_stop(); 107: scenario or fixture failed; 111: the generator could not
 * keep up, and config.strict. */
TE_API int te_run_exit_code(const te_run *run);

/* What was measured. `tags` NULL or "": the sum over all; else the sum over
 * the series that carry this one tag, such as "name:GET symbol". */
TE_API double te_run_sum(const te_run *run, const char *metric,
                         const char *tag);
/* A percentile (0..100) of a trend such as "http.duration", in ns; over all
 * series, or those that carry the tag. 0 where there is nothing. */
TE_API uint64_t te_run_percentile(const te_run *run, const char *metric,
                                  const char *tag, double percent);

/* After te_run_go: writes the summary as one JSON object, and a newline, to
 * `out`: what was run, how it ended, runs, requests by name, checks, the
 * scenario's metrics, errors, notes. engine/summary.schema.json describes it;
 * times in it are seconds, sizes bytes. False and err when memory is short
 * (then nothing was written) or `out` did not take it. */
TE_API bool te_run_write_json(const te_run *run, FILE *out, te_error *err);

/* The version of the library, such as "0.1.0". */
TE_API const char *te_version(void);

#endif

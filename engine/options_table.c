/* options_table.c - see options_table.h. */
#include "options_table.h"

#include "clock.h"
#include "option_reader.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define IN(member) offsetof(te_options, member)
#define ANY 0, UINT64_MAX
#define POSITIVE 1, UINT64_MAX
/* Times stay so short that sums and small multiples of them cannot overflow. */
#define TEN_YEARS (3650 * UINT64_C(86400) * TE_NS_PER_S)
#define ANY_TIME 0, TEN_YEARS
#define SOME_TIME 1, TEN_YEARS
#define FIRST_PAGE TE_OPTION_FIRST_PAGE
#define COMMAND_ONLY TE_OPTION_COMMAND_ONLY

/* In the order of the help, which must stay within 80 columns, its first page
 * within 24 lines. Defaults are appended to it. */
const te_option te_options_table[] = {
    /* clang-format off */
    {'w', "workers", "N", TE_OPTION_WHOLE, IN(config.workers), 1, 1000000,
     "Load", "virtual users, over all threads", FIRST_PAGE},
    {'p', "processes", "N", TE_OPTION_WHOLE, IN(config.threads), 1, 256,
     "Load", "engine threads", FIRST_PAGE},
    {'d', "duration", "TIME", TE_OPTION_TIME, IN(config.duration_ns), SOME_TIME,
     "Load", "no run starts later: 90, 30s, 5m", FIRST_PAGE},
    {'r', "max-runs", "N", TE_OPTION_NUMBER, IN(config.max_runs), POSITIVE,
     "Load", "runs per worker, then it is done", FIRST_PAGE},
    {0, "ramp-up", "TIME", TE_OPTION_TIME, IN(config.ramp_up_ns), ANY_TIME,
     "Load", "worker i of W starts at i * TIME / W", 0},
    {0, "stages", "LIST", TE_OPTION_TEXT, IN(config.stages), ANY,
     "Load", "workers over time: 30s:50,5m:50,30s:0", FIRST_PAGE},
    {0, "rate", "RATE", TE_OPTION_TEXT, IN(config.rate), ANY,
     "Load", "runs arrive so often: 500/s, 30000/m", FIRST_PAGE},
    {0, "arrivals", "HOW", TE_OPTION_TEXT, IN(config.arrivals), ANY,
     "Load", "of a rate: even or poisson [even]", 0},
    {0, "max-workers", "N", TE_OPTION_WHOLE, IN(config.max_workers), 1, 1000000,
     "Load", "of a rate, --control: to N at most [1000]", 0},
    {0, "queue-limit", "N", TE_OPTION_NUMBER, IN(config.queue_limit), 0,
     10000000, "Load", "of a rate: runs that may wait", 0},
    {0, "total-runs", "N", TE_OPTION_NUMBER, IN(config.total_runs), POSITIVE,
     "Load", "runs over all workers, then it is done", 0},
    {0, "interval", "TIME", TE_OPTION_TIME, IN(config.interval_ns), SOME_TIME,
     "Load", "time from run to run of a worker", 0},
    {0, "warm-up", "TIME", TE_OPTION_TIME, IN(config.warm_up_ns), ANY_TIME,
     "Load", "measured apart, rounded up to whole seconds", 0},
    {0, "profile", "FILE", TE_OPTION_TEXT, IN(config.profile_path), ANY,
     "Load", "a Lua file that says the load", 0},
    {0, "delay", "TIME", TE_OPTION_TIME, IN(config.delay_ns), ANY_TIME,
     "Load", "pause between the runs of a worker", FIRST_PAGE},
    {0, "sizing", NULL, TE_OPTION_FLAG, IN(config.sizing), ANY,
     "Load", "500 workers in 300 s, until runs fail", 0},
    {0, "sizing-tolerance", "N", TE_OPTION_PERCENT,
     IN(config.sizing_tolerance), 0, 100,
     "Load", "percent of runs that may fail in it", 0},
    {0, "find-capacity", "LIST", TE_OPTION_TEXT, IN(config.find_capacity), ANY,
     "Load", "highest load at which these hold", 0},
    {0, "capacity-window", "TIME", TE_OPTION_TIME,
     IN(config.capacity_window_ns), TE_NS_PER_S, 3600 * TE_NS_PER_S,
     "Load", "each load is judged over so long", 0},
    {'s', "single-mode", "NAME", TE_OPTION_TEXT, IN(config.single_mode), ANY,
     "Scenario", "that scenario only, again and again", FIRST_PAGE},
    {0, "single-run", NULL, TE_OPTION_FLAG, IN(config.single_run), ANY,
     "Scenario", "every scenario once per worker", FIRST_PAGE},
    {0, "config", "FILE", TE_OPTION_TEXT, IN(config_path), ANY,
     "Scenario", "molotov's JSON; name a test of it", FIRST_PAGE | COMMAND_ONLY},
    {0, "use-extension", "FILE", TE_OPTION_TEXTS, IN(extensions), ANY,
     "Scenario", "Lua file or C module (.so) to load first", 0},
    {0, "check", NULL, TE_OPTION_FLAG, IN(config.check), ANY,
     "Scenario", "everything once: what would have failed",
     FIRST_PAGE | COMMAND_ONLY},
    {0, "list", NULL, TE_OPTION_FLAG, IN(list), ANY,
     "Scenario", "what the file holds; runs nothing", FIRST_PAGE | COMMAND_ONLY},
    {0, "seed", "N", TE_OPTION_NUMBER, IN(config.seed), ANY,
     "Scenario", "the same random choices as the run before", 0},
    {0, "debug", NULL, TE_OPTION_FLAG, IN(config.debug), ANY,
     "Scenario", "each failure at once; -vv, one thread", 0},
    {0, "insecure", NULL, TE_OPTION_FLAG, IN(config.insecure), ANY,
     "Network", "do not verify TLS certificates", 0},
    {0, "no-reuse", NULL, TE_OPTION_FLAG, IN(config.no_reuse), ANY,
     "Network", "a new connection for every request", 0},
    {0, "local-addr", "ADDR", TE_OPTION_TEXTS, IN(local_addresses), ANY,
     "Network", "connections come from it; several: in turns", 0},
    {0, "resolve", "HOST:PORT:ADDR", TE_OPTION_TEXTS, IN(resolve), ANY,
     "Network", "do not look it up; PORT may be *", 0},
    {0, "dns-ttl", "TIME", TE_OPTION_TIME, IN(config.dns_ttl_ns), ANY_TIME,
     "Network", "how long looked-up names are kept", 0},
    {0, "disable-dns-resolve", NULL, TE_OPTION_FLAG, IN(config.no_dns_cache),
     ANY, "Network", "look names up anew for each request", 0},
    {0, "lane", "NAME", TE_OPTION_TEXT, IN(config.lane), ANY,
     "Network", "curl: every request by libcurl [auto]", 0},
    {0, "uvloop", NULL, TE_OPTION_NOTHING, 0, ANY,
     "Network", "means nothing here: the loop is our own", 0},
    {'x', "exception", NULL, TE_OPTION_FLAG, IN(config.stop_on_failure), ANY,
     "End", "stop at the first failed run", FIRST_PAGE},
    {'f', "fail", "N", TE_OPTION_NUMBER, IN(config.fail_limit), POSITIVE,
     "End", "N failed runs or more are exit code 1", FIRST_PAGE},
    {0, "threshold", "TEXT", TE_OPTION_TEXTS, IN(thresholds), ANY,
     "End", "'http.duration p95 < 300ms', or exit 99", 0},
    {0, "strict", NULL, TE_OPTION_FLAG, IN(config.strict), ANY,
     "End", "a verdict of INVALID is exit code 111", 0},
    {0, "graceful-stop", "TIME", TE_OPTION_TIME, IN(config.graceful_ns),
     ANY_TIME, "End", "how long runs may take to finish", 0},
    {0, "force-shutdown", NULL, TE_OPTION_FLAG, IN(config.force_shutdown), ANY,
     "End", "do not wait for them at all", 0},
    {'c', "console", NULL, TE_OPTION_FLAG, IN(config.console), ANY,
     "Output", "show what is prepared and how it goes", FIRST_PAGE},
    {0, "console-update", "TIME", TE_OPTION_TIME, IN(config.console_update_ns),
     ANY_TIME, "Output", "time between lines, in whole seconds", 0},
    {0, "out", "KIND=WHERE", TE_OPTION_TEXTS, IN(outputs), ANY,
     "Output", "live: prometheus influx otlp statsd jsonl", 0},
    {0, "statsd", NULL, TE_OPTION_FLAG, IN(config.statsd), ANY,
     "Output", "send figures to a statsd receiver", 0},
    {0, "statsd-address", "URL", TE_OPTION_TEXT, IN(config.statsd_address),
     ANY, "Output", "where it is [udp://127.0.0.1:8125]", 0},
    {0, "control", "PATH", TE_OPTION_TEXT, IN(config.control), ANY,
     "Output", "a Unix socket there: see tengine control", 0},
    {0, "journal", "FILE", TE_OPTION_TEXT, IN(config.journal), ANY,
     "Output", "record the run in it: see tengine report", 0},
    {0, "resume", "FILE", TE_OPTION_TEXT, IN(config.resume), ANY,
     "Output", "go on with the killed run of a journal", COMMAND_ONLY},
    {0, "no-journal", NULL, TE_OPTION_FLAG, IN(no_journal), ANY,
     "Output", "no record of a run of more than 10 s", 0},
    {0, "summary-json", "FILE", TE_OPTION_TEXT, IN(summary_json), ANY,
     "Output", "the summary as JSON too; -: to stdout", 0},
    {'q', "quiet", NULL, TE_OPTION_FLAG, IN(config.quiet), ANY,
     "Output", "nothing but errors", FIRST_PAGE},
    {'v', "verbose", NULL, TE_OPTION_LEVEL, IN(config.verbosity), 0, 2,
     "Output", "tracebacks; -vv: requests and responses", FIRST_PAGE},
    {'h', "help", "[TOPIC]", TE_OPTION_TOPIC, IN(help), ANY,
     "Help", "this page; a topic's options; all of them",
     FIRST_PAGE | COMMAND_ONLY},
    {0, "version", NULL, TE_OPTION_FLAG, IN(version), ANY,
     "Help", "versions of tengine and Lua", COMMAND_ONLY},
    {0, NULL, NULL, TE_OPTION_NOTHING, 0, ANY, NULL, NULL, 0},
    /* clang-format on */
};

_Static_assert(sizeof te_options_table / sizeof *te_options_table <= 64,
               "te_options.given has a bit for every row");

const te_option *te_options_find(const char *name, size_t length) {
    return te_option_find(te_options_table, name, length);
}

/* ---- What was given ---- */

void te_options_init(te_options *o) {
    *o = (te_options){.config = TE_CONFIG_INIT};
    o->config.scenario_path = TE_OPTIONS_SCENARIO;
}

/* Ended by NULL. */
static void free_texts(char **texts) {
    for (char **text = texts; text != NULL && *text != NULL; text++)
        free(*text);
    free(texts);
}

void te_options_free(te_options *o) {
    free(o->extensions.items);
    free(o->local_addresses.items);
    free(o->resolve.items);
    free(o->thresholds.items);
    free(o->outputs.items);
    free(o->environment);
    te_buf_free(&o->notices);
    te_buf_free(&o->runs_folder);
    json_decref(o->document);
    free_texts(o->recorded);
    free_texts(o->recorded_scenario);
}

uint64_t te_options_bit(const te_option *row) {
    return UINT64_C(1) << (row - te_options_table);
}

bool te_options_was_given(const te_options *o, const te_option *row) {
    return (o->given & te_options_bit(row)) != 0;
}

bool te_options_set(te_options *o, const te_option *row, const char *text,
                    te_error *err) {
    if (row->kind == TE_OPTION_NOTHING) {
        if (!te_options_was_given(o, row))
            te_buf_addf(&o->notices, "--%s %s\n", row->name, row->help);
    } else if (!te_option_set(row, o, text, err))
        return false;
    o->given |= te_options_bit(row);
    return true;
}

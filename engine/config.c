/* config.c - see config.h. */
#include "config.h"

#include "clock.h"

#include <string.h>
#include <sys/random.h>

const te_config TE_CONFIG_DEFAULT = {
    .workers = 1,
    .queue_limit = 10000,
    .threads = 1,
    .duration_ns = 86400 * TE_NS_PER_S,
    .graceful_ns = 30 * TE_NS_PER_S,
    .console_update_ns = TE_NS_PER_S,
    .sizing_tolerance = 5,
    .capacity_window_ns = 10 * TE_NS_PER_S,
    .dns_ttl_ns = 60 * TE_NS_PER_S,
};

/* A search makes the load itself, one after the other, and lets each settle
 * before it is judged. */
static bool check_search(const te_config *config, te_error *err) {
    const char *other = config->sizing                 ? "--sizing"
                        : config->check                ? "--check"
                        : config->single_run           ? "--single-run"
                        : config->stages != NULL       ? "--stages"
                        : config->profile_path != NULL ? "--profile"
                        : config->ramp_up_ns > 0       ? "--ramp-up"
                        : config->warm_up_ns > 0       ? "--warm-up"
                        : config->max_runs > 0         ? "--max-runs"
                        : config->total_runs > 0       ? "--total-runs"
                        : config->threshold_count > 0  ? "--threshold"
                        : config->control != NULL      ? "--control"
                        : config->stop_on_failure      ? "--exception"
                                                       : NULL;
    if (config->find_capacity == NULL || other == NULL) return true;
    return te_fail(err, "choose one: --find-capacity or %s", other);
}

static bool check(const te_config *config, te_error *err) {
    if (config->scenario_path == NULL)
        return te_fail(err, "no scenario file was named");
    if (config->workers == 0 || config->threads == 0)
        return te_fail(err, "a run needs a worker and a thread, at least");
    if (config->single_mode != NULL && config->single_run)
        return te_fail(err, "choose one: --single-mode runs one scenario again "
                            "and again, --single-run each of them once");
    if (!check_search(config, err)) return false;
    const char *lane = config->lane;
    if (lane != NULL && strcmp(lane, "auto") != 0 && strcmp(lane, "curl") != 0)
        return te_fail(err, "lane '%.40s': it is auto or curl", lane);
    return true;
}

/* Short enough to be typed again. */
static uint64_t draw_seed(void) {
    uint64_t seed;
    if (getrandom(&seed, sizeof seed, 0) != sizeof seed)
        seed = te_clock_now_ns(NULL);
    return seed & 0xffffffff;
}

/* A hundred years: sums of such times stay in 64 bits. */
static void bound(uint64_t *ns) {
    const uint64_t longest_ns = TE_NS_PER_S * 86400 * 365 * 100;
    if (*ns > longest_ns) *ns = longest_ns;
}

/* Every scenario once, as fast as it goes, whatever fails. */
static void make_check(te_config *config) {
    config->workers = config->threads = 1;
    config->single_run = true;
    config->ramp_up_ns = 0;
    config->stages = config->rate = config->arrivals = NULL;
    config->has_queue_limit = false;
    config->max_workers = 0;
    config->total_runs = config->interval_ns = 0;
    config->warm_up_ns = 0;
    config->stop_on_failure = false;
    config->fail_limit = 0;
    config->sizing = false;
    config->console = false;
}

bool te_config_complete(te_config *config, te_error *err) {
    if (!check(config, err)) return false;
    if (config->check) make_check(config);
    if (config->find_capacity != NULL) config->has_load = true;
    bound(&config->duration_ns);
    bound(&config->ramp_up_ns);
    bound(&config->delay_ns);
    bound(&config->interval_ns);
    bound(&config->warm_up_ns);
    bound(&config->dns_ttl_ns);
    if (config->no_dns_cache) config->dns_ttl_ns = 0;
    bound(&config->graceful_ns);
    if (!config->has_seed) config->seed = draw_seed();
    if (config->debug) {
        config->threads = 1;
        if (config->verbosity < 2) config->verbosity = 2;
    }
    return true;
}

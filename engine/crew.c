/* crew.c - see crew.h. */
#include "crew.h"

#include <stdlib.h>

struct te_crew {
    te_common *common;
    te_thread **threads;
    te_outbox **outboxes; /* theirs */
    uint32_t count;       /* of those that were built */
};

/* ---- Building ---- */

/* The file is run once per thread. It must register the same each time, or
 * the threads would not do the same work. */
static bool check_scenarios(const te_crew *crew, uint32_t i, const char *path,
                            te_error *err) {
    const te_script *first = te_thread_script(crew->threads[0]);
    const te_script *other = te_thread_script(crew->threads[i]);
    size_t first_count = te_thread_scenarios(crew->threads[0]);
    size_t count = te_thread_scenarios(crew->threads[i]);
    if (count != first_count)
        return te_fail_as(err, TE_ERROR_SCRIPT,
                          "%s: it is run once per thread, and registered %zu "
                          "scenarios the first time, but %zu for thread %u",
                          path, first_count, count, i);
    for (size_t n = 0; n < first->scenario_count; n++) {
        const char *name = first->scenarios[n].name;
        if (te_script_find_scenario(other, name) == NULL)
            return te_fail_as(err, TE_ERROR_SCRIPT,
                              "%s: it is run once per thread, and registered "
                              "'%.100s' the first time, but not for thread %u",
                              path, name, i);
    }
    return true;
}

/* For one more thread. */
static bool make_room(te_crew *crew) {
    size_t count = crew->count + (size_t)1;
    te_thread **threads = realloc(crew->threads, count * sizeof *threads);
    if (threads == NULL) return false;
    crew->threads = threads;
    te_outbox **outboxes = realloc(crew->outboxes, count * sizeof *outboxes);
    if (outboxes == NULL) return false;
    crew->outboxes = outboxes;
    return true;
}

static bool add_thread(te_crew *crew, const te_thread_config *config,
                       const te_script_source *source, te_error *err) {
    if (!make_room(crew))
        return te_fail_as(err, TE_ERROR_SYSTEM, "engine threads: no memory");
    te_thread *thread = te_thread_new(config, err);
    if (thread == NULL) return false;
    crew->threads[crew->count] = thread;
    crew->outboxes[crew->count] = te_thread_outbox(thread);
    crew->count++;
    return te_thread_load(thread, source, err) &&
           check_scenarios(crew, config->index, source->path, err);
}

te_crew *te_crew_new(const te_thread_config *each, te_crew_size *size,
                     void *arg, const te_script_source *source, te_error *err) {
    te_crew *crew = calloc(1, sizeof *crew);
    uint32_t count = 1;
    if (crew == NULL) goto no_memory;
    crew->common = each->common;
    for (uint32_t i = 0; i < count; i++) {
        te_thread_config config = *each;
        config.index = i;
        if (!add_thread(crew, &config, source, err)) goto fail;
        if (i > 0) continue;
        count = size(arg, te_thread_script(crew->threads[0]), err);
        if (count == 0) goto fail;
    }
    return crew;
no_memory:
    te_fail_as(err, TE_ERROR_SYSTEM, "engine threads: no memory");
fail:
    te_crew_free(crew);
    return NULL;
}

void te_crew_free(te_crew *crew) {
    if (crew == NULL) return;
    te_common_let_go(crew->common);
    for (uint32_t i = 0; i < crew->count; i++)
        te_thread_free(crew->threads[i]);
    free(crew->threads);
    free(crew->outboxes);
    free(crew);
}

te_thread *te_crew_first(const te_crew *crew) { return crew->threads[0]; }

uint32_t te_crew_count(const te_crew *crew) { return crew->count; }

te_metrics *te_crew_metrics(const te_crew *crew) {
    return te_outbox_metrics(te_thread_outbox(crew->threads[0]));
}

te_collector *te_crew_collector(te_crew *crew, uint64_t warm_up_ns) {
    te_collector *c = te_collector_new(crew->outboxes, crew->count);
    if (c != NULL) te_collector_warm_up(c, warm_up_ns);
    return c;
}

/* ---- Telling ---- */

bool te_crew_launch(te_crew *crew, te_error *err) {
    for (uint32_t i = 0; i < crew->count; i++)
        if (!te_thread_launch(crew->threads[i], err)) return false;
    return true;
}

void te_crew_order(te_crew *crew, te_order order) {
    for (uint32_t i = 0; i < crew->count; i++)
        te_thread_order(crew->threads[i], order);
}

void te_crew_work(te_crew *crew, const te_plan *plan, uint64_t start_ns) {
    for (uint32_t i = 0; i < crew->count; i++)
        te_thread_work(crew->threads[i], plan, start_ns);
}

void te_crew_steer(te_crew *crew) {
    for (uint32_t i = 0; i < crew->count; i++)
        te_thread_steer(crew->threads[i]);
}

void te_crew_watch(te_crew *crew, uint64_t now_ns) {
    for (uint32_t i = 0; i < crew->count; i++)
        te_thread_watch(crew->threads[i], now_ns);
}

bool te_crew_is_idle(const te_crew *crew) {
    for (uint32_t i = 0; i < crew->count; i++)
        if (!te_thread_is_idle(crew->threads[i])) return false;
    return true;
}

bool te_crew_quit(te_crew *crew, uint64_t patience_ns) {
    bool all_came = true;
    te_crew_order(crew, TE_ORDER_QUIT);
    for (uint32_t i = 0; i < crew->count; i++) {
        if (te_thread_join(crew->threads[i], patience_ns)) continue;
        all_came = false;
        te_thread_write_off(crew->threads[i]);
    }
    return all_came;
}

/* ---- Asking ---- */

const te_error *te_crew_failure(const te_crew *crew) {
    for (uint32_t i = 0; i < crew->count; i++) {
        const te_error *failure = te_thread_failure(crew->threads[i]);
        if (failure != NULL) return failure;
    }
    return NULL;
}

uint32_t te_crew_stuck(const te_crew *crew) {
    uint32_t stuck = 0;
    for (uint32_t i = 0; i < crew->count; i++)
        stuck += te_thread_stuck(crew->threads[i]);
    return stuck;
}

uint32_t te_crew_workers_begun(const te_crew *crew) {
    uint32_t begun = 0;
    for (uint32_t i = 0; i < crew->count; i++)
        begun += te_thread_workers_begun(crew->threads[i]);
    return begun;
}

size_t te_crew_leftovers(const te_crew *crew) {
    size_t leftovers = 0;
    for (uint32_t i = 0; i < crew->count; i++)
        leftovers += te_thread_leftovers(crew->threads[i]);
    return leftovers;
}

void te_crew_end_statsd(te_crew *crew, te_statsd_account *sum) {
    for (uint32_t i = 0; i < crew->count; i++)
        te_thread_end_statsd(crew->threads[i], sum);
}

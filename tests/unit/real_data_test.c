/* The data modules on real data: $TENGINE_DATA, or shared/data beside the
 * source. Skipped, saying so, where it is not there. */
#include "unit.h"

#include "data_modules.h"

#include "../../stdlib/corpus_open.h"
#include "../../stdlib/feed.h"
#include "../../stdlib/symbol_jobs.h"
#include "../../stdlib/weights.h"

#include <time.h>

/* The path of a file of the data folder; good for the next three calls. */
static const char *data_path(const char *name) {
    static char paths[4][1024];
    static int turn;
    char *path = paths[turn++ % 4];
    const char *folder = getenv("TENGINE_DATA");
    if (folder == NULL || *folder == '\0')
        folder = TE_SOURCE_DIR "/../shared/data";
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

/* A whole number of symbol-facts.json. */
static uint64_t data_fact(const char *name) {
    static char text[16384];
    FILE *file = fopen(data_path("symbol-facts.json"), "r");
    assert_non_null(file);
    size_t length = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[length] = '\0';
    char quoted[128];
    snprintf(quoted, sizeof quoted, "\"%s\":", name);
    const char *at = strstr(text, quoted);
    assert_non_null(at);
    return strtoull(at + strlen(quoted), NULL, 10);
}

static te_symbol_source real_log(bool balance) {
    return (te_symbol_source){.groups =
                                  data_path("symbol-queries-groups.csv.gz"),
                              .missing = data_path("socorro-missing.csv"),
                              .balance = balance,
                              .seed = 1};
}

static void the_real_log_has_the_known_counts(void **state) {
    (void)state;
    te_symbol_source source = real_log(true);
    struct timespec from, to;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    te_error err = {0};
    te_symbol_jobs *jobs = te_symbol_jobs_open(&source, &err);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    if (jobs == NULL) fail_msg("%s", err.message);
    double s = (double)(to.tv_sec - from.tv_sec) +
               (double)(to.tv_nsec - from.tv_nsec) / 1e9;
    print_message("opened in %.3f s\n", s);
    assert_true(s < 5); /* sanitizers are slow; plainly it is about 0.1 */
    te_symbol_counts n = jobs->counts;
    assert_int_equal(n.rows, data_fact("groups_rows"));
    assert_int_equal(n.found, data_fact("loadtest_found_jobs"));
    assert_int_equal(n.notfound, data_fact("loadtest_notfound_jobs"));
    assert_int_equal(n.jobs, data_fact("loadtest_balanced_jobs"));
    assert_int_equal(n.missing, data_fact("missing_rows"));
    assert_int_equal(n.skipped, n.rows - n.found - n.notfound);
    assert_int_equal(n.malformed, 0);
    te_symbol_jobs_close(jobs);
}

/* The sums over COUNT prove the join, and the keys, row by row. */
static void the_real_log_joins_as_known(void **state) {
    (void)state;
    te_symbol_source source = real_log(false);
    te_symbol_jobs *jobs = te_symbol_jobs_open(&source, NULL);
    assert_non_null(jobs);
    uint64_t usable = 0, with_code_id = 0;
    for (size_t i = 0; i < jobs->count; i++) {
        char buffer[2048];
        assert_true(te_symbol_jobs_span(jobs, i) <= sizeof buffer);
        te_symbol_job job;
        assert_true(te_symbol_jobs_read(jobs, i, buffer, &job, NULL));
        if (memchr(job.key.data, ' ', job.key.length) != NULL) continue;
        usable += job.requests;
        if (job.joined) with_code_id += job.requests;
    }
    assert_int_equal(usable, data_fact("download_requests_usable"));
    assert_int_equal(with_code_id, data_fact("download_requests_with_code_id"));
    te_symbol_jobs_close(jobs);
}

/* A pass with weights: each row as often as its COUNT says, all together as
 * many as the facts say. */
static void the_real_log_can_be_flattened(void **state) {
    (void)state;
    te_symbol_source source = real_log(false);
    source.weighed = source.unspaced = true;
    te_symbol_jobs *jobs = te_symbol_jobs_open(&source, NULL);
    assert_non_null(jobs);
    te_symbol_counts n = jobs->counts;
    assert_int_equal(n.requests, data_fact("download_requests_usable"));
    assert_int_equal(n.rows, n.skipped + n.spaced + n.found + n.notfound);
    te_feed feed;
    te_feed_init(&feed, jobs->count, TE_ORDER_SHUFFLE, TE_ON_END_STOP, 1, "");
    te_feed_set_weights(&feed, &jobs->ends);
    assert_int_equal(te_feed_per_pass(&feed), n.requests);
    uint32_t *seen = calloc(jobs->count, sizeof *seen);
    uint64_t i, with_code_id = 0;
    while (te_feed_next(&feed, &i)) {
        seen[i]++;
        with_code_id += jobs->entries[i].joined != TE_SYMBOL_NOT_JOINED;
    }
    assert_int_equal(with_code_id, data_fact("download_requests_with_code_id"));
    for (i = 0; i < jobs->count; i++) {
        char buffer[2048];
        te_symbol_job job;
        assert_true(te_symbol_jobs_read(jobs, i, buffer, &job, NULL));
        assert_int_equal(seen[i], job.requests);
    }
    free(seen);
    te_symbol_jobs_close(jobs);
}

static void the_real_rows_flatten_as_known(void **state) {
    (void)state;
    te_rows *rows =
        te_rows_open(data_path("symbol-queries-groups.csv.gz"), NULL, NULL);
    te_steps ends = TE_STEPS_INIT;
    assert_non_null(rows);
    assert_int_equal(rows->count, data_fact("groups_rows"));
    assert_true(te_weights_read(rows, 3, &ends, NULL));
    assert_int_equal(te_steps_at(&ends, rows->count - 1),
                     data_fact("groups_requests_flattened"));
    size_t bytes = te_steps_bytes(&rows->offsets) + te_steps_bytes(&ends);
    assert_true(bytes / rows->count < 9);
    te_steps_free(&ends);
    te_rows_close(rows);
}

static void microsoft_symbols_of_the_real_log_are_pdb_and_sym(void **state) {
    (void)state;
    te_symbol_source source = real_log(false);
    source.weighed = source.unspaced = source.microsoft_only = true;
    te_symbol_jobs *jobs = te_symbol_jobs_open(&source, NULL);
    assert_non_null(jobs);
    te_symbol_counts n = jobs->counts;
    assert_true(n.filtered > 0 && n.found > 0 && n.notfound > 0);
    assert_int_equal(n.rows, n.skipped + n.spaced + n.filtered + n.jobs);
    for (size_t i = 0; i < jobs->count; i++) {
        char buffer[2048];
        te_symbol_job job;
        assert_true(te_symbol_jobs_read(jobs, i, buffer, &job, NULL));
        assert_memory_equal(job.key.data + job.key.length - 4, ".sym", 4);
        assert_non_null(memmem(job.key.data, job.key.length, ".pdb/", 5));
    }
    te_symbol_jobs_close(jobs);
}

static void the_real_log_is_a_feed_without_repeats(void **state) {
    (void)state;
    char script[4096];
    snprintf(script, sizeof script,
             "local f = symbols.open { groups = '%s', missing = '%s' }\n"
             "assert(f.counts.jobs == %d and #f == %d)\n"
             "local found, before = 0, collectgarbage('count')\n"
             "for i = 1, #f do\n"
             "  local j = f:next()\n"
             "  assert(j.path:find('^/[%%w%%p]+$'), j.path)\n"
             "  local path = symbols.decode(j.path:gsub('%%?.*', ''))\n"
             "  assert(path == '/' .. symbols.decode(j.key), path)\n"
             "  if j.expected == 302 then found = found + 1 end\n"
             "end\n"
             "assert(found == #f / 2)\n",
             data_path("symbol-queries-groups.csv.gz"),
             data_path("socorro-missing.csv"),
             (int)data_fact("loadtest_balanced_jobs"),
             (int)data_fact("loadtest_balanced_jobs"));
    run(script);
}

static te_corpus *open_stacks(const char *path, te_floats floats) {
    te_error err = {0};
    te_corpus_options options = {path, floats, true};
    te_corpus *corpus = te_corpus_open(&options, &err);
    if (corpus == NULL) fail_msg("%s", err.message);
    return corpus;
}

static void the_real_stacks_are_all_there(void **state) {
    (void)state;
    te_corpus *corpus =
        open_stacks(data_path("stacks-v4.tar.gz"), TE_FLOATS_KEEP);
    assert_int_equal(corpus->count, data_fact("stack_files"));
    assert_int_equal(corpus->skipped, 0);
    te_corpus_close(corpus);
}

static void the_real_stacks_are_the_same_packed_and_unpacked(void **state) {
    (void)state;
    char command[2048];
    snprintf(command, sizeof command, "tar xzf '%s' -C '%s'",
             data_path("stacks-v4.tar.gz"), scratch_folder);
    assert_int_equal(system(command), 0);
    te_corpus *packed =
        open_stacks(data_path("stacks-v4.tar.gz"), TE_FLOATS_KEEP);
    te_corpus *unpacked = open_stacks(scratch_folder, TE_FLOATS_KEEP);
    assert_int_equal(packed->count, unpacked->count);
    for (size_t i = 0; i < packed->count; i++) {
        assert_string_equal(te_corpus_name(packed, i),
                            te_corpus_name(unpacked, i));
        assert_true(te_slice_equal(te_corpus_text(packed, i),
                                   te_corpus_text(unpacked, i)));
    }
    te_corpus_close(packed);
    te_corpus_close(unpacked);
}

/* The number is that of the stacks which the real service refuses. */
static void of_the_real_stacks_672_have_float_offsets(void **state) {
    (void)state;
    const char *path = data_path("stacks-v4.tar.gz");
    size_t all = data_fact("stack_files"), kept[3];
    for (te_floats floats = TE_FLOATS_KEEP; floats <= TE_FLOATS_SKIP;
         floats++) {
        te_corpus *corpus = open_stacks(path, floats);
        assert_int_equal(corpus->float_offsets, 672);
        kept[floats] = corpus->count;
        for (size_t i = 0; i < corpus->count; i++) {
            te_slice text = te_corpus_text(corpus, i);
            bool has = memmem(text.data, text.length, "e+19", 4) != NULL;
            if (has) assert_int_equal(floats, TE_FLOATS_KEEP);
            te_corpus_job job = te_corpus_job_of(corpus, i);
            assert_int_equal(text.length - job.head.length - job.tail.length,
                             strlen(", \"version\": 4"));
        }
        te_corpus_close(corpus);
    }
    assert_int_equal(kept[TE_FLOATS_KEEP], all);
    assert_int_equal(kept[TE_FLOATS_REPAIR], all);
    assert_int_equal(kept[TE_FLOATS_SKIP], all - 672);
}

int main(void) {
    if (access(data_path("symbol-facts.json"), R_OK) != 0) {
        printf("skipped: no %s (TENGINE_DATA names the folder)\n",
               data_path("symbol-facts.json"));
        return 77;
    }
    fake_reset(1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_real_log_has_the_known_counts),
        cmocka_unit_test(the_real_log_joins_as_known),
        cmocka_unit_test(the_real_log_can_be_flattened),
        cmocka_unit_test(the_real_rows_flatten_as_known),
        cmocka_unit_test(microsoft_symbols_of_the_real_log_are_pdb_and_sym),
        cmocka_unit_test(the_real_log_is_a_feed_without_repeats),
        cmocka_unit_test(the_real_stacks_are_all_there),
        cmocka_unit_test(the_real_stacks_are_the_same_packed_and_unpacked),
        cmocka_unit_test(of_the_real_stacks_672_have_float_offsets),
    };
    int failed = cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
    fake_reset(0);
    return failed;
}

/* Journals: what was written is read again; what is damaged is refused. */
#include "unit.h"

#include "journal.h"
#include "journal_json.h"
#include "made_up.h"
#include "recording.h"
#include "scratch.h"
#include "summary.h"
#include "summary_json.h"

#include <errno.h>
#include <sys/resource.h>

/* ---- A journal of a run that never was ---- */

/* All of it in one interval. */
static void write_interval(te_journal *j, made_up *m, uint64_t number) {
    te_interval i = {.number = number,
                     .start_ns = (number - 1) * TE_NS_PER_S,
                     .end_ns = m->totals.elapsed_ns,
                     .delta = m->metrics,
                     .failures = m->failures};
    te_journal_interval(j, &i, &(te_progress){0}, m->result.notes,
                        m->result.note_count);
}

static te_journal *begin(const char *path, const te_result *result) {
    te_error err;
    te_journal *j = te_journal_new();
    te_journal_begin(j, result, NULL);
    if (!te_journal_open(j, path, &err)) fail_msg("%s", err.message);
    te_journal_start(j, result);
    return j;
}

static void close_journal(te_journal *j) {
    te_error err;
    if (!te_journal_close(j, &err)) fail_msg("%s", err.message);
}

static const char *write_down(made_up *m) {
    const char *path = scratch_path("run.tlog");
    te_journal *j = begin(path, &m->result);
    write_interval(j, m, 1);
    te_journal_end(j, &m->result);
    close_journal(j);
    return path;
}

static te_recording *read_back(const char *path) {
    te_error err;
    te_recording *r = te_recording_read(path, NULL, NULL, &err);
    if (r == NULL) fail_msg("%s", err.message);
    return r;
}

static char *json_of(const te_result *result) {
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);
    assert_true(te_summary_json_write(out, result, NULL));
    fclose(out);
    return text;
}

static void require_equal(const char *a, const char *b) {
    size_t at = 0;
    while (a[at] != '\0' && a[at] == b[at])
        at++;
    if (a[at] != b[at]) fail_msg("\"%.60s\" is \"%.60s\"", a + at, b + at);
}

static void require_same(const te_result *a, const te_result *b) {
    char *json[] = {json_of(a), json_of(b)};
    char *text[] = {te_summary_text(a, 1), te_summary_text(b, 1)};
    require_equal(json[0], json[1]);
    require_equal(text[0], text[1]);
    for (int i = 0; i < 2; i++) {
        free(json[i]);
        free(text[i]);
    }
}

/* Everything that lines can hold, in bytes that are no UTF-8 as well. */
static void make_up_odd(made_up *m) {
    make_up_loadtest(m);
    m->result.seed = UINT64_MAX;
    m->result.max_runs = UINT64_MAX;
    add_counter(m, "odd \xff\xfe \"name\"", "kind:\xc3", 0.1);
    add_counter(m, "large", "", 1e300);
    te_series *bytes = te_metrics_series(m->metrics, TE_TREND_BYTES, "b", "");
    te_series *count = te_metrics_series(m->metrics, TE_TREND_COUNT, "c", "");
    te_series_record(bytes, UINT64_MAX);
    te_series_record(bytes, 12345678);
    te_series_record(count, 7);
    te_series_record(te_metrics_series(m->metrics, TE_TREND, "long", ""),
                     5 * TE_HIST_MAX_NS);
    add_failures(m, "\xff", "told\x01 \xfe", "trace\nback \xff\n", 3);
    te_failures_add(m->failures, NULL, NULL, NULL, TE_FAILURE_NO_WORKER, 0);
    te_metrics_note_folded(m->metrics, 17);
    te_metrics_note_folded(m->metrics, UINT64_MAX);
    snprintf(m->result.end_reason, sizeof m->result.end_reason, "so \xff");
    static const te_scenario_fact facts[] = {{"download", 0.6, true},
                                             {"off \x80", 0, false}};
    m->result.scenarios = facts;
    m->result.scenario_count = 2;
    static const char *const loads[] = {"closed: 50 workers", "open: \xff"};
    m->result.loads = loads;
    m->result.load_count = 2;
    m->result.started_at_unix_ns = UINT64_C(1795620423288278461);
    m->result.end = TE_END_STOP;
    m->result.exit_code = 1;
    m->result.workers_begun = 49;
}

static void what_was_written_is_read_again(void **state) {
    (void)state;
    made_up m;
    make_up_odd(&m);
    te_recording *r = read_back(write_down(&m));
    require_same(&m.result, te_recording_result(r));
    const te_metrics *read = te_recording_result(r)->totals->metrics;
    const te_series *s = te_metrics_find(read, "long", "");
    assert_int_equal(te_hist_clamped(s->hist), 1);
    te_recording_free(r);
    unmake(&m);
}

static void intervals_add_up_to_the_run(void **state) {
    (void)state;
    te_outbox *outbox = te_outbox_new();
    te_collector *c = te_collector_new(&outbox, 1);
    te_result result = {.version = "0.1.0",
                        .scenario_path = "s.lua",
                        .totals = te_collector_totals(c)};
    const char *path = scratch_path("run.tlog");
    te_journal *j = begin(path, &result);
    for (int second = 1; second <= 50; second++) {
        te_metrics *m = te_outbox_metrics(outbox);
        char tags[40];
        snprintf(tags, sizeof tags, "name:%d", second % 7);
        te_series_add(te_metrics_series(m, TE_COUNTER, "http.requests", tags),
                      second / 3.0);
        te_series *trend =
            te_metrics_series(m, TE_TREND, "http.duration", tags);
        for (int i = 0; i < 100 * (second % 3); i++)
            te_series_record(trend, (uint64_t)(i * second) * 12345);
        te_failures_add(te_outbox_failures(outbox), "s",
                        second % 2 ? "odd" : "even", NULL, 1, 1);
        te_outbox_post(outbox);
        const te_interval *i =
            te_collector_tick(c, (uint64_t)second * TE_NS_PER_S);
        te_journal_interval(j, i, &(te_progress){0}, NULL, 0);
    }
    result.end = TE_END_RUNS;
    te_journal_end(j, &result);
    close_journal(j);
    te_recording *r = read_back(path);
    require_same(&result, te_recording_result(r));
    te_recording_free(r);
    te_collector_free(c);
    te_outbox_free(outbox);
}

/* ---- Runs without an end ---- */

static void cut(const char *path, off_t length) {
    assert_int_equal(truncate(path, length), 0);
}

static off_t size_of(const char *path) {
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    return info.st_size;
}

static void a_journal_that_breaks_off_is_of_a_killed_run(void **state) {
    (void)state;
    made_up m;
    make_up_loadtest(&m);
    const char *path = scratch_path("run.tlog");
    te_journal *j = begin(path, &m.result);
    write_interval(j, &m, 1);
    write_interval(j, &m, 2);
    close_journal(j);
    te_recording *r = read_back(path);
    const te_result *result = te_recording_result(r);
    assert_int_equal(result->end, TE_END_KILLED);
    assert_int_equal(result->exit_code, TE_EXIT_KILLED);
    assert_int_equal(te_result_runs(result).failed, 30);
    te_recording_free(r);

    /* Wherever the last line is cut off, that interval is lost and no more; its
     * newline alone is no loss. */
    cut(path, size_of(path) - 1);
    r = read_back(path);
    assert_int_equal(te_result_runs(te_recording_result(r)).failed, 30);
    te_recording_free(r);
    cut(path, size_of(path) - 1);
    for (int i = 0; i < 60; i++) {
        r = read_back(path);
        assert_int_equal(te_result_runs(te_recording_result(r)).failed, 15);
        te_recording_free(r);
        cut(path, size_of(path) - 11);
    }
    unmake(&m);
}

static void a_journal_that_is_written_is_of_a_run_that_goes_on(void **state) {
    (void)state;
    made_up m;
    make_up_loadtest(&m);
    const char *path = scratch_path("run.tlog");
    te_journal *j = begin(path, &m.result);
    te_recording *r = read_back(path);
    assert_int_equal(te_recording_result(r)->end, TE_END_RUNNING);
    te_recording_free(r);
    te_error err;
    te_journal *second = te_journal_new();
    assert_false(te_journal_open(second, path, &err));
    assert_non_null(strstr(err.message, "another run writes its journal"));
    assert_true(te_journal_close(second, NULL));
    close_journal(j);
    unmake(&m);
}

static void a_file_has_its_first_line_at_once_or_is_not_there(void **state) {
    (void)state;
    made_up m;
    te_error err;
    struct rlimit before, limit;
    make_up_loadtest(&m);
    const char *path = scratch_path("at-once.tlog");
    te_journal *j = te_journal_new();
    te_journal_begin(j, &m.result, NULL);
    assert_true(te_journal_open(j, path, &err));
    off_t size = size_of(path);
    close_journal(j);
    assert_true(size > 0 && size == size_of(path));

    path = scratch_path("never.tlog");
    j = te_journal_new();
    te_journal_begin(j, &m.result, NULL);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    limit = (struct rlimit){20, before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    bool is_open = te_journal_open(j, path, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_true(is_open);
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(errno, ENOENT);
    te_journal_start(j, &m.result);
    assert_false(te_journal_ok(j, &err));
    assert_non_null(strstr(err.message, "File too large"));
    assert_false(te_journal_close(j, NULL));
    unmake(&m);
}

/* ---- Segments ---- */

static void write_at(te_journal *j, made_up *m, uint64_t number,
                     uint64_t end_ns, const te_progress *progress) {
    te_interval i = {.number = number,
                     .start_ns = end_ns - TE_NS_PER_S,
                     .end_ns = end_ns,
                     .delta = m->metrics,
                     .failures = m->failures};
    te_journal_interval(j, &i, progress, NULL, 0);
}

/* Cuts the file as a kill does: with something of a line behind the last. */
static void tear(const char *path) {
    FILE *file = fopen(path, "a");
    fputs("{\"crc\":\"0123", file);
    fclose(file);
}

static te_journal *go_on(const te_recording *r, const te_result *result) {
    te_error err;
    te_journal *j = te_journal_new();
    if (!te_journal_resume(j, te_recording_path(r), te_recording_bytes(r),
                           te_recording_whole_bytes(r), 0, &err))
        fail_msg("%s", err.message);
    te_journal_begin(j, result, NULL);
    te_journal_start(j, result);
    return j;
}

static void segments_are_one_run_without_the_time_in_between(void **state) {
    (void)state;
    made_up m;
    make_up(&m, 2 * TE_NS_PER_S);
    add_counter(&m, "scenario.runs", "", 3);
    m.result.segment = 1;
    const char *path = scratch_path("run.tlog");
    te_progress progress = {0};
    assert_true(te_progress_set_begun(&progress, 1, 7));
    assert_true(te_progress_set_feed(&progress, "csv\n/rows", 5, 9));
    te_journal *j = begin(path, &m.result);
    write_at(j, &m, 1, TE_NS_PER_S, &progress);
    close_journal(j);
    tear(path);
    te_recording *first = read_back(path);
    assert_int_equal(te_recording_result(first)->end, TE_END_KILLED);
    assert_true(te_recording_bytes(first) > te_recording_whole_bytes(first));

    m.result.segment = 2;
    m.result.started_at_unix_ns += 1000 * TE_NS_PER_S;
    j = go_on(first, &m.result);
    te_progress_set_feed(&progress, "csv\n/rows", 6, 9);
    write_at(j, &m, 2, 2 * TE_NS_PER_S, &progress);
    te_journal_end(j, &m.result);
    close_journal(j);
    te_recording *both = read_back(path);
    const te_result *result = te_recording_result(both);
    assert_int_equal(result->segment, 2);
    assert_int_equal(te_result_runs(result).started, 6);
    assert_int_equal(result->totals->elapsed_ns, 2 * TE_NS_PER_S);
    assert_int_equal(te_recording_segment_ns(both), TE_NS_PER_S);
    assert_int_equal(result->started_at_unix_ns + 1000 * TE_NS_PER_S,
                     te_recording_segment_unix_ns(both));
    const te_progress *read = te_recording_progress(both);
    assert_int_equal(te_progress_all_begun(read), 7);
    assert_int_equal(te_progress_feed(read, "csv\n/rows")->position, 6);
    assert_int_equal(te_progress_feed(read, "csv\n/rows")->of, 9);
    assert_null(te_progress_feed(read, "csv"));
    te_recording_free(first);
    te_recording_free(both);
    te_progress_clear(&progress);
    unmake(&m);
}

static void a_segment_begins_on_a_line_of_its_own(void **state) {
    (void)state;
    made_up m;
    make_up(&m, 2 * TE_NS_PER_S);
    m.result.segment = 1;
    const char *path = scratch_path("run.tlog");
    te_journal *j = begin(path, &m.result);
    write_interval(j, &m, 1);
    close_journal(j);
    cut(path, size_of(path) - 1);
    te_recording *first = read_back(path);
    assert_int_equal(te_recording_intervals(first), 1);
    assert_int_equal(te_recording_bytes(first), size_of(path));
    m.result.segment = 2;
    j = go_on(first, &m.result);
    write_interval(j, &m, 2);
    te_journal_end(j, &m.result);
    close_journal(j);
    te_recording *both = read_back(path);
    assert_int_equal(te_recording_intervals(both), 2);
    te_recording_free(first);
    te_recording_free(both);
    unmake(&m);
}

static void a_journal_that_has_grown_meanwhile_is_not_cut(void **state) {
    (void)state;
    made_up m;
    make_up(&m, 2 * TE_NS_PER_S);
    m.result.segment = 1;
    const char *path = scratch_path("run.tlog");
    close_journal(begin(path, &m.result));
    te_recording *r = read_back(path);
    tear(path);
    off_t size = size_of(path);
    te_error err;
    te_journal *j = te_journal_new();
    assert_false(te_journal_resume(j, path, te_recording_bytes(r),
                                   te_recording_whole_bytes(r), 0, &err));
    assert_non_null(strstr(err.message, "someone has written to it"));
    te_journal_close(j, NULL);
    assert_int_equal(size_of(path), size);
    te_recording_free(r);
    unmake(&m);
}

/* ---- What is no journal ---- */

static void refuse(const char *path, const char *wanted) {
    te_error err = {.message = ""};
    assert_null(te_recording_read(path, NULL, NULL, &err));
    if (strstr(err.message, wanted) == NULL)
        fail_msg("no \"%s\" in \"%s\"", wanted, err.message);
    assert_null(strchr(err.message, '\n'));
}

static void what_is_no_journal_is_told_by_file_and_line(void **state) {
    (void)state;
    refuse(scratch_text("empty", ""), "empty:1: the file is empty");
    refuse(scratch_text("a.lua", "local tengine = 1\n"),
           "a.lua:1: this is no line of a journal of tengine");
    refuse(scratch_text("b", "{\"crc\":\"00000000\"}\n"),
           "b:1: this is no line of a journal");
    refuse(scratch_text("c", "no newline"),
           "c:1: this is no journal of tengine, or no whole line of one");
    refuse("/dev/zero", "/dev/zero:1: this is no line of a journal");
    refuse(scratch_path("gone"), "gone': No such file");
    refuse(scratch_folder, "Is a directory");
}

/* Any byte that is another is found, and in which line. */
static void a_changed_byte_is_found(void **state) {
    (void)state;
    made_up m;
    make_up(&m, 2 * TE_NS_PER_S);
    add_counter(&m, "scenario.runs", "", 3);
    const char *path = write_down(&m);
    off_t size = size_of(path);
    FILE *file = fopen(path, "r+");
    for (long at = 0; at < size; at++) {
        fseek(file, at, SEEK_SET);
        int c = fgetc(file);
        if (c == '\n') continue;
        fseek(file, at, SEEK_SET);
        fputc(c ^ 1, file);
        fflush(file);
        refuse(path, "run.tlog:");
        fseek(file, at, SEEK_SET);
        fputc(c, file);
    }
    fclose(file);
    te_recording_free(read_back(path));
    unmake(&m);
}

/* ---- Disks ---- */

static void a_file_that_is_no_journal_is_not_written_over(void **state) {
    (void)state;
    te_error err;
    const char *path = scratch_text("precious.lua", "return 1\n");
    te_journal *j = te_journal_new();
    assert_false(te_journal_open(j, path, &err));
    assert_int_equal(err.kind, TE_ERROR_OUTPUT);
    assert_non_null(strstr(err.message, "what is there is no journal"));
    assert_true(te_journal_close(j, NULL));
    assert_int_equal(size_of(path), 9);
}

static void a_full_disk_is_told(void **state) {
    (void)state;
    made_up m;
    make_up_loadtest(&m);
    te_error err;
    te_journal *j = begin("/dev/full", &m.result);
    for (uint64_t i = 1; i < 100; i++)
        write_interval(j, &m, i);
    assert_false(te_journal_close(j, &err));
    assert_int_equal(err.kind, TE_ERROR_OUTPUT);
    assert_string_equal(err.message,
                        "cannot write '/dev/full': No space left on device");
    unmake(&m);
}

static void a_journal_that_someone_removed_is_told(void **state) {
    (void)state;
    made_up m;
    make_up_loadtest(&m);
    te_error err;
    const char *path = scratch_path("run.tlog");
    te_journal *j = begin(path, &m.result);
    assert_int_equal(unlink(path), 0);
    assert_false(te_journal_close(j, &err));
    assert_non_null(strstr(err.message, "someone removed it"));
    unmake(&m);
}

static void what_json_cannot_hold_is_shown_all_the_same(void **state) {
    (void)state;
    json_t *odd = te_journal_clean("x\xff"), *plain = te_journal_clean("\x1b");
    assert_string_equal(json_string_value(odd), "x\\xff");
    assert_string_equal(json_string_value(plain), "\x1b");
    json_decref(odd);
    json_decref(plain);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(what_was_written_is_read_again),
        TEST(intervals_add_up_to_the_run),
        TEST(a_journal_that_breaks_off_is_of_a_killed_run),
        TEST(a_journal_that_is_written_is_of_a_run_that_goes_on),
        TEST(a_file_has_its_first_line_at_once_or_is_not_there),
        TEST(segments_are_one_run_without_the_time_in_between),
        TEST(a_segment_begins_on_a_line_of_its_own),
        TEST(a_journal_that_has_grown_meanwhile_is_not_cut),
        TEST(what_is_no_journal_is_told_by_file_and_line),
        TEST(a_changed_byte_is_found),
        TEST(a_file_that_is_no_journal_is_not_written_over),
        TEST(a_full_disk_is_told),
        TEST(a_journal_that_someone_removed_is_told),
        cmocka_unit_test(what_json_cannot_hold_is_shown_all_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

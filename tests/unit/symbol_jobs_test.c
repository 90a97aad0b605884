#include "unit.h"

#include "../../stdlib/symbol_jobs.h"

#include "scratch.h"

#define GROUPS "URI,STATUS CODE,PRIVATE,COUNT\r\n"
#define MISSING "debug_file,debug_id,code_file,code_id\r\n"

static te_symbol_jobs *open_jobs(const char *groups, const char *missing,
                                 bool balance, uint64_t seed) {
    te_symbol_source source = {.groups = scratch_text("groups.csv", groups),
                               .balance = balance,
                               .seed = seed};
    if (missing != NULL) source.missing = scratch_text("missing.csv", missing);
    te_error err = {0};
    te_symbol_jobs *jobs = te_symbol_jobs_open(&source, &err);
    if (jobs == NULL) fail_msg("%s", err.message);
    return jobs;
}

/* "302 /path?query" of job i. */
static const char *job_text(const te_symbol_jobs *jobs, size_t i) {
    static char text[1024];
    size_t span = te_symbol_jobs_span(jobs, i);
    char *buffer = malloc(span), *path = malloc(TE_SYMBOL_PATH_BYTES(span));
    te_symbol_job job;
    te_error err = {0};
    if (!te_symbol_jobs_read(jobs, i, buffer, &job, &err))
        fail_msg("%s", err.message);
    int length = (int)(te_symbol_job_path(&job, path) - path);
    snprintf(text, sizeof text, "%u %.*s", job.expected, length, path);
    free(buffer);
    free(path);
    return text;
}

static void expect_key(const char *uri, const char *wanted) {
    te_slice key = {NULL, 0};
    bool has = te_symbol_key((te_slice){uri, strlen(uri)}, &key);
    assert_int_equal(has, wanted != NULL);
    if (wanted != NULL) assert_true(te_slice_equal(key, te_slice_of(wanted)));
}

static void the_key_is_the_last_three_parts(void **state) {
    (void)state;
    expect_key("/bucket/v1/xul.pdb/ABC1/xul.sym", "xul.pdb/ABC1/xul.sym");
    expect_key("xul.pdb/ABC1/xul.sym", "xul.pdb/ABC1/xul.sym");
    expect_key("/a/b/c d.sym", "a/b/c d.sym");
}

static void empty_parts_count(void **state) {
    (void)state;
    expect_key("/bucket/robots.txt", "/bucket/robots.txt");
    expect_key("//x", "//x");
    expect_key("/a/b/", "a/b/");
    expect_key("//", "//");
}

static void fewer_parts_and_request_lines_have_no_key(void **state) {
    (void)state;
    expect_key("", NULL);
    expect_key("/", NULL);
    expect_key("/favicon.ico", NULL);
    expect_key("HEAD /v1/xul.pdb/ABC1/xul.sym HTTP/1.1", NULL);
}

static void a_query_is_no_part_of_the_path(void **state) {
    (void)state;
    expect_key("/v1/xul.pdb/ABC1/xul.sym?a=/b/c/d", "xul.pdb/ABC1/xul.sym");
}

static void only_status_200_is_expected_to_be_found(void **state) {
    (void)state;
    te_symbol_jobs *jobs = open_jobs(GROUPS "/v1/a/1/a.sym,200,false,1\r\n"
                                            "/v1/b/1/b.sym,404,false,7\r\n"
                                            "/v1/c/1/c.sym,403,true,2\r\n",
                                     NULL, false, 1);
    assert_int_equal(jobs->count, 3);
    assert_string_equal(job_text(jobs, 0), "302 /a/1/a.sym");
    assert_string_equal(job_text(jobs, 1), "404 /b/1/b.sym");
    assert_string_equal(job_text(jobs, 2), "404 /c/1/c.sym");
    char buffer[128];
    te_symbol_job job;
    assert_true(te_symbol_jobs_read(jobs, 2, buffer, &job, NULL));
    assert_int_equal(job.status, 403);
    assert_true(job.is_private);
    assert_int_equal(job.requests, 2);
    te_symbol_jobs_close(jobs);
}

static void rows_without_a_key_are_skipped_and_counted(void **state) {
    (void)state;
    te_symbol_jobs *jobs = open_jobs(
        GROUPS "/favicon.ico,403,true,4\r\n"
               "HEAD /v1/a/1/a.sym HTTP/1.1,200,false,3\r\n"
               "/v1/a/1/a.sym,200,false,1\r\n/v1/a/1/a.sym,ok,false,1\r\n"
               "too,few\r\n",
        NULL, false, 1);
    assert_int_equal(jobs->counts.rows, 4);
    assert_int_equal(jobs->counts.skipped, 3);
    assert_int_equal(jobs->counts.malformed, 1);
    assert_int_equal(jobs->counts.found, 1);
    assert_int_equal(jobs->counts.jobs, 1);
    te_symbol_jobs_close(jobs);
}

static void paths_are_fit_for_a_request_line(void **state) {
    (void)state;
    te_symbol_jobs *jobs =
        open_jobs(GROUPS "\"/v1/quo\"\"ted, comma.pdb/1/x.sym\",404,false,1\r\n"
                         "/v1/%E7%81%AB.dll/1/\xe7\x81\xab.sym,404,false,1\r\n"
                         "/bucket/robots.txt,404,false,1\r\n",
                  NULL, false, 1);
    assert_string_equal(job_text(jobs, 0), "404 /quo%22ted,%20comma.pdb/1/"
                                           "x.sym");
    assert_string_equal(job_text(jobs, 1),
                        "404 /%E7%81%AB.dll/1/%E7%81%AB.sym");
    assert_string_equal(job_text(jobs, 2), "404 //bucket/robots.txt");
    te_symbol_jobs_close(jobs);
}

static void what_the_missing_file_knows_becomes_a_query(void **state) {
    (void)state;
    te_symbol_jobs *jobs =
        open_jobs(GROUPS "/v1/a.pdb/1/a.sym,200,false,1\r\n"
                         "/v1/a.pdb/2/a.sym,404,false,1\r\n"
                         "/v1/a.pd/b1/a.sym,404,false,1\r\n",
                  MISSING "a.pdb,1,old.dll,1F\r\nb.pdb,1,b.dll,2F\r\n"
                          "a.pdb,1,a&b c.dll,3F\r\n",
                  false, 1);
    assert_string_equal(job_text(jobs, 0),
                        "302 /a.pdb/1/a.sym?code_file=a%26b%20c.dll"
                        "&code_id=3F");
    assert_string_equal(job_text(jobs, 1), "404 /a.pdb/2/a.sym");
    assert_string_equal(job_text(jobs, 2), "404 /a.pd/b1/a.sym");
    assert_int_equal(jobs->counts.missing, 3);
    assert_int_equal(jobs->counts.with_code_id, 1);
    te_symbol_jobs_close(jobs);
}

/* 10 found and 100 not found. */
static const char *lopsided(void) {
    static char text[8192];
    char *to = text + sprintf(text, GROUPS);
    for (int i = 0; i < 110; i++)
        to += sprintf(to, "/v1/f%d/1/f.sym,%d,false,1\r\n", i,
                      i % 11 == 0 ? 200 : 404);
    return text;
}

/* Which rows the jobs are, as text. */
static const char *rows_of(const te_symbol_jobs *jobs) {
    static char texts[2][1024];
    static int turn;
    char *text = texts[turn++ % 2];
    size_t used = 0;
    for (size_t i = 0; i < jobs->count; i++)
        used += (size_t)snprintf(text + used, sizeof texts[0] - used, "%u ",
                                 jobs->entries[i].row);
    return text;
}

static void balancing_keeps_the_smaller_group_and_as_many_others(void **state) {
    (void)state;
    te_symbol_jobs *jobs = open_jobs(lopsided(), NULL, true, 1);
    assert_int_equal(jobs->counts.found, 10);
    assert_int_equal(jobs->counts.notfound, 100);
    assert_int_equal(jobs->counts.jobs, 20);
    int found = 0;
    for (size_t i = 0; i < jobs->count; i++) {
        found += strncmp(job_text(jobs, i), "302", 3) == 0;
        if (i > 0) assert_true(jobs->entries[i - 1].row < jobs->entries[i].row);
    }
    assert_int_equal(found, 10);
    te_symbol_jobs_close(jobs);
}

static void the_seed_decides_the_sample(void **state) {
    (void)state;
    te_symbol_jobs *a = open_jobs(lopsided(), NULL, true, 1);
    te_symbol_jobs *b = open_jobs(lopsided(), NULL, true, 1);
    te_symbol_jobs *c = open_jobs(lopsided(), NULL, true, 2);
    assert_string_equal(rows_of(a), rows_of(b));
    assert_string_not_equal(rows_of(a), rows_of(c));
    te_symbol_jobs_close(a);
    te_symbol_jobs_close(b);
    te_symbol_jobs_close(c);
}

static void expect_refusal(const char *groups, const char *missing,
                           const char *message) {
    te_symbol_source source = {.groups = scratch_text("groups.csv", groups),
                               .balance = true,
                               .seed = 1};
    if (missing != NULL) source.missing = scratch_text("missing.csv", missing);
    te_error err = {0};
    assert_null(te_symbol_jobs_open(&source, &err));
    assert_int_equal(err.kind, TE_ERROR_INPUT);
    if (strstr(err.message, message) == NULL)
        fail_msg("%s\nis not: %s", err.message, message);
}

static void files_that_are_something_else_are_refused(void **state) {
    (void)state;
    expect_refusal("/v1/a/1/a.sym,200,false,1\r\n", NULL,
                   "groups.csv:1: wanted the header "
                   "URI,STATUS CODE,PRIVATE,COUNT");
    expect_refusal("", NULL, "groups.csv: wanted a header");
    expect_refusal(GROUPS "/v1/a/1/a.sym,200,false,1\r\n", "a,b,c,d\r\n",
                   "missing.csv:1: wanted the header "
                   "debug_file,debug_id,code_file,code_id");
    expect_refusal(GROUPS, NULL, "not one of its 0 rows has a symbol's key");
    expect_refusal(GROUPS "/v1/a/1/a.sym,200,false,1\r\n", NULL,
                   "1 found and 0 not found: nothing to balance");
}

#define MIXED                                                                  \
    GROUPS                                                                     \
    "/v1/a.pdb/1/a.sym,200,false,3\r\n/v1/b.pdb/1/b.pd_,200,false,1\r\n"       \
    "/v1/c d.PDB/1/c.SYM,404,false,2\r\n/v1/e.so/1/e.sym,404,false,x\r\n"      \
    "/favicon.ico,404,false,9\r\n/v1/f.pdb/1/f.sym,403,true,0\r\n"

static te_symbol_jobs *open_source(te_symbol_source source) {
    te_error err = {0};
    source.groups = scratch_text("groups.csv", MIXED);
    te_symbol_jobs *jobs = te_symbol_jobs_open(&source, &err);
    if (jobs == NULL) fail_msg("%s", err.message);
    return jobs;
}

static void jobs_can_weigh_as_much_as_their_count(void **state) {
    (void)state;
    te_symbol_jobs *jobs = open_source((te_symbol_source){.weighed = true});
    assert_int_equal(jobs->counts.jobs, 4);
    assert_int_equal(jobs->counts.requests, 6);
    assert_int_equal(jobs->counts.malformed, 1);
    assert_non_null(strstr(jobs->groups->complaints[0],
                           "groups.csv:5: COUNT is \"x\", wanted a whole"));
    const uint64_t ends[] = {3, 4, 6, 6};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(te_steps_at(&jobs->ends, i), ends[i]);
    te_symbol_jobs_close(jobs);
    jobs = open_source((te_symbol_source){.weighed = true, .balance = true});
    assert_int_equal(jobs->counts.jobs, 4);
    assert_int_equal(jobs->counts.requests, 6);
    te_symbol_jobs_close(jobs);
}

static void keys_with_spaces_can_be_left_out(void **state) {
    (void)state;
    te_symbol_jobs *jobs = open_source((te_symbol_source){.unspaced = true});
    assert_int_equal(jobs->counts.spaced, 1);
    assert_int_equal(jobs->counts.skipped, 1);
    assert_int_equal(jobs->counts.jobs, 4);
    te_symbol_jobs_close(jobs);
}

static void microsoft_symbols_are_sym_files_of_pdb_files(void **state) {
    (void)state;
    te_symbol_jobs *jobs =
        open_source((te_symbol_source){.microsoft_only = true});
    assert_int_equal(jobs->counts.filtered, 2);
    assert_int_equal(jobs->counts.jobs, 3);
    assert_string_equal(job_text(jobs, 0), "302 /a.pdb/1/a.sym");
    assert_string_equal(job_text(jobs, 1), "404 /c%20d.PDB/1/c.SYM");
    assert_string_equal(job_text(jobs, 2), "404 /f.pdb/1/f.sym");
    te_symbol_jobs_close(jobs);
}

static void a_file_that_shrinks_is_an_error_and_no_crash(void **state) {
    (void)state;
    te_symbol_jobs *jobs = open_jobs(lopsided(), NULL, true, 1);
    assert_int_equal(truncate(jobs->groups->source.path, 40), 0);
    char buffer[128];
    te_symbol_job job;
    te_error err = {0};
    assert_false(te_symbol_jobs_read(jobs, 19, buffer, &job, &err));
    assert_non_null(strstr(err.message, "groups.csv: the file shrank"));
    te_symbol_jobs_close(jobs);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_key_is_the_last_three_parts),
        cmocka_unit_test(empty_parts_count),
        cmocka_unit_test(fewer_parts_and_request_lines_have_no_key),
        cmocka_unit_test(a_query_is_no_part_of_the_path),
        cmocka_unit_test(only_status_200_is_expected_to_be_found),
        cmocka_unit_test(rows_without_a_key_are_skipped_and_counted),
        cmocka_unit_test(paths_are_fit_for_a_request_line),
        cmocka_unit_test(what_the_missing_file_knows_becomes_a_query),
        cmocka_unit_test(balancing_keeps_the_smaller_group_and_as_many_others),
        cmocka_unit_test(the_seed_decides_the_sample),
        cmocka_unit_test(files_that_are_something_else_are_refused),
        cmocka_unit_test(jobs_can_weigh_as_much_as_their_count),
        cmocka_unit_test(keys_with_spaces_can_be_left_out),
        cmocka_unit_test(microsoft_symbols_are_sym_files_of_pdb_files),
        cmocka_unit_test(a_file_that_shrinks_is_an_error_and_no_crash),
    };
    return cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
}

/* What the stand-in answers, without a network. */
#include "unit.h"

#include "../../stdlib/standin_routes.h"

#include "clock.h"

#include <unistd.h>

#define ID "F6A89660AF084CB2AFED7753C75BBEAC2"
#define TOKEN "0123456789abcdef0123456789abcdef-mine"

static const char groups[] =
    "URI,STATUS CODE,PRIVATE,COUNT\n"
    "/pub/v1/xul.pdb/" ID "/xul.sym,200,false,3\n"
    "/pub/v1/xul.pdb/" ID "/xul.sym,404,false,3\n"
    "/pub/v1/xul.dll/5A13615720000/xul.dl_,200,false,1\n"
    "/pub/v1/gone.pdb/" ID "/gone.sym,404,false,1\n"
    "\"/pub/v1/a \"\"b\"\", c+%C3%BC.pdb/" ID "/odd%25.sym\",200,false,1\n"
    "/pub/robots.txt,200,false,1\n"
    "/pub/v1/x-symbols.txt,200,false,1\n"
    "/favicon.ico,200,false,1\n"
    "HEAD /pub/v1/h.pdb/" ID "/h.sym HTTP/1.1,200,false,1\n";

static const char missing[] = "debug_file,debug_id,code_file,code_id\n"
                              "xul.pdb," ID ",xul.dll,f6A896601000\n"
                              "other.pdb," ID ",\"o,1.dll\",5A000\n";

static te_standin_service service;
static te_standin_answer answer;

/* Has the store read the text, as a file. */
static void load(bool (*read)(te_standin_symbols *, const char *, te_error *),
                 const char *text) {
    char path[] = "/tmp/standin-XXXXXX";
    te_error err = {0};
    int fd = mkstemp(path);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
    if (!read(service.symbols, path, &err)) fail_msg("%s", err.message);
    unlink(path);
}

static int open_service(void **state) {
    (void)state;
    service = (te_standin_service){.bound_host = "127.0.0.1",
                                   .authority = "127.0.0.1:80",
                                   .symbols = te_standin_symbols_new()};
    load(te_standin_symbols_load_groups, groups);
    load(te_standin_symbols_load_missing, missing);
    return 0;
}

static int close_service(void **state) {
    (void)state;
    te_standin_answer_free(&answer);
    answer = TE_STANDIN_ANSWER_INIT;
    te_standin_symbols_free(service.symbols);
    return 0;
}

/* Asks and leaves the answer in `answer`; returns the status. */
static unsigned ask(te_standin_request r) {
    char target[512]; /* it may be a header of the answer before */
    snprintf(target, sizeof target, "%s", r.target);
    r.target = target;
    te_standin_answer_free(&answer);
    answer = TE_STANDIN_ANSWER_INIT;
    if (r.body == NULL) r.body = "";
    if (r.body_bytes == 0) r.body_bytes = strlen(r.body);
    if (r.host == NULL) r.host = "127.0.0.1:8000";
    r.arrived_ns = te_clock_now_ns(NULL) - 1000;
    te_standin_route(&service, &r, &answer);
    assert_false(answer.is_broken);
    return answer.status;
}

static unsigned get(const char *target) {
    return ask((te_standin_request){.method = "GET", .target = target});
}

static unsigned post(const char *target, const char *body) {
    return ask(
        (te_standin_request){.method = "POST", .target = target, .body = body});
}

static const char *header(const char *name) {
    return te_standin_header_find(&answer, name);
}

static const char *body(void) { return te_buf_str(&answer.body); }

static void assert_holds(const char *text) {
    if (strstr(body(), text) == NULL) fail_msg("no %s in %s", text, body());
}

/* ---- Downloads ---- */

static void a_found_symbol_redirects_to_storage(void **state) {
    (void)state;
    assert_int_equal(get("/xul.pdb/" ID "/xul.sym"), 302);
    assert_string_equal(header("Location"),
                        "http://127.0.0.1:8000/publicbucket/v1/xul.pdb/" ID
                        "/xul.sym");
    assert_string_equal(header("Content-Type"), "text/html; charset=utf-8");
    assert_string_equal(header("Access-Control-Allow-Origin"), "*");
    assert_string_equal(header("Access-Control-Allow-Methods"), "GET");
    assert_string_equal(header("Server"), "gunicorn");
    assert_null(header("Debug-Time"));
    assert_string_equal(body(), "");
    assert_int_equal(get("/publicbucket/v1/xul.pdb/" ID "/xul.sym"), 200);
    assert_string_equal(header("Content-Encoding"), "gzip");
    assert_memory_equal(answer.body.data, "\x1f\x8b", 2);
}

static void head_of_a_found_symbol_is_200_with_location(void **state) {
    (void)state;
    assert_int_equal(
        ask((te_standin_request){.method = "HEAD",
                                 .target = "/xul.pdb/" ID "/xul.sym"}),
        200);
    assert_non_null(header("Location"));
    assert_int_equal(
        ask((te_standin_request){.method = "HEAD",
                                 .target = "/gone.pdb/" ID "/gone.sym"}),
        404);
}

static void an_id_in_lower_case_is_found_and_raised(void **state) {
    (void)state;
    assert_int_equal(
        get("/xul.pdb/f6a89660af084cb2afed7753c75bbeac2/xul.sym?x=1"), 302);
    assert_non_null(strstr(header("Location"), "/xul.pdb/" ID "/xul.sym"));
}

static void a_missing_symbol_is_404_as_text(void **state) {
    (void)state;
    assert_int_equal(get("/gone.pdb/" ID "/gone.sym?code_file=a&code_id=b"),
                     404);
    assert_string_equal(body(), "Symbol Not Found");
    assert_non_null(header("Access-Control-Allow-Origin"));
    assert_int_equal(get("/%E7%81%AB.pdb/" ID "/%E7%81%AB.sym"), 404);
    assert_string_equal(body(), "Symbol Not Found");
    assert_int_equal(get("/h.pdb/" ID "/h.sym"), 404);
}

static void names_that_are_never_stored_are_ignored(void **state) {
    (void)state;
    static const char *const paths[] = {
        "/a.pdb/" ID "/a.pdb", "/a.pdb/" ID "/file.ptr", "/A/1B/A",
        "/a.pdb/000000000000000000000000000000000/a.sym"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        assert_int_equal(ask((te_standin_request){.method = "GET",
                                                  .target = paths[i],
                                                  .debug = "YES"}),
                         404);
        assert_string_equal(body(), "Symbol Not Found (and ignored)");
        assert_string_equal(header("Debug-Time"), "0");
    }
    static const char *const kept[] = {".sym", ".dl_",    ".ex_",
                                       ".pd_", ".dbg.gz", ".tar.bz2"};
    char path[128];
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        snprintf(path, sizeof path, "/a.pdb/" ID "/a%s", kept[i]);
        assert_int_equal(get(path), 404);
        assert_string_equal(body(), "Symbol Not Found");
    }
}

static void a_path_that_is_no_symbol_is_404_as_json(void **state) {
    (void)state;
    assert_int_equal(ask((te_standin_request){.method = "GET",
                                              .target = "/a.pdb/XYZ/a.sym?q",
                                              .debug = "1"}),
                     404);
    assert_string_equal(body(), "{\"error\": \"Not Found\", \"path\": "
                                "\"/a.pdb/XYZ/a.sym\"}");
    assert_string_equal(header("Content-Type"), "application/json");
    assert_null(header("Access-Control-Allow-Origin"));
    assert_null(header("Debug-Time"));
    assert_int_equal(get("/%C3%BC%22"), 404);
    assert_holds("\"path\": \"/\\u00fc\\\"\"");
    char path[64];
    for (const char *c = "{}<>#%\"'^|[]`"; *c != '\0'; c++) {
        snprintf(path, sizeof path, "/a%%%02X.pdb/" ID "/a.sym", (unsigned)*c);
        assert_int_equal(get(path), 404);
        assert_holds("\"error\"");
    }
    assert_int_equal(get("///.sym"), 404);
    assert_holds("\"path\": \"///.sym\"");
    assert_int_equal(get("/"), 404);
    assert_int_equal(get("*"), 404);
    assert_int_equal(get("/a/b/c/d/e"), 404);
}

static void keys_of_the_csv_are_found_however_odd(void **state) {
    (void)state;
    assert_int_equal(get("/a%20%22b%22,%20c+%C3%BC.pdb/" ID "/odd%25.sym"),
                     302);
    assert_non_null(strstr(header("Location"),
                           "/a%20%22b%22%2C%20c%2B%C3%BC.pdb/" ID
                           "/odd%25.sym"));
    assert_int_equal(get("//pub/robots.txt"), 302);
    assert_int_equal(get("/pub/v1/x-symbols.txt"), 302);
    assert_non_null(strstr(header("Location"), "pub/v1/x-symbols.txt"));
    assert_int_equal(get("/favicon.ico"), 404);
    assert_int_equal(get("http://127.0.0.1/xul.pdb/" ID "/xul.sym"), 302);
}

static void a_code_id_takes_two_hops(void **state) {
    (void)state;
    assert_int_equal(ask((te_standin_request){
                         .method = "GET",
                         .target = "/xul.dll/F6A896601000/xul.sym?_refresh=1",
                         .debug = "1"}),
                     302);
    assert_string_equal(header("Location"),
                        "/xul.pdb/" ID "/xul.sym?_refresh=1");
    assert_null(header("Debug-Time"));
    assert_int_equal(get(header("Location")), 302);
    assert_int_equal(get("/xul.dll/f6a896601000/xul.sym"), 302);
    assert_int_equal(get("/o,1.dll/5A000/o.sym"), 302);
    assert_string_equal(header("Location"), "/other.pdb/" ID "/other.sym");
    assert_int_equal(get("/xul.dll/F6A896601001/xul.sym"), 404);
    assert_string_equal(body(), "Symbol Not Found");
    assert_int_equal(get("/xul.dll/5A13615720000/xul.dl_"), 302);
    assert_non_null(strstr(header("Location"), "http://"));
}

static void debug_time_is_told_to_those_who_ask_properly(void **state) {
    (void)state;
    static const char *const yes[] = {"true", "TRUE", "Yes", "1"};
    static const char *const no[] = {"", "0", "false", "on", "2"};
    te_standin_request r = {.method = "GET",
                            .target = "/xul.pdb/" ID "/xul.sym"};
    for (size_t i = 0; i < 4; i++) {
        r.debug = yes[i];
        ask(r);
        assert_true(strtod(header("Debug-Time"), NULL) > 0);
    }
    for (size_t i = 0; i < 5; i++) {
        r.debug = no[i];
        ask(r);
        assert_null(header("Debug-Time"));
    }
    r.debug = "1";
    r.target = "/gone.pdb/" ID "/gone.sym";
    ask(r);
    assert_true(strtod(header("Debug-Time"), NULL) > 0);
}

static void other_methods_on_a_symbol_are_405(void **state) {
    (void)state;
    static const char *const methods[] = {"POST", "PUT", "DELETE", "OPTIONS"};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(
            ask((te_standin_request){.method = methods[i],
                                     .target = "/xul.pdb/" ID "/xul.sym"}),
            405);
        assert_string_equal(header("Allow"), "GET, HEAD");
        assert_holds("{\"error\": \"Method Not Allowed (");
    }
}

static void a_foreign_host_is_400_as_json(void **state) {
    (void)state;
    te_standin_request r = {.method = "GET",
                            .target = "/xul.pdb/" ID "/xul.sym"};
    static const char *const ours[] = {"127.0.0.1", "localhost:8000",
                                       "LOCALHOST", "127.0.0.1:1"};
    static const char *const theirs[] = {"evil.test", "localhost.evil.test",
                                         "127.0.0.12"};
    for (size_t i = 0; i < 4; i++) {
        r.host = ours[i];
        assert_int_equal(ask(r), 302);
    }
    for (size_t i = 0; i < 3; i++) {
        r.host = theirs[i];
        assert_int_equal(ask(r), 400);
        assert_holds("{\"error\": ");
    }
}

static void heartbeats_are_chunked(void **state) {
    (void)state;
    assert_int_equal(get("/__lbheartbeat__"), 200);
    assert_true(answer.is_chunked);
    assert_string_equal(body(), "");
    assert_int_equal(get("/__heartbeat__"), 200);
    assert_true(answer.is_chunked);
    assert_string_equal(body(), "{\"status\": \"warning\"}");
    assert_int_equal(get("/__version__"), 404);
    assert_true(answer.is_chunked);
    assert_int_equal(
        ask((te_standin_request){.method = "HEAD", .target = "/__heartbeat__"}),
        405);
}

/* ---- Symbolication ---- */

#define JOB(stacks)                                                            \
    "{\"memoryMap\": [[\"d3d11.pdb\", \"" ID "\"], [\"xul.pdb\", \"" ID        \
    "\"], [\"idle.pdb\", \"AB\"]], \"stacks\": " stacks ", \"version\": 4}"

static void version_4_answers_every_frame(void **state) {
    (void)state;
    assert_int_equal(
        post("/symbolicate/v4",
             JOB("[[[0, 856990], [1, 16054490], [-1, 7], [1, -1]], []]")),
        200);
    assert_string_equal(
        body(), "{\"symbolicatedStacks\": [[\"0xd139e (in d3d11.pdb)\", "
                "\"xul::fn_00f4f(int, char const*) (in xul.dll)\", "
                "\"0x7 (in <unknown>)\", \"-0x1 (in xul.dll)\"], []], "
                "\"knownModules\": [false, true, null]}");
    assert_string_equal(header("content-type"), "application/json");
    assert_null(header("access-control-allow-origin"));
}

static void version_5_answers_one_job_or_a_list(void **state) {
    (void)state;
    assert_int_equal(
        post("/symbolicate/v5", JOB("[[[0, 856990], [1, 16054490]]]")), 200);
    assert_holds("{\"results\": [{\"stacks\": [[{\"frame\": 0, \"module\": "
                 "\"d3d11.pdb\", \"module_offset\": \"0xd139e\"}, "
                 "{\"frame\": 1, \"module\": \"xul.dll\", "
                 "\"module_offset\": \"0xf4f8da\", "
                 "\"function\": \"xul::fn_00f4f(int, char const*)\", "
                 "\"function_offset\": \"0x8da\", \"file\": \"hg:");
    assert_holds("\"found_modules\": {\"d3d11.pdb/" ID
                 "\": false, \"xul.pdb/" ID "\": true, "
                 "\"idle.pdb/AB\": null}}]}");
    assert_int_equal(
        post("/symbolicate/v5",
             "{\"jobs\": [" JOB("[[]]") ", " JOB("[[[1, 1]]]") "]}"),
        200);
    /* The first job never looked, but the second did. */
    assert_holds("{\"stacks\": [[]], \"found_modules\": {\"d3d11.pdb/" ID
                 "\": null, \"xul.pdb/" ID "\": true");
    assert_int_equal(post("/symbolicate/v5", "{\"jobs\": []}"), 200);
    assert_string_equal(body(), "{\"results\": []}");
}

static void debug_is_any_value_and_version_5_only(void **state) {
    (void)state;
    te_standin_request r = {.method = "POST",
                            .target = "/symbolicate/v5",
                            .debug = "false",
                            .body = JOB("[[[0, 1], [1, 2], [0, 3], [-1, 4]]]")};
    assert_int_equal(ask(r), 200);
    assert_holds("\"debug\": {\"time\": ");
    assert_holds("\"cache_lookups\": {\"count\": 2, \"hits\": 1, \"time\": ");
    assert_holds("\"downloads\": {\"count\": 1, \"size\": 0, \"time\": 0, "
                 "\"fail_time_per_module\": {\"d3d11.pdb/" ID "\": ");
    assert_holds("\"stacks\": {\"count\": 4, \"real\": 3}");
    assert_holds("\"modules\": {\"count\": 2, \"stacks_per_module\": "
                 "{\"d3d11.pdb/" ID "\": 1, \"xul.pdb/" ID "\": 1}}");
    r.body = JOB("[[[-1, 4]]]");
    ask(r);
    assert_holds("\"downloads\": {\"count\": 0, \"size\": 0, \"time\": 0}, ");
    assert_holds("\"modules\": {\"count\": 0}");
    r.debug = "";
    ask(r);
    assert_null(strstr(body(), "debug\""));
    r.debug = "1";
    r.target = "/symbolicate/v4";
    ask(r);
    assert_null(strstr(body(), "debug\""));
}

/* A payload and the title of its 400. */
static void assert_refused(const char *payload, const char *title) {
    te_buf wanted = TE_BUF_INIT;
    assert_true(te_buf_addf(&wanted, "{\"title\": \"%s\"}", title));
    assert_int_equal(post("/symbolicate/v5", payload), 400);
    assert_string_equal(body(), te_buf_str(&wanted));
    assert_string_equal(header("vary"), "Accept");
    te_buf_free(&wanted);
}

static void what_is_wrong_first_is_said_first(void **state) {
    (void)state;
    assert_refused("", "Payload is not valid JSON");
    assert_refused("{\"a\"", "Payload is not valid JSON");
    assert_refused("[]", "job 0 is invalid");
    assert_refused("7", "job 0 is invalid");
    assert_refused("{}", "job 0 is invalid: no stacks specified");
    assert_refused("{\"stacks\": []}",
                   "job 0 is invalid: no memoryMap specified");
    assert_refused("{\"stacks\": [], \"memoryMap\": {}}",
                   "job 0 has invalid modules: modules must be a list");
    assert_refused("{\"stacks\": [], \"memoryMap\": [[\"a\"]]}",
                   "job 0 has invalid modules: module index 0 does not have a "
                   "debug_filename and debug_id");
    assert_refused("{\"stacks\": [], \"memoryMap\": [[\"a/b\", \"XX\"]]}",
                   "job 0 has invalid modules: module index 0 has an invalid "
                   "debug_filename");
    assert_refused("{\"stacks\": [], \"memoryMap\": [[\"\", \"\"], "
                   "[\"a\", \"XX\"]]}",
                   "job 0 has invalid modules: module index 1 has an invalid "
                   "debug_id");
    assert_refused(JOB("{}"),
                   "job 0 has invalid stacks: stacks must be a list of lists");
    assert_refused(JOB("[]"), "job 0 has invalid stacks: no stacks specified");
    assert_refused(JOB("[[], 1]"),
                   "job 0 has invalid stacks: stack 1 is not a list");
    assert_refused(JOB("[[[0, 1], [0]]]"),
                   "job 0 has invalid stacks: stack 0 frame 1 is not a list "
                   "of two items");
    assert_refused(JOB("[[[x, 1]]]"), "Payload is not valid JSON");
    assert_refused(JOB("[[[1.0, 1]]]"),
                   "job 0 has invalid stacks: stack 0 frame 0 has an invalid "
                   "module_index");
    assert_refused(JOB("[[[3, \"x\"]]]"),
                   "job 0 has invalid stacks: stack 0 frame 0 has a "
                   "module_index that isn't in modules");
    assert_refused(JOB("[[[-2, 1]]]"),
                   "job 0 has invalid stacks: stack 0 frame 0 has a "
                   "module_index that isn't in modules");
    assert_refused(JOB("[[[0, -2]]]"),
                   "job 0 has invalid stacks: stack 0 frame 0 has an invalid "
                   "module_offset");
    assert_refused("{\"jobs\": [" JOB("[[]]") ", 5]}", "job 1 is invalid");
}

static void ten_jobs_are_the_most(void **state) {
    (void)state;
    te_buf payload = TE_BUF_INIT;
    for (int jobs = 10; jobs <= 11; jobs++) {
        te_buf_reset(&payload);
        assert_true(te_buf_adds(&payload, "{\"jobs\": ["));
        for (int i = 0; i < jobs; i++)
            assert_true(te_buf_addf(&payload, "%s%s", i == 0 ? "" : ",",
                                    JOB("[[[1, 1]]]")));
        assert_true(te_buf_adds(&payload, "]}"));
        assert_int_equal(post("/symbolicate/v5", payload.data),
                         jobs == 10 ? 200 : 400);
    }
    assert_holds("please limit number of jobs in a single request to <= 10");
    te_buf_free(&payload);
}

static void
float_offsets_outside_modules_are_taken_unless_strict(void **state) {
    (void)state;
    const char *stray = JOB("[[[0, 1], [-1, 1.8446744073709552e+19]]]");
    assert_int_equal(post("/symbolicate/v4", stray), 200);
    assert_holds("\"0x10000000000000000 (in <unknown>)\"");
    service.is_strict = true;
    assert_int_equal(post("/symbolicate/v4", stray), 400);
    assert_string_equal(body(), "{\"title\": \"job 0 has invalid stacks: "
                                "stack 0 frame 1 has an invalid "
                                "module_offset\"}");
    service.is_strict = false;
    assert_int_equal(post("/symbolicate/v4", JOB("[[[0, 1.5]]]")), 400);
}

static void integers_past_64_bits_are_integers(void **state) {
    (void)state;
    service.is_strict = true;
    assert_int_equal(
        post("/symbolicate/v4", JOB("[[[1, 4096], [-1, 18446744073709551616], "
                                    "[-1, 9223372036854775808]]]")),
        200);
    assert_holds("\"xul::fn_00001(int, char const*) (in xul.dll)\"");
    assert_holds("\"0x10000000000000000 (in <unknown>)\"");
    assert_holds("\"0x8000000000000000 (in <unknown>)\"");
    service.is_strict = false;
}

static void symbolication_says_what_it_allows(void **state) {
    (void)state;
    assert_int_equal(get("/symbolicate/v4"), 405);
    assert_string_equal(body(), "{\"title\": \"405 Method Not Allowed\"}");
    assert_string_equal(header("allow"), "POST, OPTIONS");
    assert_int_equal(get("/symbolicate/v6"), 404);
    assert_string_equal(body(), "{\"title\": \"404 Not Found\"}");
    assert_int_equal(get("/__broken__"), 500);
    te_standin_request r = {.method = "OPTIONS",
                            .target = "/symbolicate/v5",
                            .origin = "http://x.test",
                            .wanted_method = "POST"};
    assert_int_equal(ask(r), 200);
    assert_string_equal(header("access-control-allow-origin"), "*");
    assert_string_equal(header("access-control-allow-methods"), "POST");
    assert_string_equal(header("access-control-max-age"), "86400");
    assert_non_null(header("access-control-expose-headers"));
}

/* ---- Uploads ---- */

/* A zip of empty files; only its directory matters. */
static void add_zip(te_buf *b, const char *const *names) {
    size_t entries = 0, start = b->length;
    for (; names[entries] != NULL; entries++) {
        size_t length = strlen(names[entries]);
        char entry[46] = "PK\1\2";
        entry[28] = (char)length;
        assert_true(te_buf_add(b, entry, sizeof entry));
        assert_true(te_buf_add(b, names[entries], length));
    }
    char end[22] = "PK\5\6";
    end[10] = (char)entries;
    assert_true(te_buf_add(b, end, sizeof end));
    assert_true(b->length > start);
}

/* Uploads a file; `is_try` adds the field that says so. */
static unsigned upload(const char *name, const te_buf *file, bool is_try) {
    te_buf form = TE_BUF_INIT;
    if (is_try)
        te_buf_adds(&form, "--B\r\nContent-Disposition: form-data; "
                           "name=\"try\"\r\n\r\n1\r\n");
    te_buf_addf(&form,
                "--B\r\nContent-Disposition: form-data; name=\"f\"; "
                "filename=\"%s\"\r\n\r\n",
                name);
    te_buf_add(&form, te_buf_str(file), file->length);
    assert_true(te_buf_adds(&form, "\r\n--B--\r\n"));
    unsigned status = ask(
        (te_standin_request){.method = "POST",
                             .target = "/upload/",
                             .auth_token = TOKEN,
                             .content_type = "multipart/form-data; boundary=B",
                             .body = form.data,
                             .body_bytes = form.length});
    te_buf_free(&form);
    return status;
}

static void uploaded_files_are_found_and_skipped_next_time(void **state) {
    (void)state;
    te_buf zip = TE_BUF_INIT;
    const char *names[] = {"new.pdb/AB12/new.sym", "build-symbols.txt",
                           "xul.pdb/" ID "/xul.sym", NULL};
    add_zip(&zip, names);
    assert_int_equal(get("/new.pdb/AB12/new.sym"), 404);
    assert_int_equal(upload("symbols.zip", &zip, false), 201);
    assert_holds("{\"upload\": {\"id\": ");
    assert_holds("\"filename\": \"symbols.zip\", \"bucket\": "
                 "\"publicbucket\", \"download_url\": null, \"try_symbols\": "
                 "false, \"redirect_urls\": [], \"completed_at\": \"");
    assert_holds("\"skipped_keys\": [\"v1/xul.pdb/" ID "/xul.sym\"]}}");
    assert_string_equal(header("Vary"), "Auth-Token");
    assert_int_equal(get("/new.pdb/ab12/new.sym"), 302);
    assert_int_equal(upload("symbols.zip", &zip, false), 201);
    assert_holds("\"skipped_keys\": [\"v1/new.pdb/AB12/new.sym\", ");
    te_buf_free(&zip);
}

static void try_uploads_are_found_in_the_try_store_only(void **state) {
    (void)state;
    te_buf zip = TE_BUF_INIT;
    const char *names[] = {"test.pdb/AB12/test.sym", NULL};
    add_zip(&zip, names);
    assert_int_equal(upload("s.zip", &zip, true), 201);
    assert_holds("\"try_symbols\": true");
    assert_int_equal(get("/test.pdb/AB12/test.sym"), 404);
    assert_int_equal(get("/try/test.pdb/AB12/test.sym"), 302);
    assert_int_equal(get("/test.pdb/AB12/test.sym?a=b&try"), 302);
    assert_non_null(strstr(header("Location"), "/trybucket/v1/"));
    assert_int_equal(get(strstr(header("Location"), "/trybucket")), 200);
    te_buf_free(&zip);
}

static void bad_uploads_are_told_why(void **state) {
    (void)state;
    te_buf zip = TE_BUF_INIT;
    const char *names[] = {"a.pdb/XYZ/a.sym", NULL};
    assert_int_equal(upload("s.zip", &zip, false), 400);
    assert_string_equal(body(), "{\"error\": \"File is not a zip file\"}");
    assert_int_equal(upload("s.txt", &zip, false), 400);
    assert_string_equal(body(), "{\"error\": \"Unrecognized archive file "
                                "extension \\\".txt\\\"\"}");
    add_zip(&zip, names);
    assert_int_equal(upload("s.zip", &zip, false), 400);
    assert_holds("(First unrecognized pattern was a.pdb/XYZ/a.sym)");
    te_buf_free(&zip);
    te_standin_request r = {
        .method = "POST", .target = "/upload/", .auth_token = TOKEN};
    assert_int_equal(ask(r), 400);
    assert_string_equal(body(), "{\"error\": \"Must be multipart form data "
                                "with at least one file\"}");
    r.content_type = "multipart/form-data; boundary=B";
    r.body = "--B\r\nContent-Disposition: form-data; name=url\r\n\r\n"
             "https://x.test:1/a.zip\r\n--B--\r\n";
    assert_int_equal(ask(r), 400);
    assert_string_equal(body(), "{\"error\": \"Not an allowed domain "
                                "('x.test') to download from.\"}");
}

static void uploads_need_a_token(void **state) {
    (void)state;
    te_standin_request r = {.method = "POST", .target = "/upload/"};
    assert_int_equal(ask(r), 403);
    assert_string_equal(body(), "{\"error\": \"This requires an Auth-Token to "
                                "authenticate the request\"}");
    assert_null(header("Vary"));
    r.auth_token = "wrong";
    assert_int_equal(ask(r), 403);
    assert_string_equal(body(), "{\"error\": \"API Token not matched\"}");
    assert_null(header("Vary"));
    r.auth_token = TOKEN;
    assert_int_equal(ask(r), 400);
    assert_string_equal(header("Vary"), "Auth-Token");
    r.method = "GET";
    assert_int_equal(ask(r), 405);
    assert_string_equal(header("Allow"), "POST");
}

static void version_2_says_what_to_do_with_each_file(void **state) {
    (void)state;
    te_standin_request r = {
        .method = "POST",
        .target = "/upload/v2/",
        .auth_token = TOKEN,
        .body =
            "{\"files\": [{\"key\": \"v2.so/AB/v2.so.sym\", \"size\": 1, "
            "\"md5_hash\": \"d41d8cd98f00b204e9800998ecf8427e\"},"
            "{\"key\": \"xul.pdb/" ID "/xul.sym\", \"size\": 1, "
            "\"md5_hash\": \"d41d8cd98f00b204e9800998ecf8427e\"},"
            "{\"key\": \"x#/AB/x.sym\", \"size\": 1, \"md5_hash\": \"\"},"
            "{\"key\": \"x/AB/x.sym\", \"size\": 1, \"md5_hash\": \"D4\"}]}"};
    assert_int_equal(ask(r), 201);
    assert_holds("{\"key\": \"v2.so/AB/v2.so.sym\", \"action\": {\"type\": "
                 "\"upload\", \"url\": \"http://127.0.0.1:8000/publicbucket/"
                 "v1/v2.so/AB/v2.so.sym?upload_id=");
    assert_holds("\"content_encoding\": \"gzip\"}}");
    assert_holds("\"action\": {\"type\": \"skip\"}}");
    assert_holds("{\"type\": \"error\", \"msg\": \"invalid key\"}}");
    assert_holds("\"msg\": \"invalid MD5 hex digest\"}}]");
    assert_int_equal(
        ask((te_standin_request){
            .method = "PUT",
            .target = "/publicbucket/v1/v2.so/AB/v2.so.sym?upload_id=1"}),
        200);
    assert_int_equal(get("/v2.so/AB/v2.so.sym"), 302);
    r.body = "{\"files\": [{\"key\": \"a\"}]}";
    assert_int_equal(ask(r), 400);
    assert_string_equal(body(), "{\"error\": \"malformed JSON request body\"}");
    r.target = "/upload/auth_info/";
    assert_int_equal(ask(r), 200);
    assert_holds("\"upload_api_version\": 1");
}

int main(void) {
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_service, close_service)
    const struct CMUnitTest tests[] = {
        TEST(a_found_symbol_redirects_to_storage),
        TEST(head_of_a_found_symbol_is_200_with_location),
        TEST(an_id_in_lower_case_is_found_and_raised),
        TEST(a_missing_symbol_is_404_as_text),
        TEST(names_that_are_never_stored_are_ignored),
        TEST(a_path_that_is_no_symbol_is_404_as_json),
        TEST(keys_of_the_csv_are_found_however_odd),
        TEST(a_code_id_takes_two_hops),
        TEST(debug_time_is_told_to_those_who_ask_properly),
        TEST(other_methods_on_a_symbol_are_405),
        TEST(a_foreign_host_is_400_as_json),
        TEST(heartbeats_are_chunked),
        TEST(version_4_answers_every_frame),
        TEST(version_5_answers_one_job_or_a_list),
        TEST(debug_is_any_value_and_version_5_only),
        TEST(what_is_wrong_first_is_said_first),
        TEST(ten_jobs_are_the_most),
        TEST(float_offsets_outside_modules_are_taken_unless_strict),
        TEST(integers_past_64_bits_are_integers),
        TEST(symbolication_says_what_it_allows),
        TEST(uploaded_files_are_found_and_skipped_next_time),
        TEST(try_uploads_are_found_in_the_try_store_only),
        TEST(bad_uploads_are_told_why),
        TEST(uploads_need_a_token),
        TEST(version_2_says_what_to_do_with_each_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

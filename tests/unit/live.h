/* live.h - real runs for tests: a scenario in a folder of the test's own, an
 * origin to aim at, and what came of it. */
#ifndef TE_LIVE_H
#define TE_LIVE_H

#include "scratch.h"
#include "tengine.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>

/* ---- The origin, a child that ends with us ---- */

static struct {
    pid_t pid;
    int stdin_fd; /* it ends when this closes */
    char url[64];
    int port;
} origin;

/* Beside our own program, where the build put both. */
static void exec_origin(const char *log) {
    char self[PATH_MAX] = "", path[PATH_MAX + 32];
    if (readlink("/proc/self/exe", self, sizeof self - 1) < 0) _exit(1);
    snprintf(path, sizeof path, "%s/origin/origin", dirname(self));
    execl(path, "origin", "--until-stdin-closes", "--log", log, (char *)NULL);
    _exit(127);
}

static inline void origin_start(void) {
    int in[2], out[2];
    assert_int_equal(pipe(in), 0);
    assert_int_equal(pipe(out), 0);
    const char *log = scratch_path("origin.log");
    origin.pid = fork();
    assert_true(origin.pid >= 0);
    if (origin.pid == 0) {
        dup2(in[0], STDIN_FILENO);
        dup2(out[1], STDOUT_FILENO);
        for (int fd = 3; fd < 256; fd++)
            close(fd);
        exec_origin(log);
    }
    close(in[0]);
    close(out[1]);
    origin.stdin_fd = in[1];
    FILE *said = fdopen(out[0], "r");
    assert_int_equal(fscanf(said, "origin %63s", origin.url), 1);
    fclose(said);
    origin.port = atoi(strrchr(origin.url, ':') + 1);
    assert_int_equal(setenv("ORIGIN", origin.url, 1), 0);
}

static inline void origin_stop(void) {
    close(origin.stdin_fd);
    waitpid(origin.pid, NULL, 0);
}

/* Asks the origin itself; the answer is good until the next call. */
static inline const char *origin_ask(const char *path) {
    static char answer[1 << 20];
    char request[256];
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)origin.port),
                             .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
    int length = snprintf(request, sizeof request,
                          "GET %s HTTP/1.1\r\nHost: o\r\n"
                          "Connection: close\r\n\r\n",
                          path);
    assert_int_equal(write(fd, request, (size_t)length), length);
    size_t used = 0;
    ssize_t got;
    while ((got = read(fd, answer + used, sizeof answer - 1 - used)) > 0)
        used += (size_t)got;
    close(fd);
    answer[used] = '\0';
    return answer;
}

/* A number of the origin's record, such as "requests". */
static inline double origin_count(const char *field) {
    char key[64];
    snprintf(key, sizeof key, "\"%s\":", field);
    const char *found = strstr(origin_ask("/stats"), key);
    assert_non_null(found);
    return strtod(found + strlen(key), NULL);
}

static inline void origin_reset(void) { origin_ask("/stats/reset"); }

static int by_text(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The targets that were asked for from line `skip` of the log on, sorted, one
 * a line; the caller frees it. *lines is how many the log has by now. */
static inline char *origin_targets(size_t skip, size_t *lines) {
    origin_ask("/stats"); /* then the log is complete */
    FILE *log = fopen(scratch_path("origin.log"), "r");
    assert_non_null(log);
    char line[4096], target[2048];
    char **targets = NULL;
    size_t count = 0, bytes = 1, n = 0;
    while (fgets(line, sizeof line, log) != NULL) {
        if (n++ < skip) continue;
        assert_int_equal(sscanf(line, "%*s %*s %*s %*s %*s %2047s", target), 1);
        targets = realloc(targets, (count + 1) * sizeof *targets);
        targets[count++] = strdup(target);
        bytes += strlen(target) + 1;
    }
    fclose(log);
    *lines = n;
    if (count > 0) qsort(targets, count, sizeof *targets, by_text);
    char *all = calloc(1, bytes), *end = all;
    for (size_t i = 0; i < count; i++) {
        end += sprintf(end, "%s\n", targets[i]);
        free(targets[i]);
    }
    free(targets);
    return all;
}

/* ---- A run ---- */

/* What it printed; on the heap, so that a `live` may be copied. */
typedef struct heard {
    char *out, *err;
    size_t out_length, err_length;
} heard;

typedef struct live {
    te_config config;
    te_run *run;
    te_error err;
    bool ok; /* of te_run_go, or false when it could not be built */
    int code;
    heard *heard;
    const char *out, *err_out; /* after live_go */
} live;

static inline double live_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* A configuration for this scenario, one worker, one thread, one run; then
 * change it. */
static inline live live_of(const char *lua) {
    live l = {.config = TE_CONFIG_DEFAULT};
    l.config.scenario_path = scratch_text("scenario.lua", lua);
    l.config.max_runs = 1;
    l.config.has_seed = true;
    l.config.seed = 1;
    return l;
}

static inline bool live_build(live *l) {
    l->heard = calloc(1, sizeof *l->heard);
    l->config.out = open_memstream(&l->heard->out, &l->heard->out_length);
    l->config.err = open_memstream(&l->heard->err, &l->heard->err_length);
    l->run = te_run_new(&l->config, &l->err);
    return l->run != NULL;
}

static inline void live_go(live *l) {
    l->ok = te_run_go(l->run, &l->err);
    l->code = te_run_exit_code(l->run);
    fflush(l->config.out);
    fflush(l->config.err);
    l->out = l->heard->out;
    l->err_out = l->heard->err;
}

/* Builds it, runs it; it must at least be built. */
static inline void live_run(live *l) {
    if (!live_build(l)) fail_msg("not built: %s", l->err.message);
    live_go(l);
}

static inline void live_free(live *l) {
    te_run_free(l->run);
    fclose(l->config.out);
    fclose(l->config.err);
    free(l->heard->out);
    free(l->heard->err);
    free(l->heard);
}

static inline double live_sum(const live *l, const char *metric) {
    return te_run_sum(l->run, metric, NULL);
}

static inline void live_has(const char *text, const char *wanted) {
    if (strstr(text, wanted) == NULL)
        fail_msg("no \"%s\" in:\n%s", wanted, text);
}

/* The same with every run of blanks and line ends taken for one blank: the
 * summary breaks lines. */
static inline void live_says(const char *text, const char *wanted) {
    char *flat = strdup(text), *to = flat;
    for (const char *from = text; *from != '\0'; from++) {
        bool is_blank = *from == ' ' || *from == '\n';
        if (!is_blank)
            *to++ = *from;
        else if (to == flat || to[-1] != ' ')
            *to++ = ' ';
    }
    *to = '\0';
    live_has(flat, wanted);
    free(flat);
}

static inline void live_has_not(const char *text, const char *unwanted) {
    if (strstr(text, unwanted) != NULL)
        fail_msg("\"%s\" in:\n%s", unwanted, text);
}

#endif

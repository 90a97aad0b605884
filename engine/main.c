/* main.c - the tengine command: the only home of argv, signals, stdout and
 * exit. What a run does is run.c's affair. */
#include "command.h"
#include "options.h"
#include "options_help.h"
#include "output.h"
#include "tengine.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <lua.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* The exit codes that are decided here; te_run_exit_code() knows the rest. */
enum {
    EXIT_DONE = 0,
    EXIT_INPUT = 2,
    EXIT_OUTPUT = 74,
    EXIT_SCENARIO = 107,
};

/* ---- Standard streams ---- */

/* Were one of the three closed, the next file or socket that is opened would
 * take its number, and what we print would go there. In its place comes one
 * that cannot be written, so that lost results are noticed. */
static void hold_standard_streams(void) {
    int fd;
    do
        fd = open("/dev/null", O_RDONLY);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd >= 0) close(fd);
}

static int complain(const te_error *err) {
    fputs("tengine: ", stderr);
    te_text_print_lines(stderr, err->message);
    switch (err->kind) {
    case TE_ERROR_SCRIPT:
        return EXIT_SCENARIO;
    case TE_ERROR_OUTPUT:
        return EXIT_OUTPUT;
    default:
        return EXIT_INPUT; /* without memory, too, no run is built */
    }
}

/* The exit code when, beside what `code` says, results were lost. */
static int with_lost_output(int code) {
    return code == EXIT_SCENARIO || code == EXIT_INPUT ? code : EXIT_OUTPUT;
}

/* The exit code, once it is known whether all that was printed arrived at
 * standard output, to which `out` writes. */
static int close_output(FILE *out, int code) {
    bool failed_before = ferror(out) != 0;
    if (fclose(out) == 0 && !failed_before) return code;
    fputs("tengine: results could not be written to standard output\n", stderr);
    return with_lost_output(code);
}

/* Standard output for results alone: what a scenario's io.write, a C module or
 * a child process prints comes out on standard error from now on. Close the
 * stream with close_output(). */
static FILE *reserve_output(te_error *err) {
    int fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    FILE *out = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (out != NULL && dup2(STDERR_FILENO, STDOUT_FILENO) >= 0) return out;
    te_fail_as(err, TE_ERROR_OUTPUT, "standard output: %s", strerror(errno));
    if (out != NULL)
        fclose(out);
    else if (fd >= 0)
        close(fd);
    return NULL;
}

/* ---- Descriptors ---- */

/* Every worker holds a connection or more. The soft limit is what a shell
 * happens to give, 1,024 on most; up to the hard one we may help ourselves. */
static void raise_descriptor_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

/* ---- Signals ---- */

/* The run that a signal ends, while it goes. */
static _Atomic(te_run *) running;

/* The first signal asks the run to end, the second ends it now. */
static void on_signal(int signal_number) {
    (void)signal_number;
    int saved_errno = errno;
    te_run *run = atomic_load(&running);
    if (run != NULL) te_run_stop(run);
    errno = saved_errno;
}

static void handle(int signal_number, void (*handler)(int)) {
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(signal_number, &action, NULL);
}

/* ---- The run ---- */

/* Says what is wrong with the path itself; what is in the file is the
 * script's affair. */
static bool check_file(const char *path, const char *what, te_error *err) {
    struct stat info;
    bool there = stat(path, &info) == 0;
    if (there && S_ISDIR(info.st_mode))
        return te_fail(err, "'%s' is a folder, not %s", path, what);
    if (!there || access(path, R_OK) != 0)
        return te_fail(err, "cannot read '%s': %s", path, strerror(errno));
    return true;
}

static bool check_files(const te_options *o, te_error *err) {
    const te_config *config = &o->config;
    const char *path = config->scenario_path;
    for (size_t i = 0; i < config->extension_count; i++) {
        if (!check_file(config->extensions[i], "an extension", err))
            return false;
    }
    if (config->profile_path != NULL &&
        !check_file(config->profile_path, "a file of profiles", err))
        return false;
    if (!o->scenario_named && access(path, F_OK) != 0 && errno == ENOENT)
        return te_fail(err,
                       "no scenario: %s is not in this folder; name a file, "
                       "such as scenarios/%s",
                       path, path);
    size_t length = strlen(path);
    if (length > 3 && strcmp(path + length - 3, ".py") == 0)
        return te_fail(err,
                       "'%s' is Python, and scenarios here are Lua: "
                       "scenarios/README.md shows how one becomes the other",
                       path);
    return check_file(path, "a scenario file", err);
}

/* One line each, as complaints are. */
static void print_notices(const te_options *o) {
    if (o->config.quiet) return;
    const char *line = te_buf_str(&o->notices);
    for (size_t length; *line != '\0'; line += length + 1) {
        length = strcspn(line, "\n");
        fprintf(stderr, "tengine: %.*s\n", (int)length, line);
    }
}

/* Whether standard output is for the JSON alone. */
static bool writes_to_stdout(const te_options *o) {
    return o->summary_json != NULL && strcmp(o->summary_json, "-") == 0;
}

/* Until the scenario is loaded a signal ends the process: there is nothing
 * to sum up yet, and a scenario may hang while it loads. */
static int go(te_run *run) {
    atomic_store(&running, run);
    handle(SIGINT, on_signal);
    handle(SIGTERM, on_signal);
    /* The terminal has gone: unless nohup(1) says that it does not matter. */
    struct sigaction hangup;
    if (sigaction(SIGHUP, NULL, &hangup) == 0 && hangup.sa_handler != SIG_IGN)
        handle(SIGHUP, on_signal);
    te_error err = {0};
    if (!te_run_go(run, &err)) complain(&err);
    atomic_store(&running, NULL);
    return te_run_exit_code(run);
}

/* Writes the JSON to `file`, or to `results` when that is NULL: what is lost
 * there is told when it is closed. */
static int write_summary(const te_run *run, te_output *file, FILE *results,
                         int code) {
    te_error err = {0};
    FILE *out = file != NULL ? te_output_file(file) : results;
    bool ok = te_run_write_json(run, out, &err);
    if (file != NULL && ok)
        ok = te_output_commit(file, &err);
    else
        te_output_discard(file);
    if (ok || (file == NULL && err.kind == TE_ERROR_OUTPUT)) return code;
    complain(&err);
    return with_lost_output(code);
}

/* The file for the summary is opened first: a run of hours is not made for
 * results that have no place. */
static int go_and_write(te_run *run, const te_options *o, FILE *results) {
    te_error err = {0};
    te_output *file = NULL;
    if (o->summary_json != NULL && results == NULL) {
        file = te_output_open(o->summary_json, &err);
        if (file == NULL) return complain(&err);
    }
    int code = go(run);
    if (o->summary_json == NULL) return code;
    return write_summary(run, file, results, code);
}

static int list(te_config *config, FILE *results) {
    te_error err = {0};
    config->out = results;
    if (te_run_list(config, &err) || err.kind == TE_ERROR_NONE)
        return EXIT_DONE;
    return complain(&err);
}

/* `results` is NULL where standard output is everybody's. */
static int load_and_go(te_options *o, FILE *results) {
    te_error err = {0};
    o->config.out = results != NULL ? stderr : stdout;
    o->config.err = stderr;
    if (o->list) return list(&o->config, results);
    te_run *run = te_run_new(&o->config, &err);
    if (run == NULL && err.kind == TE_ERROR_NONE) return EXIT_DONE;
    if (run == NULL) return complain(&err);
    int code = go_and_write(run, o, results);
    te_run_free(run);
    return code;
}

static int prepare_and_go(te_options *o) {
    te_error err = {0};
    print_notices(o);
    if (!check_files(o, &err) || !te_options_export(o, &err))
        return complain(&err);
    te_options_import(o);
    if (!o->list && !writes_to_stdout(o)) return load_and_go(o, NULL);
    FILE *results = reserve_output(&err);
    if (results == NULL) return complain(&err);
    return close_output(results, load_and_go(o, results));
}

static int obey(te_options *o) {
    te_error err;
    if (o->help != NULL && !te_options_help(stdout, o->help, &err))
        return complain(&err);
    if (o->version) printf("tengine %s (%s)\n", te_version(), LUA_RELEASE);
    if (o->help != NULL || o->version) return EXIT_DONE;
    return prepare_and_go(o);
}

static int command(int argc, char *const argv[]) {
    te_options options;
    te_error err = {0};
    const te_command *sub = argc > 1 ? te_command_find(argv[1]) : NULL;
    if (sub != NULL) {
        int done = sub->obey(argc - 1, argv + 1, &err);
        return err.kind != TE_ERROR_NONE ? complain(&err) : done;
    }
    bool ok = te_options_parse(&options, argc, argv, &err);
    int code = ok ? obey(&options) : complain(&err);
    te_options_free(&options);
    return code;
}

int main(int argc, char *argv[]) {
    hold_standard_streams();
    raise_descriptor_limit();
    handle(SIGPIPE, SIG_IGN); /* a closed pipe is an error to report, */
    handle(SIGXFSZ, SIG_IGN); /* and so is a file that may not grow */
    setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    return close_output(stdout, command(argc, argv));
}

/* command_control.c - tengine control: asks or steers a run that goes. */
#include "command.h"

#include "buf.h"
#include "control_request.h"
#include "control_socket.h"
#include "option_reader.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PATIENCE_S = 5 };

/* Far more than an answer ever has. */
enum { ANSWER_MAX = 1 << 20 };

typedef struct control {
    te_option_texts words; /* the path, then the request */
    bool json, help;
} control;

#define IN(member) offsetof(control, member)

static const te_option options[] = {
    {0, "json", NULL, TE_OPTION_FLAG, IN(json), 0, 0, "As",
     "the status as one line of JSON", 0},
    {'h', "help", NULL, TE_OPTION_FLAG, IN(help), 0, 0, "Help", "this page", 0},
    {0, NULL, NULL, TE_OPTION_NOTHING, 0, 0, 0, NULL, NULL, 0},
};

/* ---- The command line ---- */

static bool read_arguments(control *c, int argc, char *const argv[],
                           te_error *err) {
    te_option_reader reader = {.table = options,
                               .help = "tengine control --help",
                               .options = c,
                               .words = &c->words,
                               .is_help = &c->help};
    if (!te_option_read_words(&reader, argc, argv, &c->words, err))
        return false;
    return c->help || c->words.count > 0 ||
           te_fail(err, "control: which run? tengine control PATH status, with "
                        "the PATH of its --control");
}

static void print_help(void) {
    puts("Usage    tengine control [--json] PATH [WORD ...]\n"
         "         PATH is what --control of the run says; without words:\n"
         "         status");
    fputs(te_control_request_help(), stdout);
    puts("LOAD is the number of a load, where the run has several.\n"
         "Exit     0 done, 2 refused or nobody there; a run that stops: 105");
}

/* ---- The request ---- */

/* Its words in one line; what makes no sense is not even sent. */
static bool write_request(const control *c, te_buf *line, te_error *err) {
    te_control_request request;
    bool ok = true;
    for (size_t i = 1; ok && i < c->words.count; i++)
        ok = te_buf_addf(line, "%s%s", i > 1 ? " " : "", c->words.items[i]);
    if (ok && c->words.count == 1) ok = te_buf_adds(line, "status");
    if (ok && c->json) ok = te_buf_adds(line, " --json");
    if (!ok) return te_fail_as(err, TE_ERROR_SYSTEM, "control: no memory");
    if (line->length > TE_CONTROL_LINE_MAX ||
        strpbrk(te_buf_str(line), "\n") != NULL)
        return te_fail(err,
                       "control: a request is one line of at most %d "
                       "bytes",
                       TE_CONTROL_LINE_MAX);
    te_error why;
    if (!te_control_request_read(te_buf_str(line), &request, &why))
        return te_fail(err, "control: %.900s", why.message);
    return te_buf_addc(line, '\n') ||
           te_fail_as(err, TE_ERROR_SYSTEM, "control: no memory");
}

/* ---- The answer ---- */

static bool is_whole(const te_buf *answer) {
    const char *end = answer->data + answer->length;
    return answer->length >= 2 && end[-1] == '\n' && end[-2] == '\n';
}

static bool read_answer(int fd, const char *path, te_buf *answer,
                        te_error *err) {
    char part[4096];
    while (!is_whole(answer) && answer->length < ANSWER_MAX) {
        ssize_t n = recv(fd, part, sizeof part, 0);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0)
            return te_fail(err, "control: %s: %s", path,
                           n == 0 ? "the run ended before it answered"
                           : errno == EAGAIN ? "no answer in 5 s"
                                             : strerror(errno));
        if (!te_buf_add(answer, part, (size_t)n))
            return te_fail_as(err, TE_ERROR_SYSTEM, "control: no memory");
    }
    return true;
}

static bool print_answer(const te_buf *answer, te_error *err) {
    static const char refused[] = "error: ";
    size_t skip = sizeof refused - 1, length = answer->length - 1;
    if (strncmp(answer->data, refused, skip) == 0)
        return te_fail(err, "control: %.*s", (int)(length - skip - 1),
                       answer->data + skip);
    fwrite(answer->data, 1, length, stdout);
    return true;
}

static bool ask(const control *c, const te_buf *line, te_error *err) {
    te_buf answer = TE_BUF_INIT;
    const char *path = c->words.items[0];
    int fd = te_control_socket_connect(path, PATIENCE_S, err);
    if (fd < 0) return false;
    bool ok = send(fd, line->data, line->length, MSG_NOSIGNAL) ==
                  (ssize_t)line->length ||
              te_fail(err, "control: %s: %s", path, strerror(errno));
    ok =
        ok && read_answer(fd, path, &answer, err) && print_answer(&answer, err);
    close(fd);
    te_buf_free(&answer);
    return ok;
}

int te_command_control(int argc, char *const argv[], te_error *err) {
    control c = {.help = false};
    te_buf line = TE_BUF_INIT;
    if (read_arguments(&c, argc, argv, err)) {
        if (c.help)
            print_help();
        else if (write_request(&c, &line, err))
            ask(&c, &line, err);
    }
    te_buf_free(&line);
    free(c.words.items);
    return 0;
}

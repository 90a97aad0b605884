/* control_request.c - see control_request.h. */
#include "control_request.h"

#include "spec.h"
#include "suggest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 5 }; /* one more than any request has */

static const char *const words[] = {"status",  "pause", "resume",
                                    "workers", "rate",  "profile",
                                    "stop",    "help",  NULL};

const char *te_control_request_help(void) {
    return "status            how the run goes\n"
           "pause             no run begins, the plan stands still\n"
           "resume            it goes on where it was\n"
           "workers N [LOAD]  from now on so many workers\n"
           "rate R [LOAD]     from now on such a rate: 500/s, 30000/m\n"
           "profile [LOAD]    back to what the profile says\n"
           "stop              no run begins any more, then it ends\n"
           "help              these words\n"
           "... --json        the answer is the status then, as JSON\n";
}

/* ---- Its parts ---- */

static bool read_word(const char *text, te_control_word *word, te_error *err) {
    for (size_t i = 0; words[i] != NULL; i++) {
        if (strcmp(text, words[i]) != 0) continue;
        *word = (te_control_word)i;
        return true;
    }
    te_suggestion near = te_suggestion_among(text, words);
    char meant[40] = "";
    if (near.best != NULL)
        snprintf(meant, sizeof meant, " (did you mean %s?)", near.best);
    return te_fail(err,
                   "'%.40s' is no request%s: there are status, pause, resume, "
                   "workers N, rate R, profile, stop and help",
                   text, meant);
}

static bool read_whole(const char *text, const char *what, uint32_t most,
                       uint32_t *n, te_error *err) {
    char *end;
    unsigned long value = strtoul(text, &end, 10);
    bool is_whole = text[0] >= '0' && text[0] <= '9' && *end == '\0';
    *n = (uint32_t)value;
    if (is_whole && value >= 1 && value <= most) return true;
    return te_fail(err, "%s '%.40s': expected a number from 1 to %u", what,
                   text, most);
}

static bool read_load(const char *text, te_control_request *r, te_error *err) {
    return text == NULL || read_whole(text, "load", 1000, &r->load, err);
}

/* What stands behind the word. */
static bool read_arguments(char **argument, te_control_request *r,
                           te_error *err) {
    const char *value = argument[0];
    switch (r->word) {
    case TE_CONTROL_PROFILE:
        return read_load(value, r, err);
    case TE_CONTROL_WORKERS:
        if (value == NULL) return te_fail(err, "workers: how many?");
        return read_whole(value, "workers", TE_WORKERS_MAX, &r->workers, err) &&
               read_load(argument[1], r, err);
    case TE_CONTROL_RATE:
        if (value == NULL) return te_fail(err, "rate: which? such as 500/s");
        return te_spec_rate(value, &r->per_s, err) &&
               read_load(argument[1], r, err);
    default:
        return true;
    }
}

/* How many words may follow. */
static size_t most_arguments(te_control_word word) {
    static const size_t most[] = {0, 0, 0, 2, 2, 1, 0, 0};
    return most[word];
}

bool te_control_request_read(const char *line, te_control_request *request,
                             te_error *err) {
    char copy[TE_CONTROL_LINE_MAX + 1], *place;
    char *found[WORDS_MAX + 1] = {NULL};
    size_t count = 0;
    *request = (te_control_request){.word = TE_CONTROL_STATUS};
    snprintf(copy, sizeof copy, "%s", line);
    for (char *word = strtok_r(copy, " \t\r", &place);
         word != NULL && count < WORDS_MAX;
         word = strtok_r(NULL, " \t\r", &place))
        found[count++] = word;
    if (count == 0)
        return te_fail(err, "a request is a word: status, pause, ... (help)");
    if (!read_word(found[0], &request->word, err)) return false;
    request->as_json = request->word != TE_CONTROL_HELP &&
                       strcmp(found[count - 1], "--json") == 0;
    if (request->as_json) found[--count] = NULL;
    size_t most = most_arguments(request->word);
    if (count - 1 > most)
        return te_fail(err, "%s: '%.40s' is too much", found[0],
                       found[most + 1]);
    return read_arguments(found + 1, request, err);
}

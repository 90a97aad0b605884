/* command_line.h - command lines for the tests of what reads them. */
#ifndef TE_COMMAND_LINE_H
#define TE_COMMAND_LINE_H

#include "clock.h"
#include "options.h"

/* Reads a command line of words without blanks in them. */
#define MAX_WORDS 16
static char line_copy[1000];
static char *words[MAX_WORDS + 1];
static te_options parsed;
static te_error error;

static inline bool parse(const char *line) {
    assert_true(strlen(line) < sizeof line_copy);
    strcpy(line_copy, line);
    int count = 0;
    words[count++] = "tengine";
    for (char *word = strtok(line_copy, " "); word; word = strtok(NULL, " ")) {
        assert_true(count < MAX_WORDS);
        words[count++] = word;
    }
    words[count] = NULL;
    error = (te_error){0};
    te_options_free(&parsed);
    return te_options_parse(&parsed, count, words, &error);
}

static inline const te_config *accept(const char *line) {
    if (!parse(line)) fail_msg("%s: %s", line, error.message);
    return &parsed.config;
}

static inline const char *refuse(const char *line) {
    assert_false(parse(line));
    assert_int_equal(error.kind, TE_ERROR_INPUT);
    return error.message;
}

#endif

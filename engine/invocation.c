/* invocation.c - see invocation.h. */
#include "invocation.h"

#include "journal_json.h"
#include "mask.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

/* ---- Writing ---- */

/* How much of an option is its name: all, or what stands before the "=". */
static size_t name_length(const char *argument) {
    return strncmp(argument, "--", 2) == 0 ? strcspn(argument, "=") : 0;
}

/* In doubt it is: also where there is no memory to look, and wherever live
 * figures go to by a URL with a query, whose names each receiver has of its
 * own. */
static bool is_secret_value(const char *text) {
    te_buf shown = TE_BUF_INIT;
    const char *at = strstr(text, "=http");
    bool is_secret =
        (at != NULL && strchr(at, '?') != NULL) || !te_mask_url(text, &shown) ||
        (strcmp(te_buf_str(&shown), text) != 0 && strstr(text, "://") != NULL);
    te_buf_free(&shown);
    return is_secret;
}

static bool names_secret(const char *argument) {
    size_t length = name_length(argument);
    return length > 2 && te_mask_is_secret(argument + 2, length - 2);
}

static void append_value(json_t *array, const char *text, bool is_secret,
                         bool *ok) {
    is_secret = is_secret || is_secret_value(text);
    te_journal_append(ok, array,
                      is_secret ? json_null() : te_journal_text(text));
}

/* "--name=value" becomes two. */
static void append_argument(json_t *array, const char *argument,
                            bool was_secret, bool *ok) {
    size_t length = name_length(argument);
    if (length == 0 || argument[length] == '\0') {
        append_value(array, argument, was_secret, ok);
        return;
    }
    char *name = strndup(argument, length);
    te_journal_append(ok, array, name != NULL ? te_journal_text(name) : NULL);
    free(name);
    append_value(array, argument + length + 1, names_secret(argument), ok);
}

static json_t *arguments(char *const *items, size_t count, bool *ok) {
    json_t *array = json_array();
    bool is_secret = false; /* the one that comes next */
    for (size_t i = 0; i < count; i++) {
        append_argument(array, items[i], is_secret, ok);
        is_secret = !is_secret && names_secret(items[i]) &&
                    items[i][name_length(items[i])] == '\0';
    }
    return array;
}

/* CRC-32; 0 where the file cannot be read. */
static uint64_t sum_of_file(const char *path) {
    unsigned char block[4096];
    size_t got;
    uLong sum = crc32(0, NULL, 0);
    FILE *file = fopen(path, "re");
    if (file == NULL) return 0;
    while ((got = fread(block, 1, sizeof block, file)) > 0)
        sum = crc32(sum, block, (uInt)got);
    fclose(file);
    return sum;
}

bool te_invocation_has_changed(const json_t *line, const char *scenario_path) {
    uint64_t sum;
    te_error err;
    return te_journal_get_whole(line, "scenario_crc", UINT32_MAX, &sum, &err) &&
           sum != sum_of_file(scenario_path);
}

void te_invocation_put(const te_config *config, json_t *line, bool *ok) {
    te_journal_put(ok, line, "scenario_crc",
                   te_journal_whole(sum_of_file(config->scenario_path)));
    if (config->command == NULL) return;
    char *directory = getcwd(NULL, 0);
    te_journal_put(ok, line, "directory",
                   te_journal_text(directory != NULL ? directory : ""));
    free(directory);
    te_journal_put(ok, line, "arguments",
                   arguments(config->command, config->command_count, ok));
    te_journal_put(
        ok, line, "scenario_arguments",
        arguments(config->scenario_args, config->scenario_arg_count, ok));
}

/* ---- Reading ---- */

static bool read_arguments(te_arguments *to, const json_t *line,
                           const char *key, te_error *err) {
    const json_t *array = te_journal_get_array(line, key, err);
    if (array == NULL) return false;
    to->items = calloc(json_array_size(array) + 1, sizeof *to->items);
    if (to->items == NULL) return te_fail_as(err, TE_ERROR_SYSTEM, "no memory");
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *item = json_array_get(array, i);
        if (!json_is_null(item)) {
            to->items[to->count] = te_journal_text_of(item);
            if (to->items[to->count] == NULL)
                return te_fail(err, "\"%s\" holds something else than texts",
                               key);
        }
        to->count++;
    }
    return true;
}

bool te_invocation_read(te_invocation *c, const json_t *line, te_error *err) {
    *c = (te_invocation){0};
    if (json_object_get(line, "runs") != NULL)
        return te_fail(err, "--resume: this journal is of runs that were "
                            "merged: resume the one that breaks off");
    if (json_object_get(line, "arguments") == NULL)
        return te_fail(err, "--resume: the run was made by a program of its "
                            "own, not by the command: let that program resume "
                            "it");
    return te_journal_get_text(line, "directory", &c->directory, err) &&
           read_arguments(&c->options, line, "arguments", err) &&
           read_arguments(&c->scenario, line, "scenario_arguments", err);
}

static void clear_arguments(te_arguments *a) {
    for (size_t i = 0; i < a->count; i++)
        free(a->items[i]);
    free(a->items);
}

void te_invocation_clear(te_invocation *c) {
    clear_arguments(&c->options);
    clear_arguments(&c->scenario);
    free(c->directory);
    *c = (te_invocation){0};
}

/* config_fuzz.c - a --config file is read as a whole or refused in one line,
 * and what was read lies within the bounds of its option.
 *
 * The input is the file; the test that is chosen is "test". */
#include "options.h"
#include "options_config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) abort();
}

/* "f.json: ..." or "f.json:1:2: ...", and nothing that a terminal obeys. */
static void check_message(const te_error *err) {
    require(err->kind == TE_ERROR_INPUT);
    require(strncmp(err->message, "f.json:", 7) == 0);
    for (const char *c = err->message; *c != '\0'; c++)
        require((unsigned char)*c >= ' ' && *c != 0x7f);
}

static void check_numbers(const te_options *o) {
    for (const te_option *row = te_options_table; row->name != NULL; row++) {
        double number = te_option_number(row, o);
        if (!te_options_was_given(o, row)) continue;
        require(number >= 0 && number <= (double)row->most);
        if (row->kind == TE_OPTION_WHOLE || row->kind == TE_OPTION_NUMBER ||
            row->kind == TE_OPTION_TIME)
            require(number >= (double)row->least);
    }
}

static void check_texts(const te_options *o) {
    require(o->config.scenario_path != NULL);
    for (size_t i = 0; i < o->extensions.count; i++)
        require(strlen(o->extensions.items[i]) > 0);
    for (size_t i = 0; i < o->environment_count; i++) {
        require(strlen(o->environment[i].name) > 0);
        require(strchr(o->environment[i].name, '=') == NULL);
        require(strlen(o->environment[i].value) < SIZE_MAX);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    te_options o;
    te_error err = {0};
    te_options_init(&o);
    if (te_options_config_text(&o, "f.json", (const char *)data, size, &err)) {
        check_numbers(&o);
        check_texts(&o);
    } else
        check_message(&err);
    te_options_free(&o);
    return 0;
}

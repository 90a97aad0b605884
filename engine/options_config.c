/* options_config.c - see options_config.h. */
#include "options_config.h"

#include "options_table.h"
#include "suggest.h"
#include "text.h"

#include <errno.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

typedef struct reader {
    te_options *options;
    const char *file;
    const char *test; /* the one that was chosen; NULL: not yet */
    te_error *err;
} reader;

/* ---- Complaints ---- */

/* "FILE: test 'big': ...", in one line whatever names the file has in it. */
static bool fail(const reader *r, const char *format, ...) TE_PRINTF(2, 3);
static bool fail(const reader *r, const char *format, ...) {
    char what[1024];
    te_buf whole = TE_BUF_INIT, clean = TE_BUF_INIT;
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    te_buf_addf(&whole, "%s: ", r->file);
    if (r->test != NULL) te_buf_addf(&whole, "test '%.100s': ", r->test);
    te_buf_adds(&whole, what);
    te_text_clean(&clean, te_buf_str(&whole));
    te_fail(r->err, "%s", te_buf_str(&clean));
    te_buf_free(&whole);
    te_buf_free(&clean);
    return false;
}

static const char *type_name(const json_t *value) {
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return "an object";
    case JSON_ARRAY:
        return "a list";
    case JSON_STRING:
        return "a text";
    case JSON_INTEGER:
    case JSON_REAL:
        return "a number";
    case JSON_NULL:
        return "null";
    default:
        return "true or false";
    }
}

/* The names that might have been meant by one that is unknown. */
typedef struct names {
    te_suggestion near;
    te_buf list; /* "a, b, c" */
    size_t count;
} names;

enum { NAMES_LISTED = 50 };

static void offer(names *n, const char *name) {
    te_suggestion_offer(&n->near, name);
    n->count++;
    if (n->count > NAMES_LISTED) return;
    te_buf_addf(&n->list, "%s%.60s", n->count > 1 ? ", " : "", name);
}

/* "there is no option 'x' (did you mean 'y'?); there are: y, z" */
static bool unknown(const reader *r, const char *what, names *n) {
    te_buf guess = TE_BUF_INIT;
    if (n->near.best != NULL)
        te_buf_addf(&guess, " (did you mean '%.60s'?)", n->near.best);
    if (n->count > NAMES_LISTED)
        te_buf_addf(&n->list, " and %zu more", n->count - NAMES_LISTED);
    fail(r, "there is no %s '%.60s'%s; there %s: %s", what, n->near.word,
         te_buf_str(&guess), n->count == 1 ? "is" : "are",
         n->count > 0 ? te_buf_str(&n->list) : "none");
    te_buf_free(&guess);
    te_buf_free(&n->list);
    return false;
}

/* ---- Values ---- */

static const char *wanted(te_option_kind kind) {
    switch (kind) {
    case TE_OPTION_FLAG:
    case TE_OPTION_NOTHING:
        return "true or false";
    case TE_OPTION_TIME:
        return "seconds as a number, or a text such as \"5m\"";
    case TE_OPTION_PERCENT:
        return "a number";
    case TE_OPTION_TEXT:
        return "a text";
    case TE_OPTION_TEXTS:
        return "a text or a list of texts";
    default:
        return "a whole number";
    }
}

/* Whether JSON of this type can be the value; what it says is another
 * matter. */
static bool has_right_type(te_option_kind kind, const json_t *value) {
    switch (kind) {
    case TE_OPTION_FLAG:
    case TE_OPTION_NOTHING:
        return json_is_boolean(value);
    case TE_OPTION_TIME:
        return json_is_number(value) || json_is_string(value);
    case TE_OPTION_PERCENT:
        return json_is_number(value);
    case TE_OPTION_TEXT:
    case TE_OPTION_TEXTS:
        return json_is_string(value);
    default:
        return json_is_integer(value);
    }
}

/* The number as the command line would have it: without an exponent. */
static void print_number(const json_t *value, char *out, size_t size) {
    if (json_is_integer(value))
        snprintf(out, size, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else
        snprintf(out, size, "%.15g", json_real_value(value));
    if (strchr(out, 'e') != NULL)
        snprintf(out, size, "%.9f", json_real_value(value));
}

static bool set_one(const reader *r, const te_option *o, const char *key,
                    const json_t *value) {
    char number[400]; /* the largest double has 309 digits */
    te_error why;
    const char *text = json_string_value(value);
    if (!has_right_type(o->kind, value))
        return fail(r, "%s: wanted %s, not %s", key, wanted(o->kind),
                    type_name(value));
    if (json_is_false(value)) return true;
    if (json_is_number(value)) {
        print_number(value, number, sizeof number);
        text = number;
    }
    if (te_options_set(r->options, o, text, &why)) return true;
    return fail(r, "%s: %.800s", key, why.message);
}

static bool set_option(const reader *r, const te_option *o, const char *key,
                       const json_t *value) {
    if (json_is_null(value) || te_options_was_given(r->options, o)) return true;
    if (o->kind != TE_OPTION_TEXTS || !json_is_array(value))
        return set_one(r, o, key, value);
    for (size_t i = 0; i < json_array_size(value); i++)
        if (!set_one(r, o, key, json_array_get(value, i))) return false;
    return true;
}

/* ---- The environment ---- */

static bool add_variable(const reader *r, const char *name,
                         const json_t *value) {
    te_options *o = r->options;
    if (!json_is_string(value))
        return fail(r, "env: %.100s: wanted a text, not %s", name,
                    type_name(value));
    if (*name == '\0' || strchr(name, '=') != NULL)
        return fail(r, "env: '%.100s' is no name of a variable", name);
    te_options_variable *more =
        realloc(o->environment, (o->environment_count + 1) * sizeof *more);
    if (more == NULL) return te_fail_as(r->err, TE_ERROR_SYSTEM, "no memory");
    o->environment = more;
    o->environment[o->environment_count++] =
        (te_options_variable){name, json_string_value(value)};
    return true;
}

static bool read_environment(const reader *r, json_t *env) {
    const char *name;
    json_t *value;
    if (env == NULL) return true;
    if (!json_is_object(env))
        return fail(r, "env: wanted an object of texts, not %s",
                    type_name(env));
    json_object_foreach(env, name, value) {
        if (!add_variable(r, name, value)) return false;
    }
    return true;
}

/* ---- What is around the options ---- */

static const char SCENARIO[] = "scenario";
static const char ENV[] = "env";
static const char TESTS[] = "tests";
static const char REQUIREMENTS[] = "requirements"; /* of molotov's moloslave */

static void note_requirements(const reader *r, const json_t *object) {
    te_buf *notices = &r->options->notices;
    if (json_object_get(object, REQUIREMENTS) == NULL) return;
    if (strstr(te_buf_str(notices), REQUIREMENTS) == NULL)
        te_buf_addf(notices,
                    "%s: '%s' means nothing here: no Python is needed\n",
                    r->file, REQUIREMENTS);
}

static bool read_scenario(const reader *r, const json_t *value) {
    te_options *o = r->options;
    if (!json_is_string(value))
        return fail(r, "%s: wanted the path of a file, not %s", SCENARIO,
                    type_name(value));
    o->config.scenario_path = json_string_value(value);
    o->scenario_named = true;
    return true;
}

static bool unknown_option(const reader *r, const char *key) {
    names n = {.near = te_suggestion_for(key), .list = TE_BUF_INIT};
    offer(&n, SCENARIO);
    offer(&n, ENV);
    for (const te_option *o = te_options_table; o->name != NULL; o++) {
        if ((o->where & TE_OPTION_COMMAND_ONLY) == 0) offer(&n, o->name);
    }
    return unknown(r, "option", &n);
}

static bool read_key(const reader *r, const char *key, const json_t *value) {
    if (strcmp(key, SCENARIO) == 0) return read_scenario(r, value);
    if (strcmp(key, ENV) == 0 || strcmp(key, REQUIREMENTS) == 0) return true;
    const te_option *o = te_options_find(key, strlen(key));
    if (o == NULL || (o->where & TE_OPTION_COMMAND_ONLY) != 0)
        return unknown_option(r, key);
    return set_option(r, o, key, value);
}

static bool read_test(const reader *r, json_t *test) {
    const char *key;
    json_t *value;
    if (!json_is_object(test))
        return fail(r, "wanted an object of options, not %s", type_name(test));
    note_requirements(r, test);
    json_object_foreach(test, key, value) {
        if (!read_key(r, key, value)) return false;
    }
    return read_environment(r, json_object_get(test, ENV));
}

static bool unknown_test(const reader *r, json_t *tests, const char *test) {
    const char *name;
    json_t *value;
    names n = {.near = te_suggestion_for(test), .list = TE_BUF_INIT};
    json_object_foreach(tests, name, value) offer(&n, name);
    return unknown(r, "test", &n);
}

/* The object of that name, which must be there; `where` is what to call its
 * place. */
static json_t *member(const reader *r, const json_t *object, const char *name,
                      const char *where) {
    json_t *found = json_object_get(object, name);
    if (found == NULL)
        fail(r, "%s has no \"%s\"", where, name);
    else if (!json_is_object(found)) {
        fail(r, "\"%s\": wanted an object, not %s", name, type_name(found));
        found = NULL;
    }
    return found;
}

/* What stands beside the tests. */
static bool check_keys(const reader *r, json_t *molotov) {
    const char *key;
    json_t *value;
    json_object_foreach(molotov, key, value) {
        names n = {.near = te_suggestion_for(key), .list = TE_BUF_INIT};
        if (strcmp(key, ENV) == 0 || strcmp(key, TESTS) == 0 ||
            strcmp(key, REQUIREMENTS) == 0)
            continue;
        offer(&n, ENV);
        offer(&n, TESTS);
        offer(&n, REQUIREMENTS);
        return unknown(r, "key", &n);
    }
    note_requirements(r, molotov);
    return true;
}

static bool read_document(reader *r, const json_t *document) {
    te_options *o = r->options;
    const char *name =
        o->scenario_named ? o->config.scenario_path : TE_OPTIONS_TEST;
    if (!json_is_object(document))
        return fail(r, "wanted an object, not %s", type_name(document));
    json_t *molotov = member(r, document, "molotov", "the file");
    if (molotov == NULL || !check_keys(r, molotov)) return false;
    json_t *tests = member(r, molotov, TESTS, "\"molotov\"");
    if (tests == NULL) return false;
    json_t *test = json_object_get(tests, name);
    if (test == NULL) return unknown_test(r, tests, name);
    if (!read_environment(r, json_object_get(molotov, ENV))) return false;
    r->test = name;
    o->config.scenario_path = TE_OPTIONS_SCENARIO;
    o->scenario_named = false;
    return read_test(r, test);
}

bool te_options_config_text(te_options *o, const char *file, const char *text,
                            size_t length, te_error *err) {
    json_error_t why;
    reader r = {.options = o, .file = file, .err = err};
    o->document = json_loadb(text, length, JSON_REJECT_DUPLICATES, &why);
    if (o->document != NULL) return read_document(&r, o->document);
    te_buf place = TE_BUF_INIT;
    te_buf_addf(&place, "%s:%d:%d", file, why.line, why.column);
    r.file = te_buf_str(&place);
    fail(&r, "%s", why.text);
    te_buf_free(&place);
    return false;
}

/* ---- The file ---- */

/* Nobody writes that much by hand: it is another file, or one without end. */
#define FILE_MAX_BYTES ((size_t)16 << 20)

static bool read_file(const char *path, te_buf *text) {
    char block[4096];
    size_t got;
    FILE *file = fopen(path, "re");
    if (file == NULL) return false;
    while ((got = fread(block, 1, sizeof block, file)) > 0 &&
           text->length < FILE_MAX_BYTES && te_buf_add(text, block, got))
        ;
    bool ok = got == 0 && !ferror(file);
    int code = text->length < FILE_MAX_BYTES ? errno : EFBIG;
    fclose(file);
    errno = code;
    return ok;
}

bool te_options_config(te_options *o, te_error *err) {
    te_buf text = TE_BUF_INIT;
    bool ok = read_file(o->config_path, &text);
    if (ok)
        ok = te_options_config_text(o, o->config_path, te_buf_str(&text),
                                    text.length, err);
    else
        te_fail(err, "--config: cannot read '%s': %s", o->config_path,
                strerror(errno));
    te_buf_free(&text);
    return ok;
}

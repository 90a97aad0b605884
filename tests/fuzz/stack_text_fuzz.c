/* stack_text_fuzz.c - any bytes as the text of a stack, with jansson as judge.
 *
 * What one of the two takes for a JSON object, the other does too, but for
 * what jansson leaves to options or does not hold (below). Without "version",
 * and with its float offsets repaired, it is an object still. */
#include "../../stdlib/json_scan.h"
#include "../../stdlib/stack_text.h"

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds, const char *claim) {
    if (holds) return;
    fprintf(stderr, "stack_text_fuzz: %s\n", claim);
    abort();
}

/* The object, or NULL; *excused where jansson refuses what JSON allows: bytes
 * that are not UTF-8, NUL in a key, numbers that are too large for it. */
static json_t *judge(te_slice text, bool *excused) {
    json_error_t error;
    json_t *json = json_loadb(text.data, text.length,
                              JSON_ALLOW_NUL | JSON_DECODE_INT_AS_REAL, &error);
    enum json_error_code code = json_error_code(&error);
    *excused = json == NULL && (code == json_error_invalid_utf8 ||
                                code == json_error_null_byte_in_key ||
                                code == json_error_null_character ||
                                code == json_error_numeric_overflow ||
                                strstr(error.text, "Unicode") != NULL);
    if (json_is_object(json)) return json;
    json_decref(json);
    return NULL;
}

static void check_cut(te_slice text, const te_stack_text *found) {
    demand(found->cut_from <= found->cut_to && found->cut_to <= text.length,
           "the cut is inside");
    te_buf rest = TE_BUF_INIT;
    te_buf_add(&rest, text.data, found->cut_from);
    te_buf_add(&rest, text.data + found->cut_to, text.length - found->cut_to);
    te_slice job = {rest.data, rest.length};
    te_stack_text again;
    demand(te_stack_text_read(job, &again), "without version it is an object");
    demand(again.float_offsets == found->float_offsets,
           "nothing else is cut away");
    te_buf_free(&rest);
}

static void check_repair(te_slice text, const te_stack_text *found) {
    te_buf repaired = TE_BUF_INIT;
    te_stack_text again;
    demand(te_stack_text_repair(text, &repaired), "there is memory");
    te_slice job = {te_buf_str(&repaired), repaired.length};
    demand(te_stack_text_read(job, &again), "what is repaired is an object");
    demand(again.float_offsets == 0, "no float offset is left");
    demand(found->float_offsets > 0 || te_slice_equal(job, text),
           "what needs no repair stays as it is");
    te_buf_free(&repaired);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *exact = malloc(size > 0 ? size : 1); /* ASan guards its end */
    demand(exact != NULL, "there is memory");
    memcpy(exact, data, size);
    te_slice text = {exact, size};
    te_stack_text found;
    bool excused, is_object = te_stack_text_read(text, &found);
    json_t *json = judge(text, &excused);
    /* Behind a number, jansson takes a NUL for white space. */
    bool has_nul = memchr(exact, '\0', size) != NULL;
    demand(json == NULL || is_object || has_nul, "what jansson takes is taken");
    demand(json != NULL || excused || !is_object,
           "what jansson refuses is refused");
    if (is_object) {
        check_cut(text, &found);
        check_repair(text, &found);
    }
    json_decref(json);
    free(exact);
    return 0;
}

/* threshold_spec_fuzz.c - what is taken as a threshold is one, and stays it
 * when it is read again; what is not is refused with a reason. */
#include "threshold_spec.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) abort();
}

static void check(const te_threshold_spec *spec) {
    char name[TE_STATISTIC_BYTES];
    require(spec->metric[0] != '\0');
    require(isfinite(spec->bound));
    require(spec->percent >= 0 && spec->percent <= 100);
    require(!spec->aborts || !te_threshold_only_at_end(spec));
    require(spec->known == NULL ||
            te_threshold_misfit(spec, spec->known->kind) == NULL);
    require(te_threshold_statistic(spec, name)[0] != '\0');
}

static void check_same(const te_threshold_spec *a, const te_threshold_spec *b) {
    require(strcmp(a->text, b->text) == 0);
    require(strcmp(a->tags, b->tags) == 0);
    require(a->statistic == b->statistic && a->comparison == b->comparison);
    require(a->unit == b->unit && a->over_ns == b->over_ns);
    require(!(a->bound < b->bound) && !(a->bound > b->bound));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    te_threshold_spec spec, again;
    te_error err = {TE_ERROR_NONE, ""};
    char *text = malloc(size + 1);
    require(text != NULL);
    memcpy(text, data, size);
    text[size] = '\0';
    if (te_threshold_parse(text, &spec, &err)) {
        check(&spec);
        require(te_threshold_parse(spec.text, &again, &err));
        check_same(&spec, &again);
    } else {
        require(err.message[0] != '\0');
    }
    free(text);
    return 0;
}

/* outlets.c - see outlets.h. */
#include "outlets.h"

#include "clock.h"
#include "statsd.h"
#include "suggest.h"

#include <stdlib.h>
#include <string.h>

/* How long all outlets together may take to send what is left. */
#define END_NS (5 * TE_NS_PER_S)

static const te_outlet_kind *const kinds[] = {
    &te_outlet_prometheus,
    &te_outlet_influx,
    &te_outlet_otlp,
    &te_outlet_statsd,
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

typedef struct outlet {
    const te_outlet_kind *kind;
    void *self;
} outlet;

struct te_outlets {
    te_common *common;
    size_t count;
    outlet items[];
};

static const outlet *end_of(const te_outlets *outlets) {
    return outlets->items + outlets->count;
}

/* ---- What was asked for ---- */

/* Names the kinds that there are. What was written is not repeated: where the
 * kind was forgotten, a password may stand in it; a word that is near to a kind
 * is none. */
static void refuse_form(te_error *err) {
    char list[400];
    size_t length = 0;
    for (size_t i = 0; i < KINDS; i++)
        length += (size_t)snprintf(list + length, sizeof list - length, "%s%s",
                                   i > 0 ? ", " : "", kinds[i]->example);
    te_fail(err, "--out: wanted is KIND=WHERE: %s", list);
}

static void refuse_kind(const char *text, size_t length, te_error *err) {
    char word[TE_SUGGEST_MAX + 1] = "";
    if (length < sizeof word) memcpy(word, text, length);
    te_suggestion near = te_suggestion_for(word);
    for (size_t i = 0; i < KINDS; i++)
        te_suggestion_offer(&near, kinds[i]->name);
    if (near.best != NULL && word[0] != '\0' && text[length] == '=')
        te_fail(err, "--out: there is no '%s'; did you mean '%s'?", word,
                near.best);
    else
        refuse_form(err);
}

/* The kind of KIND=WHERE, or NULL and err. */
static const te_outlet_kind *kind_of(const char *text, te_error *err) {
    size_t length = strcspn(text, "=");
    for (size_t i = 0; i < KINDS && text[length] == '='; i++)
        if (strlen(kinds[i]->name) == length &&
            strncmp(kinds[i]->name, text, length) == 0)
            return kinds[i];
    refuse_kind(text, length, err);
    return NULL;
}

/* ---- Opening ---- */

/* `option` is what err shall name. */
static bool add(te_outlets *outlets, const te_outlet_kind *kind,
                const char *where, const te_config *config, const char *option,
                te_error *err) {
    te_error why = {.message = ""};
    outlet *next = &outlets->items[outlets->count];
    next->kind = kind;
    next->self = kind->open(where, config, outlets->common, &why);
    if (next->self == NULL)
        return te_fail_as(err, why.kind, "%s: %.900s", option, why.message);
    outlets->count++;
    return true;
}

static bool add_output(te_outlets *outlets, const char *text,
                       const te_config *config, te_error *err) {
    char option[80];
    const te_outlet_kind *kind = kind_of(text, err);
    if (kind == NULL) return false;
    snprintf(option, sizeof option, "--out %s", kind->name);
    return add(outlets, kind, strchr(text, '=') + 1, config, option, err);
}

/* An address is looked at where it is not used, too. */
static bool add_statsd(te_outlets *outlets, const te_config *config,
                       te_error *err) {
    const char *where = config->statsd_address;
    te_statsd_address address;
    te_error why;
    if (where == NULL) where = TE_STATSD_ADDRESS;
    if (config->statsd)
        return add(outlets, &te_outlet_statsd, where, config,
                   "--statsd-address", err);
    if (config->statsd_address == NULL ||
        te_statsd_address_read(where, &address, &why))
        return true;
    return te_fail(err, "--statsd-address: %.900s", why.message);
}

te_outlets *te_outlets_new(const te_config *config, te_common *common,
                           te_error *err) {
    size_t most = config->output_count + 1;
    te_outlets *outlets =
        calloc(1, sizeof *outlets + most * sizeof *outlets->items);
    if (outlets == NULL) {
        te_fail_as(err, TE_ERROR_SYSTEM, "--out: no memory");
        return NULL;
    }
    outlets->common = common;
    bool ok = true;
    for (size_t i = 0; i < config->output_count && ok; i++)
        ok = add_output(outlets, config->outputs[i], config, err);
    if (ok && add_statsd(outlets, config, err)) return outlets;
    te_outlets_free(outlets);
    return NULL;
}

void te_outlets_free(te_outlets *outlets) {
    if (outlets == NULL) return;
    for (const outlet *o = outlets->items; o < end_of(outlets); o++)
        o->kind->close(o->self);
    free(outlets);
}

void *te_outlets_find(const te_outlets *outlets, const te_outlet_kind *kind) {
    if (outlets == NULL) return NULL;
    for (const outlet *o = outlets->items; o < end_of(outlets); o++)
        if (o->kind == kind) return o->self;
    return NULL;
}

/* ---- While it goes ---- */

void te_outlets_interval(te_outlets *outlets, const te_interval *interval,
                         const te_result *result) {
    for (const outlet *o = outlets->items; o < end_of(outlets); o++)
        o->kind->interval(o->self, interval, result);
}

/* They send side by side: nobody waits before all know the end. */
void te_outlets_end(te_outlets *outlets, bool is_hurried) {
    char line[1024];
    uint64_t until_ns = te_clock_now_ns(NULL) + (is_hurried ? 0 : END_NS);
    for (const outlet *o = outlets->items; o < end_of(outlets); o++)
        if (o->kind->end != NULL) o->kind->end(o->self, until_ns);
    for (const outlet *o = outlets->items; o < end_of(outlets); o++)
        if (o->kind->lost != NULL && o->kind->lost(o->self, line, sizeof line))
            te_common_note(outlets->common, line);
}

/* verdict.c - see verdict.h. */
#include "verdict.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const names[] = {"valid", "suspect", "invalid"};

const char *te_verdict_name(te_verdict_outcome outcome) {
    return names[outcome];
}

bool te_verdict_of_name(const char *name, te_verdict_outcome *outcome) {
    for (int i = TE_VALID; name != NULL && i <= TE_INVALID; i++) {
        if (strcmp(name, names[i]) != 0) continue;
        *outcome = (te_verdict_outcome)i;
        return true;
    }
    return false;
}

/* Where a reason goes; NULL where all that are there are as bad, and there is
 * no room. */
static te_verdict_reason *place(te_verdict *v, te_verdict_outcome outcome) {
    size_t at = 0;
    while (at < v->count && v->reasons[at].outcome >= outcome)
        at++;
    if (v->count == TE_VERDICT_REASONS)
        v->left_out++;
    else
        v->count++;
    if (at == TE_VERDICT_REASONS) return NULL;
    te_verdict_reason *reason = &v->reasons[at];
    memmove(reason + 1, reason, (v->count - at - 1) * sizeof *reason);
    return reason;
}

void te_verdict_add(te_verdict *v, te_verdict_outcome outcome, const char *kind,
                    const char *format, ...) {
    te_verdict_reason *reason = place(v, outcome);
    if (outcome > v->outcome) v->outcome = outcome;
    if (reason == NULL) return;
    va_list values;
    va_start(values, format);
    reason->outcome = outcome;
    snprintf(reason->kind, sizeof reason->kind, "%s", kind);
    vsnprintf(reason->text, sizeof reason->text, format, values);
    va_end(values);
}

void te_verdict_join(te_verdict *v, const te_verdict *other,
                     const char *whose) {
    v->left_out += other->left_out;
    for (size_t i = 0; i < other->count; i++) {
        const te_verdict_reason *reason = &other->reasons[i];
        te_verdict_add(v, reason->outcome, reason->kind, "%s%s", whose,
                       reason->text);
    }
}

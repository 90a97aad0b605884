/* outlet_jsonl.c - --out jsonl=FILE: a line for every request. Engine threads
 * write to it by rings of their own, so the log itself is what is opened. */
#include "outlet.h"
#include "request_log.h"
#include "text.h"

#include <string.h>

static void *open_jsonl(const char *where, const te_config *config,
                        te_common *common, te_error *err) {
    (void)config;
    /* Other lines go to standard output, which would then be no JSON. */
    if (where[0] != '\0' && strcmp(where, "-") != 0)
        return te_request_log_open(where, common, err);
    te_fail(err, "wanted is the name of a file; for standard output: "
                 "/dev/stdout, and --quiet");
    return NULL;
}

static void look(void *self, const te_interval *interval,
                 const te_result *result) {
    (void)interval;
    (void)result;
    te_request_log_look(self);
}

static void end_jsonl(void *self, uint64_t until_ns) {
    te_request_log_end(self, until_ns);
}

static bool tell_lost(void *self, char *line, size_t size) {
    te_request_log_account account;
    te_request_log_wait(self, &account);
    snprintf(line, size,
             "--out jsonl=%.500s: %s of %s requests not written: %s",
             te_request_log_path(self), te_text_count((double)account.lost).s,
             te_text_count((double)account.requests).s, account.reason);
    return account.lost > 0;
}

static bool has_failed(const void *self) {
    return te_request_log_has_failed(self);
}

static void close_jsonl(void *self) { te_request_log_close(self); }

const te_outlet_kind te_outlet_jsonl = {
    .name = "jsonl",
    .example = "jsonl=requests.jsonl",
    .is_single = true,
    .open = open_jsonl,
    .interval = look,
    .end = end_jsonl,
    .lost = tell_lost,
    .has_failed = has_failed,
    .close = close_jsonl,
};

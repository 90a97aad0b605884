/* crash.c - a few processed crashes, as a crash-stats server answers them:
 * /crash-stats/api/ProcessedCrash/?crash_id=ID, with `Auth-Token: crash-token`.
 */
#include "answer.h"

#include <string.h>

static const char PLAIN[] =
    "{\"uuid\": \"plain\", \"json_dump\": {\"crashing_thread\": {\"frames\": ["
    "{\"frame\": 0, \"module\": \"xul.dll\", \"module_offset\": \"0x1f4\"},"
    "{\"frame\": 1, \"module\": \"ntdll.dll\", \"module_offset\": \"0x0\"},"
    "{\"frame\": 2, \"offset\": \"0x7ffdeadbeef0\"}]},"
    "\"modules\": ["
    "{\"filename\": \"xul.dll\", \"debug_file\": \"xul.pdb\", \"debug_id\": "
    "\"F6A8\"},"
    "{\"filename\": \"ntdll.dll\", \"debug_file\": \"ntdll.pdb\", "
    "\"debug_id\": \"09AB\"}]}}";

/* Nulls, a module that is not there, one that is there twice, odd offsets. */
static const char ODD[] =
    "{\"json_dump\": {\"crashing_thread\": {\"frames\": ["
    "{\"module\": null, \"module_offset\": null},"
    "{\"module\": \"gone.dll\", \"module_offset\": \"1A2b\"},"
    "{\"module\": \"twice.dll\", \"module_offset\": \"0xffffffffffffffff\"},"
    "{\"module\": \"twice.dll\", \"module_offset\": \"none\"},"
    "{\"module\": 7, \"module_offset\": 7}, null]},"
    "\"modules\": [null, {\"filename\": \"twice.dll\", \"debug_file\": null},"
    "{\"filename\": \"twice.dll\", \"debug_file\": \"t\\u00e9.pdb\", "
    "\"debug_id\": \"1\"}]}}";

static const struct {
    const char *id;
    int first; /* what is answered the first time, before the text; 0: it */
    int status;
    const char *text;
} crashes[] = {
    {"plain", 0, 200, PLAIN},
    {"odd", 0, 200, ODD},
    {"busy", 429, 200, PLAIN},
    {"broken", 502, 200, PLAIN},
    {"gone", 0, 404, "{\"detail\": \"Not found.\"}"},
    {"no-frames", 0, 200,
     "{\"json_dump\": {\"crashing_thread\": {\"frames\": []}}}"},
    {"no-thread", 0, 200,
     "{\"json_dump\": {\"crashing_thread\": null, \"modules\": null}}"},
    {"no-dump", 0, 200, "{\"json_dump\": null}"},
    {"no-crash", 0, 200, "[]"},
    {"no-json", 0, 200, "<html>"},
};
enum { CRASHES = sizeof crashes / sizeof crashes[0] };

static unsigned asked[CRASHES];

static void give(visit *v, size_t i) {
    if (crashes[i].first != 0 && asked[i]++ == 0) {
        answer_header(v, slice_of("Retry-After"), slice_of("0"));
        answer_text(v, crashes[i].first, "later\n");
    } else
        answer(v, crashes[i].status, "application/json",
               slice_of(crashes[i].text));
}

void crash_stats(visit *v) {
    const header *token = request_header(v->request, "Auth-Token");
    te_buf id = TE_BUF_INIT;
    size_t i = 0;
    query_text(v->request->query, "crash_id", &id);
    while (i < CRASHES && strcmp(crashes[i].id, te_buf_str(&id)) != 0)
        i++;
    if (token == NULL || !slice_is(token->value, "crash-token"))
        answer(v, 403, "application/json", slice_of("{\"detail\": \"no\"}"));
    else if (i == CRASHES)
        answer(v, 400, "application/json", slice_of("{\"error\": \"id\"}"));
    else
        give(v, i);
    te_buf_free(&id);
}

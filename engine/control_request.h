/* control_request.h - what is asked of a run that goes, as a line of words:
 *
 *   status                  how it goes
 *   pause | resume          no run begins; it goes on where it was
 *   workers N [LOAD]        from now on so many workers
 *   rate R [LOAD]           from now on such a rate: 500/s, 30000/m
 *   profile [LOAD]          back to what the profile says
 *   stop                    no run begins any more, those under way finish
 *   help                    these words
 *
 * LOAD is the number of a load, where there are several. Behind all but help
 * may stand --json: the answer is the status then, as JSON, after what was
 * asked for was done. It knows no socket. */
#ifndef TE_CONTROL_REQUEST_H
#define TE_CONTROL_REQUEST_H

#include "error.h"
#include <stdint.h>

typedef enum te_control_word {
    TE_CONTROL_STATUS,
    TE_CONTROL_PAUSE,
    TE_CONTROL_RESUME,
    TE_CONTROL_WORKERS,
    TE_CONTROL_RATE,
    TE_CONTROL_PROFILE,
    TE_CONTROL_STOP,
    TE_CONTROL_HELP,
} te_control_word;

typedef struct te_control_request {
    te_control_word word;
    bool as_json;     /* the answer; not of help */
    uint32_t load;    /* from 1; 0: none was named */
    uint32_t workers; /* workers */
    double per_s;     /* rate */
} te_control_request;

enum { TE_CONTROL_LINE_MAX = 200 };

/* Of a line without its newline, up to TE_CONTROL_LINE_MAX bytes. False and
 * err, which says what was wanted. */
bool te_control_request_read(const char *line, te_control_request *request,
                             te_error *err);

/* A line per word: how it is written, what it does. */
const char *te_control_request_help(void);

#endif

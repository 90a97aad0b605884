/* answer.h - plans of well-formed answers, and the pieces of them that faults
 * start from.
 *
 * Any answer heeds the query's status=, location=, chunked=1 and close=1, and
 * sends no body to HEAD, 1xx, 204 and 304. */
#ifndef ORIGIN_ANSWER_H
#define ORIGIN_ANSWER_H

#include "behaviour.h"

void answer(visit *v, int status, const char *type, slice body);
void answer_text(visit *v, int status, const char *text);
/* So many bytes of the pattern. */
void answer_pattern(visit *v, uint64_t bytes);

/* Adds a header line to the answer that comes; name and value as they are. */
void answer_header(visit *v, slice name, slice value);

/* Status line and headers of its own; the caller goes on with framing and an
 * empty line. */
void answer_head(visit *v, int status, const char *type);

/* Ends the plan as the query's end= wishes (close, cut, reset, hang, keep),
 * or else as given; STEP_SEND stands for keep. */
void answer_end(visit *v, step_kind fallback);

/* Whether the query's parameter means something to every answer. */
bool answer_heeds(slice name);

#endif

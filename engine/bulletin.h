/* bulletin.h - how a run goes, told in the first Lua state while it goes:
 * the fixture progress(result) and the event current_workers.
 *
 * The main thread asks for it, at a console update and once a second; the
 * engine thread tells it in a task beside its workers, so both fixture and
 * listeners may wait. There is one such task: what is asked for while it still
 * waits is not told. */
#ifndef TE_BULLETIN_H
#define TE_BULLETIN_H

#include "script.h"

typedef struct te_bulletin te_bulletin;

/* For a state that has been loaded. NULL without memory. */
te_bulletin *te_bulletin_new(te_script *script);
void te_bulletin_free(te_bulletin *b); /* NULL is fine */

/* ---- On the main thread ---- */

/* Asks for progress(result), which the file has, with the console's text,
 * which it copies. */
void te_bulletin_ask_progress(te_bulletin *b, const char *text);
/* Asks for the event; false where nobody listens. */
bool te_bulletin_ask_workers(te_bulletin *b, uint64_t workers);

/* ---- On the engine thread ---- */

/* Once per turn: begins what was asked for. */
void te_bulletin_turn(te_bulletin *b);
/* Ends what is under way; a text that was not printed yet is printed as it
 * is. */
void te_bulletin_stop(te_bulletin *b);
/* Whom its tasks act for. A child of them never waited, and was ended: so is
 * what is under way. */
const te_actor *te_bulletin_actor(const te_bulletin *b);
void te_bulletin_end_stuck(te_bulletin *b);

#endif

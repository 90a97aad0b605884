/* task.h - a coroutine, the one thing it waits for, and its parent.
 *
 * A te_sched is all tasks of one Lua state, on one loop. Tasks are resumed
 * only by te_sched_run(), at the top of the loop, never from a callback. The
 * task that runs is found through the state's extra space, which coroutines
 * inherit, so a scenario's own coroutines may wait too: the state's
 * `coroutine.resume` and `wrap` (lua_coroutine.c) pass the yield upward.
 *
 * A task can be started again when it has ended: a worker runs all its runs
 * in one coroutine. Children (all, spawn) end before their parent does: a
 * parent whose function returned waits for them, one that failed kills them.
 *
 * What a C module may call (te_task_current, park, wake, unwait) is declared
 * in tengine_module.h. */
#ifndef TE_TASK_H
#define TE_TASK_H

#include "loop.h"
#include "tengine_module.h"

typedef struct te_sched te_sched;

/* How a task's function ended. */
typedef enum {
    TE_TASK_RETURNED, /* its results are on the task's stack */
    TE_TASK_FAILED,   /* the error object is on top of the stack, the frames
                         below it still stand for a traceback */
    TE_TASK_STUCK,    /* it never waited and was broken off */
    TE_TASK_KILLED,   /* a child whose parent failed or was killed */
} te_task_end;

/* Called from te_sched_run(), or while the parent is killed. The task may be
 * started again (after te_task_reset) or freed in it. */
typedef void (*te_task_on_end)(te_task *task, te_task_end end, void *arg);

/* `context` is what te_sched_context() finds again from any coroutine. */
te_sched *te_sched_new(lua_State *L, te_loop *loop, void *context,
                       te_error *err);
/* Kills what is left. Call it before the Lua state is closed, which releases
 * the memory: its finalizers may still meet the scheduler. NULL is fine. */
void te_sched_free(te_sched *sched);
void *te_sched_context(lua_State *L);
te_loop *te_sched_loop(const te_sched *sched);

/* Resumes every task that was ready when called. */
void te_sched_run(te_sched *sched);
/* Whether a task is ready to be resumed. */
bool te_sched_is_ready(const te_sched *sched);
/* Tasks that were started and have not ended. */
size_t te_sched_alive(const te_sched *sched);

/* A task at rest, with a coroutine of its own. `parent` (or NULL) owns it.
 * NULL without memory. */
te_task *te_task_new(te_sched *sched, te_task *parent, void *owner,
                     te_task_on_end on_end, void *arg);
/* Kills it and its children and releases them; NULL is fine. */
void te_task_free(te_task *task);

/* The task's own stack: in on_end it holds what the function left. */
lua_State *te_task_stack(te_task *task);
/* Brings an ended task to rest with an empty stack, and returns that: push
 * the next function and its arguments there. */
lua_State *te_task_reset(te_task *task);
/* Makes it ready to call the function below its nargs arguments. due_ns is
 * when it was meant to begin. */
void te_task_start(te_task *task, int nargs, uint64_t due_ns);
/* Ends it without a word to on_end: the wait is cancelled, the children are
 * killed, variables with __close are closed. At rest afterwards. */
void te_task_kill(te_task *task);
bool te_task_is_alive(const te_task *task);

/* Parks the task that runs until due_ns, which is when what follows was meant
 * to happen. `return` it; `done` is the continuation. */
int te_task_sleep(lua_State *L, te_task *task, uint64_t due_ns,
                  lua_KFunction done);

/* The worker, fixture or whatever the creator named. Children have their
 * parent's. */
void *te_task_owner(const te_task *task);
te_task *te_task_parent(const te_task *task);

/* When what the task does now was meant to happen: the intended start of a
 * request is this. Whoever ends a wait says when it was due. */
uint64_t te_task_due_ns(const te_task *task);
void te_task_set_due(te_task *task, uint64_t due_ns);

/* What a quiet task does is no event. Its children are quiet as well, and at
 * rest nobody is. */
bool te_task_is_quiet(const te_task *task);
void te_task_set_quiet(te_task *task, bool is_quiet);

/* ---- For the nested coroutines of lua_coroutine.c ---- */

/* Whether the yield that just arrived is a wait of the engine's. */
bool te_task_is_parking(lua_State *L);
/* Between enter and leave, a wait is refused where L cannot yield; resuming
 * is noted so that the watchdog finds the coroutine that runs. Leave is given
 * what enter returned. */
lua_State *te_task_enter(lua_State *L, lua_State *coroutine);
void te_task_leave(lua_State *L, lua_State *before);
/* A coroutine that is held is gone on with by the engine alone: a task's own,
 * and one of the scenario's inside of which a task waits. */
bool te_task_is_held(lua_State *coroutine);
void te_task_hold(lua_State *coroutine, bool is_held);

/* ---- For the watchdog ---- */

/* Counts resumes while one is under way, 0 while none is: a number that does
 * not change for long is a task that does not wait. Any thread may read. */
uint64_t te_sched_resume_number(const te_sched *sched);
/* The task that is being resumed, or NULL. */
te_task *te_sched_current(const te_sched *sched);
/* Ends the task that runs, as TE_TASK_STUCK, at its next Lua instruction,
 * whatever it catches with pcall. Async-signal-safe, and only for a handler
 * on the thread that runs the scheduler. Does nothing inside one long call
 * of a C function such as string.find until that returns. */
void te_sched_break_off(te_sched *sched);
/* From any thread, of a scheduler inside a call that does not return: should
 * it return after all, its thread stops there for good, and what it counted
 * is the caller's. */
void te_sched_disown(te_sched *sched);
/* Where the task was that was broken off last: "file.lua:12". */
const char *te_sched_stuck_where(const te_sched *sched);
/* The C function that runs now and the Lua line that called it, as text;
 * only after a break-off has not come to effect for long: it reads the state
 * from a signal handler, in the middle of that call. */
void te_sched_describe(te_sched *sched, char *out, size_t size);

#endif

/* task.c - see task.h. */
#include "task.h"

#include <assert.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef enum {
    AT_REST, /* not started, or ended and cleared */
    READY,   /* in the queue */
    RUNNING, /* being resumed */
    PARKED,  /* waiting */
    JOINING, /* returned; waiting for its children */
    ENDED,   /* on_end is being called */
} task_state;

struct te_task {
    te_sched *sched;
    lua_State *L; /* its coroutine */
    int ref;      /* keeps the coroutine alive */
    task_state state;
    bool is_woken;     /* woken before it parked */
    bool has_returned; /* READY only to say that it has ended */
    bool is_quiet;
    int nargs;    /* for the next resume */
    te_wait wait; /* cancel is NULL when there is nothing to cancel */
    uint64_t due_ns;
    te_timer timer; /* for te_task_sleep */

    void *owner;
    te_task_on_end on_end;
    void *arg;

    te_task *parent;
    te_task *first_child;
    te_task *previous_sibling, *next_sibling; /* or other tasks without a
                                                 parent: see te_sched.roots */
    te_task *previous_ready, *next_ready;
};

struct te_sched {
    lua_State *L;
    te_loop *loop;
    void *context;
    te_task *roots; /* tasks without a parent */
    te_task *ready_first, *ready_last;
    size_t ready_count;
    size_t alive;
    te_task *current;
    te_task *ending;  /* whose on_end is being called */
    bool is_parking;  /* the yield under way is te_task_park's */
    unsigned held_up; /* frames on the C stack that cannot yield */
    uint64_t resumes;
    _Atomic uint64_t resume_number; /* see te_sched_resume_number */

    /* Shared with a signal handler of the same thread. */
    lua_State *volatile running;
    volatile sig_atomic_t is_broken_off;
    atomic_bool is_disowned;
    char stuck_where[200];
};

/* ---- The extra space ---- */

/* Every coroutine has room for one pointer: the scheduler's address, whose
 * lowest bit says that the coroutine is held. A new one starts with a copy of
 * the main thread's, which is not held. */
static const uintptr_t HELD = 1;

static uintptr_t extra_of(lua_State *L) {
    uintptr_t extra;
    memcpy(&extra, lua_getextraspace(L), sizeof extra);
    return extra;
}

static void set_extra(lua_State *L, uintptr_t extra) {
    memcpy(lua_getextraspace(L), &extra, sizeof extra);
}

static te_sched *sched_of(lua_State *L) {
    return (te_sched *)(extra_of(L) & ~HELD);
}

bool te_task_is_held(lua_State *coroutine) {
    return (extra_of(coroutine) & HELD) != 0;
}

void te_task_hold(lua_State *coroutine, bool is_held) {
    uintptr_t extra = extra_of(coroutine) & ~HELD;
    set_extra(coroutine, is_held ? extra | HELD : extra);
}

/* ---- The scheduler ---- */

static const char SCHED = 0; /* its address is the registry's key */

/* Pushes nothing. The state keeps the scheduler's memory, because finalizers
 * that run while the state is closed may still resume coroutines. */
static int new_sched(lua_State *L) {
    te_sched *sched = lua_newuserdatauv(L, sizeof *sched, 0);
    *sched = (te_sched){.L = lua_touserdata(L, 1)};
    lua_rawsetp(L, LUA_REGISTRYINDEX, &SCHED);
    set_extra(sched->L, (uintptr_t)sched);
    return 0;
}

te_sched *te_sched_new(lua_State *L, te_loop *loop, void *context,
                       te_error *err) {
    lua_pushcfunction(L, new_sched);
    lua_pushlightuserdata(L, L);
    if (lua_pcall(L, 1, 0, 0) != LUA_OK) {
        lua_pop(L, 1);
        te_fail_as(err, TE_ERROR_SYSTEM, "no memory for the tasks");
        return NULL;
    }
    te_sched *sched = sched_of(L);
    sched->loop = loop;
    sched->context = context;
    return sched;
}

void te_sched_free(te_sched *sched) {
    if (sched == NULL) return;
    while (sched->roots != NULL)
        te_task_free(sched->roots);
}

void *te_sched_context(lua_State *L) { return sched_of(L)->context; }

te_loop *te_sched_loop(const te_sched *sched) { return sched->loop; }

bool te_sched_is_ready(const te_sched *sched) { return sched->ready_count > 0; }

size_t te_sched_alive(const te_sched *sched) { return sched->alive; }

te_task *te_sched_current(const te_sched *sched) { return sched->current; }

static void enqueue(te_task *task) {
    te_sched *sched = task->sched;
    task->state = READY;
    task->next_ready = NULL;
    task->previous_ready = sched->ready_last;
    if (sched->ready_last != NULL)
        sched->ready_last->next_ready = task;
    else
        sched->ready_first = task;
    sched->ready_last = task;
    sched->ready_count++;
}

static void dequeue(te_task *task) {
    te_sched *sched = task->sched;
    if (task->previous_ready != NULL)
        task->previous_ready->next_ready = task->next_ready;
    else
        sched->ready_first = task->next_ready;
    if (task->next_ready != NULL)
        task->next_ready->previous_ready = task->previous_ready;
    else
        sched->ready_last = task->previous_ready;
    task->previous_ready = task->next_ready = NULL;
    sched->ready_count--;
}

/* ---- Families ---- */

static te_task **family_of(te_task *task) {
    return task->parent != NULL ? &task->parent->first_child
                                : &task->sched->roots;
}

static void join_family(te_task *task) {
    te_task **first = family_of(task);
    task->next_sibling = *first;
    if (*first != NULL) (*first)->previous_sibling = task;
    *first = task;
}

static void leave_family(te_task *task) {
    if (task->previous_sibling != NULL)
        task->previous_sibling->next_sibling = task->next_sibling;
    else
        *family_of(task) = task->next_sibling;
    if (task->next_sibling != NULL)
        task->next_sibling->previous_sibling = task->previous_sibling;
    task->previous_sibling = task->next_sibling = NULL;
}

static bool has_live_child(const te_task *task) {
    const te_task *child = task->first_child;
    while (child != NULL && !te_task_is_alive(child))
        child = child->next_sibling;
    return child != NULL;
}

/* ---- Making and releasing ---- */

static void break_off_at_once(lua_State *L);

/* Pushes nothing; leaves a reference to a new coroutine in *arg. */
static int new_coroutine(lua_State *L) {
    te_task *task = lua_touserdata(L, 1);
    task->L = lua_newthread(L);
    te_task_hold(task->L, true);
    task->ref = luaL_ref(L, LUA_REGISTRYINDEX);
    return 0;
}

te_task *te_task_new(te_sched *sched, te_task *parent, void *owner,
                     te_task_on_end on_end, void *arg) {
    te_task *task = calloc(1, sizeof *task);
    if (task == NULL) return NULL;
    task->sched = sched;
    task->parent = parent;
    task->owner = parent != NULL ? parent->owner : owner;
    task->is_quiet = parent != NULL && parent->is_quiet;
    task->on_end = on_end;
    task->arg = arg;
    task->ref = LUA_NOREF;
    lua_pushcfunction(sched->L, new_coroutine);
    lua_pushlightuserdata(sched->L, task);
    if (lua_pcall(sched->L, 1, 0, 0) != LUA_OK) {
        lua_pop(sched->L, 1);
        free(task);
        return NULL;
    }
    join_family(task);
    return task;
}

static void cancel_wait(te_task *task) {
    te_wait wait = task->wait;
    task->wait = (te_wait){NULL, NULL};
    if (wait.cancel != NULL) wait.cancel(wait.ctx);
}

static void rest(te_task *task) {
    if (task->state == AT_REST) return;
    task->state = AT_REST;
    task->has_returned = false;
    task->is_quiet = false;
    task->sched->alive--;
}

/* The last child was killed from outside: a parent that waited for it has
 * nothing to do but to say so, at the next turn. */
static void end_joining(te_task *parent) {
    if (parent == NULL || parent->state != JOINING || has_live_child(parent))
        return;
    parent->has_returned = true;
    enqueue(parent);
}

/* Kills the children; their on_end hears of it and releases them. */
static void kill_children(te_task *task) {
    te_task *child;
    while ((child = task->first_child) != NULL) {
        if (te_task_is_alive(child)) {
            te_task_kill(child);
            child->on_end(child, TE_TASK_KILLED, child->arg);
        }
        if (task->first_child == child) te_task_free(child);
    }
}

/* From here on the watchdog counts and can break off. */
static void begin_to_run(te_sched *sched, lua_State *L) {
    sched->is_broken_off = 0;
    sched->running = L;
    sched->resumes++;
    atomic_store_explicit(&sched->resume_number, sched->resumes,
                          memory_order_relaxed);
}

static void end_to_run(te_sched *sched) {
    atomic_store_explicit(&sched->resume_number, 0, memory_order_relaxed);
    sched->running = NULL;
}

/* Runs what is left to close, under the watchdog: of its own when the task is
 * killed from the loop, or of the task that kills it. */
static void close_coroutine(te_task *task) {
    te_sched *sched = task->sched;
    lua_State *before = sched->running;
    lua_sethook(task->L, NULL, 0, 0);
    if (before == NULL)
        begin_to_run(sched, task->L);
    else
        sched->running = task->L;
#if LUA_VERSION_RELEASE_NUM >= 50406
    lua_closethread(task->L, sched->L);
#else
    lua_resetthread(task->L);
#endif
    if (before == NULL)
        end_to_run(sched);
    else {
        sched->running = before;
        if (sched->is_broken_off) break_off_at_once(before);
    }
    lua_settop(task->L, 0);
}

void te_task_kill(te_task *task) {
    assert(task->state != RUNNING);
    if (task->state == AT_REST) return;
    if (task->state == READY) dequeue(task);
    task->state = ENDED; /* nobody wakes it any more */
    cancel_wait(task);
    kill_children(task);
    close_coroutine(task);
    rest(task);
    end_joining(task->parent);
}

void te_task_free(te_task *task) {
    if (task == NULL) return;
    te_task_kill(task);
    kill_children(task);
    leave_family(task);
    te_sched *sched = task->sched;
    if (sched->ending == task) sched->ending = NULL;
    luaL_unref(sched->L, LUA_REGISTRYINDEX, task->ref);
    free(task);
}

/* ---- Its life ---- */

lua_State *te_task_stack(te_task *task) { return task->L; }

lua_State *te_task_reset(te_task *task) {
    assert(task->state == ENDED || task->state == AT_REST);
    if (lua_status(task->L) == LUA_OK)
        lua_settop(task->L, 0);
    else
        close_coroutine(task);
    rest(task);
    return task->L;
}

void te_task_start(te_task *task, int nargs, uint64_t due_ns) {
    assert(task->state == AT_REST);
    task->nargs = nargs;
    task->due_ns = due_ns;
    task->sched->alive++;
    enqueue(task);
}

bool te_task_is_alive(const te_task *task) {
    return task->state != AT_REST && task->state != ENDED;
}

void *te_task_owner(const te_task *task) { return task->owner; }

te_task *te_task_parent(const te_task *task) { return task->parent; }

uint64_t te_task_due_ns(const te_task *task) { return task->due_ns; }

void te_task_set_due(te_task *task, uint64_t due_ns) { task->due_ns = due_ns; }

bool te_task_is_quiet(const te_task *task) { return task->is_quiet; }

void te_task_set_quiet(te_task *task, bool is_quiet) {
    task->is_quiet = is_quiet;
}

/* Tells the creator, unless children are still at work. */
static void end(te_task *task, te_task_end how) {
    te_sched *sched = task->sched;
    cancel_wait(task);
    if (how != TE_TASK_RETURNED)
        kill_children(task);
    else if (has_live_child(task)) {
        task->state = JOINING;
        return;
    }
    te_task *parent = task->parent;
    task->state = ENDED;
    sched->ending = task;
    task->on_end(task, how, task->arg);
    if (sched->ending == task && task->state == ENDED) te_task_reset(task);
    sched->ending = NULL;
    if (parent != NULL && parent->state == JOINING && !has_live_child(parent))
        end(parent, TE_TASK_RETURNED);
}

/* Everything here is somebody else's by now. */
static void stop_if_disowned(te_sched *sched) {
    while (atomic_load_explicit(&sched->is_disowned, memory_order_relaxed))
        pause();
}

static void resume(te_task *task) {
    te_sched *sched = task->sched;
    dequeue(task);
    task->state = RUNNING;
    task->is_woken = false;
    if (task->has_returned) {
        end(task, TE_TASK_RETURNED);
        return;
    }
    sched->current = task;
    sched->is_parking = false;
    sched->held_up = 0;
    begin_to_run(sched, task->L);

    int nargs = task->nargs, count = 0;
    task->nargs = 0;
    int status = lua_resume(task->L, sched->L, nargs, &count);

    stop_if_disowned(sched);
    end_to_run(sched);
    sched->current = NULL;
    if (sched->is_broken_off && status != LUA_OK)
        end(task, TE_TASK_STUCK);
    else if (status == LUA_OK)
        end(task, TE_TASK_RETURNED);
    else if (status != LUA_YIELD)
        end(task, TE_TASK_FAILED);
    else {
        lua_pop(task->L, count);
        /* A yield of the scenario's own, outside its coroutines, only gives
         * the others a turn. */
        if (task->is_woken || !sched->is_parking)
            enqueue(task);
        else
            task->state = PARKED;
    }
}

void te_sched_run(te_sched *sched) {
    for (size_t n = sched->ready_count; n > 0 && sched->ready_first; n--)
        resume(sched->ready_first);
}

/* ---- Waiting ---- */

te_task *te_task_current(lua_State *L) {
    te_sched *sched = sched_of(L);
    if (sched == NULL || sched->current == NULL)
        luaL_error(L, "nothing can wait here: call it from a scenario or a "
                      "fixture, not while the file loads");
    if (!lua_isyieldable(L) || sched->held_up > 0)
        luaL_error(L, "nothing can wait inside a sort comparison, a "
                      "metamethod or another C function");
    return sched->current;
}

int te_task_park(lua_State *L, te_task *task, te_wait wait,
                 lua_KFunction done) {
    cancel_wait(task); /* of a continuation that raised an error */
    task->wait = wait;
    task->sched->is_parking = true;
    return lua_yieldk(L, 0, (lua_KContext)wait.ctx, done);
}

void te_task_unwait(te_task *task) { task->wait = (te_wait){NULL, NULL}; }

void te_task_wake(te_task *task) {
    if (task->state == PARKED)
        enqueue(task);
    else if (task->state == RUNNING)
        task->is_woken = true;
}

static void on_slept(void *arg) {
    te_task *task = arg;
    task->due_ns = te_timer_due_ns(&task->timer);
    te_task_wake(task);
}

static void cancel_sleep(void *arg) {
    te_task *task = arg;
    te_timer_stop(task->sched->loop, &task->timer);
}

int te_task_sleep(lua_State *L, te_task *task, uint64_t due_ns,
                  lua_KFunction done) {
    cancel_wait(task); /* or parking would stop the timer started here */
    task->timer.on_due = on_slept;
    task->timer.arg = task;
    if (!te_timer_start(task->sched->loop, &task->timer, due_ns))
        return luaL_error(L, "sleep: no memory");
    return te_task_park(L, task, (te_wait){cancel_sleep, task}, done);
}

/* ---- Breaking off ---- */

/* Runs at every instruction until the task has ended. A yield gets past any
 * pcall; where yielding is impossible an error gets us closer to where it is
 * possible. */
static void break_off(lua_State *L, lua_Debug *record) {
    te_sched *sched = sched_of(L);
    stop_if_disowned(sched);
    if (!sched->is_broken_off) {
        lua_sethook(L, NULL, 0, 0); /* it came too late */
        return;
    }
    if (sched->stuck_where[0] == '\0') {
        lua_getinfo(L, "Sl", record);
        snprintf(sched->stuck_where, sizeof sched->stuck_where, "%s:%d",
                 record->short_src, record->currentline);
    }
    if (lua_isyieldable(L))
        lua_yield(L, 0);
    else {
        /* Lua takes this very message for its own lack of memory, the one
         * error that does not call the handler of xpcall: that would run
         * inside of this hook, where no hook would ever end it. */
        lua_pushliteral(L, "not enough memory");
        lua_error(L);
    }
}

/* While a task is broken off, every coroutine that gets to run is: whatever
 * it was that ended the one before, a yield, an error that somebody caught, or
 * its last instruction. */
static void break_off_at_once(lua_State *L) {
    lua_sethook(L, break_off, LUA_MASKCOUNT, 1);
}

/* ---- Nested coroutines ---- */

bool te_task_is_parking(lua_State *L) {
    te_sched *sched = sched_of(L);
    return sched->is_parking || sched->is_broken_off;
}

lua_State *te_task_enter(lua_State *L, lua_State *coroutine) {
    te_sched *sched = sched_of(L);
    lua_State *before = sched->running;
    if (!lua_isyieldable(L)) sched->held_up++;
    sched->running = coroutine;
    if (sched->is_broken_off) break_off_at_once(coroutine);
    return before;
}

void te_task_leave(lua_State *L, lua_State *before) {
    te_sched *sched = sched_of(L);
    if (!lua_isyieldable(L)) sched->held_up--;
    sched->running = before;
    if (sched->is_broken_off) break_off_at_once(L);
}

/* ---- What a watchdog calls ---- */

void te_sched_break_off(te_sched *sched) {
    lua_State *L = sched->running;
    if (L == NULL || sched->is_broken_off) return;
    sched->stuck_where[0] = '\0';
    sched->is_broken_off = 1;
    break_off_at_once(L);
}

void te_sched_disown(te_sched *sched) {
    atomic_store(&sched->is_disowned, true);
}

const char *te_sched_stuck_where(const te_sched *sched) {
    return sched->stuck_where;
}

void te_sched_describe(te_sched *sched, char *out, size_t size) {
    lua_State *L = sched->running;
    lua_Debug function, caller;
    const char *name = "a C function";
    out[0] = '\0';
    if (L == NULL || !lua_getstack(L, 0, &function)) return;
    lua_getinfo(L, "nS", &function);
    if (function.name != NULL) name = function.name;
    int level = 1;
    while (lua_getstack(L, level, &caller)) {
        lua_getinfo(L, "Sl", &caller);
        if (caller.currentline > 0) {
            snprintf(out, size, "%s, called at %s:%d", name, caller.short_src,
                     caller.currentline);
            return;
        }
        level++;
    }
    snprintf(out, size, "%s", name);
}

uint64_t te_sched_resume_number(const te_sched *sched) {
    return atomic_load_explicit(&sched->resume_number, memory_order_relaxed);
}

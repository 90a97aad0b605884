/* bulletin.c - see bulletin.h. */
#include "bulletin.h"

#include "lua_events.h"
#include "lua_flow.h"
#include "lua_result.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct te_bulletin {
    te_script *script;

    /* What was asked for: changed under the lock. `is_asked` says at a glance
     * whether there is anything. */
    pthread_mutex_t lock;
    atomic_bool is_asked;
    bool wants_progress, wants_workers;
    bool tells_progress; /* until that has ended: the text is held */
    te_buf text;         /* the console's; nobody changes it while it is held */
    uint64_t workers;

    /* The engine thread's own. */
    te_actor actor;
    te_task *task; /* NULL while nothing is told */
};

te_bulletin *te_bulletin_new(te_script *script) {
    te_bulletin *b = calloc(1, sizeof *b);
    if (b == NULL) return NULL;
    b->script = script;
    b->actor.rng = script->actor.rng;
    b->actor.tags = "";
    b->actor.worker = TE_FAILURE_NO_WORKER;
    pthread_mutex_init(&b->lock, NULL);
    return b;
}

void te_bulletin_free(te_bulletin *b) {
    if (b == NULL) return;
    te_bulletin_stop(b);
    pthread_mutex_destroy(&b->lock);
    te_buf_free(&b->text);
    free(b);
}

const te_actor *te_bulletin_actor(const te_bulletin *b) { return &b->actor; }

/* ---- Asking ---- */

/* Under the lock, after each change. */
static void note_asked(te_bulletin *b) {
    atomic_store(&b->is_asked, b->wants_progress || b->wants_workers);
}

void te_bulletin_ask_progress(te_bulletin *b, const char *text) {
    size_t length = strlen(text);
    if (length > 0 && text[length - 1] == '\n') length--;
    pthread_mutex_lock(&b->lock);
    if (!b->wants_progress && !b->tells_progress) {
        te_buf_reset(&b->text);
        b->wants_progress = te_buf_add(&b->text, text, length);
        note_asked(b);
    }
    pthread_mutex_unlock(&b->lock);
}

bool te_bulletin_ask_workers(te_bulletin *b, uint64_t workers) {
    if (!te_events_are_heard(b->script)) return false;
    pthread_mutex_lock(&b->lock);
    b->wants_workers = true;
    b->workers = workers;
    note_asked(b);
    pthread_mutex_unlock(&b->lock);
    return true;
}

/* ---- Telling ---- */

static void print_text(te_bulletin *b, const char *text, size_t length) {
    if (length > 0) te_common_log(b->script->common, text, length);
}

static void print_as_it_is(te_bulletin *b) {
    print_text(b, te_buf_str(&b->text), b->text.length);
}

/* Prints what the fixture returned, or the console's text where it failed. */
static void print_progress(te_bulletin *b, te_task_end end) {
    size_t length;
    if (end != TE_TASK_RETURNED) {
        print_as_it_is(b);
        return;
    }
    const char *text = lua_tolstring(te_task_stack(b->task), 1, &length);
    print_text(b, text, length);
}

/* The next text may come. */
static void let_go_of_text(te_bulletin *b) {
    pthread_mutex_lock(&b->lock);
    b->tells_progress = false;
    pthread_mutex_unlock(&b->lock);
}

static void on_told(te_task *task, te_task_end end, void *arg) {
    te_bulletin *b = arg;
    te_script *script = b->script;
    if (te_script_take_stuck(script, &b->actor)) end = TE_TASK_STUCK;
    if (end == TE_TASK_RETURNED && te_flow_take_orphan(task))
        end = TE_TASK_FAILED;
    te_flow_forget_orphans(task);
    if (end == TE_TASK_FAILED)
        te_script_report(script, task, &b->actor, NULL);
    else if (end == TE_TASK_STUCK)
        te_common_warn(script->common,
                       "%s: it never waited and was ended at %s",
                       b->actor.doing, te_sched_stuck_where(script->sched));
    if (b->tells_progress) print_progress(b, end);
    let_go_of_text(b);
    b->task = NULL;
    te_task_free(task);
}

static bool make_task(te_bulletin *b, const char *doing) {
    b->actor.doing = doing;
    b->task = te_task_new(b->script->sched, NULL, &b->actor, on_told, b);
    return b->task != NULL;
}

static void begin_progress(te_bulletin *b) {
    lua_State *L = te_task_stack(b->task);
    lua_pushcfunction(L, te_result_tell);
    lua_pushinteger(L, TE_PROGRESS);
    lua_pushlightuserdata(L, (void *)(uintptr_t)te_buf_str(&b->text));
    te_task_start(b->task, 2, te_loop_clock_ns(b->script->loop));
}

static void begin_workers(te_bulletin *b, uint64_t workers) {
    lua_State *L = te_task_stack(b->task);
    lua_pushcfunction(L, te_events_tell_workers);
    lua_pushinteger(L, (lua_Integer)workers);
    te_task_start(b->task, 1, te_loop_clock_ns(b->script->loop));
}

/* The event comes first: it is the smaller one. */
static void begin(te_bulletin *b) {
    pthread_mutex_lock(&b->lock);
    bool tells_workers = b->wants_workers;
    uint64_t workers = b->workers;
    b->tells_progress = !tells_workers && b->wants_progress;
    b->wants_workers = false;
    if (b->tells_progress) b->wants_progress = false;
    note_asked(b);
    pthread_mutex_unlock(&b->lock);
    if (!make_task(b, tells_workers ? "events" : "progress"))
        let_go_of_text(b);
    else if (tells_workers)
        begin_workers(b, workers);
    else
        begin_progress(b);
}

void te_bulletin_turn(te_bulletin *b) {
    if (b->task == NULL && atomic_load(&b->is_asked)) begin(b);
}

/* ---- Stopping ---- */

static void kill_task(te_bulletin *b) {
    te_task *task = b->task;
    if (task == NULL) return;
    te_task_kill(task);
    te_flow_forget_orphans(task);
    b->task = NULL;
    te_task_free(task);
}

/* Takes over all that was asked for; whether there is a text. */
static bool take_all(te_bulletin *b) {
    pthread_mutex_lock(&b->lock);
    bool has_text = b->tells_progress || b->wants_progress;
    b->tells_progress = has_text;
    b->wants_progress = b->wants_workers = false;
    note_asked(b);
    pthread_mutex_unlock(&b->lock);
    return has_text;
}

void te_bulletin_stop(te_bulletin *b) {
    kill_task(b);
    if (!take_all(b)) return;
    print_as_it_is(b);
    let_go_of_text(b);
}

void te_bulletin_end_stuck(te_bulletin *b) {
    te_common_warn(b->script->common, "%s: a task of it never waited; ended",
                   b->actor.doing);
    te_bulletin_stop(b);
}

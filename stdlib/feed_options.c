/* feed_options.c - see feed_options.h. */
#include "feed_options.h"

#include "binding.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

static const char *const scope_names[] = {"all", "worker", NULL};

/* ---- Reading ---- */

static int refuse_slice(lua_State *L, const char *what) {
    return te_raise_input(L,
                          "%s: slice must be { i, n } or \"i/n\", with i from "
                          "1 to n",
                          what);
}

/* A whole number at place i of the list on top; 0 where it is none. */
static lua_Integer number_at(lua_State *L, lua_Integer i) {
    int is_whole;
    lua_rawgeti(L, -1, i);
    lua_Integer n = lua_tointegerx(L, -1, &is_whole);
    bool is_number = lua_type(L, -1) == LUA_TNUMBER && is_whole;
    lua_pop(L, 1);
    return is_number ? n : 0;
}

static void read_slice(lua_State *L, const char *what, te_feed_options *o) {
    long long slice = 0, slices = 0;
    char rest;
    o->slices = 1;
    int type = lua_getfield(L, 1, "slice");
    te_table_thaw(L, -1);
    if (type == LUA_TNIL) {
        slice = slices = 1;
    } else if (type == LUA_TSTRING) {
        const char *text = lua_tostring(L, -1);
        if (sscanf(text, "%lld/%lld%c", &slice, &slices, &rest) != 2 &&
            sscanf(text, "%lld of %lld%c", &slice, &slices, &rest) != 2)
            refuse_slice(L, what);
    } else if (lua_istable(L, -1) && lua_rawlen(L, -1) == 2) {
        slice = number_at(L, 1);
        slices = number_at(L, 2);
    }
    if (slice < 1 || slice > slices) refuse_slice(L, what);
    o->slice = (uint64_t)slice - 1;
    o->slices = (uint64_t)slices;
    lua_pop(L, 1);
}

static void read_exponent(lua_State *L, const char *what, te_feed_options *o) {
    o->exponent = 1;
    int type = lua_getfield(L, 1, "exponent");
    if (type != LUA_TNIL) {
        o->exponent = lua_tonumber(L, -1);
        if (type != LUA_TNUMBER || !(o->exponent >= 0 && o->exponent <= 100))
            te_raise_input(L, "%s: exponent must be a number from 0 to 100",
                           what);
        if (o->order != TE_ORDER_ZIPF)
            te_raise_input(L, "%s: exponent is for order = \"zipf\"", what);
    }
    lua_pop(L, 1);
}

void te_feed_options_read(lua_State *L, const char *what, te_order fallback,
                          te_feed_options *o) {
    o->order = (te_order)te_options_choice(L, what, "order", te_order_names,
                                           (int)fallback);
    o->on_end = (te_on_end)te_options_choice(L, what, "on_end", te_on_end_names,
                                             TE_ON_END_CYCLE);
    o->scope = (te_scope)te_options_choice(L, what, "scope", scope_names,
                                           TE_SCOPE_ALL);
    read_slice(L, what, o);
    read_exponent(L, what, o);
    o->seed = te_run_seed(L);
    if (o->scope == TE_SCOPE_WORKER && te_run_is_resumed(L))
        te_note(L,
                "%s: with scope = \"worker\" each worker begins anew in a run "
                "that is resumed",
                what);
}

const char *te_feed_options_push_key(lua_State *L, const te_feed_options *o) {
    return lua_pushfstring(L, "%s %s %s %f %I/%I", te_order_names[o->order],
                           te_on_end_names[o->on_end], scope_names[o->scope],
                           o->exponent, (LUAI_UACINT)o->slice,
                           (LUAI_UACINT)o->slices);
}

/* ---- Using ---- */

bool te_feed_open(te_feed *feed, const te_feed_options *o, uint64_t count,
                  const te_steps *ends, const char *path, const char *name,
                  te_error *err) {
    te_feed_init(feed, count, o->order, o->on_end, o->seed, name);
    te_feed_set_slice(feed, o->slice, o->slices);
    if (ends != NULL) te_feed_set_weights(feed, ends);
    te_feed_set_exponent(feed, o->exponent);
    if (o->on_end != TE_ON_END_CYCLE || te_feed_per_pass(feed) > 0) return true;
    if (o->slices > 1 && feed->count > 0)
        return te_fail(err,
                       "%s: %" PRIu64 " rows are too few for %" PRIu64
                       " slices: this one has none to cycle through",
                       path, feed->count, o->slices);
    return te_fail(err, "%s: not one row to cycle through", path);
}

void te_feed_share(te_feed *feed, te_scope scope, te_shared *object) {
    if (scope != TE_SCOPE_ALL) return;
    object->cursor = &feed->position;
    object->cursor_of = te_feed_per_pass(feed);
}

/* Pushes the cursors of this Lua state's workers: { [worker] = position }. A
 * worker stays in one state, so nothing is shared. */
static void push_cursors(lua_State *L, te_feed *feed) {
    if (lua_rawgetp(L, LUA_REGISTRYINDEX, feed) != LUA_TNIL) return;
    lua_pop(L, 1);
    lua_newtable(L);
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, feed);
}

static bool next_of_worker(lua_State *L, te_feed *feed, uint64_t *row) {
    int64_t worker = te_worker_id(L);
    push_cursors(L, feed);
    lua_rawgeti(L, -1, worker);
    uint64_t position = (uint64_t)lua_tointeger(L, -1); /* nil: 0 */
    bool got = te_feed_next_of(feed, (uint64_t)worker, &position, row);
    lua_pushinteger(L, (lua_Integer)position);
    lua_rawseti(L, -3, worker);
    lua_pop(L, 2);
    return got;
}

bool te_feed_pull(lua_State *L, te_feed *feed, te_scope scope, const char *path,
                  uint64_t *row) {
    bool got = scope == TE_SCOPE_WORKER ? next_of_worker(L, feed, row)
                                        : te_feed_next(feed, row);
    if (!got) te_feed_used_up(L, feed, path);
    return got;
}

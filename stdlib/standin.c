/* standin.c - see standin.h. Servers and samples are shared objects: what one
 * Lua state starts, all can see, and the last reference stops it. */
#include "standin.h"

#include "binding.h"
#include "standin_sample.h"
#include "standin_server.h"
#include "tengine_module.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Options ---- */

static unsigned whole_option(lua_State *L, const char *name, unsigned max) {
    int is_whole;
    lua_Integer value = lua_tointegerx(L, -1, &is_whole);
    if (!is_whole || value < 0 || value > (lua_Integer)max)
        te_raise_input(L, "standin: %s must be a whole number from 0 to %u",
                       name, max);
    return (unsigned)value;
}

static uint64_t seed_option(lua_State *L) {
    int is_whole;
    lua_Integer value = lua_tointegerx(L, -1, &is_whole);
    if (!is_whole) te_raise_input(L, "standin: seed must be a whole number");
    return (uint64_t)value;
}

static double number_option(lua_State *L, const char *name) {
    int is_number;
    double value = lua_tonumberx(L, -1, &is_number);
    if (!is_number) te_raise_input(L, "standin: %s must be a number", name);
    return value;
}

/* The text stays alive as long as the options table. */
static const char *text_option(lua_State *L, const char *name) {
    if (lua_type(L, -1) != LUA_TSTRING)
        te_raise_input(L, "standin: %s must be a string", name);
    return lua_tostring(L, -1);
}

static bool flag_option(lua_State *L, const char *name) {
    if (!lua_isboolean(L, -1))
        te_raise_input(L, "standin: %s must be true or false", name);
    return lua_toboolean(L, -1);
}

/* A number of seconds, or {least, most}. */
static void delay_option(lua_State *L, te_standin_options *o) {
    if (!lua_istable(L, -1)) {
        o->delay_min_s = o->delay_max_s = number_option(L, "delay");
        return;
    }
    te_table_thaw(L, -1);
    lua_rawgeti(L, -1, 1);
    o->delay_min_s = number_option(L, "delay");
    lua_rawgeti(L, -2, 2);
    o->delay_max_s = number_option(L, "delay");
    lua_pop(L, 2);
}

static const char *const option_names[] = {
    "port",      "threads", "host",   "groups", "missing", "delay",
    "fail_rate", "seed",    "strict", "close",  NULL,
};

/* Takes the value on top of the stack for the option `name`. */
static void read_option(lua_State *L, const char *name, te_standin_options *o) {
    if (strcmp(name, "port") == 0)
        o->port = whole_option(L, name, 65535);
    else if (strcmp(name, "threads") == 0)
        o->threads = whole_option(L, name, 64);
    else if (strcmp(name, "host") == 0)
        o->host = text_option(L, name);
    else if (strcmp(name, "groups") == 0)
        o->groups = text_option(L, name);
    else if (strcmp(name, "missing") == 0)
        o->missing = text_option(L, name);
    else if (strcmp(name, "delay") == 0)
        delay_option(L, o);
    else if (strcmp(name, "fail_rate") == 0)
        o->fail_rate = number_option(L, name);
    else if (strcmp(name, "seed") == 0)
        o->seed = seed_option(L);
    else if (strcmp(name, "strict") == 0)
        o->is_strict = flag_option(L, name);
    else if (strcmp(name, "close") == 0)
        o->is_closing = flag_option(L, name);
    else
        te_options_unknown(L, "standin", name, option_names);
}

static te_standin_options read_options(lua_State *L, int table) {
    te_standin_options o = {.seed = te_run_seed(L)};
    if (lua_isnoneornil(L, table)) return o;
    luaL_checktype(L, table, LUA_TTABLE);
    te_table_thaw(L, table);
    for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) {
        if (lua_type(L, -2) != LUA_TSTRING)
            te_options_unknown(L, "standin", luaL_tolstring(L, -2, NULL),
                               option_names);
        read_option(L, lua_tostring(L, -2), &o);
    }
    return o;
}

/* ---- A server ---- */

typedef struct server {
    te_shared shared;
    pthread_mutex_t lock;
    te_standin_server *running; /* NULL before the start and after the stop */
    uint64_t requests;          /* answered until it was stopped */
    char url[128];
    unsigned port;
} server;

static void stop(server *s) {
    pthread_mutex_lock(&s->lock);
    te_standin_server *running = s->running;
    s->running = NULL;
    if (running != NULL) s->requests = te_standin_server_requests(running);
    pthread_mutex_unlock(&s->lock);
    te_standin_server_stop(running);
}

static void free_server(te_shared *object) {
    server *s = (server *)object;
    stop(s);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

static const te_shared_type server_type = {"tengine.standin.server",
                                           free_server};

/* start(options) -> server */
static int l_start(lua_State *L) {
    te_standin_options options = read_options(L, 1);
    server *s = calloc(1, sizeof *s);
    if (s == NULL) return luaL_error(L, "standin: out of memory");
    pthread_mutex_init(&s->lock, NULL);
    te_shared_init(&s->shared, &server_type);
    te_shared_push(L, &s->shared);
    te_shared_release(&s->shared); /* the userdata has it now */
    te_error err = {0};
    s->running = te_standin_server_start(&options, &err);
    if (s->running == NULL) return te_raise(L, &err);
    s->port = te_standin_server_port(s->running);
    snprintf(s->url, sizeof s->url, "%s", te_standin_server_url(s->running));
    te_note(L, "The stand-in server ran in this process: generator and server "
               "shared one machine.");
    return 1;
}

static server *check_server(lua_State *L) {
    return (server *)te_shared_check(L, 1, &server_type);
}

/* server:stop() */
static int l_stop(lua_State *L) {
    stop(check_server(L));
    return 0;
}

/* server:requests() -> how many were answered */
static int l_requests(lua_State *L) {
    server *s = check_server(L);
    pthread_mutex_lock(&s->lock);
    if (s->running != NULL)
        s->requests = te_standin_server_requests(s->running);
    lua_Integer requests = (lua_Integer)s->requests;
    pthread_mutex_unlock(&s->lock);
    lua_pushinteger(L, requests);
    return 1;
}

static int l_server_index(lua_State *L) {
    const server *s = check_server(L);
    const char *name = luaL_checkstring(L, 2);
    if (strcmp(name, "url") == 0)
        lua_pushstring(L, s->url);
    else if (strcmp(name, "port") == 0)
        lua_pushinteger(L, s->port);
    else if (strcmp(name, "stop") == 0)
        lua_pushcfunction(L, l_stop);
    else if (strcmp(name, "requests") == 0)
        lua_pushcfunction(L, l_requests);
    else
        lua_pushnil(L);
    return 1;
}

static const luaL_Reg server_methods[] = {{"__index", l_server_index},
                                          {NULL, NULL}};

/* ---- The sample ---- */

typedef struct sample {
    te_shared shared;
    te_buf folder;
    atomic_bool is_written; /* and not removed yet */
} sample;

static void remove_sample(sample *s) {
    if (atomic_exchange(&s->is_written, false))
        te_standin_sample_remove(s->folder.data);
}

static void free_sample(te_shared *object) {
    sample *s = (sample *)object;
    remove_sample(s);
    te_buf_free(&s->folder);
    free(s);
}

static const te_shared_type sample_type = {"tengine.standin.sample",
                                           free_sample};

/* sample() -> the sample's files in a folder of their own */
static int l_sample(lua_State *L) {
    sample *s = calloc(1, sizeof *s);
    if (s == NULL) return luaL_error(L, "standin: out of memory");
    te_shared_init(&s->shared, &sample_type);
    te_shared_push(L, &s->shared);
    te_shared_release(&s->shared);
    te_error err = {0};
    if (!te_standin_sample_write(&s->folder, &err)) return te_raise(L, &err);
    s->is_written = true;
    return 1;
}

/* sample:close() removes the files */
static int l_close(lua_State *L) {
    remove_sample((sample *)te_shared_check(L, 1, &sample_type));
    return 0;
}

static int l_sample_index(lua_State *L) {
    const sample *s = (sample *)te_shared_check(L, 1, &sample_type);
    const char *name = luaL_checkstring(L, 2), *folder = s->folder.data;
    if (strcmp(name, "dir") == 0)
        lua_pushstring(L, folder);
    else if (strcmp(name, "stacks") == 0)
        lua_pushfstring(L, "%s/stacks", folder);
    else if (strcmp(name, "groups") == 0)
        lua_pushfstring(L, "%s/groups.csv", folder);
    else if (strcmp(name, "missing") == 0)
        lua_pushfstring(L, "%s/missing.csv", folder);
    else if (strcmp(name, "close") == 0)
        lua_pushcfunction(L, l_close);
    else
        lua_pushnil(L);
    return 1;
}

static const luaL_Reg sample_methods[] = {{"__index", l_sample_index},
                                          {NULL, NULL}};

static const luaL_Reg functions[] = {
    {"start", l_start}, {"sample", l_sample}, {NULL, NULL}};

int luaopen_tengine_standin(lua_State *L) {
    te_shared_register(L, &server_type, server_methods);
    te_shared_register(L, &sample_type, sample_methods);
    luaL_newlib(L, functions);
    return 1;
}

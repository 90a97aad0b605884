/* Feeds and rows that several threads read at once. */
#include "unit.h"

#include "data_modules.h"

#include "../../stdlib/feed.h"
#include "../../stdlib/rows.h"

#include <pthread.h>

enum { N = 1000 };

static void *read_all(void *arg) {
    const te_rows *rows = arg;
    for (uint64_t i = 0; i < rows->count; i++) {
        char buffer[64];
        te_fields fields;
        te_slice field[2];
        if (!te_rows_read(rows, i, buffer, &fields, NULL)) return "unread";
        if (!te_fields_split(&fields, field, 2)) return "unsplit";
        if (strtoul(field[0].data, NULL, 10) != i) return "mixed up";
    }
    return NULL;
}

static void threads_read_the_same_rows(void **state) {
    (void)state;
    char *text = malloc(1000 * 16), *to = text;
    to += sprintf(to, "n,m\n");
    for (int i = 0; i < 1000; i++)
        to += sprintf(to, "%d,x\n", i);
    te_rows *rows = te_rows_open(scratch_text("rows.csv", text), NULL, NULL);
    assert_non_null(rows);
    free(text);
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, read_all, rows), 0);
    for (int i = 0; i < 4; i++) {
        void *failure;
        pthread_join(threads[i], &failure);
        assert_null(failure);
    }
    te_rows_close(rows);
}

typedef struct taker {
    te_feed *feed;
    int seen[N];
} taker;

static void *take(void *arg) {
    taker *t = arg;
    uint64_t index;
    while (te_feed_next(t->feed, &index))
        t->seen[index]++;
    return NULL;
}

static void threads_share_a_pass_without_loss_or_repeat(void **state) {
    (void)state;
    te_feed feed;
    te_feed_init(&feed, N, TE_ORDER_SHUFFLE, TE_ON_END_STOP, 1, "rows");
    static taker takers[4];
    pthread_t threads[4];
    for (int t = 0; t < 4; t++) {
        takers[t].feed = &feed;
        assert_int_equal(pthread_create(&threads[t], NULL, take, &takers[t]),
                         0);
    }
    for (int t = 0; t < 4; t++)
        pthread_join(threads[t], NULL);
    for (int i = 0; i < N; i++)
        assert_int_equal(takers[0].seen[i] + takers[1].seen[i] +
                             takers[2].seen[i] + takers[3].seen[i],
                         1);
}

enum { THREADS = 4, TAKES = 500 };

/* Takes TAKES ids and adds to the counts. */
static void *take_rows(void *arg) {
    int *counts = arg;
    lua_State *L = new_state();
    const char *script =
        "local f = csv.open { file = dir .. 'thousand.csv',\n"
        "                     order = 'shuffle' }\n"
        "local ids = {}\n"
        "for i = 1, 500 do ids[i] = tonumber(f:next().id) end\n"
        "return ids\n";
    if (luaL_dostring(L, script) != LUA_OK) {
        counts[0] = -1;
    } else {
        for (int i = 1; i <= TAKES; i++) {
            lua_rawgeti(L, -1, i);
            counts[lua_tointeger(L, -1)]++;
            lua_pop(L, 1);
        }
    }
    lua_close(L);
    return NULL;
}

static void threads_together_take_what_one_would(void **state) {
    (void)state;
    char *text = malloc(1000 * 8), *to = text + sprintf(text, "id\n");
    for (int i = 0; i < 1000; i++)
        to += sprintf(to, "%d\n", i);
    scratch_text("thousand.csv", text);
    free(text);
    static int counts[THREADS][1000];
    pthread_t threads[THREADS];
    for (int t = 0; t < THREADS; t++)
        assert_int_equal(
            pthread_create(&threads[t], NULL, take_rows, counts[t]), 0);
    for (int t = 0; t < THREADS; t++)
        pthread_join(threads[t], NULL);
    for (int i = 0; i < 1000; i++) { /* two passes of a thousand */
        int total = 0;
        for (int t = 0; t < THREADS; t++)
            total += counts[t][i];
        assert_int_equal(total, 2);
    }
}

enum { BATCHES = 25 }; /* of each thread */

/* Takes BATCHES batches, and the names in each as one text. */
static void *take_batches(void *arg) {
    char **texts = arg;
    lua_State *L = new_state();
    const char *script = "local s = stacks.open { path = dir .. 'hundred',\n"
                         "                        order = 'shuffle' }\n"
                         "return table.concat(s:batch(7).names, ' ')\n";
    for (int i = 0; i < BATCHES; i++) {
        bool ok = luaL_dostring(L, script) == LUA_OK;
        texts[i] = strdup(ok ? lua_tostring(L, -1) : "failed");
        lua_settop(L, 0);
    }
    lua_close(L);
    return NULL;
}

static int compare_texts(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void batches_are_the_same_however_many_threads_take_them(void **state) {
    (void)state;
    char *text = malloc(100 * 4);
    for (int i = 0; i < 100; i++)
        memcpy(text + 3 * i, "{}\n", 4);
    scratch_text("hundred", text);
    free(text);
    static char *taken[2][THREADS * BATCHES]; /* at once; one by one */
    pthread_t threads[THREADS];
    fake_reset(1);
    for (int t = 0; t < THREADS; t++)
        assert_int_equal(pthread_create(&threads[t], NULL, take_batches,
                                        &taken[0][t * BATCHES]),
                         0);
    for (int t = 0; t < THREADS; t++)
        pthread_join(threads[t], NULL);
    fake_reset(1);
    for (int t = 0; t < THREADS; t++)
        take_batches(&taken[1][t * BATCHES]);
    for (int run = 0; run < 2; run++)
        qsort(taken[run], THREADS * BATCHES, sizeof(char *), compare_texts);
    for (int i = 0; i < THREADS * BATCHES; i++) {
        assert_string_equal(taken[0][i], taken[1][i]);
        free(taken[0][i]);
        free(taken[1][i]);
    }
}

int main(void) {
    fake_reset(1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_read_the_same_rows),
        cmocka_unit_test(threads_share_a_pass_without_loss_or_repeat),
        cmocka_unit_test(threads_together_take_what_one_would),
        cmocka_unit_test(batches_are_the_same_however_many_threads_take_them),
    };
    int failed = cmocka_run_group_tests(tests, scratch_setup, scratch_teardown);
    fake_reset(0);
    return failed;
}

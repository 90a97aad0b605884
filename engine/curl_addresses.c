/* curl_addresses.c - see curl_addresses.h. */
#include "curl_addresses.h"

#include "buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* With more hosts and ports than that, places are used in turn. */
enum { SEEDS_MAX = 64 };

/* Which answer libcurl knows for a host and port. */
typedef struct te_curl_seed {
    char *key; /* "host:port" */
    uint64_t generation;
} te_curl_seed;

struct te_curl_addresses {
    te_curl_seed seeds[SEEDS_MAX];
    size_t count;
};

te_curl_addresses *te_curl_addresses_new(void) {
    return calloc(1, sizeof(te_curl_addresses));
}

void te_curl_addresses_free(te_curl_addresses *a) {
    if (a == NULL) return;
    for (size_t i = 0; i < a->count; i++)
        free(a->seeds[i].key);
    free(a);
}

static te_curl_seed *find(te_curl_addresses *a, const char *key) {
    for (size_t i = 0; i < a->count; i++) {
        const char *known = a->seeds[i].key;
        if (known != NULL && strcmp(known, key) == 0) return &a->seeds[i];
    }
    return NULL;
}

static te_curl_seed *add(te_curl_addresses *a, const char *key,
                         uint64_t generation) {
    te_curl_seed *seed = &a->seeds[generation % SEEDS_MAX];
    if (a->count < SEEDS_MAX) seed = &a->seeds[a->count++];
    free(seed->key);
    seed->key = strdup(key);
    return seed;
}

bool te_curl_addresses_bring(te_curl_addresses *a, CURL *easy,
                             const te_url *url, const te_addresses *answer,
                             te_curl_brought *brought) {
    char key[300];
    snprintf(key, sizeof key, "%.*s:%u", TE_SLICE_ARGS(url->host), url->port);
    te_curl_seed *seed = find(a, key);
    if (seed != NULL && seed->generation == answer->generation) return true;
    if (seed == NULL) seed = add(a, key, answer->generation);
    te_buf text = TE_BUF_INIT;
    te_buf_addf(&text, "%s:%s", key, answer->list);
    brought->seed = seed;
    brought->list = curl_slist_append(NULL, te_buf_str(&text));
    te_buf_free(&text);
    seed->generation = answer->generation;
    return seed->key != NULL && brought->list != NULL &&
           curl_easy_setopt(easy, CURLOPT_RESOLVE, brought->list) == CURLE_OK;
}

void te_curl_addresses_take_back(te_curl_brought *brought, bool was_read) {
    if (brought->seed == NULL) return;
    curl_slist_free_all(brought->list);
    if (!was_read) brought->seed->generation = 0;
    *brought = (te_curl_brought){NULL, NULL};
}

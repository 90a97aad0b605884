/* search.h - the highest load that holds, found by trying.
 *
 * The load doubles while it holds. Between the highest that held and the
 * lowest that broke the step is halved until it is small; where the first
 * load breaks at once the load is halved until one holds. Before the answer
 * counts, both of its sides are tried once more: what held has to hold again,
 * what broke to break again, so that one bad or one lucky moment decides
 * nothing. What turns out otherwise changes sides, and the search goes on;
 * what held first and broke then is taken for broken.
 *
 * Pure arithmetic on (load, held or broke): it knows no clock, and not what a
 * load is. */
#ifndef TE_SEARCH_H
#define TE_SEARCH_H

#include <stdbool.h>
#include <stddef.h>

/* So many loads are tried at most, those that are tried again included. */
enum { TE_SEARCH_TRIES_MAX = 64 };

typedef struct te_search_config {
    double first;       /* the load to begin with: least to most */
    double least, most; /* nothing below and above is tried */
    bool is_whole;      /* loads are whole numbers */
    double precision;   /* a step below this share of the load is small: 0.02 */
} te_search_config;

typedef enum {
    TE_SEARCH_GOES_ON, /* try search->load */
    TE_SEARCH_FOUND,   /* te_search_held() is the answer */
    TE_SEARCH_NONE,    /* no load held */
    TE_SEARCH_UNCLEAR, /* out of tries: what held once broke the next time */
} te_search_state;

typedef struct te_search {
    te_search_config config;
    te_search_state state;
    double load;   /* to be tried now */
    bool is_again; /* it was tried before */
    /* What each side has come to, the last ones next to the answer. */
    double held[TE_SEARCH_TRIES_MAX], broke[TE_SEARCH_TRIES_MAX];
    size_t held_count, broke_count, tries;
    bool held_is_sure, broke_is_sure; /* the last ones were tried again */
} te_search;

void te_search_init(te_search *search, const te_search_config *config);

/* What became of search->load; says by that which is next. Nothing once the
 * search is over. */
void te_search_tried(te_search *search, bool has_held);

/* The highest load that held, the lowest that broke; 0: none yet. */
double te_search_held(const te_search *search);
double te_search_broke(const te_search *search);

/* A load at which a target that broke can catch its breath: half of the
 * highest that held, or of what broke, at least the least. */
double te_search_rest(const te_search *search);

#endif

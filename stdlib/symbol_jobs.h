/* symbol_jobs.h - what to ask a symbol server for, from a log of what others
 * asked.
 *
 * A groups file has the rows URI,STATUS CODE,PRIVATE,COUNT. The key of a row
 * is the last three parts of the URI's path (debug file, debug id, symbol
 * file; parts may be empty). Rows that hold "HTTP/1.1" (a stray request
 * line), have fewer parts or no status are left out and counted. Status 200
 * means found; any other, 403 (a private bucket) too, means not found.
 *
 * A missing file has the rows debug_file,debug_id,code_file,code_id; where it
 * knows a key's first two parts, the path gets a query with the other two, as
 * a client sends that knows the module itself.
 *
 * In memory: 8 bytes a job, and 4 more where jobs come as often as their COUNT
 * says; both files are indexed as rows.h says. */
#ifndef TE_SYMBOL_JOBS_H
#define TE_SYMBOL_JOBS_H

#include "rows.h"

#define TE_SYMBOL_NOT_JOINED UINT32_MAX

typedef struct te_symbol_entry {
    uint32_t row;    /* in the groups file */
    uint32_t joined; /* row in the missing file, or TE_SYMBOL_NOT_JOINED */
} te_symbol_entry;

typedef struct te_symbol_counts {
    uint64_t rows;         /* in the groups file, the malformed left out */
    uint64_t found;        /* of the others: status 200 */
    uint64_t notfound;     /* of the others: any other status */
    uint64_t skipped;      /* rows without a key */
    uint64_t spaced;       /* rows left out for a space in the key */
    uint64_t filtered;     /* rows left out by microsoft_only */
    uint64_t malformed;    /* lines of both files that are no row */
    uint64_t missing;      /* rows in the missing file */
    uint64_t with_code_id; /* of found and notfound: joined */
    uint64_t jobs;         /* after balancing */
    uint64_t requests;     /* of the jobs, each COUNT times */
} te_symbol_counts;

typedef struct te_symbol_jobs {
    te_rows *groups;
    te_rows *missing; /* NULL without one */
    te_symbol_entry *entries;
    size_t count;
    te_steps ends; /* of the jobs' COUNTs, where they weigh (see feed.h) */
    te_symbol_counts counts;
} te_symbol_jobs;

typedef struct te_symbol_source {
    const char *groups;
    const char *missing; /* NULL: none */
    bool balance;  /* as many found as not found: all of the smaller group, */
    uint64_t seed; /* and a sample of the larger, which this decides */
    bool weighed;  /* fill `ends`; a row whose COUNT is no number is left out */
    bool unspaced; /* leave out keys that hold a space */
    bool microsoft_only; /* none but .sym files of .pdb files */
} te_symbol_source;

/* NULL with err filled when a file is unreadable, has another header, or
 * leaves no job at all. */
te_symbol_jobs *te_symbol_jobs_open(const te_symbol_source *source,
                                    te_error *err);
void te_symbol_jobs_close(te_symbol_jobs *jobs); /* NULL is fine */

/* One job; its texts lie in the buffers it was read into. */
typedef struct te_symbol_job {
    te_slice key;    /* "file/id/file.sym", as the log has it */
    uint32_t status; /* in the log */
    uint32_t expected;
    bool is_private;
    uint64_t requests;           /* COUNT; 1 where it is no number */
    bool joined;                 /* the next two are there */
    te_slice code_file, code_id; /* as the missing file has them */
} te_symbol_job;

/* How much buffer reading job i takes. */
size_t te_symbol_jobs_span(const te_symbol_jobs *jobs, size_t i);

/* Reads job i (below count). False when a file shrank or changed. Safe from
 * any thread. */
bool te_symbol_jobs_read(const te_symbol_jobs *jobs, size_t i, char *buffer,
                         te_symbol_job *job, te_error *err);

/* Writes the job's path and query, encoded for a request line, and returns
 * its end; `to` has TE_SYMBOL_PATH_BYTES(the job's span). */
#define TE_SYMBOL_PATH_BYTES(span) (3 * (span) + 32)
char *te_symbol_job_path(const te_symbol_job *job, char *to);

/* The last three parts of the path of a URI; false where there are fewer or
 * it is a stray request line. */
bool te_symbol_key(te_slice uri, te_slice *key);

#endif

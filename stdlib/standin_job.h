/* standin_job.h - the jobs of a symbolication request, checked as Eliot
 * checks them: the first thing that is wrong, in its order and its words. */
#ifndef TE_STANDIN_JOB_H
#define TE_STANDIN_JOB_H

#include "standin_answer.h"
#include <jansson.h>

#define TE_STANDIN_MAX_JOBS 10

/* A module of the request: the same file and id in several jobs is one. */
typedef struct te_standin_module {
    const char *file, *id; /* borrowed from the payload */
    uint64_t hash;
    enum { TE_MODULE_UNUSED, TE_MODULE_MISSING, TE_MODULE_KNOWN } state;
    const char *name; /* the file that the answer names */
    char *made_name;  /* the same, when it is ours to free */
    double lookup_s;  /* how long it was looked for */
    size_t listed_in; /* the last job whose modules listed it, from 1 */
    size_t jobs;      /* that list it */
} te_standin_module;

typedef struct te_standin_job {
    json_t *stacks;  /* borrowed */
    size_t *modules; /* its memoryMap, as indices of the payload's modules */
    size_t module_count;
} te_standin_job;

typedef struct te_standin_payload {
    json_t *json;
    te_standin_job jobs[TE_STANDIN_MAX_JOBS];
    size_t job_count;
    te_standin_module *modules;
    size_t module_count;
    bool is_strict;       /* offsets of module -1 must be integers, too */
    bool has_big_numbers; /* read as floating point: whole ones are integers */
} te_standin_payload;

typedef struct te_standin_frame {
    int64_t module; /* -1: in none */
    int64_t offset;
    double huge; /* the offset, when it is 2^63 or more, else 0 */
} te_standin_frame;

/* Reads and checks the request's body. False with the 400 in `a`. Clear the
 * payload in either case. */
bool te_standin_payload_read(te_standin_payload *p, int version,
                             const te_standin_request *r, te_standin_answer *a);
void te_standin_payload_clear(te_standin_payload *p);

/* A frame of a checked stack. */
te_standin_frame te_standin_frame_read(const json_t *frame);

#endif

/* plan.h - what a connection will do next: a list of steps, each a few bytes,
 * a pause or an end. A behaviour writes a plan; the connection plays it.
 *
 * Every answer and every fault of the origin is such a list. A list that runs
 * out means: keep the connection, read the next request. */
#ifndef ORIGIN_PLAN_H
#define ORIGIN_PLAN_H

#include "text.h"

typedef enum step_kind {
    STEP_SEND,
    STEP_WAIT,
    STEP_IDLE,  /* the answer is out: a new request cancels what follows */
    STEP_FIN,   /* says that no more will come; reads no more */
    STEP_CLOSE, /* FIN (after TLS's close_notify), reads what still comes */
    STEP_CUT,   /* the same, but TLS is not told */
    STEP_RESET, /* RST */
    STEP_HANG,  /* nothing, until the peer gives up */
} step_kind;

typedef struct step {
    step_kind kind;
    const char *shared; /* static bytes to send; NULL: they are in `text` */
    size_t offset;      /* in text */
    size_t length;
    uint64_t total;   /* bytes to send: the `length` ones, over and over */
    uint64_t piece;   /* send so many at once (0: all), then */
    uint64_t wait_ns; /* wait so long */
} step;

#define PLAN_ENDLESS UINT64_MAX

typedef struct plan {
    te_buf text;
    step *steps;
    size_t count, capacity;
    int status;  /* for the log: 0 where no response was meant */
    bool sealed; /* the next send is a step of its own */
    /* Where the player is. */
    size_t at;
    uint64_t sent; /* of the step at `at` */
} plan;

void plan_reset(plan *p);
void plan_free(plan *p);

/* Copies the bytes. What follows a send directly goes out in one write. */
void plan_send(plan *p, const void *bytes, size_t length);
void plan_sends(plan *p, const char *text);
void plan_sendf(plan *p, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Sends `total` bytes: these, over and over; PLAN_ENDLESS never stops. */
void plan_repeat(plan *p, const void *bytes, size_t length, uint64_t total);
/* Sends `total` bytes of the pattern: 0-9 A-Z a-z - _, over and over. */
void plan_pattern(plan *p, uint64_t total);
void plan_wait(plan *p, uint64_t wait_ns);
void plan_idle(plan *p);
/* STEP_FIN and what is below it. */
void plan_end(plan *p, step_kind end);

/* What is sent from here on starts a step of its own; returns its number. */
size_t plan_seal(plan *p);
/* Slows down every send since steps[from]: `piece` bytes, then a pause. */
void plan_slow(plan *p, size_t from, uint64_t piece, uint64_t every_ns);

/* The bytes of a SEND to write now, at most `most`. */
slice plan_bytes(const plan *p, size_t most);

/* n bytes of the pattern, n <= PLAN_PATTERN_MAX. */
enum { PLAN_PATTERN_MAX = 64 << 10 };
slice plan_pattern_bytes(size_t n);

#endif

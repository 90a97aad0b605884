/* command.h - what tengine does beside running scenarios: its sub-commands. */
#ifndef TE_COMMAND_H
#define TE_COMMAND_H

#include "error.h"

typedef struct te_command {
    const char *name; /* the first argument */
    const char *help; /* what it does, in one line */
    /* argv[0] is the name. Returns the exit code, or fills err in. */
    int (*obey)(int argc, char *const argv[], te_error *err);
} te_command;

/* NULL where there is none of this name: then it is a scenario's. */
const te_command *te_command_find(const char *name);

int te_command_control(int argc, char *const argv[], te_error *err);
int te_command_report(int argc, char *const argv[], te_error *err);
int te_command_merge(int argc, char *const argv[], te_error *err);
int te_command_compare(int argc, char *const argv[], te_error *err);

#endif

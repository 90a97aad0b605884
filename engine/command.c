/* command.c - see command.h. */
#include "command.h"

#include <string.h>

static const te_command commands[] = {
    {"control", "asks or steers a run that goes", te_command_control},
    {"report", "what came of a run, out of its journal", te_command_report},
    {"merge", "the journals of several processes as one", te_command_merge},
    {"compare", "what differs between recorded runs", te_command_compare},
};

const te_command *te_command_find(const char *name) {
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(name, commands[i].name) == 0) return &commands[i];
    return NULL;
}

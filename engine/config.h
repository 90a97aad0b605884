/* config.h - a te_config, made ready to run with. The fields and their
 * defaults are those of tengine.h. */
#ifndef TE_CONFIG_H
#define TE_CONFIG_H

#include "error.h"
#include "tengine.h"
#include <stdbool.h>

/* Checks what was asked for and completes it: draws a seed where there is
 * none, bounds times so that sums of them cannot overflow, has --debug mean
 * what it means. What is of the load, plan.h completes. False and err when
 * something contradicts something else. */
bool te_config_complete(te_config *config, te_error *err);

#endif

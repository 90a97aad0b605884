/* bytecode_fuzz.c - whatever the bytes, nothing beyond them is read, and what
 * is found has a name and a line. */
#include "lua_bytecode.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    te_assignment first;
    memset(&first, '?', sizeof first);
    if (te_bytecode_find_assignment((const char *)data, size, &first) &&
        memchr(first.name, '\0', sizeof first.name) == NULL)
        abort();
    return 0;
}

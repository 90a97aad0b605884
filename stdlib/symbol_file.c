/* symbol_file.c - see symbol_file.h. */
#include "symbol_file.h"

#include <stdio.h>

const char *const te_platform_names[] = {
    [TE_PLATFORM_WINDOWS] = "windows",
    [TE_PLATFORM_LINUX] = "linux",
    [TE_PLATFORM_MAC] = "mac",
    NULL,
};

/* Hexadecimal digits in capitals, and a NUL. */
static void draw_hex(te_rng *rng, char *out, size_t digits) {
    for (size_t i = 0; i < digits; i++)
        out[i] = "0123456789ABCDEF"[te_rng_below(rng, 16)];
    out[digits] = '\0';
}

void te_symbol_file_make(te_symbol_file *f, te_platform platform, uint64_t seed,
                         uint64_t number, size_t index) {
    static const struct {
        const char *system; /* in the MODULE line */
        const char *name;   /* of all its files, before the number */
        const char *debug, *symbols, *code; /* and behind it */
        size_t code_id_digits;
    } forms[] = {
        [TE_PLATFORM_WINDOWS] = {"windows", "made", ".pdb", ".sym", ".dll", 13},
        [TE_PLATFORM_LINUX] = {"Linux", "libmade", ".so", ".so.sym", ".so", 40},
        [TE_PLATFORM_MAC] = {"mac", "libmade", ".dylib", ".dylib.sym", ".dylib",
                             32},
    };
    te_rng rng;
    char id[34], code_id[41], name[32];
    te_rng_seed(&rng, seed, number << 16 | index);
    draw_hex(&rng, id, 32);
    id[32] = platform == TE_PLATFORM_WINDOWS ? '1' : '0'; /* the age */
    id[33] = '\0';
    draw_hex(&rng, code_id, forms[platform].code_id_digits);
    snprintf(name, sizeof name, "%s%05zu", forms[platform].name, index);
    f->key_bytes = (size_t)snprintf(f->key, sizeof f->key, "%s%s/%s/%s%s", name,
                                    forms[platform].debug, id, name,
                                    forms[platform].symbols);
    f->header_bytes = (size_t)snprintf(
        f->header, sizeof f->header,
        "MODULE %s x86_64 %s %s%s\nINFO CODE_ID %s %s%s\n",
        forms[platform].system, id, name, forms[platform].debug, code_id, name,
        forms[platform].code);
}

/* corpus_fuzz.c - any bytes as an archive or a file of lines: opened or
 * refused, never a crash, and what was opened is in order.
 *
 * Blocks that look like the headers of an archive get the sum that they should
 * have, or damage would end in the sums and never get behind them. */
#include "../../stdlib/corpus_open.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { BLOCK = 512, SUM = 148, SUM_BYTES = 8, MAGIC = 257 };

static void demand(bool holds, const char *claim) {
    if (holds) return;
    fprintf(stderr, "corpus_fuzz: %s\n", claim);
    abort();
}

static void mend_sums(char *bytes, size_t size) {
    for (size_t at = 0; at + BLOCK <= size; at += BLOCK) {
        char *header = bytes + at;
        if (memcmp(header + MAGIC, "ustar", 5) != 0) continue;
        unsigned sum = 0;
        memset(header + SUM, ' ', SUM_BYTES);
        for (int i = 0; i < BLOCK; i++)
            sum += (unsigned char)header[i];
        snprintf(header + SUM, SUM_BYTES, "%06o", sum);
    }
}

static void expect_order(const te_corpus *corpus) {
    demand(corpus->count > 0, "an empty corpus is refused");
    for (size_t i = 0; i < corpus->count; i++) {
        const char *name = te_corpus_name(corpus, i);
        size_t found;
        demand(te_corpus_find(corpus, name, &found), "each name is found");
        demand(found <= i && strcmp(te_corpus_name(corpus, found), name) == 0,
               "it is that of the first");
        te_slice text = te_corpus_text(corpus, i);
        te_corpus_job job = te_corpus_job_of(corpus, i);
        demand(job.head.length + job.tail.length <= text.length,
               "a job is no longer than its text");
        demand(memchr(text.data, '{', text.length) != NULL, "it is an object");
    }
    for (uint64_t i = 0; i < corpus->skipped && i < TE_CORPUS_NAMED; i++)
        demand(corpus->complaints[i] != NULL, "a bad text is described");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *bytes = malloc(size + 1);
    demand(bytes != NULL, "there is memory");
    memcpy(bytes, data, size);
    mend_sums(bytes, size);
    int fd = memfd_create("corpus", MFD_CLOEXEC);
    demand(fd >= 0 && write(fd, bytes, size) == (ssize_t)size,
           "a file is made");
    free(bytes);
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    te_error err = {0};
    te_corpus_options options = {path, (te_floats)(size % 3), size % 5 == 0};
    te_corpus *corpus = te_corpus_open(&options, &err);
    demand(corpus != NULL || err.message[0] != '\0', "a refusal says why");
    if (corpus != NULL) expect_order(corpus);
    te_corpus_close(corpus);
    close(fd);
    return 0;
}

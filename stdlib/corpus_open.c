/* corpus_open.c - see corpus_open.h. */
#include "corpus_open.h"

#include "corpus_folder.h"
#include "corpus_lines.h"
#include "corpus_tar.h"
#include "source.h"

#include <sys/stat.h>

static bool is_folder(const char *path) {
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static bool read_file(te_corpus *corpus, te_error *err) {
    te_source source;
    bool ok = te_source_open(&source, corpus->path, err);
    if (ok)
        ok = te_corpus_is_tar(&source)
                 ? te_corpus_read_tar(corpus, &source, err)
                 : te_corpus_read_lines(corpus, &source, err);
    te_source_close(&source);
    return ok;
}

te_corpus *te_corpus_open(const te_corpus_options *options, te_error *err) {
    te_corpus *corpus = te_corpus_new(options, err);
    if (corpus == NULL) return NULL;
    bool ok = is_folder(corpus->path) ? te_corpus_read_folder(corpus, err)
                                      : read_file(corpus, err);
    if (ok && te_corpus_seal(corpus, err)) return corpus;
    te_corpus_close(corpus);
    return NULL;
}

/* corpus_folder.h - a folder of files, read into a corpus. */
#ifndef TE_CORPUS_FOLDER_H
#define TE_CORPUS_FOLDER_H

#include "corpus.h"

/* Adds the *.json files of corpus->path or, when it has none, of its
 * subfolder "stacks", which corpus->path then names. */
bool te_corpus_read_folder(te_corpus *corpus, te_error *err);

#endif

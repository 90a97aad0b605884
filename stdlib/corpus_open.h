/* corpus_open.h - a corpus, from whatever is at a path.
 *
 *   - a folder of *.json files or, when it has none, with a subfolder
 *     "stacks" of them (corpus_folder.h),
 *   - a tar archive (corpus_tar.h), or
 *   - a file with a JSON object in each line (corpus_lines.h),
 *
 * the latter two also compressed by gzip. */
#ifndef TE_CORPUS_OPEN_H
#define TE_CORPUS_OPEN_H

#include "corpus.h"

/* NULL with err filled when it is damaged, or has not one good text. */
te_corpus *te_corpus_open(const te_corpus_options *options, te_error *err);

#endif

/* corpus_tar.h - a tar archive, read into a corpus.
 *
 * The archives of GNU tar, BSD tar and Python's tarfile: ustar, with long
 * names and large sizes by GNU's or by pax's headers. Its *.json members are
 * texts, whatever folder they are in; what else it holds is passed over.
 *
 * Source: "pax Interchange Format" of POSIX.1-2017; "Basic Tar Format" and
 * "GNU Extensions" of GNU tar's manual. */
#ifndef TE_CORPUS_TAR_H
#define TE_CORPUS_TAR_H

#include "corpus.h"
#include "source.h"

/* Whether it begins as an archive does. */
bool te_corpus_is_tar(const te_source *source);

/* False where the archive is damaged or cut off, and says where. */
bool te_corpus_read_tar(te_corpus *corpus, const te_source *source,
                        te_error *err);

#endif

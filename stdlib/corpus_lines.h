/* corpus_lines.h - a file with a JSON object in each line, read into a corpus.
 *
 * Empty lines count, but are no texts; a byte order mark and the CR of a CRLF
 * are no part of one. A text's name is "NAME:LINE". */
#ifndef TE_CORPUS_LINES_H
#define TE_CORPUS_LINES_H

#include "corpus.h"
#include "source.h"

bool te_corpus_read_lines(te_corpus *corpus, const te_source *source,
                          te_error *err);

#endif

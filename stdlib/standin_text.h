/* standin_text.h - paths and JSON strings, as the services write them. */
#ifndef TE_STANDIN_TEXT_H
#define TE_STANDIN_TEXT_H

#include "tengine_module.h"

/* Appends `text` escaped as a path: all but letters, digits, - . _ ~ and the
 * slash become %XX. */
bool te_standin_escape(te_buf *b, const char *text, size_t length);

/* Appends `text` as a JSON string in ASCII, quotes included: what is not
 * ASCII becomes \uXXXX, what is not UTF-8 U+FFFD. */
bool te_standin_json(te_buf *b, const char *text, size_t length);

#endif

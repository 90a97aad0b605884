/* html.h - the links of an HTML page, as they stand in its tags.
 *
 * No tree is built: tags are read one after the other, as HTML's tokenizer
 * does. Comments, and what stands within script, style, textarea, title, xmp
 * and iframe, is passed over; noscript is not. A link is a value of the
 * attribute href, src or action, whatever the tag; of several of one name in a
 * tag the first counts. A tag that the end of the page cuts off ends the list.
 *
 * Any bytes will do, and each is looked at a few times at most: the time is
 * that of the page's length, however hostile it is.
 * Source: HTML, 13.2.5 (html.spec.whatwg.org). */
#ifndef TE_HTML_H
#define TE_HTML_H

#include "buf.h"
#include "slice.h"
#include <stdbool.h>

typedef struct te_html_link {
    te_slice tag;   /* its name, in the case of the page */
    te_slice value; /* as written; te_html_url() has what it means */
} te_html_link;

typedef struct te_html {
    te_slice rest;
    te_slice tag;  /* that is being read; empty between tags */
    unsigned seen; /* its attributes so far, a bit for each that matters */
} te_html;

te_html te_html_begin(te_slice page);

/* The next link, which lies in the page; false at the end. */
bool te_html_next(te_html *html, te_html_link *link);

/* Appends what a value means as a URL: character references (numbers, and amp
 * lt gt quot apos by name, ended by ';') are decoded, blanks at both ends go,
 * and so do tabs and line ends within. False without memory. */
bool te_html_url(te_slice value, te_buf *out);

#endif

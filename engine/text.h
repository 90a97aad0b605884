/* text.h - figures and foreign text as people read them on a terminal.
 *
 * Figures come as a small value that is used where it is made:
 *
 *     fprintf(out, "%s of %s\n", te_text_count(n).s, te_text_bytes(b).s);
 *
 * Text from outside (names, error messages) goes through te_text_clean()
 * before anything else: after that it is valid UTF-8 without anything that a
 * terminal obeys, and it can be measured and cut. */
#ifndef TE_TEXT_H
#define TE_TEXT_H

#include "api.h"
#include "buf.h"
#include "hist.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef struct te_text {
    char s[40];
} te_text;

/* "1,234,567"; a number below 1000 that isn't whole with four digits. */
TE_API te_text te_text_count(double n);

/* The same in seven columns: "999,999", then "1.00 M", "12.3 G". */
TE_API te_text te_text_short_count(double n);

/* Three digits and a unit: "850 us", "1.23 ms", "12.3 s"; from a minute on
 * "1m 05s", from an hour on "2h 03m". */
TE_API te_text te_text_duration(uint64_t ns);

/* Three digits and a unit: "999 B", "1.23 kB", "12.3 MB". */
TE_API te_text te_text_bytes(double bytes);

/* A value of this unit, as te_hist has it: te_text_duration(), _bytes() or
 * _short_count(). */
TE_API te_text te_text_value(te_unit unit, uint64_t value);

/* n things in so many ns, per second, without the unit: "12.3", "1,234"; "-"
 * where no time has passed. */
TE_API te_text te_text_per_s(double n, uint64_t ns);

/* "12.3 %"; never "100 %" for less than all, nor "0 %" for more than none.
 * "-" of nothing. */
TE_API te_text te_text_share(double part, double whole);

/* The character at `text`, its length into *length; 0 for a byte that is not
 * UTF-8 (or is too long a form, a surrogate, beyond the last character). */
TE_API uint32_t te_text_char(const char *text, size_t *length);

/* Appends `text`, with "\x1b" for a control character or a byte that is not
 * UTF-8, '?' for characters that turn or hide text, and a blank for a tab. */
TE_API bool te_text_clean(te_buf *out, const char *text);

/* How many terminal columns clean text takes: East Asian characters and
 * pictures take two, combining marks none. */
TE_API size_t te_text_width(const char *text);

/* How many bytes of clean text fit into so many columns. */
TE_API size_t te_text_fit(const char *text, size_t columns);

/* Appends clean text in exactly so many columns: cut short with an ellipsis,
 * or padded with blanks, to the left when `right`. */
TE_API bool te_text_pad(te_buf *out, const char *text, size_t columns,
                        bool right);

/* Appends clean text broken at blanks into lines of at most `columns`, the
 * first of them preceded by `first`, the others by `rest` (both count as
 * columns); after `max_lines` it ends with an ellipsis. Each line ends in a
 * newline. */
TE_API bool te_text_wrap(te_buf *out, const char *text, const char *first,
                         const char *rest, size_t columns, size_t max_lines);

/* Prints text from outside to `out`: cleaned, and wrapped to TE_LINE_COLUMNS.
 */
#define TE_LINE_COLUMNS 80
TE_API void te_text_print(FILE *out, const char *text, const char *first,
                          const char *rest, size_t max_lines);

/* Prints its lines as they are, cleaned one by one: what a server said may be
 * in them. Tabs at their beginning stay: tracebacks have them. The last one
 * ends in a newline, too. */
TE_API void te_text_print_lines(FILE *out, const char *text);

#endif

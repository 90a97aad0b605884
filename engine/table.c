/* table.c - see table.h. */
#include "table.h"

#include <assert.h>
#include <string.h>

#define GAP 2 /* blanks before each column but the first */
#define INDENT 2
#define LEAST_NAME 12 /* columns that the first keeps, come what may */
/* So that tables below each other line up. */
#define USUAL_NAME 26
#define USUAL_NUMBER 7

void te_table_init(te_table *t, size_t columns) {
    assert(columns >= 2 && columns <= TE_TABLE_MAX_COLUMNS);
    *t = (te_table){
        .columns = columns,
        .cells = TE_BUF_INIT,
        .indent = INDENT,
        .gap = GAP,
        .most_columns = TE_LINE_COLUMNS,
    };
    for (size_t i = 0; i < columns; i++)
        t->least[i] = i == 0 ? USUAL_NAME : USUAL_NUMBER;
}

void te_table_free(te_table *t) { te_buf_free(&t->cells); }

void te_table_cell(te_table *t, const char *text) {
    if (t->is_short) return;
    size_t length = t->cells.length;
    if (te_text_clean(&t->cells, text) && te_buf_addc(&t->cells, '\0')) {
        t->count++;
        return;
    }
    t->cells.length = length;
    t->is_short = true;
}

/* How wide each column is. The first one counts its indentation and gives
 * way to the others. */
static void measure(const te_table *t, size_t *widths) {
    const char *cell = te_buf_str(&t->cells);
    for (size_t i = 0; i < t->columns; i++)
        widths[i] = t->least[i];
    for (size_t i = 0; i < t->count; i++) {
        bool is_indented = i % t->columns == 0 && i > 0;
        size_t width = te_text_width(cell) + (is_indented ? t->indent : 0);
        if (width > widths[i % t->columns]) widths[i % t->columns] = width;
        cell += strlen(cell) + 1;
    }
    size_t others = 0;
    for (size_t i = 1; i < t->columns; i++)
        others += t->gap + widths[i];
    size_t room = others + LEAST_NAME < t->most_columns
                      ? t->most_columns - others
                      : LEAST_NAME;
    if (widths[0] > room) widths[0] = room;
}

/* Without the blanks at its end; leaves the buffer empty. */
static void print_line(te_buf *line, FILE *out) {
    const char *text = te_buf_str(line);
    size_t length = line->length;
    while (length > 0 && text[length - 1] == ' ')
        length--;
    fprintf(out, "%.*s\n", (int)length, text);
    te_buf_reset(line);
}

void te_table_print(const te_table *t, FILE *out) {
    size_t widths[TE_TABLE_MAX_COLUMNS];
    te_buf line = TE_BUF_INIT;
    measure(t, widths);
    const char *cell = te_buf_str(&t->cells);
    for (size_t i = 0; i < t->count; i++) {
        size_t column = i % t->columns;
        if (column > 0) {
            te_text_pad(&line, "", t->gap, false);
            te_text_pad(&line, cell, widths[column], true);
        } else if (i == 0) {
            te_text_pad(&line, cell, widths[0], false);
        } else {
            size_t indent = t->indent < widths[0] ? t->indent : widths[0];
            te_text_pad(&line, "", indent, false);
            te_text_pad(&line, cell, widths[0] - indent, false);
        }
        if (column + 1 == t->columns) print_line(&line, out);
        cell += strlen(cell) + 1;
    }
    if (t->is_short) fprintf(out, "  (no memory for the rest)\n");
    te_buf_free(&line);
}

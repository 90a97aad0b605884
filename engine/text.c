/* text.c - see text.h. */
#include "text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define ELLIPSIS "\xe2\x80\xa6"

/* --- figures ------------------------------------------------------------ */

static te_text four_digits(double n) {
    te_text t;
    snprintf(t.s, sizeof t.s, "%.4g", n);
    return t;
}

/* A whole number with a comma between every three digits, where there are not
 * so many that nobody could read them. */
static te_text group_digits(double n) {
    if (!(fabs(n) < 1e15)) return four_digits(n);
    char digits[32];
    te_text t;
    int length = snprintf(digits, sizeof digits, "%.0f", fabs(n));
    char *out = t.s;
    if (n < 0 && strcmp(digits, "0") != 0) *out++ = '-';
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0) *out++ = ',';
        *out++ = digits[i];
    }
    *out = '\0';
    return t;
}

te_text te_text_count(double n) {
    bool is_whole = n == floor(n);
    return is_whole || fabs(n) >= 999.95 ? group_digits(n) : four_digits(n);
}

/* Three digits, for numbers below 999.5. */
static te_text three_digits(double n, const char *unit) {
    te_text t;
    int decimals = n < 9.995 ? 2 : n < 99.95 ? 1 : 0;
    snprintf(t.s, sizeof t.s, "%.*f%s", decimals, n, unit);
    return t;
}

te_text te_text_short_count(double n) {
    static const char *const units[] = {" M", " G", " T", " P"};
    if (!(n >= 999999.5)) return te_text_count(n);
    size_t unit = 0;
    for (n /= 1e6; n >= 999.5 && unit < 3; unit++)
        n /= 1000;
    return three_digits(n, units[unit]);
}

te_text te_text_duration(uint64_t ns) {
    te_text t;
    double us = (double)ns / 1e3;
    if (us < 999.5) {
        snprintf(t.s, sizeof t.s, "%.0f us", us);
        return t;
    }
    if (us < 999.5e3) return three_digits(us / 1e3, " ms");
    if (us < 59.95e6) return three_digits(us / 1e6, " s");
    uint64_t s = (ns + 500000000) / 1000000000;
    unsigned minutes = (unsigned)(s / 60 % 60);
    if (s < 3600)
        snprintf(t.s, sizeof t.s, "%um %02us", minutes, (unsigned)(s % 60));
    else
        snprintf(t.s, sizeof t.s, "%lluh %02um", (unsigned long long)s / 3600,
                 minutes);
    return t;
}

te_text te_text_bytes(double bytes) {
    static const char *const units[] = {" kB", " MB", " GB", " TB", " PB"};
    te_text t;
    if (bytes < 999.5) {
        snprintf(t.s, sizeof t.s, "%.0f B", bytes);
        return t;
    }
    size_t unit = 0;
    for (bytes /= 1000; bytes >= 999.5 && unit < 4; unit++)
        bytes /= 1000;
    return three_digits(bytes, units[unit]);
}

te_text te_text_value(te_unit unit, uint64_t value) {
    if (unit == TE_UNIT_BYTES) return te_text_bytes((double)value);
    if (unit == TE_UNIT_COUNT) return te_text_short_count((double)value);
    return te_text_duration(value);
}

te_text te_text_per_s(double n, uint64_t ns) {
    if (ns == 0) return (te_text){"-"};
    double rate = n / ((double)ns / 1e9);
    if (n == 0) return (te_text){"0"};
    return rate < 999.5 ? three_digits(rate, "") : group_digits(rate);
}

te_text te_text_share(double part, double whole) {
    te_text t;
    if (!(whole > 0)) return (te_text){"-"};
    double percent = part / whole * 100;
    if (part > 0 && percent < 0.1) return (te_text){"<0.1 %"};
    if (part < whole && percent > 99.9) return (te_text){">99.9 %"};
    snprintf(t.s, sizeof t.s, "%.*f %%", percent < 100 ? 1 : 0, percent);
    if (part <= 0) return (te_text){"0 %"};
    return t;
}

/* --- text from outside -------------------------------------------------- */

uint32_t te_text_char(const char *text, size_t *length) {
    const unsigned char *s = (const unsigned char *)text;
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    *length = 1;
    if (s[0] < 0x80) return s[0];
    size_t n = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
    if (s[0] < 0xc2 || s[0] > 0xf4) return 0;
    uint32_t c = s[0] & (0xffu >> (n + 1));
    for (size_t i = 1; i < n; i++) {
        if ((s[i] & 0xc0) != 0x80) return 0;
        c = c << 6 | (s[i] & 0x3f);
    }
    if (c < least[n] || (c >= 0xd800 && c < 0xe000) || c > 0x10ffff) return 0;
    *length = n;
    return c;
}

typedef struct range {
    uint32_t first, last;
} range;

static bool is_in(uint32_t c, const range *ranges, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (c >= ranges[i].first && c <= ranges[i].last) return true;
    return false;
}
#define IS_IN(c, ranges) is_in(c, ranges, sizeof(ranges) / sizeof(ranges)[0])

/* Characters that change the direction of what follows, break the line or
 * are not to be seen. */
static bool is_deceptive(uint32_t c) {
    static const range ranges[] = {
        {0x80, 0x9f},     {0xad, 0xad},       {0x61c, 0x61c},
        {0x115f, 0x1160}, {0x180e, 0x180e},   {0x200b, 0x200f},
        {0x2028, 0x202e}, {0x2060, 0x206f},   {0xfeff, 0xfeff},
        {0xfff9, 0xfffb}, {0xe0000, 0xe0fff},
    };
    return IS_IN(c, ranges);
}

static size_t char_width(uint32_t c) {
    static const range marks[] = {
        {0x300, 0x36f},   {0x483, 0x489},   {0x591, 0x5bd},   {0x610, 0x61a},
        {0x64b, 0x65f},   {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x20d0, 0x20ff},
        {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f},
    };
    static const range wide[] = {
        {0x1100, 0x115f},   {0x2e80, 0x303e},   {0x3041, 0xa4cf},
        {0xa960, 0xa97f},   {0xac00, 0xd7a3},   {0xf900, 0xfaff},
        {0xfe30, 0xfe6f},   {0xff00, 0xff60},   {0xffe0, 0xffe6},
        {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f900, 0x1faff},
        {0x20000, 0x3fffd},
    };
    if (c < 0x300) return 1;
    return IS_IN(c, marks) ? 0 : IS_IN(c, wide) ? 2 : 1;
}

bool te_text_clean(te_buf *out, const char *text) {
    bool ok = true;
    size_t length;
    for (; *text != '\0'; text += length) {
        uint32_t c = te_text_char(text, &length);
        if (c == '\t')
            ok &= te_buf_addc(out, ' ');
        else if (c < 0x20 || c == 0x7f)
            ok &= te_buf_addf(out, "\\x%02x", (unsigned char)*text);
        else if (is_deceptive(c))
            ok &= te_buf_addc(out, '?');
        else
            ok &= te_buf_add(out, text, length);
    }
    return ok;
}

/* Bytes of `text` that fit into `columns`; how many they take into *width. */
static size_t measure(const char *text, size_t columns, size_t *width) {
    size_t at = 0, length;
    *width = 0;
    while (text[at] != '\0') {
        size_t next = char_width(te_text_char(text + at, &length));
        if (*width + next > columns) break;
        *width += next;
        at += length;
    }
    return at;
}

size_t te_text_width(const char *text) {
    size_t width;
    measure(text, SIZE_MAX, &width);
    return width;
}

size_t te_text_fit(const char *text, size_t columns) {
    size_t width;
    return measure(text, columns, &width);
}

static bool add_blanks(te_buf *out, size_t count) {
    bool ok = true;
    for (size_t i = 0; i < count; i++)
        ok &= te_buf_addc(out, ' ');
    return ok;
}

bool te_text_pad(te_buf *out, const char *text, size_t columns, bool right) {
    bool ok = true;
    size_t width;
    size_t length = measure(text, columns, &width);
    bool is_cut = text[length] != '\0' && columns > 0;
    if (is_cut) {
        length = measure(text, columns - 1, &width);
        width++;
    }
    if (right) ok &= add_blanks(out, columns - width);
    ok &= te_buf_add(out, text, length);
    if (is_cut) ok &= te_buf_adds(out, ELLIPSIS);
    if (!right) ok &= add_blanks(out, columns - width);
    return ok;
}

/* Bytes of the next line: up to the last blank that lets it fit; a word that
 * is longer than a line is broken. */
static size_t next_line(const char *text, size_t columns) {
    size_t length = te_text_fit(text, columns);
    if (text[length] == '\0' || text[length] == ' ') return length;
    size_t at = length;
    while (at > 0 && text[at - 1] != ' ')
        at--;
    return at > length / 2 ? at : length;
}

bool te_text_wrap(te_buf *out, const char *text, const char *first,
                  const char *rest, size_t columns, size_t max_lines) {
    bool ok = true;
    for (size_t line = 1; line == 1 || *text != '\0'; line++) {
        const char *before = line == 1 ? first : rest;
        size_t room = columns - te_text_width(before);
        ok &= te_buf_adds(out, before);
        if (line == max_lines && te_text_width(text) > room) {
            ok &= te_text_pad(out, text, room, false);
            return ok && te_buf_addc(out, '\n');
        }
        size_t length = next_line(text, room);
        if (length == 0) length = strlen(text); /* no room at all: give up */
        size_t shown = length;
        while (shown > 0 && text[shown - 1] == ' ')
            shown--;
        ok &= te_buf_add(out, text, shown);
        ok &= te_buf_addc(out, '\n');
        text += length;
        text += strspn(text, " ");
    }
    return ok;
}

void te_text_print(FILE *out, const char *text, const char *first,
                   const char *rest, size_t max_lines) {
    te_buf clean = TE_BUF_INIT, lines = TE_BUF_INIT;
    te_text_clean(&clean, text);
    te_text_wrap(&lines, te_buf_str(&clean), first, rest, TE_LINE_COLUMNS,
                 max_lines);
    fputs(te_buf_str(&lines), out);
    te_buf_free(&clean);
    te_buf_free(&lines);
}

void te_text_print_lines(FILE *out, const char *text) {
    te_buf line = TE_BUF_INIT, clean = TE_BUF_INIT;
    for (size_t length; *text != '\0'; text += length) {
        for (; *text == '\t'; text++)
            putc('\t', out);
        length = strcspn(text, "\n");
        te_buf_reset(&line);
        te_buf_reset(&clean);
        te_buf_add(&line, text, length);
        te_text_clean(&clean, te_buf_str(&line));
        fprintf(out, "%s\n", te_buf_str(&clean));
        if (text[length] == '\n') length++;
    }
    te_buf_free(&line);
    te_buf_free(&clean);
}

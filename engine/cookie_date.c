/* cookie_date.c - see cookie_date.h.
 *
 * The text is cut into tokens; each token is the first of time, day, month
 * and year that it can be and that was not met yet. */
#include "cookie_date.h"

enum { NOT_MET = -1 };

typedef struct date {
    int year, month, day; /* NOT_MET at first; month 0 is January */
    int hour, minute, second;
} date;

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* %x09 / %x20-2F / %x3B-40 / %x5B-60 / %x7B-7E: a colon is none. */
static bool is_delimiter(char c) {
    return c == '\t' || (c >= ' ' && c <= '/') || (c >= ';' && c <= '@') ||
           (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}

/* Takes a number of `least` to `most` digits off the front; more digits than
 * that are no number. */
static bool take_number(te_slice *s, size_t least, size_t most, int *number) {
    size_t n = 0;
    int value = 0;
    while (n < s->length && n < most && is_digit(s->data[n]))
        value = value * 10 + (s->data[n++] - '0');
    if (n < least || (n < s->length && is_digit(s->data[n]))) return false;
    *number = value;
    *s = te_slice_from(*s, n);
    return true;
}

static bool take_colon(te_slice *s) {
    if (!te_slice_starts(*s, ":")) return false;
    *s = te_slice_from(*s, 1);
    return true;
}

static bool read_time(te_slice token, date *d) {
    int hour, minute, second;
    if (!take_number(&token, 1, 2, &hour) || !take_colon(&token) ||
        !take_number(&token, 1, 2, &minute) || !take_colon(&token) ||
        !take_number(&token, 1, 2, &second))
        return false;
    d->hour = hour;
    d->minute = minute;
    d->second = second;
    return true;
}

static bool read_month(te_slice token, date *d) {
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    if (token.length < 3) return false;
    for (int month = 0; month < 12; month++) {
        if (strncasecmp(token.data, names + 3 * month, 3) != 0) continue;
        d->month = month;
        return true;
    }
    return false;
}

static bool read_year(te_slice token, date *d) {
    int year;
    if (!take_number(&token, 2, 4, &year)) return false;
    if (year < 70)
        year += 2000;
    else if (year < 100)
        year += 1900;
    d->year = year;
    return true;
}

static void read_token(te_slice token, date *d) {
    if (d->hour == NOT_MET && read_time(token, d)) return;
    if (d->day == NOT_MET && take_number(&token, 1, 2, &d->day)) return;
    if (d->month == NOT_MET && read_month(token, d)) return;
    if (d->year == NOT_MET) read_year(token, d);
}

static bool exists(const date *d) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (d->hour == NOT_MET || d->day == NOT_MET || d->month == NOT_MET ||
        d->year < 1601)
        return false;
    bool leaps = d->year % 4 == 0 && (d->year % 100 != 0 || d->year % 400 == 0);
    int most = days[d->month] + (d->month == 1 && leaps);
    return d->day >= 1 && d->day <= most && d->hour <= 23 && d->minute <= 59 &&
           d->second <= 59;
}

/* Days since 1970-01-01 (Howard Hinnant, "chrono-compatible low-level date
 * algorithms"): years begin in March, so that the leap day is their last. */
static int64_t days_since_1970(const date *d) {
    int64_t year = d->month < 2 ? d->year - 1 : d->year;
    int64_t month_from_march = (d->month + 10) % 12;
    int64_t day_of_year = (153 * month_from_march + 2) / 5 + d->day - 1;
    int64_t era = year / 400, year_of_era = year % 400;
    int64_t day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

bool te_cookie_date_parse(te_slice text, int64_t *unix_s) {
    date d = {NOT_MET, NOT_MET, NOT_MET, NOT_MET, NOT_MET, NOT_MET};
    for (size_t i = 0; i < text.length;) {
        while (i < text.length && is_delimiter(text.data[i]))
            i++;
        size_t start = i;
        while (i < text.length && !is_delimiter(text.data[i]))
            i++;
        read_token((te_slice){text.data + start, i - start}, &d);
    }
    if (!exists(&d)) return false;
    *unix_s =
        days_since_1970(&d) * 86400 + d.hour * 3600 + d.minute * 60 + d.second;
    return true;
}

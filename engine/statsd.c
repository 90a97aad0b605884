/* statsd.c - see statsd.h. */
#include "statsd.h"

#include "text.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct te_statsd {
    int fd; /* connected, never waits; -1: there is none */
    te_statsd_account account;
    size_t length;
    char datagram[TE_STATSD_DATAGRAM_BYTES];
};

/* ---- The address ---- */

static bool refuse(const char *text, te_error *err) {
    return te_fail(err,
                   "'%s' is not an address such as "
                   "udp://127.0.0.1:8125 or udp://[::1]:8125",
                   text);
}

/* Takes "host:port" or "[host]:port" apart; `host` has room for all of it. */
static bool split(const char *text, char *host, const char **port) {
    const char *colon = strrchr(text, ':');
    bool in_brackets = text[0] == '[' && colon != NULL && colon[-1] == ']';
    if (colon == NULL || colon == text) return false;
    const char *start = text + in_brackets;
    size_t length = (size_t)(colon - start) - in_brackets;
    memcpy(host, start, length);
    host[length] = '\0';
    *port = colon + 1;
    size_t digits = strspn(*port, "0123456789");
    long number = strtol(*port, NULL, 10);
    return length > 0 && strpbrk(host, "/@[] ") == NULL &&
           (in_brackets || strchr(host, ':') == NULL) && digits > 0 &&
           (*port)[digits] == '\0' && digits <= 5 && number > 0 &&
           number <= 65535;
}

/* Nothing tells which of a name's addresses somebody listens on; of
 * "localhost", receivers take the one of IPv4 unless they are told to. */
static const struct addrinfo *prefer_ipv4(const struct addrinfo *found) {
    for (const struct addrinfo *a = found; a != NULL; a = a->ai_next)
        if (a->ai_family == AF_INET) return a;
    return found;
}

bool te_statsd_address_read(const char *text, te_statsd_address *address,
                            te_error *err) {
    static const char scheme[] = "udp://";
    char host[256];
    const char *port;
    bool has_scheme = strncmp(text, scheme, strlen(scheme)) == 0;
    const char *rest = text + (has_scheme ? strlen(scheme) : 0);
    if (!has_scheme || strlen(rest) >= sizeof host || !split(rest, host, &port))
        return refuse(text, err);
    struct addrinfo wanted = {.ai_socktype = SOCK_DGRAM,
                              .ai_flags = AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    int code = getaddrinfo(host, port, &wanted, &found);
    if (code != 0)
        return te_fail(err, "no host '%s': %s", host, gai_strerror(code));
    const struct addrinfo *best = prefer_ipv4(found);
    memcpy(&address->socket, best->ai_addr, best->ai_addrlen);
    address->length = best->ai_addrlen;
    freeaddrinfo(found);
    return true;
}

/* ---- The socket ---- */

te_statsd *te_statsd_open(const te_statsd_address *address) {
    te_statsd *s = calloc(1, sizeof *s);
    if (s == NULL) return NULL;
    s->fd = socket(address->socket.ss_family,
                   SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const struct sockaddr *to =
        (const struct sockaddr *)(const void *)&address->socket;
    if (s->fd >= 0 && connect(s->fd, to, address->length) == 0) return s;
    s->account.error = errno;
    if (s->fd >= 0) close(s->fd);
    s->fd = -1;
    return s;
}

void te_statsd_close(te_statsd *s) {
    if (s == NULL) return;
    if (s->fd >= 0) close(s->fd);
    free(s);
}

static void lose_datagram(te_statsd *s, int error) {
    s->account.lost_datagrams++;
    if (error != 0) s->account.error = error;
}

/* A refusal is told at the next sending, which it keeps from happening: the
 * datagram before was lost, and this one is tried again. */
static void post(te_statsd *s) {
    if (s->fd < 0) {
        lose_datagram(s, 0);
        return;
    }
    for (int tries = 0; tries < 2; tries++) {
        if (send(s->fd, s->datagram, s->length, MSG_NOSIGNAL) >= 0) return;
        lose_datagram(s, errno);
        if (errno != ECONNREFUSED) return;
    }
}

void te_statsd_flush(te_statsd *s) {
    if (s == NULL || s->length == 0) return;
    s->account.datagrams++;
    post(s);
    s->length = 0;
}

void te_statsd_end(te_statsd *s, te_statsd_account *sum) {
    if (s == NULL) return;
    te_statsd_flush(s);
    int error = 0;
    socklen_t length = sizeof error;
    if (s->fd >= 0 &&
        getsockopt(s->fd, SOL_SOCKET, SO_ERROR, &error, &length) == 0 &&
        error != 0)
        lose_datagram(s, error);
    sum->datagrams += s->account.datagrams;
    sum->lost_datagrams += s->account.lost_datagrams;
    sum->lost_lines += s->account.lost_lines;
    if (s->account.error != 0) sum->error = s->account.error;
}

bool te_statsd_describe_losses(const te_statsd_account *sum, char *line,
                               size_t size) {
    char datagrams[128] = "", lines[128] = "";
    if (sum->lost_datagrams > 0)
        snprintf(datagrams, sizeof datagrams,
                 " %" PRIu64 " of %" PRIu64 " datagrams were lost (%s)",
                 sum->lost_datagrams, sum->datagrams,
                 sum->error != 0 ? strerror(sum->error) : "no socket");
    if (sum->lost_lines > 0)
        snprintf(lines, sizeof lines,
                 "%s %" PRIu64 " lines were too long or not finite",
                 sum->lost_datagrams > 0 ? ";" : "", sum->lost_lines);
    snprintf(line, size, "statsd:%s%s", datagrams, lines);
    return sum->lost_datagrams > 0 || sum->lost_lines > 0;
}

/* ---- Lines ---- */

/* A line while it is made: what does not fit is not written. */
typedef struct writer {
    char text[TE_STATSD_DATAGRAM_BYTES];
    size_t length;
    bool is_too_long;
} writer;

/* `ends`: the characters that would end this part of a line. */
static void add(writer *w, const char *text, const char *ends) {
    for (; *text != '\0' && !w->is_too_long; text++) {
        bool is_control = (unsigned char)*text < 0x20 || *text == 0x7f;
        bool is_end = is_control || strchr(ends, *text) != NULL;
        if (w->length == sizeof w->text)
            w->is_too_long = true;
        else
            w->text[w->length++] = is_end ? '_' : *text;
    }
}

/* Text from outside: what is no UTF-8 in it is shown as such. */
static void add_text(writer *w, const char *text, const char *ends) {
    te_buf clean = TE_BUF_INIT;
    bool is_ascii = true;
    for (const char *c = text; *c != '\0' && is_ascii; c++)
        is_ascii = (unsigned char)*c < 0x80;
    if (!is_ascii && te_text_clean(&clean, text)) text = te_buf_str(&clean);
    add(w, text, ends);
    te_buf_free(&clean);
}

enum { NUMBER_BYTES = 400, DECIMALS_MAX = 40 };

/* Fifteen digits, and never an exponent, which some receivers cannot read:
 * statsd itself takes a rate of "1e-05" for 1. What is too small for so many
 * decimals is 0. */
static void format_number(char *digits, double number) {
    snprintf(digits, NUMBER_BYTES, "%.15g", number);
    const char *mark = strchr(digits, 'e');
    if (mark == NULL) return;
    int decimals = 14 - (int)strtol(mark + 1, NULL, 10);
    if (decimals < 0) decimals = 0;
    if (decimals > DECIMALS_MAX) decimals = DECIMALS_MAX;
    snprintf(digits, NUMBER_BYTES, "%.*f", decimals, number);
    if (decimals == 0) return;
    char *end = digits + strlen(digits);
    while (end[-1] == '0')
        *--end = '\0';
    if (end[-1] == '.') end[-1] = '\0';
}

static void add_number(writer *w, double number) {
    char digits[NUMBER_BYTES];
    format_number(digits, number);
    add(w, digits, "");
}

/* Receivers take the whole part of 1 / rate, which must not come out a hair
 * too small: of 7, 0.142857142857143 would make 6. */
static void add_rate(writer *w, uint64_t stands_for) {
    char digits[NUMBER_BYTES];
    double rate = 1 / (double)stands_for;
    format_number(digits, rate);
    if (1 / strtod(digits, NULL) < (double)stands_for) rate *= 1 - 1e-12;
    add(w, "|@", "");
    add_number(w, rate);
}

static void write_line(writer *w, const te_statsd_line *line) {
    static const char ends_name[] = ":|@# ";
    if (line->prefix != NULL) add(w, line->prefix, ends_name);
    add_text(w, line->name, ends_name);
    if (line->suffix != NULL) add(w, line->suffix, ends_name);
    add(w, ":", "");
    add_number(w, line->value);
    add(w, "|", "");
    add(w, line->type, "");
    if (line->stands_for > 1) add_rate(w, line->stands_for);
    if (line->tags != NULL && line->tags[0] != '\0') {
        add(w, "|#", "");
        add_text(w, line->tags, "|#");
    }
}

void te_statsd_send(te_statsd *s, const te_statsd_line *line) {
    if (s == NULL) return;
    writer w;
    w.length = 0;
    w.is_too_long = false;
    if (isfinite(line->value)) write_line(&w, line);
    if (w.length == 0 || w.is_too_long) {
        s->account.lost_lines++;
        return;
    }
    bool is_first = s->length == 0;
    if (s->length + !is_first + w.length > sizeof s->datagram) {
        te_statsd_flush(s);
        is_first = true;
    }
    if (!is_first) s->datagram[s->length++] = '\n';
    memcpy(s->datagram + s->length, w.text, w.length);
    s->length += w.length;
}

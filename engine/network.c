/* network.c - see network.h. */
#include "network.h"

#include "outgoing.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct te_pin {
    char *text;    /* what was said */
    te_slice host; /* in it, as is the list */
    unsigned port; /* 0: any */
    const char *list;
} te_pin;

/* ---- Where they come from ---- */

static bool read_source(te_network *n, const char *text, te_error *err) {
    te_address *source = &n->sources[n->source_count];
    if (!te_address_parse(te_slice_of(text), source))
        return te_fail(err,
                       "--local-addr '%.60s': expected an IPv4 or IPv6 address",
                       text);
    te_outgoing alone = {.sources = source, .count = 1};
    int fd = te_outgoing_socket(&alone, source->any.sa_family);
    if (fd < 0)
        return te_fail(err, "--local-addr %s: %s", text, strerror(errno));
    close(fd);
    n->source_count++;
    return true;
}

/* ---- Where they lead to ---- */

static bool fail_pin(const char *text, const char *why, te_error *err) {
    return te_fail(err,
                   "--resolve '%.100s': %s; expected HOST:PORT:ADDRESS, such "
                   "as example.org:443:127.0.0.1",
                   text, why);
}

/* 0 for a port that is none, and *is_any for a star. */
static unsigned read_port(te_slice text, bool *is_any) {
    unsigned port = 0;
    *is_any = text.length == 1 && text.data[0] == '*';
    for (size_t i = 0; i < text.length && i < 6; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') return 0;
        port = port * 10 + (unsigned)(text.data[i] - '0');
    }
    return port <= 65535 ? port : 0;
}

static bool check_list(te_slice list) {
    bool ok = true;
    while (ok && list.length > 0) {
        te_address address;
        size_t comma = te_slice_find(list, ',');
        ok = te_address_parse(te_slice_to(list, comma), &address);
        list = te_slice_from(list, comma < list.length ? comma + 1 : comma);
    }
    return ok;
}

static bool read_pin(te_network *n, const char *text, te_error *err) {
    te_pin *pin = &n->pins[n->pin_count];
    pin->text = strdup(text);
    if (pin->text == NULL)
        return te_fail_as(err, TE_ERROR_SYSTEM, "--resolve: no memory");
    n->pin_count++;
    te_slice whole = te_slice_of(pin->text);
    size_t first = te_slice_find(whole, ':');
    pin->host = te_slice_to(whole, first);
    if (first == 0 || first == whole.length)
        return fail_pin(text, "there is no host or no port", err);
    te_slice rest = te_slice_from(whole, first + 1);
    size_t second = te_slice_find(rest, ':');
    bool is_any;
    pin->port = read_port(te_slice_to(rest, second), &is_any);
    if (pin->port == 0 && !is_any) return fail_pin(text, "what port?", err);
    if (second + 1 >= rest.length) return fail_pin(text, "no address", err);
    te_slice list = te_slice_from(rest, second + 1);
    pin->list = list.data;
    return check_list(list) || fail_pin(text, "not an IP address", err);
}

const char *te_network_pinned(const te_network *n, te_slice host,
                              uint16_t port) {
    for (size_t i = 0; i < n->pin_count; i++) {
        const te_pin *pin = &n->pins[i];
        if ((pin->port == 0 || pin->port == port) &&
            te_slice_alike(pin->host, host))
            return pin->list;
    }
    return NULL;
}

/* ---- Both ---- */

bool te_network_read(te_network *n, te_texts sources, te_texts pins,
                     te_error *err) {
    n->sources = calloc(sources.count + 1, sizeof *n->sources);
    n->pins = calloc(pins.count + 1, sizeof *n->pins);
    if (n->sources == NULL || n->pins == NULL)
        return te_fail_as(err, TE_ERROR_SYSTEM, "network: no memory");
    for (size_t i = 0; i < sources.count; i++)
        if (!read_source(n, sources.items[i], err)) return false;
    for (size_t i = 0; i < pins.count; i++)
        if (!read_pin(n, pins.items[i], err)) return false;
    return true;
}

void te_network_free(te_network *n) {
    for (size_t i = 0; i < n->pin_count; i++)
        free(n->pins[i].text);
    free(n->pins);
    free(n->sources);
    *n = (te_network){NULL, 0, NULL, 0};
}

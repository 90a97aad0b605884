/* address.c - see address.h. */
#include "address.h"

#include "hash.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

bool te_address_parse(te_slice text, te_address *out) {
    char copy[INET6_ADDRSTRLEN];
    bool has_brackets = text.length > 2 && text.data[0] == '[' &&
                        text.data[text.length - 1] == ']';
    if (has_brackets) text = (te_slice){text.data + 1, text.length - 2};
    if (text.length == 0 || text.length >= sizeof copy) return false;
    memcpy(copy, text.data, text.length);
    copy[text.length] = '\0';
    memset(out, 0, sizeof *out);
    if (!has_brackets && inet_pton(AF_INET, copy, &out->v4.sin_addr) == 1) {
        out->v4.sin_family = AF_INET;
        return true;
    }
    if (inet_pton(AF_INET6, copy, &out->v6.sin6_addr) != 1) return false;
    out->v6.sin6_family = AF_INET6;
    return true;
}

size_t te_address_parse_list(const char *list, te_address *out, size_t most) {
    te_slice rest = te_slice_of(list);
    size_t count = 0;
    while (rest.length > 0 && count < most) {
        size_t comma = te_slice_find(rest, ',');
        if (te_address_parse(te_slice_to(rest, comma), &out[count])) count++;
        if (comma == rest.length) break;
        rest = te_slice_from(rest, comma + 1);
    }
    return count;
}

static bool is_v4(const te_address *address) {
    return address->any.sa_family == AF_INET;
}

void te_address_set_port(te_address *address, uint16_t port) {
    if (is_v4(address))
        address->v4.sin_port = htons(port);
    else
        address->v6.sin6_port = htons(port);
}

uint64_t te_address_hash(const te_address *address) {
    bool is_v4 = address->any.sa_family == AF_INET;
    const char *host = is_v4 ? (const char *)&address->v4.sin_addr
                             : (const char *)&address->v6.sin6_addr;
    size_t size =
        is_v4 ? sizeof address->v4.sin_addr : sizeof address->v6.sin6_addr;
    uint64_t hash = te_hash_bytes(TE_HASH_START, host, size);
    return te_hash_bytes(hash, (const char *)&address->v4.sin_port,
                         sizeof address->v4.sin_port);
}

socklen_t te_address_size(const te_address *address) {
    return is_v4(address) ? sizeof address->v4 : sizeof address->v6;
}

te_address_text te_address_write(const te_address *address) {
    te_address_text out = {""};
    char text[INET6_ADDRSTRLEN];
    const void *bytes = is_v4(address) ? (const void *)&address->v4.sin_addr
                                       : (const void *)&address->v6.sin6_addr;
    if (inet_ntop(address->any.sa_family, bytes, text, sizeof text) != NULL)
        snprintf(out.s, sizeof out.s, is_v4(address) ? "%s" : "[%s]", text);
    return out;
}

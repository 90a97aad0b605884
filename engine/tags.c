/* tags.c - see tags.h. */
#include "tags.h"

bool te_tags_next(te_slice *rest, te_slice *key, te_slice *value) {
    if (rest->length == 0) return false;
    te_slice tag = te_slice_to(*rest, te_slice_find(*rest, ','));
    size_t colon = te_slice_find(tag, ':');
    *key = te_slice_to(tag, colon);
    *value = te_slice_from(tag, colon < tag.length ? colon + 1 : colon);
    *rest = te_slice_from(*rest, tag.length);
    if (rest->length > 0) *rest = te_slice_from(*rest, 1);
    return true;
}

const char *te_tags_find(const char *tags, const char *key, size_t *length) {
    te_slice rest = te_slice_of(tags), wanted = te_slice_of(key), name, value;
    while (te_tags_next(&rest, &name, &value)) {
        if (!te_slice_equal(name, wanted)) continue;
        *length = value.length;
        return value.data;
    }
    return NULL;
}

/* ---- Adding ---- */

static char harmless(char c, const char *forbidden) {
    bool is_control = (unsigned char)c < 0x20 || c == 0x7f;
    return is_control || strchr(forbidden, c) != NULL ? '_' : c;
}

static char *copy_harmless(char *at, te_slice text, const char *forbidden) {
    for (size_t i = 0; i < text.length; i++)
        *at++ = harmless(text.data[i], forbidden);
    return at;
}

/* Where among the tags a new key belongs: before the first greater one. */
static size_t place_of(const char *tags, te_slice key) {
    const char *at = tags;
    while (*at != '\0') {
        size_t other_length = strcspn(at, ":,");
        size_t shared = other_length < key.length ? other_length : key.length;
        int order = shared > 0 ? memcmp(at, key.data, shared) : 0;
        if (order > 0 || (order == 0 && other_length > key.length)) break;
        at += strcspn(at, ",");
        if (*at == ',') at++;
    }
    return (size_t)(at - tags);
}

/* As much of the value as fits, whole characters. */
static te_slice cut_to(te_slice value, size_t room) {
    if (value.length <= room) return value;
    while (room > 0 && (value.data[room] & 0xc0) == 0x80)
        room--;
    return te_slice_to(value, room);
}

static void add(char *out, size_t size, te_slice key, te_slice value) {
    size_t length = strlen(out);
    /* The key, its colon, a comma where others are, the NUL. */
    size_t needed = length + key.length + 1 + (length > 0) + 1;
    if (needed > size) return;
    value = cut_to(value, size - needed);
    size_t place = place_of(out, key);
    size_t part = key.length + 1 + value.length;
    char *at = out + place;
    if (place < length) { /* part , rest */
        memmove(at + part + 1, at, length - place + 1);
        at[part] = ',';
    } else { /* rest , part */
        if (length > 0) *at++ = ',';
        at[part] = '\0';
    }
    at = copy_harmless(at, key, ",:{}");
    *at++ = ':';
    copy_harmless(at, value, ",:");
}

void te_tags_add(char *out, size_t size, const char *key, const char *value) {
    add(out, size, te_slice_of(key), te_slice_of(value));
}

void te_tags_add_name(char *out, const char *key, const char *name) {
    te_slice short_name = cut_to(te_slice_of(name), TE_TAGS_NAME_BYTES);
    add(out, TE_TAGS_BYTES, te_slice_of(key), short_name);
}

/* ---- Merging ---- */

/* Takes away the tag of this key, with one of the commas beside it. */
static void take_away(char *out, te_slice key) {
    te_slice rest = te_slice_of(out), name, value;
    while (te_tags_next(&rest, &name, &value)) {
        if (!te_slice_equal(name, key)) continue;
        char *from = out + (name.data - out);
        bool is_last = rest.length == 0;
        if (is_last)
            from[from > out ? -1 : 0] = '\0';
        else
            memmove(from, rest.data, rest.length + 1);
        return;
    }
}

void te_tags_merge(char *out, size_t size, const char *over) {
    te_slice rest = te_slice_of(over), key, value;
    while (te_tags_next(&rest, &key, &value)) {
        take_away(out, key);
        add(out, size, key, value);
    }
}

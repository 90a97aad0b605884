/* stack_text.c - see stack_text.h. */
#include "stack_text.h"

#include "json_scan.h"

#include <string.h>

typedef struct look {
    te_json_scan scan;
    const char *start;
    te_stack_text *found;
    te_buf *repaired;   /* NULL: nobody wants it */
    const char *copied; /* up to here it is in `repaired` */
    bool has_memory;
} look;

/* ---- Offsets ---- */

static bool is_float(te_slice number) {
    for (size_t i = 0; i < number.length; i++)
        if (strchr(".eE", number.data[i]) != NULL) return true;
    return false;
}

static void copy_up_to(look *l, const char *to) {
    l->has_memory = l->has_memory && te_buf_add(l->repaired, l->copied,
                                                (size_t)(to - l->copied));
    l->copied = to;
}

static void look_at_offset(look *l) {
    char first = te_json_peek(&l->scan);
    const char *from = l->scan.at;
    if (!te_json_skip(&l->scan)) return;
    te_slice offset = {from, (size_t)(l->scan.at - from)};
    if (first != '-' && (first < '0' || first > '9')) return;
    if (!is_float(offset)) return;
    l->found->float_offsets++;
    if (l->repaired == NULL) return;
    copy_up_to(l, from);
    l->has_memory = l->has_memory && te_buf_adds(l->repaired, "-1");
    l->copied = l->scan.at;
}

/* [module, offset] */
static void look_at_frame(look *l) {
    te_json_list items;
    if (!te_json_begin(&l->scan, '[', &items)) {
        te_json_skip(&l->scan);
        return;
    }
    for (size_t i = 0; te_json_next_item(&items); i++)
        if (i == 1)
            look_at_offset(l);
        else
            te_json_skip(&l->scan);
}

/* A list of stacks, which are lists of frames. */
static void look_at_stacks(look *l) {
    te_json_list stacks, frames;
    if (!te_json_begin(&l->scan, '[', &stacks)) {
        te_json_skip(&l->scan);
        return;
    }
    while (te_json_next_item(&stacks))
        if (te_json_begin(&l->scan, '[', &frames))
            while (te_json_next_item(&frames))
                look_at_frame(l);
        else
            te_json_skip(&l->scan);
}

/* ---- The job ---- */

/* Notes the member that begins behind `before` (a comma or the brace) and ends
 * here. One comma goes with it: that behind it, or else that before it. */
static void note_version(look *l, const char *before) {
    const char *from = before + 1, *to = l->scan.at;
    if (te_json_peek(&l->scan) == ',')
        to = l->scan.at + 1;
    else if (*before == ',')
        from = before;
    l->found->cut_from = (size_t)(from - l->start);
    l->found->cut_to = (size_t)(to - l->start);
}

static bool look_at_job(look *l) {
    te_json_list members;
    te_slice key;
    if (!te_json_begin(&l->scan, '{', &members)) return false;
    const char *before = l->scan.at - 1;
    while (te_json_next_member(&members, &key)) {
        if (te_slice_equal(key, te_slice_of("stacks")))
            look_at_stacks(l);
        else if (te_json_skip(&l->scan) && l->found->cut_to == 0 &&
                 te_slice_equal(key, te_slice_of("version")))
            note_version(l, before);
        te_json_peek(&l->scan);
        before = l->scan.at; /* the comma, if all is well */
    }
    return te_json_ended(&l->scan);
}

bool te_stack_text_read(te_slice text, te_stack_text *found) {
    *found = (te_stack_text){0};
    look l = {.scan = te_json_scan_of(text),
              .start = text.data,
              .found = found,
              .has_memory = true};
    bool ok = look_at_job(&l);
    found->bad_at = (size_t)(l.scan.at - text.data);
    return ok;
}

bool te_stack_text_repair(te_slice text, te_buf *into) {
    te_stack_text found = {0};
    look l = {.scan = te_json_scan_of(text),
              .start = text.data,
              .found = &found,
              .repaired = into,
              .copied = text.data,
              .has_memory = true};
    look_at_job(&l);
    copy_up_to(&l, text.data + text.length);
    return l.has_memory;
}

/* lua_bytecode.c - see lua_bytecode.h. */
#include "lua_bytecode.h"

#include "buf.h"

#include <lauxlib.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>

/* ---- Reading ----
 *
 * Whatever is read past the end is 0, and `is_bad` from then on. */

typedef struct reader {
    const unsigned char *at, *end;
    bool is_bad;
    int depth;
    te_buf lines; /* int: where the functions begin that await their owner */
    te_assignment *first;
    bool is_found;
} reader;

/* More functions within each other than Lua's parser takes. */
enum { DEPTH_MAX = 250 };

static size_t left(const reader *r) { return (size_t)(r->end - r->at); }

static const unsigned char *take(reader *r, size_t length) {
    const unsigned char *at = r->at;
    if (r->is_bad || left(r) < length) {
        r->is_bad = true;
        return NULL;
    }
    r->at += length;
    return at;
}

static unsigned take_byte(reader *r) {
    const unsigned char *at = take(r, 1);
    return at != NULL ? *at : 0;
}

/* Seven bits a byte, the highest first; the last byte has the eighth set. */
static size_t take_size(reader *r) {
    size_t size = 0;
    for (;;) {
        unsigned byte = take_byte(r);
        if (size > (SIZE_MAX >> 8)) r->is_bad = true;
        if (r->is_bad) return 0;
        size = size << 7 | (byte & 0x7f);
        if (byte & 0x80) return size;
    }
}

static int take_int(reader *r) {
    size_t size = take_size(r);
    if (size > INT_MAX) r->is_bad = true;
    return r->is_bad ? 0 : (int)size;
}

/* A size of 0 stands for no string; else it is one more than the length. */
static const char *take_string(reader *r, size_t *length) {
    size_t size = take_size(r);
    *length = size > 0 ? size - 1 : 0;
    return (const char *)take(r, *length);
}

/* So many things of `bytes` each, and where they begin. */
static const unsigned char *take_list(reader *r, size_t bytes, int *count) {
    *count = take_int(r);
    if ((size_t)*count > left(r) / bytes) r->is_bad = true;
    return take(r, r->is_bad ? 0 : (size_t)*count * bytes);
}

/* ---- One function ---- */

typedef struct function {
    int line; /* of the word `function`; 0 of the file itself */
    const unsigned char *code;
    int code_count;
    const unsigned char *constants;
    int constant_count;
    int env;           /* which upvalue is the file's _ENV; -1: none */
    size_t lines_from; /* into reader.lines, where its functions' begin */
    const unsigned char *line_steps; /* a signed byte for each instruction */
    int line_step_count;
    const unsigned char *line_marks; /* pairs of place and line */
    int line_mark_count;
    const unsigned char *locals; /* each a name, from where, up to where */
    int local_count;
} function;

enum {
    STRING_SHORT = 0x04,
    STRING_LONG = 0x14,
    NUMBER_FLOAT = 0x13,
    NUMBER_INTEGER = 0x03,
};

static const char *take_constant(reader *r, size_t *length) {
    *length = 0;
    switch (take_byte(r)) {
    case STRING_SHORT:
    case STRING_LONG:
        return take_string(r, length);
    case NUMBER_FLOAT:
        take(r, sizeof(lua_Number));
        return NULL;
    case NUMBER_INTEGER:
        take(r, sizeof(lua_Integer));
        return NULL;
    default:
        return NULL; /* nil, true, false */
    }
}

static void take_constants(reader *r, function *f) {
    size_t length;
    f->constant_count = take_int(r);
    f->constants = r->at;
    for (int i = 0; i < f->constant_count && !r->is_bad; i++)
        take_constant(r, &length);
}

/* Which of its upvalues is the file's _ENV: the one that its owner sees as
 * that. A local variable of the name is another upvalue. */
static void take_upvalues(reader *r, function *f, const function *owner) {
    enum { BYTES = 3 }; /* is it a local of the owner's, which, its kind */
    int count;
    const unsigned char *at = take_list(r, BYTES, &count);
    f->env = owner == NULL && count > 0 ? 0 : -1;
    for (int i = 0; i < count && owner != NULL && at != NULL; i++) {
        bool is_local = at[i * BYTES] != 0;
        if (!is_local && at[i * BYTES + 1] == owner->env) f->env = i;
    }
}

static void take_function(reader *r, const function *owner);

static void take_functions(reader *r, const function *f) {
    int count = take_int(r);
    for (int i = 0; i < count && !r->is_bad; i++)
        take_function(r, f);
}

static void take_debug(reader *r, function *f) {
    size_t length;
    f->line_steps = take_list(r, 1, &f->line_step_count);
    f->line_mark_count = take_int(r);
    f->line_marks = r->at;
    for (int i = 0; i < f->line_mark_count && !r->is_bad; i++) {
        take_int(r);
        take_int(r);
    }
    f->local_count = take_int(r);
    f->locals = r->at;
    for (int i = 0; i < f->local_count && !r->is_bad; i++) {
        take_string(r, &length);
        take_int(r);
        take_int(r);
    }
    int upvalues = take_int(r);
    for (int i = 0; i < upvalues && !r->is_bad; i++)
        take_string(r, &length);
}

/* ---- Instructions ---- */

typedef enum {
    OP_LOADK = 3,
    OP_LOADKX = 4,
    OP_LOADNIL = 8,
    OP_GETUPVAL = 9,
    OP_SETUPVAL = 10,
    OP_SETTABUP = 15,
    OP_SETTABLE = 16,
    OP_SETI = 17,
    OP_SETFIELD = 18,
    OP_SELF = 20,
    OP_MMBIN = 46,
    OP_MMBINK = 48,
    OP_CLOSE = 54,
    OP_TEST = 66,
    OP_CALL = 68,
    OP_TAILCALL = 69,
    OP_RETURN = 70,
    OP_RETURN1 = 72,
    OP_FORLOOP = 73,
    OP_TFORLOOP = 77,
    OP_SETLIST = 78,
    OP_CLOSURE = 79,
    OP_VARARG = 80,
    OP_EXTRAARG = 82,
} opcode;

typedef struct instruction {
    unsigned op, a, b, c, bx, ax;
    bool c_is_constant;
} instruction;

static instruction decode(const unsigned char *at) {
    uint32_t i;
    memcpy(&i, at, sizeof i);
    return (instruction){.op = i & 0x7f,
                         .a = i >> 7 & 0xff,
                         .c_is_constant = (i >> 15 & 1) != 0,
                         .b = i >> 16 & 0xff,
                         .c = i >> 24,
                         .bx = i >> 15,
                         .ax = i >> 7};
}

/* How many registers from A on an instruction changes; the calls and loops
 * change all that lie above. */
static unsigned changed_registers(instruction i) {
    enum { ALL = 256 };
    switch (i.op) {
    case OP_LOADNIL:
        return i.b + 1;
    case OP_SELF:
        return 2;
    case OP_CALL:
    case OP_TAILCALL:
    case OP_VARARG:
        return ALL;
    case OP_SETUPVAL:
    case OP_SETTABUP:
    case OP_SETTABLE:
    case OP_SETI:
    case OP_SETFIELD:
    case OP_SETLIST:
    case OP_EXTRAARG:
        return 0;
    default:
        if (i.op >= OP_MMBIN && i.op <= OP_MMBINK) return 0;
        if (i.op >= OP_CLOSE && i.op <= OP_TEST) return 0;
        if (i.op >= OP_RETURN && i.op <= OP_RETURN1) return 0;
        if (i.op >= OP_FORLOOP && i.op <= OP_TFORLOOP) return ALL;
        return 1;
    }
}

/* What is known of a register. */
typedef struct slot {
    bool is_env;  /* it holds the file's _ENV */
    int constant; /* it holds this one; -1: none */
    int line;     /* on which its value begins */
} slot;

typedef struct scan {
    reader *r;
    const function *f;
    slot slots[256];
    int pc, line;
    int marks_used;
    reader marks;
} scan;

/* The line of instruction `pc`: a step from the one before, or a line of its
 * own where that is too far. */
static void advance_line(scan *s) {
    static const unsigned char FAR = 0x80;
    if (s->pc >= s->f->line_step_count) return;
    unsigned char step = s->f->line_steps[s->pc];
    if (step != FAR) {
        s->line += step < FAR ? step : (int)step - 256;
        return;
    }
    while (s->marks_used < s->f->line_mark_count && !s->marks.is_bad) {
        int place = take_int(&s->marks);
        int line = take_int(&s->marks);
        s->marks_used++;
        if (place != s->pc) continue;
        s->line = line;
        return;
    }
}

static const char *find_constant(const scan *s, int index, size_t *length) {
    reader r = {.at = s->f->constants, .end = s->r->end};
    const char *text = NULL;
    for (int i = 0; i <= index && index < s->f->constant_count; i++)
        text = take_constant(&r, length);
    return text;
}

/* Local variables have the first registers, in the order of their birth. */
static bool is_local(const scan *s, unsigned place) {
    reader r = {.at = s->f->locals, .end = s->r->end};
    unsigned alive = 0;
    for (int i = 0; i < s->f->local_count; i++) {
        size_t length;
        take_string(&r, &length);
        int from = take_int(&r);
        int to = take_int(&r);
        if (from <= s->pc && s->pc < to) alive++;
    }
    return place < alive;
}

/* The value of the assignment is i.c. */
static void found(scan *s, int constant, instruction i) {
    size_t length = 0;
    te_assignment *first = s->r->first;
    int line = s->line, begun = s->slots[i.c].line;
    if (!i.c_is_constant && begun < line && !is_local(s, i.c)) line = begun;
    if (s->r->is_found && first->line <= line) return;
    const char *name = find_constant(s, constant, &length);
    if (name == NULL) return;
    s->r->is_found = true;
    if (length > sizeof first->name - 1) length = sizeof first->name - 1;
    memcpy(first->name, name, length);
    first->name[length] = '\0';
    first->line = line;
}

/* The line of the function that a CLOSURE makes. */
static int closure_line(const scan *s, unsigned index) {
    size_t at = s->f->lines_from + index * sizeof(int);
    int line = s->line;
    if (at + sizeof line <= s->r->lines.length)
        memcpy(&line, s->r->lines.data + at, sizeof line);
    return line;
}

static void note_change(scan *s, instruction i, instruction next) {
    unsigned count = changed_registers(i);
    for (unsigned n = i.a; n < i.a + count && n < 256; n++)
        s->slots[n] = (slot){.constant = -1, .line = s->line};
    if (i.op == OP_GETUPVAL)
        s->slots[i.a].is_env = (int)i.b == s->f->env;
    else if (i.op == OP_LOADK)
        s->slots[i.a].constant = (int)i.bx;
    else if (i.op == OP_LOADKX)
        s->slots[i.a].constant = (int)next.ax;
    else if (i.op == OP_CLOSURE)
        s->slots[i.a].line = closure_line(s, i.bx);
}

/* A name beyond the 256th constant, or a long one, goes through registers. What
 * a file assigns that has put another table in the place of _ENV, nobody
 * knows. */
static void check_instruction(scan *s, instruction i) {
    if (i.op == OP_SETUPVAL && (int)i.b == s->f->env)
        s->r->is_bad = true;
    else if (i.op == OP_SETTABUP && (int)i.a == s->f->env)
        found(s, (int)i.b, i);
    else if (i.op == OP_SETTABLE && s->slots[i.a].is_env &&
             s->slots[i.b].constant >= 0)
        found(s, s->slots[i.b].constant, i);
}

static void scan_code(reader *r, const function *f) {
    enum { BYTES = 4 };
    scan s = {.r = r, .f = f, .line = f->line};
    s.marks = (reader){.at = f->line_marks, .end = r->end};
    for (size_t i = 0; i < 256; i++)
        s.slots[i] = (slot){.constant = -1, .line = f->line};
    for (; s.pc < f->code_count; s.pc++) {
        instruction i = decode(f->code + (size_t)s.pc * BYTES), next = {0};
        if (s.pc + 1 < f->code_count)
            next = decode(f->code + (size_t)(s.pc + 1) * BYTES);
        advance_line(&s);
        check_instruction(&s, i);
        note_change(&s, i, next);
    }
}

static void take_function(reader *r, const function *owner) {
    size_t length, lines_from = r->lines.length;
    function f = {.lines_from = lines_from};
    if (++r->depth > DEPTH_MAX) r->is_bad = true;
    take_string(r, &length); /* the source */
    f.line = take_int(r);
    take_int(r); /* its last line */
    take(r, 3);  /* parameters, varargs, stack */
    f.code = take_list(r, 4, &f.code_count);
    take_constants(r, &f);
    take_upvalues(r, &f, owner);
    take_functions(r, &f);
    take_debug(r, &f);
    if (!r->is_bad) scan_code(r, &f);
    r->lines.length = lines_from;
    if (!te_buf_add(&r->lines, &f.line, sizeof f.line)) r->is_bad = true;
    r->depth--;
}

/* ---- A whole dump ---- */

/* The header that this Lua writes is that of its own numbers; what matters
 * here is that their sizes are ours. */
static bool take_header(reader *r) {
    static const unsigned char known[] = "\x1bLua\x54\0\x19\x93\r\n\x1a\n";
    const unsigned char *at = take(r, sizeof known - 1);
    if (at == NULL || memcmp(at, known, sizeof known - 1) != 0) return false;
    if (take_byte(r) != sizeof(uint32_t) ||
        take_byte(r) != sizeof(lua_Integer) ||
        take_byte(r) != sizeof(lua_Number))
        return false;
    take(r, sizeof(lua_Integer) + sizeof(lua_Number));
    take_byte(r); /* how many upvalues the file has */
    return !r->is_bad;
}

bool te_bytecode_find_assignment(const char *dump, size_t length,
                                 te_assignment *first) {
    const unsigned char *at = (const unsigned char *)dump;
    reader r = {.at = at, .end = at + length, .first = first};
    if (length > 0 && take_header(&r)) take_function(&r, NULL);
    te_buf_free(&r.lines);
    return r.is_found && !r.is_bad;
}

static int write_dump(lua_State *L, const void *bytes, size_t length,
                      void *out) {
    (void)L;
    return te_buf_add(out, bytes, length) ? 0 : 1;
}

bool te_bytecode_of_function(lua_State *L, te_assignment *first) {
    te_buf dump = TE_BUF_INIT;
    bool is_found = lua_dump(L, write_dump, &dump, 0) == 0 &&
                    te_bytecode_find_assignment(dump.data, dump.length, first);
    te_buf_free(&dump);
    return is_found;
}

bool te_bytecode_is_known(lua_State *L) {
    static const char probe[] = "local a, f = 1, print\n"
                                "f(function() if a then\n"
                                "probe = a end end)\n";
    te_assignment first = {.line = 0};
    bool is_found =
        luaL_loadbufferx(L, probe, sizeof probe - 1, "=probe", "t") == LUA_OK &&
        te_bytecode_of_function(L, &first);
    lua_pop(L, 1);
    return is_found && first.line == 3 && strcmp(first.name, "probe") == 0;
}

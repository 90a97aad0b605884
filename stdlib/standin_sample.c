/* standin_sample.c - see standin_sample.h. */
#include "standin_sample.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ROOT "/example-symbols-public/v1/"

static const struct {
    const char *file, *id, *name;
    int status, count;
} symbols_seen[] = {
    {"stubble.dll", "5F4BDB2ED000", "stubble.dl_", 403, 11},
    {"Slate App", "37F6A6F0FB23C6F5DA2CEC255404E4FB1", "Slate App.sym", 200,
     36},
    {"{guid}.pdb", "1142A21C402364F9572B85A8E48F687A2", "{guid}.sym", 404, 4},
    {"heather.pdb", "1C099724CAF4941D4072014B3CE107F81", "heather.sym", 200,
     30},
    {"aurora.pdb", "A4C123B1612DD272D1371C17149D43951", "aurora.sym", 200, 38},
    {"libgranite.so", "26E53A13043B026C48BBF33FEFF9243A2", "libgranite.so.sym",
     200, 31},
    {"tern.exe", "5F0AC2F8D000", "tern.ex_", 200, 13},
    {"video driver.pdb", "6287CCED9041DFF02CEE737443E210471",
     "video driver.sym", 403, 12},
    {"finch.pdb", "014C2B54B95523CF6941FA1C257C6F561", "finch.sym", 404, 9},
    {"aurora.pdb", "A4C123B1612DD272D1371C17149D43951", "aurora.pd_", 200, 22},
    {"kestrel32.pdb", "FEC94DBCA3A0AAC36098B2CC2BD818312", "kestrel32.pd_", 404,
     11},
    {"plus+plus.pdb", "E19CBAE530282BD36CB9D21F6BE6ABF02", "plus+plus.sym", 404,
     11},
    {"quartz.pdb", "BFE228F219E9CB0EB53F16947CCF25EC2", "quartz.sym", 200, 9},
    {"pebble.dylib", "4B484E73CF575DCAD6BA2B0AEE0CA9231", "pebble.dylib.sym",
     200, 7},
    {"libgranite.so", "26E53A13043B026C48BBF33FEFF9243A2",
     "libgranite.so.dbg.gz", 200, 15},
    {"ha\"zel.pdb", "B7F1ADBC60926F6967E7893F57FD14C11", "ha\"zel.sym", 404,
     10},
    {"oldmill.pdb", "731662B5E803B61BA4168160ADB592612", "file.ptr", 403, 8},
    {"AppFrame", "947AAEB26C57D21FA5D328263DFE574D2", "AppFrame", 403, 11},
    {"marsh_64.pdb", "64CB14028D512C9791E558E08BAA71962", "marsh_64.sym", 200,
     12},
    {"willow.pdb", "9EEE3692F09E2E8C662248B483B7FFC01", "willow.sym", 404, 2},
    {"Mühle.pdb", "F3176813E02EA68EF786E4D3CEA27D262", "Mühle.sym", 200, 8},
    {"sparrow.pdb", "2D3C425C8D99D19BDD0B6CC60D5D32CB2", "sparrow.sym", 404, 3},
    {"reed, blue.pdb", "948D33296C87009E8A7F770D9106FD281", "reed, blue.sym",
     403, 7},
    {"kestrel32.pdb", "FEC94DBCA3A0AAC36098B2CC2BD818312", "kestrel32.sym", 403,
     3},
    {"linux-gate.so", "5CB347611A3CE9D97DCBEE500FE7EE5F2", "linux-gate.so.sym",
     404, 2},
    {"", "", ".sym", 404, 2},
    {"aurora.dll", "5F7028244C000", "aurora.dl_", 200, 38},
    {"libsundial.so.6", "739988B886E7577496A2C8773E130F7E2",
     "libsundial.so.6.sym", 404, 5},
    {"", "example-symbols-public", "robots.txt", 404, 1},
    {"combase.pdb", "C1C1E21862AB8A18A8902073FEC8DF4F1", "combase.pdb", 404,
     12},
    {"zeros.pdb", "000000000000000000000000000000000", "zeros.sym", 404, 3},
    {"lantern.pdb", "D8DBC74254770F58904DBA41ECCCC3FC1", "lantern.sym", 200,
     13},
    {"brook+ford.pdb", "40034D6608697A8D41BED440E50454F31", "brook+ford.sym",
     200, 21},
    {"libcairnstone.so", "222F828767EFC2F91624A8940F1F836F2",
     "libcairnstone.so.sym", 200, 34},
    {"short.pdb", "NOTHEX", "short.sym", 404, 1},
    {"Über.dll", "5F4D115C4C000", "Über.dll.sym", 403, 6},
    {"ntbridge.pdb", "526F7EAED46725A2A7B860DCD6C8A1F82", "ntbridge.sym", 404,
     11},
    {"willow.pdb", "9EEE3692F09E2E8C662248B483B7FFC01", "willow.sym", 200, 1},
    {"pebble.dylib", "4B484E73CF575DCAD6BA2B0AEE0CA9231",
     "pebble.dylib.dSYM.tar.bz2", 200, 40},
    {"%E6%A8%B9.dll", "5F325A65D000", "%E6%A8%B9.sym", 403, 12},
    {"harbor-update.pdb", "4173581569969E58B081006F7E3DFC961",
     "harbor-update.sym", 200, 22}};

static const struct {
    const char *debug_file, *debug_id, *code_file, *code_id;
} code_ids[] = {{"aurora.pdb", "A4C123B1612DD272D1371C17149D43951",
                 "aurora.dll", "5F9A01744C000"},
                {"quartz.pdb", "BFE228F219E9CB0EB53F16947CCF25EC2",
                 "quartz.dll", "5FDDB14F1A000"},
                {"Mühle.pdb", "F3176813E02EA68EF786E4D3CEA27D262", "Mühle.dll",
                 "5F1010B91A000"},
                {"kestrel32.pdb", "FEC94DBCA3A0AAC36098B2CC2BD818312",
                 "kestrel32.dll", "5FB7D9464C000"},
                {"ntbridge.pdb", "526F7EAED46725A2A7B860DCD6C8A1F82",
                 "ntbridge.dll", "5FF540744C000"},
                {"video driver.pdb", "6287CCED9041DFF02CEE737443E210471",
                 "video driver.dll", "5F3248C81A000"},
                {"reed, blue.pdb", "948D33296C87009E8A7F770D9106FD281",
                 "reed, blue.dll", "5F1BEF751A000"},
                {"sparrow.pdb", "2D3C425C8D99D19BDD0B6CC60D5D32CB2",
                 "sparrow.exe", "5F110C571A000"},
                {"finch.pdb", "014C2B54B95523CF6941FA1C257C6F561", "finch.dll",
                 "5F13064D1A000"},
                {"absent.pdb", "D59291F0CDE2E5738713A818D89620581",
                 "absent.dll", "5F65A6CAD000"}};

/* The modules that the stacks lie in; most are found. */
static const struct {
    const char *file, *id;
} modules[] = {{"aurora.pdb", "A4C123B1612DD272D1371C17149D43951"},
               {"kestrel32.pdb", "FEC94DBCA3A0AAC36098B2CC2BD818312"},
               {"libgranite.so", "26E53A13043B026C48BBF33FEFF9243A2"},
               {"ntbridge.pdb", "526F7EAED46725A2A7B860DCD6C8A1F82"},
               {"quartz.pdb", "BFE228F219E9CB0EB53F16947CCF25EC2"},
               {"brook+ford.pdb", "40034D6608697A8D41BED440E50454F31"},
               {"sparrow.pdb", "2D3C425C8D99D19BDD0B6CC60D5D32CB2"},
               {"willow.pdb", "9EEE3692F09E2E8C662248B483B7FFC01"}};

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* ---- As text ---- */

static bool add_field(te_buf *csv, const char *text, char end) {
    bool is_quoted = strpbrk(text, ",\"\n") != NULL;
    bool ok = !is_quoted || te_buf_addc(csv, '"');
    for (; ok && *text != '\0'; text++)
        ok = (*text != '"' || te_buf_addc(csv, '"')) && te_buf_addc(csv, *text);
    return ok && (!is_quoted || te_buf_addc(csv, '"')) && te_buf_addc(csv, end);
}

static bool add_uri(te_buf *uri, size_t i) {
    return te_buf_addf(uri, ROOT "%s/%s/%s", symbols_seen[i].file,
                       symbols_seen[i].id, symbols_seen[i].name);
}

bool te_standin_sample_groups(te_buf *csv) {
    te_buf uri = TE_BUF_INIT;
    bool ok = te_buf_adds(csv, "URI,STATUS CODE,PRIVATE,COUNT\n");
    for (size_t i = 0; ok && i < COUNT(symbols_seen); i++) {
        bool is_private = symbols_seen[i].status == 403;
        te_buf_reset(&uri);
        ok = add_uri(&uri, i) && add_field(csv, uri.data, ',') &&
             te_buf_addf(csv, "%d,%s,%d\n", symbols_seen[i].status,
                         is_private ? "true" : "false", symbols_seen[i].count);
    }
    te_buf_free(&uri);
    return ok;
}

bool te_standin_sample_missing(te_buf *csv) {
    bool ok = te_buf_adds(csv, "debug_file,debug_id,code_file,code_id\n");
    for (size_t i = 0; ok && i < COUNT(code_ids); i++)
        ok = add_field(csv, code_ids[i].debug_file, ',') &&
             add_field(csv, code_ids[i].debug_id, ',') &&
             add_field(csv, code_ids[i].code_file, ',') &&
             add_field(csv, code_ids[i].code_id, '\n');
    return ok;
}

/* Numbers that look like offsets, the same for the same stack. */
static unsigned next_number(unsigned *state) {
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

bool te_standin_sample_stack(te_buf *json, unsigned i) {
    unsigned state = i * 2654435761u + 1;
    size_t first = i % COUNT(modules), count = 2 + i % 4;
    size_t frames = 4 + i * 3 % 37;
    bool ok = te_buf_adds(json, "{\"memoryMap\": [");
    for (size_t m = 0; ok && m < count; m++) {
        size_t at = (first + m) % COUNT(modules);
        ok = te_buf_addf(json, "%s[\"%s\", \"%s\"]", m == 0 ? "" : ", ",
                         modules[at].file, modules[at].id);
    }
    ok = ok && te_buf_adds(json, "], \"version\": 4, \"stacks\": [[");
    for (size_t f = 0; ok && f < frames; f++) {
        bool is_stray = next_number(&state) % 16 == 0; /* in no module */
        int module = (int)(next_number(&state) % count);
        unsigned offset = next_number(&state) % 20000000;
        ok = te_buf_addf(json, "%s[%d, %u]", f == 0 ? "" : ", ",
                         is_stray ? -1 : module, offset);
    }
    return ok && te_buf_adds(json, "]]}");
}

bool te_standin_sample_load(te_standin_symbols *symbols, te_error *err) {
    te_buf uri = TE_BUF_INIT;
    bool ok = true;
    for (size_t i = 0; ok && i < COUNT(symbols_seen); i++) {
        if (symbols_seen[i].status != 200) continue;
        te_buf_reset(&uri);
        ok = add_uri(&uri, i) &&
             te_standin_symbols_add(symbols, uri.data, uri.length);
    }
    te_buf_free(&uri);
    for (size_t i = 0; ok && i < COUNT(code_ids); i++) {
        te_slice row[] = {te_slice_of(code_ids[i].debug_file),
                          te_slice_of(code_ids[i].debug_id),
                          te_slice_of(code_ids[i].code_file),
                          te_slice_of(code_ids[i].code_id)};
        ok = te_standin_symbols_add_code(symbols, row);
    }
    return ok || te_fail_as(err, TE_ERROR_SYSTEM, "standin: out of memory");
}

/* ---- As files ---- */

/* Where the file number `i` lies: the stacks, then the two CSVs. */
static void name_file(char *path, size_t size, const char *folder, unsigned i) {
    if (i < TE_STANDIN_SAMPLE_STACKS)
        snprintf(path, size, "%s/stacks/%02u.json", folder, i + 1);
    else
        snprintf(path, size, "%s/%s.csv", folder,
                 i == TE_STANDIN_SAMPLE_STACKS ? "groups" : "missing");
}

static bool write_file(const char *path, unsigned i, te_error *err) {
    te_buf text = TE_BUF_INIT;
    bool ok = i < TE_STANDIN_SAMPLE_STACKS ? te_standin_sample_stack(&text, i)
              : i == TE_STANDIN_SAMPLE_STACKS
                  ? te_standin_sample_groups(&text)
                  : te_standin_sample_missing(&text);
    errno = ENOMEM;
    FILE *file = ok ? fopen(path, "we") : NULL;
    ok = file != NULL && fwrite(text.data, 1, text.length, file) == text.length;
    if (file != NULL && fclose(file) != 0) ok = false;
    if (!ok) te_fail(err, "%s: %s", path, strerror(errno));
    te_buf_free(&text);
    return ok;
}

bool te_standin_sample_write(te_buf *folder, te_error *err) {
    char path[4096];
    const char *parent = getenv("TMPDIR");
    if (parent == NULL || *parent == '\0') parent = "/tmp";
    if (!te_buf_addf(folder, "%s/tengine-sample-XXXXXX", parent))
        return te_fail_as(err, TE_ERROR_SYSTEM, "standin: out of memory");
    if (strlen(parent) > sizeof path - 64 || mkdtemp(folder->data) == NULL)
        return te_fail(err, "standin: cannot make a folder in %s: %s", parent,
                       strerror(errno));
    snprintf(path, sizeof path, "%s/stacks", folder->data);
    bool ok =
        mkdir(path, 0700) == 0 || te_fail(err, "%s: %s", path, strerror(errno));
    for (unsigned i = 0; ok && i < TE_STANDIN_SAMPLE_STACKS + 2; i++) {
        name_file(path, sizeof path, folder->data, i);
        ok = write_file(path, i, err);
    }
    if (!ok) te_standin_sample_remove(folder->data);
    return ok;
}

void te_standin_sample_remove(const char *folder) {
    char path[4096];
    for (unsigned i = 0; i < TE_STANDIN_SAMPLE_STACKS + 2; i++) {
        name_file(path, sizeof path, folder, i);
        unlink(path);
    }
    snprintf(path, sizeof path, "%s/stacks", folder);
    rmdir(path);
    rmdir(folder);
}

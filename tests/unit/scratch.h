/* scratch.h - a folder of a test's own, and files in it. */
#ifndef TE_SCRATCH_H
#define TE_SCRATCH_H

#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

static char scratch_folder[64];

static int scratch_setup(void **state) {
    (void)state;
    strcpy(scratch_folder, "/tmp/tengine-test-XXXXXX");
    return mkdtemp(scratch_folder) != NULL ? 0 : -1;
}

static int scratch_remove(const char *path, const struct stat *info, int type,
                          struct FTW *where) {
    (void)info, (void)type, (void)where;
    return remove(path);
}

static int scratch_teardown(void **state) {
    (void)state;
    return nftw(scratch_folder, scratch_remove, 8, FTW_DEPTH | FTW_PHYS);
}

/* The path of `name` in the folder; good for the next seven calls. */
static const char *scratch_path(const char *name) {
    static char paths[8][256];
    static int turn;
    char *path = paths[turn++ % 8];
    snprintf(path, sizeof paths[0], "%s/%s", scratch_folder, name);
    return path;
}

static const char *scratch_write(const char *name, const void *bytes,
                                 size_t length) {
    const char *path = scratch_path(name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
    return path;
}

static inline const char *scratch_text(const char *name, const char *text) {
    return scratch_write(name, text, strlen(text));
}

/* The file holds this, and no more. */
static inline void scratch_expect(const char *path, const char *wanted) {
    char content[64] = "";
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    content[fread(content, 1, sizeof content - 1, file)] = '\0';
    fclose(file);
    assert_string_equal(content, wanted);
}

static inline const char *scratch_gzip(const char *name, const char *text) {
    const char *path = scratch_path(name);
    gzFile file = gzopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(gzwrite(file, text, (unsigned)strlen(text)), strlen(text));
    assert_int_equal(gzclose(file), Z_OK);
    return path;
}

#endif

/* data.h - the real data that some tests read where it is there. */
#ifndef TE_TEST_DATA_H
#define TE_TEST_DATA_H

#include <unistd.h>

/* The path of a file of the data folder: $TENGINE_DATA, or shared/data beside
 * the source. Skips the test, saying so, where it is not there. */
static const char *data_path(const char *name) {
    static char paths[4][1024];
    static int turn;
    char *path = paths[turn++ % 4];
    const char *folder = getenv("TENGINE_DATA");
    if (folder == NULL || *folder == '\0')
        folder = TE_SOURCE_DIR "/../shared/data";
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    if (access(path, R_OK) != 0) {
        print_message("skipped: no %s (set TENGINE_DATA)\n", path);
        skip();
    }
    return path;
}

/* A whole number of symbol-facts.json. */
static uint64_t data_fact(const char *name) {
    static char text[16384];
    FILE *file = fopen(data_path("symbol-facts.json"), "r");
    assert_non_null(file);
    size_t length = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[length] = '\0';
    char quoted[128];
    snprintf(quoted, sizeof quoted, "\"%s\":", name);
    const char *at = strstr(text, quoted);
    assert_non_null(at);
    return strtoull(at + strlen(quoted), NULL, 10);
}

#endif

/* recording_fuzz.c - no file breaks the reader of journals, and what it takes
 * can be told.
 *
 * The input is what a line says, without its checksum, which no fuzzer would
 * hit: each line is sealed here. As it is, the file is tried as well. */
#include "journal_json.h"
#include "recording.h"
#include "summary.h"
#include "summary_json.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) abort();
}

static void check_result(const te_result *result) {
    char *text = te_summary_text(result, 1), *json = NULL;
    size_t length;
    FILE *out = open_memstream(&json, &length);
    require(text != NULL && te_summary_json_write(out, result, NULL));
    fclose(out);
    free(json);
    free(text);
}

static void check_file(const void *bytes, size_t length) {
    char path[64];
    te_error err = {.message = ""};
    int fd = memfd_create("journal", MFD_CLOEXEC);
    require(fd >= 0 && write(fd, bytes, length) == (ssize_t)length);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    te_recording *r = te_recording_read(path, NULL, NULL, &err);
    if (r != NULL)
        check_result(te_recording_result(r));
    else
        require(strncmp(err.message, path, strlen(path)) == 0 &&
                strchr(err.message, '\n') == NULL);
    te_recording_free(r);
    close(fd);
}

/* "{..." with a checksum; anything else as it is. */
static void seal(te_buf *out, const char *line, size_t length) {
    if (length > 0 && line[0] == '{')
        te_buf_addf(
            out, TE_JOURNAL_START "%08x\",",
            (unsigned)crc32(0, (const Bytef *)line + 1, (uInt)length - 1));
    else
        te_buf_add(out, line, length < 1 ? 0 : 1);
    if (length > 0) te_buf_add(out, line + 1, length - 1);
    te_buf_addc(out, '\n');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    check_file(data, size);
    te_buf sealed = TE_BUF_INIT;
    te_slice rest = {(const char *)data, size};
    while (rest.length > 0) {
        size_t length = te_slice_find(rest, '\n');
        seal(&sealed, rest.data, length);
        rest = te_slice_from(rest, length + (length < rest.length));
    }
    check_file(te_buf_str(&sealed), sealed.length);
    te_buf_free(&sealed);
    return 0;
}

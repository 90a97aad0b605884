/* html_fuzz.c - a link lies in the page, in the order of the page, and its
 * value is one that a URL can be made of. */
#include "html.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) abort();
}

static void check_value(te_slice value) {
    te_buf url = TE_BUF_INIT;
    require(te_html_url(value, &url));
    require(url.length <= value.length);
    if (url.length > 0 && te_slice_find(value, '&') == value.length)
        for (size_t i = 0; i < url.length; i++)
            require(url.data[i] != '\n' && url.data[i] != '\t');
    te_buf_free(&url);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    te_slice page = {(const char *)data, size};
    te_html html = te_html_begin(page);
    te_html_link link;
    const char *reached = page.data, *end = page.data + size;
    while (te_html_next(&html, &link)) {
        require(link.tag.length > 0);
        require(link.tag.data >= page.data && link.tag.data < end);
        if (link.value.data == NULL) continue;
        require(link.value.data >= reached);
        require(link.value.data + link.value.length <= end);
        reached = link.value.data + link.value.length;
        check_value(link.value);
    }
    return 0;
}

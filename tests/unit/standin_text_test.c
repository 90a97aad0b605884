#include "unit.h"

#include "../../stdlib/standin_form.h"
#include "../../stdlib/standin_keys.h"
#include "../../stdlib/standin_text.h"

static void a_path_is_escaped_as_the_services_do(void **state) {
    (void)state;
    te_buf b = TE_BUF_INIT;
    assert_true(te_standin_escape(&b, "a b/c+d-._~%,\"\xC3\xBC", 16));
    assert_string_equal(te_buf_str(&b), "a%20b/c%2Bd-._~%25%2C%22%C3%BC");
    te_buf_free(&b);
}

static void json_strings_are_ascii(void **state) {
    (void)state;
    te_buf b = TE_BUF_INIT;
    const char text[] =
        "q\" b\\ \n \x01 \xC3\xBC \xF0\x9F\x98\x80 \xFF \xC0\x80";
    assert_true(te_standin_json(&b, text, sizeof text - 1));
    assert_string_equal(te_buf_str(&b),
                        "\"q\\\" b\\\\ \\n \\u0001 \\u00fc \\ud83d\\ude00 "
                        "\\ufffd \\ufffd\\ufffd\"");
    te_buf_free(&b);
}

static void the_first_value_of_a_key_stays(void **state) {
    (void)state;
    te_standin_keys keys = TE_STANDIN_KEYS_INIT;
    size_t length;
    assert_null(te_standin_keys_find(&keys, "a", 1, NULL));
    assert_true(te_standin_keys_add(&keys, "a", 1, "one", 3));
    assert_true(te_standin_keys_add(&keys, "a", 1, "two", 3));
    assert_int_equal(keys.count, 1);
    assert_memory_equal(te_standin_keys_find(&keys, "a", 1, &length), "one", 3);
    assert_int_equal(length, 3);
    te_standin_keys_free(&keys);
}

static void many_keys_are_all_found_and_no_others(void **state) {
    (void)state;
    te_standin_keys keys = TE_STANDIN_KEYS_INIT;
    char key[16];
    for (int i = 0; i < 5000; i++) {
        int n = snprintf(key, sizeof key, "key %d", i);
        assert_true(te_standin_keys_add(&keys, key, (size_t)n, "", 0));
    }
    for (int i = 0; i < 10000; i++) {
        int n = snprintf(key, sizeof key, "key %d", i);
        assert_true((te_standin_keys_find(&keys, key, (size_t)n, NULL) !=
                     NULL) == (i < 5000));
    }
    te_standin_keys_free(&keys);
}

static void parts_of_a_form_are_found(void **state) {
    (void)state;
    const char body[] = "--XyZ\r\nContent-Disposition: form-data; "
                        "name=\"try\"\r\n\r\n1\r\n--XyZ\r\n"
                        "content-disposition: form-data; name=\"f\"; "
                        "filename=\"a b.zip\"\r\nContent-Type: x/y\r\n\r\n"
                        "PK--\r\n--X\r\n--XyZ--\r\n";
    te_standin_form form;
    te_standin_part part;
    assert_true(te_standin_form_open(
        &form, "multipart/form-data; boundary=\"XyZ\"", body, sizeof body - 1));
    assert_true(te_standin_form_next(&form, &part));
    assert_memory_equal(part.name.data, "try", 3);
    assert_null(part.filename.data);
    assert_int_equal(part.data.length, 1);
    assert_true(te_standin_form_next(&form, &part));
    assert_int_equal(part.filename.length, 7);
    assert_memory_equal(part.filename.data, "a b.zip", 7);
    assert_int_equal(part.data.length, 9);
    assert_memory_equal(part.data.data, "PK--\r\n--X", 9);
    assert_false(te_standin_form_next(&form, &part));
}

static void a_form_cut_short_anywhere_has_fewer_parts(void **state) {
    (void)state;
    const char body[] = "--b\r\nContent-Disposition: form-data; name=\"f\"; "
                        "filename=\"x\"\r\n\r\ndata\r\n--b--\r\n";
    for (size_t length = 0; length < sizeof body - 1; length++) {
        char *copy = malloc(length + 1); /* so that a sanitizer sees the end */
        te_standin_form form;
        te_standin_part part;
        memcpy(copy, body, length);
        assert_true(te_standin_form_open(
            &form, "multipart/form-data; boundary=b", copy, length));
        size_t parts = 0;
        while (te_standin_form_next(&form, &part))
            parts++;
        /* The part is whole once its closing delimiter has begun. */
        assert_int_equal(parts, length >= sizeof body - 1 - strlen("--\r\n"));
        free(copy);
    }
    te_standin_form form;
    assert_false(te_standin_form_open(&form, NULL, "", 0));
    assert_false(te_standin_form_open(&form, "text/plain", "", 0));
    assert_false(te_standin_form_open(&form, "multipart/form-data", "", 0));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_path_is_escaped_as_the_services_do),
        cmocka_unit_test(json_strings_are_ascii),
        cmocka_unit_test(the_first_value_of_a_key_stays),
        cmocka_unit_test(many_keys_are_all_found_and_no_others),
        cmocka_unit_test(parts_of_a_form_are_found),
        cmocka_unit_test(a_form_cut_short_anywhere_has_fewer_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "unit.h"

#include "route.h"

static void assert_name(const char *method, const char *target,
                        const char *expected) {
    te_buf out = TE_BUF_INIT;
    assert_true(te_route_name(te_slice_of(method), te_slice_of(target), &out));
    assert_string_equal(te_buf_str(&out), expected);
    te_buf_free(&out);
}

static void identifiers_fold_into_one_name(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"/", "GET /"},
        {"", "GET "},
        {"/users", "GET /users"},
        {"/users/17", "GET /users/{id}"},
        {"/users/17/x", "GET /users/{id}/x"},
        {"/users/17/", "GET /users/{id}/"},
        {"/users/17/x/0?y=z/1", "GET /users/{id}/x/{id}"},
        {"/1/2/3", "GET /{id}/{id}/{id}"},
        {"//1", "GET //{id}"},
        {"?q=1", "GET "},
        {"/u/123e4567-e89b-12d3-a456-426614174000", "GET /u/{id}"},
        {"/u/AAAAAAAA-BBBB-CCCC-DDDD-EEEEEEEEEEEE", "GET /u/{id}"},
        {"/u/123e4567-e89b-12d3-a456-42661417400",
         "GET /u/123e4567-e89b-12d3-a456-42661417400"},
        {"/u/123e4567xe89b-12d3-a456-426614174000",
         "GET /u/123e4567xe89b-12d3-a456-426614174000"},
        {"/xul.pdb/F6A89660AF084CB2AFED7753C75BBEAC2/xul.sym",
         "GET /xul.pdb/{id}/xul.sym"},
        {"/c/deadbee1", "GET /c/{id}"},
        {"/c/deadbeef", "GET /c/deadbeef"}, /* a word, for all we know */
        {"/c/dead1", "GET /c/dead1"},
        {"/v1/v2.0/x1", "GET /v1/v2.0/x1"},
        {"/1.5/-3", "GET /1.5/-3"},
        {"/a%20b", "GET /a%20b"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_name("GET", cases[i][0], cases[i][1]);
}

static void long_names_are_cut_with_an_ellipsis(void **state) {
    (void)state;
    char target[300], expected[310];
    memset(target, 'x', sizeof target);
    target[0] = '/';
    target[TE_ROUTE_MAX_BYTES - 4] = '\0'; /* fits exactly */
    snprintf(expected, sizeof expected, "GET %s", target);
    assert_int_equal(strlen(expected), TE_ROUTE_MAX_BYTES);
    assert_name("GET", target, expected);
    target[TE_ROUTE_MAX_BYTES - 4] = 'x';
    target[299] = '\0';
    memcpy(expected + TE_ROUTE_MAX_BYTES - 3, "\xe2\x80\xa6", 4);
    assert_name("GET", target, expected);
}

static void a_cut_does_not_split_a_character(void **state) {
    (void)state;
    for (size_t shift = 0; shift < 4; shift++) {
        char target[400] = "/";
        te_buf out = TE_BUF_INIT;
        memset(target + 1, 'x', shift);
        for (size_t i = 0; i < 60; i++)
            memcpy(target + 1 + shift + 4 * i, "\xf0\x9f\x92\xa9", 4);
        assert_true(
            te_route_name(te_slice_of("GET"), te_slice_of(target), &out));
        assert_true(out.length <= TE_ROUTE_MAX_BYTES);
        size_t whole = out.length - 3 - 5 - shift;
        assert_int_equal(whole % 4, 0);
        assert_string_equal(out.data + out.length - 3, "\xe2\x80\xa6");
        te_buf_free(&out);
    }
}

static void control_characters_do_not_reach_a_terminal(void **state) {
    (void)state;
    assert_name("G\x1b", "/a\nb\x7f", "G? /a?b?");
}

static void a_name_is_appended(void **state) {
    (void)state;
    te_buf out = TE_BUF_INIT;
    assert_true(te_buf_adds(&out, "name: "));
    assert_true(te_route_name(te_slice_of("PUT"), te_slice_of("/x"), &out));
    assert_string_equal(te_buf_str(&out), "name: PUT /x");
    te_buf_free(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(identifiers_fold_into_one_name),
        cmocka_unit_test(long_names_are_cut_with_an_ellipsis),
        cmocka_unit_test(a_cut_does_not_split_a_character),
        cmocka_unit_test(control_characters_do_not_reach_a_terminal),
        cmocka_unit_test(a_name_is_appended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

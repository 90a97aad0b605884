#include "unit.h"

#include "metrics.h"

static void tags_are_kept_in_the_order_of_their_keys(void **state) {
    (void)state;
    char tags[64] = "";
    te_tags_add(tags, sizeof tags, "name", "home");
    assert_string_equal(tags, "name:home");
    te_tags_add(tags, sizeof tags, "status", "200");
    te_tags_add(tags, sizeof tags, "method", "GET");
    te_tags_add(tags, sizeof tags, "names", "x");
    te_tags_add(tags, sizeof tags, "nam", "y");
    assert_string_equal(tags, "method:GET,nam:y,name:home,names:x,status:200");
}

static void tags_from_anywhere_still_parse(void **state) {
    (void)state;
    char tags[64] = "", value[64];
    te_tags_add(tags, sizeof tags, "k:{1", "a,b:c\n\x7f");
    te_tags_add(tags, sizeof tags, "name", "caf\xc3\xa9");
    assert_string_equal(tags, "k__1:a_b_c__,name:caf\xc3\xa9");
    te_series s = {.tags = tags};
    assert_string_equal(te_series_tag(&s, "name", value, sizeof value),
                        "caf\xc3\xa9");
    assert_string_equal(te_series_tag(&s, "ame", value, sizeof value), "");
}

static void
a_long_name_is_the_same_tag_beside_any_and_leaves_room(void **state) {
    (void)state;
    char alone[TE_TAGS_BYTES] = "", beside[TE_TAGS_BYTES] = "", name[2001];
    char own[2 * TE_TAGS_OWN_BYTES] = "", value[TE_TAGS_OWN_BYTES - 2];
    memset(value, 'v', sizeof value);
    value[sizeof value - 1] = '\0';
    te_tags_add(own, sizeof own, "a", value);
    te_tags_add(own, sizeof own, "b", value);
    for (int i = 0; i < 1000; i++)
        memcpy(name + 2 * i, "\xc3\xa9", 3);
    te_tags_add_name(alone, "name", name);
    assert_int_equal(strlen(alone), strlen("name:") + TE_TAGS_NAME_BYTES);
    strcpy(beside, own);
    te_tags_add_name(beside, "name", name);
    te_tags_add(beside, sizeof beside, "status", "200");
    te_series s = {.tags = beside};
    assert_true(te_series_has_tag(&s, alone));
    assert_true(te_series_has_tag(&s, "status:200"));
}

static void long_tags_are_cut_between_characters(void **state) {
    (void)state;
    char tags[12] = "";
    te_tags_add(tags, sizeof tags, "k", "12345678\xc3\xa9");
    assert_string_equal(tags, "k:12345678"); /* one byte would have fitted */
    te_tags_add(tags, sizeof tags, "l", "x");
    assert_string_equal(tags, "k:12345678");
    char small[4];
    te_series s = {.tags = tags};
    assert_string_equal(te_series_tag(&s, "k", small, sizeof small), "123");
}

/* Every size and every key, against a buffer that ASan watches. */
static void tags_never_write_past_their_room(void **state) {
    (void)state;
    static const char *const keys[] = {"m", "a", "zz", "", "mm"};
    for (size_t size = 1; size < 40; size++) {
        char *tags = malloc(size);
        tags[0] = '\0';
        for (int i = 0; i < 5; i++) {
            te_tags_add(tags, size, keys[i], "v\xe2\x82\xac,w");
            assert_true(strlen(tags) < size);
        }
        free(tags);
    }
}

/* A path that was folded is shown as it is: "GET /users/{id}". */
static void braces_of_a_value_stay(void **state) {
    (void)state;
    char tags[64] = "";
    te_tags_add(tags, sizeof tags, "name", "GET /{id}");
    assert_string_equal(tags, "name:GET /{id}");
}

static void assert_merged(const char *under, const char *over,
                          const char *wanted) {
    char tags[64];
    snprintf(tags, sizeof tags, "%s", under);
    te_tags_merge(tags, sizeof tags, over);
    assert_string_equal(tags, wanted);
}

static void merged_tags_are_in_order_and_the_later_value_counts(void **state) {
    (void)state;
    assert_merged("", "", "");
    assert_merged("", "a:1,b:2", "a:1,b:2");
    assert_merged("a:1,b:2", "", "a:1,b:2");
    assert_merged("a:1", "a:2", "a:2");
    assert_merged("a:1,c:3", "b:2", "a:1,b:2,c:3");
    assert_merged("a:1,b:2,c:3", "a:x", "a:x,b:2,c:3");
    assert_merged("a:1,b:2,c:3", "b:y", "a:1,b:y,c:3");
    assert_merged("a:1,b:2,c:3", "c:z,d:4", "a:1,b:2,c:z,d:4");
    assert_merged("ab:1", "a:2", "a:2,ab:1");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tags_are_kept_in_the_order_of_their_keys),
        cmocka_unit_test(tags_from_anywhere_still_parse),
        cmocka_unit_test(
            a_long_name_is_the_same_tag_beside_any_and_leaves_room),
        cmocka_unit_test(long_tags_are_cut_between_characters),
        cmocka_unit_test(tags_never_write_past_their_room),
        cmocka_unit_test(braces_of_a_value_stay),
        cmocka_unit_test(merged_tags_are_in_order_and_the_later_value_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "unit.h"

#include "base64.h"
#include "digest.h"

static te_digest read_good(const char *field) {
    te_digest d = {.text = TE_BUF_INIT};
    assert_true(te_digest_read(&d, te_slice_of(field)));
    return d;
}

static void assert_answer(const char *field, te_digest_request request,
                          const char *wanted) {
    te_digest d = read_good(field);
    te_buf out = TE_BUF_INIT;
    te_error err;
    assert_true(te_digest_answer(&d, &request, &out, &err));
    assert_string_equal(te_buf_str(&out), wanted);
    te_buf_free(&out);
    te_digest_free(&d);
}

#define REALM7616 "realm=\"http-auth@example.org\", "
#define NONCE7616 "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\""
#define OPAQUE7616 "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\""
#define CNONCE7616 "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"

static te_digest_request mufasa(void) {
    return (te_digest_request){.user = te_slice_of("Mufasa"),
                               .password = te_slice_of("Circle of Life"),
                               .method = te_slice_of("GET"),
                               .target = te_slice_of("/dir/index.html"),
                               .count = 1,
                               .cnonce = CNONCE7616};
}

/* RFC 7616, 3.9.1: the same request answered with MD5 and with SHA-256. */
static void the_examples_of_rfc_7616_come_out(void **state) {
    (void)state;
    assert_answer("Digest " REALM7616
                  "qop=\"auth, auth-int\", algorithm=MD5, " NONCE7616
                  ", " OPAQUE7616,
                  mufasa(),
                  "Digest username=\"Mufasa\", " REALM7616
                  "uri=\"/dir/index.html\", algorithm=MD5, " NONCE7616
                  ", nc=00000001, cnonce=\"" CNONCE7616 "\", qop=auth, "
                  "response=\"8ca523f5e9506fed4657c9700eebdbec\", " OPAQUE7616);
    assert_answer("Digest " REALM7616
                  "qop=\"auth, auth-int\", algorithm=SHA-256, " NONCE7616
                  ", " OPAQUE7616,
                  mufasa(),
                  "Digest username=\"Mufasa\", " REALM7616
                  "uri=\"/dir/index.html\", algorithm=SHA-256, " NONCE7616
                  ", nc=00000001, cnonce=\"" CNONCE7616 "\", qop=auth, "
                  "response=\"753927fa0e85d155564e2e272a28d1802ca10daf449"
                  "6794697cf8db5856cb6c1\", " OPAQUE7616);
}

/* RFC 2617, 3.5. */
static void the_example_of_rfc_2617_comes_out(void **state) {
    (void)state;
    te_digest_request request = mufasa();
    request.password = te_slice_of("Circle Of Life");
    request.cnonce = "0a4f113b";
    assert_answer("Digest realm=\"testrealm@host.com\", qop=\"auth,auth-int\", "
                  "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", "
                  "opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"",
                  request,
                  "Digest username=\"Mufasa\", realm=\"testrealm@host.com\", "
                  "uri=\"/dir/index.html\", "
                  "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", nc=00000001, "
                  "cnonce=\"0a4f113b\", qop=auth, "
                  "response=\"6629fae49393a05397450978507c4ef1\", "
                  "opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"");
}

/* RFC 2069, 2.4, with the response that its errata give. */
static void without_qop_it_is_as_in_rfc_2069(void **state) {
    (void)state;
    te_digest_request request = mufasa();
    request.password = te_slice_of("CircleOfLife");
    assert_answer("Digest realm=\"testrealm@host.com\", "
                  "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", "
                  "opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"",
                  request,
                  "Digest username=\"Mufasa\", realm=\"testrealm@host.com\", "
                  "uri=\"/dir/index.html\", "
                  "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", "
                  "response=\"1949323746fe6a43ef61f9606e7febea\", "
                  "opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"");
}

static void a_count_has_eight_digits_and_no_end(void **state) {
    (void)state;
    te_digest d = read_good("Digest realm=r, nonce=n, qop=auth");
    te_digest_request request = mufasa();
    te_buf out = TE_BUF_INIT;
    request.count = 0xdeadbeef;
    assert_true(te_digest_answer(&d, &request, &out, NULL));
    assert_non_null(strstr(out.data, ", nc=deadbeef, "));
    te_buf_free(&out);
    te_digest_free(&d);
}

static void assert_slice(te_slice s, const char *wanted) {
    assert_int_equal(s.length, strlen(wanted));
    assert_memory_equal(s.data, wanted, s.length);
}

static void a_challenge_is_found_among_others(void **state) {
    (void)state;
    static const char *const fields[] = {
        "Digest realm=\"r\", nonce=\"n\"",
        "  digest  REALM = \"r\" ,, NONCE=n,",
        "Basic realm=\"x\", Digest realm=\"r\", nonce=\"n\"",
        "NTLM TlRMTVNTUAAC==, Digest realm=r,nonce=n, Bearer realm=\"y\"",
        "Basic realm=\"a, Digest nonce=x\", Digest nonce=n, realm=r",
        "Digest nonce=z, algorithm=OTHER, Digest realm=r, nonce=n",
        "Digest realm=z, nonce=z, qop=\"auth-int\", Digest nonce=n, realm=r",
        "Negotiate, Digest realm=z, Digest nonce=n, realm=r",
        ";;; , Digest \"what\", nonce=n, realm=\"r",
    };
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        te_digest d = read_good(fields[i]);
        assert_slice(d.realm, "r");
        assert_slice(d.nonce, "n");
        te_digest_free(&d);
    }
}

static void what_cannot_be_answered_is_none(void **state) {
    (void)state;
    static const char *const fields[] = {
        "",
        ",",
        "Basic realm=\"r\"",
        "Digest",
        "Digest realm=\"r\"",
        "realm=\"r\", nonce=\"n\"",
        "Digest realm=r, nonce=n, algorithm=SHA-512-256",
        "Digest realm=r, nonce=n, algorithm=none",
        "Digest realm=r, nonce=n, qop=\"auth-int, other\"",
        "Digest realm=r, nonce=n, qop=\"\"",
        "Digest realm=\"r, nonce=n",
        "Digest realm=\"a\tb\", nonce=n",
    };
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        te_digest d = {.text = TE_BUF_INIT};
        assert_false(te_digest_read(&d, te_slice_of(fields[i])));
        assert_int_equal(d.nonce.length, 0);
        te_digest_free(&d);
    }
}

static void what_is_quoted_is_read_and_written_back(void **state) {
    (void)state;
    te_digest d =
        read_good("Digest realm=\"a\\\"b\\\\c, d=e\", nonce=\"\", stale=TRUE, "
                  "opaque=\"\", userhash=true");
    te_buf out = TE_BUF_INIT;
    te_digest_request request = mufasa();
    assert_slice(d.realm, "a\"b\\c, d=e");
    assert_true(te_digest_answer(&d, &request, &out, NULL));
    assert_non_null(strstr(out.data, "realm=\"a\\\"b\\\\c, d=e\""));
    assert_non_null(strstr(out.data, "opaque=\"\", userhash=true"));
    assert_null(strstr(out.data, "Mufasa"));
    te_buf_free(&out);
    te_digest_free(&d);
}

/* RFC 4648, 10. */
static void base64_is_as_the_rfc_has_it(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"\xfb\xff\xbe", "+/++"},
        {"foobar", "Zm9vYmFy"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char out[16] = "";
        size_t length = strlen(cases[i][0]);
        te_base64(cases[i][0], length, out);
        assert_int_equal(TE_BASE64_LENGTH(length), strlen(cases[i][1]));
        assert_string_equal(out, cases[i][1]);
        char back[16] = "";
        size_t bytes;
        assert_true(te_base64_read(out, strlen(out), back, &bytes));
        assert_int_equal(bytes, length);
        assert_memory_equal(back, cases[i][0], length);
    }
}

static void what_is_no_base64_is_not_read(void **state) {
    (void)state;
    static const char *const cases[] = {"Z",     "Zg=",  "Zg==Zg==", "Zh==",
                                        "Zm9=",  "====", "Z===",     "Zm9v ",
                                        "Zm\nv", "Zm-_"};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char out[16];
        size_t bytes;
        assert_false(te_base64_read(cases[i], strlen(cases[i]), out, &bytes));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_examples_of_rfc_7616_come_out),
        cmocka_unit_test(the_example_of_rfc_2617_comes_out),
        cmocka_unit_test(without_qop_it_is_as_in_rfc_2069),
        cmocka_unit_test(a_count_has_eight_digits_and_no_end),
        cmocka_unit_test(a_challenge_is_found_among_others),
        cmocka_unit_test(what_cannot_be_answered_is_none),
        cmocka_unit_test(what_is_quoted_is_read_and_written_back),
        cmocka_unit_test(base64_is_as_the_rfc_has_it),
        cmocka_unit_test(what_is_no_base64_is_not_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

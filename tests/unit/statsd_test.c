#include "unit.h"

#include "statsd.h"
#include "udp.h"

#include <errno.h>
#include <float.h>
#include <math.h>

static udp receiver;

static te_statsd *open_to(const char *url) {
    te_statsd_address address;
    te_error err;
    if (!te_statsd_address_read(url, &address, &err))
        fail_msg("%s", err.message);
    te_statsd *s = te_statsd_open(&address);
    assert_non_null(s);
    return s;
}

static void send_line(te_statsd *s, const char *name, double value,
                      const char *type, uint64_t stands_for, const char *tags) {
    te_statsd_send(s, &(te_statsd_line){.name = name,
                                        .value = value,
                                        .type = type,
                                        .stands_for = stands_for,
                                        .tags = tags});
}

static int begin(void **state) {
    udp_listen(&receiver);
    *state = open_to(receiver.url);
    return 0;
}

static int end(void **state) {
    te_statsd_close(*state);
    udp_close(&receiver);
    return 0;
}

static void assert_arrives(te_statsd *s, const char *wanted) {
    te_statsd_flush(s);
    assert_true(udp_next(&receiver));
    assert_string_equal(receiver.datagram, wanted);
}

static void a_line_says_name_value_type_rate_and_tags(void **state) {
    te_statsd *s = *state;
    te_statsd_send(s,
                   &(te_statsd_line){.name = "carts", .value = 3, .type = "c"});
    te_statsd_send(s, &(te_statsd_line){.prefix = "tengine.",
                                        .name = "http.wait",
                                        .value = 0.25,
                                        .type = "ms",
                                        .stands_for = 20,
                                        .tags = "name:a b,status:200"});
    te_statsd_send(s, &(te_statsd_line){.name = "level",
                                        .value = -1.5,
                                        .type = "g",
                                        .stands_for = 1,
                                        .tags = ""});
    assert_arrives(s, "carts:3|c\n"
                      "tengine.http.wait:0.25|ms|@0.05|#name:a b,status:200\n"
                      "level:-1.5|g");
}

static void numbers_are_plain(void **state) {
    te_statsd *s = *state;
    send_line(s, "n", 0.1, "g", 0, NULL);
    send_line(s, "n", 123456789012, "c", 0, NULL);
    send_line(s, "n", 1, "ms", 3, NULL);
    assert_arrives(s, "n:0.1|g\nn:123456789012|c\nn:1|ms|@0.333333333333333");
}

/* statsd itself reads "@1e-05" as 1. */
static void no_number_has_an_exponent(void **state) {
    te_statsd *s = *state;
    send_line(s, "n", 1.25e-7, "g", 0, NULL);
    send_line(s, "n", -3e-300, "g", 0, NULL);
    send_line(s, "n", 2e20, "c", 0, NULL);
    send_line(s, "n", 0.001, "ms", 80000, NULL);
    assert_arrives(s, "n:0.000000125|g\nn:-0|g\nn:200000000000000000000|c\n"
                      "n:0.001|ms|@0.0000125");
}

static void the_largest_number_has_room(void **state) {
    te_statsd *s = *state;
    send_line(s, "n", -DBL_MAX, "g", 0, NULL);
    te_statsd_flush(s);
    assert_true(udp_next(&receiver));
    assert_int_equal(receiver.length, strlen("n:-|g") + 309);
}

/* As a receiver computes it: int64(1 / rate). */
static void a_rate_stands_for_exactly_so_many(void **state) {
    te_statsd *s = *state;
    double rate;
    for (uint64_t n = 2; n < 5000000000; n += n < 3000 ? 1 : n / 7) {
        send_line(s, "n", 1, "ms", n, NULL);
        te_statsd_flush(s);
        assert_true(udp_next(&receiver));
        assert_int_equal(sscanf(receiver.datagram, "n:1|ms|@%lf", &rate), 1);
        assert_int_equal((uint64_t)(1 / rate), n);
    }
}

static void what_would_end_a_part_is_made_harmless(void **state) {
    te_statsd *s = *state;
    te_statsd_send(s, &(te_statsd_line){.name = "a:b|c@d#e f\ng\x1b",
                                        .value = 1,
                                        .type = "c",
                                        .tags = "k:v|c\nx:1|c#y"});
    assert_arrives(s, "a_b_c_d_e_f_g_:1|c|#k:v_c_x:1_c_y");
}

static void what_is_no_utf_8_is_shown_as_such(void **state) {
    te_statsd *s = *state;
    send_line(s, "caf\xe9", 1, "c", 0, "tea:\xf0\x9f\x8d\xb5,x:\xff|");
    assert_arrives(s, "caf\\xe9:1|c|#tea:\xf0\x9f\x8d\xb5,x:\\xff_");
}

static void datagrams_are_full_and_hold_whole_lines(void **state) {
    te_statsd *s = *state;
    enum { LINES = 1000 };
    char name[32];
    for (int i = 0; i < LINES; i++) {
        snprintf(name, sizeof name, "line.%04d", i);
        te_statsd_send(
            s, &(te_statsd_line){.name = name, .value = 1, .type = "c"});
    }
    te_statsd_flush(s);
    te_statsd_flush(s); /* nothing is left: no empty datagram */
    int line = 0, datagrams = 0;
    for (; udp_next(&receiver); datagrams++) {
        assert_true(receiver.length <= TE_STATSD_DATAGRAM_BYTES);
        char *rest = receiver.datagram, *text;
        while ((text = strsep(&rest, "\n")) != NULL) {
            snprintf(name, sizeof name, "line.%04d:1|c", line++);
            assert_string_equal(text, name);
        }
    }
    assert_int_equal(line, LINES);
    /* 14 bytes each with their newline, the last without: 102 fit. */
    assert_int_equal(datagrams, (LINES + 101) / 102);
}

/* The account of all that was sent. */
static te_statsd_account account_of(te_statsd *s) {
    te_statsd_account account = {0};
    te_statsd_end(s, &account);
    return account;
}

static void
a_line_that_no_datagram_holds_is_left_out_and_counted(void **state) {
    te_statsd *s = *state;
    char name[TE_STATSD_DATAGRAM_BYTES + 1];
    memset(name, 'n', sizeof name);
    name[TE_STATSD_DATAGRAM_BYTES - 4] = '\0';
    send_line(s, "first", 1, "c", 0, NULL);
    send_line(s, name, 1, "c", 0, NULL); /* fits */
    send_line(s, name, 10, "c", 0, NULL);
    send_line(s, "last", 1, "c", 0, NULL);
    te_statsd_account account = account_of(s);
    assert_int_equal(account.lost_lines, 1);
    assert_int_equal(account.lost_datagrams, 0);
    assert_int_equal(account.datagrams, 3);
    assert_true(udp_next(&receiver));
    assert_string_equal(receiver.datagram, "first:1|c");
    assert_true(udp_next(&receiver));
    assert_int_equal(receiver.length, TE_STATSD_DATAGRAM_BYTES);
    assert_true(udp_next(&receiver));
    assert_string_equal(receiver.datagram, "last:1|c");
}

static void what_is_not_finite_is_left_out_and_counted(void **state) {
    te_statsd *s = *state;
    send_line(s, "n", INFINITY, "g", 0, NULL);
    send_line(s, "n", NAN, "g", 0, NULL);
    te_statsd_account account = account_of(s);
    assert_int_equal(account.lost_lines, 2);
    assert_int_equal(account.datagrams, 0);
    assert_false(udp_next(&receiver));
}

static void a_receiver_that_is_not_there_is_counted_and_no_more(void **state) {
    te_statsd *s = *state;
    char line[200];
    close(receiver.fd);
    receiver.fd = -1;
    for (int i = 0; i < 5; i++) {
        send_line(s, "n", 1, "c", 0, NULL);
        te_statsd_flush(s);
    }
    te_statsd_account account = account_of(s);
    assert_int_equal(account.datagrams, 5);
    assert_int_equal(account.lost_datagrams, 5);
    assert_int_equal(account.error, ECONNREFUSED);
    assert_true(te_statsd_describe_losses(&account, line, sizeof line));
    assert_string_equal(
        line, "statsd: 5 of 5 datagrams were lost (Connection refused)");
}

static void a_receiver_that_comes_later_gets_the_rest(void **state) {
    te_statsd *s = *state;
    struct sockaddr_in at;
    socklen_t length = sizeof at;
    getsockname(receiver.fd, (struct sockaddr *)&at, &length);
    close(receiver.fd);
    send_line(s, "lost", 1, "c", 0, NULL);
    te_statsd_flush(s);
    receiver.fd = socket(AF_INET, SOCK_DGRAM, 0);
    assert_int_equal(bind(receiver.fd, (struct sockaddr *)&at, length), 0);
    send_line(s, "found", 1, "c", 0, NULL);
    assert_arrives(s, "found:1|c");
    assert_int_equal(account_of(s).lost_datagrams, 1);
}

static void without_losses_there_is_nothing_to_say(void **state) {
    char line[200];
    te_statsd_account account = account_of(*state);
    assert_false(te_statsd_describe_losses(&account, line, sizeof line));
    account = (te_statsd_account){9, 2, 3, 0};
    assert_true(te_statsd_describe_losses(&account, line, sizeof line));
    assert_string_equal(line, "statsd: 2 of 9 datagrams were lost (no socket); "
                              "3 lines were too long or not finite");
}

static void without_a_receiver_nothing_is_done(void **state) {
    (void)state;
    te_statsd_account account = {0};
    send_line(NULL, "n", 1, "c", 0, NULL);
    te_statsd_flush(NULL);
    te_statsd_end(NULL, &account);
    te_statsd_close(NULL);
    assert_int_equal(account.datagrams, 0);
}

static void an_address_is_a_host_and_a_port(void **state) {
    (void)state;
    te_statsd_address a;
    te_error err;
    assert_true(te_statsd_address_read("udp://127.0.0.1:8125", &a, &err));
    assert_int_equal(a.socket.ss_family, AF_INET);
    assert_true(te_statsd_address_read("udp://localhost:1", &a, &err));
    assert_true(te_statsd_address_read("udp://[::1]:65535", &a, &err));
    assert_int_equal(a.socket.ss_family, AF_INET6);
    const struct sockaddr_in6 *six = (const void *)&a.socket;
    assert_int_equal(ntohs(six->sin6_port), 65535);
}

static void a_bad_address_says_what_is_wanted(void **state) {
    (void)state;
    static const char *const bad[] = {
        "",
        "8125",
        "127.0.0.1:8125",
        "udp://",
        "udp://127.0.0.1",
        "udp://:8125",
        "udp://127.0.0.1:",
        "udp://127.0.0.1:0",
        "udp://127.0.0.1:65536",
        "udp://127.0.0.1:99999999999999999999",
        "udp://127.0.0.1:80a",
        "udp://127.0.0.1:8125/",
        "udp://me@127.0.0.1:8125",
        "udp://::1:8125",
        "udp://[::1]",
        "udp://[::1:8125",
        "udp://[]:8125",
        "udp://]:8125",
        "http://127.0.0.1:8125",
    };
    te_statsd_address a;
    te_error err;
    char wanted[300];
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (te_statsd_address_read(bad[i], &a, &err)) fail_msg("%s", bad[i]);
        snprintf(wanted, sizeof wanted,
                 "'%s' is not an address such as "
                 "udp://127.0.0.1:8125 or udp://[::1]:8125",
                 bad[i]);
        assert_string_equal(err.message, wanted);
        assert_int_equal(err.kind, TE_ERROR_INPUT);
    }
    char longer[2000] = "udp://";
    memset(longer + 6, 'h', 1900);
    strcpy(longer + 1906, ":1");
    assert_false(te_statsd_address_read(longer, &a, &err));
    assert_false(te_statsd_address_read("udp://no.such.invalid:1", &a, &err));
    assert_non_null(strstr(err.message, "no host 'no.such.invalid'"));
}

#define WITH_RECEIVER(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_RECEIVER(a_line_says_name_value_type_rate_and_tags),
        WITH_RECEIVER(no_number_has_an_exponent),
        WITH_RECEIVER(the_largest_number_has_room),
        WITH_RECEIVER(numbers_are_plain),
        WITH_RECEIVER(a_rate_stands_for_exactly_so_many),
        WITH_RECEIVER(what_would_end_a_part_is_made_harmless),
        WITH_RECEIVER(what_is_no_utf_8_is_shown_as_such),
        WITH_RECEIVER(datagrams_are_full_and_hold_whole_lines),
        WITH_RECEIVER(a_line_that_no_datagram_holds_is_left_out_and_counted),
        WITH_RECEIVER(what_is_not_finite_is_left_out_and_counted),
        WITH_RECEIVER(a_receiver_that_is_not_there_is_counted_and_no_more),
        WITH_RECEIVER(a_receiver_that_comes_later_gets_the_rest),
        WITH_RECEIVER(without_losses_there_is_nothing_to_say),
        cmocka_unit_test(without_a_receiver_nothing_is_done),
        cmocka_unit_test(an_address_is_a_host_and_a_port),
        cmocka_unit_test(a_bad_address_says_what_is_wanted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "unit.h"

#include "clock.h"
#include "options.h"

/* Reads a command line of words without blanks in them. */
#define MAX_WORDS 16
static char line_copy[1000];
static char *words[MAX_WORDS + 1];
static te_options parsed;
static te_error error;

static bool parse(const char *line) {
    assert_true(strlen(line) < sizeof line_copy);
    strcpy(line_copy, line);
    int count = 0;
    words[count++] = "tengine";
    for (char *word = strtok(line_copy, " "); word; word = strtok(NULL, " ")) {
        assert_true(count < MAX_WORDS);
        words[count++] = word;
    }
    words[count] = NULL;
    error = (te_error){0};
    return te_options_parse(&parsed, count, words, &error);
}

static const te_config *accept(const char *line) {
    if (!parse(line)) fail_msg("%s: %s", line, error.message);
    return &parsed.config;
}

static const char *refuse(const char *line) {
    assert_false(parse(line));
    assert_int_equal(error.kind, TE_ERROR_INPUT);
    return error.message;
}

static void no_arguments_are_the_defaults(void **state) {
    (void)state;
    const te_config defaults = TE_CONFIG_INIT;
    const te_config *c = accept("");
    assert_string_equal(c->scenario_path, "loadtest.lua");
    assert_false(parsed.scenario_named);
    assert_int_equal(c->workers, defaults.workers);
    assert_int_equal(c->duration_ns, defaults.duration_ns);
    assert_int_equal(c->scenario_arg_count, 0);
    assert_false(c->has_seed);
    assert_false(parsed.help || parsed.version);
}

static void no_argv_at_all_is_the_defaults_too(void **state) {
    (void)state;
    char *none[] = {NULL};
    assert_true(te_options_parse(&parsed, 0, none, &error));
    assert_string_equal(parsed.config.scenario_path, "loadtest.lua");
}

static void every_option_reaches_its_field(void **state) {
    (void)state;
    const te_config *c =
        accept("--workers 7 --processes 2 --max-runs 10 --single-run --fail 3 "
               "--seed 99 --exception");
    assert_int_equal(c->workers, 7);
    assert_int_equal(c->threads, 2);
    assert_int_equal(c->max_runs, 10);
    assert_true(c->single_run);
    assert_int_equal(c->fail_limit, 3);
    assert_true(c->has_seed);
    assert_int_equal(c->seed, 99);
    assert_true(c->stop_on_failure);
    c = accept("--duration 5 --ramp-up 4 --delay 3 --graceful-stop 2 "
               "--console-update 1 --insecure --force-shutdown --console");
    assert_int_equal(c->duration_ns, 5 * TE_NS_PER_S);
    assert_int_equal(c->ramp_up_ns, 4 * TE_NS_PER_S);
    assert_int_equal(c->delay_ns, 3 * TE_NS_PER_S);
    assert_int_equal(c->graceful_ns, 2 * TE_NS_PER_S);
    assert_int_equal(c->console_update_ns, 1 * TE_NS_PER_S);
    assert_true(c->insecure && c->force_shutdown && c->console);
    assert_true(accept("--quiet")->quiet);
    assert_int_equal(accept("--verbose")->verbosity, 1);
}

static void short_flags_bundle(void **state) {
    (void)state;
    const te_config *c = accept("-cxvv");
    assert_true(c->console && c->stop_on_failure);
    assert_int_equal(c->verbosity, 2);
    c = accept("-cxw10 a.lua");
    assert_true(c->console && c->stop_on_failure);
    assert_int_equal(c->workers, 10);
    assert_string_equal(c->scenario_path, "a.lua");
    c = accept("-cr 5");
    assert_true(c->console);
    assert_int_equal(c->max_runs, 5);
}

static void a_value_stands_apart_or_attached(void **state) {
    (void)state;
    static const char *const lines[] = {"-w10", "-w 10", "--workers 10",
                                        "--workers=10"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        assert_int_equal(accept(lines[i])->workers, 10);
}

static void each_letter_is_its_long_option(void **state) {
    (void)state;
    const te_config *c = accept("-w3 -p2 -d9 -r4 -f5");
    assert_int_equal(c->workers, 3);
    assert_int_equal(c->threads, 2);
    assert_int_equal(c->duration_ns, 9 * TE_NS_PER_S);
    assert_int_equal(c->max_runs, 4);
    assert_int_equal(c->fail_limit, 5);
    assert_true(accept("-q")->quiet);
}

static void durations_are_seconds_or_have_a_unit(void **state) {
    (void)state;
    assert_int_equal(accept("-d 90")->duration_ns, 90 * TE_NS_PER_S);
    assert_int_equal(accept("-d 0.5")->duration_ns, TE_NS_PER_S / 2);
    assert_int_equal(accept("-d 30s")->duration_ns, 30 * TE_NS_PER_S);
    assert_int_equal(accept("-d 5m")->duration_ns, 300 * TE_NS_PER_S);
    assert_int_equal(accept("--delay=0")->delay_ns, 0);
}

static void of_a_repeated_option_the_last_holds(void **state) {
    (void)state;
    assert_int_equal(accept("-w 1 --workers 2 -w3")->workers, 3);
}

static void options_may_follow_the_scenario(void **state) {
    (void)state;
    const te_config *c = accept("a.lua -w 2 -c");
    assert_string_equal(c->scenario_path, "a.lua");
    assert_true(parsed.scenario_named);
    assert_int_equal(c->workers, 2);
}

static void all_behind_two_dashes_is_the_scenarios(void **state) {
    (void)state;
    const te_config *c = accept("a.lua -c -- --url http://h -w 9 -- --help");
    assert_int_equal(c->scenario_arg_count, 6);
    assert_string_equal(c->scenario_args[0], "--url");
    assert_string_equal(c->scenario_args[5], "--help");
    assert_int_equal(c->workers, TE_CONFIG_DEFAULT.workers);
    assert_false(parsed.help);
    c = accept("-- x");
    assert_string_equal(c->scenario_path, "loadtest.lua");
    assert_int_equal(c->scenario_arg_count, 1);
    assert_int_equal(accept("--")->scenario_arg_count, 0);
}

static void quiet_beats_console_and_requests(void **state) {
    (void)state;
    const te_config *c = accept("-q -c -vv");
    assert_true(c->quiet);
    assert_false(c->console);
    assert_int_equal(c->verbosity, 1);
}

static void verbosity_ends_at_two(void **state) {
    (void)state;
    assert_int_equal(accept("-v")->verbosity, 1);
    assert_int_equal(accept("-v -v")->verbosity, 2);
    assert_int_equal(accept("-vvvvv")->verbosity, 2);
}

static void an_unknown_option_is_named_with_what_was_meant(void **state) {
    (void)state;
    assert_string_equal(refuse("--wrokers 5"),
                        "unknown option --wrokers (did you mean --workers?)");
    assert_string_equal(refuse("--max-run=5"),
                        "unknown option --max-run (did you mean --max-runs?)");
    assert_string_equal(refuse("--nonsense"),
                        "unknown option --nonsense (see tengine --help)");
    assert_string_equal(refuse("-z"), "unknown option -z (see tengine --help)");
    assert_string_equal(refuse("-cz"),
                        "unknown option -z in -cz (see tengine --help)");
    assert_string_equal(refuse("-quiet"),
                        "unknown option -u in -quiet (did you mean --quiet?)");
}

static void an_unknown_option_does_not_show_its_value(void **state) {
    (void)state;
    assert_null(strstr(refuse("--token=hunter2"), "hunter2"));
}

static void an_endless_option_name_is_refused(void **state) {
    (void)state;
    char line[900] = "--";
    memset(line + 2, 'x', sizeof line - 3);
    line[sizeof line - 1] = '\0';
    assert_non_null(strstr(refuse(line), "unknown option --xxx"));
    line[1] = 'z';
    assert_non_null(strstr(refuse(line), "unknown option -z in -zxxx"));
}

static void what_comes_later_is_not_swallowed_silently(void **state) {
    (void)state;
    assert_non_null(strstr(refuse("--rate 100"), "unknown option --rate"));
    assert_non_null(strstr(refuse("--journal x"), "unknown option --journal"));
}

static void a_bad_whole_number_is_told_what_is_wanted(void **state) {
    (void)state;
    assert_string_equal(
        refuse("--workers abc"),
        "--workers: 'abc' is not a whole number from 1 to 1000000");
    assert_string_equal(refuse("-r 0"),
                        "--max-runs: '0' is not a whole number of 1 or more");
    static const char *const lines[] = {
        "-w 0",  "-w -1",      "-w 1.5",    "-w 1000001", "-w 0x10", "-w +5",
        "-w 5x", "--workers=", "-p 0",      "-p 257",     "-f 0",    "-f -3",
        "-w -c", "-w=5",       "--seed -1", "--seed x",   "-r 1e3"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        assert_non_null(strstr(refuse(lines[i]), "is not a whole number"));
}

static void numbers_at_the_ends_of_their_range_are_taken(void **state) {
    (void)state;
    assert_int_equal(accept("-w 1000000")->workers, 1000000);
    assert_int_equal(accept("-p 256")->threads, 256);
    assert_int_equal(accept("--seed 0")->seed, 0);
    assert_true(accept("--seed 18446744073709551615")->seed == UINT64_MAX);
    assert_non_null(
        strstr(refuse("--seed 18446744073709551616"), "not a whole number"));
}

static void a_bad_duration_is_told_what_is_wanted(void **state) {
    (void)state;
    assert_string_equal(refuse("--delay soon"),
                        "--delay: 'soon' is not a duration of 0 or more, such "
                        "as 90, 1.5, 30s or 5m");
    assert_string_equal(refuse("-d 0"),
                        "--duration: '0' is not a duration longer than 0, such "
                        "as 90, 1.5, 30s or 5m");
    static const char *const lines[] = {"--delay -1", "--ramp-up 5x",
                                        "--console-update 0", "-d=5",
                                        "--graceful-stop="};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        assert_non_null(strstr(refuse(lines[i]), "is not a duration"));
}

static void a_duration_that_could_overflow_is_refused(void **state) {
    (void)state;
    assert_string_equal(refuse("-d 3651d"),
                        "--duration: '3651d' is longer than ten years");
    assert_int_equal(accept("-d 3650d")->duration_ns,
                     3650 * 86400 * TE_NS_PER_S);
    assert_non_null(strstr(refuse("--delay 99999999999999999999d"), "--delay"));
}

static void a_missing_value_is_named(void **state) {
    (void)state;
    assert_string_equal(refuse("-c --workers"),
                        "--workers: the value is missing: --workers N");
    assert_string_equal(refuse("-cw"),
                        "--workers: the value is missing: --workers N");
}

static void a_flag_takes_no_value(void **state) {
    (void)state;
    assert_string_equal(refuse("--quiet=1"), "--quiet takes no value");
    assert_string_equal(refuse("--quiet="), "--quiet takes no value");
}

static void a_second_scenario_is_refused(void **state) {
    (void)state;
    assert_string_equal(refuse("a.lua b.lua"),
                        "one scenario at a time: 'a.lua' and 'b.lua' (options "
                        "of the scenario follow a --)");
}

static void help_and_version_end_the_reading(void **state) {
    (void)state;
    accept("-c --help --nonsense");
    assert_true(parsed.help);
    accept("-h");
    assert_true(parsed.help);
    accept("--version --nonsense");
    assert_true(parsed.version);
}

/* The help as a string, to be freed. */
static char *help(void) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    te_options_help(out);
    fclose(out);
    return text;
}

static void help_fits_on_one_screen(void **state) {
    (void)state;
    char *text = help();
    int lines = 0;
    for (char *line = text; *line != '\0'; lines++) {
        size_t length = strcspn(line, "\n");
        if (length >= 80) fail_msg("too wide: %.*s", (int)length, line);
        assert_true(length > 0 && line[length - 1] != ' ');
        line += length + 1;
    }
    assert_true(lines <= 24);
    free(text);
}

static void help_names_options_values_and_defaults(void **state) {
    (void)state;
    char *text = help();
    assert_non_null(strstr(text, "-w, --workers N "));
    assert_non_null(strstr(text, "    --graceful-stop TIME "));
    char value[64];
    snprintf(value, sizeof value, "[%gs]",
             te_s_from_ns(TE_CONFIG_DEFAULT.graceful_ns));
    assert_non_null(strstr(text, value));
    assert_non_null(strstr(text, "107 scenario"));
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_arguments_are_the_defaults),
        cmocka_unit_test(no_argv_at_all_is_the_defaults_too),
        cmocka_unit_test(every_option_reaches_its_field),
        cmocka_unit_test(short_flags_bundle),
        cmocka_unit_test(a_value_stands_apart_or_attached),
        cmocka_unit_test(each_letter_is_its_long_option),
        cmocka_unit_test(durations_are_seconds_or_have_a_unit),
        cmocka_unit_test(of_a_repeated_option_the_last_holds),
        cmocka_unit_test(options_may_follow_the_scenario),
        cmocka_unit_test(all_behind_two_dashes_is_the_scenarios),
        cmocka_unit_test(quiet_beats_console_and_requests),
        cmocka_unit_test(verbosity_ends_at_two),
        cmocka_unit_test(an_unknown_option_is_named_with_what_was_meant),
        cmocka_unit_test(an_unknown_option_does_not_show_its_value),
        cmocka_unit_test(an_endless_option_name_is_refused),
        cmocka_unit_test(what_comes_later_is_not_swallowed_silently),
        cmocka_unit_test(a_bad_whole_number_is_told_what_is_wanted),
        cmocka_unit_test(numbers_at_the_ends_of_their_range_are_taken),
        cmocka_unit_test(a_bad_duration_is_told_what_is_wanted),
        cmocka_unit_test(a_duration_that_could_overflow_is_refused),
        cmocka_unit_test(a_missing_value_is_named),
        cmocka_unit_test(a_flag_takes_no_value),
        cmocka_unit_test(a_second_scenario_is_refused),
        cmocka_unit_test(help_and_version_end_the_reading),
        cmocka_unit_test(help_fits_on_one_screen),
        cmocka_unit_test(help_names_options_values_and_defaults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

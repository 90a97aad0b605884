#include "unit.h"

#include "command_line.h"
#include "options_help.h"

#include <pwd.h>
#include <unistd.h>

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
    assert_null(parsed.help);
    assert_false(parsed.version);
}

static void no_argv_at_all_is_the_defaults_too(void **state) {
    (void)state;
    char *none[] = {NULL};
    te_options_free(&parsed);
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

static void outputs_are_where_they_were_asked_for(void **state) {
    (void)state;
    accept("");
    assert_null(parsed.summary_json);
    accept("--summary-json out/run.json");
    assert_string_equal(parsed.summary_json, "out/run.json");
    accept("--summary-json=- -c a.lua");
    assert_string_equal(parsed.summary_json, "-");
    assert_false(parsed.config.statsd);
    const te_config *c = accept("--statsd --statsd-address udp://[::1]:8125");
    assert_true(c->statsd);
    assert_string_equal(c->statsd_address, "udp://[::1]:8125");
    assert_true(accept("--check")->check);
    accept("--list");
    assert_true(parsed.list);
    assert_string_equal(refuse("--summary-json"),
                        "--summary-json: the value is missing: "
                        "--summary-json FILE");
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
    assert_null(parsed.help);
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
    assert_string_equal(refuse("--gibberish"),
                        "unknown option --gibberish (see tengine --help)");
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
    assert_non_null(strstr(refuse("--dashboard x"), "unknown option"));
    assert_non_null(strstr(refuse("--resign x"), "unknown option --resign"));
}

static void a_run_is_recorded_where_the_user_keeps_state(void **state) {
    (void)state;
    setenv("HOME", "/home/tester", 1);
    unsetenv("XDG_STATE_HOME");
    const te_config *config = accept("-w 1");
    assert_null(config->journal);
    assert_string_equal(config->runs_folder,
                        "/home/tester/.local/state/tengine/runs");
    setenv("XDG_STATE_HOME", "/var/state", 1);
    assert_string_equal(accept("-w 1")->runs_folder, "/var/state/tengine/runs");
    setenv("XDG_STATE_HOME", "relative", 1);
    assert_string_equal(accept("-w 1")->runs_folder,
                        "/home/tester/.local/state/tengine/runs");
    assert_string_equal(accept("--journal run.tlog")->journal, "run.tlog");
    config = accept("--journal run.tlog --no-journal");
    assert_null(config->journal);
    assert_null(config->runs_folder);
    unsetenv("XDG_STATE_HOME");
    unsetenv("HOME");
    const struct passwd *user = getpwuid(getuid());
    char wanted[300] = "";
    if (user != NULL)
        snprintf(wanted, sizeof wanted, "%s/.local/state/tengine/runs",
                 user->pw_dir);
    assert_string_equal(accept("-w 1")->runs_folder, wanted);
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
                                        "--console-update x", "-d=5",
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
    accept("-c --help --gibberish");
    assert_string_equal(parsed.help, "");
    accept("-h");
    assert_string_equal(parsed.help, "");
    accept("--version --gibberish");
    assert_true(parsed.version);
    assert_null(parsed.help);
}

static void help_takes_a_topic(void **state) {
    (void)state;
    accept("--help load --gibberish");
    assert_string_equal(parsed.help, "load");
    accept("--help=end");
    assert_string_equal(parsed.help, "end");
    accept("-h all");
    assert_string_equal(parsed.help, "all");
}

static void an_underscore_counts_as_a_dash(void **state) {
    (void)state;
    assert_int_equal(accept("--max_runs 3")->max_runs, 3);
}

static void a_percentage_may_have_decimals(void **state) {
    (void)state;
    assert_true(accept("")->sizing_tolerance == 5);
    assert_true(accept("--sizing-tolerance 0.5")->sizing_tolerance == 0.5);
    assert_true(accept("--sizing-tolerance 0")->sizing_tolerance == 0);
    assert_true(accept("--sizing-tolerance 100")->sizing_tolerance == 100);
    assert_string_equal(refuse("--sizing-tolerance 5%"),
                        "--sizing-tolerance: '5%' is not a percentage from 0 "
                        "to 100, such as 5 or 0.5");
    static const char *const values[] = {"-1",  "101",   "nan", "inf", "1e1",
                                         "0x5", "1.2.3", ".",   "",    "5,5"};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        char line[64];
        snprintf(line, sizeof line, "--sizing-tolerance=%s", values[i]);
        assert_non_null(strstr(refuse(line), "is not a percentage"));
    }
}

static void sizing_has_workers_and_a_ramp_of_its_own(void **state) {
    (void)state;
    const te_config *c = accept("--sizing");
    assert_true(c->sizing);
    assert_int_equal(c->workers, 500);
    assert_int_equal(c->ramp_up_ns, 300 * TE_NS_PER_S);
    c = accept("--sizing -w 1 --ramp-up 0");
    assert_int_equal(c->workers, 1);
    assert_int_equal(c->ramp_up_ns, 0);
    c = accept("-w 9 --sizing");
    assert_int_equal(c->workers, 9);
    assert_int_equal(c->ramp_up_ns, 300 * TE_NS_PER_S);
    assert_int_equal(accept("--sizing-tolerance 3")->workers, 1);
}

static void extensions_are_kept_in_their_order(void **state) {
    (void)state;
    const te_config *c =
        accept("--use-extension a.lua x.lua --use-extension=b");
    assert_int_equal(c->extension_count, 2);
    assert_string_equal(c->extensions[0], "a.lua");
    assert_string_equal(c->extensions[1], "b");
    assert_string_equal(c->scenario_path, "x.lua");
    assert_int_equal(accept("")->extension_count, 0);
    assert_string_equal(refuse("--use-extension="),
                        "--use-extension: the value is empty");
}

static void a_scenario_can_be_named(void **state) {
    (void)state;
    assert_null(accept("")->single_mode);
    assert_string_equal(accept("-s download")->single_mode, "download");
    assert_string_equal(accept("--single-mode=a")->single_mode, "a");
    assert_string_equal(refuse("-s"), "--single-mode: the value is missing: "
                                      "--single-mode NAME");
}

static void what_means_nothing_is_taken_and_noticed_once(void **state) {
    (void)state;
    accept("--uvloop --uvloop");
    assert_string_equal(te_buf_str(&parsed.notices),
                        "--uvloop means nothing here: the loop is our own\n");
    accept("");
    assert_string_equal(te_buf_str(&parsed.notices), "");
}

/* ---- The help ---- */

/* The help as a string, to be freed. */
static char *help(const char *topic) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    if (!te_options_help(out, topic, &error)) fail_msg("%s", error.message);
    fclose(out);
    return text;
}

static int lines_of(const char *text) {
    int lines = 0;
    for (const char *line = text; *line != '\0'; lines++) {
        size_t length = strcspn(line, "\n");
        if (length >= 80) fail_msg("too wide: %.*s", (int)length, line);
        assert_true(length > 0 && line[length - 1] != ' ');
        line += length + 1;
    }
    return lines;
}

static void help_fits_on_one_screen(void **state) {
    (void)state;
    char *text = help("");
    assert_true(lines_of(text) <= 24);
    free(text);
}

static void all_help_has_every_option(void **state) {
    (void)state;
    char *text = help("all");
    lines_of(text);
    for (const te_option *o = te_options_table; o->name != NULL; o++) {
        char name[64];
        snprintf(name, sizeof name, " --%s ", o->name);
        if (strstr(text, name) == NULL) fail_msg("no%sin %s", name, text);
    }
    free(text);
}

static void help_on_a_topic_has_its_options_only(void **state) {
    (void)state;
    char *text = help("Network");
    assert_int_equal(strncmp(text, "Network ", 8), 0);
    assert_non_null(strstr(text, "--insecure"));
    assert_null(strstr(text, "--workers"));
    assert_null(strstr(text, "Usage"));
    free(text);
    text = help("load");
    assert_non_null(strstr(text, "--sizing-tolerance N "));
    assert_non_null(strstr(text, "[5]\n"));
    free(text);
}

static void an_unknown_topic_is_named_with_what_was_meant(void **state) {
    (void)state;
    assert_false(te_options_help(stdout, "laod", &error));
    assert_memory_equal(error.message,
                        "--help: no topic 'laod' (did you mean load?); there "
                        "are: load, ",
                        63);
    assert_false(te_options_help(stdout, "x.lua", &error));
    assert_null(strstr(error.message, "did you mean"));
}

static void help_names_options_values_and_defaults(void **state) {
    (void)state;
    char *text = help("all");
    assert_non_null(strstr(text, "-w, --workers N "));
    assert_non_null(strstr(text, "    --graceful-stop TIME "));
    char value[64];
    snprintf(value, sizeof value, "[%gs]",
             te_s_from_ns(TE_CONFIG_DEFAULT.graceful_ns));
    assert_non_null(strstr(text, value));
    assert_non_null(strstr(text, "107 scenario"));
    free(text);
}

static int tear_down(void **state) {
    (void)state;
    te_options_free(&parsed);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_arguments_are_the_defaults),
        cmocka_unit_test(no_argv_at_all_is_the_defaults_too),
        cmocka_unit_test(every_option_reaches_its_field),
        cmocka_unit_test(outputs_are_where_they_were_asked_for),
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
        cmocka_unit_test(a_run_is_recorded_where_the_user_keeps_state),
        cmocka_unit_test(a_bad_whole_number_is_told_what_is_wanted),
        cmocka_unit_test(numbers_at_the_ends_of_their_range_are_taken),
        cmocka_unit_test(a_bad_duration_is_told_what_is_wanted),
        cmocka_unit_test(a_duration_that_could_overflow_is_refused),
        cmocka_unit_test(a_missing_value_is_named),
        cmocka_unit_test(a_flag_takes_no_value),
        cmocka_unit_test(a_second_scenario_is_refused),
        cmocka_unit_test(help_and_version_end_the_reading),
        cmocka_unit_test(help_takes_a_topic),
        cmocka_unit_test(an_underscore_counts_as_a_dash),
        cmocka_unit_test(a_percentage_may_have_decimals),
        cmocka_unit_test(sizing_has_workers_and_a_ramp_of_its_own),
        cmocka_unit_test(extensions_are_kept_in_their_order),
        cmocka_unit_test(a_scenario_can_be_named),
        cmocka_unit_test(what_means_nothing_is_taken_and_noticed_once),
        cmocka_unit_test(help_fits_on_one_screen),
        cmocka_unit_test(all_help_has_every_option),
        cmocka_unit_test(help_on_a_topic_has_its_options_only),
        cmocka_unit_test(an_unknown_topic_is_named_with_what_was_meant),
        cmocka_unit_test(help_names_options_values_and_defaults),
    };
    return cmocka_run_group_tests(tests, NULL, tear_down);
}

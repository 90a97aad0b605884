# What the command line takes, and how it says what it does not take.

# version_is_printed
$ "$TENGINE" --version
tengine [0-9]+\.[0-9]+\.[0-9]+ \(Lua 5\.4\.[0-9]+\) (re)

# an_unknown_option_is_named_with_what_was_meant
$ "$TENGINE" --wrokers 10 x.lua
tengine: unknown option --wrokers (did you mean --workers?)
[2]

# an_unknown_option_near_to_none_is_named
$ "$TENGINE" --frobnicate=3
tengine: unknown option --frobnicate (see tengine --help)
[2]

# an_unknown_letter_is_named_with_its_bundle
$ "$TENGINE" -cz
tengine: unknown option -z in -cz (see tengine --help)
[2]

# a_long_option_with_one_dash_is_understood_as_a_slip
$ "$TENGINE" -quiet
tengine: unknown option -u in -quiet (did you mean --quiet?)
[2]

# a_bad_number_names_the_option_and_what_is_wanted
$ "$TENGINE" --workers abc
tengine: --workers: 'abc' is not a whole number from 1 to 1000000
[2]

$ "$TENGINE" -p 257
tengine: --processes: '257' is not a whole number from 1 to 256
[2]

$ "$TENGINE" -r 0
tengine: --max-runs: '0' is not a whole number of 1 or more
[2]

# a_bad_duration_names_the_option_and_what_is_wanted
$ "$TENGINE" --ramp-up soon
tengine: --ramp-up: 'soon' is not a duration of 0 or more, such as 90, 1.5, 30s or 5m
[2]

$ "$TENGINE" --delay=-1
tengine: --delay: '-1' is not a duration of 0 or more, such as 90, 1.5, 30s or 5m
[2]

$ "$TENGINE" -d0
tengine: --duration: '0' is not a duration longer than 0, such as 90, 1.5, 30s or 5m
[2]

# a_missing_value_is_named
$ "$TENGINE" -cw
tengine: --workers: the value is missing: --workers N
[2]

# a_flag_takes_no_value
$ "$TENGINE" --console=yes
tengine: --console takes no value
[2]

# a_second_scenario_is_refused
$ "$TENGINE" a.lua b.lua
tengine: one scenario at a time: 'a.lua' and 'b.lua' (options of the scenario follow a --)
[2]

# without_a_scenario_the_message_says_what_to_do
$ "$TENGINE" -c
tengine: no scenario: loadtest.lua is not in this folder; name a file, such as scenarios/loadtest.lua
[2]

# a_scenario_that_is_not_there_is_bad_input
$ "$TENGINE" gone.lua
tengine: cannot read 'gone.lua': No such file or directory
[2]

# a_folder_is_no_scenario
$ mkdir folder.lua && "$TENGINE" folder.lua
tengine: 'folder.lua' is a folder, not a scenario file
[2]

# quiet_says_errors_all_the_same
$ "$TENGINE" -q gone.lua
tengine: cannot read 'gone.lua': No such file or directory
[2]

# a_full_disk_is_told_and_is_exit_code_74
$ "$TENGINE" --help >/dev/full
tengine: results could not be written to standard output
[74]

# a_closed_output_is_told_and_is_exit_code_74
$ "$TENGINE" --help >&-
tengine: results could not be written to standard output
[74]

# a_reader_that_leaves_does_not_kill_the_command
$ (sleep 0.2; "$TENGINE" --help; echo "exit $?" >&2) | true
tengine: results could not be written to standard output
exit 74

# bad_usage_prints_nothing_on_standard_output
$ "$TENGINE" --gibberish 2>/dev/null
[2]

# --config: molotov's JSON, option by option.

# the_commands_below_share_a_scenario_and_a_config
$ cat > where.lua <<'END'
> local tengine = require "tengine"
> print("aims at " .. (os.getenv "SERVER_URL" or "nothing"), os.getenv "SIZE")
> tengine.scenario("one", function() end)
> tengine.scenario("two", function() end)
> END
> cat > molotov.json <<'END'
> {
>     "molotov": {
>         "env": { "SERVER_URL": "http://a.test", "SIZE": "none" },
>         "requirements": "requirements.txt",
>         "tests": {
>             "big": {
>                 "env": { "SIZE": "big" },
>                 "exception": true,
>                 "max_runs": 5,
>                 "processes": 2,
>                 "scenario": "where.lua",
>                 "workers": 4
>             },
>             "scenario_two_once": {
>                 "console": true,
>                 "exception": true,
>                 "max_runs": 1,
>                 "scenario": "where.lua",
>                 "single_mode": "two"
>             },
>             "test": {
>                 "console": true,
>                 "console_update": 0,
>                 "duration": 0.5,
>                 "scenario": "where.lua",
>                 "verbose": 1
>             }
>         }
>     }
> }
> END

# the_positional_names_the_test
$ "$TENGINE" --config molotov.json big | grep -v '^$'
tengine: molotov.json: 'requirements' means nothing here: no Python is needed
aims at http://a.test	big
SUMMARY  where.lua
...
  load      closed: 4 workers, 5 runs each.* (re)
  workers   4
  threads   2
...
SUCCESSES: 20 | FAILURES: 0
*** Bye ***

# without_a_positional_the_test_is_called_test
$ "$TENGINE" --config molotov.json 2>&1 | grep -e aims -e ended
aims at http://a.test	none
  ended     the time was up

# single_mode_may_stand_in_a_config
$ "$TENGINE" --config molotov.json scenario_two_once | grep -A 2 SCENARIOS
tengine: molotov.json: 'requirements' means nothing here: no Python is needed
SCENARIOS .* (re)
  two  .* (re)


# the_command_line_beats_the_config_wherever_it_stands
$ "$TENGINE" -w 2 --config molotov.json big -r 3 | grep -e '  load' -e SUCC
tengine: molotov.json: 'requirements' means nothing here: no Python is needed
  load      closed: 2 workers, 3 runs each.* (re)
SUCCESSES: 6 | FAILURES: 0

# a_load_on_the_command_line_replaces_that_of_the_config
$ cat > cf.json <<'END'
> {"molotov": {"tests": {
>   "w": {"scenario": "where.lua", "workers": 4, "duration": 0.3},
>   "s": {"scenario": "where.lua", "stages": "1s:2"},
>   "r": {"scenario": "where.lua", "rate": "10/s", "queue_limit": 5},
>   "rs": {"scenario": "where.lua", "stages": "1s:10/s", "queue_limit": 5},
>   "ru": {"scenario": "where.lua", "ramp_up": 1},
>   "d": {"scenario": "where.lua", "delay": 0.1},
>   "mr": {"scenario": "where.lua", "max_runs": 3}}}}
> END
> for given in "w --stages 0.1s:=2,0.1s:1" "s -w 3" "s --rate 10/s -d 0.2" "r --stages 0.1s:=2,0.1s:1" \
>   "rs --stages 0.1s:=2,0.1s:1" "ru --rate 10/s" "d --rate 10/s" "mr --rate 10/s" "r --delay 0.1"
> do
>   "$TENGINE" --config cf.json -d 0.2 $given | grep '^  load'
> done
  load      closed: workers 0.1s:=2, 0.1s:1.* (re)
  load      closed: 3 workers.* (re)
  load      open: 10/s.* (re)
  load      closed: workers 0.1s:=2, 0.1s:1.* (re)
  load      closed: workers 0.1s:=2, 0.1s:1.* (re)
  load      open: 10/s.* (re)
  load      open: 10/s.* (re)
  load      open: 10/s.* (re)
  load      closed: 1 worker.* (re)

# what_contradicts_itself_in_one_source_is_refused
$ "$TENGINE" --config cf.json w --rate 10/s --delay 1
> "$TENGINE" --config cf.json s -w 3 --stages 1s:2
> "$TENGINE" --sizing --rate 5/s where.lua
> echo '{"molotov": {"tests": {"test": {"workers": 1, "stages": "1s:2"}}}}' > bad.json; "$TENGINE" --config bad.json
aims at nothing	nil
tengine: choose one: a rate says when runs begin, and so does a delay
tengine: choose one: --stages or --workers
aims at nothing	nil
tengine: choose one: a rate says when runs begin, and so does --sizing
tengine: choose one: --stages or --workers
[2]

# quiet_is_quiet_about_what_means_nothing_too
$ "$TENGINE" -q --config molotov.json big

# without_a_scenario_it_is_the_default_one
$ echo '{"molotov": {"tests": {"test": {}}}}' > bare.json; "$TENGINE" --config bare.json
tengine: no scenario: loadtest.lua is not in this folder; name a file, such as scenarios/loadtest.lua
[2]

# a_scenario_is_relative_to_the_working_directory
$ mkdir sub && cp molotov.json sub/; "$TENGINE" -q --config sub/molotov.json big

# options_of_the_scenario_follow_two_dashes
$ echo 'local t = require "tengine"; print(t.options { x = "no" }.x); t.scenario("s", function() end)' > loadtest.lua
> "$TENGINE" -r 1 --config bare.json -- --x=yes | sed -n 1p
yes

# a_test_that_is_not_there_is_named_with_those_that_are
$ "$TENGINE" --config molotov.json bigg
tengine: molotov.json: there is no test 'bigg' (did you mean 'big'?); there are: big, scenario_two_once, test
[2]

# an_unknown_option_is_named_with_those_that_are_known
$ echo '{"molotov": {"tests": {"test": {"wrokers": 5}}}}' > bad.json; "$TENGINE" --config bad.json
tengine: bad.json: test 'test': there is no option 'wrokers' [(]did you mean 'workers'[?][)]; there are: scenario, env, workers, .* (re)
[2]

# a_wrong_type_is_told_what_was_wanted
$ for given in '"workers": "5"' '"console": 1' '"duration": true' '"max_runs": 0' '"use_extension": 5'; do
>   echo "{\"molotov\": {\"tests\": {\"test\": {$given}}}}" > bad.json; "$TENGINE" --config bad.json
> done
tengine: bad.json: test 'test': workers: wanted a whole number, not a text
tengine: bad.json: test 'test': console: wanted true or false, not a number
tengine: bad.json: test 'test': duration: wanted seconds as a number, or a text such as "5m", not true or false
tengine: bad.json: test 'test': max_runs: '0' is not a whole number of 1 or more
tengine: bad.json: test 'test': use_extension: wanted a text or a list of texts, not a number
[2]

# an_error_in_the_json_has_file_line_and_column
$ printf '{\n  "molotov": {\n    "tests": [}\n' > bad.json; "$TENGINE" --config bad.json
tengine: bad.json:3:15: .* near '}' (re)
[2]

# what_is_missing_is_named
$ for json in '{}' '{"molotov": {}}' '[]'; do echo "$json" > bad.json; "$TENGINE" --config bad.json; done
> "$TENGINE" --config gone.json
tengine: bad.json: the file has no "molotov"
tengine: bad.json: "molotov" has no "tests"
tengine: bad.json: wanted an object, not a list
tengine: --config: cannot read 'gone.json': No such file or directory
[2]

# a_molotov_file_in_python_is_told_apart
$ touch loadtest.py; echo '{"molotov": {"tests": {"test": {"scenario": "loadtest.py"}}}}' > python.json
> "$TENGINE" --config python.json
tengine: 'loadtest.py' is Python, and scenarios here are Lua: scenarios/README.md shows how one becomes the other
[2]

# a_file_without_end_is_not_read_to_its_end
$ "$TENGINE" --config /dev/zero
tengine: --config: cannot read '/dev/zero': File too large
[2]

# tengine.profile() and --profile: the load that a file asks for.

# the_commands_below_share_a_scenario_with_two_loads
$ cat > two.lua <<'END'
> local tengine = require "tengine"
> tengine.profile { rate = "100/s", duration = "0.5s", scenarios = "buy", tags = { load = "first" } }
> tengine.profile { workers = 2, runs_per_worker = 3, start = 0.2, scenarios = { "look" } }
> tengine.scenario("look", function(session) print("look", session.worker_id >= 1000) end)
> tengine.scenario("buy", function() end)
> tengine.summary(function(result)
>   return ("first %d, all %d, buy %d"):format(result:sum("scenario.runs", "load:first"),
>     result:sum "scenario.runs", result:sum("scenario.runs", "scenario:buy"))
> end)
> END

# several_loads_at_once_have_scenarios_starts_and_tags_of_their_own
$ "$TENGINE" two.lua
look	true
look	true
look	true
look	true
look	true
look	true
first 50, all 56, buy 50
SUCCESSES: 56 | FAILURES: 0
*** Bye ***

# also_over_threads
$ "$TENGINE" -p 2 two.lua | grep first
first 50, all 56, buy 50

# the_command_line_takes_the_place_of_all_of_them
$ "$TENGINE" -w 1 -r 4 -s buy two.lua | grep first
> "$TENGINE" --total-runs 7 --rate 100/s -s buy two.lua | grep first
first 0, all 4, buy 4
first 0, all 7, buy 7

# a_file_of_profiles_takes_the_place_of_those_of_the_scenario
$ echo 'require("tengine").profile { workers = 3, runs_per_worker = 2, scenarios = "buy" }' > p.lua
> "$TENGINE" --profile p.lua two.lua | grep first
first 0, all 6, buy 6

# what_is_given_beside_it_holds
$ "$TENGINE" --profile p.lua -r 5 two.lua | grep first
> "$TENGINE" --profile p.lua --total-runs 4 two.lua | grep first
first 0, all 15, buy 15
first 0, all 4, buy 4

# what_is_given_of_rates_reaches_those_of_the_file
$ echo 'require("tengine").scenario("nap", function() require("tengine").sleep(0.1) end)' > nap.lua
> echo 'require("tengine").profile { rate = "100/s", duration = 0.5 }' > r.lua
> "$TENGINE" --profile r.lua --max-workers 5 nap.lua | grep -e '^  workers' -e '^    dropped'
> "$TENGINE" --profile r.lua --max-workers 5 --queue-limit 2 nap.lua | grep -o 'of 50 planned runs were dropped'
  workers   5
    dropped                       0      0 %
of 50 planned runs were dropped

# what_no_profile_of_the_file_could_use_is_an_error
$ "$TENGINE" --profile r.lua --delay 1 nap.lua; "$TENGINE" --profile r.lua -r 1 nap.lua
> "$TENGINE" --profile p.lua --queue-limit 5 two.lua; "$TENGINE" --queue-limit 5 nap.lua
tengine: a delay is of workers that run again and again, and no profile has them
tengine: runs per worker is of workers that run again and again, and no profile has them
tengine: queue-limit is of a rate, and no profile has one
tengine: queue-limit is of a rate, and none was given
[2]

# the_files_that_are_shipped_are_profiles
$ echo 'require("tengine").scenario("s", function() require("tengine").sleep(0.05) end)' > s.lua
> for name in smoke ramp soak spike stress breakpoint; do
>   "$TENGINE" -d 0.2 --profile "$SCENARIOS/profiles/$name.lua" s.lua | grep -e ended
> done | sort | uniq -c
      6   ended     the time was up

# the_summary_its_json_and_the_journal_tell_what_load_was_run
$ loads() { "$TENGINE" "$@" --summary-json out.json | sed -n '/^  load/,/^  workers/p' | sed '$d'; }
> loads -w 3 --ramp-up 0.1 -r 2 -d 90 --delay 0.01 s.lua
> loads --stages '0.1s:3, 0.2s:=2' -p 2 --interval 0.06 s.lua
> loads -d 24h s.lua -r 1; loads s.lua -r 1
> loads --rate 300/m --arrivals poisson -d 0.3 --max-workers 5 --queue-limit 0 --total-runs 4 s.lua
> loads --rate 2000000/s -d 0.001 --total-runs 1 s.lua; loads --stages '1s:=2000000/s, 1s:1/s' --total-runs 1 s.lua
> loads --journal run.tlog two.lua; sed -n '/"loads"/,/]/p' out.json
> "$TENGINE" report --json run.tlog | sed -n '/"loads"/,/]/p' > again; sed -n '/"loads"/,/]/p' out.json | diff - again
  load      closed: 3 workers, ramp-up 0.1s, 2 runs each, pause 0.01s, for 1m30s
  load      closed: workers 0.1s:3, 0.2s:=2, one each 0.06s
  load      closed: 1 worker, 1 run each, for 24h
  load      closed: 1 worker, 1 run each
  load      open: 5/s, poisson, at most 5 workers, 0 may wait, 4 runs in all,
            for 0.3s
  load      open: 2,000,000/s, even, at most 1,000 workers, 10,000 may wait, 1
            run in all, for 0.001s
  load      open: 1s:=2000000/s, 1s:1/s, even, at most 1,000 workers, 10,000 may
            wait, 1 run in all
  "loads": [
    "open: 100/s, even, at most 1,000 workers, 10,000 may wait, for 0.5s, of buy, tags load:first",
    "closed: 2 workers, 3 runs each, from 0.2s on, of look"
  ],

# a_check_runs_everything_once_all_the_same
$ "$TENGINE" --check two.lua | grep -c '^look'
1

# a_profile_that_is_wrong_says_where_and_why
$ wrong() { echo "local tengine = require 'tengine' tengine.profile $1
> tengine.scenario('s', function() end)" > wrong.lua; "$TENGINE" wrong.lua; }
> wrong '{ rat = "5/s" }'; wrong '{ stages = "5x:1" }'; wrong '{}'; wrong '{ rate = "5/s", delay = 1 }'
> wrong '{ workers = 0 }'; wrong '{ stages = "1s:5", workers = 2 }'; wrong '{ workers = 1, start = "soon" }'
> wrong '{ workers = 1, scenarios = {} }'; wrong '{ workers = 1, scenarios = "S" }'
> wrong '{ workers = 1, queue_limit = 3 }'
tengine: wrong.lua:1: profile: unknown option 'rat'; did you mean 'rate'?
tengine: wrong.lua:1: profile: stages: '5x:1': expected a duration before the colon, such as 90, 30s or 5m
tengine: wrong.lua:1: profile: it needs workers, stages or a rate
tengine: wrong.lua:1: profile: choose one: a rate says when runs begin, and so does a delay
tengine: wrong.lua:1: profile: workers is a whole number from 1 to 1000000
tengine: wrong.lua:1: profile: choose one: stages or workers
tengine: wrong.lua:1: profile: start: duration: 'soon': expected a number and one of ns us ms s m h d
tengine: wrong.lua:1: profile: scenarios names none
tengine: wrong.lua: a profile names 'S', which is no scenario; did you mean 's'?
tengine: wrong.lua:1: profile: queue-limit is of a rate, and none was given
[107]

$ echo 'x = 1' > none.lua; "$TENGINE" --profile none.lua s.lua; "$TENGINE" --profile gone.lua s.lua
tengine: none.lua:.* (re)
tengine: cannot read 'gone.lua': No such file or directory
[2]

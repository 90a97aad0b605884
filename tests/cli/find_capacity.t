# --find-capacity: the highest load that holds. How it searches and judges is in
# unit/search_test and unit/capacity_test; here it meets a server that serves
# 150 requests a second: three at a time, in 20 ms each.
# labels: slow

# the_commands_below_share_a_scenario
$ cat > queue.lua <<'EOF'
> local tengine = require "tengine"
> tengine.threshold("http.duration", "max < 1us") -- of a load test, not of this
> tengine.setup(function() return { base_url = os.getenv "ORIGIN" } end)
> tengine.scenario("queue", function(session)
>   assert(session:get("/queue?places=3&ms=20", { name = "queue" }).ok)
> end)
> EOF
> : "$ORIGIN"; ln -s "$(dirname "$RUNNER")/check_schema" .
> cat > tengine.sh <<'EOF'
> exec "$TENGINE" --capacity-window 1s "$@" queue.lua
> EOF

# a_rate_is_found_with_its_evidence_and_all_levels
$ bash tengine.sh --find-capacity 'http.duration p99 < 200ms, http.failed < 0.1%' --rate 100/s -c --summary-json rate.json --journal rate.tlog > out; echo "exit $?"
> grep -E '^ +rate 100/s (is judged|settles)' out | head -1; grep ended out; sed -n '/^LEVELS/,$p' out
exit 0
         rate 100/s is judged from now on
  ended     the search for the capacity is over
LEVELS             runs/s  http.duration p99  http.failed
  rate 100/s +1?[0-9]+(\.[0-9])? +[0-9.]+ ms +0 % +held (re)
  rate 200/s +[0-9.]+ +[0-9.]+ m?s +0 % +(broke|generator) (re)
...
  rate [0-9.]+/s .* held again (re)
...

CAPACITY  (at least )?1[0-9.]+ requests/s held \(rate 1[0-9.]+/s for [0-9] s:.* (re)
...
          rate [12][0-9.]+/s broke: http.duration p99 [2-9][0-9.]+ ms (re)
...
*** Bye ***

# it_is_within_15_percent_of_the_truth
$ awk '/"held": \{/ { held = 1 } held && /"requests_per_s"/ { sub(",", ""); print ($2 > 150 * 0.85 && $2 < 150 * 1.15); exit }' rate.json
1

# and_for_programs_too
$ ./check_schema "$ROOT/engine/summary.schema.json" rate.json
> grep -E '"cause"|"state"|"load_unit"|"text": "http|"window_s"' rate.json
    "cause": "capacity",
    "state": "found",
    "load_unit": "runs_per_second",
    "window_s": 1.0,
        "text": "http.duration p99 < 200ms",
        "text": "http.failed < 0.1%",

# its_journal_tells_the_same
$ "$TENGINE" report rate.tlog | sed -n '/^LEVELS/,/^$/p; /^CAPACITY/,/^$/p' > told
> sed -n '/^LEVELS/,/^$/p; /^CAPACITY/,/^$/p' out | diff - told && wc -l < told | awk '{ print ($1 > 8) }'
> "$TENGINE" report --json rate.tlog | sed -n '/"capacity": {/,/"thresholds"/p' > told
> sed -n '/"capacity": {/,/"thresholds"/p' rate.json | diff - told && wc -l < told | awk '{ print ($1 > 50) }'
1
1

# without_a_rate_it_is_workers_that_are_found
$ bash tengine.sh --find-capacity 'http.duration p95 < 100ms' -w 12 --max-workers 16 -q --summary-json workers.json; echo "exit $?"
> grep '"load_unit"' workers.json; awk '/"held": \{/ { held = 1 } held && /"load"/ { sub(",", ""); print ($2 >= 12 && $2 <= 16); exit }' workers.json
exit 0
    "load_unit": "workers",
1

# what_never_breaks_is_said_to_have_held_the_most
$ bash tengine.sh --find-capacity 'http.duration p95 < 10s' -w 2 --max-workers 3 > out; sed -n '/^CAPACITY/,/^$/p' out
CAPACITY  at least 1[0-9.]+ requests/s held \(3 workers for [0-9] s:.* (re)
...
          nothing broke it: 3 workers is the most that was allowed

# where_the_generator_is_what_does_not_keep_up_it_says_so
$ cat > busy.lua <<'EOF'
> local tengine = require "tengine"
> tengine.scenario("busy", function() -- one after the other, 20 ms each
>   local over = tengine.now() + 0.02
>   while tengine.now() < over do end
> end)
> EOF
> "$TENGINE" --find-capacity 'scenario.duration p50 < 90ms' --capacity-window 1s -w 4 --max-workers 5 --strict busy.lua > out; echo "exit $?"
> sed -n '/^CAPACITY/,/^$/p' out
exit 111
CAPACITY  at least [0-9.]+ runs/s held \(4 workers for [0-9] s: scenario.duration.* (re)
...
          the generator, not the target, was the limit: .* of the time.* (re)
...

# a_search_that_does_not_finish_in_the_time_says_so_and_is_exit_code_99
$ bash tengine.sh --find-capacity 'http.duration p99 < 10s' -d 2.5 --rate 20/s > out; echo "exit $?"; grep -E 'ended' out; sed -n '/^CAPACITY/,/^$/p' out
exit 99
  ended     the time was up
CAPACITY  not finished: [0-9.]+ requests/s held \(rate 20/s for [0-9] s:.* (re)
...

# where_nothing_holds_there_is_no_capacity
$ bash tengine.sh --find-capacity 'http.duration p50 < 1ms' -w 1 > out; echo "exit $?"; sed -n '/^CAPACITY/,/^$/p' out
exit 99
CAPACITY  none: no load held
          1 worker broke: http.duration p50 2[0-9.]+ ms (re)

# where_nothing_is_measured_it_says_so
$ bash tengine.sh --find-capacity 'cart.size p50 < 10' > out; echo "exit $?"; sed -n '/^CAPACITY/,/^$/p' out
exit 99
CAPACITY  none: 1 worker could not be judged: cart.size p50: it never appeared
          in 3 s

# a_signal_ends_it_as_any_run
$ bash tengine.sh --find-capacity 'http.failed < 1%' -c --journal stopped.tlog > out & until grep -q '2 workers settles' out 2>/dev/null; do sleep 0.02; done
> kill -INT $!; wait $!; echo "exit $?"; sed -n '/^CAPACITY/,/^$/p' out
> "$TENGINE" report stopped.tlog | sed -n '/^LEVELS/,/^$/p' > told; sed -n '/^LEVELS/,/^$/p' out | diff - told && wc -l < told
exit 105
CAPACITY  not finished: .* held \(1 worker for [0-9] s: http.failed.* (re)
...

3

# criteria_that_cannot_be_read_are_bad_input
$ bash tengine.sh --find-capacity 'http.duration p99 < 200ms, http.faild < 1%'
tengine: threshold 'http.faild < 1%': 'http.faild' in column 1: expected a metric of the engine or one of your own; did you mean 'http.failed'?
[2]

# so_are_those_that_are_about_a_whole_run
$ bash tengine.sh --find-capacity 'http.failed < 1% over 1m'
tengine: criterion 'http.failed < 1% over 1m': over is about a run, and a criterion about one window of it
[2]

# what_says_another_load_or_another_end_contradicts_it
$ for other in --sizing --check --single-run '--stages 5s:5' '--profile p.lua' '--ramp-up 3' '--warm-up 3s' '-r 5' '--total-runs 7' '--threshold http.failed<1%' '--control c.sock' -x; do
>     : > p.lua; bash tengine.sh --find-capacity 'http.failed < 1%' $other; done
tengine: choose one: --find-capacity or --sizing
tengine: choose one: --find-capacity or --check
tengine: choose one: --find-capacity or --single-run
tengine: choose one: --find-capacity or --stages
tengine: choose one: --find-capacity or --profile
tengine: choose one: --find-capacity or --ramp-up
tengine: choose one: --find-capacity or --warm-up
tengine: choose one: --find-capacity or --max-runs
tengine: choose one: --find-capacity or --total-runs
tengine: choose one: --find-capacity or --threshold
tengine: choose one: --find-capacity or --control
tengine: choose one: --find-capacity or --exception
[2]

# the_warm_up_of_a_files_profile_is_none_of_a_search
$ echo 'require("tengine").profile { workers = 2, duration = 60, warm_up = 30 }' | cat - queue.lua > warm.lua
> "$TENGINE" --capacity-window 1s --find-capacity 'http.duration p50 < 1ms' warm.lua > out; echo "exit $?"; grep -c ^WARM-UP out; grep -A1 ^CAPACITY out
exit 99
0
CAPACITY  none: no load held
          1 worker broke: http.duration p50 2[0-9.]+ ms (re)

# a_window_has_a_second_at_least_and_is_of_a_search
$ "$TENGINE" --find-capacity 'http.failed < 1%' --capacity-window 0.5s queue.lua; "$TENGINE" --capacity-window 2h queue.lua
> "$TENGINE" --capacity-window 5s queue.lua
tengine: --capacity-window: '0.5s' is not a duration from 1s to 3600s
tengine: --capacity-window: '2h' is not a duration from 1s to 3600s
tengine: --capacity-window is of --find-capacity, and none was given
[2]

# there_may_be_no_more_workers_at_first_than_at_most
$ bash tengine.sh --find-capacity 'http.failed < 1%' -w 20 --max-workers 10
tengine: 20 workers are more than the 10 of max-workers
[2]

# --sizing: more and more workers, until too many runs fail. What counts as
# too many, when, is in unit/sizing_test.

# the_commands_below_share_a_server_that_bears_five_workers
$ cat > five.lua <<'END'
> local tengine = require "tengine"
> tengine.scenario("five", function(session)
>   tengine.sleep(0.005)
>   assert(session.worker_id < 5, "overloaded")
> end)
> END

# it_ends_when_the_tolerance_is_passed_and_says_with_how_many_workers
$ "$TENGINE" --sizing -w 100 --ramp-up 10s five.lua
...
  ended     more runs failed than --sizing tolerates
...
SIZING   tolerance of 5 % passed: [0-9.]+ % of the last minute's [0-9,]+ runs.* (re)
.* with [1-9][0-9]* workers (re)

...
SUCCESSES: [0-9]+ \| FAILURES: [0-9]+ (re)
*** Bye ***

# with_fewer_workers_than_were_asked_for
$ "$TENGINE" --sizing -w 100 --ramp-up 10s five.lua | awk '/of which/ { print $2 == "100,", $5 < 60 }'
1 1

# the_tolerance_can_be_chosen_with_decimals
$ "$TENGINE" --sizing --sizing-tolerance 0.5 -w 10 --ramp-up 0.5 five.lua | grep -o 'tolerance of 0.5 % passed'
tolerance of 0.5 % passed

# a_tolerance_of_100_is_never_passed
$ "$TENGINE" --sizing --sizing-tolerance 100 -w 10 --ramp-up 0 -d 1.2 five.lua | sed -n '/ended/p; /^SIZING/,/^$/p'
  ended     the time was up
SIZING   not finished: [0-9.]+ % of the last minute's [0-9,]+ runs.* (re)
.* workers; a verdict needs 100 runs in a .* (re)
...

# fewer_than_100_runs_are_no_verdict
$ "$TENGINE" --sizing -w 9 --ramp-up 0 -r 11 five.lua | sed -n '/^SIZING/,$p'
SIZING   not finished: 44.4 % of the last minute's 99 runs failed, with 9
         workers; a verdict needs 100 runs in a minute, of which more than 5 %
         fail

SUCCESSES: 55 | FAILURES: 44
*** Bye ***

# 500_workers_in_300_seconds_unless_told_otherwise
$ "$TENGINE" --sizing -d 0.2 five.lua | grep '  workers'; "$TENGINE" --sizing -w 1 -d 0.2 five.lua | grep '  workers'
  workers   500, of which 1 began
  workers   1

# the_exit_code_is_that_of_a_run_that_ended_unless_another_rule_says_more
$ "$TENGINE" -q --sizing -w 10 --ramp-up 1 five.lua; echo "exit $?"
> "$TENGINE" -q --sizing -w 10 --ramp-up 1 --fail 1 five.lua; echo "exit $?"
exit 0
exit 1

# a_tolerance_that_is_none_is_refused
$ "$TENGINE" --sizing --sizing-tolerance much five.lua
tengine: --sizing-tolerance: 'much' is not a percentage from 0 to 100, such as 5 or 0.5
[2]

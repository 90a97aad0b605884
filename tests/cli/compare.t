# Comparing: what differs between recorded runs, and how sure that is.
# labels: waits

$ cat > pay.lua <<'END_OF_FILE'
> local tengine = require "tengine"
> tengine.options { ms = { 10.0, "how long paying takes, on average" }, own = { false, "with a metric of its own" } }
> -- Many values a run, so that runs of seconds tell.
> tengine.scenario("pay", function(session)
>   local pay = tengine.metric.trend("pay", { kind = "card" })
>   for _ = 1, 100 do pay:add(tengine.random.exponential(session.args.ms / 1000)) end
>   if session.args.own then tengine.metric.counter("gifts"):add() end
>   tengine.check("paid", session.step % 10 > 0)
>   tengine.sleep(0.02)
> end)
> END_OF_FILE
> "$TENGINE" -q -w 2 -d 6 --seed 1 --journal base.tlog pay.lua &
> "$TENGINE" -q -w 2 -d 6 --seed 2 --journal like.tlog pay.lua &
> "$TENGINE" -q -w 2 -d 6 --seed 3 --journal slow.tlog pay.lua -- --ms 15 &
> "$TENGINE" -q -w 2 -d 1 --seed 4 --journal short.tlog pay.lua -- --ms 15 &
> "$TENGINE" -q -w 4 -d 6 --seed 5 --journal other.tlog pay.lua -- --own &
> "$TENGINE" -q -w 2 -d 8 --warm-up 2s --seed 6 --journal warm.tlog pay.lua &
> "$TENGINE" -q -w 2 -r 5 --warm-up 1h --journal cold.tlog pay.lua &
> "$TENGINE" -q -w 2 -d 3 --seed 7 --journal smoke.tlog pay.lua &
> "$TENGINE" -q -w 2 -d 3 --seed 8 --journal smoke_like.tlog pay.lua &
> "$TENGINE" -q -w 2 -d 3 --seed 9 --journal smoke_slow.tlog pay.lua -- --ms 20 &
> "$TENGINE" -q -d 4 --find-capacity 'pay p99 < 1s' --capacity-window 1s --max-workers 4 --journal search.tlog pay.lua & wait

# what_is_slower_is_worse_and_past_its_bound_exits_with_99
$ "$TENGINE" compare base.tlog slow.tlog --fail-if 'pay p99 +10%' --fail-if 'pay{kind:card} avg +100ms' > slow; echo "exit $?"
> grep -A9 '^  pay card' slow
exit 99
  pay card
    avg  .* \+[45][0-9][.][0-9] %  +\+[345][0-9][.][0-9] to \+[56][0-9][.][0-9] +worse (re)
    p50  .* worse (re)
    p95  .* worse (re)
    p99  .* worse (re)

FAIL IF
  BROKEN   pay p99 +10%
  holds    pay{kind:card} avg +100ms

# the_other_way_round_it_is_better_and_breaks_nothing
$ "$TENGINE" compare slow.tlog base.tlog --fail-if 'pay p99 +10%' > fast; echo "exit $?"; grep -A4 '^  pay' fast | grep -c 'better$'; tail -n 1 fast
exit 0
4
  holds    pay p99 +10%

# a_run_does_not_differ_from_itself
$ "$TENGINE" compare base.tlog base.tlog > same; grep -cE 'better|worse|more|less' same; head -n 4 same
0
  base  1 run of [0-9.]+ s (re)
  new   1 run of [0-9.]+ s (re)

COMPARED  .* base +new +change +95 % (re)

# the_same_files_give_the_same_answer
$ for i in 1 2; do "$TENGINE" compare --json base.tlog like.tlog -- slow.tlog > $i.json; done; cmp 1.json 2.json

# several_runs_a_side_stand_around_two_dashes
$ "$TENGINE" compare --fail-if 'pay avg +10%' base.tlog like.tlog -- slow.tlog slow.tlog | sed -n 1,2p
  base  2 runs of [0-9.]+ s (re)
  new   2 runs of [0-9.]+ s (re)

# another_load_is_said_and_a_metric_of_one_side_too
$ "$TENGINE" compare base.tlog other.tlog > other; echo $(sed -n 3,4p other); grep -A1 gifts other
the load is not the same: base ran at [0-9.]+ runs/s with 2 workers, new at [0-9.]+ with 4 (re)
  gifts
    rate  .* - +[0-9.]+/s +- +- +one side (re)

# three_seconds_tell_what_is_twice_as_slow
$ "$TENGINE" compare smoke.tlog smoke_slow.tlog --fail-if 'pay p95 +10%' > smoke; echo "exit $?"; tail -n 1 smoke
> "$TENGINE" compare smoke.tlog smoke_like.tlog --fail-if 'pay p95 +10%' > smoke; echo "exit $?"; tail -n 1 smoke
exit 99
  BROKEN   pay p95 +10%
exit 0
  holds    pay p95 +10%

# a_run_that_is_too_short_to_tell_breaks_nothing
$ "$TENGINE" compare base.tlog short.tlog --fail-if 'pay p99 +10%' > short; echo "exit $?"; grep -c 'too short$' short; tail -n 2 short
exit 0
12
  unclear  pay p99 +10%: past it, but a run has too little of it to tell; that
           takes two seconds or more with such values, or several runs a side

# a_warm_up_is_left_out
$ "$TENGINE" compare base.tlog warm.tlog --fail-if 'pay p99 +20%' > warm; echo "exit $?"; sed -n 1,3p warm; tail -n 1 warm
exit 0
  base  1 run of [0-9.]+ s (re)
  new   1 run of [56][.][0-9]+ s, without the first 2[.][0-9]+ s (re)

  holds    pay p99 \+20% (re)

# a_run_that_ended_or_was_killed_in_its_warm_up_has_nothing_to_compare
$ "$TENGINE" -q -w 2 --warm-up 1h --journal killed.tlog pay.lua & pid=$!
> until grep -q '"number":1,' killed.tlog 2> errors; do sleep 0.05; done
> kill -9 $pid; wait $pid 2> errors
> for file in cold killed; do "$TENGINE" compare base.tlog $file.tlog --fail-if 'pay p99 +10%' > nothing; echo "exit $?"
>   sed -n 2,3p nothing; tail -n 1 nothing; done
exit 99
  new   1 run, and nothing was measured

  BROKEN   pay p99 +10%: there is nothing to compare
exit 99
  new   1 run, and nothing was measured

  BROKEN   pay p99 +10%: there is nothing to compare

# so_may_searches_be_compared
$ "$TENGINE" compare base.tlog search.tlog | grep -c '^COMPARED'; "$TENGINE" compare search.tlog warm.tlog | grep -c '^COMPARED'
1
1

# a_metric_that_is_nowhere_breaks_its_bound
$ "$TENGINE" compare base.tlog like.tlog --fail-if 'pya p99 +10%' | tail -n 1; exit ${PIPESTATUS[0]}
  BROKEN   pya p99 +10%: there is nothing to compare
[99]

# its_json_is_as_the_schema_says
$ for files in "base slow" "base other" "base short"; do set -- $files
>   "$TENGINE" compare --json $1.tlog $2.tlog --fail-if 'gone avg +1%' --fail-if 'pay p50 +1us' > $2.json
> done; "$ROOT/tests/cli/check_schema" "$ROOT/engine/compare.schema.json" slow.json other.json short.json
> grep -A3 '"bounds"' slow.json
  "bounds": [
    {
      "bound": "gone avg +1%",
      "verdict": "nothing"

# bad_input_is_told
$ "$TENGINE" compare base.tlog; "$TENGINE" compare base.tlog like.tlog slow.tlog; "$TENGINE" compare base.tlog -- ; "$TENGINE" compare pay.lua base.tlog
> "$TENGINE" compare base.tlog gone.tlog; "$TENGINE" compare base.tlog like.tlog --fail-if 'http.duraton p99 +10%'; "$TENGINE" compare base.tlog like.tlog --fail-if 'pay p99'
> "$TENGINE" compare base.tlog like.tlog --fail-if 'pay p99 +1MB'; "$TENGINE" compare --jsno base.tlog like.tlog
> "$TENGINE" compare base.tlog -- like.tlog --fail-if 'pay p99 +10%'
tengine: compare: which journals? tengine compare BASE NEW
tengine: compare: which of them are new? tengine compare BASE... -- NEW...
tengine: compare: which journals? tengine compare BASE NEW
tengine: pay.lua:1: this is no line of a journal of tengine
tengine: cannot read 'gone.tlog': No such file or directory
tengine: --fail-if 'http.duraton p99': 'http.duraton' in column 1: expected a metric of the engine or one of your own; did you mean 'http.duration'?
tengine: --fail-if 'pay p99': expected how much is too much at its end, such as +10%, -5% or +20ms
tengine: --fail-if 'pay p99 +1MB': such a figure changes by 10% or 20ms
tengine: unknown option --jsno (did you mean --json?)
tengine: cannot read '--fail-if': No such file or directory: options stand before the --
[2]

# what_could_not_be_written_is_told
$ "$TENGINE" compare base.tlog like.tlog > /dev/full
tengine: results could not be written to standard output
[74]

# help_is_a_page
$ "$TENGINE" compare --help | awk 'length > 80'; "$TENGINE" compare --help | sed -n 1,2p
Usage    tengine compare [options] BASE NEW
         tengine compare [options] BASE... -- NEW...   several runs a side

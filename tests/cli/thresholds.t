# What must hold of a run. How a threshold is judged is in unit/threshold_test,
# what may be written in unit/threshold_spec_test.

# the_commands_below_share_a_scenario
$ cat > naps.lua <<'END'
> local tengine = require "tengine"
> tengine.threshold "scenario.duration p95 < 10s"
> tengine.scenario("nap", function() tengine.sleep(0.001) end)
> END

# one_that_holds_changes_nothing
$ "$TENGINE" -r 3 naps.lua | sed -n '/^THRESHOLDS/,/^$/p'; echo "exit ${PIPESTATUS[0]}"
THRESHOLDS  0 of 1 failed
  ok        scenario.duration p95 < 10s: [0-9.]+ ms (re)

exit 0

# one_that_is_broken_is_exit_code_99_and_comes_first
$ "$TENGINE" -r 3 --threshold 'scenario.runs count > 3' --threshold 'scenario.failed < 1%' naps.lua
...
THRESHOLDS  1 of 3 failed
  FAILED    scenario.runs count > 3: 3, broken since [0-9.]+ ms (re)
  ok        scenario.failed < 1%: 0 %
  ok        scenario.duration p95 < 10s: [0-9.]+ ms (re)

TOTALS .* (re)
...
SUCCESSES: 3 | FAILURES: 0
*** Bye ***
[99]

# a_metric_that_never_appeared_fails_and_says_so
$ "$TENGINE" -r 1 --threshold 'naps.lenght p95 < 1s' --threshold 'scenario.failed{scenario:nop} < 1%' naps.lua | sed -n '/FAILED/,/^  ok/p'
  FAILED    naps.lenght p95 < 1s: it never appeared
  FAILED    scenario.failed{scenario:nop} < 1%: it never appeared with these
            tags; it has scenario, and your own
  ok        scenario.duration p95 < 10s: [0-9.]+ ms (re)

# what_had_too_few_samples_is_not_judged_and_fails_nothing
$ "$TENGINE" -r 3 --threshold 'scenario.duration max < 1us after 1000 samples' naps.lua | grep -A 1 'unjudged'; echo "exit ${PIPESTATUS[0]}"
  unjudged  scenario.duration max < 1us after 1000 samples: 3 of 1,000 samples
  ok        scenario.duration p95 < 10s: [0-9.]+ ms (re)
exit 0

# abort_ends_the_run_at_once
$ cat > long.lua <<'END'
> local tengine = require "tengine"
> tengine.threshold("scenario.duration", "max < 1us after 2 samples abort")
> tengine.scenario("short", { weight = 1 }, function() tengine.sleep(0.001) end)
> tengine.scenario("long", { weight = 1 }, function() tengine.sleep(30) end)
> END
> "$TENGINE" --seed 1 -w 20 -d 20 long.lua | sed -n '/ended/,/took/p'; echo "exit ${PIPESTATUS[0]}"
  ended     a threshold with abort is broken: scenario.duration max < 1us after
            2 samples abort
  took      [12].[0-9]+ s (re)
exit 99

# failed_runs_and_signals_weigh_more
$ cat > fails.lua <<'END'
> local tengine = require "tengine"
> tengine.scenario("fails", function() error "no" end)
> END
> "$TENGINE" -q -r 1 --threshold 'scenario.failed < 1%' fails.lua; echo "exit $?"
> "$TENGINE" -q -d 30 --threshold 'scenario.runs count < 1' naps.lua & sleep 0.3; kill -INT $!; wait $!; echo "exit $?"
exit 1
exit 105

# quiet_runs_have_the_exit_code_too
$ "$TENGINE" -q -r 1 --threshold 'scenario.runs count < 1' naps.lua
[99]

# check_judges_nothing_but_reads_them
$ "$TENGINE" -q --check --threshold 'scenario.runs count > 100' naps.lua; echo "exit $?"
> "$TENGINE" -q --check --threshold 'scenario.runs cuont > 100' naps.lua
exit 0
tengine: threshold 'scenario.runs cuont > 100': 'cuont' in column 15: expected p0 to p100, avg, min, max, count or rate; did you mean 'count'?
[2]

# a_slip_in_the_file_is_an_error_at_load_with_its_line
$ cat > slip.lua <<'END'
> local tengine = require "tengine"
> tengine.threshold "http.duraton p95 < 300ms"
> tengine.scenario("nap", function() end)
> END
> "$TENGINE" -q -r 1 slip.lua
tengine: slip.lua:2: threshold 'http.duraton p95 < 300ms': 'http.duraton' in column 1: expected a metric of the engine or one of your own; did you mean 'http.duration'?
[107]

# wrong_calls_say_what_is_wanted
$ try() {
>   echo "local t = require 'tengine'; $1; t.scenario('nap', function() t.threshold 'x < 1%' end)" > call.lua
>   "$TENGINE" -q -r 1 call.lua
> }
> try 't.threshold { }'; try 't.thresholds { 1 }'; try 't.thresholds { p95 = "x" }'; try 't.thresholds "x"'
> try 't.threshold("a count < 1\0")'
tengine: call.lua:1: threshold: a text is wanted, such as 'http.duration p95 < 300ms'; not a table
tengine: call.lua:1: thresholds: number 1 is a number, not a text
tengine: call.lua:1: thresholds: a list of texts is wanted: { 'http.duration p95 < 300ms', ... }
tengine: call.lua:1: bad argument #1 to 'thresholds' (table expected, got string)
tengine: call.lua:1: threshold 'a count < 1': there is a NUL in it
[107]

# they_are_registered_while_the_file_loads
$ echo "local t = require 'tengine'; t.scenario('nap', function() t.threshold 'x < 1%' end)" > late.lua
> "$TENGINE" -r 1 late.lua | grep -o 'threshold: call it at the top of the file'
threshold: call it at the top of the file

# the_file_may_be_loaded_by_many_threads
$ "$TENGINE" -r 3 -w 4 -p 4 naps.lua | grep -A 1 '^THRESHOLDS'
THRESHOLDS  0 of 1 failed
  ok        scenario.duration p95 < 10s: [0-9.]+ ms (re)

# a_config_file_has_them_too
$ cat > config.json <<'END'
> {"molotov": {"tests": {"nap": {"scenario": "naps.lua", "threshold": ["scenario.runs count < 1", "scenario.runs count > 1"]}}}}
> END
> "$TENGINE" -r 3 --config config.json nap | sed -n '/^THRESHOLDS/,/^$/p'
THRESHOLDS  1 of 3 failed
  FAILED    scenario.runs count < 1: 3, broken since [0-9.]+ ms (re)
  ok        scenario.runs count > 1: 3
  ok        scenario.duration p95 < 10s: [0-9.]+ ms (re)


# programs_read_them_in_the_json
$ "$TENGINE" -q -r 4 --threshold 'scenario.runs{scenario:nap} count > 4 over 2m' --threshold 'own avg < 5' --summary-json out.json naps.lua
> "$ROOT/tests/cli/check_schema" "$ROOT/engine/summary.schema.json" out.json
> python3 -c '
> import json
> for t in json.load(open("out.json"))["thresholds"]:
>     t["broken_at_s"] = t["broken_at_s"] is not None; t.pop("text")
>     print(t if t["unit"] == "count" else {k: t[k] for k in ("unit", "bound", "outcome")})
> '
{'metric': 'scenario.runs', 'tags': {'scenario': 'nap'}, 'statistic': 'count', 'is_drift': False, 'comparison': '>', 'bound': 4, 'unit': 'count', 'over_s': 120.0, 'outcome': 'broken', 'value': 4, 'samples': 4, 'broken_at_s': True, 'reason': None}
{'metric': 'own', 'tags': {}, 'statistic': 'avg', 'is_drift': False, 'comparison': '<', 'bound': 5, 'unit': 'count', 'over_s': None, 'outcome': 'broken', 'value': None, 'samples': 0, 'broken_at_s': True, 'reason': 'it never appeared'}
{'unit': 'seconds', 'bound': 10, 'outcome': 'held'}

# scenarios_read_them_in_their_summary
$ cat > told.lua <<'END'
> local tengine = require "tengine"
> tengine.thresholds { "scenario.duration max < 10s", "scenario.runs count < 1", "own < 1%" }
> tengine.scenario("nap", function() end)
> tengine.summary(function(result)
>   for _, t in ipairs(result:thresholds()) do
>     print(t.text, t.outcome, t.unit, t.bound, t.value ~= nil, t.broken_at ~= nil, t.reason)
>   end
>   return ""
> end)
> END
> "$TENGINE" -r 2 told.lua
scenario.duration max < 10s	held	seconds	10	true	false	nil
scenario.runs count < 1	broken	count	1	true	true	nil
own < 1%	broken	percent	1	false	true	it never appeared
SUCCESSES: 2 | FAILURES: 0
*** Bye ***
[99]

# The verdict: whether the generator itself kept up. What makes one is in
# unit/health_test.

# the_commands_below_share_a_scenario_that_is_in_no_hurry_and_one_that_blocks
$ cat > calm.lua <<'END'
> require("tengine").scenario("calm", function() require("tengine").sleep(0.2) end)
> END
> cat > blocks.lua <<'END'
> local tengine = require "tengine"
> tengine.scenario("blocks", function()
>   local till = os.clock() + 0.06
>   while os.clock() < till do end
>   tengine.sleep(0.001)
> end)
> END

# it_stands_above_the_closing_lines
$ "$TENGINE" -d 1.2 calm.lua | tail -5
...
VERDICT  (VALID|SUSPECT|INVALID).* (re)
...
SUCCESSES: [0-9]+ \| FAILURES: 0 (re)
*** Bye ***

# what_held_the_loop_is_said_with_its_figures
$ "$TENGINE" -d 2.2 -w 2 blocks.lua | sed -n '/^VERDICT/,/^SUC/p' | sed '$d' | tr -s '\n ' ' '
VERDICT INVALID: .* of the time was turns of more than 50 ms, the longest .* (re)

# strict_makes_that_exit_code_111
$ "$TENGINE" -q -d 2.2 -w 2 blocks.lua; echo "exit $?"
> "$TENGINE" -q -d 2.2 -w 2 --strict blocks.lua; echo "exit $?"
> "$TENGINE" -q -d 2.2 -w 2 --strict --threshold 'scenario.runs count < 1' blocks.lua; echo "exit $?"
exit 0
exit 111
exit 99

# a_run_of_less_than_a_second_has_none
$ "$TENGINE" -r 1 blocks.lua | grep VERDICT
[1]

# programs_read_it_in_the_json
$ "$TENGINE" -q -d 2.2 -w 2 --summary-json out.json blocks.lua
> "$ROOT/tests/cli/check_schema" "$ROOT/engine/summary.schema.json" out.json
> python3 -c '
> import json
> v = json.load(open("out.json"))["verdict"]
> print(v["outcome"], [r["outcome"] for r in v["reasons"] if r["kind"] == "turns"])
> '
invalid ['invalid']

# check_has_no_verdict
$ "$TENGINE" --check calm.lua | grep -c VERDICT; "$TENGINE" -q --check --summary-json - calm.lua | grep verdict
0
  "verdict": null,

# what_it_is_made_of_can_have_thresholds
$ "$TENGINE" -q -d 2.2 -w 2 --threshold 'health.turn max < 50ms' blocks.lua; echo "exit $?"
> "$TENGINE" -q -d 2.2 --threshold 'health.timers_late{thread:0} < 101%' calm.lua; echo "exit $?"
exit 99
exit 0

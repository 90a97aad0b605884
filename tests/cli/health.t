# The verdict: whether the generator itself kept up. What makes one is in
# unit/health_test.
# labels: slow

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

# a_process_that_was_stopped_meanwhile_has_not_kept_up
$ "$TENGINE" -d 2.2 -w 2 calm.lua > stopped & pid=$!
> sleep 0.7; kill -STOP $pid; sleep 0.9; kill -CONT $pid; wait $pid; sed -n '/^VERDICT/,/^SUC/p' stopped | sed '$d' | tr -s '\n ' ' '
VERDICT INVALID: .* of the time was turns of more than 50 ms, the longest .* (re)

# strict_makes_that_exit_code_111
$ "$TENGINE" -q -d 2.2 -w 2 blocks.lua; echo "exit $?"
> "$TENGINE" -q -d 2.2 -w 2 --strict blocks.lua; echo "exit $?"
> "$TENGINE" -q -d 2.2 -w 2 --strict --threshold 'scenario.runs count < 1' blocks.lua; echo "exit $?"
exit 0
exit 111
exit 99

# the_open_model_says_which_arrivals_were_late
$ "$TENGINE" -d 3.2 --rate 50/s --max-workers 5 --strict blocks.lua | sed -n '/^VERDICT/,/^SUC/p' | sed '$d' | tr -s '\n ' ' '; echo "exit ${PIPESTATUS[0]}"
VERDICT INVALID: .* of the arrivals were more than 5 ms late, the latest .* exit 111 (re)

# so_does_a_worker_that_waits_for_its_time
$ "$TENGINE" -q -d 2.2 -w 20 --delay 0.02 --threshold 'health.arrivals_late < 1%' blocks.lua; echo "exit $?"
> "$TENGINE" -q -d 2.2 --delay 0.02 --threshold 'health.arrivals count > 1' calm.lua; echo "exit $?"
exit 99
exit 0

# runs_that_are_dropped_are_a_reason
$ "$TENGINE" -d 2.2 --rate 100/s --max-workers 1 calm.lua | tr -s '\n ' ' ' | grep -o 'VERDICT.*SUCC' > plain
> echo 'require("tengine").profile { rate = "100/s", max_workers = 1, queue_limit = 10, duration = "2.2s" }' > limited.lua
> "$TENGINE" --profile limited.lua calm.lua | tr -s '\n ' ' ' | grep -o '[0-9.]* % of the planned runs were dropped'; grep -c dropped plain
.* % of the planned runs were dropped (re)
1

# descriptors_that_run_out_are_a_reason
$ cat > holds.lua <<'END'
> local tengine, held = require "tengine", {}
> tengine.scenario("holds", function()
>   for i = 1, 1000 do held[i] = io.open "/dev/null" end
>   tengine.sleep(3)
> end)
> END
> (ulimit -n 100; "$TENGINE" -d 2.2 holds.lua) | tr -s '\n ' ' ' | grep -o 'VERDICT.*taken'
VERDICT INVALID:.* 100 of 100 file descriptors were taken (re)

# a_heap_that_is_gone_over_stands_beside_long_turns
$ cat > heap.lua <<'END'
> local tengine, heap = require "tengine", {}
> for i = 1, 1000000 do heap[i] = { i } end
> tengine.scenario("heap", function()
>   for i = 1, 10 do heap.last = collectgarbage() end
>   tengine.sleep(0.001)
> end)
> END
> "$TENGINE" -d 2.2 heap.lua | tr -s '\n ' ' ' | grep -o 'longest.*SUCC'
longest .* [(]Lua's collector went round [0-9,]+ times then, over [0-9.]+ MB[)].*SUCC (re)

# connections_are_counted_by_what_became_of_them
$ cat > connects.lua <<'END'
> local tengine = require "tengine"
> tengine.scenario("connects", function(session)
>   session:get(os.getenv "ORIGIN" .. "/")
>   session:get(os.getenv "ORIGIN" .. "/")
>   pcall(session.get, session, "http://127.0.0.1:1/")
> end)
> tengine.summary(function(result)
>   for _, what in ipairs { "asked", "had", "refused" } do
>     print(what, result:sum("health.connections_" .. what))
>   end
>   return ""
> end)
> END
> for lane in auto curl; do
>   ORIGIN=$ORIGIN "$TENGINE" --lane $lane -w 3 -r 2 connects.lua | grep '^[a-z]'
> done
asked	9
had	3
refused	6
asked	9
had	3
refused	6

# a_run_of_less_than_half_a_second_has_none
$ "$TENGINE" -r 1 blocks.lua | grep VERDICT; "$TENGINE" -q -d 0.3 --strict blocks.lua; echo "exit $?"
exit 0

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

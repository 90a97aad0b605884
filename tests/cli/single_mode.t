# -s, --single-mode: one scenario, in the usual loop.

# the_commands_below_share_three_scenarios
$ cat > three.lua <<'END'
> local tengine = require "tengine"
> tengine.scenario("browse", { weight = 1000 }, function() end)
> tengine.scenario("buy", { delay = 0.01 }, function(session) print("buys", session.step) end)
> tengine.scenario("nothing", { weight = 0 }, function() print "for once" end)
> END

# it_is_run_again_and_again_and_no_other_is
$ "$TENGINE" -s buy -r 3 three.lua | sed -n '1,/^$/p; /^SCENARIOS/,/^$/p; /SUCC/p'
buys	1
buys	2
buys	3

SCENARIOS .* (re)
  buy  +3 +3 +0 .* (re)

SUCCESSES: 3 | FAILURES: 0

# each_worker_runs_it_on_all_threads
$ "$TENGINE" -q --single-mode=browse -w 4 -p 2 -r 2 three.lua; "$TENGINE" -s browse -w 4 -p 2 -r 2 three.lua | grep SUCC
SUCCESSES: 8 | FAILURES: 0

# weight_0_does_not_matter
$ "$TENGINE" -s nothing -r 2 three.lua | sed -n 1,2p
for once
for once

# nor_does_a_file_in_which_all_are_off
$ echo 'require("tengine").scenario("off", { weight = 0 }, function() end)' > off.lua
> "$TENGINE" -s off -r 1 off.lua | grep SUCC
SUCCESSES: 1 | FAILURES: 0

# nor_does_a_picker
$ cat three.lua - > picked.lua <<'END'
> tengine.scenario_picker(function() return "browse" end)
> END
> "$TENGINE" -s nothing -r 1 picked.lua | sed -n 1p
for once

# an_unknown_name_is_named_with_what_was_meant_and_those_there_are
$ "$TENGINE" -s byu three.lua; "$TENGINE" -s download three.lua
tengine: three.lua: no scenario 'byu' (did you mean 'buy'?); it has: 'browse', 'buy', 'nothing'
tengine: three.lua: no scenario 'download'; it has: 'browse', 'buy', 'nothing'
[2]

# a_name_is_needed
$ "$TENGINE" -s
tengine: --single-mode: the value is missing: --single-mode NAME
[2]

# a_single_run_of_all_is_something_else
$ "$TENGINE" -s buy --single-run three.lua
tengine: choose one: --single-mode runs one scenario again and again, --single-run each of them once
[2]

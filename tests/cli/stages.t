# --stages: how many workers there are over time. The arithmetic is in
# unit/profile_test, what stages may be in unit/spec_test.

# the_commands_below_share_a_scenario
$ cat > tick.lua <<'END'
> local tengine = require "tengine"
> tengine.setup(function(id) print("worker", id, "begins") end)
> tengine.teardown(function(id) print("worker", id, "ends") end)
> tengine.scenario("tick", function() tengine.sleep(0.01) end)
> END

# workers_come_and_go_as_the_stages_say
$ "$TENGINE" --stages '0.3s:3, 0.2s:3, 0.3s:0' tick.lua | grep ^worker
worker	0	begins
worker	1	begins
worker	2	begins
worker	2	ends
worker	1	ends
worker	0	ends

# also_over_threads
$ "$TENGINE" -p 3 --stages '0.3s:3, 0.2s:3, 0.3s:0' tick.lua | grep ^worker
worker	0	begins
worker	1	begins
worker	2	begins
worker	2	ends
worker	1	ends
worker	0	ends

# a_worker_that_is_wanted_again_has_only_rested
$ "$TENGINE" --stages '0.1s:=2, 0.1s:=1, 0.1s:=2' tick.lua | grep '^worker.*1'
worker	1	begins
worker	1	ends

# the_run_takes_as_long_as_the_stages
$ "$TENGINE" --stages '0.2s:2, 0.1s:=1' tick.lua | grep -e ended -e took -e '  workers'
  ended     the time was up
  took      [3-9][0-9]* ms (re)
  workers   2

# unless_a_duration_is_given
$ "$TENGINE" --stages '0.1s:2' -d 0.3 tick.lua | grep took
> "$TENGINE" --stages '1h:2' -d 0.3 tick.lua | grep -e took -e '  workers'
  took      [3-9][0-9]* ms (re)
  took      [3-9][0-9]* ms (re)
  workers   1

# what_is_wrong_in_stages_is_named
$ "$TENGINE" --stages '30s:50, 5x:50' tick.lua
tengine: stages: '5x:50': expected a duration before the colon, such as 90, 30s or 5m
[2]

$ "$TENGINE" --stages 30s:50 -w 10 tick.lua
tengine: choose one: --stages or --workers
[2]

# stages_may_stand_in_a_config_file
$ echo '{"molotov": {"tests": {"up": {"stages": "0.1s:2", "scenario": "tick.lua"}}}}' > c.json
> "$TENGINE" --config c.json up | grep -e ended -e '  workers'
  ended     the time was up
  workers   2

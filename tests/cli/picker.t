# scenario_picker(worker_id, step_id) says what a worker runs next.

$ cat > shop.lua <<'END'
> local tengine = require "tengine"
> local order = { "look", "buy", "leave" }
> tengine.scenario_picker(function(worker_id, step_id)
>   if worker_id == 1 then return "look" end
>   return order[(step_id - 1) % #order + 1]
> end)
> for _, name in ipairs(order) do
>   tengine.scenario(name, { weight = 0 }, function(session)
>     print(("worker %d step %d %s"):format(session.worker_id, session.step, name))
>   end)
> end
> END

# the_picker_decides_whatever_the_weights
$ "$TENGINE" -w2 -r4 shop.lua | grep ^worker | sort
worker 0 step 1 look
worker 0 step 2 buy
worker 0 step 3 leave
worker 0 step 4 look
worker 1 step 1 look
worker 1 step 2 look
worker 1 step 3 look
worker 1 step 4 look

# a_single_run_runs_each_once_in_order_and_asks_no_picker
$ "$TENGINE" --single-run shop.lua | grep ^worker
worker 0 step 1 look
worker 0 step 2 buy
worker 0 step 3 leave

# nothing_leaves_it_to_the_weights
$ cat > some.lua <<'END'
> local tengine = require "tengine"
> tengine.scenario_picker(function(_, step) if step == 1 then return "never" end end)
> tengine.scenario("always", function() print "always" end)
> tengine.scenario("never", { weight = 0 }, function() tengine.sleep(0) print "never" end)
> END
> "$TENGINE" -r3 some.lua | grep -e ^always -e ^never
never
always
always

# a_name_that_is_no_scenario_ends_the_run_and_says_what_was_meant
$ sed 's/return "never"/return "nevre"/' some.lua > typo.lua; "$TENGINE" -q -r3 typo.lua
tengine: scenario_picker of worker 0 failed: there is no scenario 'nevre'; did you mean 'never'?
[107]

# what_is_no_name_ends_the_run
$ sed 's/return "never"/return 5/' some.lua > five.lua; "$TENGINE" -q -r3 five.lua; echo "exit $?"
> sed 's/return "look"/return nil/' shop.lua > nil.lua; "$TENGINE" -q -w2 -r3 nil.lua; echo "exit $?"
> sed 's/return "never"/error "no idea"/' some.lua > raise.lua; "$TENGINE" -q -r3 raise.lua
tengine: scenario_picker of worker 0 failed: it returns the name of a scenario, not a number
exit 107
tengine: scenario_picker of worker 1 failed: it picked nothing, and every weight is 0
exit 107
tengine: scenario_picker of worker 0 failed: raise.lua:2: no idea
[107]

# teardown_runs_after_a_picker_that_failed
$ cat >> raise.lua <<'END'
> tengine.teardown(function() print "torn down" end)
> END
> "$TENGINE" -r3 raise.lua 2>&1 | grep 'torn down'
torn down

# no_run_begins_after_the_end_however_long_the_picker_takes
$ cat > slow.lua <<'END'
> local tengine = require "tengine"
> tengine.scenario_picker(function(_, step) if step > 1 then tengine.sleep(0.7) end end)
> tengine.scenario("s", function(session) print("step " .. session.step) end)
> tengine.teardown(function() print "torn down" end)
> END
> "$TENGINE" -d 0.5 slow.lua | grep -e step -e torn
step 1
torn down

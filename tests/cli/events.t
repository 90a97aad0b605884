# What listeners hear, as molotov's do.
# labels: waits

# a_failure_is_told_with_what_was_raised
$ cat > failing.lua <<'END'
> local tengine = require "tengine"
> tengine.events(function(name, data)
>   if name:find "^scenario_" then
>     print(name, data.scenario, "worker " .. data.wid, "step " .. data.step, tostring(data.exception))
>   end
> end)
> tengine.scenario("good", function() end)
> tengine.scenario("object", function() error { kind = "mine" } end)
> tengine.scenario("refused", function(session) session:get "http://127.0.0.1:1/" end)
> tengine.scenario("text", function() error "boom" end)
> tengine.scenario("nothing", function() error() end)
> END
> "$TENGINE" --single-run failing.lua | grep ^scenario_
scenario_start	good	worker 0	step 1	nil
scenario_success	good	worker 0	step 1	nil
scenario_start	object	worker 0	step 2	nil
scenario_failure	object	worker 0	step 2	table: .* (re)
scenario_start	refused	worker 0	step 3	nil
scenario_failure	refused	worker 0	step 3	connect: failing.lua:9: GET [/]: .*refused (re)
scenario_start	text	worker 0	step 4	nil
scenario_failure	text	worker 0	step 4	failing.lua:10: boom
scenario_start	nothing	worker 0	step 5	nil
scenario_failure	nothing	worker 0	step 5	nil

# errors_of_listeners_are_counted_and_say_where
$ cat > trouble.lua <<'END'
> local tengine = require "tengine"
> tengine.events(function(name) if name == "scenario_start" then error("cannot hear") end end)
> tengine.events(function(name) if name == "scenario_success" then print "heard" end end)
> tengine.scenario("s", function() end)
> END
> "$TENGINE" -r3 trouble.lua | grep -e heard -e 'cannot hear' -e SUCCESSES
heard
heard
heard
.* 3  events: trouble.lua:2: cannot hear.* (re)
SUCCESSES: 3 | FAILURES: 0

# so_are_errors_of_what_a_listener_has_spawned
$ cat > spawns.lua <<'END'
> local tengine = require "tengine"
> tengine.events(function(name) if name == "scenario_success" then tengine.spawn(error, "cannot help") end end)
> tengine.scenario("s", function() end)
> END
> "$TENGINE" -r3 spawns.lua | grep -e 'cannot help' -e SUCCESSES
.* 3  events: cannot help (re)
SUCCESSES: 3 | FAILURES: 0

# a_listener_that_never_waits_is_ended_with_its_worker
$ cat > stuck.lua <<'END'
> local tengine = require "tengine"
> tengine.events(function(name) if name == "scenario_success" then while true do end end end)
> tengine.scenario("s", function() end)
> END
> "$TENGINE" -w2 -r3 stuck.lua 2>&1 | grep -e 'was ended' -e SUCC | sed 's/^tengine: //' | grep -v '^ ' | sort
SUCCESSES: 2 | FAILURES: 0
events: stuck.lua:2: it ran for 5 s without waiting for anything; worker 0 was ended
events: stuck.lua:2: it ran for 5 s without waiting for anything; worker 1 was ended

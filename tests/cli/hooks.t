# molotov's hooks, one by one, as far as no other file has them:
#   scenario_picker                              picker.t
#   events, and all of them but current_workers  events.t, lua/events_test.lua
#   request, json_request                        lua/fixture_request_test.lua
#   get_var with a factory                       lua/concurrent_test.lua

# fixtures_come_in_molotovs_order_with_molotovs_arguments
$ cat > all.lua <<'EOF'
> local tengine = require "tengine"
> tengine.options { who = { "nobody", "whom it is for" } }
> tengine.global_setup(function(args) print("global_setup", args.who) end)
> tengine.setup(function(worker_id, args) print("setup", worker_id, args.who) end)
> tengine.setup_session(function(worker_id, session) print("setup_session", worker_id, session.args.who) end)
> tengine.scenario("s", function(session) print("run", session.worker_id, session.step) end)
> tengine.teardown_session(function(worker_id, session) print("teardown_session", worker_id, session.step) end)
> tengine.teardown(function(worker_id) print("teardown", worker_id) end)
> tengine.global_teardown(function() print("global_teardown") end)
> EOF
> "$TENGINE" -r 2 all.lua -- --who ada | sed '/^$/,$d'
global_setup	ada
setup	0	ada
setup_session	0	ada
run	0	1
run	0	2
teardown_session	0	2
teardown	0
global_teardown

# each_worker_has_fixtures_of_its_own_the_run_has_one_of_each
$ "$TENGINE" -w 3 -p 2 -r 1 all.lua | sed '/^$/,$d' | cut -f 1 | sort | uniq -c | tr -s ' '
 1 global_setup
 1 global_teardown
 3 run
 3 setup
 3 setup_session
 3 teardown
 3 teardown_session

# what_setup_returns_are_the_defaults_of_the_session
$ cat > defaults.lua <<EOF
> local tengine = require "tengine"
> tengine.setup(function(worker_id)
>   return { base_url = "$ORIGIN", headers = { ["X-Worker"] = tostring(worker_id) } }
> end)
> tengine.setup_session(function(worker_id, session) session.mine = "kept for all runs" end)
> tengine.scenario("s", function(session)
>   for _, field in ipairs(session:get("/echo"):json().headers) do
>     if field[1] == "X-Worker" then print(field[1], field[2], session.mine) end
>   end
> end)
> EOF
> "$TENGINE" -w 2 -r 1 defaults.lua | sed '/^$/,$d' | sort
X-Worker	0	kept for all runs
X-Worker	1	kept for all runs

# a_setup_that_returns_no_table_ends_the_run
$ echo 'local t = require "tengine"; t.setup(function() return 5 end); t.scenario("s", function() end)' > five.lua
> "$TENGINE" -q -r 1 five.lua
tengine: setup of worker 0 failed: .*returns a table of session defaults, or nothing; not a number (re)
[107]

# a_setup_that_raises_ends_the_run_for_all_workers
$ cat > raises.lua <<'EOF'
> local tengine = require "tengine"
> tengine.setup(function(worker_id) if worker_id == 1 then error "no" end end)
> tengine.scenario("s", function() tengine.sleep(0.01) end)
> EOF
> timeout 10 "$TENGINE" -q -w 3 raises.lua
tengine: setup of worker 1 failed: raises.lua:2: no
[107]

# a_second_fixture_of_one_name_is_refused_a_second_listener_is_not
$ echo 'local t = require "tengine"; t.setup(print); t.setup(print)' > second.lua; "$TENGINE" second.lua; echo "exit $?"
> echo 'local t = require "tengine"; t.events(print); t.events(print); t.scenario("s", function() end)' > listeners.lua
> "$TENGINE" -r 1 listeners.lua | grep -c ^scenario_start
tengine: second.lua:1: setup: there is one already
exit 107
2

# current_workers_are_told_once_a_second_for_all_threads
$ cat > level.lua <<'EOF'
> local tengine = require "tengine"
> tengine.events(function(name, data) if name == "current_workers" then print(name, data.workers) end end)
> tengine.scenario("s", function() tengine.sleep(0.05) end)
> EOF
> "$TENGINE" -w 5 -p 2 -d 2.5 level.lua | grep ^current
current_workers	5
current_workers	5

# a_variable_is_stored_once_and_read_by_all
$ cat > vars.lua <<'EOF'
> local tengine = require "tengine"
> tengine.global_setup(function() tengine.set_var("list", { 1, 2, 3 }) end)
> tengine.scenario("s", function() print(#tengine.get_var "list", tengine.get_var "none") end)
> EOF
> "$TENGINE" -w 2 -p 2 -r 1 vars.lua | sed '/^$/,$d'
3	nil
3	nil

# what_global_setup_leaves_in_a_variable_of_the_file_is_the_first_thread_s
$ cat > local.lua <<'EOF'
> local tengine = require "tengine"
> local cups = "none"
> tengine.global_setup(function() cups = "two" end)
> tengine.scenario("s", function(session) print(session.worker_id, cups) end)
> EOF
> "$TENGINE" -w 2 -p 2 -r 1 local.lua | sed '/^$/,$d' | sort
0	two
1	none

# --check: everything once, and what a load test would have failed with.

# a_file_in_order_is_ok
$ cat > good.lua <<'END'
> local tengine = require "tengine"
> tengine.setup(function() return { base_url = os.getenv "ORIGIN" } end)
> tengine.scenario("visit", { delay = 60 }, function(session)
>   tengine.check("it is there", session:get("/").ok)
> end)
> tengine.scenario("wait", { weight = 99 }, function() tengine.sleep(0.01) end)
> tengine.scenario("later", { weight = 0 }, function() error "not reached" end)
> END
> ORIGIN=$ORIGIN "$TENGINE" --check -c -w 50 -p 4 -d 1h --ramp-up 1m --delay 30 good.lua

CHECK  good.lua
  ok       visit
  ok       wait
  off      later

SUCCESSES: 2 | FAILURES: 0
*** Bye ***

# a_check_is_none_of_the_load_that_stands_beside_it
$ for load in "--rate 10/s --arrivals poisson" "--rate 10/s --queue-limit 4" "--stages 1s:5/s --max-workers 3"; do
>   ORIGIN=$ORIGIN "$TENGINE" --check $load good.lua | grep SUCC
> done
SUCCESSES: 2 | FAILURES: 0
SUCCESSES: 2 | FAILURES: 0
SUCCESSES: 2 | FAILURES: 0

# all_that_would_have_failed_is_told
$ cat > bad.lua <<'END'
> local tengine = require "tengine"
> tengine.setup(function() return { base_url = os.getenv "ORIGIN" } end)
> tengine.scenario("look", function(session)
>   for _, status in ipairs { 200, 404, 500 } do
>     session:get("/status/" .. status, { name = "GET status", expect = { 200, 404 } })
>     tengine.check("it is there", status == 200)
>   end
> end)
> tengine.scenario("buy", function(session)
>   assert(session:get("/status/200", { name = "GET cart" }).body == "tea", "no tea")
> end)
> tengine.scenario("call", function(session)
>   session:get("http://127.0.0.1:1/", { name = "GET nobody" })
> end)
> tengine.scenario("off", { weight = 0 }, function() end)
> END
> ORIGIN=$ORIGIN "$TENGINE" --check -x -f 1 bad.lua

CHECK  bad.lua
  ok       look
  FAILED   buy
           bad.lua:10: no tea
  FAILED   call
           connect: bad.lua:13: GET nobody: cannot connect to 127.0.0.1:1:
             Connection refused
  off      off
  FAILED   request GET nobody: 1 of 1 failed: 1 connect
  FAILED   request GET status: 1 of 3 failed: 1 unexpected status; statuses were
           200, 404, 500
  FAILED   check it is there: 2 of 3 failed

SUCCESSES: 1 | FAILURES: 2
*** Bye ***
[1]

# a_check_alone_is_exit_code_1
$ cat > tea.lua <<'END'
> local tengine = require "tengine"
> tengine.scenario("s", function() tengine.check("tea is hot", false) end)
> END
> "$TENGINE" --check tea.lua
...
  ok       s
  FAILED   check tea is hot: 1 of 1 failed
...
[1]

# a_fixture_that_fails_is_told_and_what_did_not_run
$ cat > fixture.lua <<'END'
> local tengine = require "tengine"
> tengine[os.getenv "FIXTURE"](function() error "no pot" end)
> tengine.scenario("s", function() end)
> END
> for fixture in global_setup setup teardown; do
>     FIXTURE=$fixture "$TENGINE" --check fixture.lua > out 2>/dev/null; echo "exit $?"; sed -n 1,5p out
> done
exit 107

CHECK  fixture.lua
  FAILED   global_setup
           fixture.lua:2: no pot
  not run  s
exit 107

CHECK  fixture.lua
  FAILED   setup
           fixture.lua:2: no pot
  not run  s
exit 107

CHECK  fixture.lua
  FAILED   teardown
           fixture.lua:2: no pot
  ok       s

# what_a_stop_kept_from_running_was_not_checked
$ cat > stop.lua <<'END'
> local tengine = require "tengine"
> tengine.scenario("first", function() tengine.stop "enough" end)
> tengine.scenario("second", function() end)
> END
> "$TENGINE" --check stop.lua
...
  ok       first
  not run  second
...
[1]

# of_a_single_scenario_the_others_are_off
$ "$TENGINE" --check --single-mode second stop.lua
...
  off      first
  ok       second
...

# a_file_that_does_not_load_is_the_load_error
$ echo 'error "oh"' > broken.lua; "$TENGINE" --check broken.lua
tengine: broken.lua:1: oh
[107]

# quiet_is_the_exit_code_alone
$ "$TENGINE" --check -q tea.lua
[1]

# verbosity_adds_the_traceback
$ ORIGIN=$ORIGIN "$TENGINE" --check -v bad.lua > out; grep traceback out | sort -u
           stack traceback:

# the_summary_for_programs_is_written_too
$ "$TENGINE" --check -q --summary-json out.json tea.lua; echo "exit $?"
> "$ROOT/tests/cli/check_schema" "$ROOT/engine/summary.schema.json" out.json; grep exit_code out.json
exit 1
  "exit_code": 1,

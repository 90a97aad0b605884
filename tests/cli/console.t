# What a run shows while it goes on, and how it ends.
# labels: waits

# there_is_a_line_a_second_and_then_the_summary
$ cat > tick.lua <<'END'
> local tengine = require "tengine"
> tengine.scenario("tick", function(session)
>   session:get(os.getenv "ORIGIN" .. "/delay/20", { name = "tick" })
>   tengine.sleep(0.08)
> end)
> END
> ORIGIN=$ORIGIN "$TENGINE" -w 10 -d 2.5 -c tick.lua
    time  workers        runs  failures  requests/s      p50      p95
    0:01       10 +[0-9]+         0 +[0-9.]+ +2[0-9.]+ ms +[2-9][0-9.]+ ms (re)
    0:02       10 +[0-9]+         0 +[0-9.]+ +2[0-9.]+ ms +[2-9][0-9.]+ ms (re)

SUMMARY  tick.lua
  ended     the time was up
...
*** Bye ***

# requests_per_second_are_those_since_the_line_before
$ "$TENGINE" -w 10 -d 2.5 -c tick.lua |
>     awk '$1 == "0:01" || $1 == "0:02" { print ($5 > 60 && $5 <= 110) }'
1
1

# an_update_may_come_less_often
$ "$TENGINE" -w 2 -d 2.2 -c --console-update 2s tick.lua | grep -c '^ *0:0'
1

# who_had_no_turn_within_the_ramp_up_is_counted
$ "$TENGINE" -w 10 --ramp-up 100s -d 0.2 tick.lua | grep '  workers'
  workers   10, of which 1 began

# without_the_console_there_is_only_the_summary
$ "$TENGINE" -r 1 tick.lua > out; head -n 2 out

SUMMARY  tick.lua

# quiet_prints_nothing_when_all_is_well
$ "$TENGINE" -q -r 1 tick.lua

# quiet_prints_what_a_fixture_failed_with
$ cat > broken.lua <<'END'
> local tengine = require "tengine"
> tengine.setup(function() error "broken" end)
> tengine.scenario("x", function() end)
> END
> "$TENGINE" -q broken.lua
tengine: setup of worker 0 failed: broken.lua:2: broken
[107]

# a_traceback_is_for_those_who_ask
$ cat > fails.lua <<'END'
> local tengine = require "tengine"
> tengine.scenario("x", function() error "oh" end)
> END
> "$TENGINE" -r 1 fails.lua | grep -c traceback; "$TENGINE" -r 1 -v fails.lua | grep -c traceback
0
1

# very_verbose_shows_requests_and_responses_without_their_secrets
$ cat > secrets.lua <<'END'
> local tengine = require "tengine"
> tengine.setup(function()
>   return {
>     base_url = os.getenv "ORIGIN",
>     headers = { Authorization = "Bearer geheim", ["Auth-Token"] = "geheim" },
>   }
> end)
> tengine.scenario("x", function(session)
>   session:get "/header?Set-Cookie=sid%3Dgeheim%3B%20Path%3D%2F&X-Plain=yes"
>   session:post("/echo?token=geheim", { data = "password=geheim" })
> end)
> END
> "$TENGINE" -vv -r 1 secrets.lua > out; sed 's/^> /-> /; /^$/q' out
-> GET http://127[.]0[.]0[.]1:[0-9]+/header[?]Set-Cookie=[*]{3}&X-Plain=yes (re)
...
-> Auth-Token: [*]{3} (re)
-> Authorization: Bearer [*]{3} (re)
< 200 .* (re)
...
< Set-Cookie: sid=***; Path=/
< X-Plain: yes
< Content-Length: 3
-> POST http://127[.]0[.]0[.]1:[0-9]+/echo[?]token=[*]{3} (re)
...
-> Cookie: sid=[*]{3} (re)
...
< 200 .* (re)
...

$ "$TENGINE" -vv -r 1 secrets.lua | grep -c geheim
0
[1]

# a_signal_lets_runs_finish_tears_down_and_prints_the_summary_first
$ cat > nap.lua <<'END'
> local tengine = require "tengine"
> tengine.global_setup(function() print "up" end)
> tengine.scenario("nap", function()
>   tengine.sleep(tonumber(os.getenv "NAP"))
> end)
> tengine.global_teardown(function() print "down" end)
> END
> cat > signal <<'END'
> # Starts the nap and waits until it is one.
> nap() {
>     rm -f out
>     "$TENGINE" "$@" nap.lua > out 2>&1 &
>     pid=$!
>     until grep -qs '^up' out; do sleep 0.02; done
>     sleep 0.2
> }
> END
> export NAP=1; . ./signal; nap -w 3; kill -INT $pid; wait $pid; echo "exit $?"; cat out
exit 105
up
down

SUMMARY  nap.lua
  ended     stopped from outside
...
    succeeded                     3    100 %
...
SUCCESSES: 3 | FAILURES: 0
*** Bye ***

# a_second_signal_ends_it_now_with_the_summary
$ export NAP=60; . ./signal; nap -w 3; kill -INT $pid; sleep 0.2; kill -INT $pid
> wait $pid; echo "exit $?"; cat out
exit 105
up
...
    interrupted                   3    100 %
...
SUCCESSES: 0 | FAILURES: 0
*** Bye ***

# sigterm_does_what_sigint_does_and_grace_has_an_end
$ export NAP=60; . ./signal; nap --graceful-stop 0.2 -w 3; kill -TERM $pid
> wait $pid; echo "exit $?"; grep -e down -e interrupted out
exit 105
down
    interrupted                   3    100 %

# a_run_that_need_not_wait_ends_at_once_and_tears_down
$ export NAP=60; . ./signal; nap --force-shutdown -w 3; kill -TERM $pid
> wait $pid; echo "exit $?"; grep -e down -e interrupted out
exit 105
down
    interrupted                   3    100 %

# a_failed_run_ends_it_when_one_is_enough
$ "$TENGINE" -x -w 2 fails.lua | grep -e ended -e BYE; "$TENGINE" -q -x -w 2 fails.lua
  ended     a run failed, and one is enough (--exception): x
[1]

# so_many_failures_as_the_limit_are_exit_code_1
$ "$TENGINE" -q -r 1 --fail 1 fails.lua
[1]

# a_single_run_says_how_many_runs_it_was_whatever_max_runs_said
$ cat > two.lua <<'END'
> local tengine = require "tengine"
> tengine.scenario("a", function() end)
> tengine.scenario("b", function() end)
> END
> "$TENGINE" --single-run -w 3 -r 5 two.lua | grep -E '  load|SUCCESSES'
  load      closed: 3 workers, 2 runs each
SUCCESSES: 6 | FAILURES: 0

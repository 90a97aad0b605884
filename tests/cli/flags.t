# molotov's flags, one by one, as far as no other file has them:
#   --config                         config.t
#   -s, --single-mode                single_mode.t
#   --sizing, --sizing-tolerance     sizing.t
#   --use-extension                  extensions.t
#   --help                           help.t
#   --version                        options.t
#   -c, --console-update, -q, -v, -vv, -x, -f, --force-shutdown, --ramp-up
#                                    console.t

# the_commands_below_share_a_scenario
$ cat > two.lua <<'EOF'
> local tengine = require "tengine"
> tengine.scenario("a", function(session) print("a", session.worker_id, session.step) end)
> tengine.scenario("b", function(session) print("b", session.worker_id, session.step) end)
> EOF
> cat > fails.lua <<'EOF'
> local tengine = require "tengine"
> local function deep() error("oh", 0) end
> tengine.scenario("fine", function() end)
> tengine.scenario("broken", function() deep() end)
> EOF

# every_flag_of_molotov_is_taken
$ "$TENGINE" --help all > help; for flag in --single-run -s, --single-mode --config --version \
>     --debug -v, --verbose -w, --workers --ramp-up --sizing --sizing-tolerance --delay \
>     --console-update -p, --processes -d, --duration -r, --max-runs -q, --quiet -x, --exception \
>     -f, --fail -c, --console --use-extension --force-shutdown --uvloop --disable-dns-resolve
> do
>   grep -q -e " $flag " help || echo "no $flag"
> done

# a_single_run_is_every_scenario_once_per_worker
$ "$TENGINE" --single-run -w 2 two.lua | sed '/^$/,$d' | sort
a	0	1
a	1	1
b	0	2
b	1	2

# workers_are_the_total_over_all_threads
$ for threads in 1 3; do "$TENGINE" -w 3 -p $threads -r 2 two.lua | sed '/^$/,$d' | sort -k 2 | cut -f 2 | uniq -c; done
      2 0
      2 1
      2 2
      2 0
      2 1
      2 2

# max_runs_is_per_worker
$ "$TENGINE" -w 3 -r 2 two.lua | grep SUCC; "$TENGINE" --workers=3 --max-runs=4 two.lua | grep SUCC
SUCCESSES: 6 | FAILURES: 0
SUCCESSES: 12 | FAILURES: 0

# a_duration_ends_it_in_seconds_or_with_a_unit
$ for time in 0.3 300ms; do "$TENGINE" -d $time -s fine fails.lua | grep ended; done
  ended     the time was up
  ended     the time was up

# without_one_it_is_a_day
$ "$TENGINE" --help load | grep -o 'duration.*'
duration TIME        no run starts later: 90, 30s, 5m [86400s]

# a_delay_lies_between_the_runs_of_a_worker
$ "$TENGINE" -r 3 --delay 0.2 two.lua | awk '$1 == "took" { print ($2 >= 400 && $3 == "ms") }'
1

# an_update_of_the_console_comes_every_second_at_the_most
$ "$TENGINE" -c -w 2 --delay 0.05 -d 1.5 --console-update 0 two.lua | grep -c '^ *0:0[0-9] '
1

# debug_tells_each_failure_at_once_with_its_traceback
$ "$TENGINE" --debug -q -s broken -r 2 fails.lua
tengine: broken failed (worker 0, step 1): fails.lua:2: oh
stack traceback:
	[C]: in function 'error'
	fails.lua:2: in .*deep.* (re)
	fails.lua:4: in function <fails.lua:4>
tengine: broken failed (worker 0, step 2): fails.lua:2: oh
...
[1]

# what_debug_tells_does_no_harm_to_a_terminal
$ echo 'require("tengine").scenario("s", function() error("\27[2J\ntwo", 0) end)' > evil.lua
> "$TENGINE" --debug -q -r 1 evil.lua 2>&1 | sed -n 1,2p
tengine: s failed (worker 0, step 1): evil.lua:1: \x1b[2J
two

# debug_counts_them_all_the_same_and_goes_on
$ "$TENGINE" --debug --single-run fails.lua 2>/dev/null | grep -e SUCC -e '  broken: '
        1  broken: fails.lua:2: oh
SUCCESSES: 1 | FAILURES: 1

# debug_has_one_thread_and_shows_requests
$ cat > asks.lua <<'EOF'
> local tengine = require "tengine"
> tengine.scenario("asks", function(session) session:get(os.getenv "ORIGIN" .. "/status/404") end)
> EOF
> ORIGIN=$ORIGIN "$TENGINE" --debug -w 4 -p 2 -r 1 asks.lua > out; grep -c '^> GET ' out; grep threads out
4
  threads   1

# uvloop_is_taken_and_said_to_mean_nothing
$ "$TENGINE" --uvloop -r 1 two.lua 2>&1 >/dev/null; "$TENGINE" -q --uvloop -r 1 two.lua
tengine: --uvloop means nothing here: the loop is our own

# disable_dns_resolve_looks_a_name_up_for_each_request
$ cat > name.lua <<'EOF'
> local tengine = require "tengine"
> local url = os.getenv("ORIGIN"):gsub("127%.0%.0%.1", "localhost")
> tengine.scenario("by name", function(session)
>   assert(session:get(url .. "/status/200").status == 200)
> end)
> EOF
> export ORIGIN=$ORIGIN; for option in -v --disable-dns-resolve; do
>   "$TENGINE" $option -r 5 name.lua | grep -e '^  dns' -e '^  connect' -e SUCC
> done
  dns +1 .* (re)
  connect +1 .* (re)
SUCCESSES: 5 | FAILURES: 0
  dns +5 .* (re)
  connect +1 .* (re)
SUCCESSES: 5 | FAILURES: 0

# a_name_that_is_not_there_is_a_measurement_with_and_without
$ echo 'require("tengine").scenario("gone", function(s) s:get "http://no..such..host/" end)' > gone.lua
> "$TENGINE" -r 2 gone.lua | grep -A 1 -e '^FAILED'; "$TENGINE" --disable-dns-resolve -r 2 gone.lua | grep -A 1 -e '^FAILED'
FAILED REQUESTS .* (re)
  dns +2 .* (re)
FAILED REQUESTS .* (re)
  dns +2 .* (re)

# quiet_wins_over_what_would_print
$ "$TENGINE" -qcvv -r 1 two.lua

# short_flags_bundle
$ "$TENGINE" -cxvw2 -r1 two.lua | tail -n 2
SUCCESSES: 2 | FAILURES: 0
*** Bye ***

# no_reuse_opens_a_connection_for_every_request
$ cat > reuse.lua <<'END'
> local tengine = require "tengine"
> tengine.scenario("s", function(session)
>   local response = session:get(os.getenv "ORIGIN" .. "/")
>   assert(response.headers["X-Request"] == "1", response.headers["X-Request"])
> end)
> END
> export ORIGIN; for lane in auto curl; do
>   "$TENGINE" -v --lane $lane --no-reuse -r 5 reuse.lua | grep -e '  on a reused' -e '^  connect' -e SUCC
> done
    on a reused connection        0      0 %
  connect +5 .* (re)
SUCCESSES: 5 | FAILURES: 0
    on a reused connection        0      0 %
  connect +5 .* (re)
SUCCESSES: 5 | FAILURES: 0

# dns_ttl_of_nothing_keeps_no_name
$ cat > name.lua <<'END'
> local tengine = require "tengine"
> local url = os.getenv("ORIGIN"):gsub("127%.0%.0%.1", "localhost")
> tengine.scenario("by name", function(session)
>   assert(session:get(url .. "/status/200").status == 200)
> end)
> END
> export ORIGIN; "$TENGINE" -v --dns-ttl 0 -r 5 name.lua | grep -e '^  dns'
  dns +5 .* (re)

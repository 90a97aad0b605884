# progress(result) at each console update and summary(result) at the end: what
# they return is printed in the place of what tengine would print.
# labels: threads, waits

$ cat > base.lua <<'END'
> local tengine = require "tengine"
> tengine.scenario("work", function(session)
>   tengine.sleep(0.01)
>   tengine.check("odd", session.step % 2 == 1)
>   if session.step % 4 == 0 then error "every fourth" end
> end)
> return tengine
> END

# progress_can_add_to_the_line_replace_it_or_leave_it_out
$ for what in 'result.text .. "\n  and more"' '"mine: " .. result.runs.succeeded * 0' '""' 'nil'; do
>   { echo 'local tengine = require "base"'; echo "tengine.progress(function(result) return $what end)"; } > p.lua
>   "$TENGINE" -c -w 3 -p 2 -d 1.5 p.lua | sed '/^$/,$d' | sed 's/  *[0-9].*/ figures/'
>   echo --
> done
    time  workers        runs  failures  requests/s      p50      p95
 figures
  and more
--
mine: figures
--
--
    time  workers        runs  failures  requests/s      p50      p95
 figures
--

# progress_can_check_measure_and_make_requests
$ cat > busy.lua <<END
> local tengine = require "base"
> local told = tengine.metric.counter("told", { by = "progress" })
> tengine.progress(function(result)
>   told:add()
>   tengine.check("answers", tengine.request("$ORIGIN/").status == 200)
> end)
> END
> "$TENGINE" -c -w 1 -d 1.5 busy.lua | tr -s ' ' | grep -e told -e answers -e 'GET /'
 GET / 1 0 .* (re)
 answers 1 0 100 %
 told[{]by:progress[}] 1 .* (re)

# progress_is_not_asked_without_a_console
$ { echo 'local tengine = require "base"'; echo 'tengine.progress(function() error "asked" end)'; } > q.lua
> "$TENGINE" -w 1 -d 1.2 q.lua | grep -c asked
0
[1]

# a_progress_that_fails_is_counted_and_the_line_is_printed
$ "$TENGINE" -c -w 1 -d 1.2 q.lua | tr -s ' ' | grep -e '^ 0:01' -e 'progress: '
 0:01 1 .* (re)
 1 progress: q.lua:2: asked.* (re)

$ { echo 'local tengine = require "base"'; echo 'tengine.progress(function() return 7 end)'; } > seven.lua
> "$TENGINE" -c -w 1 -d 1.2 seven.lua | grep -o 'progress: .*'
progress: it returns the text to be printed, or nothing; not a number

# a_progress_that_is_still_waiting_when_all_is_done_loses_no_line
$ { echo 'local tengine = require "base"'; echo 'tengine.progress(function() tengine.sleep(100) return "too late" end)'; } > slow.lua
> "$TENGINE" -c -w 1 -d 2.5 slow.lua | tr -s ' ' | grep -e '^ 0:0' -e 'too late'
 0:01 1 .* (re)

# a_summary_can_add_to_ours_replace_it_or_leave_it_out
$ for what in 'result.text .. "and more"' '"mine"' '""'; do
>   { echo 'local tengine = require "base"'; echo "tengine.summary(function(result) return $what end)"; } > s.lua
>   "$TENGINE" -r 4 s.lua | grep -v '^ ' | sed '/^$/d'
>   echo --
> done
SUMMARY  s.lua
TOTALS .* (re)
SCENARIOS .* (re)
CHECKS .* (re)
ERRORS
and more
SUCCESSES: 3 | FAILURES: 1
*** Bye ***
--
mine
SUCCESSES: 3 | FAILURES: 1
*** Bye ***
--
SUCCESSES: 3 | FAILURES: 1
*** Bye ***
--

# a_summary_sees_the_merged_metrics_of_all_threads
$ cat > sees.lua <<'END'
> local tengine = require "base"
> tengine.summary(function(result)
>   local r = result.runs
>   print("runs", r.started, r.succeeded, r.failed, r.interrupted, r.dropped)
>   print("facts", result.scenario, result.seed, result.threads, result.workers_asked, result.workers, result.is_over)
>   print("sum", result:sum "scenario.runs", result:sum("scenario.failed", "scenario:work"), result:sum "no.such")
>   print("rate", result:rate("checks", "check:odd"))
>   local trend = result:trend "scenario.duration"
>   print("trend", trend.count, trend.min <= trend.p50 and trend.p50 <= trend.p99 and trend.p99 <= trend.max)
>   print("percentile", result:percentile("scenario.duration", 50) == trend.p50, result:percentile("no.such", 50))
>   print("names", table.concat(result:names("scenario.runs", "scenario"), " "))
>   for _, f in ipairs(result:failures()) do print("failure", f.scenario, f.message, f.count, f.step) end
>   for _, s in ipairs(result:series()) do
>     if s.name == "checks" then print("series", s.kind, s.tags.check, s.value, s.total) end
>   end
>   print("elapsed", result.elapsed > 0.03)
>   return ""
> end)
> END
> "$TENGINE" --seed 7 -w 4 -p 2 -r 4 sees.lua
runs	16	12	4	0	0
facts	sees.lua	7	2	4	0	true
sum	16	4	0
rate	8	16
trend	16	true
percentile	true	nil
names	work
failure	work	[.]/base.lua:5: every fourth	4	4 (re)
series	rate	odd	8	16
elapsed	true
SUCCESSES: 12 | FAILURES: 4
*** Bye ***

# a_failure_of_the_run_s_own_fixture_is_of_no_worker
$ cat > fixture.lua <<'END'
> local tengine = require "tengine"
> tengine.setup(function(worker_id) if worker_id == 1 then error "no cup" end end)
> tengine.global_teardown(function() error "no tea left" end)
> tengine.summary(function(result)
>   for _, f in ipairs(result:failures()) do print(f.scenario, f.worker, f.step) end
> end)
> tengine.scenario("s", function() end)
> END
> "$TENGINE" -w 2 -r 1 fixture.lua 2>/dev/null | head -n 2
setup	1	0
global_teardown	nil	0

# a_summary_can_wait_and_make_requests
$ cat > posts.lua <<END
> local tengine = require "base"
> tengine.summary(function(result)
>   tengine.sleep(0.01)
>   return tengine.json_request("$ORIGIN/echo", "POST", { json = { failed = result.runs.failed } }).body
> end)
> END
> "$TENGINE" -r 4 posts.lua
{"failed":1}
SUCCESSES: 3 | FAILURES: 1
*** Bye ***

# a_summary_that_fails_loses_no_results
$ { echo 'local tengine = require "base"'; echo 'tengine.summary(function(result) error "no ink" end)'; } > fails.lua
> "$TENGINE" -r 4 fails.lua 2> error | grep -e '^TOTALS' -e SUCC; cat error; "$TENGINE" -q -r 4 fails.lua
TOTALS .* (re)
SUCCESSES: 3 | FAILURES: 1
tengine: summary failed: fails.lua:2: no ink
tengine: summary failed: fails.lua:2: no ink
[107]

# under_quiet_it_is_called_and_nothing_printed
$ { echo 'local tengine = require "base"'
>   echo 'tengine.summary(function(result) io.open("written", "w"):write(result.runs.failed) return "x" end)'; } > quiet.lua
> "$TENGINE" -q -r 4 quiet.lua; cat written
1

# after_a_signal_there_is_a_summary_too
$ { echo 'local tengine = require "base"'; echo 'tengine.summary(function(result) return "cut short" end)'; } > cut.lua
> "$TENGINE" cut.lua > out & pid=$!; sleep 0.5; kill -INT $pid; wait $pid; echo "exit $?"; sed '/^VERDICT/,/^SUCC/{/^SUCC/!d}' out | grep -c ''; head -1 out
exit 105
3
cut short

# a_setup_that_failed_has_nothing_to_sum_up
$ { cat cut.lua; echo 'tengine.global_setup(function() error "no" end)'; } > none.lua; "$TENGINE" none.lua
tengine: global_setup failed: none.lua:3: no
[107]

# what_a_scenario_keeps_of_the_result_can_be_read_to_the_very_end
$ cat > last.lua <<'END'
> local tengine = require "base"
> local kept
> local last = setmetatable({}, {
>   __gc = function() io.stderr:write(kept:sum "scenario.runs", " ", kept:failures()[1].message, "\n") end,
> })
> tengine.summary(function(result) kept, last.used = result, true end)
> END
> "$TENGINE" -q -r 4 last.lua
4 [.]/base.lua:5: every fourth (re)

# reading_many_percentiles_takes_the_memory_of_one
$ cat > many.lua <<'END'
> local tengine = require "base"
> tengine.summary(function(result)
>   for _ = 1, 9000 do result:percentile("scenario.duration", 50) end
>   local most = io.open("/proc/self/status"):read("a"):match "VmHWM:%s*(%d+)"
>   io.stderr:write(tonumber(most) < 400000 and "few" or most, "\n")
> end)
> END
> "$TENGINE" -q -r 4 many.lua
few

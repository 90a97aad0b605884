# --rate: runs that arrive, whether the ones before have ended or not. When
# they do is in unit/arrivals_test, who takes them in unit/executor_test.
# labels: threads

# the_commands_below_share_two_scenarios
$ cat > tick.lua <<'END'
> local tengine = require "tengine"
> tengine.scenario("tick", function() tengine.sleep(0.01) end)
> END
> cat > get.lua <<'END'
> local tengine = require "tengine"
> tengine.summary(function(result)
>   local function ms(name, p) return result:percentile(name, p) * 1000 end
>   return ("count %d\nduration p90 %s\nservice p90 %s"):format(
>     result:sum "http.requests", ms("http.duration", 90) >= 200,
>     ms("http.service", 90) < 100)
> end)
> tengine.scenario("get", function(session)
>   assert(session:get(os.getenv "TARGET" .. "/").status == 200)
> end)
> END

# the_count_is_complete_however_it_is_spread
$ for how in "" "-p 2" "-p 3 --arrivals even"; do
>   "$TENGINE" --rate 300/s -d 1 $how tick.lua | grep SUCC
> done
SUCCESSES: 300 | FAILURES: 0
SUCCESSES: 300 | FAILURES: 0
SUCCESSES: 300 | FAILURES: 0

# a_run_lasts_as_long_as_it_was_to_last
$ for how in "--rate 1/s -d 2" "--rate 1/s -d 2 --total-runs 9" "-w 1 --interval 0.5s -d 2" "--stages 1s:=2,1s:=0"; do
>   "$TENGINE" $how tick.lua | grep -e '^  ended' -e '^  took' | tr -s ' \n' ' '; echo
> done
 ended the time was up took 2.0[0-9] s  (re)
 ended the time was up took 2.0[0-9] s  (re)
 ended the time was up took 2.0[0-9] s  (re)
 ended the time was up took 2.0[0-9] s  (re)

# unless_its_runs_have_all_been_made
$ "$TENGINE" --rate 20/s -d 20 --total-runs 2 tick.lua | sed -n 's/^  ended *//p'
> "$TENGINE" -w 2 --interval 0.1s -r 2 -d 20 tick.lua | sed -n 's/^  ended *//p'
> timeout 10 "$TENGINE" -w 2 -r 2 --control sock --max-workers 9 tick.lua | sed -n 's/^  ended *//p'
every worker did its runs
every worker did its runs
every worker did its runs

# its_seconds_have_what_came_in_them
$ "$TENGINE" -c --rate 200/s -d 2 --threshold 'scenario.runs rate > 198/s over 1s' tick.lua | grep -e '^ *0:0[12]' -e 'worst window' | awk '{ print $1, ($1 == "ok" ? $6 : $3) }'
0:01 (19[89]|20[0-4]) (re)
0:02 (39[89]|40[0-4]) (re)
ok over

# a_journal_can_be_read_however_long_the_summary_takes
$ (cat tick.lua; echo 'tengine.summary(function() tengine.sleep(0.05) end)') > slow.lua
> "$TENGINE" -q --rate 100/s -d 1 --journal slow.tlog slow.lua; "$TENGINE" report --csv slow.tlog | awk -F, 'NR == 2 { print $4, $7 } NR > 2 && ($4 < $3 || $7 > 0)'
1[.]0[0-2][0-9]* 100 (re)

# a_ramp_has_its_integral
$ "$TENGINE" --stages '0.5s:400/s, 0.5s:400/s, 0.5s:0' tick.lua | grep -e ended -e SUCC
  ended     the time was up
SUCCESSES: 400 | FAILURES: 0

# poisson_arrivals_are_those_of_the_seed_for_any_number_of_threads
$ for p in 1 2; do
>   "$TENGINE" --seed 5 --rate 300/s --arrivals poisson -d 1 -p $p tick.lua | grep SUCC
> done | uniq -c | sed 's/S: [0-9]*/S: N/'
      2 SUCCESSES: N | FAILURES: 0

# workers_are_begun_as_they_are_needed
$ "$TENGINE" --rate 50/s -d 0.5 tick.lua | grep '  workers'
  workers   1,000, of which ([1-9]|1[0-9]) began (re)

# those_of_-w_are_there_from_the_start
$ "$TENGINE" --rate 1/s -d 0.5 -w 7 --max-workers 20 -p 2 tick.lua | grep '  workers'
  workers   20, of which 7 began

# beyond_the_queue_runs_are_dropped_and_the_summary_says_so
$ "$TENGINE" --rate 1000/s -d 1 --max-workers 2 --queue-limit 10 tick.lua > out
> grep -e '    dropped' -e ^DROPPED out
    dropped  .* % (re)
DROPPED  [0-9]+ of 1,000 planned runs were dropped, the first by 1.0. s: .* (re)

# a_run_that_found_nobody_free_is_made_after_the_time_is_up
$ "$TENGINE" --rate 400/s -d 0.5 --max-workers 2 tick.lua | grep -e '    dropped' -e SUCC
    dropped +0 +0 % (re)
SUCCESSES: 200 | FAILURES: 0

# how_many_began_late_and_by_how_much_is_in_the_summary_and_its_json
$ "$TENGINE" --rate 400/s -d 0.5 --max-workers 2 --summary-json out.json tick.lua | grep -A 1 ^LATE | tr -s '\n ' ' '; echo
> sed -n '/"queue"/,/^  }/p' out.json | grep -e '"p50"' -e first_dropped; "$ROOT/tests/cli/check_schema" "$ROOT/engine/summary.schema.json" out.json
LATE 1[0-9][0-9] of 200 runs began more than 5 ms late: p50 [0-9]+ ms, at most .* (re)
      "p50": 0[.].* (re)
    "first_dropped_by_s": null


# unless_the_patience_with_it_ends
$ "$TENGINE" --rate 400/s -d 0.5 --graceful-stop 0.1 --max-workers 1 tick.lua | grep -c '^DROPPED'
1

# a_bound_of_runs_is_of_all_workers
$ "$TENGINE" --rate 1000/s --total-runs 20 tick.lua | grep SUCC
> "$TENGINE" -w 7 -p 2 --total-runs 20 tick.lua | grep SUCC
SUCCESSES: 20 | FAILURES: 0
SUCCESSES: 20 | FAILURES: 0

# the_same_seed_makes_the_same_runs_for_any_number_of_threads
$ cat > draws.lua <<'END'
> local tengine = require "tengine"
> tengine.scenario("draws", function() print(math.random(1000000)) end)
> END
> for how in "--rate 1000/s" "--rate 1000/s -p 2" "-w 3" "-w 4 -p 2"; do
>   "$TENGINE" --seed 3 --total-runs 50 $how draws.lua | grep '^[0-9]' | sort | cksum
> done | uniq | wc -l
1

# a_server_that_stalls_shows_in_duration_and_not_in_service
$ cat > stall <<'END'
> stall() {
>   mkfifo in.fifo out.fifo
>   "${TENGINE%/*}/tests/origin/origin" --until-stdin-closes < in.fifo > out.fifo & ORIGIN_PID=$!
>   exec 9> in.fifo; rm in.fifo; read -r _ TARGET < out.fifo; export TARGET; rm out.fifo
>   (sleep 0.5; kill -STOP $ORIGIN_PID; sleep 0.5; kill -CONT $ORIGIN_PID) 9>&- &
>   "$TENGINE" "$@" 9>&-
> }
> END
> . ./stall; stall --rate 200/s -d 2 --max-workers 20 get.lua | grep -e ^count -e p90
count 400
duration p90 true
service p90 true

# so_does_it_in_the_closed_model_with_an_interval
$ . ./stall; stall -w 10 --interval 0.05 -d 2 get.lua | grep p90
duration p90 true
service p90 true

# the_summary_shows_both_by_name_where_they_differ
$ echo 'require("tengine").scenario("s", function(s) s:get(os.getenv "TARGET" .. "/") end)' > plain.lua
> . ./stall; stall --rate 200/s -d 2 --max-workers 20 plain.lua | grep -A 1 '^  GET /' | sed 's/  *[0-9].*[0-9.] m\?s$/ figures/'
  GET / figures
    from its actual start figures

# what_is_wrong_is_named
$ "$TENGINE" --rate 5/x tick.lua
tengine: rate: '5/x': expected a number and one of /s /m /h
[2]

$ "$TENGINE" --rate 0 tick.lua
tengine: rate: '0': expected more than 0, at most 10000000/s
[2]

$ "$TENGINE" --rate 5/s -r 3 tick.lua
tengine: choose one: a rate says when runs begin, and so does runs per worker
[2]

$ "$TENGINE" --rate 5/s --arrivals often tick.lua
tengine: arrivals 'often': they are even or poisson
[2]

$ "$TENGINE" --max-workers 5 tick.lua
tengine: max-workers is of a rate, and none was given
[2]

$ "$TENGINE" --rate 5/s -w 10 --max-workers 5 tick.lua
tengine: 10 workers from the start are more than the 5 of max-workers
[2]

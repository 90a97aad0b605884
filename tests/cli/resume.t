# A run that was killed goes on in its journal.
# labels: waits

$ (echo id; seq 3000) > rows.csv; cat > rows.lua <<'END'
> local tengine = require "tengine"
> local args = tengine.options { log = "done.log", token = "" }
> local rows = require("tengine.csv").open { file = "rows.csv", order = "shuffle" }
> local log = assert(io.open(args.log, "a"))
> log:setvbuf "no"
> tengine.scenario("row", function()
>   log:write(rows:next().id .. "\n")
>   tengine.sleep(0.01)
> end)
> END
> cat > kill_it <<'END'
> # kill_it JOURNAL N COMMAND ... - kills it once the journal has N intervals,
> # at some moment of the second after that
> journal=$1 n=$2; shift 2
> "$@" & pid=$!
> until grep -q "\"number\":$n," "$journal" || ! kill -0 $pid; do sleep 0.02; done 2> errors
> sleep 0.$((RANDOM % 9))1; kill -9 $pid; wait $pid 2> errors
> END
> cat > position <<'END'
> # position JOURNAL - how many rows had been handed out, by its last line
> grep -o '"position":"[0-9]*' "$1" | tail -n 1 | grep -o '[0-9]*$'
> END
> chmod +x kill_it position

# what_was_not_done_is_done_and_what_was_done_is_done_once_but_for_the_lost_second
$ bash kill_it run.tlog 1 "$TENGINE" -q -w 10 -p 2 -r 300 --seed 7 --journal run.tlog rows.lua
> lost=$(($(wc -l < done.log) - $(bash position run.tlog)))
> "$TENGINE" --resume run.tlog
> echo "$(sort -u done.log | wc -l) rows, $(($(wc -l < done.log) - lost)) times"
3000 rows, 3000 times

# runs_add_up_to_what_was_asked_for
$ "$TENGINE" report --json run.tlog > run.json; python3 - <<'END'
> import json
> run = json.load(open("run.json")); runs = run["runs"]
> print(runs["started"], runs["started"] == runs["succeeded"] + runs["failed"] + runs["interrupted"])
> print(runs["failed"], runs["interrupted"] < 100, run["end"]["cause"], run["seed"])
> END
3000 True
0 True runs 7

# the_report_says_what_became_of_it
$ "$TENGINE" report run.tlog | sed -n 's/  ended *//p;/broken off/p'
every worker did its runs
  - broken off after [12]\.[0-9]+ s, resumed .* later: segment 2 of its journal (re)

# every_format_has_both_segments
$ for as in csv hlog junit prom; do "$TENGINE" report --$as run.tlog > run.$as || echo "$as"; done
> tr -d '\r' < run.csv | awk -F, '
>   NR == 1 { for (i = 1; i <= NF; i++) { if ($i == "scenario.runs") runs = i; if ($i == "workers") level = i }; next }
>   { sum += $runs; if ($2 != NR - 1) print "row", NR, $2; if ($level > 10) print $level, "workers" }
>   END { print sum }'
3000

# what_has_ended_is_not_resumed
$ "$TENGINE" --resume run.tlog
tengine: --resume: run.tlog: this run was not killed: it ended after [0-9.]+ s \(every worker did its runs\): there is nothing to go on with (re)
[2]

# what_was_stopped_by_a_signal_has_ended_too
$ "$TENGINE" -q -w 2 --journal signal.tlog rows.lua & pid=$!
> until grep -q '"number":1,' signal.tlog 2> errors; do sleep 0.02; done; kill $pid; wait $pid; rm done.log
> "$TENGINE" --resume signal.tlog
tengine: --resume: signal.tlog: this run was not killed: it ended after [0-9.]+ s \(stopped from outside\): there is nothing to go on with (re)
[2]

# a_resumed_run_may_be_killed_and_resumed_again
$ bash kill_it twice.tlog 1 "$TENGINE" -q -w 10 --total-runs 3000 --journal twice.tlog rows.lua
> lost=$(($(wc -l < done.log) - $(bash position twice.tlog))); before=$(wc -l < done.log)
> bash kill_it twice.tlog 2 "$TENGINE" --resume twice.tlog
> lost=$(($(wc -l < done.log) - $(bash position twice.tlog)))
> "$TENGINE" --resume twice.tlog
> echo "$(sort -u done.log | wc -l) rows, $(($(wc -l < done.log) - lost)) times"
> "$TENGINE" report twice.tlog | sed -n '/runs started/p;/broken off/p'
3000 rows, 3000 times
  runs started                3,000 .* (re)
  - broken off after 1\.[0-9]+ s, resumed .* later: segment 2 of its journal (re)
  - broken off after 2\.[0-9]+ s, resumed .* later: segment 3 of its journal (re)

# a_profile_goes_on_where_it_stood_with_other_random_numbers
$ cat > draw.lua <<'END'
> local tengine = require "tengine"
> local log = assert(io.open("drawn.log", "a"))
> log:setvbuf "no"
> tengine.scenario("draw", function()
>   log:write(("%.17g\n"):format(math.random()))
>   tengine.sleep(0.01)
> end)
> END
> bash kill_it stages.tlog 1 "$TENGINE" -q --stages '2s:4, 1s:4' --journal stages.tlog draw.lua
> "$TENGINE" --resume stages.tlog; sort drawn.log | uniq -d
> "$TENGINE" report stages.tlog | sed -n 's/  ended *//p;s/  took *//p'
the time was up
3\.[0-9]+ s (re)

# arrivals_go_on_when_the_next_is_due_and_none_is_forgotten
$ bash kill_it rate.tlog 1 "$TENGINE" -q --rate 200/s --max-workers 1 -d 3 --journal rate.tlog draw.lua
> "$TENGINE" --resume rate.tlog; "$TENGINE" report --json rate.tlog > rate.json; python3 - <<'END'
> import json
> runs = json.load(open("rate.json"))["runs"]
> print(runs["started"] + runs["dropped"], runs["dropped"] > 0)
> END
600 True

# what_changes_the_run_contradicts_the_journal
$ cp run.tlog cut.tlog; sed -i '$d' cut.tlog
> "$TENGINE" --resume cut.tlog -w 3; "$TENGINE" --resume cut.tlog --journal other.tlog
> "$TENGINE" --resume cut.tlog draw.lua; "$TENGINE" --resume cut.tlog -- --log other
> (mkdir -p else && cd else && "$TENGINE" --resume ../cut.tlog 2>&1 | sed "s|$HOME|HOME|")
tengine: --resume goes on with what the journal says: leave --workers out
tengine: --resume goes on with what the journal says: leave --journal out
tengine: --resume: 'draw.lua': the journal says which scenario it is of: name none
tengine: --resume: '--log': the journal says what the scenario's options are
tengine: --resume: the run was started in 'HOME': go there first

# another_feed_or_plan_is_another_run
$ (echo id; seq 2999) > rows.csv; "$TENGINE" --resume cut.tlog 2>&1 | sed "s|$HOME|HOME|"; (echo id; seq 3000) > rows.csv
...
.*HOME/rows.csv: there were 3000 of them when the journal broke off, and are 2999: no run is resumed with another feed (re)

# what_cannot_go_on_yet_stays_as_it_was_and_goes_on_later
$ cat > needs.lua <<'END'
> local tengine, csv = require "tengine", require "tengine.csv"
> tengine.global_setup(function()
>   assert(io.open("up"), "the target is not up"):close()
>   csv.open({ file = "late.csv" }):next()
> end)
> tengine.scenario("nap", function() tengine.sleep(0.01) end)
> END
> cat > resume_it <<'END'
> "$TENGINE" -q --resume needs.tlog 2> errors; echo "exit $?"; cmp needs.tlog kept.tlog; tail -n 1 errors
> END
> touch up; (echo id; seq 30) > late.csv
> bash kill_it needs.tlog 1 "$TENGINE" -q -w 2 -d 2 --journal needs.tlog needs.lua; cp needs.tlog kept.tlog
> rm up; bash resume_it; touch up
> mv late.csv there.csv; bash resume_it
> (echo id; seq 29) > late.csv; bash resume_it; mv there.csv late.csv
> "$TENGINE" --resume needs.tlog; "$TENGINE" report needs.tlog | sed -n 's/  ended *//p;/segment/p'
exit 107
tengine: global_setup failed: needs.lua:3: the target is not up
exit 2
tengine: global_setup failed: needs.lua:4: late.csv: No such file or directory
exit 2
tengine: global_setup failed: needs.lua:4: .*/late.csv: there were 30 of them .*, and are 29: no run is resumed with another feed (re)
the time was up
  - broken off after 1\.[0-9]+ s, resumed .* later: segment 2 of its journal (re)

# cursors_of_all_workers_are_kept_and_those_of_single_ones_begin_anew
$ printf 'URI,STATUS CODE,PRIVATE,COUNT\r\n/v1/a.pdb/1/a.sym,200,false,3\r\n' > groups.csv
> mkdir stacks; echo '{"jobs":[{"stacks":[[[0,1]]],"memoryMap":[["a.pdb","1"]]}]}' > stacks/a.json
> cat > feeds.lua <<'END'
> local tengine, csv = require "tengine", require "tengine.csv"
> local groups = require("tengine.symbols").open { groups = "groups.csv", balance = false }
> local stacks = require("tengine.stacks").open { path = "stacks" }
> local own = csv.open { file = "rows.csv", scope = "worker" }
> local log = assert(io.open("own.log", "a"))
> tengine.scenario("all", function(session)
>   groups:next(); groups:next(); stacks:next()
>   log:write(own:next().id, " ", session.step, "\n"):flush()
>   tengine.sleep(0.01)
> end)
> END
> bash kill_it feeds.tlog 1 "$TENGINE" -q --max-runs 200 --journal feeds.tlog feeds.lua
> "$TENGINE" --resume feeds.tlog
> grep -o '"key":"[a-z]*' feeds.tlog | sort | uniq -c | awk '{ print $2, ($1 > 1) }'
> grep '"feeds"' feeds.tlog | tail -n 1 | grep -o '"position":"[0-9]*"' | sort
> grep -c '^1 ' own.log; tail -n 1 own.log | grep -o ' 200'
> "$TENGINE" report feeds.tlog | grep anew
"key":"stacks 1
"key":"symbols 1
"position":"200"
"position":"400"
2
 200
  - csv.open: with scope = "worker" each worker begins anew in a run that is (re)

# what_was_torn_is_cut_off
$ printf '{"crc":"0123' >> cut.tlog; "$TENGINE" --resume cut.tlog && "$TENGINE" report --json cut.tlog | grep -o '"started": [0-9]*' | head -n 1
"started": 3000

# runs_that_were_merged_are_not_resumed_nor_is_a_search_for_the_capacity
$ "$TENGINE" merge -o merged.tlog run.tlog twice.tlog; "$TENGINE" --resume merged.tlog
> bash kill_it search.tlog 1 "$TENGINE" -q --find-capacity 'scenario.failed < 1%' --rate 50/s --max-workers 20 --journal search.tlog draw.lua
> "$TENGINE" --resume search.tlog
tengine: --resume: this journal is of runs that were merged: resume the one that breaks off
tengine: --resume: search.tlog: a search for the capacity is of one piece: begin it anew
[2]

# a_warm_up_goes_on_and_every_run_counts_in_one_part
$ bash kill_it warm.tlog 1 "$TENGINE" -q -w 5 --warm-up 3s -d 5 --journal warm.tlog draw.lua
> "$TENGINE" --resume warm.tlog; "$TENGINE" report --json warm.tlog > warm.json; python3 - <<'END'
> import json
> run = json.load(open("warm.json")); warm_up = run["warm_up"]
> for runs in run["runs"], warm_up["runs"]:
>     print(runs["started"] > 500, runs["started"] == runs["succeeded"] + runs["failed"] + runs["interrupted"])
> print(warm_up["runs"]["interrupted"] > 0, warm_up["elapsed_s"])
> END
True True
True True
True 3.0

# thresholds_and_the_verdict_are_about_all_segments
$ bash kill_it judged.tlog 2 "$TENGINE" -q -w 2 -d 5 --threshold 'scenario.runs count > 500' --threshold 'scenario.duration p99 < 1s over 4s' --journal judged.tlog draw.lua
> "$TENGINE" --resume judged.tlog --summary-json judged.json; "$TENGINE" report --json judged.tlog > report.json; python3 - <<'END'
> import json
> run, report = json.load(open("judged.json")), json.load(open("report.json"))
> print([t["outcome"] for t in run["thresholds"]], run["thresholds"] == report["thresholds"], run["verdict"] == report["verdict"])
> END
['held', 'held'] True True

# levels_are_those_of_the_process_that_goes_on
$ "$TENGINE" -q -w 2 -d 2 --journal plain.tlog draw.lua
> for journal in plain judged; do "$TENGINE" report --prom $journal.tlog | grep '^tengine_health_descriptors_limit'; done | uniq | wc -l
1

# what_was_steered_by_hand_ends_with_the_kill
$ cat > steer_it <<'END'
> "$TENGINE" -q -w 2 -d 30 --control steer.sock --journal steer.tlog draw.lua & pid=$!
> until [ -S steer.sock ] && "$TENGINE" control steer.sock workers 4; do sleep 0.05; done > control.out 2>&1
> until grep -q is_steered steer.tlog; do sleep 0.05; done; kill -9 $pid; wait $pid 2> errors
> END
> bash steer_it; timeout 20 "$TENGINE" --resume steer.tlog --control steer.sock & pid=$!
> until grep -q '"segment":2' steer.tlog; do sleep 0.05; done; kill $pid; wait $pid; "$TENGINE" report steer.tlog | grep 'by hand'
  - the load is what its profile says again: what was steered by hand is over

# a_log_of_requests_goes_on
$ cat > get.lua <<'END'
> local tengine = require "tengine"
> local args = tengine.options { url = "" }
> tengine.scenario("get", function(session) session:get(args.url .. "/"); tengine.sleep(0.01) end)
> END
> bash kill_it log.tlog 1 "$TENGINE" -q -w 2 -d 3 --out jsonl=log.jsonl --journal log.tlog get.lua -- --url "$ORIGIN"
> cp log.jsonl before.jsonl; printf '{"time":"torn' >> log.jsonl
> "$TENGINE" --resume log.tlog; python3 - <<'END'
> import json
> before, now = open("before.jsonl").readlines(), open("log.jsonl").readlines()
> print(len(before) > 50, len(now) > len(before) + 50, now[:len(before) - 1] == before[:-1], all(json.loads(line)["status"] == 200 for line in now))
> END
True True True True

# another_scenario_file_is_noted
$ bash kill_it edited.tlog 1 "$TENGINE" -q -w 2 -d 2 --journal edited.tlog draw.lua
> echo "-- edited" >> draw.lua; "$TENGINE" --resume edited.tlog; "$TENGINE" report edited.tlog | grep another
  - the scenario file is another one since it was resumed

# what_still_goes_on_is_not_resumed
$ "$TENGINE" -q -w 2 --journal live.tlog draw.lua & pid=$!
> until grep -q '"number":1,' live.tlog || ! kill -0 $pid; do sleep 0.05; done 2> errors
> "$TENGINE" --resume live.tlog; kill -9 $pid; wait $pid 2> errors; true
tengine: --resume: live.tlog: this run still goes on

# what_is_secret_is_asked_for_again
$ bash kill_it secret.tlog 1 "$TENGINE" -q -w 2 -d 2 --journal secret.tlog rows.lua -- --token=s3cret; grep -c s3cret secret.tlog
> "$TENGINE" --resume secret.tlog; "$TENGINE" --resume secret.tlog -- --token s3cret; grep -c s3cret secret.tlog
0
tengine: --resume: the journal does not hold what is secret: give --token again, as in tengine --resume secret.tlog -- --token VALUE
0
[1]

# where_figures_went_is_asked_for_again_where_a_secret_may_be_in_it
$ bash kill_it out.tlog 1 "$TENGINE" -q -w 2 -d 3 --out 'influx=http://127.0.0.1:1/write?db=x&p=s3cret' --journal out.tlog draw.lua; grep -c s3cret out.tlog
> "$TENGINE" --resume out.tlog; "$TENGINE" --resume out.tlog --out statsd=udp://127.0.0.1:9 && "$TENGINE" report out.tlog | sed -n 's/  ended *//p'
0
tengine: --resume: the journal does not hold the value of --out, in which a secret may have been: give it again
the time was up

# output_may_be_asked_for_beside_it_and_is_of_the_whole_run
$ bash kill_it seen.tlog 1 "$TENGINE" -q -w 2 -d 2 --journal seen.tlog draw.lua
> "$TENGINE" --resume seen.tlog -c --summary-json seen.json | tail -n 1
> "$TENGINE" report --json seen.tlog | diff seen.json - | grep -c '"started"'
*** Bye ***
0
[1]

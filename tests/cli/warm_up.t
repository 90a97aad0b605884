# --warm-up: the first part of a run is measured apart. What comes to which
# part is in unit/totals_test.
# labels: threads

# the_commands_below_share_a_scenario_that_is_slow_and_fails_at_first
$ cat > cold.lua <<'END_OF_FILE'
> local tengine = require "tengine"
> tengine.scenario("cold", function(session)
>   local is_cold = session.step <= 2
>   tengine.sleep(is_cold and 0.3 or 0.02)
>   assert(not is_cold, "cold")
> end)
> END_OF_FILE

# what_is_measured_in_it_is_a_line_of_its_own_and_in_no_other_figure
$ "$TENGINE" -w 4 -p 2 -d 2 --warm-up 1s cold.lua > out; grep -e ^WARM -e '^    failed' -e '^  cold' -e ^SUCC out
WARM-UP  1.00 s: [0-9]+ runs, 8 failed; not counted below (re)
    failed                        0 .* (re)
    failed                        0        -
  cold +[0-9]+ +[0-9]+ +0 .* (re)
SUCCESSES: [0-9]+ [|] FAILURES: 0 (re)

# neither_limits_nor_thresholds_look_at_it
$ "$TENGINE" -w 4 -d 2 --warm-up 1s -f 1 --threshold 'scenario.duration max < 250ms' cold.lua | grep -c 'max < 250ms'
> "$TENGINE" -q -w 4 -d 2 -f 1 cold.lua; echo "exit $?"
> "$TENGINE" -q -w 4 -d 2 --threshold 'scenario.duration max < 250ms' cold.lua; echo "exit $?"
1
exit 1
exit 99

# the_runs_that_started_are_those_that_ended_in_either_part
$ cat > law.py <<'END_OF_FILE'
> import json, sys
> whole = json.load(open(sys.argv[1]))
> for part in whole["warm_up"]["runs"], whole["runs"]:
>     print(part["started"] == part["succeeded"] + part["failed"] + part["interrupted"] > 0)
> END_OF_FILE
> "$TENGINE" -q -w 50 -p 2 -d 2.5 --warm-up 2s --journal run.tlog --summary-json run.json cold.lua
> python3 law.py run.json; "$ROOT/tests/cli/check_schema" "$ROOT/engine/summary.schema.json" run.json
True
True

# its_journal_holds_both_parts
$ "$TENGINE" report --json run.tlog > again.json
> for file in run again; do sed '/"verdict": null/d; /"verdict": {/,/^  }/d' "$file.json" > "$file"; done; diff run again
> "$TENGINE" report --csv run.tlog | cut -d, -f2,5 | sed -n 1,4p
> "$TENGINE" report --hlog run.tlog | grep -c 'Tag=scenario.duration[^,]*,[01][.]'
number,warm_up
1,1
2,1
3,0
0
[1]

# rows_have_runs_where_they_began_the_summary_where_they_ended
$ "$TENGINE" report --csv run.tlog > rows.csv; "$TENGINE" report --help | grep -o 'CSV.*'; python3 - <<'END'
> import csv, json
> rows, run = list(csv.DictReader(open("rows.csv"))), json.load(open("run.json"))
> def runs(warm_up, column): return sum(int(row[column]) for row in rows if row["warm_up"] in warm_up)
> ended = ["scenario.succeeded", "scenario.failed", "scenario.interrupted"]
> for mark, part in ("1", run["warm_up"]), ("0", run):
>     print([runs(mark, column) == part["runs"][column[9:]] for column in ended])
> print(runs("1", "scenario.runs") > run["warm_up"]["runs"]["started"])
> print(runs("01", "scenario.runs") == run["warm_up"]["runs"]["started"] + run["runs"]["started"])
> END
CSV, a row for every interval; runs where they began
[True, True, True]
[True, True, True]
True
True

# the_console_says_where_it_begins_and_ends
$ "$TENGINE" -c -w 1 -d 2 --warm-up 1 cold.lua | sed '/^$/,$d; s/  *[0-9]:.*/ figures/'
         warming up for 1.00 s: not counted
    time  workers        runs  failures  requests/s      p50      p95
 figures
         the warm-up is over: counted from here on
 figures

# a_profile_may_have_one_and_the_command_line_another
$ echo 'require("tengine").profile { workers = 2, duration = 3, warm_up = "1s" }' > p.lua
> "$TENGINE" -d 1.5 --profile p.lua cold.lua | grep -o '^WARM-UP  1.00 s'
> "$TENGINE" -d 2.5 --warm-up 1.2 --profile p.lua cold.lua | grep -o '^WARM-UP  2.00 s'
WARM-UP  1.00 s
WARM-UP  2.00 s

# one_of_nothing_switches_off_that_of_a_profile
$ "$TENGINE" -d 0.3 --profile p.lua cold.lua; "$TENGINE" -d 0.3 --warm-up 0 --profile p.lua cold.lua | grep -c ^WARM
> "$TENGINE" -d 0.3 --warm-up 0 cold.lua | grep -c ^WARM; "$TENGINE" --help load | grep -o 'warm-up.*'
tengine: a warm-up of 1 s leaves nothing to be measured of a run of 0.3 s
0
0
warm-up TIME         measured apart, rounded up to whole seconds

# a_run_that_ends_in_it_has_measured_nothing_and_says_so
$ "$TENGINE" -r 1 --warm-up 5s cold.lua | grep ^WARM
WARM-UP  [0-9]+ ms: 1 run, 1 failed; the run ended in it, and nothing was measured (re)

# thresholds_of_such_a_run_have_nothing_to_be_judged_by_or_count_nothing
$ "$TENGINE" -r 1 --warm-up 5s --threshold 'scenario.duration p95 < 9s' --threshold 'scenario.runs count > 0' --threshold 'never.seen count < 1' --journal early.tlog cold.lua > early; echo "exit $?"
> sed -n '/^THRESH/,/^$/p' early; "$TENGINE" report early.tlog | diff early -
exit 99
THRESHOLDS  2 of 3 failed
  unjudged  scenario.duration p95 < 9s: nothing was measured when it counted
  FAILED    scenario.runs count > 0: 0, .* (re)
  FAILED    never.seen count < 1: it never appeared

# a_journal_that_breaks_off_in_it_says_so
$ "$TENGINE" -q -w 2 --warm-up 1h --journal cut.tlog cold.lua & pid=$!
> until grep -q '"number":1,' cut.tlog 2> errors; do sleep 0.05; done; kill -9 $pid; wait $pid 2> errors
> "$TENGINE" report cut.tlog > cut; echo "exit $?"; grep -e ended -e ^WARM -e ^SUCC cut; "$TENGINE" report --json cut.tlog > cut.json
> for format in csv junit hlog prom; do "$TENGINE" report --$format cut.tlog > out || echo "$format: $?"; done
> "$ROOT/tests/cli/check_schema" "$ROOT/engine/summary.schema.json" cut.json
exit 0
  ended     killed, or could not write its journal: it breaks off here
WARM-UP  .*; the run ended in it, and nothing was (re)
SUCCESSES: 0 | FAILURES: 0

# one_that_leaves_nothing_is_an_error
$ "$TENGINE" -d 3 --warm-up 3 cold.lua; "$TENGINE" -d 2.5 --warm-up 2.1 cold.lua
> echo 'require("tengine").profile { workers = 2, start = 5, warm_up = 5 }' > late.lua; "$TENGINE" --profile late.lua cold.lua
tengine: a warm-up of 3 s leaves nothing to be measured of a run of 3 s
tengine: a warm-up of 3 s leaves nothing to be measured of a run of 2.5 s
tengine: late.lua:1: profile: a warm_up is of the run's start, and this one starts later
[107]

# a_check_has_none
$ "$TENGINE" --check --warm-up 5s cold.lua | grep -c WARM
0
[1]

# labels: threads, waits
# Journals: a run is recorded while it goes, and told again from that.

$ cat > nap.lua <<'END'
> local tengine = require "tengine"
> tengine.scenario("nap", function(session)
>   tengine.check("seldom", session.step % 7 > 0)
>   tengine.sleep(0.01)
>   if session.step % 5 == 0 then error("tired \xff of " .. session.step % 3) end
> end)
> tengine.note "it naps"
> END

# a_report_is_the_summary_again
$ "$TENGINE" -c -w 4 -p 2 -d 2 --journal run.tlog --summary-json run.json nap.lua | sed -n '/^SUMMARY/,$p' > printed
> "$TENGINE" report run.tlog | sed 1d | diff printed - && "$TENGINE" report --json run.tlog | diff run.json - && tail -n 1 printed
*** Bye ***

# a_newline_that_an_editor_took_is_not_missed
$ head -c -1 run.tlog > edited.tlog; "$TENGINE" report --json edited.tlog | diff run.json -

# what_had_to_hold_and_the_verdict_are_judged_again_from_the_intervals
$ cat > burns.lua <<'END'
> local tengine = require "tengine"
> tengine.thresholds { "scenario.duration p95 < 1us over 1s", "scenario.runs count > 5", "never.seen < 1%" }
> tengine.scenario("burns", function()
>   local till = os.clock() + 0.06
>   while os.clock() < till do end
>   tengine.sleep(0.001)
> end)
> tengine.summary(function() tengine.sleep(0.1) tengine.metric.counter("never.seen"):add() return "" end)
> END
> "$TENGINE" -w 2 -d 2.2 --threshold 'health.turn max < 1us' --threshold 'scenario.failed < 1% after 1000 samples' --journal burns.tlog --summary-json burns.json burns.lua | grep -o '^VERDICT  INVALID'
> "$TENGINE" report --json burns.tlog | diff burns.json - && "$TENGINE" report burns.tlog | sed -n '/^THRESH/,/^$/p;/^VERDICT/s/:.*//p'
VERDICT  INVALID
THRESHOLDS  3 of 5 failed
  FAILED    health.turn max < 1us: .* ms, broken since .* s (re)
  unjudged  scenario.failed < 1% after 1000 samples: .* of 1,000 samples (re)
  FAILED    scenario.duration p95 < 1us over 1s: .* ms in the worst window, (re)
            broken at .* s (re)
  ok        scenario.runs count > 5: .* (re)
  FAILED    never.seen < 1%: a counter .* (re)
...

VERDICT  INVALID

# the_same_where_a_threshold_has_ended_the_run
$ "$TENGINE" -d 20 --threshold 'scenario.duration max < 1us over 1s abort' --journal abort.tlog --summary-json abort.json nap.lua > printed
> "$TENGINE" report abort.tlog | diff printed - && "$TENGINE" report --json abort.tlog | diff abort.json - && grep -c FAILED printed
1

# without_the_last_lines_they_are_judged_as_far_as_the_record_goes
$ head -n 4 burns.tlog > short.tlog; "$TENGINE" report short.tlog | sed -n '/ ended /p;/^THRESH/,/^$/s/:.*//p;/^VERDICT/s/:.*//p'
  ended     killed, or could not write its journal: it breaks off here
  FAILED    health.turn max < 1us
  unjudged  scenario.failed < 1% after 1000 samples
  FAILED    scenario.duration p95 < 1us over 1s
  ok        scenario.runs count > 5
  FAILED    never.seen < 1%
VERDICT  INVALID

# junit_says_of_thresholds_what_was_measured_and_what_was_wanted
$ "$TENGINE" report --junit burns.tlog > burns.xml; python3 - <<'END'
> from xml.etree import ElementTree
> for case in ElementTree.parse("burns.xml").iter("testcase"):
>   for outcome in case: print(case.get("classname"), outcome.tag, outcome.get("message"))
> END
run failure exit code 99 .* (re)
threshold failure health.turn max < 1us: .* ms, broken since .* s (re)
threshold skipped scenario.failed < 1% after 1000 samples: .* of 1,000 samples (re)
threshold failure scenario.duration p95 < 1us over 1s: .* in the worst window, broken at .* s (re)
threshold failure never.seen < 1%: .* (re)

# its_table_has_a_row_for_every_interval
$ "$TENGINE" report --csv run.tlog | tr -d '\r' | awk -F, '
>   NR == 1 { for (i = 1; i <= NF; i++) if ($i == "scenario.runs") runs = i; columns = NF; next }
>   { sum += $runs; if (NF != columns || $2 != NR - 1) print "row", NR, NF, $2 }
>   END { print (NR > 2), sum }' > table
> grep -o '"started": [0-9]*' run.json | sed -n '1s/.* /1 /p' | diff table -

# of_a_run_that_had_no_interval_tables_and_logs_have_their_head
$ sed '/"number":1,/,$d' run.tlog > early.tlog
> "$TENGINE" report --csv early.tlog | tr -d '\r' | cut -d, -f1-4; "$TENGINE" report --hlog early.tlog
> "$TENGINE" report --csv early.tlog run.tlog > both.csv; grep -c '^journal,' both.csv; sed 1d both.csv | cut -d, -f1 | uniq
journal,number,start_s,end_s
[#]\[Histogram log format version 1.3\] (re)
[#]\[StartTime: [0-9]+.* (re)
"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"
1
run.tlog

# junit_has_a_case_for_every_check_and_for_the_run
$ "$TENGINE" report --junit run.tlog run.tlog > run.xml; python3 - <<'END'
> from xml.etree import ElementTree
> for suite in ElementTree.parse("run.xml").getroot():
>   print(suite.tag, suite.get("name"), suite.get("tests"), suite.get("failures"))
>   for case in suite:
>     print(case.get("classname"), case.get("name"), len(case))
> END
testsuite nap.lua 2 1
run the run 0
check seldom 1
testsuite nap.lua 2 1
run the run 0
check seldom 1

# openmetrics_is_families_of_samples_and_ends
$ "$TENGINE" report --prom run.tlog > run.prom; tail -n 1 run.prom
> grep -v '^#' run.prom | grep -vE '^[a-z_]+([{]([a-z_]+="[^"]*",?)+[}])? [-+.e0-9]+$'
> grep '^# TYPE' run.prom | grep -v health_; grep -o 'tengine_scenario_runs_total.* ' run.prom
[#] EOF (re)
[#] TYPE tengine_checks_passed counter (re)
[#] TYPE tengine_checks_all counter (re)
[#] TYPE tengine_scenario_duration_seconds summary (re)
[#] TYPE tengine_scenario_failed counter (re)
[#] TYPE tengine_scenario_runs counter (re)
[#] TYPE tengine_scenario_succeeded counter (re)
[#] TYPE tengine_workers gauge (re)
tengine_scenario_runs_total[{]scenario="nap"[}]  (re)

# a_run_that_is_killed_has_lost_its_last_interval_at_most
$ "$ROOT/tests/bench/kills" --brief 5
5 of 5 killed runs have lost their last interval at most [(].*[)] (re)

# a_report_says_that_a_run_was_killed
$ rm -f killed.tlog; "$TENGINE" -q -w 2 --journal killed.tlog nap.lua & pid=$!
> until grep -q '"number":1,' killed.tlog 2> errors; do sleep 0.05; done
> "$TENGINE" report killed.tlog | sed -n 's/  ended *//p'
> kill -9 $pid; wait $pid 2> errors
> "$TENGINE" report killed.tlog | sed -n 's/  ended *//p'
not yet
killed, or could not write its journal: it breaks off here

# a_full_disk_is_told_and_the_run_goes_on
$ "$TENGINE" -r 3 --journal /dev/full nap.lua
tengine: the journal is not whole: cannot write '/dev/full': No space left on device; the run goes on without it
...
  - the journal is not whole: cannot write '/dev/full': No space left on device;
    the run goes on without it

SUCCESSES: 3 | FAILURES: 0
*** Bye ***
[74]

# what_was_written_before_the_disk_was_full_is_there
$ (ulimit -f 4; "$TENGINE" -q -w 20 -d 4 --journal little.tlog nap.lua; echo "exit $?")
> "$TENGINE" report little.tlog | sed -n 's/  ended *//p'; tail -c 1 little.tlog | od -An -c
> "$TENGINE" report --junit little.tlog | grep -o 'exit code .*:'
tengine: the journal is not whole: cannot write 'little.tlog': File too large; the run goes on without it
exit 74
killed, or could not write its journal: it breaks off here
  \n
exit code 137 (killed, or could not write its journal: it breaks off here):

# a_scenario_is_not_written_over
$ "$TENGINE" -r 1 --journal nap.lua nap.lua; wc -l < nap.lua
tengine: cannot write 'nap.lua': what is there is no journal
7

# a_damaged_journal_is_told_by_file_and_line
$ sed '3s/"value":/"vague":/' run.tlog > damaged.tlog; "$TENGINE" report damaged.tlog
tengine: damaged.tlog:3: the line was changed: its checksum is another
[2]

# what_is_no_journal_is_told
$ "$TENGINE" report nap.lua; "$TENGINE" report; "$TENGINE" report --jsno x; "$TENGINE" report --json --csv run.tlog
tengine: nap.lua:1: this is no line of a journal of tengine
tengine: report: which journal? tengine report FILE, or tengine report --last
tengine: unknown option --jsno (did you mean --json?)
tengine: report: one of --json, --csv, --junit, --hlog and --prom
[2]

# formats_that_are_one_document_take_one_journal
$ for format in json prom; do "$TENGINE" report --$format run.tlog run.tlog; echo "exit $?"; done
> for format in csv junit hlog verbose; do "$TENGINE" report --$format run.tlog run.tlog > two || echo "$format: $?"; done
tengine: report: --json takes one journal at a time
exit 2
tengine: report: --prom takes one journal at a time
exit 2

# a_disk_that_is_full_is_told_once_whatever_the_format
$ for format in json csv junit hlog prom verbose; do "$TENGINE" report --$format run.tlog > /dev/full; echo "exit $?"; done | uniq
tengine: results could not be written to standard output
tengine: results could not be written to standard output
tengine: results could not be written to standard output
tengine: results could not be written to standard output
tengine: results could not be written to standard output
tengine: results could not be written to standard output
exit 74

# a_short_run_leaves_no_journal_that_nobody_asked_for
$ "$TENGINE" -q -r 3 nap.lua; "$TENGINE" report --last 2>&1 | sed "s|$HOME|HOME|"; ls -A .local 2>&1 | wc -l
tengine: no run is recorded in 'HOME/.local/state/tengine/runs': those of more than 10 s are, and what --journal FILE names
1

# Three runs of more than ten seconds, at once.

$ mkdir -p state/tengine/runs; echo > file
> for i in $(seq 10 65); do cp run.tlog state/tengine/runs/202001$i-000000.000-old-1.tlog; done
> echo mine > state/tengine/runs/notes.txt
> XDG_STATE_HOME=$HOME/state "$TENGINE" -q -d 10.5 nap.lua &
> XDG_STATE_HOME=$HOME/file "$TENGINE" -q -d 10.5 nap.lua 2> nowhere &
> XDG_STATE_HOME=$HOME/none "$TENGINE" -q -d 10.5 --no-journal nap.lua & wait

# a_run_of_more_than_ten_seconds_is_recorded_and_fifty_are_kept
$ ls state/tengine/runs | wc -l; ls state/tengine/runs | grep -c nap
> XDG_STATE_HOME=$HOME/state "$TENGINE" report --last | sed -n '2p;s/  ended *//p'
51
1
SUMMARY  nap.lua
the time was up

# what_is_no_journal_hides_none
$ cd state/tengine/runs; : > 20990101-000000.000-full-1.tlog; cp "$HOME/nap.lua" 20990102-000000.000-nap-1.tlog
> XDG_STATE_HOME=$HOME/state "$TENGINE" report --last | sed -n '2p;s/  ended *//p'; rm 2*; ls
> XDG_STATE_HOME=$HOME/state "$TENGINE" report --last 2>&1 | sed "s|$HOME|HOME|"
SUMMARY  nap.lua
the time was up
notes.txt
tengine: no run is recorded in 'HOME/state/tengine/runs': those of more than 10 s are, and what --journal FILE names

# without_a_place_for_it_the_run_is_not_recorded_and_says_so
$ sed "s|$HOME|HOME|" nowhere
tengine: the run is not recorded: (.*)HOME/file(.*) (re)

# it_may_be_declined
$ ls none
ls: cannot access 'none': No such file or directory
[2]

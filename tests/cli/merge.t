# Merging: the journals of several processes become the journal of one run.
# labels: waits

$ cat > replay.lua <<'END_OF_FILE'
> local tengine = require "tengine"
> tengine.options { part = { 1, "the part that is replayed" }, parts = { 1, "of how many" } }
> -- 4,000 durations from 20 us to 2 s, the same list in each process.
> local function duration(i) return 2e-5 * 10 ^ (i * 7919 % 4000 / 800) end
> tengine.scenario("replay", function(session)
>   for i = session.args.part, 4000, session.args.parts do
>     local tags = { kind = i % 3 == 0 and "odd" or "plain" }
>     tengine.metric.trend("replay.duration", tags):add(duration(i))
>     tengine.metric.counter("replay.bytes", tags):add(i)
>     tengine.metric.rate("replay.good"):add(i % 7 > 0)
>   end
>   tengine.check("done", true)
> end)
> END_OF_FILE
> cat > buckets.py <<'END_OF_FILE'
> # What a journal holds of the replayed series: counts of all buckets, exact
> # sums, values. HdrHistogram's V2 format: zigzag LEB128, zeros as negative
> # run lengths.
> import base64, collections, json, sys, zlib
> def buckets(text):
>   outer = base64.b64decode(text)
>   inner = zlib.decompress(outer[8:])[40:]
>   at, index = 0, 0
>   while at < len(inner):
>     n = shift = 0
>     while True:
>       byte = inner[at]; at += 1
>       n |= (byte if shift == 56 else byte & 127) << shift
>       shift += 7
>       if byte < 128 or shift == 63: break
>     n = (n >> 1) ^ -(n & 1)
>     if n < 0: index -= n
>     else: yield index, n; index += 1
> for path in sys.argv[1:]:
>   names, counts = {}, collections.Counter()
>   for line in open(path):
>     for s in json.loads(line).get("series", []):
>       if "name" in s: names[s["id"]] = s["name"] + "{" + s["tags"] + "}"
>       name = names[s["id"]]
>       if not name.startswith(("replay.", "checks")): continue
>       for index, n in buckets(s["hist"]) if "hist" in s else (): counts[name, "bucket", index] += n
>       for key in "value", "total": counts[name, key, 0] += s.get(key, 0)
>       for key in "sum", "squares":
>         high, low = (int(part, 16) for part in s.get(key, "0:0").split(":"))
>         counts[name, key, 0] += (high << 64) + low
>   with open(path + ".buckets", "w") as out:
>     for key, n in sorted(counts.items()): print(*key, n, file=out)
> END_OF_FILE
> for i in 1 2 3 4; do
>   "$TENGINE" -q -r 1 --seed $i --journal part$i.tlog replay.lua -- --part $i --parts 4 &
> done; wait
> "$TENGINE" -q -r 1 --seed 5 --journal whole.tlog replay.lua

# four_processes_merge_into_the_one_that_replays_all_bucket_for_bucket
$ "$TENGINE" merge -o merged.tlog part1.tlog part2.tlog part3.tlog part4.tlog
> python3 buckets.py merged.tlog whole.tlog
> sed 's/^checks.*//' whole.tlog.buckets > whole; sed 's/^checks.*//' merged.tlog.buckets | diff - whole
> grep -c bucket whole | awk '{ print ($1 > 1000) }'; grep -h '^checks' merged.tlog.buckets
1
checks{check:done} squares 0 0
checks{check:done} sum 0 0
checks{check:done} total 0 4
checks{check:done} value 0 4

# in_any_order_they_are_the_same_file
$ for a in 1 2 3 4; do for b in 1 2 3 4; do for c in 1 2 3 4; do for d in 1 2 3 4; do
>   [ "$(printf '%s\n' $a $b $c $d | sort -u | wc -l)" = 4 ] || continue
>   "$TENGINE" merge -o other.tlog part$a.tlog part$b.tlog part$c.tlog part$d.tlog
>   cmp merged.tlog other.tlog && echo same
> done; done; done; done | sort | uniq -c
     24 same

# merged_ones_merge_again
$ "$TENGINE" merge -o odd.tlog part1.tlog part3.tlog && "$TENGINE" merge -o even.tlog part4.tlog part2.tlog
> "$TENGINE" merge -o again.tlog even.tlog odd.tlog && python3 buckets.py again.tlog && cmp merged.tlog.buckets again.tlog.buckets
> for file in merged again; do "$TENGINE" report $file.tlog > $file; done; diff merged again

# a_report_shows_the_runs_as_one
$ "$TENGINE" report merged.tlog | sed 's/[^ ]*:[0-9]*\(,\|$\)/HOST:PID\1/g; s/seeds: .*/seeds: .../'
...
  ended     every worker did its runs
...
  workers   4, 1 run each
  threads   4
...
  - merged: 4 runs: HOST:PID, HOST:PID, HOST:PID, HOST:PID
  - merged: of different seeds: ...

SUCCESSES: 4 | FAILURES: 0
*** Bye ***

# the_same_run_twice_is_refused
$ "$TENGINE" merge -o twice.tlog part1.tlog odd.tlog 2>&1 | sed 's/that of .*/that of .../'; ls twice.tlog
tengine: merge: the same run is there twice: that of ...
ls: cannot access 'twice.tlog': No such file or directory
[2]

# which_run_was_killed_is_said
$ echo 'local t = require "tengine"; t.scenario("nap", function() t.sleep(0.01) end)' > nap.lua
> "$TENGINE" -q -w 2 --journal killed.tlog nap.lua & pid=$!
> until grep -q '"number":1,' killed.tlog 2> errors; do sleep 0.05; done
> kill -9 $pid; wait $pid 2> errors
> "$TENGINE" merge -o both.tlog killed.tlog part1.tlog && "$TENGINE" report both.tlog > both
> sed -n 's/^  ended *//p' both | sed "s/:$pid\$/:PID/; s/[^ ]*:PID/HOST:PID/"; grep 'different' both
> "$TENGINE" report --json both.tlog | grep '"exit_code"'
killed, or could not write its journal: it breaks off here: HOST:PID
  - merged: of different scenario files: replay.lua, nap.lua
  - merged: of different seeds: .* (re)
  "exit_code": 137,

# warm_ups_become_one_and_one_that_comes_later_is_counted_and_noted
$ for i in 1 2; do "$TENGINE" -q -w 2 -d 3 --warm-up 2s --journal warm$i.tlog nap.lua & done; wait
> "$TENGINE" -q -w 1 -d 1.5 --warm-up 1s --journal later.tlog nap.lua
> for order in "1 2" "2 1"; do set -- $order; "$TENGINE" merge -o warm.tlog warm$1.tlog warm$2.tlog
>   "$TENGINE" report warm.tlog > warm$1; grep '^WARM' warm$1; grep -c 'is counted where' warm$1; done; diff warm1 warm2
> "$TENGINE" merge -o all.tlog later.tlog warm.tlog && "$TENGINE" report all.tlog | grep -e '^WARM' -e 'is counted where'
WARM-UP  [123][.][0-9]+ s: [0-9]+ runs, 0 failed; not counted below (re)
0
WARM-UP  [123][.][0-9]+ s: [0-9]+ runs, 0 failed; not counted below (re)
0
WARM-UP  [123][.][0-9]+ s: [0-9]+ runs, 0 failed; not counted below (re)
  - the warm-up of .*:[0-9]+ is counted where others were measured by then (re)

# thresholds_are_judged_anew_of_all_and_those_of_some_are_noted
$ both=(--threshold 'scenario.runs count > 500' --threshold 'scenario.failed < 1%'); some=(--threshold 'scenario.dropped < 5%')
> for i in 1 2 3; do
>   [ $i = 3 ] && some=()
>   "$TENGINE" -q --rate 100/s --max-workers 5 -d 2 "${both[@]}" "${some[@]}" --journal fleet$i.tlog nap.lua & pids[i]=$!
> done; for i in 1 2 3; do wait ${pids[i]}; echo $?; done
> "$TENGINE" merge -o fleet.tlog fleet3.tlog fleet1.tlog fleet2.tlog
> "$TENGINE" merge -o telf.tlog fleet2.tlog fleet1.tlog fleet3.tlog; cmp fleet.tlog telf.tlog
> "$TENGINE" report --json fleet.tlog > fleet.json; python3 - <<'END'
> import json
> run = json.load(open("fleet.json"))
> print(run["exit_code"], [(t["text"], t["outcome"]) for t in run["thresholds"]])
> END
> "$TENGINE" report fleet.tlog | grep 'not judged'; "$TENGINE" report --junit fleet.tlog | grep -o '<testcase.*scenario[^"]*'
99
99
99
0 [('scenario.runs count > 500', 'held'), ('scenario.failed < 1%', 'held')]
  - not all of the runs have 'scenario.dropped < 5%': it is not judged
<testcase .*scenario.runs count &gt; 500 (re)
<testcase .*scenario.failed &lt; 1% (re)

# what_lies_between_two_runs_is_no_lack_of_load_nor_is_a_run_that_was_killed_at_once
$ steady=(--rate 100/s -d 2 --threshold 'scenario.runs rate > 90/s over 1s')
> "$TENGINE" -q "${steady[@]}" --journal early.tlog nap.lua; sleep 1.2; "$TENGINE" -q "${steady[@]}" --journal late.tlog nap.lua
> "$TENGINE" -q "${steady[@]}" --journal shot.tlog nap.lua & pid=$!; until [ -s shot.tlog ]; do sleep 0.01; done; kill -9 $pid; wait $pid 2> errors
> "$TENGINE" merge -o gap.tlog early.tlog late.tlog; "$TENGINE" merge -o shot2.tlog shot.tlog late.tlog
> for file in gap shot2; do "$TENGINE" report --json $file.tlog | grep -A2 '"outcome": "\(held\|broken\)"' | tr -d ' \n'; echo; done
"outcome":"held","value":.* (re)
"outcome":"held","value":.* (re)

# what_only_all_together_break_is_broken
$ for i in 1 2; do "$TENGINE" -q -r 60 --threshold 'scenario.runs count < 100' --journal half$i.tlog nap.lua; done
> "$TENGINE" merge -o halves.tlog half1.tlog half2.tlog; "$TENGINE" report --json halves.tlog | grep '"exit_code"'
> "$TENGINE" report halves.tlog | grep -A1 '^THRESHOLDS'
  "exit_code": 99,
THRESHOLDS  1 of 1 failed
  FAILED    scenario.runs count < 100: 120, broken since .* (re)

# the_verdict_has_the_reasons_of_all_with_the_run_they_are_of
$ "$TENGINE" -q --rate 300/s --max-workers 1 --queue-limit 1 -d 2 --journal few.tlog nap.lua
> "$TENGINE" merge -o unfit.tlog fleet1.tlog few.tlog; "$TENGINE" merge -o all.tlog unfit.tlog fleet2.tlog
> for file in unfit all; do "$TENGINE" report --json $file.tlog > $file.json; done; python3 - <<'END'
> import json
> for file in "unfit.json", "all.json":
>     verdict = json.load(open(file))["verdict"]
>     dropped = [r["text"] for r in verdict["reasons"] if r["kind"] == "dropped"]
>     print(verdict["outcome"] != "valid", len(dropped), dropped[0].count(": "), dropped[0].split(": ", 1)[1][-50:])
> END
> "$TENGINE" report fleet.tlog | grep -c '^VERDICT'; "$TENGINE" report all.tlog | grep -A9 '^VERDICT' | tr -s '\n ' ' ' | grep -o 'planned runs were dropped'
True 1 2 nned runs were dropped: there were too few workers
True 1 2 nned runs were dropped: there were too few workers
1
planned runs were dropped

# one_that_still_goes_on_is_not_merged
$ "$TENGINE" -q --journal going.tlog nap.lua & pid=$!
> until grep -q '"number":1,' going.tlog 2> errors; do sleep 0.05; done
> "$TENGINE" merge -o both.tlog going.tlog part1.tlog; code=$?; kill $pid; wait $pid; exit $code
tengine: 'going.tlog' is still written to: merge it when its run has ended
[2]

# what_stands_behind_two_dashes_is_a_journal_whatever_it_looks_like
$ cp part2.tlog ./--help; "$TENGINE" merge -o dashes.tlog part1.tlog -- --help && "$TENGINE" report dashes.tlog | grep -c 'merged: 2 runs'
> "$TENGINE" merge --help -- gone.tlog | sed -n 1p
1
Usage    tengine merge -o FILE FILE...

# bad_input_is_told
$ "$TENGINE" merge; "$TENGINE" merge -o x.tlog; "$TENGINE" merge -o x.tlog nap.lua; "$TENGINE" merge -o nap.lua part1.tlog
> "$TENGINE" merge -o part1.tlog part1.tlog part2.tlog; "$TENGINE" merge -o x.tlog gone.tlog; "$TENGINE" merge --out x; ls x.tlog
tengine: merge: into which file? tengine merge -o FILE FILE...
tengine: merge: which journals? tengine merge -o FILE FILE...
tengine: nap.lua:1: this is no line of a journal of tengine
tengine: cannot write 'nap.lua': what is there is no journal
tengine: merge: 'part1.tlog' is one of the journals to be merged: name another file behind -o
tengine: cannot read 'gone.tlog': No such file or directory
tengine: unknown option --out (did you mean --output?)
ls: cannot access 'x.tlog': No such file or directory
[2]

# a_disk_that_is_full_is_told
$ "$TENGINE" merge -o /dev/full part1.tlog part2.tlog
tengine: cannot write '/dev/full': No space left on device
[74]

# help_is_a_page
$ "$TENGINE" merge --help
Usage    tengine merge -o FILE FILE...
...

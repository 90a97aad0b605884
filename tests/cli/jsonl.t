# --out jsonl=FILE: a line for every request.
# labels: threads, waits

$ cat > shop.lua <<'END'
> local tengine = require "tengine"
> tengine.setup_session(function(_, session) session:get(os.getenv "ORIGIN" .. "/", { name = "first" }) end)
> tengine.scenario("tea time", { tags = { team = "green" } }, function(session)
>   session:get(os.getenv "ORIGIN" .. "/", { name = 'the "☕"\n, \xfe' })
>   session:get(os.getenv "ORIGIN" .. "/status/404", { tags = { shelf = "top" } })
>   pcall(session.post, session, "http://127.0.0.1:1/", { name = "nobody" })
> end)
> tengine.scenario("moved", function(session)
>   session:get(os.getenv "ORIGIN" .. "/redirect/2")
> end)
> END
> cat > add_up.py <<'END'
> # Holds the lines of out.jsonl against out.json, the summary of the same run.
> import json, math, re
> from collections import Counter
> lines = [json.loads(line) for line in open("out.jsonl", encoding="utf-8")]
> all = json.load(open("out.json"))["requests"]
> def hold(what, had, said):
>     if had != said: print(what, had, said)
> def hold_durations(what, lines, said):
>     for name in "duration", "service":
>         had = sum(line[name + "_s"] for line in lines)
>         if not math.isclose(had, said[name]["mean"] * said[name]["count"], rel_tol=1e-6): print(what, name, had, said[name])
> def hold_group(what, lines, said):
>     hold(what, len(lines), said["count"])
>     hold(what, sum("error" in line for line in lines), said["failed"])
>     hold(what, Counter(line["status"] for line in lines if line["status"]), {s["status"]: s["count"] for s in said["by_status"]})
>     hold(what, Counter(line["error"] for line in lines if "error" in line), {e["error"]: e["count"] for e in said["by_error"]})
>     hold_durations(what, lines, said)
> hold_group("all", lines, all)
> for said in all["by_name"]: # a tag, in which some characters are replaced
>     hold_group(said["name"], [line for line in lines if re.sub("[,:\\x00-\\x1f]", "_", line["name"]) == said["name"]], said)
> hold("reused", sum(line["reused"] for line in lines), all["reused"])
> hold("sent", sum(line["sent_bytes"] for line in lines), all["bytes_sent"])
> hold("received", sum(line["received_bytes"] for line in lines), all["bytes_received"])
> print(len(lines) > 1000)
> END

# lines_add_up_to_the_summary_of_the_run
$ ORIGIN=$ORIGIN "$TENGINE" -q -p 2 -w 4 -r 200 --seed 7 --out jsonl=out.jsonl --summary-json out.json shop.lua; echo "exit $?"
> python3 add_up.py; ls
exit 0
True
add_up.py
out.json
out.jsonl
shop.lua

# they_say_whose_each_request_was_and_hold_any_name
$ python3 -c '
> import json
> lines = [json.loads(line) for line in open("out.jsonl", encoding="utf-8")]
> print(sorted({line["worker"] for line in lines}))
> for name, scenario, tags in sorted({(l["name"], l["scenario"], str(l.get("tags"))) for l in lines}): print(ascii(name), scenario, tags)
> '
[0, 1, 2, 3]
'GET /redirect/{id}' moved None
'GET /status/{id}' tea time {'shelf': 'top', 'team': 'green'}
'first' setup_session None
'nobody' tea time {'team': 'green'}
'the "\u2615"\n, \\xfe' tea time {'team': 'green'}

# each_line_is_as_the_schema_says
$ mkdir lines; split -l 1 -a 4 out.jsonl lines/
> "$ROOT/tests/cli/check_schema" "$ROOT/engine/request_line.schema.json" lines/*

# those_that_end_in_a_warm_up_say_so_and_are_as_many_as_the_summary_has_there
$ { cat shop.lua; echo 'tengine.global_setup(function() tengine.request(os.getenv "ORIGIN" .. "/", { name = "early" }) end)'; } > warm.lua
> ORIGIN=$ORIGIN "$TENGINE" -q -p 2 --rate 100/s --max-workers 20 -d 2.5 --warm-up 1s --out jsonl=warm.jsonl --summary-json out.json warm.lua; echo "exit $?"
> python3 -c '
> import json
> lines = [json.loads(line) for line in open("warm.jsonl", encoding="utf-8")]
> marked = [line for line in lines if line.pop("warm_up", False) is True]
> out = json.load(open("out.json"))
> measured, warm_up = out["requests"]["count"], out["warm_up"]["requests"]["count"]
> print(len(lines) == measured + warm_up, warm_up > 100, abs(len(marked) - warm_up) <= 40)
> print([line in marked for line in lines if line["name"] == "early"], {"warm_up" in line for line in lines})'
> mkdir warm; grep -m 1 warm_up warm.jsonl > warm/marked; "$ROOT/tests/cli/check_schema" "$ROOT/engine/request_line.schema.json" warm/marked
exit 0
True True True
[True] {False}

# a_disk_that_is_full_is_told_and_the_run_goes_on
$ cat > tea.lua <<'END'
> local tengine = require "tengine"
> tengine.scenario("tea", function(session)
>   pcall(session.get, session, "http://127.0.0.1:1/")
>   tengine.sleep(0.1)
> end)
> END
> "$TENGINE" -q -p 2 -w 2 -d 2.5 --summary-json out.json --out jsonl=/dev/full tea.lua; echo "exit $?"
> python3 -c '
> import json
> out = json.load(open("out.json"))
> requests = out["requests"]["count"]
> print(requests > 40, out["notes"] == [f"--out jsonl=/dev/full: {requests} of {requests} requests not written: No space left on device"])'
tengine: cannot write '/dev/full': No space left on device; the run goes on without it
exit 74
True True

# a_short_run_tells_as_well
$ "$TENGINE" -r 3 --out jsonl=/dev/full tea.lua 2>&1 | sed 's/[0-9][.][0-9]* s//'; echo "exit ${PIPESTATUS[0]}"
...
tengine: cannot write '/dev/full': No space left on device; the run goes on without it
...
NOTES
  - --out jsonl=/dev/full: 3 of 3 requests not written: No space left on device

SUCCESSES: 3 | FAILURES: 0
*** Bye ***
exit 74

# what_was_written_before_the_disk_was_full_is_there
$ (ulimit -f 20; ORIGIN=$ORIGIN "$TENGINE" -q -w 2 -r 50 --summary-json /dev/null --out jsonl=little.jsonl shop.lua; echo "exit $?")
> python3 -c '
> import json
> text = open("little.jsonl").read()
> print(text.endswith("\n"), len([json.loads(line) for line in text.splitlines()]) > 20)'
tengine: cannot write 'little.jsonl': File too large; the run goes on without it
exit 74
True True

# it_can_be_followed_and_outlives_a_kill
$ ORIGIN=$ORIGIN "$TENGINE" -q -w 2 --out jsonl=followed.jsonl shop.lua 2> errors & pid=$!
> until [ -s followed.jsonl ]; do sleep 0.05; done
> : > seen; tail -n +1 -f followed.jsonl >> seen & tail=$!
> until [ "$(wc -l < seen)" -gt 1000 ]; do sleep 0.05; done
> size=$(stat -c %s followed.jsonl); ls -A | grep '^[.]'
> kill -9 $pid; wait $pid 2> errors; kill $tail
> python3 -c '
> import json, sys
> lines = open("followed.jsonl", "rb").read().splitlines(keepends=True)
> if not lines[-1].endswith(b"\n"): lines.pop() # killed inside a write
> for line in lines: json.loads(line)
> print(sum(map(len, lines)) >= int(sys.argv[1]))' $size
True

# a_log_that_is_there_is_replaced_by_that_of_a_run_that_goes
$ echo 'oh no' > broken.lua; cp out.jsonl kept
> "$TENGINE" -q --out jsonl=kept broken.lua 2> errors; echo "exit $?"; cmp kept out.jsonl
> "$TENGINE" -q -r 1 --out jsonl=kept tea.lua; echo "exit $?"; wc -l < kept
> "$TENGINE" -q --out jsonl=new broken.lua 2> errors; ls new
exit 107
exit 0
1
ls: cannot access 'new': No such file or directory
[2]

# what_is_no_such_log_is_not_written_over
$ "$TENGINE" -r 1 --out jsonl=tea.lua tea.lua; echo "exit $?"; wc -l < tea.lua
> "$TENGINE" -q -d 60 --out jsonl=busy tea.lua & pid=$!; until [ -s busy ]; do sleep 0.05; done
> "$TENGINE" -r 1 --out jsonl=busy tea.lua; kill $pid; wait $pid
tengine: --out jsonl: cannot write 'tea.lua': what is there is no log of requests
exit 74
5
tengine: --out jsonl: cannot write 'busy': another run writes its log of requests there
[105]

# what_is_no_place_for_it_is_told_before_the_run
$ for out in jsonl=/nowhere/out jsonl=. jsonl= jsonl=- 'jsonl=a --out jsonl=b' json=a; do
>     "$TENGINE" --out $out tea.lua; echo "exit $?"
> done; ls a b 2>&1
tengine: --out jsonl: cannot write '/nowhere/out': No such file or directory
exit 74
tengine: --out jsonl: cannot write '.': Is a directory
exit 74
tengine: --out jsonl: wanted is the name of a file; for standard output: /dev/stdout, and --quiet
exit 2
tengine: --out jsonl: wanted is the name of a file; for standard output: /dev/stdout, and --quiet
exit 2
tengine: --out jsonl: there can be one only
exit 2
tengine: --out: there is no 'json'; did you mean 'jsonl'?
exit 2
ls: cannot access 'a': No such file or directory
ls: cannot access 'b': No such file or directory
[2]

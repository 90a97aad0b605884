# --summary-json: the summary for programs, and its schema.

$ cat > schema <<'END'
> "$ROOT/tests/cli/check_schema" "$ROOT/engine/summary.schema.json" "$@"
> END
> chmod +x schema; ./schema

# the_summary_of_an_ordinary_run_is_as_its_schema_says
$ cat > visit.lua <<'END'
> local tengine = require "tengine"
> tengine.setup(function() return { base_url = os.getenv "ORIGIN" } end)
> tengine.scenario("visit", function(session)
>   tengine.check("it is there", session:get("/", { name = "front" }).ok)
>   session:get("/status/404", { name = "gone" })
> end)
> END
> ORIGIN=$ORIGIN "$TENGINE" -q -w 2 -r 3 --seed 7 --summary-json out.json visit.lua && ./schema out.json
> grep -E '"(seed|cause|exit_code|workers|max_runs)"' out.json; ls
  "seed": "7",
    "cause": "runs",
  "exit_code": 0,
  "workers": 2,
  "max_runs": 3,
out.json
schema
visit.lua

# failures_odd_names_and_metrics_are_as_the_schema_says
$ cat > odd.lua <<'END'
> local tengine = require "tengine"
> local metric = tengine.metric
> local carts = metric.counter("carts", { shop = 'the "☕"\n, \xfe' })
> local stock, found, steep = metric.gauge "stock", metric.rate "found", metric.trend "steep"
> tengine.scenario('say "tea"\n\1 \xff é', { tags = { team = "é\x80" } }, function(session)
>   carts:add(2.5) stock:add(-3) found:add(false) steep:add(0.25)
>   tengine.check('is it "fine"\t?', session.step > 1)
>   pcall(session.get, session, "http://127.0.0.1:1/", { name = "\\ \x80 \"x\" ☕" })
>   tengine.stop "enough \xfe"
>   error("broken \27[2J \xc3\x28 'pot'")
> end)
> tengine.scenario("off", { weight = 0 }, function() end)
> tengine.note "a \xf5 note"
> END
> "$TENGINE" -q -r 3 --summary-json out.json odd.lua; echo "exit $?"; ./schema out.json
> grep -E '"(cause|exit_code|kind|shop|value)"|broken|"error"' out.json
exit 1
    "cause": "stop",
  "exit_code": 1,
        "error": "connect",
            "error": "connect",
      "kind": "counter",
        "shop": "the \"☕\"__ \\xfe",
      "value": 2.5
      "kind": "rate",
      "kind": "gauge",
      "value": -3
      "kind": "trend",
      "message": "odd.lua:10: broken \\x1b[2J \\xc3( 'pot'",

# however_long_names_are_the_sums_hold
$ cat > long.lua <<'END'
> local tengine = require "tengine"
> tengine.scenario(("é"):rep(600), { tags = { a = ("1"):rep(240) } }, function(session)
>   session:get(os.getenv "ORIGIN" .. "/", { name = ("n"):rep(3000) })
> end)
> END
> ORIGIN=$ORIGIN "$TENGINE" -q -r 3 --summary-json out.json long.lua; ./schema out.json
> grep -E -A 1 '"(succeeded|status)": ' out.json | grep -E -o '[a-z]+": [0-9]+'
succeeded": 3
failed": 0
succeeded": 3
failed": 0
status": 200
count": 3
status": 200
count": 3

# a_dash_is_standard_output_which_then_has_nothing_else
$ ORIGIN=$ORIGIN "$TENGINE" -c -r 1 --summary-json - visit.lua >out.json 2>err; echo "exit $?"
> ./schema out.json; head -n 1 out.json; tail -n 1 out.json; grep -c 'SUMMARY\|Bye' err
exit 0
{
}
2

# nor_what_a_scenario_writes_past_print
$ cat > loud.lua <<'END'
> print "print at load"
> io.write "io.write at load\n"
> os.execute "echo a child at load"
> require("tengine").scenario("s", function()
>   io.write "io.write in a run\n"
>   print "print in a run"
> end)
> END
> for how in -q -c -vv --debug --check; do
>     "$TENGINE" $how -r 1 --summary-json - loud.lua >out.json 2>err; echo "$how: exit $?"; ./schema out.json
> done
> sort err
-q: exit 0
-c: exit 0
-vv: exit 0
--debug: exit 0
--check: exit 0
...
a child at load
...
io.write at load
...
io.write in a run
...
print in a run

# a_standard_output_that_is_closed_is_told_before_any_load
$ "$TENGINE" -q -r 1 --summary-json - visit.lua >&-
tengine: standard output: .* (re)
[74]

# a_run_that_is_interrupted_writes_it
$ cat > wait.lua <<'END'
> local tengine = require "tengine"
> tengine.scenario("wait", function()
>   io.open("begun", "w"):close()
>   tengine.sleep(60)
> end)
> END
> "$TENGINE" -q --summary-json out.json --force-shutdown wait.lua & until [ -e begun ]; do sleep 0.02; done
> kill -INT $!; wait $!; echo "exit $?"; ./schema out.json; grep -E '"cause"|"exit_code"|"interrupted"' out.json
exit 105
    "cause": "signal",
  "exit_code": 105,
    "interrupted": 1,
        "interrupted": 1,

# what_sizing_found_is_in_it
$ cat > fails.lua <<'END'
> local tengine = require "tengine"
> tengine.scenario("s", function() error "no" end)
> END
> "$TENGINE" -q --sizing -w 1 --ramp-up 0 -d 30 --summary-json out.json fails.lua; echo "exit $?"
> ./schema out.json; grep -E '"cause"|"is_passed"|"tolerance' out.json
exit 1
    "cause": "sized",
    "tolerance_percent": 5,
    "is_passed": true,

# a_fixture_that_fails_is_in_it
$ cat > fixture.lua <<'END'
> local tengine = require "tengine"
> tengine.global_setup(function() error "no server" end)
> tengine.scenario("s", function() end)
> END
> "$TENGINE" --summary-json out.json fixture.lua; echo "exit $?"; ./schema out.json
> sed -n '/"end"/,/}/p; /"errors"/,/"step"/p' out.json
tengine: global_setup failed: fixture.lua:2: no server
exit 107
  "end": {
    "cause": "fixture",
    "reason": "global_setup failed: fixture.lua:2: no server"
  },
  "errors": [
    {
      "scenario": "global_setup",
      "message": "fixture.lua:2: no server",
      "count": 1,
      "first": {
        "worker": null,
        "step": null,

# a_file_that_cannot_be_written_is_told_before_any_load
$ echo 'require("tengine").scenario("s", function() print "ran" end)' > ran.lua
> "$TENGINE" --summary-json gone/out.json ran.lua
tengine: cannot write 'gone/out.json': No such file or directory
[74]

# a_disk_that_is_full_is_told_at_the_end
$ "$TENGINE" -q -r 1 --summary-json /dev/full ran.lua; echo "exit $?"
> "$TENGINE" -q -r 1 --summary-json - ran.lua >/dev/full
tengine: the summary was not written as JSON: No space left on device
exit 74
tengine: results could not be written to standard output
[74]

# a_scenario_that_does_not_load_leaves_the_old_file
$ echo old > out.json; echo 'error "oh"' > bad.lua; "$TENGINE" --summary-json out.json bad.lua; cat out.json; ls out.json*
tengine: bad.lua:1: oh
old
out.json

# a_device_takes_it_too
$ "$TENGINE" -q -r 1 --summary-json /dev/null ran.lua; ls -l /dev/null | cut -c 1
c

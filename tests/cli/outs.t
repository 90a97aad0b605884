# --out KIND=WHERE: figures that leave while the run goes.
# labels: threads, waits

# statsd_is_what_the_flag_of_that_name_is
$ cat > tea.lua <<'END'
> local tengine = require "tengine"
> tengine.scenario("tea", function(session)
>   session.statsd:increment("cups", 2)
>   tengine.check("it is hot", session.step > 1)
> end)
> END
> "$ROOT/tests/cli/receive_udp" > received &
> until [ -s received ]; do sleep 0.02; done
> read -r port < received
> "$TENGINE" -q -r 3 --out statsd=udp://127.0.0.1:$port tea.lua; echo "exit $?"
> printf stop >/dev/udp/127.0.0.1/$port; wait $!
> sed 1d received | sort | grep -e cups -e checks -e runs
exit 0
cups:2|c
cups:2|c
cups:2|c
tengine.checks.failed:1|c|#check:it is hot
tengine.checks.passed:2|c|#check:it is hot
tengine.scenario.runs:3|c|#scenario:tea

# what_makes_no_sense_is_bad_input_before_the_run
$ for out in statsd stadsd=udp://h:1 tea=1 statsd=127.0.0.1:8125; do
>     "$TENGINE" --out $out tea.lua; echo "exit $?"
> done
tengine: --out: wanted is KIND=WHERE: prometheus=:9090, .*statsd=udp://127.0.0.1:8125, jsonl=requests.jsonl (re)
exit 2
tengine: --out: there is no 'stadsd'; did you mean 'statsd'?
exit 2
tengine: --out: wanted is KIND=WHERE: .* (re)
exit 2
tengine: --out statsd: '127.0.0.1:8125' is not an address such as udp://127.0.0.1:8125 or udp://[::1]:8125
exit 2

# a_password_is_not_repeated_where_the_kind_was_forgotten
$ "$TENGINE" --out 'http://me:secret@127.0.0.1/write?db=x' tea.lua 2>&1 | grep -c secret
0
[1]

# what_a_receiver_that_is_not_there_lost_is_noted
$ "$TENGINE" -r 3 --out statsd=udp://127.0.0.1:1 tea.lua | sed -n '/^NOTES/,$p'
NOTES
  - statsd: ([0-9]+) of ([0-9]+) datagrams were lost \(Connection refused\) (re)

SUCCESSES: 3 | FAILURES: 0
*** Bye ***

# a_page_for_prometheus_has_all_that_was_counted
$ cat > tags.lua <<'END'
> local tengine = require "tengine"
> local own = tengine.metric.counter("own", { of = 'a "quoted" \\ thing', quantile = 1, __name__ = "other" })
> tengine.scenario("tea", function(session)
>   own:add(2)
>   tengine.check("odd", session.step % 2 == 1)
> end)
> tengine.global_teardown(function() -- until they have been seen
>   local wait = 0
>   while wait < 300 and not io.open "seen" do tengine.sleep(0.1); wait = wait + 1 end
> end)
> END
> "$TENGINE" -q -w 2 -r 5 --out prometheus=:0 tags.lua 2> told & run=$!
> until grep -q /metrics told 2> errors; do sleep 0.02; done
> url=$(sed 's/.*are at //' told)
> "$ROOT/tests/cli/scrape" $url 'tengine_scenario_runs_total{scenario="tea"} 10' > page; echo "exit $?"
> touch seen; wait $run; echo "exit $?"
> grep -v -e duration -e health -e '# TYPE' page
exit 0
exit 0
tengine_checks_passed_total{check="odd"} 6
tengine_checks_all_total{check="odd"} 10
tengine_own_total{tag___name__="other",of="a \"quoted\" \\ thing",tag_quantile="1"} 20
tengine_scenario_runs_total{scenario="tea"} 10
tengine_scenario_succeeded_total{scenario="tea"} 10
tengine_workers 0
[#] EOF (re)

# while_a_warm_up_lasts_the_page_has_it_with_a_mark_but_for_levels
$ cat > scrape-it <<'END'
> # scrape-it WANTED OPTION... - runs a file that waits until it has been seen; "page" is what it served once it had that line.
> wanted=$1; shift; rm -f seen told
> "$TENGINE" -q --out prometheus=:0 "$@" 2> told & run=$!
> until grep -qs /metrics told; do sleep 0.02; done
> "$ROOT/tests/cli/scrape" $(sed 's/.*are at //' told) "$wanted" > page
> touch seen; wait $run; echo "exit $?"
> END
> bash scrape-it 'tengine_scenario_runs_total{scenario="tea",warm_up="true"} 10' -w 2 -r 5 --warm-up 60s tags.lua
> grep -v -e duration -e health -e '# TYPE' page
exit 0
tengine_checks_passed_total{check="odd",warm_up="true"} 6
tengine_checks_all_total{check="odd",warm_up="true"} 10
tengine_own_total{tag___name__="other",of="a \"quoted\" \\ thing",tag_quantile="1",warm_up="true"} 20
tengine_scenario_runs_total{scenario="tea",warm_up="true"} 10
tengine_scenario_succeeded_total{scenario="tea",warm_up="true"} 10
tengine_workers 0
[#] EOF (re)

# it_is_on_loopback_unless_an_address_is_named
$ cat told; grep -c '127.0.0.1' told
tengine: figures are at http://127.0.0.1:[0-9]+/metrics (re)
1

# a_port_that_is_taken_and_a_place_that_is_none_are_bad_input_before_the_run
$ python3 -c '
> import socket, subprocess, sys
> taken = socket.create_server(("127.0.0.1", 0))
> port = taken.getsockname()[1]
> for where in f":{port}", "9090", ":x", ":65536", "nowhere:1", "::1:1", "[::1]", "http://h:1":
>     run = subprocess.run([sys.argv[1], "--out", "prometheus=" + where, "tea.lua"], stderr=-1, text=True)
>     print(run.stderr.strip().replace(str(port), "PORT"), run.returncode)
> ' "$TENGINE"
tengine: --out prometheus: cannot serve at :PORT: Address already in use 2
tengine: --out prometheus: '9090' is not \[ADDRESS\]:PORT, such as :9090, which only this machine sees, or 0.0.0.0:9090 2 (re)
tengine: --out prometheus: ':x' is not .* 2 (re)
tengine: --out prometheus: ':65536' is not .* 2 (re)
tengine: --out prometheus: 'nowhere:1' is not .* 2 (re)
tengine: --out prometheus: '::1:1' is not .* 2 (re)
tengine: --out prometheus: '\[::1\]' is not .* 2 (re)
tengine: --out prometheus: 'http://h:1' is not .* 2 (re)

# what_is_posted_adds_up_to_the_summary_in_each_of_several_at_once
$ cat > shop.lua <<END
> local tengine = require "tengine"
> local cups = tengine.metric.counter("cups", { of = "a = b, c" })
> local steep = tengine.metric.trend("steep")
> local full = tengine.metric.rate("full", { shelf = "top" })
> local stock = tengine.metric.gauge("stock")
> tengine.scenario("tea time", { weight = 2 }, function(session)
>   session:get("$ORIGIN/", { name = "GET, all = any" })
>   session:get("$ORIGIN/status/404")
>   cups:add(2); stock:add(-1); full:add(session.step % 3 == 0)
>   steep:add(session.step / 7)
>   tengine.check("is hot", session.step % 2 == 0)
>   tengine.sleep(0.05)
> end)
> tengine.scenario("no tea", function()
>   error "none"
> end)
> END
> cat > with-receiver <<'END'
> # with-receiver COMMAND... - runs it; $AT is a receiver, which fills "got".
> rm -f got; "$ROOT/tests/cli/receive_http" > got &
> until [ -s got ]; do sleep 0.02; done
> read -r port < got
> AT=127.0.0.1:$port "$@"; echo "exit $?"
> exec 3<>/dev/tcp/127.0.0.1/$port; printf 'GET /stop HTTP/1.0\r\n\r\n' >&3; wait
> END
> rm received; "$ROOT/tests/cli/receive_udp" > received & udp=$!
> until [ -s received ]; do sleep 0.02; done
> read -r UDP < received; export UDP
> bash with-receiver bash -c '"$TENGINE" -q -w 6 -p 2 -d 2.5 --out influx=http://$AT/write?db=load --out otlp=http://$AT \
>     --out statsd=udp://127.0.0.1:$UDP --out prometheus=:0 --summary-json out.json shop.lua' 2> told
> printf stop >/dev/udp/127.0.0.1/$UDP; wait $udp
> "$ROOT/tests/cli/add_up" got '/write?db=load' out.json
> "$ROOT/tests/cli/add_up" got /v1/metrics out.json
> sed -n 's/^tengine.scenario.runs:\([0-9]*\).*/\1/p' received | awk '{ sum += $1 } END { print sum }' > runs
> python3 -c 'import json; print(json.load(open("out.json"))["runs"]["started"])' | diff runs - && cat told
exit 0
[0-9]+ figures of [3-5] records agree (re)
[0-9]+ figures of [3-5] records agree (re)
tengine: figures are at http://127.0.0.1:[0-9]+/metrics (re)

# with_a_warm_up_what_has_no_mark_is_the_summary_and_what_has_it_the_warm_up
$ rm received; "$ROOT/tests/cli/receive_udp" > received & udp=$!
> until [ -s received ]; do sleep 0.02; done
> read -r UDP < received; export UDP
> bash with-receiver bash -c '"$TENGINE" -q -w 6 -p 2 -d 2.5 --warm-up 1s --out influx=http://$AT/write?db=load \
>     --out otlp=http://$AT --out statsd=udp://127.0.0.1:$UDP --summary-json out.json shop.lua'
> printf stop >/dev/udp/127.0.0.1/$UDP; wait $udp
> "$ROOT/tests/cli/add_up" got '/write?db=load' out.json
> "$ROOT/tests/cli/add_up" got /v1/metrics out.json
exit 0
[0-9]+ figures of [3-5] records agree (re)
[0-9]+ figures of [3-5] records agree (re)

# so_it_is_for_statsd_and_prometheus
$ cat > parts.py <<'END'
> # parts.py FILE - the lines for statsd, or the page for Prometheus, against out.json.
> import json, re, sys
> text, had = open(sys.argv[1]).read(), {}
> found = re.findall(r"^tengine[.]([a-z.]+):([-0-9.]+)[|][cg](.*)$", text, re.M)
> found += [(name.replace("_", "."), value, tags) for name, tags, value in re.findall(r"^tengine_([a-z_]+?)(?:_total)?({.*})? (\S+)$", text, re.M)]
> for name, value, tags in found:
>     part = name, "warm_up" in tags
>     had[part] = had.get(part, 0) + float(value)
> whole = json.load(open("out.json"))
> for part, mark in (whole, False), (whole["warm_up"], True):
>     print(part["requests"]["count"] > 20, had["http.requests", mark] == part["requests"]["count"],
>         had["http.failed", mark] == part["requests"]["failed"], had["scenario.succeeded", mark] == part["runs"]["succeeded"])
> print(had["scenario.runs", False] + had["scenario.runs", True] == whole["runs"]["started"] + whole["warm_up"]["runs"]["started"])
> print([mark for name, mark in had if name == "workers"])
> END
> python3 parts.py received
> { cat shop.lua; sed -n '/global_teardown/,$p' tags.lua; } > waits.lua
> bash scrape-it 'tengine_workers 0' -w 6 -p 2 -d 2.5 --warm-up 1s --journal warm.tlog --summary-json out.json waits.lua
> python3 parts.py page
True True True True
True True True True
True
[False]
exit 0
True True True True
True True True True
True
[False]

# what_is_read_of_its_journal_afterwards_is_that_page
$ "$TENGINE" report --prom warm.tlog > again; for file in page again; do grep -v -e health "$file" > "$file.figures"; done
> diff page.figures again.figures

# secrets_come_from_the_environment_or_the_url_and_are_shown_nowhere
$ cat > header <<'END'
> import json, sys
> for line in open("got").readlines()[1:]:
>     request = json.loads(line)
>     print(request["path"], *sorted(f"{k}={v}" for k, v in request["headers"].items() if k in sys.argv[1:]))
> END
> INFLUX_TOKEN=secret1 OTEL_EXPORTER_OTLP_HEADERS='api-key=secret2%20x, b = 2' bash with-receiver bash -c '
>     "$TENGINE" -r 1 --journal run.tlog --summary-json out.json --out influx=http://$AT/api/v2/write?bucket=b \
>     --out influx=http://me:secret%333@$AT/write?db=x\&p=secret4 --out influx=http://me:secret5@127.0.0.1:1/write?p=secret6 \
>     --out otlp=http://$AT/fail?secret7 tea.lua' > printed 2>&1
> python3 header authorization api-key b | sort -u
> echo -n 'me:secret33' | base64; grep -c 'intervals not sent' printed
> cat printed out.json run.tlog | grep -c secret
/api/v2/write?bucket=b authorization=Token secret1
/fail?secret7 api-key=secret2 x b=2
/write?db=x&p=secret4 authorization=Basic bWU6c2VjcmV0MzM=
bWU6c2VjcmV0MzM=
2
0
[1]

# who_cannot_be_reached_or_says_no_is_noted_and_fails_nothing
$ cat > notes <<'END'
> import json
> for note in json.load(open("out.json"))["notes"]:
>     print(note)
> END
> bash with-receiver bash -c '"$TENGINE" -q -w 2 -d 1.5 --summary-json out.json --out influx=http://127.0.0.1:1/write?db=x \
>     --out otlp=http://$AT/fail --out otlp=http://no.such.host.invalid:4318 tea.lua' && python3 notes
exit 0
--out influx=http://127.0.0.1:1: ([0-9]+) of ([0-9]+) intervals not sent: Connection refused (re)
--out otlp=http://127.0.0.1:[0-9]+: ([0-9]+) of ([0-9]+) intervals not sent: the answer was 500 (re)
--out otlp=http://no.such.host.invalid:4318: .* not sent: .*resolve host name.* (re)

# those_that_hang_slow_nothing_and_are_waited_for_5_s_in_all
$ begun=$(date +%s%N)
> bash with-receiver bash -c '"$TENGINE" -q -w 2 -d 2.5 --summary-json out.json --out influx=http://$AT/hang --out otlp=http://$AT/hang tea.lua'
> echo $(($(date +%s%N) - begun)) | awk '{ print ($1 > 5e9 && $1 < 9.5e9) }'
> python3 notes; python3 -c 'import json; print(2.5 <= json.load(open("out.json"))["elapsed_s"] < 3)'
exit 0
1
--out influx=http://127.0.0.1:[0-9]+: ([0-9]+) of ([0-9]+) intervals not sent: .* (re)
--out otlp=http://127.0.0.1:[0-9]+: ([0-9]+) of ([0-9]+) intervals not sent: .* (re)
True

# a_second_signal_waits_for_nobody
$ cat > twice <<'END'
> "$TENGINE" -q -w 2 -d 60 --out otlp=http://$AT/hang tea.lua & run=$!
> until [ -s got ] && [ $(wc -l < got) -gt 1 ]; do sleep 0.02; done
> kill -INT $run; kill -TERM $run; date +%s%N > begun; wait $run
> echo $?; echo $(($(date +%s%N) - $(cat begun))) | awk '{ print ($1 < 3e9) }'
> END
> sed -i 's/session.step > 1)/&; tengine.sleep(1)/' tea.lua
> bash with-receiver bash twice
105
1
exit 0

# a_slow_one_gets_everything_before_the_run_is_over
$ bash with-receiver bash -c '"$TENGINE" -q -w 2 -d 2.5 --summary-json out.json --out otlp=http://$AT/slow --out influx=http://$AT/slow/write shop.lua'
> "$ROOT/tests/cli/add_up" got /slow/write out.json
exit 0
[0-9]+ figures of [3-5] records agree (re)

# urls_that_make_no_sense_are_bad_input_before_the_run
$ for out in influx=tea influx=http://127.0.0.1:1 influx=http://h/write?precision=ms otlp=ftp://h/ otlp=http:// 'otlp=http://me:secret@h:x'; do
>     "$TENGINE" --out $out tea.lua; echo "exit $?"
> done
> INFLUX_TOKEN=$'a\nb' "$TENGINE" --out influx=http://h/x tea.lua
> OTEL_EXPORTER_OTLP_HEADERS=secret "$TENGINE" --out otlp=http://h/x tea.lua
tengine: --out influx: url: .* (re)
exit 2
tengine: --out influx: the URL has no path: that is /write\?db=NAME, or /api/v2/write\?org=NAME&bucket=NAME (re)
exit 2
tengine: --out influx: times are sent in nanoseconds: leave out precision=
exit 2
tengine: --out otlp: url: .* (re)
exit 2
tengine: --out otlp: url: .* (re)
exit 2
tengine: --out otlp: url: [^s]*port[^s]* (re)
exit 2
tengine: --out influx: INFLUX_TOKEN is nothing that a header can hold
tengine: --out otlp: OTEL_EXPORTER_OTLP_HEADERS is not NAME=VALUE,NAME=VALUE
[2]

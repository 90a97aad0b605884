# --out KIND=WHERE: figures that leave while the run goes.

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
tengine: --out: wanted is KIND=WHERE: prometheus=:9090, .*statsd=udp://127.0.0.1:8125 (re)
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
> local own = tengine.metric.counter("own", { of = 'a "quoted" \\ thing' })
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
tengine_own_total{of="a \"quoted\" \\ thing"} 20
tengine_scenario_runs_total{scenario="tea"} 10
tengine_scenario_succeeded_total{scenario="tea"} 10
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

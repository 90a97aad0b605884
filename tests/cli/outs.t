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
tengine: --out: wanted is KIND=WHERE: statsd=udp://127.0.0.1:8125.* (re)
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

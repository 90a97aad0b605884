# --statsd: figures over UDP, for DogStatsD and its like.

# the_engine_s_figures_and_the_scenario_s_own_arrive
$ cat > tea.lua <<'END'
> local tengine = require "tengine"
> local stock = tengine.metric.gauge("stock", { of = "tea" })
> tengine.scenario("tea", function(session)
>   stock:add(-2)
>   session.statsd:increment("cups", 2, { kind = "green|hot" })
>   session.statsd:timing("steep", 0.18)
>   tengine.check("it is hot", session.step > 1)
> end)
> END
> cat > with-receiver <<'END'
> # with-receiver COMMAND... - runs it with $RECEIVER; then prints what arrived.
> rm -f received; "$ROOT/tests/cli/receive_udp" > received &
> until [ -s received ]; do sleep 0.02; done
> read -r port < received
> RECEIVER=udp://127.0.0.1:$port "$@"; echo "exit $?"
> printf stop >/dev/udp/127.0.0.1/$port; wait $!
> sed 1d received | sort
> END
> bash with-receiver bash -c '"$TENGINE" -q -r 3 --statsd --statsd-address $RECEIVER tea.lua' > all
> grep -v -e duration -e data -e workers -e stock -e health <all
exit 0
cups:2|c|#kind:green_hot
cups:2|c|#kind:green_hot
cups:2|c|#kind:green_hot
steep:180|ms
steep:180|ms
steep:180|ms
tengine.checks.failed:1|c|#check:it is hot
tengine.checks.passed:2|c|#check:it is hot
tengine.scenario.runs:3|c|#scenario:tea
tengine.scenario.succeeded:3|c|#scenario:tea

# a_level_is_told_in_every_interval
$ grep -e workers -e stock all | sort -u
tengine.stock:-6|g|#of:tea
tengine.workers:0|g

# durations_are_timings_in_milliseconds
$ grep -c -E '^tengine[.]scenario[.]duration:[0-9.e-]+[|]ms([|]@[0-9.]+)?[|]#scenario:tea$' all |
>     awk '{ print ($1 >= 1 && $1 <= 3) }'
1

# without_the_flag_nothing_is_sent
$ bash with-receiver bash -c '"$TENGINE" -q -r 3 --statsd-address $RECEIVER tea.lua'
exit 0

# a_receiver_that_is_not_there_is_noted_and_fails_nothing
$ "$TENGINE" -r 3 --statsd --statsd-address udp://127.0.0.1:1 tea.lua | sed -n '/^NOTES/,$p'
NOTES
  - statsd: ([0-9]+) of ([0-9]+) datagrams were lost \(Connection refused\) (re)

SUCCESSES: 3 | FAILURES: 0
*** Bye ***

# each_kind_of_the_scenario_s_figures_is_as_the_protocol_has_it
$ cat > kinds.lua <<'END'
> require("tengine").scenario("s", function(session)
>   local statsd = session.statsd
>   statsd:increment "cups"
>   statsd:decrement("cups", 3, { kind = "green" })
>   statsd:gauge("level", 0.5)
>   statsd:timing("steep", 0.18, { pot = 2 })
>   statsd:histogram("weight", 7.25, { organic = true })
> end)
> END
> bash with-receiver bash -c '"$TENGINE" -q -r 1 --statsd --statsd-address $RECEIVER kinds.lua' | grep -v ^tengine
exit 0
cups:-3|c|#kind:green
cups:1|c
level:0.5|g
steep:180|ms|#pot:2
weight:7.25|h|#organic:true

# a_bad_address_says_what_is_wanted
$ for address in 127.0.0.1:8125 udp://localhost udp://[::1:8125 http://localhost:8125 udp://h:0; do
>     "$TENGINE" --statsd --statsd-address $address tea.lua; echo "exit $?"
> done
tengine: --statsd-address: '127.0.0.1:8125' is not an address such as udp://127.0.0.1:8125 or udp://[::1]:8125
exit 2
tengine: --statsd-address: 'udp://localhost' is not an address such as udp://127.0.0.1:8125 or udp://[::1]:8125
exit 2
tengine: --statsd-address: 'udp://[::1:8125' is not an address such as udp://127.0.0.1:8125 or udp://[::1]:8125
exit 2
tengine: --statsd-address: 'http://localhost:8125' is not an address such as udp://127.0.0.1:8125 or udp://[::1]:8125
exit 2
tengine: --statsd-address: 'udp://h:0' is not an address such as udp://127.0.0.1:8125 or udp://[::1]:8125
exit 2

# a_host_that_nobody_knows_is_named
$ "$TENGINE" --statsd --statsd-address udp://no.such.host.invalid:1 tea.lua
tengine: --statsd-address: no host 'no.such.host.invalid': .* (re)
[2]

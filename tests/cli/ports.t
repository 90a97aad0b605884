# When there are no more local ports to connect from.

# a_network_of_our_own_can_be_had
$ unshare -rn ip link set lo up 2>&1 || exit 77

# who_runs_out_of_ports_is_told_how_many_there_are_and_what_to_do
$ cat > many.lua <<'END'
> local tengine = require "tengine"
> tengine.scenario("hold", function(session)
>   session:get(os.getenv "TARGET" .. "/delay/300")
> end)
> END
> cat > narrow.sh <<'END'
> # narrow.sh ORIGIN COMMAND...: runs it where there are four ports to connect
> # from, with an origin of its own.
> ip link set lo up; echo 40000 40003 > /proc/sys/net/ipv4/ip_local_port_range
> mkfifo in.$$ out.$$; "$1" --port 5000 --until-stdin-closes < in.$$ > out.$$ &
> exec 9> in.$$; read -r _ TARGET < out.$$; export TARGET; shift
> "$@" 9>&-
> END
> for lane in auto curl; do
>   unshare -rn bash narrow.sh "${TENGINE%/*}/tests/origin/origin" "$TENGINE" --lane $lane -w 6 -r 1 many.lua |
>     grep -A 2 'connect to'
> done
        2  hold: local: many.lua:3: GET /delay/{id}: cannot connect to
           127.0.0.1:5000: no local port of the 4 is left: keep connections
           open, or give more source addresses (--local-addr)
        2  hold: local: many.lua:3: GET /delay/{id}: cannot connect to
           127.0.0.1:5000: no local port of the 4 is left: keep connections
           open, or give more source addresses (--local-addr)

# more_source_addresses_are_more_ports
$ for lane in auto curl; do
>   unshare -rn bash narrow.sh "${TENGINE%/*}/tests/origin/origin" "$TENGINE" --lane $lane -w 8 -r 1 \
>     --local-addr 127.0.0.2 --local-addr 127.0.0.3 many.lua | grep SUCC
> done
SUCCESSES: 8 | FAILURES: 0
SUCCESSES: 8 | FAILURES: 0

# the_verdict_says_that_they_are_taken
$ for w in 4 6; do
>   unshare -rn bash narrow.sh "${TENGINE%/*}/tests/origin/origin" "$TENGINE" -w $w -d 2.2 many.lua |
>     tr -s '\n ' ' ' | grep -oE 'VERDICT (SUSPECT|INVALID)|4 of 4 local ports were taken|of the requests could not be sent'
> done
VERDICT SUSPECT
4 of 4 local ports were taken
VERDICT INVALID
of the requests could not be sent
4 of 4 local ports were taken

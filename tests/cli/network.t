# Where connections come from, and where they lead to.

# a_host_that_was_given_an_address_is_not_looked_up
$ cat > pinned.lua <<'END'
> local tengine = require "tengine"
> local url = os.getenv("ORIGIN"):gsub("127%.0%.0%.1", "shop.invalid")
> tengine.scenario("s", function(session)
>   assert(session:get(url .. "/status/200").status == 200)
> end)
> END
> export ORIGIN=$ORIGIN; for lane in auto curl; do for port in "${ORIGIN##*:}" '*'; do
>   "$TENGINE" -v --lane $lane --resolve "Shop.invalid:$port:127.0.0.1" -r 2 pinned.lua | grep -e '^  dns' -e SUCC
> done; done; "$TENGINE" --resolve shop.invalid:1:127.0.0.1 -r 1 pinned.lua | grep -e '^  dns .*%' -e SUCC
SUCCESSES: 2 | FAILURES: 0
SUCCESSES: 2 | FAILURES: 0
SUCCESSES: 2 | FAILURES: 0
SUCCESSES: 2 | FAILURES: 0
  dns +1 +100 % (re)
SUCCESSES: 0 | FAILURES: 1

# addresses_that_refuse_are_passed_over_at_once
$ export ORIGIN=$ORIGIN; refusing=127.0.0.77,127.0.0.78,127.0.0.79; for lane in auto curl; do
>   timeout 10 "$TENGINE" -v --lane $lane --no-reuse --resolve "shop.invalid:*:$refusing,127.0.0.1" -r 4 pinned.lua | grep SUCC
>   timeout 10 "$TENGINE" --lane $lane --resolve "shop.invalid:*:$refusing" -r 1 pinned.lua | grep -c refused
> done
SUCCESSES: 4 | FAILURES: 0
1
SUCCESSES: 4 | FAILURES: 0
1

# connections_come_from_the_addresses_given_in_turns
$ cat > from.lua <<'END'
> local tengine = require "tengine"
> tengine.scenario("s", function(session)
>   assert(session:get(os.getenv "ORIGIN" .. "/delay/200").status == 200)
> end)
> END
> export ORIGIN=$ORIGIN; for lane in auto curl; do
>   "$TENGINE" -q --lane $lane --local-addr 127.0.0.2 --local-addr 127.0.0.3 -w 4 -r 1 from.lua &
>   sleep 0.1; port=$(printf %04X "${ORIGIN##*:}")
>   awk -v to=0100007F:$port '$3 == to && $4 == "01" { print substr($2, 1, 8) }' /proc/net/tcp | sort | uniq -c
>   wait
> done
      2 0200007F
      2 0300007F
      2 0200007F
      2 0300007F

# an_address_of_another_machine_is_refused_at_start
$ "$TENGINE" --local-addr 192.0.2.1 from.lua
tengine: --local-addr 192.0.2.1: Cannot assign requested address
[2]

# what_is_no_address_is_refused_at_start
$ "$TENGINE" --local-addr here from.lua
tengine: --local-addr 'here': expected an IPv4 or IPv6 address
[2]

# what_resolve_cannot_mean_is_refused_at_start
$ for pin in shop shop:80 shop:x:127.0.0.1 shop:99999:127.0.0.1 :80:127.0.0.1 shop:80: shop:80:there shop:80:127.0.0.1,there; do
>   "$TENGINE" --resolve $pin from.lua
> done
tengine: --resolve 'shop': there is no host or no port; expected HOST:PORT:ADDRESS, such as example.org:443:127.0.0.1
tengine: --resolve 'shop:80': no address; expected HOST:PORT:ADDRESS, such as example.org:443:127.0.0.1
tengine: --resolve 'shop:x:127.0.0.1': what port?; expected HOST:PORT:ADDRESS, such as example.org:443:127.0.0.1
tengine: --resolve 'shop:99999:127.0.0.1': what port?; expected HOST:PORT:ADDRESS, such as example.org:443:127.0.0.1
tengine: --resolve ':80:127.0.0.1': there is no host or no port; expected HOST:PORT:ADDRESS, such as example.org:443:127.0.0.1
tengine: --resolve 'shop:80:': no address; expected HOST:PORT:ADDRESS, such as example.org:443:127.0.0.1
tengine: --resolve 'shop:80:there': not an IP address; expected HOST:PORT:ADDRESS, such as example.org:443:127.0.0.1
tengine: --resolve 'shop:80:127.0.0.1,there': not an IP address; expected HOST:PORT:ADDRESS, such as example.org:443:127.0.0.1
[2]

# When thousands connect at once.

# a_storm_at_the_start_is_spread_over_time_and_shown
$ cat > storm.lua <<'END'
> local tengine = require "tengine"
> tengine.scenario("storm", function(session)
>   assert(session:get(os.getenv "TARGET" .. "/delay/200").status == 200)
>   tengine.sleep(1.5) -- until the console's next line
> end)
> END
> mkfifo in out; "${TENGINE%/*}/tests/origin/origin" --backlog 16 --until-stdin-closes < in > out &
> exec 9> in; read -r _ TARGET < out; export TARGET
> "$TENGINE" -w 2000 -r 1 -c storm.lua 9>&- | grep -e 'waited to be opened' -e '^  blocked' -e SUCC | uniq -w 9
 +[0-9,]+ connections waited to be opened, up to .+ (re)
  blocked +1,9[0-9]+ .* (re)
SUCCESSES: 2000 | FAILURES: 0

# few_workers_wait_for_nothing
$ ORIGIN=$ORIGIN TARGET=$ORIGIN "$TENGINE" -w 20 -r 1 storm.lua | grep -c blocked
0
[1]

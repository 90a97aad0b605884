# a_soft_limit_of_descriptors_is_no_limit_to_the_workers
$ cat > many.lua <<'END'
> local tengine = require "tengine"
> tengine.setup(function() return { base_url = os.getenv "ORIGIN" } end)
> tengine.scenario("get", function(session)
>   assert(session:get("/", { name = "front" }).status == 200)
> end)
> END
> ulimit -S -n 64; ORIGIN=$ORIGIN "$TENGINE" -w 200 -r 2 many.lua | tail -n 2
SUCCESSES: 400 | FAILURES: 0
*** Bye ***

# more_workers_than_descriptors_are_refused_at_start
$ ulimit -n 100; ORIGIN=$ORIGIN "$TENGINE" -w 200 -p 2 -r 1 many.lua
tengine: 200 workers on 2 threads need 232 file descriptors, and 100 are allowed: raise the limit (ulimit -n 232, or LimitNOFILE=232 of a service), or take fewer workers
[2]

# as_many_as_there_are_descriptors_for_run
$ ulimit -n 100; ORIGIN=$ORIGIN "$TENGINE" -w 76 -r 1 many.lua | tail -n 2; ulimit -n 50; "$TENGINE" --list -w 1000 many.lua | head -n 1
SUCCESSES: 76 | FAILURES: 0
*** Bye ***
...

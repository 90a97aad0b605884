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

# How requests are counted and shown.

# paths_with_numbers_uuids_and_hex_ids_are_counted_together
$ cat > names.lua <<'END'
> local t = require "tengine"
> t.scenario("s", function()
>   local session = t.session { base_url = os.getenv "ORIGIN" }
>   for i = 1, 3 do
>     session:get("/users/" .. i .. "/cart", { query = { page = i } })
>     session:get("/jobs/" .. t.random.uuid())
>     session:get(("/commits/%040x"):format(i * 7919))
>     session:get("/words/of-" .. i, { name = "GET a word" })
>   end
> end)
> END
> ORIGIN=$ORIGIN "$TENGINE" -r 1 names.lua | grep -E '^  (GET|[A-Z]+ a)' | sed -E 's/ {3,}/ | /g' | cut -d'|' -f1,2
  GET /commits/{id} | 3 
  GET /jobs/{id} | 3 
  GET /users/{id}/cart | 3 
  GET a word | 3 

# metrics_are_shown_with_their_tags
$ cat > metrics.lua <<'END'
> local t = require "tengine"
> local pages, baskets = t.metric.counter "pages", t.metric.gauge("baskets", { kind = "gift" })
> local cached, paying = t.metric.rate "cached", t.metric.trend("paying", { shop = "b" })
> t.scenario("s", { tags = { team = "search" } }, function()
>   pages:add(3)
>   baskets:add(2)
>   cached:add(true)
>   cached:add(false)
>   paying:add(0.2)
> end)
> END
> "$TENGINE" -r 2 metrics.lua | sed -n '/^METRICS/,/^SUCC/p'
METRICS                             value  per second
  baskets[{]kind:gift,team:search[}] +4 (re)
  cached[{]team:search[}] +50.0 % (re)
  pages[{]team:search[}] +6 +[0-9,]+ (re)
...
TRENDS                          count      p50      p95      p99      max
  paying{shop:b,team:search}        2   200 ms   200 ms   200 ms   200 ms
...

# what_auth_sends_is_masked
$ cat > secrets.lua <<'END'
> local t = require "tengine"
> t.scenario("s", function()
>   local session = t.session { base_url = os.getenv "ORIGIN" }
>   session:get("/auth/basic", { auth = { user = "user", password = "password" } })
>   session:get("/auth/bearer", { auth = { bearer = "token" } })
>   session:get("/auth/digest", { auth = { user = "user", password = "password", type = "digest" } })
> end)
> END
> ORIGIN=$ORIGIN "$TENGINE" -vv -r 1 secrets.lua > out; grep -E -e '[Aa]uth.*:' -e '^< [0-9]' out | sed 's/ (.*//; s/^> /-> /'
> grep -c -e dXNlcjpwYXNzd29yZA -e Bearer.token -e 'username=' -e 'nonce-' out
-> Authorization: Basic ***
< 200
-> Authorization: Bearer ***
< 200
< 401
< WWW-Authenticate: ***
-> Authorization: Digest ***
< 200
0
[1]

# the_same_seed_sends_the_same_bytes
$ cat > seed.lua <<'END'
> local t = require "tengine"
> t.scenario("s", function()
>   local session = t.session { base_url = os.getenv "ORIGIN" }
>   print(session:post("/echo", { multipart = { b = 1, a = "x" } }):json().body)
> end)
> END
> export ORIGIN; for run in 1.a 1.b 2.a; do
>   "$TENGINE" --seed ${run%.*} -r 2 seed.lua | grep -- '--tengine' > $run
> done
> wc -l < 1.a; cmp 1.a 1.b && echo same; cmp -s 1.a 2.a || echo different
6
same
different

# bytes_that_are_counted_as_sent_are_those_that_the_server_read
$ cat > sizes.lua <<'END'
> local t = require "tengine"
> t.scenario("s", function()
>   local session = t.session { base_url = os.getenv "ORIGIN" }
>   session:get "/"
>   session:post("/echo", { data = ("x"):rep(100) })
>   session:post("/echo", { data = ("x"):rep(60000), body = "discard" })
>   session:post("/echo", { data = ("x"):rep(70000), body = "discard" })
>   session:put("/echo", { multipart = { a = 1, b = ("x"):rep(1000) } })
> end)
> END
> cat > record.lua <<'END'
> local t = require "tengine"
> t.scenario("s", function()
>   local session = t.session { base_url = os.getenv "ORIGIN" }
>   print(session:get("/stats"):json().request_bytes)
>   session:get "/stats/reset"
> end)
> END
> export ORIGIN; "$TENGINE" -q -r 1 record.lua > before
> for lane in auto curl; do
>   "$TENGINE" --lane $lane -q -r 1 --summary-json $lane.json sizes.lua
>   "$TENGINE" -q -r 1 record.lua > read
>   grep -c "\"bytes_sent\": $(cat read)\b" $lane.json
> done
1
1

# a_lane_has_one_of_two_names
$ "$TENGINE" --lane h1 sizes.lua
tengine: lane 'h1': it is auto or curl
[2]

# What a request, a session, a scenario's tags or a metric cannot be told.

# a_bad_option_of_a_request_says_what_was_wanted_and_where
$ cat > bad.lua <<'END'
> local t = require "tengine"
> t.scenario("s", function()
>   local session = t.session { base_url = "http://127.0.0.1:1" }
>   local function try(f) print(select(2, pcall(f))) end
>   try(function() session:get("/", { quary = { a = 1 } }) end)
>   try(function() session:get("/", { query = "a=1" }) end)
>   try(function() session:get("/", { query = { a = print } }) end)
>   try(function() session:get("/", { query = { { "a", 1 }, { "b" } } }) end)
>   try(function() session:post("/", { data = {} }) end)
>   try(function() session:post("/", { data = "x", form = {} }) end)
>   try(function() session:post("/", { multipart = {}, json = {} }) end)
>   try(function() session:post("/", { form = { [1] = { "a", 1 }, b = 2 } }) end)
>   try(function() session:post("/", { form = { [true] = 1 } }) end)
>   try(function() session:post("/", { multipart = "x" }) end)
>   try(function() session:post("/", { multipart = { a = { data = "x", path = "y" } } }) end)
>   try(function() session:post("/", { multipart = { a = { data = "x", tpye = "y" } } }) end)
>   try(function() session:post("/", { multipart = { { data = "x" } } }) end)
>   try(function() session:post("/", { multipart = { a = { path = "gone.zip" } } }) end)
>   try(function() session:post("/", { file = 1 }) end)
>   try(function() session:post("/", { file = "gone.zip" }) end)
>   try(function() session:post("/", { file = "." }) end)
>   try(function() session:head("/", { form = { a = 1 } }) end)
>   try(function() session:get("/", { tags = "x" }) end)
>   try(function() session:get("/", { tags = { ["a b"] = 1 } }) end)
>   try(function() session:get("/", { tags = { status = 1 } }) end)
>   try(function() session:get("/", { tags = { a = {} } }) end)
>   try(function() session:get("/", { tags = { a = ("x"):rep(300) } }) end)
>   try(function() session:get("/", { auth = "user:secret" }) end)
>   try(function() session:get("/", { auth = { user = "u" } }) end)
>   try(function() session:get("/", { auth = { user = "u", pasword = "secret" } }) end)
>   try(function() session:get("/", { auth = { user = "u", password = "secret", bearer = "b" } }) end)
>   try(function() session:get("/", { auth = { user = "u", password = "secret", type = "ntlm" } }) end)
>   try(function() session:get("/", { auth = { bearer = "secret\n" } }) end)
>   try(function() t.session { tags = { scenario = "x" } } end)
>   try(function() t.session { auth = {} } end)
>   try(function() t.session { form = {} } end)
>   try(function() session.cookies:get("a", "nowhere") end)
>   try(function() session.cookies:set("a;b", "c") end)
>   try(function() session:get("/", { compressed = "gzip" }) end)
>   try(function() session:get("/", { reuse = "no" }) end)
> end)
> END
> "$TENGINE" -r 1 bad.lua | sed '/^$/,$d'
bad.lua:5: request: unknown option 'quary'; did you mean 'query'?
bad.lua:6: query: a table of name = value is wanted, not a string
bad.lua:7: query: a is text, a number, a boolean or a list of them, not a function
bad.lua:8: query: number 2 of the list is no { name, value }
bad.lua:9: request: data is a text or a list of its pieces, not a table; tables go as json, form or multipart
bad.lua:10: request: data and form are two bodies: one of data, json, form, multipart and file is wanted
bad.lua:11: request: json and multipart are two bodies: one of data, json, form, multipart and file is wanted
bad.lua:12: form: either names or a list
bad.lua:13: form: names are text, or it is a list
bad.lua:14: multipart: a table of parts is wanted, not a string
bad.lua:15: multipart: a has either data or a path
bad.lua:16: multipart: unknown option 'tpye'; did you mean 'type'?
bad.lua:17: multipart: number 1 of the list has no name
bad.lua:18: cannot send gone.zip: No such file or directory
bad.lua:19: request: file is a path, not a number
bad.lua:20: cannot send gone.zip: No such file or directory
bad.lua:21: cannot send .: it is not a file
bad.lua:22: request: HEAD has no data
bad.lua:23: request: tags: a table of key = value is wanted
bad.lua:24: request: tags: 'a b' is no key: a letter or '_', then letters, digits, '_', '.', '-'
bad.lua:25: request: tags: 'status' is the engine's own: the status of an answer
bad.lua:26: request: tags: a is text, a number or a boolean, not a table
bad.lua:27: request: tags: more than 255 bytes of them
bad.lua:28: request: auth: { user = ..., password = ... }, { bearer = ... } or false is wanted
bad.lua:29: request: auth: password is missing
bad.lua:30: request: auth: unknown option 'pasword'; did you mean 'password'?
bad.lua:31: request: auth: either user and password or bearer
bad.lua:32: request: auth: type is "basic" or "digest", not "ntlm"
bad.lua:33: request: auth: bearer holds a control character
bad.lua:34: session: tags: 'scenario' is the engine's own: the name of a scenario
bad.lua:35: session: auth: either user and password or bearer
bad.lua:36: session: unknown option 'form' (known: headers, timeout, connect_timeout, redirects, expect, body, max_body, tags, auth, aws_sigv4, compressed, reuse, base_url, max_age, max_requests, http_version, cert, key, key_password, ca)
bad.lua:37: cookies: url: begins with neither http:// nor https://
bad.lua:38: cookie a;b: name or value cannot be sent
bad.lua:39: request: compressed is true or false, not a string
bad.lua:40: request: reuse is true or false, not a string

# a_bad_tag_of_a_scenario_ends_the_load
$ for tags in '{ name = "x" }' '"x"' '{ [1] = "x" }' '{ a = print }'; do
>   echo "require('tengine').scenario('s', { tags = $tags }, print)" > tags.lua; "$TENGINE" tags.lua
> done
tengine: tags.lua:1: scenario 's': tags: 'name' is the engine's own: the name of a request; give it as `name`
tengine: tags.lua:1: scenario 's': tags: a table of key = value is wanted
tengine: tags.lua:1: scenario 's': tags: a table of key = value is wanted
tengine: tags.lua:1: scenario 's': tags: a is text, a number or a boolean, not a function
[107]

# a_bad_metric_ends_the_load
$ for call in 'counter ""' 'counter "a b"' 'trend "http.duration"' 'rate()' 'gauge("g", "x")' \
>     'gauge("g", { check = 1 })' 'counter("c"):add(-1)' 'trend("t"):add()' 'rate("r"):add(1)'; do
>   echo "require('tengine').metric.$call" > metric.lua; "$TENGINE" metric.lua
> done
> printf 'local m = require("tengine").metric\nm.counter "pages"\nm.trend "pages"\n' > kinds.lua; "$TENGINE" kinds.lua
tengine: metric.lua:1: metric.counter: '' is no name: a letter or '_', then letters, digits, '_', '.', '-', at most 100
tengine: metric.lua:1: metric.counter: 'a b' is no name: a letter or '_', then letters, digits, '_', '.', '-', at most 100
tengine: metric.lua:1: metric.trend: 'http.duration' is a name of the engine's own
tengine: metric.lua:1: metric.rate: a name is wanted
tengine: metric.lua:1: metric.gauge: tags: a table of key = value is wanted
tengine: metric.lua:1: metric.gauge: tags: 'check' is the engine's own: the name of a check
tengine: metric.lua:1: metric 'c': a counter adds a number of 0 or more
tengine: metric.lua:1: metric 't': a trend adds a duration in seconds, 0 or more
tengine: metric.lua:1: metric 'r': a rate adds true or false
tengine: kinds.lua:3: metric.trend: 'pages' is a counter already
[107]

# a_bad_default_of_a_session_ends_the_run_in_setup
$ cat > setup.lua <<'END'
> local t = require "tengine"
> t.setup(function() return { auth = { user = "u" } } end)
> t.scenario("s", function() end)
> END
> "$TENGINE" -q -r 1 setup.lua
tengine: setup of worker 0 failed: session: auth: password is missing
[107]

# a_file_that_is_missing_in_a_fixture_is_bad_input
$ cat > fixture.lua <<'END'
> local t = require "tengine"
> t.setup(function() t.session():put("http://127.0.0.1:1/", { file = "gone.zip" }) end)
> t.scenario("s", function() end)
> END
> "$TENGINE" -q -r 1 fixture.lua
tengine: setup of worker 0 failed: fixture.lua:2: cannot send gone.zip: No such file or directory
[2]

# a_bad_option_in_a_run_fails_that_run_with_the_place
$ cat > run.lua <<'END'
> local t = require "tengine"
> t.scenario("s", function(session)
>   session:get("http://127.0.0.1:1/", { tags = { name = "x" } })
> end)
> END
> "$TENGINE" -r 1 run.lua | grep -A1 '^ERRORS'
ERRORS
        1  s: run.lua:3: request: tags: 'name' is the engine's own.* (re)

# HTTP/2, where a session asks for it.

# there_is_a_server_that_speaks_it
$ command -v nghttpd openssl > tools || { echo "no nghttpd here"; exit 77; }
> unshare -rn ip link set lo up 2>&1 || exit 77
> "$ROOT/tests/origin/make_cert.sh" . && head -c 50 /dev/zero | tr '\0' x > page

# with_tls_it_is_agreed_on_and_without_it_is_known_before
$ cat > versions.lua <<'END'
> local tengine = require "tengine"
> local function get(url, version)
>   local session = tengine.session { http_version = version, ca = "cert.pem" }
>   for _ = 1, 3 do
>     local response = session:get(url)
>     assert(#response.body == 50 and response.headers["content-length"] == "50")
>   end
>   print(url, version, session:get(url).http_version)
> end
> tengine.scenario("versions", function()
>   get("https://127.0.0.1:5001/page", "2")
>   get("http://127.0.0.1:5000/page", "2-prior-knowledge")
> end)
> END
> cat > serve.sh <<'END'
> # serve.sh COMMAND...: runs it where an HTTP/2 server listens.
> ip link set lo up
> nghttpd -a 127.0.0.1 -d . --no-tls 5000 & plain=$!
> nghttpd -a 127.0.0.1 -d . 5001 key.pem cert.pem & secured=$!
> for _ in {1..100}; do
>   ss -ltn | grep -q :5000 && ss -ltn | grep -q :5001 && break
>   sleep 0.05
> done
> "$@"; status=$?; kill $plain $secured; exit $status
> END
> unshare -rn bash serve.sh "$TENGINE" -r 1 versions.lua | grep -e 5001 -e 5000 -e requests -e reused -e SUCC
https://127.0.0.1:5001/page	2	2
http://127.0.0.1:5000/page	2-prior-knowledge	2
  requests +8 .* (re)
    on a reused connection +(3|6) .* (re)
SUCCESSES: 1 | FAILURES: 0

# requests_at_once_share_a_connection
$ cat > batch.lua <<'END'
> local tengine = require "tengine"
> tengine.scenario("batch", function()
>   local session = tengine.session { http_version = "2", ca = "cert.pem", base_url = "https://127.0.0.1:5001" }
>   local requests = { max = 20 }
>   for i = 1, 20 do requests[i] = "/page" end
>   for _, response in ipairs(session:batch(requests)) do assert(response.status == 200) end
> end)
> END
> unshare -rn bash serve.sh "$TENGINE" -r 1 batch.lua | grep -e reused -e SUCC
    on a reused connection +19 .* (re)
SUCCESSES: 1 | FAILURES: 0

# a_connection_takes_as_many_requests_as_it_may
$ cat > few.lua <<'END'
> local tengine = require "tengine"
> tengine.scenario("few", function()
>   local session = tengine.session { http_version = "2", ca = "cert.pem", max_requests = 2 }
>   for _ = 1, 6 do session:get "https://127.0.0.1:5001/page" end
> end)
> END
> unshare -rn bash serve.sh "$TENGINE" -r 1 few.lua | grep -e reused -e SUCC
    on a reused connection +3 .* (re)
SUCCESSES: 1 | FAILURES: 0

# a_server_that_does_not_speak_it_is_an_error
$ cat > wrong.lua <<'END'
> local tengine = require "tengine"
> tengine.scenario("wrong", function()
>   tengine.session { http_version = "2-prior-knowledge", timeout = 5 }:get(os.getenv "ORIGIN")
> end)
> END
> ORIGIN=$ORIGIN "$TENGINE" -r 1 wrong.lua | grep -A1 'wrong: '
        1  wrong: closed: wrong.lua:3: GET /: the connection ended before an
           answer came

#!/bin/bash
# origin_test.sh PROGRAM - proves each of the origin's behaviours on the wire,
# with curl where curl can see it and with bash's own sockets where it cannot.
set -u
program=${1:?usage: origin_test.sh PROGRAM}
here=$(cd "$(dirname "$0")" && pwd)
dir=$(mktemp -d)
failures=0
stdin_fd=

# start VARIABLE OPTIONS... - an origin that ends with this script.
start() {
    local variable=$1 word where
    shift
    mkfifo "$dir/stdin.$variable"
    "$program" --until-stdin-closes "$@" \
        <"$dir/stdin.$variable" >"$dir/stdout.$variable" &
    pids="${pids:-} $!"
    exec {stdin_fd}>"$dir/stdin.$variable" # held open until we end
    for _ in $(seq 200); do
        read -r word where <"$dir/stdout.$variable" && break
        sleep 0.02
    done
    [ "${word:-}" = origin ] || { echo "not ok - $variable starts"; exit 1; }
    printf -v "$variable" %s "$where"
    printf -v "${variable}_pid" %s "$!"
}
end_all() {
    for pid in ${pids:-}; do kill "$pid" 2>/dev/null; done
    wait
    rm -rf "$dir"
}
trap end_all EXIT

is() { # CLAIM WANTED GOT
    if [ "$2" = "$3" ]; then
        echo "ok - $1"
    else
        echo "not ok - $1"
        printf '  wanted: %.300q\n  got:    %.300q\n' "$2" "$3"
        failures=$((failures + 1))
    fi
}
like() { # CLAIM WANTED GOT (anywhere in it)
    if [[ $3 == *"$2"* ]]; then is "$1" 1 1; else is "$1" "$2" "$3"; fi
}
within() { # CLAIM LEAST MOST GOT
    if [ "$4" -ge "$2" ] && [ "$4" -le "$3" ]; then is "$1" 1 1
    else is "$1" "$2..$3" "$4"; fi
}

get() { # PATH [CURL OPTIONS] - the body
    local path=$1
    shift
    curl -sS -m 5 --noproxy '*' "$@" "$url$path" 2>/dev/null
}
code() { # PATH [CURL OPTIONS] - curl's exit code
    get "$@" >/dev/null
    echo $?
}
status() { get "$@" -o /dev/null -w '%{http_code}'; }
headers() { get "$@" -o /dev/null -D -; }
now_ms() { echo $(($(date +%s%N) / 1000000)); }
stat() { # NAME - a number of the origin's record
    get /stats | grep -o "\"$1\": [0-9]*" | head -1 | grep -o '[0-9]*$'
}
# bytes SECONDS TEXT - what the origin sends to these bytes, with NUL as @ and
# CR as ~, until it closes or the time is over.
bytes() {
    local fd
    exec {fd}<>"/dev/tcp/127.0.0.1/$port"
    printf "$2" >&$fd
    timeout "$1" cat <&$fd 2>/dev/null | tr '\0\r' '@~'
    exec {fd}>&-
}
ask() { # PATH - what comes for a GET, byte for byte, until it closes
    bytes "${2:-2}" "GET ${1//%/%%} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
}

start url --log "$dir/log"
port=${url##*:}

# ---- What is as it should be ----
is root_is_small_text ok "$(get /)"
is an_unknown_path_is_404 404 "$(status /nosuch)"
is bytes_sends_so_many 100000 "$(get /bytes/100000 | wc -c)"
is bytes_repeat_the_pattern "0123456789ABCDEF" "$(get /bytes/70000 -r- | tail -c +65537 | head -c 16)"
is bytes_wants_a_number 400 "$(status /bytes/many)"
is bytes_may_be_very_many 9223372036854775807 "$(headers /bytes/9223372036854775807 -I | grep -o '[0-9]\{19\}')"
is chunked_bytes_are_the_same_bytes "$(get /bytes/100001 | cksum)" "$(get '/bytes/100001?chunked=1' | cksum)"
like chunked_says_so 'Transfer-Encoding: chunked' "$(headers '/bytes/9?chunked=1')"
is status_is_that_status 503 "$(status /status/503)"
is status_of_two_digits_is_refused 400 "$(status /status/99)"
is status_204_has_no_body 0 "$(get /status/204 | wc -c)"
is status_304_has_no_length '' "$(headers /status/304 | grep -i content-length)"
like location_is_decoded $'Location: http://h/a b\r' "$(headers '/status/302?location=http://h/a%20b')"
is head_has_a_length_and_no_body "$(printf 'Content-Length: 1000\r 0')" \
    "$(headers /bytes/1000 -I | grep Length) $(bytes 1 'HEAD /bytes/1000 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n' | sed '1,/^~$/d' | wc -c)"
like header_comes_decoded $'X-A: b c\r' "$(headers '/header?X-A=b%20c')"
like header_may_hold_cr_and_nul 'X-A: b~X-C: d@e~' "$(ask '/header?X-A=b%0dX-C:%20d%00e')"
like cookie_set_sets_it 'Set-Cookie: a=1; Path=/' "$(headers '/cookie/set?a=1&b=2')"
is set_cookie_takes_whole_lines 2 "$(headers '/set-cookie?line=a%3D1%3B%20Secure&line=b%3D2' | grep -ic '^set-cookie:.*=')"
is redirect_is_a_chain 3 "$(get /redirect/3 -L -o /dev/null -w '%{num_redirects}')"
is redirect_ends_in_200 200 "$(status /redirect/2 -L)"
like absolute_redirect_names_the_host "Location: $url/redirect/0" "$(headers '/redirect/1?absolute=1')"
is redirect_to_takes_a_status 307 "$(status '/redirect-to?url=http://x/&status=307')"
like redirect_to_goes_there 'Location: http://x/?a=b' "$(headers '/redirect-to?url=http://x/%3Fa=b')"
like json_is_json '"integer": 42' "$(get /json)"
is basic_lets_in_who_has_the_password '200 401 401' \
    "$(status '/auth/basic?password=p' -u user:p) $(status '/auth/basic?password=p' -u user:x) $(status /auth/basic)"
is bearer_lets_in_who_has_the_token '200 401' \
    "$(status '/auth/bearer?token=t' -H 'Authorization: Bearer t') $(status '/auth/bearer?token=t' -H 'Authorization: Bearer u')"
for algorithm in '' MD5 MD5-sess SHA-256 SHA-256-sess; do
    is "digest_${algorithm:-plain}_takes_what_curl_answers" '200 401' \
        "$(status "/auth/digest?password=p&algorithm=$algorithm" --digest -u user:p) $(status "/auth/digest?password=p&algorithm=$algorithm" --digest -u user:x)"
done
is digest_without_qop_takes_what_curl_answers 200 "$(status '/auth/digest?qop=' --digest -u user:password)"
is digest_with_userhash_takes_what_curl_answers 200 "$(status '/auth/digest?userhash=1' --digest -u user:password)"
again() { # PATH - what comes when curl's answer is given a second time
    local answer
    answer=$(curl -sSv -m 5 --noproxy '*' --digest -u user:password "$url$1" 2>&1 |
        sed -n 's/^> \(Authorization: .*\)\r/\1/p')
    get "$1" -H "$answer"
}
is digest_wants_nc_to_be_counted_up 'the nc was not counted up' "$(again /auth/digest)"
is a_nonce_of_digest_is_good_for_so_many_uses 'the nonce is not valid any more' "$(again '/auth/digest?uses=1')"
is digest_wants_the_target_as_uri 'the uri is not the target' \
    "$(get /auth/digest -H 'Authorization: Digest username="user", nonce="nonce-1", uri="/other"')"
is gzip_is_gzip "$(get /bytes/1000 | cksum)" "$(get /gzip | gzip -dc 2>&1 | cksum)"
is gzip_takes_bytes_behind_it 5 "$(($(get '/gzip?after=after' | wc -c) - $(get /gzip | wc -c)))"
like gzip_may_be_said_to_be_something_else 'Content-Encoding: br' "$(headers '/gzip?encoding=br')"
like deflate_says_so 'Content-Encoding: deflate' "$(headers /deflate)"
is deflate_is_deflate "$(get /bytes/1000 | cksum)" "$(get /deflate --compressed | cksum)"
is deflate_may_be_raw "$(get /bytes/1000 | cksum)" "$(get '/deflate?raw=1' --compressed | cksum)"
is raw_deflate_has_no_wrapping 6 "$(($(get /deflate | wc -c) - $(get '/deflate?raw=1' | wc -c)))"
is gzip_cut_is_cut_short 1 "$(get /gzip-cut | gzip -t >/dev/null 2>&1; echo $?)"
is gzip_cut_is_whole_for_http 0 "$(code /gzip-cut)"
is close_is_said_and_done 'Connection: close' "$(headers '/?close=1' | grep -o 'Connection: close')"
is connections_are_kept 1 "$(get / "$url/" -o /dev/null -o /dev/null -w '%{num_connects}\n' | tail -1 | sed 's/0/1/')"

begun=$(now_ms)
get '/delay/150' >/dev/null
within delay_delays 150 600 $(($(now_ms) - begun))
begun=$(now_ms)
get '/json?delay=150' >/dev/null
within any_path_takes_a_delay 150 600 $(($(now_ms) - begun))

begun=$(now_ms)
for _ in 1 2 3 4 5 6; do get '/queue?places=2&ms=100' >/dev/null & queued="${queued:-} $!"; done
wait $queued
within a_queue_serves_so_many_at_a_time 300 700 $(($(now_ms) - begun))

# ---- The shop ----
token=$(get /shop/login -d '{"password":"secret","user":"ada"}')
is the_shop_gives_a_token '{"token": "for-ada"}' "$token"
like the_shop_refuses_a_wrong_password '401 ' "$(headers /shop/login -d '{"password":"x","user":"ada"}')"
like the_shop_knows_whose_token_it_is '"user": "ada"' "$(get /shop/account -H 'Authorization: Bearer for-ada')"
like the_shop_needs_a_token '401 ' "$(headers /shop/account)"
like the_shop_has_a_page '<img src="/shop/cup.png"' "$(get /shop/)"
like the_shop_finds_items '{"id": 3, "name": "tea 3", "price": 6}' "$(get '/shop/search?q=tea')"
is the_shop_finds_nothing_for_nothing '{"items": []}' "$(get /shop/search)"
like the_shop_has_a_hundred_items '"id": 100' "$(get /shop/items/100)"
like the_shop_has_no_more '404 ' "$(headers /shop/items/101)"
like the_shop_takes_into_the_cart '201 ' "$(headers /shop/cart -d x)"

# ---- What was asked ----
echo_=$(get '/echo/x?y=%41' -d 'h"i' -H 'X-Twice: a' -H 'X-Twice: b')
like echo_has_the_method '"method": "POST"' "$echo_"
like echo_has_the_target_as_it_came '"target": "/echo/x?y=%41"' "$echo_"
like echo_keeps_the_order_of_headers '["X-Twice", "a"], ["X-Twice", "b"]' "$echo_"
like echo_has_the_body '"body": "h\"i"' "$echo_"
like echo_reads_chunked_bodies '"body": "hello", "body_encoding": "utf-8", "body_bytes": 5' \
    "$(bytes 2 'POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nT: t\r\n\r\n')"
like echo_shows_bytes_that_are_no_text '"body": "\u00ff\u0000", "body_encoding": "latin-1"' "$(printf '\xff\0' | get /echo --data-binary @-)"
head -c 3000000 /dev/zero >"$dir/big"
like large_bodies_are_counted '"body_bytes": 3000000' "$(get /echo -T "$dir/big" | tail -c 100)"
like echo_numbers_the_requests_of_a_connection '"request": 2}' "$(get /echo "$url/echo" | tail -1)"
like pipelined_requests_are_answered_in_turn '"request": 2}' \
    "$(bytes 2 'GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')"
like expect_is_answered 'HTTP/1.1 100 Continue' "$(bytes 0.3 'PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n')"
is expect_may_be_ignored '' "$(bytes 0.2 'PUT /?continue=0 HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n')"

# ---- Faults ----
is reset_is_rst 56 "$(code /fault/reset)"
is close_is_an_empty_reply 52 "$(code /fault/close)"
is close_after_headers_lacks_the_body 18 "$(code /fault/close-after-headers)"
is truncate_ends_early 18 "$(code '/fault/truncate?length=1000&send=10')"
is truncate_sends_what_it_says 10 "$(get '/fault/truncate?length=1000&send=10' | wc -c)"
is truncate_can_end_in_reset 56 "$(code '/fault/truncate?end=reset')"
is truncate_can_hang 28 "$(code '/fault/truncate?end=hang' -m 0.3)"
is chunked_truncate_lacks_its_end 18 "$(code /fault/chunked-truncate)"
is chunked_bad_is_bad 56 "$(code /fault/chunked-bad)"
like chunked_bad_takes_a_line $'\n-1~\n' "$(ask '/fault/chunked-bad?line=-1')"
is endless_body_has_no_end 23 "$(get /fault/endless-body | head -c 3000000 >/dev/null; echo ${PIPESTATUS[0]})"
is endless_chunked_body_has_no_end 23 "$(get '/fault/endless-body?chunked=1' | head -c 3000000 >/dev/null; echo ${PIPESTATUS[0]})"
begun=$(now_ms)
is slow_body_comes_whole 40 "$(get '/fault/slow-body?bytes=40&chunk=10&every_ms=50' | wc -c)"
within slow_body_is_slow 150 600 $(($(now_ms) - begun))
begun=$(now_ms)
is slow_headers_come_whole ok "$(get '/fault/slow-headers?every_ms=2')"
within slow_headers_are_slow 150 1500 $(($(now_ms) - begun))
like endless_headers_have_no_end $'\nX-Endless: ' "$(bytes 1 'GET /fault/endless-headers HTTP/1.1\r\nHost: x\r\n\r\n' | head -c 1000000 | tail -c 100)"
within big_header_is_big 200000 201000 "$(ask '/fault/big-header?bytes=200000' | wc -c)"
is many_headers_are_many 500 "$(ask '/fault/many-headers?n=500' | grep -c '^X-Many')"
like two_lengths_differ $'Content-Length: 5~\nContent-Length: 7~' "$(ask '/fault/two-lengths?a=5&b=7')"
like bad_length_is_the_text 'Content-Length: -1 x~' "$(ask '/fault/bad-length?value=-1%20x')"
like garbage_is_no_http 'not HTTP' "$(ask /fault/garbage)"
extra=$(ask /fault/extra-after-body)
like extra_follows_the_body $'\nok\nHTTP/1.1 200 OK~\nX-Forged: 1~' "$extra"
late='GET /fault/extra-after-body?after_ms=150 HTTP/1.1\r\nHost: x\r\n\r\n'
is late_extra_is_not_there_at_once 0 "$(bytes 0.08 "$late" | grep -c Forged)"
is late_extra_comes_unasked 1 "$(bytes 0.5 "$late" | grep -c Forged)"
like early_response_does_not_wait_for_the_body 413 "$(bytes 1 'POST /fault/early-response HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nabc')"
is hang_never_answers 28 "$(code /fault/hang -m 0.2)"
idle='GET /fault/close-idle?after_ms=100 HTTP/1.1\r\nHost: x\r\n\r\n'
begun=$(now_ms)
like close_idle_answers_first ok "$(bytes 2 "$idle")"
within close_idle_closes_then 100 600 $(($(now_ms) - begun))
like a_request_before_close_idle_is_answered '"request": 2' "$(bytes 2 "${idle}GET /echo?close=1 HTTP/1.1\r\nHost: x\r\n\r\n")"
get /stats/reset >/dev/null
is die_on_reuse_answers_once_only 1 "$(bytes 2 'GET /fault/die-on-reuse HTTP/1.1\r\nHost: x\r\n\r\nPOST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab' | grep -c HTTP/1.1)"
is die_on_reuse_has_read_the_second 2 "$(stat requests)"
is informational_answers_come_first 4 "$(ask '/fault/1xx?n=4' | grep -c 'HTTP/1.1 103')"
is the_final_answer_follows_them 200 "$(status '/fault/1xx?n=4')"
is close_delimited_ends_by_close 5000 "$(get '/fault/close-delimited?bytes=5000' | wc -c)"
is close_delimited_has_no_length '' "$(headers /fault/close-delimited | grep -i content-length)"
like nul_header_holds_nul 'X-Nul: a@b~' "$(ask /fault/nul-header)"
like bare_cr_is_bare 'X-Bare: a~X-Forged: 1~' "$(ask /fault/bare-cr)"

# ---- By the author's word, and by chance ----
is raw_sends_exactly_that 'a@~b' "$(ask '/raw?data=a%00%0d&data=b&end=close')"
begun=$(now_ms)
is raw_waits_between_parts ab "$(ask '/raw?data=a&wait=150&data=b&end=cut')"
within raw_waits_as_told 150 600 $(($(now_ms) - begun))
is raw_can_reset 56 "$(code '/raw?data=HTTP/1.1%20200%20OK%0d%0a&end=reset')"
is raw_can_be_an_answer hi "$(get '/raw?data=HTTP/1.1%20200%20OK%0d%0aContent-Length:%202%0d%0a%0d%0ahi')"
luck() { # SEED - which of 12 requests went well
    get /stats/reset >/dev/null
    for _ in $(seq 12); do code "/random?seed=$1&p=0.6" -m 2; done | tr '\n' ' '
}
first=$(luck 7)
is random_repeats_by_seed "$first" "$(luck 7)"
is random_of_another_seed_differs 1 "$([ "$first" != "$(luck 8)" ] && echo 1)"
within random_tells_what_it_did 1 12 "$(get /stats | grep misbehaved | grep -o ': [0-9]' | wc -l)"
is random_at_zero_is_well '0 0 0 ' "$(for _ in 1 2 3; do code '/random?p=0'; done | tr '\n' ' ')"

# ---- Requests that are none ----
like a_missing_host_is_refused 'no Host' "$(bytes 2 'GET / HTTP/1.1\r\n\r\n')"
like two_hosts_are_refused 'more than one Host' "$(bytes 2 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n')"
like two_lengths_are_refused 'more than one Content-Length' "$(bytes 2 'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n')"
like length_and_chunks_are_refused 'both Content-Length' "$(bytes 2 'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n')"
like a_bare_cr_is_refused 'control character' "$(bytes 2 'GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n')"
like a_bare_lf_is_refused 'line without CR' "$(bytes 2 'GET / HTTP/1.1\nHost: a\n\n')"
like a_folded_header_is_refused 'bad header name' "$(bytes 2 'GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n')"
like a_length_that_overflows_is_refused 'bad Content-Length' "$(bytes 2 'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n')"
like a_chunk_size_that_overflows_is_refused 'bad chunk size' "$(bytes 2 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n')"
like a_chunk_longer_than_its_size_is_refused 'longer than its size' "$(bytes 2 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n')"
like a_head_without_end_is_refused ' 431 ' "$( { printf 'GET / HTTP/1.1\r\nX: '; head -c 1100000 /dev/zero | tr '\0' a; } | curl -sS -m 5 -o - "telnet://127.0.0.1:$port" 2>&1 | head -1)"
for size in 1 10 100 1000 10000; do # whatever it says, it must live on
    bytes 0.05 "$(head -c "$size" /dev/urandom | od -An -v -tx1 | tr -d '\n' | sed 's/ /\\x/g')\r\n\r\n" >/dev/null
done
is random_bytes_do_no_harm ok "$(get /)"

# ---- The record ----
get /stats/reset >/dev/null
is asking_leaves_no_trace '0 0' "$(stat accepted) $(stat requests)"
get / >/dev/null
get '/bytes/1000?x=1' >/dev/null
get '/bytes/1000?x=2' >/dev/null
code /fault/hang -m 0.1 >/dev/null
sleep 0.05
like paths_are_counted_without_queries '"paths": {"/": 1, "/bytes/1000": 2, "/fault/hang": 1}' "$(get /stats)"
is connections_are_counted '4 0' "$(stat accepted) $(stat open)"
is an_abandoned_request_is_counted 1 "$(stat abandoned)"
is a_half_sent_request_is_not_counted_whole '5 4' "$(bytes 0.1 'PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc'; sleep 0.05; stat begun) $(stat requests)"
request='GET /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
get /stats/reset >/dev/null
answer_bytes=$(bytes 2 "$request" | wc -c)
is bytes_are_counted_both_ways "$(printf "$request" | wc -c) $answer_bytes" "$(stat request_bytes) $(stat response_bytes)"
line=$(grep ' /bytes/1000?x=2 ' "$dir/log")
like the_log_has_method_target_status_and_bytes ' 1 GET /bytes/1000?x=2 200 0 1' "$line"
is answers_are_logged_after_their_requests 1 "$(echo "$line" | awk '{print ($1 > 0 && $2 >= $1 && $2 - $1 < 1e9)}')"
is an_unanswered_request_is_logged_without_a_time 0 "$(grep ' /fault/hang 0 ' "$dir/log" | tail -1 | cut -d' ' -f2)"
is delays_show_in_the_log 1 "$(grep ' /delay/150 ' "$dir/log" | awk '{print ($2 - $1 >= 150e6)}')"

# ---- Many connections ----
fds=()
for _ in $(seq 200); do
    exec {fd}<>"/dev/tcp/127.0.0.1/$port"
    fds+=("$fd")
done
is two_hundred_connections_are_open 200 "$(sleep 0.05; stat open)"
for fd in "${fds[@]}"; do exec {fd}>&-; done
is and_are_forgotten_when_they_close 0 "$(sleep 0.1; stat open)"

# ---- TLS ----
if command -v openssl >/dev/null && "$here/make_cert.sh" "$dir"; then
    plain=$url
    start tls --tls "$dir/cert.pem" "$dir/key.pem"
    url=$tls
    s_client() { # PATH - what openssl, which tells ends apart, says of it
        printf 'GET %s HTTP/1.1\r\nHost: x\r\n\r\n' "$1" |
            timeout 5 openssl s_client -quiet -connect "${url#https://}" 2>&1 |
            tr -d '\0'
    }
    is an_unknown_certificate_is_not_trusted 60 "$(code /)"
    is insecure_passes_it ok "$(get / -k)"
    is a_broken_handshake_is_counted 1 "$(curl -sk "$url/stats" | grep -o 'tls_failed": [0-9]*' | grep -o '[0-9]*$')"
    is a_known_certificate_is_trusted ok "$(get / --cacert "$dir/cert.pem")"
    is large_bodies_pass_tls 3000000 "$(get /bytes/3000000 -k | wc -c)"
    like uploads_pass_tls '"body_bytes": 3000000' "$(get /echo -k -T "$dir/big" | tail -c 100)"
    like a_cut_is_seen_in_tls 'unexpected eof' "$(s_client '/fault/close-delimited?end=cut')"
    is a_proper_end_is_no_cut_in_tls 0 "$(s_client /fault/close-delimited | grep -c 'unexpected eof')"
    is resets_pass_tls 56 "$(code /fault/reset -k)"
    url=$plain
    kill -TERM "$tls_pid"
    wait "$tls_pid"
    is it_ends_on_sigterm_in_tls 0 $?
    is tls_to_a_plain_port_fails 35 "$(url=https${plain#http}; code / -k)"
else
    echo "# no openssl: TLS is not tried"
fi

# ---- Ends ----
start mute --mute
is mute_takes_connections_and_says_nothing 28 "$(url=$mute; code / -m 0.2)"
exec {stdin_fd}>&-
wait "$mute_pid"
is it_ends_when_stdin_closes 0 $?
start short --max-seconds 1
wait "$short_pid"
is it_ends_by_itself 0 $?
kill -TERM "$url_pid"
wait "$url_pid"
is it_ends_on_sigterm 0 $?
is it_has_refused_bad_usage 2 "$("$program" --nosuch 2>/dev/null; echo $?)"

[ "$failures" -eq 0 ] || { echo "$failures failed"; exit 1; }

# tengine with scenarios/work.lua: console, checks, timings and metrics on.

known_contenders+=(tengine tengine_curl tengine_1 tengine_2 quiet watched)
tengine_does="get big post redirect mix many fresh tls h2"
tengine_curl_does=$tengine_does
# OTHER names another build of tengine: what did a change bring?
[ -z "${OTHER-}" ] || known_contenders+=(other)
other_does=$tengine_does
# The same, by the number of threads; and watched by nobody, and by two.
tengine_1_does="get threads" tengine_2_does="get threads"
quiet_does="get watched" watched_does="get watched"

# offers WORD - does this tengine have such an option?
offers() { "$tengine" --help all | grep -q -e " $1\b"; }

# does_http_2 - has a session's http_version been built in?
does_http_2() {
    local error
    error=$("$tengine" -q -r 1 "$here/scenarios/work.lua" -- --http 2 \
        --url http://127.0.0.1:1 2>&1)
    [[ $error != *http_version* ]]
}

tengine_misses() {
    [ -x "$tengine" ] || die "tengine is not built"
    case $needs in
    *fresh*) offers --no-reuse || echo "this tengine has no --no-reuse" ;;
    *h2*) does_http_2 || echo "this tengine has no http_version" ;;
    esac
}

other_misses() {
    local tengine=$OTHER
    tengine_misses
}

tengine_curl_misses() {
    offers --lane || { echo "this tengine has no --lane" && return; }
    # HTTP/2 is on that lane anyway.
    [[ $needs != *h2* ]] || { echo "tengine does the same" && return; }
    tengine_misses
}

# tengine_does_work OPTION... - runs the cell's work, and it went well.
tengine_does_work() {
    local options=(-w "$connections" --duration "$run_s" "$@")
    [ -z "$tls" ] || options+=(--insecure)
    [ -z "$fresh" ] || options+=(--no-reuse)
    measure "$tengine" "${options[@]}" "$here/scenarios/work.lua" -- \
        --url "$base" --work "$job" --http "${h2:+2}" \
        --stacks "$stacks" --groups "$groups" || return
    no_failures "$(sed -n 's/^SUCCESSES: [0-9]* | FAILURES: //p' "$work/out")"
}

run_tengine() { tengine_does_work -c; }
run_tengine_curl() { tengine_does_work -c --lane curl; }
run_other() {
    local tengine=$OTHER
    tengine_does_work -c
}
run_tengine_1() { tengine_does_work -c -p 1; }
run_tengine_2() { tengine_does_work -c -p 2; }
run_quiet() { tengine_does_work; }

run_watched() {
    tengine_does_work -c --statsd --statsd-address "udp://127.0.0.1:$port"
}

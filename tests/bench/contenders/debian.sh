# Load testers that are Debian packages (vendor/setup --bench).

known_contenders+=(wrk wrk_lua hey h2load ab)
wrk_does="get big redirect many fresh tls"
wrk_lua_does="get big post redirect mix many fresh tls"
hey_does="get big redirect many fresh tls"
h2load_does="get big redirect many tls h2"
ab_does="get big redirect many fresh tls"

is_here() {
    command -v "$1" >/dev/null || echo "$1 is not installed"
}
wrk_misses() { is_here wrk; }
wrk_lua_misses() { is_here wrk; }
hey_misses() { is_here hey; }
h2load_misses() { is_here h2load; }
ab_misses() { is_here ab; }

# wrk mentions failures when there are some.
wrk_went_well() {
    ! grep -E '^ *(Non-2xx|Socket errors)' "$work/out" || give_up "failures"
}

wrk_options() {
    options=(-t 1 -c "$connections" -d "${run_s}s")
}

# Every request the same bytes. A 302 is no success to wrk, and no failure.
run_wrk() {
    local options
    wrk_options
    [ -z "$fresh" ] || options+=(-H "Connection: close")
    measure wrk "${options[@]}" "$base$path" || return
    [ "$job" = redirect ] || wrk_went_well
}

# `response` asserts on the status.
run_wrk_lua() {
    local options
    wrk_options
    measure wrk "${options[@]}" -s "$here/scenarios/work_wrk.lua" "$base" -- \
        "$job" "$work" ${fresh:+fresh} || return
    ! grep '^ *Socket errors' "$work/out" || give_up "failures"
}

run_hey() {
    local options=(-cpus 1 -c "$connections" -z "${run_s}s" -disable-redirects)
    [ -z "$fresh" ] || options+=(-disable-keepalive)
    measure hey "${options[@]}" "$base$path" || return
    # It stops in the middle of what is under way.
    ! grep -A 5 '^Error distribution' "$work/out" |
        grep -E '^ *\[' | grep -v 'context deadline' || give_up "failures"
}

run_h2load() {
    local options=(-t 1 -c "$connections" -m 1 -D "$run_s")
    [ -n "$h2" ] || options+=(--h1)
    measure h2load "${options[@]}" "$base$path" || return
    grep -q '[^0-9]0 failed, 0 errored' "$work/out" || give_up "failures"
}

# HTTP/1.0, kept alive where it is to be.
run_ab() {
    local options=(-q -c "$connections" -t "$run_s" -n 100000000)
    [ -n "$fresh" ] || options+=(-k)
    measure ab "${options[@]}" "$base$path" || return
    no_failures "$(sed -n 's/^Failed requests: *//p' "$work/out")"
}

# bare_multi.c: plain C on the same libcurl, with a connection pool per handle
# and with the multi handle's one.

known_contenders+=(bare_own bare_shared)
bare_own_does="get big many fresh tls h2"
bare_shared_does="get big many tls"

bare_own_misses() {
    [ -x "$bare_multi" ] || echo "build with -DTENGINE_TESTS=ON"
}
bare_shared_misses() { bare_own_misses; }

run_bare_own() { bare_multi own; }
run_bare_shared() { bare_multi shared; }

bare_multi() {
    local options=(--pool "$1" --connections "$connections")
    [ -z "$fresh" ] || options+=(--fresh)
    [ -z "$h2" ] || options+=(--http2)
    measure "$bare_multi" "${options[@]}" --seconds "$run_s" \
        "$base$path" || return
    no_failures "$(sed -n 's/.*"failures":\([0-9]*\).*/\1/p' "$work/out")"
}

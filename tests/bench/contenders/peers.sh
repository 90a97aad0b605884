# Load testers that are no Debian packages. Each is looked for in PATH, or
# where a variable says: MOLOTOV=/opt/venv/bin/molotov. README.md says how to
# install them.

known_contenders+=(oha vegeta k6 molotov locust)
molotov_does="get tls" locust_does="get tls"
k6_does="get tls h2"
oha_does="get big redirect many fresh tls h2"
vegeta_does="get big redirect fresh tls"

# peer NAME - its program
peer() {
    local variable=${1^^}
    printf %s "${!variable:-$1}"
}

peer_is_here() {
    command -v "$(peer "$1")" >/dev/null ||
        echo "$1 is not here (${1^^} names it)"
}
molotov_misses() { peer_is_here molotov; }
locust_misses() { peer_is_here locust; }
k6_misses() { peer_is_here k6; }
oha_misses() { peer_is_here oha; }
vegeta_misses() { peer_is_here vegeta; }

# slowly COMMAND... - measures one that needs seconds to start
slowly() {
    local patience=6
    BASE=$base measure "$@"
}

run_molotov() {
    slowly "$(peer molotov)" -p 1 -w "$connections" -d $((run_s + 6)) -q \
        "$here/contenders/molotov_work.py" || return
    ! grep -E 'FAILURES: [^0]' "$work/out" || give_up "failures"
}

run_locust() {
    slowly "$(peer locust)" --headless --only-summary -u "$connections" \
        -r "$connections" -t $((run_s + 6)) -H "$base" \
        -f "$here/contenders/locust_work.py"
}

run_k6() {
    slowly env GOMAXPROCS=1 "$(peer k6)" run --quiet --no-usage-report \
        --insecure-skip-tls-verify --vus "$connections" \
        --duration $((run_s + 6))s "$here/contenders/k6_work.js"
}

run_oha() {
    local options=(--no-tui --redirect 0 --insecure -c "$connections"
        -z "${run_s}s")
    [ -z "$fresh" ] || options+=(--disable-keepalive)
    [ -z "$h2" ] || options+=(--http2 -p 1)
    TOKIO_WORKER_THREADS=1 measure "$(peer oha)" "${options[@]}" "$base$path"
}

run_vegeta() {
    local options=(-rate 0 -workers "$connections" -max-workers "$connections"
        -connections "$connections" -redirects -1 -insecure
        -duration "${run_s}s" -output /dev/null)
    [ -z "$fresh" ] || options+=(-keepalive=false)
    printf 'GET %s\n' "$base$path" >"$work/targets"
    GOMAXPROCS=1 measure "$(peer vegeta)" attack -targets "$work/targets" \
        "${options[@]}"
}

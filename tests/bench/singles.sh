# singles.sh - figures that are no ratio: memory per worker, time to the first
# request, what a large body leaves behind; sourced by run.
#
# measure_NAME sets $value, in the unit that bounds has; or fails, and $gave_up
# says why.

singles=(memory-plain memory-tls memory-15000 start discard)

# workers_kb COUNT [OPTION...] - sets $rss_kb: peak memory with so many
# connected workers that GET.
workers_kb() {
    local connections=$1 job=get fresh= tls= h2= patience=0
    local run_s=$((2 + $1 / 2000 + seconds)) base=${2:-$url}
    [ "$base" = "$url" ] || tls=yes
    ((descriptors >= connections + 100)) || {
        give_up "$descriptors descriptors are too few"
        return
    }
    tengine_does_work -c
}

# Between one worker and many.
per_worker_kb() {
    local one
    workers_kb 1 "$2" || return
    one=$rss_kb
    workers_kb "$1" "$2" || return
    value=$(calculate "($rss_kb - $one) / ($1 - 1)")
}

measure_memory-plain() { per_worker_kb 5000 "$url"; }
measure_memory-tls() { per_worker_kb 1000 "$tls_url"; }

measure_memory-15000() {
    workers_kb 15000 "$url" || return
    value=$(calculate "$rss_kb / 1024")
}

# From the start of the program to the first request that nginx has answered,
# in scenarios/loadtest.lua on the recorded data.
measure_start() {
    local began
    [ -n "$groups" ] || { give_up "there is no recorded data"; return; }
    : >"$work/first.log"
    began=$EPOCHREALTIME
    start env STACKS_DIR="$stacks" SYMBOLS_CSV="$groups" \
        MISSING_CSV="$data/socorro-missing.csv" "$tengine" -q -r 1 \
        "$root/scenarios/loadtest.lua" -- --url-server "$url/first"
    wait "$client_pid" # its run fails: this server knows no symbol
    client_pid=
    [ -s "$work/first.log" ] || { give_up "no request came"; return; }
    value=$(calculate "$(head -n 1 "$work/first.log") - $began")
}

# How much higher memory stands after a body of 1 GB than after a small one.
measure_discard() {
    start "$tengine" -r 1 "$here/scenarios/discard.lua" -- \
        --url "$url" --out "$work/grown"
    rm -f "$work/grown"
    wait_for_end || return
    value=$(cat "$work/grown")
}

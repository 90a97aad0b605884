# measure.sh - what a program costs, from outside and while it works; sourced
# by run and profile.
#
# All contenders are measured alike: nginx counts the requests (server.sh), the
# kernel the CPU time of the program and of all that it started, both from when
# its connections are open.

client_pid=  # the contender that runs now; the leader of a session
gave_up=     # why the last measurement came to nothing
ticks_per_s=$(getconf CLK_TCK)

# give_up REASON - ends the contender; $gave_up has the reason, and what the
# contender said goes to stderr.
give_up() {
    gave_up=$1
    [ -z "$client_pid" ] || kill_client
    tail -q -n 5 "$work/out" "$work/err" >&2
    return 1
}

# It is the leader of its session and of its process group.
kill_client() {
    kill -KILL -- "-$client_pid" 2>/dev/null
    wait "$client_pid" 2>/dev/null
    client_pid=
}

# Sets $cpu_ticks and $now_us: user and system time of all processes of the
# contender's session, and of those that ended in it.
ask_kernel() {
    cpu_ticks=$(cat /proc/[0-9]*/stat 2>/dev/null | awk -v id="$client_pid" '
        { sub(/^.*\) /, "") }
        $4 == id { ticks += $12 + $13 + $14 + $15 }
        END { print ticks + 0 }')
    now_us=${EPOCHREALTIME/./}
}

# Sets $rss_kb: the largest resident size of each process of the session so
# far, added up.
ask_memory() {
    local stat pid rest kb
    rss_kb=0
    for stat in /proc/[0-9]*/stat; do
        read -r pid rest 2>/dev/null <"$stat" || continue
        read -r -a rest <<<"${rest##*) }"
        [ "${rest[3]}" = "$client_pid" ] || continue
        kb=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$pid/status")
        rss_kb=$((rss_kb + ${kb:-0}))
    done
}

# Those of the contender before are closed: only we, that ask, are connected.
wait_for_silence() {
    local deadline=$((SECONDS + 30))
    until ask_server && ((open == 1)); do
        ((SECONDS < deadline)) || die "old connections stay open"
        sleep 0.05
    done
}

# at_work SERVED - is the contender, which began when nginx had served so many?
# All its connections are open; where each request has its own, requests come.
# One that takes its time ($patience seconds) may do with fewer.
at_work() {
    ask_server
    if [ -n "$fresh" ]; then
        ((served > $1 + 100))
    elif ((open > connections)); then
        true
    elif ((patience > 0 && open > 1)); then
        ((SECONDS >= started + patience))
    else
        false
    fi
}

wait_for_work() {
    local deadline=$((SECONDS + 30)) started=$SECONDS before=$served
    until at_work "$before"; do
        kill -0 "$client_pid" 2>/dev/null || { give_up "ended too early"; return; }
        ((SECONDS < deadline)) || { give_up "only $((open - 1)) are open"; return; }
        sleep 0.05
    done
    sleep 0.5
}

wait_for_end() {
    local deadline=$((SECONDS + 60)) status
    while kill -0 "$client_pid" 2>/dev/null; do
        ((SECONDS < deadline)) || { give_up "does not end"; return; }
        sleep 0.05
    done
    wait "$client_pid"
    status=$?
    client_pid=
    [ $status = 0 ] || give_up "exit $status"
}

# start COMMAND... - runs it in a session of its own on the client's cores.
start() {
    gave_up=
    taskset -c "$client_cores" setsid "$@" \
        >"$work/out" 2>"$work/err" </dev/null &
    client_pid=$!
}

# measure COMMAND... - runs it and sets $requests_per_s, $cpu_us (per request)
# and $rss_kb; or fails, and $gave_up says why.
measure() {
    local requests ticks begin_us connects
    wait_for_silence
    start "$@"
    wait_for_work || return
    # The server first: it answers when it has time, the kernel at once.
    ask_server && ask_kernel
    requests=$served connects=$accepted ticks=$cpu_ticks begin_us=$now_us
    sleep "$seconds"
    ask_server && ask_kernel
    kill -0 "$client_pid" 2>/dev/null || { give_up "ended too early"; return; }
    requests=$((served - requests - 1)) connects=$((accepted - connects - 1))
    ask_memory
    wait_for_end || return
    check_measurement || return
    requests_per_s=$(calculate "$requests * 1e6 / ($now_us - $begin_us)")
    cpu_us=$(calculate "($cpu_ticks - $ticks) * 1e6 / $ticks_per_s / $requests")
}

# A request in a hundred on another connection than it should be is too much.
check_measurement() {
    if ((requests <= 0)); then
        give_up "no requests"
    elif ((cpu_ticks <= ticks)); then
        give_up "used no CPU: does another process work?"
    elif [ -n "$fresh" ] && ((connects * 100 < requests * 99)); then
        give_up "$connects connections for $requests requests"
    elif [ -z "$fresh" ] && ((connects * 100 > requests)); then
        give_up "$connects connections were opened anew"
    fi
}

calculate() { awk "BEGIN { printf \"%.3f\", $1 }"; }

# no_failures COUNT - the contender's own count; without one it did not work
no_failures() { [ "$1" = 0 ] || give_up "failures: ${1:-not counted}"; }

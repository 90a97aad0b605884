# labels: threads, waits
# A run that goes is asked, and steered, through a socket.

$ cat > nap.lua <<'END'
> local tengine = require "tengine"
> tengine.scenario("nap", function() tengine.sleep(0.01) end)
> END
> cat > go <<'END'
> # go OPTIONS...: a run in the background, until its socket is there
> "$TENGINE" -c --no-journal -d 100 --control run.sock "$@" nap.lua > printed 2>&1 &
> until [ -S run.sock ] || ! kill -0 $!; do sleep 0.02; done
> END
> cat > await <<'END'
> # await PATTERN: until the status has it
> for i in $(seq 400); do
>   "$TENGINE" control --json run.sock 2>&1 | grep -qE "$1" && exit
>   sleep 0.05
> done
> echo "never: $1"; "$TENGINE" control run.sock
> END

# workers_are_set_to_more_than_there_were_and_to_fewer
$ . ./go -w 3 -p 2; sh await '"workers":3'
> "$TENGINE" control run.sock workers 80; sh await '"workers":80'
> "$TENGINE" control run.sock workers 1; sh await '"workers":1,'
> "$TENGINE" control run.sock workers 9; sh await '"workers":9'
> "$TENGINE" control run.sock profile; sh await '"workers":3'
> "$TENGINE" control run.sock stop; wait; grep -e ' by --control' -e ended -e '^VERDICT' printed
> ls run.sock 2>&1 | grep -c 'No such file'
workers set to 80 at .* by --control (re)
workers set to 1 at .* by --control (re)
workers set to 9 at .* by --control (re)
profile taken up again at .* by --control (re)
stopped at .* by --control (re)
  ended     stopped from outside: --control
  - workers set to 80 at .* by --control (re)
  - workers set to 1 at .* by --control (re)
  - workers set to 9 at .* by --control (re)
  - profile taken up again at .* by --control (re)
  - stopped at .* by --control (re)
VERDICT .* (re)
1

# a_paused_run_begins_nothing_until_it_is_resumed
$ . ./go -w 4; sh await '"started":[1-9]'
> "$TENGINE" control run.sock pause; sh await '"phase":"paused".*"runs_per_s":0.0'
> "$TENGINE" control --json run.sock | grep -o '"started":.*"succeeded":[0-9]*' > before
> tr -d '"a-z' < before | awk -F'[:,]' '{ print $2 == $4 }'
> "$TENGINE" control run.sock pause
> sh await '"seconds"'; "$TENGINE" control run.sock --json | grep -o '"started":.*"succeeded":[0-9]*' | diff before -
> "$TENGINE" control run.sock resume; sh await '"phase":"running".*"runs_per_s":[1-9]'
> "$TENGINE" control run.sock resume; "$TENGINE" control run.sock stop; wait
paused at .* by --control (re)
1
tengine: control: the run is paused already
resumed at .* by --control (re)
tengine: control: the run is not paused
stopped at .* by --control (re)

# a_rate_is_set_and_had
$ . ./go --rate 50/s -p 2; sh await '"runs_per_s":(4[0-9]|5[0-9])'
> "$TENGINE" control run.sock rate 18000/m; sh await '"rate_asked_per_s":300.0,"runs_per_s":(29[0-9]|30[0-9])'
> "$TENGINE" control run.sock | grep -E 'rate|arrivals|phase'
> "$TENGINE" control run.sock pause; sh await '"runs_per_s":0.0'
> "$TENGINE" control run.sock rate 20/s; "$TENGINE" control run.sock resume; sh await '"runs_per_s":(19|20|21)'
> "$TENGINE" control run.sock workers 5
> "$TENGINE" control run.sock stop; wait; grep -e '^    dropped' printed
rate set to 300/s at .* by --control (re)
phase     running
rate      300/s asked, [0-9.]+/s had (re)
arrivals  [0-9] wait, 0 were dropped (re)
note      rate set to 300/s at .* by --control (re)
paused at .* by --control (re)
rate set to 20/s at .* by --control (re)
resumed at .* by --control (re)
tengine: control: the load is a rate, and has workers as it needs them: set its rate
stopped at .* by --control (re)
    dropped                       0      0 %

# the_status_is_of_a_warm_up_as_well
$ . ./go --warm-up 50s -w 2; sh await '"started":[1-9].*"succeeded":[1-9]'
> "$TENGINE" control run.sock status | sed -n '/^phase/p; /^workers/p; /^runs/p'; "$TENGINE" control run.sock stop; wait
> . ./go --warm-up 50s --rate 300/s --max-workers 1; sh await '"waiting":[1-9][0-9]'; "$TENGINE" control run.sock stop; wait
phase     running
workers   2 now, 2 wanted
runs      [1-9][0-9]* started, [1-9][0-9]* succeeded, 0 failed (re)
stopped at .* by --control (re)
stopped at .* by --control (re)

# the_end_of_what_is_said_is_the_end_of_the_line
$ cat > say.py <<'END'
> import socket, sys
> s = socket.socket(socket.AF_UNIX); s.connect("run.sock"); s.settimeout(10)
> s.sendall(sys.argv[1].encode()); s.shutdown(socket.SHUT_WR)
> print(s.makefile().read().split("\n")[0])
> END
> . ./go -w 2; sh await running; python3 say.py status; python3 say.py stop; wait $!
> echo "exit code $?"; grep ended printed
phase     running
stopped at .* by --control (re)
exit code 105
  ended     stopped from outside: --control

# what_was_done_can_be_answered_as_json
$ . ./go -w 2; sh await running; "$TENGINE" control run.sock workers 5 --json | grep -o '"workers_wanted":5'
> "$TENGINE" control --json run.sock pause | grep -o '"phase":"paused"'
> "$TENGINE" control --json run.sock pause; "$TENGINE" control --json run.sock help
> "$TENGINE" control --json run.sock stop | grep -o '"phase":"[a-z]*"'; wait
"workers_wanted":5
"phase":"paused"
tengine: control: the run is paused already
tengine: control: help: '--json' is too much
"phase":"draining"

# what_cannot_be_done_says_why
$ . ./go -w 2 --max-workers 10; sh await '"workers":2'
> for words in 'workers 11' 'workers 0' 'workers many' 'workers 5 2' 'rate 5/s' 'paus' 'rate 5/x' 'stop it'; do
>   "$TENGINE" control run.sock $words; [ $? = 2 ] || echo "exit code $?"
> done; "$TENGINE" control run.sock workers 10; sh await '"workers":10'
> "$TENGINE" control run.sock stop; wait
tengine: control: 11 workers are more than its 10 (--max-workers)
tengine: control: workers '0': expected a number from 1 to 1000000
tengine: control: workers 'many': expected a number from 1 to 1000000
tengine: control: load 2: there is 1 only
tengine: control: the load is of workers, not a rate: set its workers
tengine: control: 'paus' is no request (did you mean pause?): there are status, pause, resume, workers N, rate R, profile, stop and help
...
tengine: control: stop: 'it' is too much
workers set to 10 at .* by --control (re)
stopped at .* by --control (re)

# more_workers_than_the_machine_has_descriptors_for_are_refused
$ (ulimit -n 100; . ./go -w 2; sh await '"workers":2'
> "$TENGINE" control run.sock workers 90; "$TENGINE" control run.sock stop; wait)
tengine: control: 90 workers on 1 threads need 114 file descriptors, and 100 are allowed: .* (re)
stopped at .* by --control (re)

# of_several_loads_one_is_meant
$ cat > two.lua <<'END'
> local tengine = require "tengine"
> tengine.profile { workers = 2, duration = "100s" }
> tengine.profile { rate = "10/s", duration = "100s" }
> END
> . ./go --profile two.lua; sh await '"workers_wanted":2,"rate_asked_per_s":10.0'
> "$TENGINE" control run.sock workers 5; "$TENGINE" control run.sock workers 5 2
> "$TENGINE" control run.sock workers 5 1; "$TENGINE" control run.sock rate 40/s 2
> sh await '"workers_wanted":5,"rate_asked_per_s":40.0'
> "$TENGINE" control run.sock pause; sh await '"phase":"paused"'; since=$SECONDS; "$TENGINE" control run.sock stop; wait; echo $((SECONDS - since < 9))
tengine: control: which load? there are 2: put its number behind
tengine: control: the load is a rate, and has workers as it needs them: set its rate
workers of load 1 set to 5 at .* by --control (re)
rate of load 2 set to 40/s at .* by --control (re)
paused at .* by --control (re)
stopped at .* by --control (re)
1

# the_time_of_the_plan_stands_still_in_a_pause
$ "$TENGINE" -c --no-journal -d 1.5 --control run.sock nap.lua > printed & until [ -S run.sock ]; do sleep 0.02; done
> sh await '"phase":"running"'; "$TENGINE" control run.sock pause; sleep 2; "$TENGINE" control run.sock | grep phase
> "$TENGINE" control run.sock resume; wait; grep -E 'took      [34][.]|ended' printed
paused at .* by --control (re)
phase     paused
resumed at .* by --control (re)
  ended     the time was up
  took      [34].* s (re)

# no_arrival_is_lost_or_made_up_in_pauses
$ "$TENGINE" -c --no-journal -d 2 --rate 200/s -p 2 --control run.sock nap.lua > printed & until [ -S run.sock ]; do sleep 0.02; done
> sh await running; for i in 1 2 3 4 5; do for word in pause "rate 200/s" resume; do
>   "$TENGINE" control run.sock $word > said || cat said
> done; done; wait; grep -e ended -e 'runs started' printed
  ended     the time was up
  runs started                  400 .* (re)

# a_socket_is_its_owners_alone_and_nobody_elses_is_taken
$ . ./go; stat -c '%a %F' run.sock; sh await running
> "$TENGINE" --no-journal -d 1 --control run.sock nap.lua; echo "exit code $?"
> "$TENGINE" control run.sock stop; wait
> echo text > file; "$TENGINE" -d 1 --control file nap.lua; cat file; "$TENGINE" -d 1 --control gone/run.sock nap.lua
> "$TENGINE" -d 1 --control "$(printf '%0120d' 0)" nap.lua
600 socket
tengine: control: run.sock: another run listens there
exit code 2
stopped at .* by --control (re)
tengine: control: file: there is a file, and it is no socket
text
tengine: control: gone/run.sock: No such file or directory
tengine: control: 0*: the path has 120 bytes, and that of a socket at most 107 (re)
[2]

# what_a_killed_run_left_behind_is_replaced
$ (. ./go; sh await running; kill -9 $!; wait) 2> killed; ls run.sock; "$TENGINE" control run.sock
> . ./go; sh await running; "$TENGINE" control run.sock stop; wait; ls *.sock 2>&1 | grep -c 'No such file'
run.sock
tengine: control: run.sock: nobody listens there: its run has ended
stopped at .* by --control (re)
1

# while_it_sets_up_and_while_it_ends_there_is_nothing_to_steer
$ cat > slow.lua <<'END'
> local tengine = require "tengine"
> tengine.global_setup(function() tengine.sleep(1) end)
> tengine.scenario("nap", function() tengine.sleep(3) end)
> END
> "$TENGINE" -q --no-journal -d 100 --control run.sock slow.lua & until [ -S run.sock ]; do sleep 0.02; done
> sh await '"phase":"setup"'; "$TENGINE" control run.sock pause; sh await '"started":[1-9]'
> "$TENGINE" control run.sock stop; sh await '"phase":"draining"'
> "$TENGINE" control run.sock workers 5; "$TENGINE" control run.sock stop; wait
tengine: control: the run has not begun yet: it is setting up
stopped at .* by --control (re)
tengine: control: the run is ending: no run begins any more
tengine: control: the run is ending already

# a_run_that_fails_leaves_no_socket
$ echo 'local t = require "tengine"; t.global_setup(function() error "no" end); t.scenario("s", function() end)' > bad.lua
> "$TENGINE" --control bad.sock bad.lua > out 2>&1; echo "exit code $?"; ls bad.sock 2>&1 | grep -c 'No such file'
exit code 107
1

# without_a_run_it_says_so
$ "$TENGINE" control gone.sock; "$TENGINE" control file status; "$TENGINE" control
tengine: control: gone.sock: there is no such socket
tengine: control: file: it is no socket
tengine: control: which run? tengine control PATH status, with the PATH of its --control
[2]

# who_does_not_answer_is_not_waited_for
$ python3 -c 'import socket, time; s = socket.socket(socket.AF_UNIX); s.bind("mute.sock"); s.listen(); time.sleep(9)' &
> until [ -S mute.sock ]; do sleep 0.02; done; "$TENGINE" control mute.sock; code=$?; kill $!; exit $code
tengine: control: mute.sock: no answer in 5 s
[2]

# its_help_has_the_words
$ "$TENGINE" control --help | grep -c -e '^status' -e '^pause' -e '^resume' -e '^workers N' -e '^rate R' -e '^profile' -e '^stop' -e '--json  ' -e ' 105$'
9

# clients_that_mean_harm_do_none
$ cat > harm.py <<'END'
> import socket
> def connect():
>     s = socket.socket(socket.AF_UNIX); s.connect("run.sock"); s.settimeout(10); return s
> def send(s, data):
>     try: s.sendall(data)
>     except OSError: pass # it was dropped, or nobody reads that much
> silent = [connect() for i in range(100)]
> unfinished = connect(); send(unfinished, b"stat")
> long = connect(); send(long, b"x" * 9999); print(long.recv(200).decode().strip())
> longest = connect(); send(longest, b"x" * (1 << 20))
> binary = connect(); send(binary, bytes(range(256)) * 10 + b"\n")
> deaf = connect(); deaf.settimeout(1); send(deaf, b"status\n" * 500000)
> gone = connect(); send(gone, b"status\n"); gone.close()
> half = connect(); send(half, b"status\n"); half.shutdown(socket.SHUT_WR)
> answer = b""
> while part := half.recv(4096): answer += part
> print(answer.decode().split()[:2], answer.endswith(b"\n\n"))
> last = connect(); send(last, b"workers 20\nhelp it"); last.shutdown(socket.SHUT_WR); answer = b""
> while part := last.recv(4096): answer += part
> print(answer.decode().split("\n\n")[1])
> many = connect(); send(many, b"help\nstop it\r\n\nstatus\n"); answer = b""
> while answer.count(b"\n\n") < 4: answer += many.recv(4096)
> print(answer.count(b"error: "), b"phase     running" in answer)
> END
> . ./go -w 20; sh await running; python3 harm.py; sh await '"workers":20'
> "$TENGINE" control run.sock stop; wait; grep -e '^VERDICT' -e ' failed  ' printed
error: a request has at most 200 bytes
['phase', 'running'] True
error: help: 'it' is too much
2 True
stopped at .* by --control (re)
    failed                        0      0 %
    failed                        0        -
...
VERDICT .* (re)

# scenarios/loadtest.lua and scenarios/standin.lua with nothing else set: the
# sample data that the project ships.

# a_seed_gives_the_same_run_and_its_summary_has_all_of_it
$ "$TENGINE" --seed 1 --max-runs 10 -c "$SCENARIOS/loadtest.lua"
symbols: 41 rows: 18 found, 23 not found, 0 skipped; 36 jobs, balanced
         11 code ids in 10 rows of missing symbols
stacks:  20 files, 0 skipped
server:  the stand-in, at http://127[.]0[.]0[.]1:[0-9]+ (re)
...
SUMMARY  .*scenarios/loadtest[.]lua (re)
  ended     every worker did its runs
  took      [0-9.]+ (ms|s) (re)
  load      closed: 1 worker, 10 runs each, for 24h
  workers   1, 10 runs each
  threads   1
  seed      1

TOTALS                        count    share  per second
  runs started                   10 +[0-9.,]+ (re)
    succeeded                    10    100 %
    failed                        0      0 %
    interrupted                   0      0 %
    dropped                       0      0 %
  requests                       10 +[0-9.,]+ (re)
    failed                        0      0 %
    on a reused connection        9   90.0 %
  bytes sent +3[.][0-9]+ kB +[0-9.]+ [kM]?B (re)
  bytes received +4[.][0-9]+ kB +[0-9.]+ [kM]?B (re)

SCENARIOS             runs       ok   failed      p50      p95      p99      max
  download               6        6        0( +[0-9.]+ (us|ms|s)){4} (re)
  symbolication          4        4        0( +[0-9.]+ (us|ms|s)){4} (re)

REQUESTS                      count   failed      p50      p95      p99      max
  GET symbol                      6        0( +[0-9.]+ (us|ms|s)){4} (re)
  POST /symbolicate/v4            4        0( +[0-9.]+ (us|ms|s)){4} (re)

LATENCY                p50      p75      p90      p95      p99    p99.9      max
  http.duration( +[0-9.]+ (us|ms|s)){7} (re)
  http.service ( +[0-9.]+ (us|ms|s)){7} (re)

PHASES                        count      p50      p95      max
  connect                         1( +[0-9.]+ (us|ms|s)){3} (re)
  wait                           10( +[0-9.]+ (us|ms|s)){3} (re)
  receive                        10( +[0-9.]+ (us|ms|s)){3} (re)

STATUS CODES                  count    share
  200                             4   40.0 %
  302                             3   30.0 %
  404                             3   30.0 %

NOTES
  - The stand-in server ran in this process: generator and server shared one
    machine.

SUCCESSES: 10 | FAILURES: 0
*** Bye ***

# no_line_is_wider_than_a_terminal
$ "$TENGINE" -w 20 -r 10 -c "$SCENARIOS/loadtest.lua" |
>     awk 'length > 80 { wide = 1; print } END { exit wide }'

# the_same_seed_asks_for_the_same_on_any_number_of_threads
$ for threads in 1 2; do
>     "$TENGINE" --seed 7 -w 4 -r 50 -p $threads -vv "$SCENARIOS/loadtest.lua" |
>         sed -n 's/^> \([A-Z]*\) http:..[0-9.:]*/\1 /p' | sort > asked.$threads
> done; wc -l < asked.1; cmp asked.1 asked.2
200

# What follows aims at a stand-in of its own.

# a_stand_in_serves_alone_and_a_signal_ends_it
$ cat > serve <<'END'
> # Serves until SIGINT; options of the stand-in follow.
> serve() {
>     rm -f standin.out
>     "$TENGINE" "$SCENARIOS/standin.lua" -- --port 0 "$@" > standin.out 2>&1 &
>     server=$!
>     until grep -qs "^serving " standin.out; do sleep 0.05; done
>     export URL_SERVER=$(sed -n 's/^serving //p' standin.out)
> }
> end_server() { kill -INT $server; wait $server; echo "server: exit $?"; }
> END
> . ./serve; serve
> "$TENGINE" --seed 1 -r 50 "$SCENARIOS/loadtest.lua" > summary; echo "exit $?"
> grep -e reused -e NOTES summary; tail -n 2 summary
> end_server; sed -n '1,/SUMMARY/p' standin.out
exit 0
    on a reused connection       49   98.0 %
SUCCESSES: 50 | FAILURES: 0
*** Bye ***
server: exit 105
serving http://127[.]0[.]0[.]1:[0-9]+ (re)
50 requests answered

SUMMARY  .*scenarios/standin[.]lua (re)

# a_server_that_closes_has_no_connection_used_twice
$ . ./serve; serve --close --delay 0.02
> "$TENGINE" --seed 1 -r 20 "$SCENARIOS/loadtest.lua" > summary
> grep -e reused -e '^  connect  ' -e SUCC summary | cut -c 1-42; end_server
    on a reused connection        0      0
  connect                        20 .* (re)
SUCCESSES: 20 | FAILURES: 0
server: exit 105

# a_delay_is_in_every_answer
$ awk '$1 == "http.duration" { print ($2 >= 20 && $2 < 200), $3 }' summary
1 ms

# failures_are_counted_and_say_what_they_are
$ . ./serve; serve --fail-rate 0.5
> "$TENGINE" --seed 1 -r 200 "$SCENARIOS/loadtest.lua" > summary; echo "exit $?"
> end_server
> awk '$1 == "500" && NF == 4 { print ($2 > 50 && $2 < 150) }
>      $1 == "status" && NF == 4 { print ($2 > 50 && $2 < 150) }' summary
> grep -c 'symbolication: [0-9]*[.]json: .*' summary | awk '{ print ($1 > 5) }'
exit 0
server: exit 105
1
1
1

# the_two_services_may_have_a_server_each
$ . ./serve; serve; first=$URL_SERVER first_pid=$server; serve
> URL_SYMBOLICATION=$first URL_DOWNLOAD=$URL_SERVER/ URL_SERVER= \
>     "$TENGINE" --seed 1 -r 50 "$SCENARIOS/loadtest.lua" | tail -n 2
> end_server; grep answered standin.out; kill -INT $first_pid; wait
SUCCESSES: 50 | FAILURES: 0
*** Bye ***
server: exit 105
32 requests answered

# an_option_beats_the_environment
$ URL_SERVER=http://127.0.0.1:1 "$TENGINE" -r 1 "$SCENARIOS/loadtest.lua" \
>     -- --url-server "" | tail -n 2
SUCCESSES: 1 | FAILURES: 0
*** Bye ***

# What tests/bench measures with, and how it judges; measuring itself is done
# by hand.

$ printf '%s\n' '#!/bin/bash' \
>     "exec $(dirname "$TENGINE")/tests/bench/bare_multi \"\$@\"" > bare_multi
> printf '%s\n' 'ratio get-64 tengine wrk 1.3' 'value start s 0.5' > bounds
> printf '%s\n' 'get-64 64 wrk get' > cells; : > notes
> printf '%s\n' '#!/bin/bash' "awk -v json=json -v seconds=3 \\
>     -f '$ROOT/tests/bench/report.awk' cells bounds runs values notes > report" \
>     'code=$?; sed "1,/^Bounds/d" report; exit $code' > judge
> chmod +x bare_multi judge

# bare_multi_counts_what_it_measured
$ ./bare_multi --pool own --connections 1 --requests 20 --warm-up 0 "$ORIGIN/"
\{"pool":"own","connections":1,"requests":20,"failures":0,.* (re)

# all_connections_are_open_before_bare_multi_measures
$ for pool in own shared; do
>     ./bare_multi --pool $pool --connections 16 --seconds 0.1 --warm-up 0 \
>         "$ORIGIN/" | grep -o '"pool":"[a-z]*"\|"connects":.[^,]*'
> done
"pool":"own"
"connects":0
"pool":"shared"
"connects":0

# an_unexpected_status_is_nothing_to_measure
$ ./bare_multi "$ORIGIN/status/503"
bare_multi: http://.*/status/503: status is not 200 (re)
[2]

# connections_opened_anew_are_counted
$ ./bare_multi --connections 1 --requests 5 --warm-up 0 "$ORIGIN/?close=1" |
>     grep -o '"failures":[0-9]*,"connects":[0-9]*'
"failures":0,"connects":5

# a_pool_is_shared_or_own
$ ./bare_multi --pool both "$ORIGIN/"
bare_multi: --pool is shared or own, not both
[2]

# a_new_connection_each_is_what_fresh_means
$ ./bare_multi --connections 1 --requests 5 --warm-up 0 --fresh "$ORIGIN/" |
>     grep -o '"failures":[0-9]*,"connects":[0-9]*'
"failures":0,"connects":5

# a_bound_holds_by_the_median_of_paired_rounds
$ printf '%s\n' 'get-64 wrk 1 10 1 1' 'get-64 tengine 1 11 1 1' \
>     'get-64 wrk 2 20 1 1' 'get-64 tengine 2 40 1 1' \
>     'get-64 wrk 3 30 1 1' 'get-64 tengine 3 36 1 1' > runs
> printf '%s\n' 'start 1 0.5' 'start 2 0.1' 'start 3 0.9' > values; ./judge
get-64: tengine / wrk                    at most 1.3: 1.20 (1.10 to 2.00) PASS
start                                    at most 0.5 s: 0.50 (0.10 to 0.90) PASS

# the_table_has_each_ratio_to_the_yardstick
$ awk '$1 == "get-64" && $2 == "tengine" { print $3, $4, $5, $6 }' report
36.00 11.00 40.00 1.20

# a_bound_that_is_broken_or_was_not_measured_does_not_hold
$ printf '%s\n' 'get-64 wrk 1 10 1 1' 'get-64 tengine 1 14 1 1' > runs
> : > values; ./judge
get-64: tengine / wrk                    at most 1.3: 1.40 (1.40 to 1.40) FAIL
start                                    at most 0.5 s: NOT MEASURED
[1]

# who_is_left_out_is_named_with_the_reason
$ echo 'get-64 ab ab is not installed' > notes; ./judge | tail -n 1
get-64       ab            ab is not installed

# the_json_says_the_same
$ python3 -c 'import json; d = json.load(open("json"))
> print(d["left_out"], d["bounds"][0]["verdict"])'
[{'cell': 'get-64', 'contender': 'ab', 'reason': 'ab is not installed'}] FAIL

# the_bench_does_not_pass_by_measuring_nothing
$ "$ROOT/tests/bench/run" --rounds 0
bench: nothing to measure
[2]

# a_misspelt_cell_is_bad_usage
$ "$ROOT/tests/bench/run" --cells get-46 2>&1 | cut -c 1-48
bench: no cell is called get-46; there are get-1

# a_misspelt_contender_is_bad_usage
$ "$ROOT/tests/bench/run" --contenders wkr 2>&1 | cut -c 1-60
bench: no contender is called wkr; there are tengine tengine

# a_latency_is_judged_by_the_origins_log_and_by_theory
$ printf '%s\n' '#!/bin/bash' "awk -v median_ms=50 -v sigma=0.5 \\
>     -f '$ROOT/tests/bench/latency.awk' log said" > judge_latency
> chmod +x judge_latency
> printf '%s\n' '/ 20000' '/ 30000' '/ 40000' '/delay/1 1050000' \
>     '/delay/1 1060000' '/delay/1 1070000' > log
> printf '%s\n' '/ http.service 3 0.130 0.2 0.2 0.2' \
>     '/delay/1 http.service 3 1.200 1.3 1.3 1.3' > said; ./judge_latency
ok      http.service /: 3 samples, and 3 in the log
ok      http.service /: median 0.130 ms; the log says 0.030: loopback is 0.100, less than 0.3
ok      http.service /delay/1: 3 samples, and 3 in the log
ok      http.service /delay/1: median 1.200 ms; the log says 1.060, loopback is 0.100: off by 0.040, less than 0.3

# a_median_that_is_off_fails
$ printf '%s\n' '/ http.service 3 0.430 0.5 0.5 0.5' \
>     '/delay/1 http.service 3 1.100 1.3 1.3 1.3' > said
> ./judge_latency | sed -n 's/^FAILED.*: //p'
loopback is 0.400, less than 0.3
off by -0.360, less than 0.3

# a_request_that_the_log_does_not_have_fails_as_does_saying_nothing
$ echo '/ http.service 4 0.030 0.1 0.1 0.1' > said
> ./judge_latency | head -n 1; : > said; ./judge_latency
FAILED  http.service /: 4 samples, and 3 in the log
FAILED  tengine says something
[1]

# each_percentile_is_within_a_hundredth_of_both
$ printf '/lognormal %s000000\n' $(seq 100) > log
> echo '/lognormal http.duration 100 50.4 90.1 94.9 99.5' > said; ./judge_latency
ok      http.duration /lognormal: 100 samples, and 100 in the log
ok      http.duration /lognormal: p50 50.400 ms; the log says 50.000 (+0.80 %), theory 50.000 (+0.80 %): within 1 %
FAILED  http.duration /lognormal: p90 90.100 ms; the log says 90.000 (+0.11 %), theory 94.898 (-5.06 %): within 1 %
FAILED  http.duration /lognormal: p95 94.900 ms; the log says 95.000 (-0.11 %), theory 113.801 (-16.61 %): within 1 %
FAILED  http.duration /lognormal: p99 99.500 ms; the log says 99.000 (+0.51 %), theory 160.004 (-37.81 %): within 1 %
[1]

# all_paths_of_the_latency_bench_are_measured
$ "$TENGINE" --single-run "$ROOT/tests/bench/scenarios/latency.lua" -- \
>     --url "$ORIGIN" --median_ms 1 | grep -o '^/.* http.[a-z]* [0-9]*'
/ http.duration 1
/delay/1 http.duration 1
/delay/10 http.duration 1
/delay/100 http.duration 1
/lognormal http.duration 1
/ http.service 1
/delay/1 http.service 1
/delay/10 http.service 1
/delay/100 http.service 1
/lognormal http.service 1

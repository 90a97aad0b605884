# What tests/bench measures with, and how it judges; measuring itself is done
# by hand.

$ printf '%s\n' '#!/bin/bash' \
>     "exec $(dirname "$TENGINE")/tests/bench/bare_multi \"\$@\"" > bare_multi
> printf '%s\n' 'tengine bare_own 64 1.3' 'tengine bare_shared 5000 0.5' > bounds
> printf '%s\n' '#!/bin/bash' "awk -v json=json -v seconds=3 \\
>     -f '$ROOT/tests/bench/report.awk' bounds runs | sed '1,/^Ratio/d'" \
>     'exit ${PIPESTATUS[0]}' > judge
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

# a_bound_holds_by_the_median_of_paired_rounds
$ printf '%s\n' '64 bare_own 1 10 1 1' '64 tengine 1 11 1 1' \
>     '64 bare_own 2 20 1 1' '64 tengine 2 40 1 1' \
>     '64 bare_own 3 30 1 1' '64 tengine 3 36 1 1' \
>     '5000 bare_shared 1 100 1 1' '5000 tengine 1 50 1 1' \
>     '5000 bare_shared 2 100 1 1' '5000 tengine 2 50 1 1' \
>     '5000 bare_shared 3 100 1 1' '5000 tengine 3 50 1 1' > runs; ./judge
tengine / bare_own, 64 connections           at most 1.30: 1.20 (1.10 to 2.00) PASS
tengine / bare_shared, 5000 connections      at most 0.50: 0.50 (0.50 to 0.50) PASS

# a_bound_that_is_broken_or_was_not_measured_does_not_hold
$ printf '%s\n' '64 bare_own 1 10 1 1' '64 tengine 1 14 1 1' \
>     '5000 tengine 1 14 1 1' > runs; ./judge
tengine / bare_own, 64 connections           at most 1.30: 1.40 (1.40 to 1.40) FAIL
tengine / bare_shared, 5000 connections      at most 0.50: NOT MEASURED
[1]

# compare_does_not_pass_by_measuring_nothing
$ "$ROOT/tests/bench/compare" --rounds 0
compare: nothing to measure
[2]

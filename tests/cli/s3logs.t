# scenarios/s3logs.lua: from access logs of S3 to what a load test replays.

# the_command_says_what_is_made_of_the_logs
$ "$TENGINE" "$SCENARIOS/s3logs.lua" -- --help | sed -n 1p
Usage: tengine \[options\] .*s3logs[.]lua -- \[options of the scenario\] COMMAND \[WHAT[.][.][.]\] (re)

# lines_become_rows
$ mkdir -p logs/public-symbols logs/private-symbols
> line() { echo "c0ffee bucket [$1 +0000] 10.0.0.1 - ID REST.GET.OBJECT key \"$2\" $3 - 277 - $4 18 \"-\" \"agent \\\"x\\\"\" -"; }
> { line 01/May/2017:12:15:20 'GET /a/v1/x,y.pdb HTTP/1.1' 404 20
>   line 01/May/2017:12:15:21 'GET /a/v1/x,y.pdb HTTP/1.1' 404 30
>   line 01/May/2017:12:15:22 'HEAD /b HTTP/1.1' 200 7
>   line 01/May/2017:12:15:23 'GET /say"hi" HTTP/1.1' 200 -; } > logs/public-symbols/2017-05-01-A
> { line 28/Feb/2017:23:59:59 'GET /c HTTP/1.1' 403 9
>   line 01/Mar/2017:00:00:01 'GET /c HTTP/1.1' 403 4; } > logs/private-symbols/2017-05-01-B
> "$TENGINE" -q "$SCENARIOS/s3logs.lua" -- summarize logs | tr -d '\r'
DATE,URI,STATUS CODE,PRIVATE,TOTAL_TIME
2017-05-01T12:15:20,"/a/v1/x,y.pdb",404,false,20
2017-05-01T12:15:21,"/a/v1/x,y.pdb",404,false,30
2017-05-01T12:15:22,HEAD /b HTTP/1.1,200,false,7
2017-05-01T12:15:23,"/say""hi""",200,false,
2017-02-28T23:59:59,/c,403,true,9
2017-03-01T00:00:01,/c,403,true,4

# the_older_name_of_the_command_is_understood
$ "$TENGINE" -q "$SCENARIOS/s3logs.lua" -- summorize logs | wc -l
7

# the_result_goes_to_a_file_and_all_else_to_standard_error
$ "$TENGINE" "$SCENARIOS/s3logs.lua" -- summarize logs --output queries.csv 2> account; cat account; wc -l < queries.csv
6 lines of 2 of 2 files
SUCCESSES: 5 | FAILURES: 0
*** Bye ***
7

# rows_are_counted_by_what_was_asked
$ "$TENGINE" -q "$SCENARIOS/s3logs.lua" -- group logs | tr -d '\r'
URI,STATUS CODE,PRIVATE,COUNT
"/a/v1/x,y.pdb",404,false,2
HEAD /b HTTP/1.1,200,false,1
"/say""hi""",200,false,1
/c,403,true,2

# a_summary_is_as_good_as_the_logs
$ for command in group rates times 'cache 2'; do
>   diff <("$TENGINE" -q "$SCENARIOS/s3logs.lua" -- $command logs 2>&1) <("$TENGINE" -q "$SCENARIOS/s3logs.lua" -- $command queries.csv 2>&1)
> done

# rates_count_from_the_first_to_the_last_of_a_kind
$ "$TENGINE" -q "$SCENARIOS/s3logs.lua" -- rates logs
STATUS  PRIVATE        COUNT     QUERIES/S
200     false              2      2.000000
404     false              2      2.000000
403     true               2      1.000000

# times_are_those_that_were_known
$ "$TENGINE" -q "$SCENARIOS/s3logs.lua" -- times logs
STATUS  PRIVATE        COUNT       MEAN MS     MEDIAN MS
404     false              2       25.0000          25.0
200     false              2        7.0000           7.0
403     true               2        6.5000           6.5

# one_request_has_no_rate
$ tail -n 1 queries.csv > one.csv; "$TENGINE" -q "$SCENARIOS/s3logs.lua" -- rates one.csv | tail -n 1
403     true               1             -

# a_cache_forgets_what_was_asked_for_longest_ago_or_every_third
$ for uri in a b c a d b a d; do echo "2017-05-01T00:00:00,/$uri,200,false,1"; done > asked.csv
> "$TENGINE" "$SCENARIOS/s3logs.lua" -- cache 3 asked.csv 2>/dev/null
CACHE              ENTRIES        HITS      MISSES   HIT RATIO
LRU                      3           3           5      37.50%
CULL-A-THIRD             3           3           5      37.50%

# requests_that_are_not_in_the_order_of_time_are_counted
$ tac queries.csv > upside_down.csv; "$TENGINE" "$SCENARIOS/s3logs.lua" -- cache 3 upside_down.csv 2>&1 >/dev/null | sed -n 1p
4 of 6 requests are earlier than the one before: `summarize`, sort, and ask again

# what_is_no_line_of_a_log_is_counted_and_the_first_ones_are_named
$ mkdir odd; { echo "no log"; sed -n 1p logs/public-symbols/*A; echo; printf '\033[1mbold\0\n'; sed -n 2p logs/public-symbols/*A | sed 's/May/Mai/'; seq 4; } > odd/log
> "$TENGINE" "$SCENARIOS/s3logs.lua" -- group odd --output out.csv; wc -l < out.csv
odd/log:1: no line of an access log, left out: no log
odd/log:4: no line of an access log, left out: ?[1mbold?
odd/log:5: no line of an access log, left out: c0ffee bucket [01/Mai/2017:12:15:21 +0000] 10.0.0.1 - ID RES
odd/log:6: no line of an access log, left out: 1
odd/log:7: no line of an access log, left out: 2
1 lines of 1 of 1 files, 7 left out
SUCCESSES: 3 | FAILURES: 0
*** Bye ***
2

# a_line_without_an_end_is_a_line
$ printf '%s' "$(tail -n 1 queries.csv)" > open.csv; "$TENGINE" -q "$SCENARIOS/s3logs.lua" -- group open.csv | tail -n 1 | tr -d '\r'
/c,403,true,1

# a_file_without_lines_is_left_out
$ head -c 3000000 /dev/zero > logs/private-symbols/zeros; "$TENGINE" "$SCENARIOS/s3logs.lua" -- group logs --output out.csv; wc -l < out.csv; rm logs/*/zeros
logs/private-symbols/zeros:1: no line of an access log, left out: [?]{60} (re)
6 lines of 3 of 3 files, 1 left out
...
5

# a_file_that_cannot_be_read_is_fatal
$ ln -s /proc/self/mem mem; "$TENGINE" -q "$SCENARIOS/s3logs.lua" -- group logs mem --output none.csv 2>&1 | sed "s|.*lua:[0-9]*: ||"
> echo "exit ${PIPESTATUS[0]}"; ls none.csv
cannot read 'mem': Input/output error
exit 2
ls: cannot access 'none.csv': No such file or directory
[2]

# what_was_read_when_it_ends_early_is_told
$ "$TENGINE" -r 1 "$SCENARIOS/s3logs.lua" -- group logs --output cut.csv 2>&1 | sed -n 1p; wc -l < cut.csv
4 lines of 1 of 2 files, cut short
4

# a_signal_ends_it_with_what_it_has_so_far
$ "$TENGINE" -c --delay 60 "$SCENARIOS/s3logs.lua" -- group logs --output so_far.csv 2> account &
> until grep -q 'lines of' account; do sleep 0.05; done; kill -INT $!; wait $!; echo "exit $?"; sed -n '$!p' account | sed '/^VERDICT/,/^SUCC/{/^SUCC/!d}' | tail -n 3; wc -l < so_far.csv
exit 105
4 lines of 1 of 2 files
4 lines of 1 of 2 files, cut short
SUCCESSES: 1 | FAILURES: 0
4

# bad_words_are_bad_input
$ for words in "" "group" "cache logs" "cache 0 logs" "cache 3" "rates gone" "tiems logs"; do
>   "$TENGINE" "$SCENARIOS/s3logs.lua" -- $words 2>&1 | sed "s|$SCENARIOS/||g"
> done; "$TENGINE" -w 2 "$SCENARIOS/s3logs.lua" -- group logs 2>&1 >/dev/null | grep -o 'group is .*'
> "$TENGINE" "$SCENARIOS/s3logs.lua" -- group logs --output gone/out.csv 2>&1 | sed "s|$SCENARIOS/||g"
tengine: s3logs.lua:[0-9]+: COMMAND is required: give it after -- (re)
tengine: global_setup failed: s3logs.lua:[0-9]+: group: which logs[?] Name files or folders (re)
tengine: global_setup failed: s3logs.lua:[0-9]+: cache: how many entries[?] Wanted is: cache N LOG[.][.][.] (re)
tengine: global_setup failed: s3logs.lua:[0-9]+: cache: how many entries[?] Wanted is: cache N LOG[.][.][.] (re)
tengine: global_setup failed: s3logs.lua:[0-9]+: cache: which logs[?] Name files or folders (re)
tengine: global_setup failed: s3logs/lines.lua:[0-9]+: gone: No such file or directory (re)
tengine: s3logs.lua:[0-9]+: COMMAND: 'tiems' is not one of .*; did you mean 'times'[?] (re)
group is the work of one worker: without -w
tengine: global_setup failed: s3logs.lua:[0-9]+: cannot write 'gone/out.csv': No such file or directory (re)

# a_full_disk_is_noticed
$ "$TENGINE" -q "$SCENARIOS/s3logs.lua" -- group logs --output /dev/full; "$TENGINE" -q "$SCENARIOS/s3logs.lua" -- group logs > /dev/full
tengine: global_teardown failed: .*: cannot write '/dev/full': No space left on device (re)
tengine: results could not be written to standard output
[74]

# recorded_logs_give_the_groups_that_are_known
$ [ -r "$DATA/s3-logs.tar.gz" ] || { echo "no recorded data"; exit 77; }
> tar xzf "$DATA/s3-logs.tar.gz"; "$TENGINE" -q "$SCENARIOS/s3logs.lua" -- group downloadlogs | sed 1d | sort > groups
> zcat "$DATA/s3-groups-expected.csv.gz" | sort | cmp - groups && wc -l < groups
31526

# recorded_logs_give_the_figures_that_are_known
$ "$TENGINE" "$SCENARIOS/s3logs.lua" -- summarize downloadlogs --output queries.csv 2>&1 | sed -n 1p
> for command in rates times; do "$TENGINE" -q "$SCENARIOS/s3logs.lua" -- $command queries.csv > $command; done
> python3 - "$DATA/symbol-facts.json" <<'END'
> import json, sys
> facts = json.load(open(sys.argv[1]))
> assert sum(1 for _ in open("queries.csv")) == facts["s3_queries_rows"] + 1
> assert sum(1 for _ in open("groups")) == facts["s3_groups_rows"]
> def table(path):
>     return {",".join(row[:2]): row[2:] for row in map(str.split, list(open(path))[1:])}
> rates, times = table("rates"), table("times")
> known = facts["s3_by_status_private"]
> assert set(rates) == set(times) == set(known)
> for key, fact in known.items():
>     assert [int(rates[key][0]), float(rates[key][1])] == [fact["count"], fact["queries_per_second"]], key
>     wanted = [fact["count"], fact["total_time_mean"], fact["total_time_median"]]
>     assert list(map(float, times[key])) == wanted, key
> print(len(known), "kinds")
> END
36000 lines of 24 of 24 files
4 kinds

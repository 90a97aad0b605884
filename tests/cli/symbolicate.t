# scenarios/symbolicate.lua against the stand-in.

# the_commands_below_share_twenty_stacks_and_a_server
$ cat > sample.lua <<'END'
> local standin = require "tengine.standin"
> local sample = standin.sample()
> os.execute(("cp -r %s/. stacks && cp %s groups.csv"):format(sample.stacks, sample.groups))
> require("tengine").scenario("none", function() end)
> END
> mkdir stacks; "$TENGINE" -q -r1 sample.lua; ln -s "$SCENARIOS/symbolicate.lua" s.lua; ln -s "$SCENARIOS/again.lua" .
> cat > shared <<'END'
> # Serves until the command ends; options of the stand-in follow.
> serve() {
>     rm -f standin.out
>     "$TENGINE" "$SCENARIOS/standin.lua" -- --port 0 --groups groups.csv "$@" > standin.out 2>&1 &
>     trap "kill -INT $!; wait $!" EXIT
>     until grep -qs "^serving " standin.out; do sleep 0.05; done
>     url=$(sed -n 's/^serving //p' standin.out)
> }
> # The report, without what only a clock knows.
> report() { sed -n '/ JOBS DONE$/,$p' "$1" | grep -v -e 'time ' -e '^SUCC'; }
> END

# its_options_are_explained
$ "$TENGINE" s.lua -- --help
Usage: tengine [options] s.lua -- [options of the scenario] STACKS URL

Options of the scenario:
...
  --float-offsets keep|repair|skip
                            offsets such as 1.8e+19, which services refuse
                            (default repair)
  --limit N                 how many stacks to post; 0: all (from 0 on; default
                            0)
...

# every_stack_is_posted_once_and_what_servers_tell_is_added_up
$ . ./shared; serve; "$TENGINE" --seed 1 s.lua -- stacks $url > out; echo "exit $?"
> sed -n '/ JOBS DONE$/,$p' out
exit 0
TOTAL 20 JOBS DONE
KEY                            SUM        AVG     MEDIAN    STD-DEV
cache_lookups.count +[0-9]+ +[0-9]+ +[0-9]+ +[0-9]+[.][0-9][0-9] (re)
cache_lookups.hits +[0-9]+ +[0-9]+ +[0-9]+ +[0-9]+[.][0-9][0-9] (re)
cache_lookups.time +[0-9]+[.][0-9]{3}s +[0-9]+[.][0-9]{3}s .*s (re)
...
downloads.size +0[.]0B +0[.]0B +0[.]0B +0[.]0B (re)
...
loader_time +[0-9]+[.][0-9]{3}s .* (re)
...
time +[0-9]+[.][0-9]{3}s .* (re)
IN CONCLUSION...
Total time NOT downloading or querying cache +[0-9]+[.][0-9]{3}s (re)
Average time NOT downloading or querying cache +[0-9]+[.][0-9]{3}s (re)
SUCCESSES: 20 | FAILURES: 0
*** Bye ***

# the_figures_are_the_same_with_one_thread_and_eight
$ . ./shared; serve; report out > one
> "$TENGINE" --seed 1 -w 8 -p 8 s.lua -- stacks $url > out; report out | diff one - && wc -l < one
> "$TENGINE" --seed 2 s.lua -- stacks $url --batch-size 3 > out; report out > one
> "$TENGINE" --seed 2 -w 8 -p 8 s.lua -- stacks $url --batch-size 3 > out; report out | diff one -
> grep -e 'POST /sym' -e SUCC out
12
  POST /symbolicate/v5 +7 +0 .* (re)
SUCCESSES: 7 | FAILURES: 0

# an_archive_and_a_file_of_lines_are_the_same_stacks
$ . ./shared; serve; tar czf s.tar.gz stacks
> for file in stacks/*.json; do tr -d '\n' < "$file"; echo; done > s.jsonl
> for stacks in stacks s.tar.gz s.jsonl; do
>     "$TENGINE" --seed 1 s.lua -- $stacks $url > out; report out | md5sum
> done | uniq | wc -l
1

# a_limit_is_how_many_stacks_are_posted
$ . ./shared; serve; "$TENGINE" -w 3 s.lua -- --limit 7 --batch-size 2 stacks $url/ > out
> grep -e JOBS -e 'POST /sym' out
  POST /symbolicate/v5 +4 +0 .* (re)
TOTAL 7 JOBS DONE

# what_is_sent_and_answered_goes_into_a_log
$ . ./shared; serve; "$TENGINE" -q -w 4 -p 2 s.lua -- stacks $url/symbolicate/v5 --log log --batch-size 2
> grep -c '^== .*json .*json$' log; grep -c '^{"jobs": \[{' log; grep -c '^-- 200 [0-9.]*s$' log
> grep -c '^{"results": \[{"stacks"' log; grep -c version log
10
10
10
10
0
[1]

# older_servers_tell_for_each_result_and_module_by_module
$ echo '{"stacks": [[]], "memoryMap": []}' > one.jsonl; echo '{"stacks": [], "memoryMap": []}' >> one.jsonl
> body='{"results":[
> {"debug":{"time":4,"cache_lookups":{"count":3,"size":3e6,"time":0.5},
>  "downloads":{"count":2,"size_per_module":{"a":4000000,"b":1000000},"time_per_module":{"a":0.25,"b":0.75}}}},
> {"debug":{"time":2.5,"cache_lookups":{"count":2,"size":1000000,"time":1.5},
>  "downloads":{"count":0,"size_per_module":{},"time_per_module":{}},"stacks":{"real":1}}}]}'
> head="HTTP/1.1 200 OK\r\nContent-Length: ${#body}\r\n\r\n"
> data=$(printf "$head%s" "$body" | od -An -v -tx1 | tr -d '\n' | tr ' ' %)
> "$TENGINE" s.lua -- one.jsonl "$ORIGIN/raw?data=$data" --batch-size 2 > out; sed -n '/JOBS/,$p' out | grep -v loader
TOTAL 2 JOBS DONE
KEY                            SUM        AVG     MEDIAN    STD-DEV
cache_lookups.count              5          2          2       0.50
cache_lookups.size           4.0MB      2.0MB      1.0MB      1.0MB
cache_lookups.time          2.000s     1.000s     0.500s     0.500s
downloads.count                  2          1          0       1.00
downloads.size               5.0MB      2.5MB       0.0B      2.5MB
downloads.time              1.000s     0.500s     0.000s     0.500s
stacks.real                      1          1          1       0.00
time                        6.500s     3.250s     2.50[01]s     0.750s (re)
IN CONCLUSION...
Final Download Speed    5.0MB/s
Final Cache Speed       2.0MB/s
Total time NOT downloading or querying cache        3.500s
Average time NOT downloading or querying cache      1.750s
SUCCESSES: 1 | FAILURES: 0
*** Bye ***

# answers_that_tell_nothing_of_use_do_no_harm
$ tell() {
>     local head="HTTP/1.1 200 OK\r\nContent-Length: ${#1}\r\n\r\n"
>     local data=$(printf "$head%s" "$1" | od -An -v -tx1 | tr -d '\n' | tr ' ' %)
>     "$TENGINE" s.lua -- one.jsonl "$ORIGIN/raw?data=$data" --limit 1 > out
>     sed -n '/^ERRORS/,/^$/s/.*[0-9]: [^ ]*: //p; / JOBS DONE/,/^IN CONC/p' out | grep -v loader
> }
> tell '{"results":[7],"debug":{"time":-1,"a":"x","b\n":{"c":null,"d":[1],"x_per_module":7},"e":{"f":{"g":1}}}}'
> tell '{"results":[{"debug":[1,2]}]}'; tell '{"results":[]}'; tell '[1'; tell '{"results":null}'
TOTAL 1 JOBS DONE
KEY                            SUM        AVG     MEDIAN    STD-DEV
b?.x_per_module                  7          7          7       0.00
IN CONCLUSION...
TOTAL 1 JOBS DONE
KEY                            SUM        AVG     MEDIAN    STD-DEV
IN CONCLUSION...
0 results for 1 jobs
TOTAL 0 JOBS DONE
KEY                            SUM        AVG     MEDIAN    STD-DEV
IN CONCLUSION...
no results in the answer
TOTAL 0 JOBS DONE
KEY                            SUM        AVG     MEDIAN    STD-DEV
IN CONCLUSION...
no results in the answer
TOTAL 0 JOBS DONE
KEY                            SUM        AVG     MEDIAN    STD-DEV
IN CONCLUSION...

# a_request_without_an_answer_is_tried_four_times_more
$ . ./shared; serve --fail-rate 1 2> /dev/null
> "$TENGINE" s.lua -- stacks $url --limit 2 --retry-pause 0 > out; echo "exit $?"
> grep -e 'POST /sym' -e 'status 500' -e '^SUCC' out
> "$TENGINE" s.lua -- stacks http://127.0.0.1:1 --limit 1 --retry-pause 0 > out
> grep -e '^  POST /sym' -e '^SUCC' out
exit 1
  POST /symbolicate/v5 +10 +10 .* (re)
        1  symbolicate: s.lua:[0-9]+: [0-9]+.json: status 500 .* (re)
        1  symbolicate: s.lua:[0-9]+: [0-9]+.json: status 500 .* (re)
SUCCESSES: 0 | FAILURES: 2
  POST /symbolicate/v5 +5 +5 .* (re)
SUCCESSES: 0 | FAILURES: 1

# tries_that_failed_are_in_no_figure
$ . ./shared; serve --fail-rate 0.3; "$TENGINE" s.lua -- stacks $url --retries 20 --retry-pause 0 > out
> report out | diff one - | head -n 0; grep -e JOBS -e '^SUCC' out
TOTAL 20 JOBS DONE
SUCCESSES: 20 | FAILURES: 0

# what_is_done_by_then_is_told_when_it_is_cut_short
$ . ./shared; serve --delay 0.2
> timeout --foreground --preserve-status -s INT 2 "$TENGINE" -c s.lua -- stacks $url > out; echo "exit $?"
> grep -m 1 -e 'of 20 jobs done' out; sed -n '/JOBS/p; /^cache_lookups.count/p' out
exit 105
[0-9]+ of 20 jobs done, 0 requests failed, [0-9.]+ jobs/s, median [0-9.]+s (re)
TOTAL SO FAR [0-9]+ JOBS DONE (re)
cache_lookups.count +[0-9]+ .* (re)

# only_version_5_is_spoken_and_a_url_has_to_be_one
$ for url in http://127.0.0.1:1/symbolicate/v4 http://127.0.0.1:1/symbolicate/v6/ localhost:8000 http:// ftp://127.0.0.1; do
>     "$TENGINE" s.lua -- stacks $url; echo "exit $?"
> done
tengine: global_setup failed: s.lua:[0-9]+: http://127.0.0.1:1/symbolicate/v4: v4 is not spoken here, only v5 is (re)
exit 2
tengine: global_setup failed: s.lua:[0-9]+: http://127.0.0.1:1/symbolicate/v6/: v6 is not spoken here, only v5 is (re)
exit 2
tengine: global_setup failed: s.lua:[0-9]+: 'localhost:8000' is no URL; wanted such as https://symbolication.example (re)
exit 2
tengine: global_setup failed: s.lua:[0-9]+: 'http://' is no URL; wanted such as https://symbolication.example (re)
exit 2
tengine: global_setup failed: s.lua:[0-9]+: session: base_url: .*only http and https are spoken (re)
exit 2

# input_that_cannot_be_used_is_named
$ "$TENGINE" s.lua -- gone http://127.0.0.1:1; "$TENGINE" s.lua -- stacks http://127.0.0.1:1 --log gone/log
> head -c 3000 s.tar.gz > cut.tar.gz; "$TENGINE" s.lua -- cut.tar.gz http://127.0.0.1:1
> printf '{}\n{"a": 1,}\n' > bad.jsonl; "$TENGINE" s.lua -- bad.jsonl http://127.0.0.1:1 --strict
> "$TENGINE" s.lua -- stacks http://127.0.0.1:1 --batch-size 11
tengine: global_setup failed: s.lua:[0-9]+: gone: No such file or directory (re)
tengine: global_setup failed: s.lua:[0-9]+: --log: gone/log: No such file or directory (re)
tengine: global_setup failed: s.lua:[0-9]+: cut.tar.gz: cannot inflate it: unexpected end of file (re)
tengine: global_setup failed: s.lua:[0-9]+: bad.jsonl:2: malformed JSON at byte 9 (re)
tengine: s.lua:[0-9]+: --batch-size: '11' is not a whole number from 1 to 10 (re)
[2]

# the_recorded_data_is_there
$ [ -e "$DATA/symbol-facts.json" ] || {
>     echo "no symbol-facts.json in $DATA (TENGINE_DATA names the folder)"
>     exit 77
> }

# a_strict_server_takes_all_recorded_stacks_once_they_are_repaired
$ . ./shared; serve --strict
> "$TENGINE" -w 8 -p 2 s.lua -- "$DATA/stacks-v4.tar.gz" $url --batch-size 10 > out
> grep -e '^6000' -e JOBS -e '^  POST' -e '^  200' out
> "$TENGINE" -w 8 -p 2 s.lua -- "$DATA/stacks-v4.tar.gz" $url --float-offsets keep > out; grep -e JOBS -e '^  400' out
> "$TENGINE" -w 8 -p 2 s.lua -- "$DATA/stacks-v4.tar.gz" $url --float-offsets skip > out; grep -e JOBS -e '^  400' out
6000 stacks, 0 left out as malformed; float offsets in 672: repair
  POST /symbolicate/v5          600        0 .* (re)
  200                           600    100 %
TOTAL 6000 JOBS DONE
  400                           672   11.2 %
TOTAL 5328 JOBS DONE
TOTAL 5328 JOBS DONE

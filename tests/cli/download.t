# scenarios/download.lua: a log of symbol downloads, asked for again.
# labels: threads, waits

$ cat > groups.csv <<'CSV'
> URI,STATUS CODE,PRIVATE,COUNT
> /bucket/v1/a.pdb/A1/a.sym,200,false,3
> /bucket/v1/b.so/B1/b.so.sym,404,false,2
> "/bucket/v1/c,c.pdb/C1/c.sym",403,true,5
> /bucket/v1/with space.pdb/D1/d.sym,404,false,7
> /favicon.ico,404,false,9
> GET /bucket/v1/e.pdb/E1/e.sym HTTP/1.1,404,false,1
> /bucket/v1/f.pdb/F1/f.sym,404,false,many
> CSV
> cat > missing.csv <<'CSV'
> debug_file,debug_id,code_file,code_id
> a.pdb,A1,a.dll,5F70
> CSV
> cat > shared <<'SH'
> # The report alone, without what another run has otherwise.
> report() { sed -n '/^JOBS DONE/,/^SUCC/p' | sed '/^VERDICT/,/^SUCC/{/^SUCC/!d}' | sed 's/ [0-9.]*s$/ TIME/; s/[0-9.]* requests/RATE requests/'; }
> SH

# every_row_is_asked_for_as_often_as_its_count_says
$ curl -s "$ORIGIN/stats/reset" > reset
> "$TENGINE" -w 3 -p 2 "$SCENARIOS/download.lua" -- "$ORIGIN" groups.csv | grep '^groups'
> curl -s "$ORIGIN/stats" | grep -o '"/[^"]*[.][^"]*": *[0-9]*' | sort
groups.csv:8: COUNT is "many", wanted a whole number up to 4294967295 (row left out)
groups:   7 rows, 10 requests; 10 of them will be sent
"/a.pdb/A1/a.sym": *3 (re)
"/b.so/B1/b.so.sym": *2 (re)
"/c,c.pdb/C1/c.sym": *5 (re)

# what_cannot_be_sent_is_counted_and_named
$ "$TENGINE" "$SCENARIOS/download.lua" -- "$ORIGIN/status/404?" groups.csv missing.csv | sed '/^$/,$d'
groups.csv:8: COUNT is "many", wanted a whole number up to 4294967295 (row left out)
groups:   7 rows, 10 requests; 10 of them will be sent
          left out: 2 rows without a symbol's key, 1 with a space in it, 1 malformed
missing:  1 rows; 1 rows of the groups have a code id

# the_end_comes_before_another_worker_goes_on
$ cat > slow_to_stop.lua <<'LUA'
> local tengine = require "tengine"
> local stop = tengine.stop
> function tengine.stop(why)
>   tengine.sleep(0.3)
>   stop(why)
> end
> dofile(os.getenv "SCENARIOS" .. "/download.lua")
> LUA
> . ./shared; SCENARIOS=$SCENARIOS "$TENGINE" -w 3 -p 2 slow_to_stop.lua -- "$ORIGIN/status/404?" groups.csv --max-requests 4 |
>     report | sed -n '1p; $p'
JOBS DONE            4
SUCCESSES: 4 | FAILURES: 0

# the_report_has_its_layout
$ . ./shared; "$TENGINE" "$SCENARIOS/download.lua" -- "$ORIGIN/header?Debug-Time=0.25&status=404&key=" groups.csv > out
> report < out | sed -E 's/0[.]0[0-9]{2}s/TAKEN_/g'
JOBS DONE            10
IGNORE HITS          0  (0.0%)
RAN FOR              TIME
AVERAGE RATE         RATE requests/s

STATUS CODE           COUNT        MEDIAN    (INTERNAL)       AVERAGE    (INTERNAL)       % RIGHT
404                      10        TAKEN_        0.250s        TAKEN_        0.250s         70.00

SUCCESSES: 10 | FAILURES: 0

# ignored_names_are_hits_of_their_own_and_no_internal_time
$ . ./shared; "$TENGINE" "$SCENARIOS/download.lua" -- "$ORIGIN/header?Debug-Time=0&status=404&key=" groups.csv --max-requests 4 |
>     report | sed -E 's/0[.]0[0-9]{2}s/TAKEN_/g' | sed -n '2p; 7p' | sed 's/ [0-9.]*$/ SHARE/'
IGNORE HITS          4  (100.0%)
404                       4        TAKEN_             -        TAKEN_             - *SHARE (re)

# a_redirect_is_right_for_what_was_found_and_is_not_followed
$ . ./shared; "$TENGINE" "$SCENARIOS/download.lua" -- "$ORIGIN/redirect-to?url=/elsewhere&key=" groups.csv |
>     report | awk '/^302/ { print $1, $2, $NF } /^SUCC/'
302 10 30.00
SUCCESSES: 10 | FAILURES: 0

# it_asks_for_debug_figures_and_for_nothing_but_microsoft_symbols
$ cat > echo.lua <<'END'
> local tengine = require "tengine"
> tengine.events(function(name, data)
>   if name ~= "sending_request" then return end
>   print(data.session.headers.Debug, (data.request.url:gsub("^http://[^/]*", "")))
> end)
> END
> "$TENGINE" --use-extension echo.lua "$SCENARIOS/download.lua" -- --url "$ORIGIN" --groups groups.csv \
>     --missing missing.csv --microsoft-only | grep -P '^true|Microsoft' | sort | uniq -c | sed 's/^ *//'
1           and 1 rows that are no Microsoft symbols
3 true	/a.pdb/A1/a.sym?code_file=a.dll&code_id=5F70
5 true	/c,c.pdb/C1/c.sym

# a_limit_ends_it_with_as_many_runs
$ for w in "-w 1" "-w 40 -p 8"; do
>   "$TENGINE" $w "$SCENARIOS/download.lua" -- "$ORIGIN" groups.csv --max-requests 6 | grep -E '^JOBS|^SUCC|  ended'
> done
  ended     stopped by the scenario: every job is done
JOBS DONE            6
SUCCESSES: 6 | FAILURES: 0
  ended     stopped by the scenario: every job is done
JOBS DONE            6
SUCCESSES: 6 | FAILURES: 0

# an_error_of_the_connection_counts_when_four_retries_did_not_help
$ . ./shared; "$TENGINE" -w 2 "$SCENARIOS/download.lua" -- "$ORIGIN/fault/reset?key=" groups.csv --max-requests 2 > out; echo "exit $?"
> report < out; sed -n '/^ERRORS/,/^$/p' out | grep -c 'the connection'
> awk '$1 == "requests" { print $2, "requests" }' out; awk '/^RAN FOR/ { print ($3 + 0 >= 4) }' out
exit 1
JOBS DONE            0
IGNORE HITS          0  (0.0%)
RAN FOR              TIME
AVERAGE RATE         RATE requests/s

STATUS CODE           COUNT        MEDIAN    (INTERNAL)       AVERAGE    (INTERNAL)       % RIGHT

SUCCESSES: 0 | FAILURES: 2
1
10 requests
1

# a_retry_that_helps_is_a_job_as_any_other
$ serve() { "$TENGINE" "$SCENARIOS/standin.lua" -- --port "$1" > standin.out 2>&1 & standin=$!
>     until grep -qs "^serving " standin.out; do sleep 0.05; done; }
> serve 0; url=$(sed -n 's/^serving //p' standin.out); kill -INT $standin; wait $standin; rm standin.out
> "$TENGINE" "$SCENARIOS/download.lua" -- "$url" groups.csv --max-requests 1 > out & tengine=$!
> until grep -qs '^groups' out; do sleep 0.05; done; sleep 0.5; serve "${url##*:}"
> wait $tengine; kill -INT $standin; wait $standin
> grep -E '^JOBS|^SUCC' out; awk '$1 == "requests" { print ($2 > 1 && $2 <= 5) }' out
JOBS DONE            1
SUCCESSES: 1 | FAILURES: 0
1

# a_run_that_is_cut_short_says_so_far
$ . ./shared; "$TENGINE" -d 1 "$SCENARIOS/download.lua" -- "$ORIGIN/header?delay=300&status=404&key=" groups.csv |
>     report | awk '/^JOBS/ { print $1, $2, $3, $4, ($5 >= 3 && $5 < 10) } /^404/ { print $1 }'
> "$TENGINE" "$SCENARIOS/download.lua" -- "$ORIGIN/header?delay=200&status=404&key=" groups.csv > out & tengine=$!
> until grep -qs '^groups' out; do sleep 0.05; done; sleep 1; kill -INT $tengine; wait $tengine; echo "exit $?"
> grep -c '^JOBS DONE SO FAR     [1-9]$' out
JOBS DONE SO FAR 1
404
exit 105
1

# the_report_is_live_on_the_console
$ "$TENGINE" -c "$SCENARIOS/download.lua" -- "$ORIGIN/header?Debug-Time=0.005&delay=200&status=404&key=" groups.csv |
>     sed '/^SUMMARY/,$d' | grep -E '^JOBS|^404|jobs ' | sed -E 's/[0-9]*[1-9][0-9]*/N/g; s/ +/ /g' | uniq | head -n 3
JOBS DONE SO FAR N
N N 0.Ns 0.Ns 0.Ns 0.Ns N.00
N of N jobs \(N.*%\), 0 lost, fastcache N.0% (re)

# bad_input_is_named
$ cd "$SCENARIOS"; "$TENGINE" download.lua -- "$ORIGIN"; echo "exit $?"
> "$TENGINE" download.lua -- "$ORIGIN" gone.csv; echo "exit $?"
> "$TENGINE" download.lua -- "$ORIGIN" "$HOME/missing.csv" 2>&1 | grep -o 'missing.csv:1: .*'
> "$TENGINE" download.lua -- gopher "$HOME/groups.csv" 2>&1 | grep -o 'base_url: .*'
tengine: download.lua:12: GROUPS is required: .* (re)
exit 2
tengine: download.lua:12: GROUPS: cannot read 'gone.csv': No such file or directory
exit 2
missing.csv:1: wanted the header URI,STATUS CODE,PRIVATE,COUNT
base_url: .* (re)

# help_explains_every_option
$ cd "$SCENARIOS"; "$TENGINE" download.lua -- --help | grep -oE '^(Usage.*|  --[a-z-]*)'
Usage: tengine [options] download.lua -- [options of the scenario] URL GROUPS [MISSING]
  --groups
  --max-requests
  --microsoft-only
  --missing
  --url

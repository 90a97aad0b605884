# scenarios/download.lua on what was recorded: all requests, against the
# stand-in.

# the_recorded_data_is_there
$ [ -e "$DATA/symbol-facts.json" ] || {
>     echo "no symbol-facts.json in $DATA (TENGINE_DATA names the folder)"
>     exit 77
> }

$ cat > shared <<'SH'
> groups=$DATA/symbol-queries-groups.csv.gz missing=$DATA/socorro-missing.csv
> fact() { grep -o "\"$1\": [0-9]*" "$DATA/symbol-facts.json" | grep -o '[0-9]*$'; }
> # Sanitizers look at threads and memory: there a part of it is enough.
> all=$(fact download_requests_usable) some=100000
> if grep -q -e __asan_init -e __tsan_init "$TENGINE"; then all=3000 some=3000; fi
> # Runs the scenario against a stand-in of its own; only the report is left.
> download() {
>     rm -f standin.out
>     "$TENGINE" "$SCENARIOS/standin.lua" -- --port 0 --groups "$groups" --missing "$missing" > standin.out 2>&1 & standin=$!
>     until grep -qs "^serving " standin.out; do sleep 0.05; done
>     url=$(sed -n 's/^serving //p' standin.out)
>     "$TENGINE" --seed 1 "${workers[@]}" "$SCENARIOS/download.lua" -- "$url" "$groups" "$missing" "$@" > out
>     kill -INT $standin; wait $standin
>     sed -n '/^JOBS DONE/,/^SUCC/p' out
> }
> SH

# every_usable_request_is_sent_once
$ . ./shared; workers=(-w 16 -p 8); download --max-requests $all > full; sed -n '/^groups/,/^missing/p' out
> head -n 1 full | sed "s/\b$all$/ALL/"; tail -n 1 full | sed "s/\b$all\b/ALL/"
groups:   135795 rows, 1037095 requests; [0-9]* of them will be sent (re)
          left out: 180 rows without a symbol's key, 120 with a space in it, 0 malformed
missing:  24642 rows; 25575 rows of the groups have a code id
JOBS DONE            ALL
SUCCESSES: ALL | FAILURES: 0

# what_was_found_is_found_again
$ . ./shared; awk '/^404/ { notfound = $2; if ($NF != "100.00") print } /^302/ { found = $2; if ($NF < 99.5) print }
>     END { print found + notfound }' full | sed "s/^$all$/ALL/"
ALL

# one_thread_and_eight_come_to_the_same_figures
$ . ./shared; workers=(-w 1); download --max-requests $some > one
> workers=(-w 16 -p 8); download --max-requests $some > eight
> figures() { awk '/^(JOBS|IGNORE|SUCC)/ || /^[34]/ { print $1, $2, $3, $4, $NF }' "$1" | sed 's/[0-9.]*s / /g'; }
> figures one > one.figures; figures eight > eight.figures
> wc -l < one.figures; diff one.figures eight.figures
5

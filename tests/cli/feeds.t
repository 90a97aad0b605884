# Feeds of tengine.csv, with many workers on many threads.
# labels: threads

$ { echo id,n; for i in $(seq 1 100); do echo "$i,$((i % 4))"; done; } > rows.csv
> cat > feed.lua <<'END'
> -- Prints the row that each run gets, a line each.
> local tengine, csv = require "tengine", require "tengine.csv"
> local args = tengine.options {
>   order = "file", on_end = "cycle", scope = "all", slice = "1/1", weights = "",
> }
> local feed = csv.open {
>   file = "rows.csv", order = args.order, on_end = args.on_end, scope = args.scope,
>   slice = args.slice, weights = args.weights ~= "" and args.weights or nil,
> }
> tengine.scenario("take", function(session)
>   local row = feed:next()
>   print(("row %s of worker %d"):format(row and row.id, session.worker_id))
>   tengine.sleep(0)
> end)
> END
> cat > shared <<'SH'
> # How often the rows of standard input came: "TIMES x ROWS"
> tally() { grep -o '^row [a-z0-9]*' | sort | uniq -c | awk '{ n[$1]++ } END { for (t in n) print t " x " n[t] }' | sort -n; }
> SH

# workers_of_all_threads_share_a_cursor
$ . ./shared; for order in file shuffle; do
>     "$TENGINE" -w 20 -p 4 -r 15 feed.lua -- --order $order | tally
> done
3 x 100
3 x 100

# draws_are_the_same_for_any_number_of_threads
$ for order in random zipf; do
>     for p in 1 4; do
>         "$TENGINE" --seed 5 -w 20 -p $p -r 30 feed.lua -- --order $order | grep -o '^row [0-9]*' | sort > $order.$p
>     done
>     cmp $order.1 $order.4; wc -l < $order.1
> done
600
600

# a_feed_that_stops_gives_each_row_once_and_then_nil
$ . ./shared; "$TENGINE" -w 20 -p 4 -r 10 feed.lua -- --order shuffle --on-end stop | tally
1 x 100
100 x 1

# a_feed_that_fails_fails_every_run_past_its_end
$ . ./shared; "$TENGINE" -w 20 -p 4 -r 10 feed.lua -- --order shuffle --on-end fail > out
> tally < out; grep -o 'rows.csv: all 100 are used up' out | uniq; grep SUCC out
1 x 100
rows.csv: all 100 are used up
SUCCESSES: 100 | FAILURES: 100

# each_worker_can_have_all_rows
$ . ./shared; "$TENGINE" -w 6 -p 3 -r 200 feed.lua -- --order shuffle --scope worker > out; tally < out
> grep -o '^row .*' out | sort | uniq -c | awk '{ print $1 }' | uniq -c | awk '{ print $2 " x " $1 }'
12 x 100
2 x 600

# a_feed_of_each_worker_stops_for_each
$ "$TENGINE" -w 6 -p 3 -r 101 feed.lua -- --scope worker --on-end stop |
>     grep -o '^row .*' | grep -c nil
6

# workers_shuffle_on_their_own
$ "$TENGINE" --seed 1 -w 2 -r 5 feed.lua -- --scope worker --order shuffle > out
> for w in 0 1; do grep "worker $w" out | awk '{ printf "%s ", $2 }'; echo; done | uniq | wc -l
2

# weights_are_how_often_a_row_comes_in_a_pass
$ . ./shared; "$TENGINE" -w 20 -p 4 -r 15 feed.lua -- --order shuffle --weights n | tally
2 x 25
4 x 25
6 x 25

# slices_of_machines_with_one_seed_share_out_every_pass
$ . ./shared; for order in file shuffle; do
>     for i in 1 2 3; do
>         "$TENGINE" --seed 9 -w 4 -p 2 -r 50 feed.lua -- --order $order --weights n --on-end stop --slice $i/3
>     done | grep -v nil | tally
> done
1 x 25
2 x 25
3 x 25
1 x 25
2 x 25
3 x 25

# a_feed_in_a_fixture_has_no_worker
$ cat > fixture.lua <<'END'
> local tengine, csv = require "tengine", require "tengine.csv"
> tengine.global_setup(function()
>   local feed = csv.open { file = "rows.csv", scope = "worker", slice = { 2, 2 } }
>   print(feed.per_pass, feed:next().id, feed:next().id)
>   tengine.set_var("feed", feed)
> end)
> tengine.scenario("take", function() print("run", tengine.get_var("feed"):next()[1]) end)
> END
> "$TENGINE" -w 2 -r 1 fixture.lua | grep -P '^50|^run'
50	2	4
run	2
run	2

# Every example runs against a server, and is short enough to be read at once.

# every_example_succeeds
$ cd "$ROOT" && for file in scenarios/examples/*.lua; do
>   pace=; [ "${file##*/}" != think.lua ] || pace="--pace 0.01"
>   "$TENGINE" --seed 3 -w 3 -r 5 "$file" -- --url "$ORIGIN/shop" $pace > "$HOME/out" 2>&1 ||
>     { cat "$HOME/out"; exit 1; }
>   echo "${file##*/} $(grep SUCCESSES "$HOME/out")"
> done
checks_and_tags.lua SUCCESSES: 15 | FAILURES: 0
first_request.lua SUCCESSES: 15 | FAILURES: 0
listener.lua SUCCESSES: 1[0-9] \| FAILURES: [0-5] (re)
login.lua SUCCESSES: 15 | FAILURES: 0
metrics.lua SUCCESSES: 15 | FAILURES: 0
page.lua SUCCESSES: 15 | FAILURES: 0
picker.lua SUCCESSES: 15 | FAILURES: 0
prepared.lua SUCCESSES: 15 | FAILURES: 0
think.lua SUCCESSES: 15 | FAILURES: 0
users.lua SUCCESSES: 15 | FAILURES: 0

# an_example_has_6_to_40_lines_and_opens_with_how_to_run_it
$ cd "$ROOT" && for file in scenarios/examples/*.lua; do
>   awk -v file="$file" '
>     NR == 3 && index($0, "tengine") && index($0, file) { told = 1 }
>     END { if (NR < 6 || NR > 40 || !told) print file ": " NR " lines" }' "$file"
> done; ls scenarios/examples/*.lua | wc -l
10

# every_example_is_in_the_list
$ cd "$ROOT/scenarios/examples" && ls *.lua | sort > "$HOME/files" &&
>   sed -n 's/^| \[\([a-z_]*[.]lua\)\].*/\1/p' README.md | sort | diff "$HOME/files" -

# checks_and_tags_tells_apart_what_has_one_name
$ cd "$ROOT" && "$TENGINE" --seed 3 -w 3 -r 20 scenarios/examples/checks_and_tags.lua -- --url "$ORIGIN/shop" |
>   grep -e 'upper shelf' -e 'it is JSON' -e 'GET item' | tr -s ' '
 GET item 60 0 .* (re)
 it is JSON 60 0 100 %
upper shelf: [0-9]* requests, p95 .* ms (re)

# metrics_stand_in_the_summary
$ cd "$ROOT" && "$TENGINE" --seed 3 -w 3 -r 20 scenarios/examples/metrics.lua -- --url "$ORIGIN/shop" |
>   grep -e money -e visitors -e cheap -e choosing | tr -s ' '
 cheap[{]below:5[}] .* % (re)
 money.spent .* (re)
 visitors 0
 choosing 60 .* (re)

# a_listener_adds_a_header_and_hears_of_failures
$ cd "$ROOT" && "$TENGINE" --seed 1 -w 3 -r 20 scenarios/examples/listener.lua -- --url "$ORIGIN/shop" |
>   grep -c '^worker [0-9], step [0-9]*: .*no such item' | awk '{ print ($1 > 0) }'
1

# a_page_is_loaded_with_all_that_it_refers_to
$ cd "$ROOT" && "$TENGINE" -r 1 scenarios/examples/page.lua -- --url "$ORIGIN/shop" |
>   grep -e 'GET /shop' -e ' page ' -e 'first link' | tr -s ' ' | cut -d' ' -f2-4 | sort
GET /shop/cup.png 1
GET /shop/pot.png 1
GET /shop/script.js 1
GET /shop/style.css 1
front page 1
page 1 0
the first link

# what_is_shown_beside_molotov_runs
$ sed -n '/^```lua/,/^```$/p' "$ROOT/scenarios/README.md" | grep -v '^```' > loadtest.lua
> cat > sample.lua <<'END'
> local sample = require("tengine.standin").sample()
> os.execute(("cp -r %s/. stacks && cp %s groups.csv"):format(sample.stacks, sample.groups))
> sample:close()
> require("tengine").scenario("none", function() end)
> END
> mkdir stacks; "$TENGINE" -q -r1 sample.lua
> "$TENGINE" -d 20s "$SCENARIOS/standin.lua" > serving & pid=$!
> for _ in $(seq 100); do grep -q '^serving' serving && break; sleep 0.05; done
> URL_SERVER=$(sed -n 's/^serving //p' serving) "$TENGINE" -w 5 -r 20; kill $pid; wait $pid
...
SUCCESSES: 100 | FAILURES: 0
*** Bye ***
[105]

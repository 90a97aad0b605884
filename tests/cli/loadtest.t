# scenarios/loadtest.lua on what was recorded: every stack and every symbol,
# against the stand-in.

# the_recorded_data_is_there
$ [ -e "$DATA/symbol-facts.json" ] || {
>     echo "no symbol-facts.json in $DATA (TENGINE_DATA names the folder)"
>     exit 77
> }

# the_commands_below_share_the_data_its_facts_and_a_server
$ tar xzf "$DATA/stacks-v4.tar.gz" && cat > shared <<'END'
> export STACKS_DIR=stacks
> export SYMBOLS_CSV=$DATA/symbol-queries-groups.csv.gz
> export MISSING_CSV=$DATA/socorro-missing.csv
> fact() {
>     grep -o "\"$1\": [0-9]*" "$DATA/symbol-facts.json" | grep -o '[0-9]*$'
> }
> # How many runs of the scenario $1 the summary has.
> runs_of() {
>     awk -v name="$1" '$1 == name { gsub(",", ""); print $2; exit }' summary
> }
> # Serves until the command ends; options of the stand-in follow.
> serve() {
>     rm -f standin.out
>     "$TENGINE" "$SCENARIOS/standin.lua" -- --port 0 "$@" > standin.out 2>&1 &
>     trap "kill -INT $!; wait $!" EXIT
>     until grep -qs "^serving " standin.out; do sleep 0.05; done
>     export URL_SERVER=$(sed -n 's/^serving //p' standin.out)
> }
> END

# Runs enough for every stack and every job, however the seed deals them.
# Under sanitizers, a tenth of them: there threads and memory are looked at.

# fifty_workers_on_two_threads_use_it_all_without_a_failure
$ . ./shared; runs=3000
> if grep -q -e __asan_init -e __tsan_init "$TENGINE"; then runs=300; fi
> "$TENGINE" --seed 1 -w 50 -p 2 -r $runs "$SCENARIOS/loadtest.lua" > summary
> echo "exit $?"
> grep -q "SUCCESSES: $((50 * runs)) | FAILURES: 0" summary || cat summary
> if [ $runs = 3000 ]; then
>     [ "$(runs_of symbolication)" -ge "$(fact stack_files)" ] || echo "few stacks"
>     [ "$(runs_of download)" -ge "$(fact loadtest_balanced_jobs)" ] || echo "few jobs"
> fi
exit 0

# what_it_was_answered_is_what_the_services_answer
$ sed -n '/^STATUS/,/^$/p' summary | awk 'NF > 1 { print $1 }' | sort
200
302
404
STATUS

# what_it_found_agrees_with_the_facts
$ . ./shared; rows=$(fact groups_rows)
> found=$(fact loadtest_found_jobs); notfound=$(fact loadtest_notfound_jobs)
> echo "symbols: $rows rows: $found found, $notfound not found, \
> $((rows - found - notfound)) skipped; $(fact loadtest_balanced_jobs) jobs, balanced
> $(fact missing_rows) rows of missing symbols
> stacks:  $(fact stack_files) files, 0 skipped" > expected
> sed 's/.*code ids in //' summary | head -n 3 | diff expected -

# a_strict_server_refuses_672_of_the_stacks
$ . ./shared; serve --strict; cat > strict.lua <<'END'
> local tengine = require "tengine"
> local stacks = require "tengine.stacks"
> tengine.global_setup(function()
>   tengine.set_var("corpus", stacks.open(os.getenv "STACKS_DIR"))
> end)
> tengine.scenario("each stack once", function(session)
>   local stack = tengine.get_var("corpus"):next()
>   local url = os.getenv "URL_SERVER" .. "/symbolicate/v4"
>   local resp = session:post(url, { data = stack.body, expect = { 200, 400 } })
>   if resp.status == 400 then
>     local title = resp:json().title
>     assert(title:find("has an invalid module_offset", 1, true), title)
>   end
> end)
> END
> "$TENGINE" -w 10 -p 2 -r 600 strict.lua | grep -e '^  [24]00' -e SUCC
  200                         5,328   88.8 %
  400                           672   11.2 %
SUCCESSES: 6000 | FAILURES: 0

# with_float_offsets_repaired_a_strict_server_refuses_none
$ . ./shared; serve --strict; export FLOAT_OFFSETS=repair STACKS_DIR=$DATA/stacks-v4.tar.gz
> "$TENGINE" --seed 1 -w 10 -r 300 -s symbolication "$SCENARIOS/loadtest.lua" | grep SUCC
SUCCESSES: 3000 | FAILURES: 0

# a_failed_symbolication_names_the_file_of_its_stack
$ . ./shared; serve --strict
> ln -s "$SCENARIOS/loadtest.lua" l.lua # a short name, so that no line wraps
> "$TENGINE" --seed 1 -w 10 -r 300 l.lua > summary; echo "exit $?"
> grep -l '1.8446744073709552e+19' stacks/*.json | sed 's/.*\///' | sort > floats
> grep -o 'symbolication: [0-9a-f]*[.]json: l[.]lua:[0-9]*: status 400' summary |
>     sed 's/^symbolication: //; s/: .*//' | sort > named
> wc -l < named; comm -23 named floats
exit 0
20

# scenarios/make_stacks.lua: stacks to symbolicate, out of processed crashes.

# frames_and_modules_become_a_request
$ cat > keys <<'END'
> export CRASHSTATS_API_TOKEN=crash-token CRASHSTATS_URL=$ORIGIN/crash-stats
> make_stacks() { "$TENGINE" $FLAGS "$SCENARIOS/make_stacks.lua" -- "$@"; }
> END
> . ./keys; make_stacks out/deep plain 2>&1 | tail -n 3; cat out/deep/plain.json
1 stacks written to out/deep, 0 crashes without frames, 0 failed
SUCCESSES: 1 | FAILURES: 0
*** Bye ***
{"memoryMap":[["xul.pdb","F6A8"],["ntdll.pdb","09AB"]],"stacks":[[[0,500],[1,0],[-1,-1]]],"version":5}

# what_is_unknown_is_minus_one
$ . ./keys; make_stacks out odd > answer 2>&1; cat out/odd.json
{"memoryMap":[["",""],["",""],["té.pdb","1"]],"stacks":[[[-1,-1],[-1,6699],[1,-1],[1,-1],[-1,-1],[-1,-1]]],"version":5}

# ids_come_from_standard_input_as_well_and_each_once
$ . ./keys; printf '# crashes\n\nplain\n  odd # the odd one\nplain\nno id!\n' | make_stacks both plain - 2>&1 | grep -e standard -e '^[0-9].*written'; ls both
standard input:6: no crash id, left out: no id!
2 stacks written to both, 0 crashes without frames, 0 failed
odd.json
plain.json

# servers_that_are_busy_are_asked_again
$ . ./keys; FLAGS="-w 4 -p 2"; make_stacks again busy broken 2>&1 | grep '^[0-9].*written'; ls again
2 stacks written to again, 0 crashes without frames, 0 failed
broken.json
busy.json

# empty_stacks_are_not_written
$ . ./keys; make_stacks empty no-frames no-thread no-dump no-crash 2>&1 | grep -e 'no frames' -e '^[0-9].*written'; ls empty
no-frames: no frames, not written
no-thread: no frames, not written
no-dump: no frames, not written
no-crash: no frames, not written
0 stacks written to empty, 4 crashes without frames, 0 failed

# crashes_that_cannot_be_had_are_named
$ . ./keys; make_stacks gone gone no-json unknown plain 2>&1 | grep -e '^[a-z-]*: ' -e '^[0-9].*written'; ls gone
gone: status 404 Not Found
no-json: the answer is no JSON
unknown: status 400 Bad Request
1 stacks written to gone, 0 crashes without frames, 3 failed
plain.json

# without_the_token_there_is_none
$ . ./keys; unset CRASHSTATS_API_TOKEN; make_stacks none plain 2>&1 | grep '^plain: '; echo "exit ${PIPESTATUS[0]}"
plain: status 403 Forbidden
exit 1

# the_token_is_in_no_output
$ . ./keys; FLAGS="-vv --debug"; make_stacks shown plain gone > shown.log 2>&1; grep -c 'Auth-Token: [*]' shown.log; grep crash-token shown.log
2
[1]

# bad_words_are_bad_input
$ . ./keys; for words in "" "out" "out a/b" "out plain --url nowhere"; do make_stacks $words 2>&1 | sed 's/make_stacks.lua:[0-9]*/make_stacks.lua/; s|[^ ]*/scenarios/||'; done
> touch file; make_stacks file/out plain
tengine: make_stacks.lua: OUTDIR is required: give it after --
tengine: make_stacks.lua: CRASH-ID is required: give it after --
tengine: global_setup failed: make_stacks.lua: 'a/b' is no crash id
tengine: global_setup failed: make_stacks.lua: session: base_url: url: begins with neither http:// nor https://
tengine: global_setup failed: .*: cannot make 'file/out': Not a directory (re)
[74]

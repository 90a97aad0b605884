# The runner itself: it must fail when what it runs does not do as it says.

# what_a_command_prints_is_compared
$ printf '$ echo one; echo two\none\ntwo\n' > good.t
$ "$RUNNER" good.t
ok - echo one; echo two
1 passed, 0 failed, 0 skipped

# another_line_fails_and_is_shown
$ printf '# two_is_printed\n$ echo one\ntwo\n' > bad.t
$ "$RUNNER" bad.t
not ok - two_is_printed
[$] echo one (re)
--- expected
+++ printed
@@ -1 +1 @@
-two
+one
0 passed, 1 failed, 0 skipped
[1]

# a_verdict_that_nobody_speaks_of_is_passed_over
$ cat > verdicts.sh <<'END'
> printf 'a\n%s  SUSPECT: b;\n         c\nSUCCESSES: 1\n' VERDICT
> END
> printf '$ sh ../verdicts.sh\na\nSUCCESSES: 1\n' | sed "s|[.][.]|$PWD|" > passed.t
> sed 's/^\$ .*/& # VERDICT/' passed.t > spoken.t
> "$RUNNER" passed.t | tail -n 1; "$RUNNER" spoken.t | tail -n 1
1 passed, 0 failed, 0 skipped
0 passed, 1 failed, 0 skipped

# a_line_too_few_fails
$ printf '$ echo one\none\ntwo\n' > short.t; "$RUNNER" short.t | tail -n 1
0 passed, 1 failed, 0 skipped

# a_line_too_many_fails
$ printf '$ echo one; echo two\none\n' > long.t; "$RUNNER" long.t | tail -n 1
0 passed, 1 failed, 0 skipped

# output_where_none_is_expected_fails
$ printf '$ echo one\n' > loud.t; "$RUNNER" loud.t | tail -n 1
0 passed, 1 failed, 0 skipped

# an_exit_code_that_is_not_named_must_be_zero
$ printf '$ exit 3\n' > code.t; "$RUNNER" code.t | tail -n 2
+[3]
0 passed, 1 failed, 0 skipped

# a_named_exit_code_must_be_that_one
$ printf '$ exit 3\n[3]\n\n$ exit 4\n[3]\n' > named.t
> "$RUNNER" named.t | tail -n 1
1 passed, 1 failed, 0 skipped

# standard_error_counts_as_output
$ printf '$ echo oops >&2\noops\n' > err.t; "$RUNNER" err.t | tail -n 1
1 passed, 0 failed, 0 skipped

# a_pattern_must_match_the_whole_line
$ printf '$ echo run 12 of 30\nrun [0-9]+ of 30 (re)\n' > re.t
> printf '\n$ echo run 12 of 30\n[0-9]+ (re)\n' >> re.t
> "$RUNNER" re.t | tail -n 1
1 passed, 1 failed, 0 skipped

# dots_stand_for_any_number_of_lines_and_go_back_when_they_must
$ printf '$ printf "a\\nb\\nc\\nb\\nd\\n"\na\n...\nb\nd\n' > dots.t
> printf '\n$ echo a\na\n...\n\n$ seq 3\n...\n2\n' >> dots.t
> "$RUNNER" dots.t | grep -v '^[-+ @]'
ok - printf "a\nb\nc\nb\nd\n"
ok - echo a
not ok - seq 3
[$] seq 3 (re)
2 passed, 1 failed, 0 skipped

# a_claim_names_the_next_command_only
$ printf '# first\n$ true\n$ echo x\nx\n' > claim.t; "$RUNNER" claim.t
ok - first
ok - echo x
2 passed, 0 failed, 0 skipped

# a_command_that_exits_with_77_skips_the_rest_of_its_file
$ printf '$ echo no such thing; exit 77\n$ false\n' > skip.t
> "$RUNNER" skip.t; echo "exit code $?"
skipped - echo no such thing; exit 77: no such thing
0 passed, 0 failed, 1 skipped
exit code 77

# a_command_that_hangs_is_ended_and_fails
$ printf '$ sleep 60\n' > hang.t
> TENGINE_COMMAND_LIMIT=0.2 "$RUNNER" hang.t | tail -n 2
(ended after 0.2 s)
0 passed, 1 failed, 0 skipped

# a_transcript_without_a_command_is_an_error
$ echo '# nothing here' > empty.t; "$RUNNER" empty.t
cli/run: empty.t has no command
[2]

# a_transcript_that_is_not_there_is_an_error
$ "$RUNNER" gone.t
cli/run: cannot read gone.t
[2]

# commands_run_in_an_empty_folder_that_is_their_home
$ printf '$ ls -A; test "$PWD" = "$HOME" && echo home\nhome\n' > home.t
> "$RUNNER" home.t | tail -n 1
1 passed, 0 failed, 0 skipped

# an_origin_is_started_for_a_transcript_that_names_it_and_ends_with_it
$ mkdir -p fake/tests/origin
> cat > fake/tests/origin/origin <<'END'
> #!/bin/sh
> echo "origin http://127.0.0.1:1"
> cat
> echo ended > "$OUT"
> END
> chmod +x fake/tests/origin/origin
> printf '$ echo "\044ORIGIN"\nhttp://127.0.0.1:1\n' > origin.t
> OUT=$PWD/out "$RUNNER" --build fake origin.t; cat out
ok - echo "$ORIGIN"
1 passed, 0 failed, 0 skipped
ended

# an_origin_that_does_not_start_is_an_error
$ printf '#!/bin/sh\necho no port >&2\n' > fake/tests/origin/origin
> "$RUNNER" --build fake origin.t
cli/run: the origin did not start:  no port
[2]

# a_second_origin_that_does_not_start_is_an_error_of_a_lua_suite
$ cat > fake/tests/origin/origin <<'END'
> #!/bin/sh
> case $* in *--mute*) echo no port >&2; exit 1 ;; esac
> echo "origin http://127.0.0.1:1"
> cat
> END
> echo '-- needs: origin_mute' > mute_test.lua
> "$ROOT/tests/lua/run" --build fake mute_test.lua
lua/run: the origin did not start:  no port
[2]

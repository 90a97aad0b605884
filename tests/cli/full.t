# Files that may not grow, from the first byte on. ThreadSanitizer writes one
# itself before it begins, and does not see this.

$ echo 'require("tengine").scenario("nap", function() end)' > nap.lua

# where_nothing_could_be_written_no_empty_file_is_left
$ (ulimit -f 0; "$TENGINE" -q -r 1 --journal none.tlog nap.lua; echo "exit $?"; ls none.tlog) 2>&1 | cat
tengine: the journal is not whole: cannot write 'none.tlog': File too large; the run goes on without it
exit 74
ls: cannot access 'none.tlog': No such file or directory

# a_summary_that_could_not_be_written_is_exit_code_74
$ (ulimit -f 0; "$TENGINE" -r 1 nap.lua > summary; echo "exit $?") 2>&1 | cat; wc -c < summary
tengine: results could not be written to standard output
exit 74
0

# labels: threads

# Signals end a run, not the process: the summary is always printed.

# the_first_signal_lets_runs_finish
$ cat > slow.lua <<'END'
> local tengine = require "tengine"
> tengine.teardown(function() print "torn down" end)
> tengine.scenario("s", function(session)
>   print "begun"
>   tengine.sleep(tonumber(os.getenv "LENGTH"))
>   print "finished"
> end)
> END
> for signal in INT TERM; do
>   LENGTH=0.5 timeout -s $signal 0.3 "$TENGINE" -p 2 -w 2 slow.lua | grep -E 'begun|finished|torn|ended|SUCC' | sort
>   echo "exit ${PIPESTATUS[0]}"
> done
  ended     stopped from outside
SUCCESSES: 2 | FAILURES: 0
begun
begun
finished
finished
torn down
torn down
exit 124
  ended     stopped from outside
SUCCESSES: 2 | FAILURES: 0
begun
begun
finished
finished
torn down
torn down
exit 124

# a_stopped_run_is_exit_code_105
$ LENGTH=0.1 "$TENGINE" slow.lua > out & sleep 0.3; kill $!; wait $!
[105]

# the_second_signal_ends_it_now_with_the_summary
$ LENGTH=60 "$TENGINE" -w 3 -p 3 slow.lua > out & sleep 0.3; kill -INT $!; sleep 0.1; kill -INT $!
> wait $!; echo "exit $?"; tail -n 2 out; grep -E 'interrupted|torn' out
exit 105
SUCCESSES: 0 | FAILURES: 0
*** Bye ***
    interrupted                   3    100 %

# with_force_shutdown_the_first_breaks_runs_off
$ LENGTH=60 "$TENGINE" --force-shutdown slow.lua > out & sleep 0.3; kill -INT $!
> wait $!; echo "exit $?"; grep -E 'interrupted|torn' out
exit 105
torn down
    interrupted                   1    100 %

# a_signal_while_the_file_loads_ends_the_process
$ echo 'while true do end' > endless.lua; timeout 0.3 "$TENGINE" endless.lua
[124]

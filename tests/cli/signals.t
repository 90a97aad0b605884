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
> cat > run <<'END'
> # run LENGTH WORKERS KILLS... - starts a run and, once all its workers have
> # begun, sends it these signals.
> : > out; LENGTH=$1 "$TENGINE" -w $2 -p $2 $FLAGS slow.lua >> out & shift
> until [ "$(grep -c begun out)" = $1 ]; do sleep 0.02; done
> for signal in "${@:2}"; do kill -$signal $!; sleep 0.1; done
> wait $!; echo "exit $?"; grep -E 'finished|torn|ended|interrupted|SUCC|Bye' out | sort
> END
> for signal in INT TERM; do bash run 0.5 2 $signal; done
exit 105
    interrupted                   0      0 %
  ended     stopped from outside
*** Bye ***
SUCCESSES: 2 | FAILURES: 0
finished
finished
torn down
torn down
exit 105
    interrupted                   0      0 %
  ended     stopped from outside
*** Bye ***
SUCCESSES: 2 | FAILURES: 0
finished
finished
torn down
torn down

# the_second_signal_ends_it_now_with_the_summary
$ bash run 60 3 INT INT
exit 105
    interrupted                   3    100 %
  ended     stopped from outside
*** Bye ***
SUCCESSES: 0 | FAILURES: 0

# with_force_shutdown_the_first_breaks_runs_off
$ FLAGS=--force-shutdown bash run 60 1 INT
exit 105
    interrupted                   1    100 %
  ended     stopped from outside
*** Bye ***
SUCCESSES: 0 | FAILURES: 0
torn down

# a_signal_while_the_file_loads_ends_the_process
$ echo 'while true do end' > endless.lua; timeout 0.5 "$TENGINE" endless.lua
[124]

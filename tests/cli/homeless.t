# A user of whom no home is known.
# labels: waits

$ cat > without_home <<'END'
> exec unshare --user --map-user=12345 env -u HOME -u XDG_STATE_HOME "$@"
> END
> bash without_home true 2> why || { echo "no users of its own here: $(cat why)"; exit 77; }
> cat > nap.lua <<'END'
> local tengine = require "tengine"
> tengine.scenario("nap", function() tengine.sleep(0.01) end)
> END

# a_run_that_cannot_be_recorded_says_so_and_goes_on
$ bash without_home "$TENGINE" -q -d 10.5 nap.lua
tengine: the run is not recorded: no home folder is known (HOME): --journal FILE says where

# the_last_run_is_nowhere
$ bash without_home "$TENGINE" report --last
tengine: report: --last: no home folder is known (HOME)
[2]

# A disk that goes away under a run.
# labels: waits

$ mkdir disk; unshare -rm mount -t tmpfs none disk 2> why || { echo "no mounts of its own here: $(cat why)"; exit 77; }
> cat > nap.lua <<'END'
> local tengine = require "tengine"
> tengine.scenario("nap", function() tengine.sleep(0.01) end)
> END
> cat > while_it_runs <<'END'
> # while_it_runs COMMAND ... - on a disk that nobody else sees
> mount -t tmpfs none disk || exit
> "$TENGINE" -q -w 2 -d 2 --journal disk/run.tlog nap.lua & pid=$!
> until grep -q '"number":1,' disk/run.tlog; do sleep 0.02; done 2> errors
> "$@"; wait $pid; echo "exit $?"; ls disk
> END

# a_journal_whose_disk_was_unmounted_is_lost_output
$ unshare -rm bash while_it_runs umount -l disk
tengine: the journal is not whole: cannot write 'disk/run.tlog': someone removed it, or unmounted its disk; the run goes on without it
exit 74

# one_that_was_renamed_is_not
$ unshare -rm bash while_it_runs mv disk/run.tlog disk/mine.tlog
exit 0
mine.tlog

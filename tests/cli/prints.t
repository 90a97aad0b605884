# What a scenario prints, and when it is silent.

# print_joins_with_tabs_and_knows_tostring
$ cat > print.lua <<'END'
> local tengine = require "tengine"
> print(1, nil, true, setmetatable({}, { __tostring = function() return "itself" end }))
> print()
> tengine.scenario("s", function() print "running" end)
> END
> "$TENGINE" -r1 -w 2 -p 2 print.lua | sed -n 1,4p
1	nil	true	itself

running
running

# quiet_is_silent_about_a_good_run
$ "$TENGINE" -q -c -r1 print.lua

# quiet_says_what_went_wrong
$ echo 'require("tengine").setup(function() error "oh" end) require("tengine").scenario("s", print)' > setup.lua
> "$TENGINE" -q -r1 setup.lua
tengine: setup of worker 0 failed: setup.lua:1: oh
[107]

# a_long_line_is_printed_whole
$ echo 'print(("x"):rep(5000)) require("tengine").scenario("s", function() end)' > long.lua
> "$TENGINE" -r1 long.lua | awk 'NR == 1 { print length }'
5000

# a_scenario_may_have_standard_output_to_itself
$ cat > own.lua <<'END'
> local tengine = require "tengine"
> tengine.take_output()
> print "printed"
> tengine.scenario("s", function() io.write "a,b\n" end)
> END
> "$TENGINE" -c -r1 own.lua 2> err; grep -e printed -e SUCCESSES -e Bye err; "$TENGINE" -q -r1 own.lua
a,b
printed
SUCCESSES: 1 | FAILURES: 0
*** Bye ***
a,b

# standard_output_is_taken_at_load
$ echo 'local t = require "tengine" t.scenario("s", function() t.take_output() end)' > late.lua
> "$TENGINE" -r1 late.lua | grep -o 'take_output: .*'
take_output: call it at the top of the file

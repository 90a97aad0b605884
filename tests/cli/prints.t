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

# What is wrong with a scenario file is told when it is loaded, with the line.

# a_stray_global_is_told_though_the_function_has_not_run
$ cat > stray.lua <<'END'
> local tengine = require "tengine"
> tengine.scenario("s", function()
>   local price = 5
>   total = price
> end)
> END
> "$TENGINE" stray.lua
tengine: stray.lua:4: stray global 'total'; write: local total
[107]

# every_way_to_set_a_global_is_one
$ for line in 'function helper() end' 'x = 1' 'local a; a, x = 1, 2' '_ENV.x = 1' \
>     'for i = 1, 2 do x = i end' 'local t = { f = function() x = 1 end }' \
>     '_G.x = 1' 'rawequal(load("x = 1")())' 'print = 5' '_G[1] = 2'; do
>   printf '\n%s\n' "$line" > ways.lua; "$TENGINE" ways.lua
> done
tengine: ways.lua:2: stray global 'helper'; write: local helper
tengine: ways.lua:2: stray global 'x'; write: local x
tengine: ways.lua:2: stray global 'x'; write: local x
tengine: ways.lua:2: stray global 'x'; write: local x
tengine: ways.lua:2: stray global 'x'; write: local x
tengine: ways.lua:2: stray global 'x'; write: local x
tengine: ways.lua:2: stray global 'x'; write: local x
tengine: ways.lua: [string "x = 1"]:1: stray global 'x'; write: local x
tengine: ways.lua:2: stray global 'print'; write: local print
tengine: ways.lua:2: stray global '1'; write: local 1
[107]

# a_function_over_many_lines_is_named_by_its_first
$ printf 'local x\n\nhelper = function()\n  return x\nend\n' > lines.lua; "$TENGINE" lines.lua
tengine: lines.lua:3: stray global 'helper'; write: local helper
[107]

# a_module_beside_the_scenario_sets_none_either
$ printf 'return { f = function()\n  count = 1\nend }\n' > counting.lua
> echo 'local c = require "counting"' > uses.lua; "$TENGINE" uses.lua
tengine: uses.lua: ./counting.lua:2: stray global 'count'; write: local count
[107]

# a_global_that_is_set_in_a_run_fails_the_run
$ cat > late.lua <<'END'
> local tengine = require "tengine"
> tengine.scenario("late", function()
>   _G.count = 1
> end)
> tengine.scenario("fine", { weight = 0 }, print)
> END
> "$TENGINE" -r 1 late.lua | grep stray
        1  late: late.lua:3: stray global 'count'; write: local count

# reading_globals_and_fields_of_them_is_free_and_rawset_remains
$ cat > free.lua <<'END'
> local tengine = require "tengine"
> rawset(_G, "meant", 5)
> function string.twice(text) return text .. text end
> local _ENV = setmetatable({}, { __index = _G })
> mine = ("ab"):twice() .. meant
> print(mine, absent, _G.mine)
> tengine.scenario("s", function() mine = mine .. "!" end)
> END
> "$TENGINE" -r 2 free.lua | grep abab
abab5	nil	nil

# a_misspelt_module_is_told_with_what_was_meant
$ echo 'return {}' > helper.lua
> for name in tengine.symbls tengin symbols helpr strng; do
>   printf '\nlocal m = require "%s"\n' $name > module.lua; "$TENGINE" module.lua
> done
tengine: module.lua:2: module 'tengine.symbls' not found; did you mean 'tengine.symbols'?
tengine: module.lua:2: module 'tengin' not found; did you mean 'tengine'?
tengine: module.lua:2: module 'symbols' not found; did you mean 'tengine.symbols'?
tengine: module.lua:2: module 'helpr' not found; did you mean 'helper'?
tengine: module.lua:2: module 'strng' not found; did you mean 'string'?
[107]

# a_misspelt_function_of_a_module_is_told_with_what_was_meant
$ for call in 'scenaro("s")' 'random.unifrom(1, 2)' 'json.decod "[]"' 'frobnicate()'; do
>   printf 'local tengine = require "tengine"\n\ntengine.%s\n' "$call" > call.lua
>   "$TENGINE" call.lua
> done
tengine: call.lua:3: tengine has no 'scenaro'; did you mean 'scenario'?
tengine: call.lua:3: tengine.random has no 'unifrom'; did you mean 'uniform'?
tengine: call.lua:3: tengine.json has no 'decod'; did you mean 'decode'?
tengine: call.lua:3: tengine has no 'frobnicate'
[107]

# modules_of_data_are_guarded_as_well
$ for name in csv stacks symbols standin; do
>   echo "local m = require 'tengine.$name'; print(rawget(m, 'opne')); print(m.opne)" > data.lua
>   "$TENGINE" data.lua
> done
nil
tengine: data.lua:1: tengine.csv has no 'opne'; did you mean 'open'?
nil
tengine: data.lua:1: tengine.stacks has no 'opne'; did you mean 'open'?
nil
tengine: data.lua:1: tengine.symbols has no 'opne'; did you mean 'open'?
nil
tengine: data.lua:1: tengine.standin has no 'opne'
[107]

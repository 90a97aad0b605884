# A scenario file that cannot be used, and errors of every kind.

# a_syntax_error_names_file_and_line_and_is_exit_code_107
$ printf 'local x = 1\nlocal y = = 2\n' > syntax.lua; "$TENGINE" syntax.lua; echo "exit $?"
> "$TENGINE" -v syntax.lua
tengine: syntax.lua:2: unexpected symbol near '='
exit 107
tengine: syntax.lua:2: unexpected symbol near '='
[107]

# an_error_at_load_names_file_and_line
$ printf 'local function helper() error "boom" end\nhelper()\n' > boom.lua; "$TENGINE" boom.lua
tengine: boom.lua:1: boom
[107]

# verbosity_adds_the_traceback
$ "$TENGINE" -v boom.lua
tengine: boom.lua:1: boom
stack traceback:
...
	boom.lua:1: in .*helper.* (re)
	boom.lua:2: in main chunk
...
[107]

# errors_that_are_no_text_are_described_and_the_file_named
$ for what in nil '{}' '{ message = "has one" }' 42 'true' \
>     'setmetatable({}, { __tostring = function() return "tells itself" end })' \
>     'setmetatable({}, { __tostring = error })'; do
>   echo "error($what)" > odd.lua; "$TENGINE" odd.lua; echo "exit $?"
> done
tengine: odd.lua: error(nil)
exit 107
tengine: odd.lua: an error object without a message
exit 107
tengine: odd.lua: has one
exit 107
tengine: odd.lua: 42
exit 107
tengine: odd.lua: true
exit 107
tengine: odd.lua: tells itself
exit 107
tengine: odd.lua: an error that could not be described
exit 107

# a_module_that_is_missing_is_named
$ echo 'require "no.such.module"' > module.lua; "$TENGINE" module.lua
tengine: module.lua:1: module 'no.such.module' not found
[107]

# where_a_module_was_looked_for_is_told_with_v
$ "$TENGINE" -v module.lua 2>&1 | grep -c 'no file .*no[/]such[/]module'  | awk '{ print ($1 > 3) }'
1

# a_module_beside_the_scenario_is_found
$ mkdir -p beside && echo 'return "found"' > beside/helper.lua
> echo 'local t = require "tengine"; print(require "helper"); t.scenario("s", function() end)' > beside/main.lua
> "$TENGINE" -r1 beside/main.lua | grep found
found	beside/helper.lua

# a_file_without_a_scenario_says_how_to_register_one
$ echo 'require "tengine"' > none.lua; "$TENGINE" none.lua
tengine: none.lua: no scenario in it: register one with tengine.scenario(name, function)
[107]

# scenarios_that_are_all_off_are_none
$ echo 'require("tengine").scenario("s", { weight = 0 }, print)' > off.lua; "$TENGINE" off.lua
tengine: off.lua: every scenario has weight 0
[107]

# a_name_that_is_taken_is_refused
$ printf 'local t = require "tengine"\nt.scenario("s", print)\nt.scenario("s", print)\n' > twice.lua
> "$TENGINE" twice.lua
tengine: twice.lua:3: scenario 's' is there already, at twice.lua:2
[107]

$ printf 'local t = require "tengine"\nt.setup(print)\nt.setup(print)\n' > setups.lua
> "$TENGINE" setups.lua
tengine: setups.lua:3: setup: there is one already
[107]

# an_unknown_key_is_named_with_what_was_meant
$ printf 'local t = require "tengine"\nt.scenario("s", { wieght = 3 }, print)\n' > key.lua
> "$TENGINE" key.lua
tengine: key.lua:2: scenario 's': unknown option 'wieght'; did you mean 'weight'?
[107]

# bad_values_of_keys_are_named
$ for given in '{ weight = -1 }' '{ delay = "soon" }' '{ weight = 0/0 }' '{ 5 }'; do
>   echo "require('tengine').scenario('s', $given, print)" > value.lua; "$TENGINE" value.lua
> done
tengine: value.lua:1: scenario 's': weight is not a number of 0 or more
tengine: value.lua:1: scenario 's': delay is not a number of 0 or more
tengine: value.lua:1: scenario 's': weight is not a number of 0 or more
tengine: value.lua:1: scenario 's': options are named
[107]

# a_scenario_needs_a_function
$ for rest in '' ', { weight = 1 }' ', {}' ', "5"' ', nil, print' ', { weight = 1, print }' \
>     ', print, { weight = 1 }' ', 40, print'; do
>   echo "require('tengine').scenario('s'$rest)" > function.lua; "$TENGINE" function.lua
> done
tengine: function.lua:1: scenario 's': it needs a function: scenario(name, function) or scenario(name, { weight = 1 }, function)
tengine: function.lua:1: scenario 's': it needs a function: scenario(name, function) or scenario(name, { weight = 1 }, function)
tengine: function.lua:1: scenario 's': it needs a function: scenario(name, function) or scenario(name, { weight = 1 }, function)
tengine: function.lua:1: scenario 's': it needs a function: scenario(name, function) or scenario(name, { weight = 1 }, function)
tengine: function.lua:1: scenario 's': it needs a function: scenario(name, function) or scenario(name, { weight = 1 }, function)
tengine: function.lua:1: scenario 's': options are named; the function comes behind the table
tengine: function.lua:1: scenario 's': the options come before the function
tengine: function.lua:1: scenario 's': options are named: scenario(name, { weight = 40 }, function)
[107]

# a_misspelt_option_of_a_data_module_is_told_with_what_was_meant
$ for call in 'csv.open { fiel = "x" }' 'csv.open { file = "x", order = "shufle" }' \
>     'standin.start { prt = 5 }' 'symbols.open { data = "x" }'; do
>   printf '\nrequire("tengine.%s").%s\n' "${call%%.*}" "${call#*.}" > data.lua; "$TENGINE" data.lua
> done
tengine: data.lua:2: csv.open: unknown option 'fiel'; did you mean 'file'? (known: file, order, on_end, scope, slice, exponent, columns, header, weights, strict)
tengine: data.lua:2: csv.open: order is "shufle", wanted one of file, shuffle, random, zipf; did you mean 'shuffle'?
tengine: data.lua:2: standin: unknown option 'prt'; did you mean 'port'? (known: port, threads, host, groups, missing, delay, fail_rate, seed, strict, close)
tengine: data.lua:2: symbols.open: unknown option 'data' (known: groups, missing, order, on_end, scope, slice, exponent, balance, weights, spaces, microsoft_only)
[2]

# waiting_while_the_file_loads_is_refused
$ echo 'require("tengine").sleep(1)' > wait.lua; "$TENGINE" wait.lua
tengine: wait.lua:1: nothing can wait here: call it from a scenario or a fixture, not while the file loads
[107]

# an_error_of_kind_input_is_exit_code_2
$ printf 'local csv = require "tengine.csv"\ncsv.open("gone.csv")\n' > input.lua; "$TENGINE" input.lua
tengine: input.lua:2: .*gone.csv.* (re)
[2]

# bytecode_is_no_scenario
$ printf '\033Lua\124\000' > code.lua; "$TENGINE" code.lua
tengine: .*attempt to load a binary chunk.* (re)
[107]

# failures_in_runs_are_described_with_file_and_line
$ cat > runs.lua <<'END'
> local t = require "tengine"
> local function s(name, f) t.scenario(name, f) end
> s("1", function() error() end)
> s("2", function() error {} end)
> s("3", function() error(setmetatable({}, { __tostring = function() return "told" end })) end)
> s("4", function() error(42) end)
> s("5", function() local x = nil + 1 end)
> s("6", function() error({ message = "object", kind = "mine" }) end)
> s("7", function() assert(false) end)
> s("8", function() t.fail("failed") end)
> s("9", function() assert(nil, "asserted") end)
> END
> "$TENGINE" --single-run runs.lua | grep -o 'runs.lua:.*' | sort; echo "exit ${PIPESTATUS[0]}"
runs.lua:10: failed
runs.lua:11: asserted
runs.lua:3: error(nil)
runs.lua:4: an error object without a message
runs.lua:5: told
runs.lua:6: 42
runs.lua:7: attempt to perform arithmetic on a nil value
runs.lua:8: object
runs.lua:9: assertion failed!
exit 1

# the_summary_says_what_where_in_whose_run_and_how_often
$ cat > seen.lua <<'END'
> local tengine = require "tengine"
> local function look(session)
>   if session.step > 1 then error "no tea left" end
> end
> tengine.scenario("shop", function(session) look(session) end)
> END
> "$TENGINE" -r 4 seen.lua | sed -n '/^ERRORS/,/^$/p'
ERRORS
        3  shop: seen.lua:3: no tea left
           first in worker 0, step 2

# the_first_of_each_kind_is_told_in_full_with_v
$ "$TENGINE" -v -r 4 seen.lua | sed -n '/^ERRORS/,/^$/p'
ERRORS
        3  shop: seen.lua:3: no tea left
           first in worker 0, step 2
           stack traceback:
...
            seen.lua:3: in .*look.* (re)
            seen.lua:5: in function <seen.lua:5>

# what_a_terminal_would_obey_is_shown_instead
$ cat > escape.lua <<'END'
> local tengine = require "tengine"
> if os.getenv "AT_LOAD" then error "a\27[2Jb \xff" end
> tengine.global_setup(function() error "a\27[2Jb \xff" end)
> tengine.scenario("shop", function() end)
> END
> "$TENGINE" -q escape.lua; AT_LOAD=1 "$TENGINE" escape.lua
tengine: global_setup failed: escape.lua:3: a\x1b[2Jb \xff
tengine: escape.lua:2: a\x1b[2Jb \xff
[107]

# a_message_of_several_lines_is_told_whole
$ cat > lines.lua <<'END'
> require("tengine").scenario("shop", function() error "no tea\nand no cake" end)
> END
> "$TENGINE" -v -r 1 lines.lua | sed -n '/^ERRORS/,/^$/p'
ERRORS
        1  shop: lines.lua:1: no tea
           in worker 0, step 1
           lines.lua:1: no tea
           and no cake
           stack traceback:
...

# a_kind_that_comes_late_has_a_traceback_too
$ cat > late.lua <<'END'
> require("tengine").scenario("shop", function(session)
>   if session.step == 1000 then error "at last" end
>   error "as ever"
> end)
> END
> "$TENGINE" -v -r 1000 late.lua | sed -n '/at last/,/^$/p'
        1  shop: late.lua:2: at last
           in worker 0, step 1000
           stack traceback:
...

# a_fixture_of_a_worker_names_the_worker_and_one_of_the_run_nobody
$ for fixture in setup global_teardown; do
>     cat > fixture.lua <<END
> local tengine = require "tengine"
> tengine.$fixture(function() error "no pot" end)
> tengine.scenario("shop", function() end)
> END
>     "$TENGINE" -r 1 fixture.lua 2>/dev/null | sed -n '/^ERRORS/,/^$/p'
> done
ERRORS
        1  setup: fixture.lua:2: no pot
           in worker 0

ERRORS
        1  global_teardown: fixture.lua:2: no pot


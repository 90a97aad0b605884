# labels: threads

# --use-extension: files that are loaded before the scenario.

# the_commands_below_share_an_extension_and_a_scenario
$ mkdir lib && cat > lib/greeting.lua <<'END'
> local tengine = require "tengine"
> tengine.setup(function() print "set up by the extension" end)
> tengine.scenario("of the extension", function() end)
> return { word = require "helper" }
> END
> echo 'return "hello"' > lib/helper.lua
> cat > main.lua <<'END'
> local tengine = require "tengine"
> print(require("greeting").word)
> tengine.scenario("of the file", function() end)
> END

# it_registers_and_is_required_by_its_name
$ "$TENGINE" --use-extension lib/greeting.lua --single-run main.lua | sed -n '1,/^$/p; /SUCC/p'
hello
set up by the extension

SUCCESSES: 2 | FAILURES: 0

# it_is_loaded_in_the_state_of_each_thread
$ "$TENGINE" --use-extension lib/greeting.lua --single-run -w 3 -p 3 main.lua | grep -c 'set up'
3

# several_come_in_their_order
$ echo 'local order = {}; return order' > first.lua; echo 'table.insert(require "first", "second")' > second.lua
> echo 'local t = require "tengine"; print(#require "first", require "second"); t.scenario("s", function() end)' > ordered.lua
> "$TENGINE" -r 1 --use-extension first.lua --use-extension second.lua ordered.lua | sed -n 1p
1	true

# a_config_may_name_them
$ echo '{"molotov": {"tests": {"test": {"use_extension": ["first.lua", "second.lua"], "max_runs": 1, "scenario": "ordered.lua"}}}}' > c.json
> "$TENGINE" --config c.json | sed -n 1p
1	true

# a_c_module_is_opened_and_required_by_its_name
$ cp "$(dirname "$TENGINE")/tests/embed/hand.so" . && cat > hands.lua <<'END'
> local tengine, hand = require "tengine", require "hand"
> tengine.scenario("s", function() print("given", hand.give(1)) end)
> END
> "$TENGINE" -r 1 --use-extension hand.so hands.lua | sed -n 1p
given	false

# one_that_is_not_there_is_named
$ "$TENGINE" --use-extension gone.lua main.lua; "$TENGINE" --use-extension lib main.lua
tengine: cannot read 'gone.lua': No such file or directory
tengine: 'lib' is a folder, not an extension
[2]

# errors_name_the_file
$ echo 'x = = 2' > syntax.lua; "$TENGINE" --use-extension syntax.lua main.lua
> echo 'error "not today"' > raises.lua; "$TENGINE" --use-extension raises.lua main.lua
> echo 'error {}' > odd.lua; "$TENGINE" --use-extension odd.lua main.lua
tengine: syntax.lua:1: unexpected symbol near '='
tengine: raises.lua:1: not today
tengine: odd.lua: an error object without a message
[107]

# an_extension_sets_no_globals_either
$ echo 'ORDER = {}' > stray.lua; "$TENGINE" --use-extension stray.lua main.lua
tengine: stray.lua:1: stray global 'ORDER'; write: local ORDER
[107]

# a_file_that_is_no_module_is_named_with_what_is_missing
$ cp hand.so other.so; "$TENGINE" --use-extension other.so main.lua; echo text > text.so; "$TENGINE" --use-extension text.so main.lua
tengine: other.so: .*luaopen_other.* (re)
tengine: text.so: .* (re)
[107]

# a_name_that_is_taken_is_refused
$ echo 'return 1' > string.lua; "$TENGINE" --use-extension string.lua main.lua
> echo 'return 1' > tengine.lua; "$TENGINE" --use-extension tengine.lua main.lua
tengine: string.lua: there is a module 'string' already
tengine: tengine.lua: there is a module 'tengine' already
[2]

# bytecode_is_no_extension
$ printf '\033Lua\124\000' > code.lua; "$TENGINE" --use-extension code.lua main.lua
tengine: code.lua: .*attempt to load a binary chunk.* (re)
[107]

# --list: what a scenario file holds, without running it.

# scenarios_fixtures_and_options_are_listed
$ cat > shop.lua <<'END'
> local tengine = require "tengine"
> tengine.options {
>   url = { "http://127.0.0.1:8000", "what to aim at", env = "TARGET" },
>   count = { 3, "how many" },
>   share = 0.5,
>   fast = { false, "do not think" },
> }
> tengine.global_setup(function() print "setting up" end)
> tengine.teardown(function() end)
> tengine.events(function() end)
> tengine.scenario("look around", { weight = 3, delay = 1.5 }, function() print "running" end)
> tengine.scenario("buy", function() end)
> tengine.scenario("return", { weight = 0 }, function() end)
> END
> "$TENGINE" --list shop.lua
SCENARIOS                    weight    share    delay
  look around                     3   75.0 %   1.50 s
  buy                             1   25.0 %     none
  return                          0      off     none

FIXTURES
  global_setup, teardown, events

OPTIONS, after --
  --count N                 how many (default 3)
  --fast                    do not think
  --share NUMBER            (default 0.5)
  --url TEXT                what to aim at (default http://127.0.0.1:8000; or
                            $TARGET)

# it_is_loaded_once_and_with_the_options_that_are_given
$ cat > once.lua <<'END'
> local tengine = require "tengine"
> local args = tengine.options { name = "plain" }
> io.open("loads", "a"):write("x\n"):close()
> tengine.scenario(args.name, function() end)
> END
> "$TENGINE" -q -w 8 -p 4 --list once.lua -- --name given; wc -l < loads
SCENARIOS                    weight    share    delay
  given                           1    100 %     none

OPTIONS, after --
  --name TEXT               (default plain)
1

# a_file_with_neither_fixtures_nor_options_is_a_table
$ echo 'require("tengine").scenario("a \27[2J name", function() end)' > plain.lua
> "$TENGINE" plain.lua --list
SCENARIOS                    weight    share    delay
  a \\x1b\[2J name                  1    100 %     none (re)

# what_the_file_prints_while_it_loads_is_not_in_the_list
$ cat > loud.lua <<'END'
> print "print" io.write "io.write\n" os.execute "echo child"
> require("tengine").scenario("s", function() end)
> END
> "$TENGINE" --list loud.lua 2>err; sort err
SCENARIOS                    weight    share    delay
  s                               1    100 %     none
child
io.write
print

# options_that_are_required_need_not_be_given
$ cat > needs.lua <<'END'
> local args = require("tengine").options {
>   count = { type = "whole number", required = true, min = 3 },
>   fast = { type = "flag", required = true },
>   host = { nil, "where to", type = "text", required = true },
>   mode = { type = "choice", choices = { "a", "b" }, required = true },
>   pause = { type = "duration", required = true },
>   size = { type = "size", required = true },
>   users = { type = "file", required = true },
> }
> assert(args.count >= 3 and args.fast == false and args.mode == "a" and args.pause == 0 and args.size == 0)
> require("tengine").scenario("visit " .. args.host .. args.users, { weight = args.count }, function() end)
> END
> "$TENGINE" --list needs.lua
SCENARIOS                    weight    share    delay
  visit <host>                    3    100 %     none

OPTIONS, after --
  --count N                 (from 3 on; required)
  --fast                    (required)
  --host TEXT               where to (required)
  --mode a|b                (required)
  --pause TIME              (required)
  --size SIZE               (required)
  --users FILE              (required)

# those_that_are_given_are_used
$ "$TENGINE" --list needs.lua -- --host example.com --count 7 | sed -n 2p; "$TENGINE" --list needs.lua -- --count 2
  visit example.com               7    100 %     none
tengine: needs.lua:1: --count: '2' is not a whole number from 3 on
[2]

# where_the_file_does_not_load_without_them_that_is_said
$ cat > opens.lua <<'END'
> local args = require("tengine").options { users = { type = "file", required = true } }
> local users = require("tengine.csv").open(args.users)
> END
> "$TENGINE" --list opens.lua
tengine: opens.lua:2: .* \(options that are required were not given; -- --help tells of them\) (re)
[2]

# a_run_wants_them_all_the_same
$ "$TENGINE" needs.lua -- --host h
tengine: needs.lua:1: --count is required: give it after --
[2]

# of_a_single_scenario_the_others_are_off
$ "$TENGINE" --list -s buy shop.lua | sed -n 1,4p
SCENARIOS                    weight    share    delay
  look around                     3      off   1.50 s
  buy                             1    100 %     none
  return                          0      off     none

# what_a_picker_decides_has_no_share
$ cat > picked.lua <<'END'
> local tengine = require "tengine"
> tengine.scenario_picker(function() return "a" end)
> tengine.scenario("a", function() end)
> tengine.scenario("b", { weight = 0 }, function() end)
> END
> "$TENGINE" --list picked.lua
SCENARIOS                    weight    share    delay
  a                               1   picked     none
  b                               0   picked     none

FIXTURES
  scenario_picker

# a_broken_file_is_the_load_error
$ printf 'local x = 1\nlocal y = = 2\n' > broken.lua; "$TENGINE" --list broken.lua; echo "exit $?"
> "$TENGINE" --list gone.lua; echo "exit $?"
> echo 'require "tengine"' > none.lua; "$TENGINE" --list none.lua; echo "exit $?"
> "$TENGINE" --list shop.lua -- --cuont 3
tengine: broken.lua:2: unexpected symbol near '='
exit 107
tengine: cannot read 'gone.lua': No such file or directory
exit 2
tengine: none.lua: no scenario in it: register one with tengine.scenario(name, function)
exit 107
tengine: shop.lua:2: the scenario has no option --cuont .did you mean --count.*; .* (re)
[2]

# a_list_that_cannot_be_written_is_told
$ "$TENGINE" --list shop.lua >/dev/full
tengine: results could not be written to standard output
[74]

# labels: threads

# tengine in other people's hands: what the library shows, and modules of
# their own in the command (tests/embed/hand.c).

# only_what_the_headers_declare_is_exported
$ cd "$(dirname "$TENGINE")"
> nm -D --defined-only libtengine.so | awk '{ print $3 }' | grep -v '^__' | sort -u > "$HOME/exported"
> cat "$ROOT"/engine/{tengine,tengine_module,buf,clock,hist,hist_text,permute,rng,error,spec,suggest,table,text}.h | tr '\n' ' ' |
>     grep -o 'TE_API [^;]*' | grep -oE '\bte_[a-z_]+\(|TE_CONFIG_DEFAULT' | tr -d '(' | sort -u > "$HOME/declared"
> wc -l < "$HOME/declared" | awk '{ print ($1 > 40) ? "many" : $1 }'
> diff "$HOME/declared" "$HOME/exported"
many

# every_public_header_compiles_by_itself
$ for header in "$ROOT"/engine/{api,tengine,tengine_module,buf,clock,hist,hist_text,permute,rng,error,slice,spec,table,text}.h; do
>   printf '#include "%s"\nint main(void) { return 0; }\n' "$header" > header.c
>   ${CC:-cc} -std=c11 -Wall -Wextra -Wpedantic -Werror $(pkg-config --cflags lua5.4) -c header.c -o header.o
> done

# a_module_makes_tasks_wait_for_each_other
$ cat > hands.lua <<'END'
> local tengine, hand = require "tengine", require "hand"
> tengine.scenario("hands", function()
>   assert(hand.give(0) == false)
>   local a, b, c = tengine.all {
>     hand.take,
>     hand.take,
>     function()
>       tengine.sleep(0.001)
>       return hand.give(7) and hand.give(8) and coroutine.wrap(function()
>         tengine.spawn(hand.give, 9)
>         return hand.take()
>       end)()
>     end,
>   }
>   assert(a == 7 and b == 8 and c == 9)
> end)
> tengine.scenario("broken off while it waits", function()
>   pcall(tengine.all, { hand.take, function() error "first" end })
>   assert(hand.give(1) == false)
> end)
> tengine.scenario("shared", function()
>   hand.open("one"):see()
> end)
> tengine.global_teardown(function() print("seen", hand.open("one"):see()) end)
> END
> export LUA_CPATH="$(dirname "$TENGINE")/tests/embed/?.so"
> "$TENGINE" -w 2 -p 2 --single-run hands.lua | grep -E 'seen|hand\.|SUCCESSES'
seen	3
  hand.given +6 .* (re)
  hand.size .* (re)
SUCCESSES: 6 | FAILURES: 0

# a_module_that_waits_while_the_file_loads_is_refused
$ echo 'require("hand").take()' > early.lua
> LUA_CPATH="$(dirname "$TENGINE")/tests/embed/?.so" "$TENGINE" early.lua
tengine: early.lua:1: nothing can wait here: call it from a scenario or a fixture, not while the file loads
[107]

# bad_input_of_a_module_is_exit_code_2
$ printf 'local hand = require "hand"\nhand.open ""\n' > name.lua
> LUA_CPATH="$(dirname "$TENGINE")/tests/embed/?.so" "$TENGINE" name.lua
tengine: name.lua:2: a thing needs a name
[2]

# a_task_that_nobody_wakes_waits_until_the_end
$ printf 'local t, hand = require "tengine", require "hand"\nt.scenario("s", function() hand.take() end)\n' > never.lua
> LUA_CPATH="$(dirname "$TENGINE")/tests/embed/?.so" "$TENGINE" -d 0.1 --graceful-stop 0.1 never.lua | grep -E 'interrupted|SUCC'
    interrupted                   1    100 %
SUCCESSES: 0 | FAILURES: 0

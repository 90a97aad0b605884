# tengine.files: what lies in folders, and files of results.

# files_are_found_below_a_folder_in_the_order_of_their_names
$ mkdir -p data/b/deep data/.hidden; touch data/z data/a data/b/deep/x data/b/.dot data/.hidden/y
> cat > find.lua <<'END'
> local tengine, files = require "tengine", require "tengine.files"
> local args = tengine.options { path = { nil, "where", required = true, place = 1 } }
> tengine.global_setup(function()
>   print(table.concat(files.find(args.path), " "))
> end)
> tengine.scenario("s", function() end)
> END
> for path in data data/b/deep/x data/b/; do "$TENGINE" -r1 find.lua -- $path | sed -n 1p; done
data/a data/b/deep/x data/z
data/b/deep/x
data/b/deep/x

# what_is_not_there_is_bad_input
$ "$TENGINE" -r1 find.lua -- gone
tengine: global_setup failed: find.lua:4: gone: No such file or directory
[2]

# what_is_neither_a_file_nor_a_folder_is_bad_input
$ "$TENGINE" -r1 find.lua -- /dev/null
tengine: global_setup failed: find.lua:4: /dev/null: neither a file nor a folder
[2]

# links_in_a_circle_end
$ mkdir round; ln -s ../round round/again; touch round/f; "$TENGINE" -r1 find.lua -- round | sed -n 1p
round/f

# a_file_is_there_once_it_was_committed
$ cat > create.lua <<'END'
> local tengine, files = require "tengine", require "tengine.files"
> tengine.scenario("s", function()
>   files.make_folder "out/of/sight"
>   files.make_folder "out/of/sight"
>   local file = files.create "out/of/sight/f"
>   file:write "one"
>   print(files.is_there "out/of/sight/f")
>   file:write " two\n"
>   file:commit()
>   print(files.is_there "out/of/sight/f", pcall(file.write, file, "three"))
>   local dropped = files.create "out/dropped"
>   dropped:write "x"
>   dropped:discard()
>   dropped:discard()
> end)
> END
> "$TENGINE" -r1 create.lua | sed -n 1,2p; cat out/of/sight/f; find out -type f
false
true	false	the file has been closed
one two
out/of/sight/f

# what_cannot_be_written_ends_in_exit_code_74
$ touch plain; cat > unwritable.lua <<'END'
> local tengine, files = require "tengine", require "tengine.files"
> local args = tengine.options { path = "" }
> tengine.global_setup(function() files.make_folder "plain/x" end)
> tengine.scenario("s", function() end)
> END
> "$TENGINE" -r1 unwritable.lua; sed -i 's/make_folder "plain.x"/create "gone\/x"/' unwritable.lua; "$TENGINE" -r1 unwritable.lua
> echo "exit $?"; sed -i 's/files.create "gone.x"/local f = files.create "\/dev\/full" f:write "x" f:commit()/' unwritable.lua; "$TENGINE" -r1 unwritable.lua
tengine: global_setup failed: unwritable.lua:3: cannot make 'plain/x': Not a directory
tengine: global_setup failed: unwritable.lua:3: cannot write 'gone/x': No such file or directory
exit 74
tengine: global_setup failed: unwritable.lua:3: cannot write '/dev/full': No space left on device
[74]

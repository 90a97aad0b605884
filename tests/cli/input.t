# Bad input: one clear message, the exit code that belongs to it, no traceback
# unless asked for. The command line's own is in options.t.

# a_syntax_error_names_file_and_line
$ printf 'local x = 1\nlocal y = = 2\n' > syntax.lua; "$TENGINE" syntax.lua
tengine: syntax.lua:2: unexpected symbol near '='
[107]

# a_file_that_is_no_text_is_not_run
$ printf '\033Lua' > bytecode.lua; "$TENGINE" bytecode.lua
tengine: bytecode.lua: attempt to load a binary chunk (mode is 't')
[107]

# a_file_without_a_scenario_says_what_is_missing
$ : > empty.lua; "$TENGINE" empty.lua
tengine: empty.lua: no scenario in it: register one with tengine.scenario(name, function)
[107]

# an_unknown_key_of_a_scenario_is_an_error_at_load
$ cat > key.lua <<'END'
> local tengine = require "tengine"
> tengine.scenario("x", { wieght = 1 }, function() end)
> END
> "$TENGINE" -r 1 key.lua
tengine: key.lua:2: scenario 'x': unknown option 'wieght'; did you mean 'weight'?
[107]

# an_unknown_key_of_a_request_fails_the_run_and_is_named
$ cat > request.lua <<'END'
> local tengine = require "tengine"
> tengine.scenario("x", function(session)
>   session:get("http://127.0.0.1:1/", { expct = { 200 } })
> end)
> END
> "$TENGINE" -r 1 request.lua
...
        1  x: request.lua:3: request: unknown option 'expct'; did you mean
           'expect'?
           in worker 0, step 1

SUCCESSES: 0 | FAILURES: 1
*** Bye ***
[1]

# an_unknown_option_of_the_scenario_is_named_with_those_it_has
$ "$TENGINE" "$SCENARIOS/standin.lua" -- --prot 1
tengine: .*standin[.]lua:[0-9]+: the scenario has no option --prot \(did you mean --port\?\); it knows: --close, --delay, .*--port, .* (re)
[2]

# a_value_of_the_wrong_type_names_the_option
$ "$TENGINE" "$SCENARIOS/standin.lua" -- --port eighty
tengine: .*standin[.]lua:[0-9]+: --port: 'eighty' is not a whole number from 0 to 65535 (re)
[2]

# a_csv_that_is_not_there_is_named
$ SYMBOLS_CSV=gone.csv "$TENGINE" "$SCENARIOS/loadtest.lua"
tengine: global_setup failed: .*: gone[.]csv: No such file or directory (re)
[2]

# a_csv_without_its_header_is_named_with_the_line
$ echo 'a,b,c' > other.csv; SYMBOLS_CSV=other.csv "$TENGINE" "$SCENARIOS/loadtest.lua"
tengine: global_setup failed: .*: other[.]csv:1: wanted the header URI,STATUS CODE,PRIVATE,COUNT (re)
[2]

$ MISSING_CSV=other.csv "$TENGINE" "$SCENARIOS/loadtest.lua"
tengine: global_setup failed: .*: other[.]csv:1: wanted the header debug_file,debug_id,code_file,code_id (re)
[2]

# a_directory_without_stacks_is_named
$ mkdir none; STACKS_DIR=none "$TENGINE" "$SCENARIOS/loadtest.lua"
tengine: global_setup failed: .*: none: no [*][.]json files in this folder (re)
[2]

$ STACKS_DIR=gone "$TENGINE" "$SCENARIOS/loadtest.lua"
tengine: global_setup failed: .*: gone: No such file or directory (re)
[2]

# bad_input_of_a_data_module_at_load_is_exit_code_2
$ cat > csv.lua <<'END'
> local rows = require("tengine.csv").open "gone.csv"
> END
> "$TENGINE" csv.lua
tengine: csv.lua:1: gone.csv: No such file or directory
[2]

# a_fixture_of_the_run_that_raises_is_exit_code_107
$ cat > fixture.lua <<'END'
> local tengine = require "tengine"
> tengine.global_setup(function() error "broken" end)
> tengine.scenario("x", function() end)
> END
> "$TENGINE" fixture.lua
tengine: global_setup failed: fixture.lua:2: broken
[107]

# an_error_message_is_on_standard_error
$ "$TENGINE" syntax.lua 2>/dev/null
[107]

# a_server_that_cannot_be_reached_fails_every_run_and_is_exit_code_1
$ "$TENGINE" --seed 1 -w 2 -r 5 "$SCENARIOS/loadtest.lua" -- --url-server http://127.0.0.1:1
...
    failed                       10    100 %
...
  no answer                      10    100 %
...
  connect                        10    100 %
...
ERRORS
...
.*cannot connect.* (re)
...
SUCCESSES: 0 | FAILURES: 10
*** Bye ***
[1]

# only_http_and_https_are_spoken
$ cat > schemes.lua <<'END'
> local tengine = require "tengine"
> for _, scheme in ipairs { "file", "ftp", "gopher" } do
>   tengine.scenario(scheme, function(session)
>     session:get(scheme .. "://127.0.0.1/etc/passwd")
>   end)
> end
> END
> "$TENGINE" --single-run schemes.lua | tr -s ' \n' ' ' |
>     grep -o "scheme '[a-z]*': only http and https are spoken"
scheme 'file': only http and https are spoken
scheme 'ftp': only http and https are spoken
scheme 'gopher': only http and https are spoken

# no_proxy_is_picked_up_from_the_environment
$ unset no_proxy NO_PROXY; export http_proxy=http://127.0.0.1:1
> export HTTP_PROXY=$http_proxy all_proxy=$http_proxy ALL_PROXY=$http_proxy
> "$TENGINE" -r 5 "$SCENARIOS/loadtest.lua" | tail -n 2
SUCCESSES: 5 | FAILURES: 0
*** Bye ***

# no_password_is_picked_up_from_netrc_and_no_cookie_from_a_file
$ echo 'machine 127.0.0.1 login me password geheim' > .netrc
> echo '127.0.0.1	FALSE	/	FALSE	0	sid	geheim' > .cookies
> cat > echo.lua <<'END'
> local tengine = require "tengine"
> tengine.scenario("x", function(session)
>   local asked = session:get(os.getenv "ORIGIN" .. "/echo"):json()
>   for _, header in ipairs(asked.headers) do print(header[1]) end
> end)
> END
> ORIGIN=$ORIGIN "$TENGINE" -r 1 echo.lua > out; sed -n "/^$/q; p" out | sort
Accept
Host
User-Agent

# a_compressed_file_that_was_cut_is_named_and_nothing_else_is
$ printf 'URI,STATUS CODE,PRIVATE,COUNT\n' | gzip | head -c 30 > cut.csv.gz
> SYMBOLS_CSV=cut.csv.gz "$TENGINE" "$SCENARIOS/loadtest.lua"
tengine: global_setup failed: .*: cut.csv.gz: cannot inflate it: unexpected end of file (re)
[2]

# the_standin_reads_its_missing_symbols_without_groups_too
$ printf 'a,b\n' > columns.csv
> for file in columns.csv gone.csv; do
>     "$TENGINE" -r 1 "$SCENARIOS/standin.lua" -- --port 0 --missing $file
>     echo "exit $?"
> done
tengine: global_setup failed: .*: columns.csv:1: wanted the header debug_file,debug_id,code_file,code_id (re)
exit 2
tengine: .*standin[.]lua:[0-9]+: --missing: cannot read 'gone.csv': No such file or directory (re)
exit 2

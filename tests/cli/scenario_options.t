# Options that a scenario declares, after the --.

# values_are_what_their_defaults_are
$ cat > options.lua <<'END'
> local tengine = require "tengine"
> local args = tengine.options {
>   text = { "none", "a text" },
>   count = { 3, "a whole number" },
>   factor = { 1.5, "any number" },
>   flag = { false, "yes or no" },
>   url_server = { "http://localhost", "where", env = { "URL_FIRST", "URL_SECOND" } },
>   bare = 7,
> }
> for _, name in ipairs { "text", "count", "factor", "flag", "url_server", "bare" } do
>   print(name, math.type(args[name]) or type(args[name]), args[name])
> end
> tengine.scenario("s", function(session) assert(session.args == nil or session.args.text == args.text) end)
> END
> "$TENGINE" -r1 options.lua | sed -n 1,6p; "$TENGINE" -r1 options.lua -- --text 'a b' --count=5 --factor 2 --flag --url-server=x --bare -1 | sed -n 1,6p
text	string	none
count	integer	3
factor	float	1.5
flag	boolean	false
url_server	string	http://localhost
bare	integer	7
text	string	a b
count	integer	5
factor	float	2.0
flag	boolean	true
url_server	string	x
bare	integer	-1

# a_flag_takes_a_value_behind_an_equals_sign
$ "$TENGINE" -r1 options.lua -- --flag=no | sed -n 4p; "$TENGINE" -r1 options.lua -- --flag=yes | sed -n 4p
flag	boolean	false
flag	boolean	true

# an_underscore_is_a_dash
$ "$TENGINE" -r1 options.lua -- --url_server y | sed -n 5p
url_server	string	y

# the_environment_beats_the_default_and_the_command_line_both
$ export URL_SECOND=second; "$TENGINE" -r1 options.lua | sed -n 5p; URL_FIRST=first "$TENGINE" -r1 options.lua | sed -n 5p
> URL_FIRST='' "$TENGINE" -r1 options.lua | sed -n 5p; URL_FIRST=first "$TENGINE" -r1 options.lua -- --url-server=line | sed -n 5p
url_server	string	second
url_server	string	first
url_server	string	second
url_server	string	line

# an_unknown_option_is_refused_and_the_known_ones_named
$ "$TENGINE" options.lua -- --txet=5
tengine: options.lua:2: the scenario has no option --txet (did you mean --text?); it knows: --bare, --count, --factor, --flag, --text, --url-server
[2]

# what_is_no_option_is_refused
$ "$TENGINE" options.lua -- word
tengine: options.lua:2: 'word' is not an option of the scenario; it knows: --bare, --count, --factor, --flag, --text, --url-server
[2]

# a_bad_value_names_the_option_and_what_is_wanted
$ for given in --count=many --count=1.5 "--factor x" --flag=maybe --text; do "$TENGINE" options.lua -- $given; echo "exit $?"; done
tengine: options.lua:2: --count: 'many' is not a whole number
exit 2
tengine: options.lua:2: --count: '1.5' is not a whole number
exit 2
tengine: options.lua:2: --factor: 'x' is not a number
exit 2
tengine: options.lua:2: --flag: 'maybe' is not yes or no
exit 2
tengine: options.lua:2: --text: needs a value
exit 2

# a_bad_value_in_the_environment_names_the_variable
$ echo 'require("tengine").options { n = { 1, "n", env = "N" } }' > env.lua; N=x "$TENGINE" env.lua
tengine: env.lua:1: N: 'x' is not a whole number
[2]

# options_for_a_scenario_without_any_are_refused
$ echo 'require("tengine").scenario("s", function() end)' > without.lua; "$TENGINE" without.lua -- --x
tengine: without.lua: the scenario declares no options, so '--x' after -- means nothing
[2]

# an_unknown_option_that_is_near_to_none_is_refused_without_a_guess
$ "$TENGINE" options.lua -- --zebra
tengine: options.lua:2: the scenario has no option --zebra; it knows: --bare, --count, --factor, --flag, --text, --url-server
[2]

# a_type_may_be_named
$ touch users.csv; cat > types.lua <<'END'
> local tengine = require "tengine"
> local args = tengine.options {
>   pause = { "30s", "between two visits", type = "duration" },
>   wait = { 30, "until an answer", type = "duration" },
>   limit = { "10 MB", "of a body", type = "size" },
>   chunk = { 512, "of a read", type = "size" },
>   mode = { "fast", "how", choices = { "fast", "slow", "slower" } },
>   users = { "", "who they are", type = "file" },
>   share = { 1, "of all", type = "number", min = 0, max = 1 },
>   port = { 80, "to aim at", type = "whole number", min = 1, max = 65535, env = "PORT" },
>   id = { "7", "a text, though a number", type = "text" },
>   cold = { true, "without a cache", type = "flag" },
> }
> for _, name in ipairs { "pause", "wait", "limit", "chunk", "mode", "users", "share", "port", "id", "cold" } do
>   print(name, math.type(args[name]) or type(args[name]), args[name])
> end
> tengine.scenario("s", function() end)
> END
> "$TENGINE" -r1 types.lua | sed -n 1,10p
> "$TENGINE" -r1 types.lua -- --pause 1m30s --wait 0.5 --limit '1.5 KiB' --chunk 7 --mode slow \
>     --users users.csv --share 0.25 --port 8080 --id 5 --cold=no | sed -n 1,10p
pause	float	30.0
wait	float	30.0
limit	integer	10000000
chunk	integer	512
mode	string	fast
users	string	
share	float	1.0
port	integer	80
id	string	7
cold	boolean	true
pause	float	90.0
wait	float	0.5
limit	integer	1536
chunk	integer	7
mode	string	slow
users	string	users.csv
share	float	0.25
port	integer	8080
id	string	5
cold	boolean	false

# a_value_of_no_such_type_says_what_is_wanted
$ for given in --pause=soon --wait=-1 '--limit=10 parsecs' --chunk=-1 --mode=fats --mode=zebra \
>     --users=gone.csv --users=/ --share=1.5 --share=nan --port=0 --port=1e3 --cold=perhaps; do
>   "$TENGINE" types.lua -- "$given"
> done; PORT=65536 "$TENGINE" types.lua
tengine: types.lua:2: --pause: 'soon' is not a duration such as 30s, 1m30s or 0.5
tengine: types.lua:2: --wait: '-1' is not a duration such as 30s, 1m30s or 0.5
tengine: types.lua:2: --limit: '10 parsecs' is not a size such as 512, 10 MB or 1.5 GiB
tengine: types.lua:2: --chunk: '-1' is not a size such as 512, 10 MB or 1.5 GiB
tengine: types.lua:2: --mode: 'fats' is not one of fast, slow, slower; did you mean 'fast'?
tengine: types.lua:2: --mode: 'zebra' is not one of fast, slow, slower
tengine: types.lua:2: --users: cannot read 'gone.csv': No such file or directory
tengine: types.lua:2: --users: '/' is a folder, not a file
tengine: types.lua:2: --share: '1.5' is not a number from 0 to 1
tengine: types.lua:2: --share: 'nan' is not a number from 0 to 1
tengine: types.lua:2: --port: '0' is not a whole number from 1 to 65535
tengine: types.lua:2: --port: '1e3' is not a whole number from 1 to 65535
tengine: types.lua:2: --cold: 'perhaps' is not yes or no
tengine: types.lua:2: PORT: '65536' is not a whole number from 1 to 65535
[2]

# what_is_required_has_to_be_given_in_one_way_or_another
$ cat > required.lua <<'END'
> local tengine = require "tengine"
> local args = tengine.options {
>   token = { nil, "to log in with", required = true, env = { "TOKEN", "OLD_TOKEN" } },
>   users = { "", "who they are", type = "file", required = true },
> }
> print(args.token, args.users)
> tengine.scenario("s", function() end)
> END
> touch users.csv; "$TENGINE" required.lua -- --users users.csv; TOKEN=t "$TENGINE" required.lua
> TOKEN=t "$TENGINE" required.lua -- --users ''
> OLD_TOKEN=old "$TENGINE" -r1 required.lua -- --users=users.csv | sed -n 1p
> "$TENGINE" -r1 required.lua -- --users=users.csv --token=new | sed -n 1p
tengine: required.lua:2: --token is required: give it after --, or set $TOKEN
tengine: required.lua:2: --users is required: give it after --
tengine: required.lua:2: --users: a file is wanted
old	users.csv
new	users.csv

# a_declaration_that_makes_no_sense_is_refused
$ for given in '{ a = {} }' '{ a = print }' '{ [1] = 5 }' '{ ["a-b"] = 1 }' '{ help = 1 }' \
>     '{ a = { 1, hlep = 2 } }' '{ a = { 1, tpye = "flag" } }' '{ a = { 1, "help", "more" } }' '{ a = { 1, 2 } }' \
>     '{ a = { 1, type = "hwole number" } }' '{ a = { 1, type = "int" } }' '{ a = { 1, type = 1 } }' \
>     '{ a = { 1, type = "text" } }' '{ a = { "x", type = "duration" } }' '{ a = { -1, type = "size" } }' \
>     '{ a = { "c", choices = { "a", "b" } } }' '{ a = { "a", type = "choice" } }' '{ a = { "a", choices = "a" } }' \
>     '{ a = { 1, type = "number", choices = { "a" } } }' '{ a = { 5, max = 4 } }' '{ a = { 5, min = "4" } }' \
>     '{ a = { 5, min = 9, max = 4 } }' '{ a = { "x", min = 4 } }' '{ a = { 1, env = { 5 } } }' '{ a = { 1, required = 1 } }' \
>     '{ a = { 1, place = 0 } }' '{ a = { 1, place = "1" } }' '{ a = { 1, place = 2 } }' '{ a = { 1, place = 1 }, b = { 1, place = 1 } }' \
>     '{ a = { several = true, place = 1 }, b = { 1, place = 2 } }' '{ a = { 1, several = true } }' '{ a = { several = 1 } }'
> do
>   printf '\nrequire("tengine").options %s\n' "$given" > bad.lua; "$TENGINE" bad.lua
> done
tengine: bad.lua:2: options: 'a' needs a default: { default, "help" }
tengine: bad.lua:2: options: 'a' needs a default: { default, "help" }
tengine: bad.lua:2: options: names are text
tengine: bad.lua:2: options: 'a-b' is no name of letters, digits and '_'
tengine: bad.lua:2: options: --help is there by itself
tengine: bad.lua:2: options: 'a' has an unknown key 'hlep' (known: type, env, choices, min, max, required, place, several)
tengine: bad.lua:2: options: 'a' has an unknown key 'tpye'; did you mean 'type'?
tengine: bad.lua:2: options: 'a' has an unknown key '3' (known: type, env, choices, min, max, required, place, several)
tengine: bad.lua:2: options: 'a': the help is a text
tengine: bad.lua:2: options: 'a': there is no type 'hwole number'; did you mean 'whole number'? (text, number, whole number, flag, choice, duration, size, file)
tengine: bad.lua:2: options: 'a': there is no type 'int' (text, number, whole number, flag, choice, duration, size, file)
tengine: bad.lua:2: options: 'a': type is a text
tengine: bad.lua:2: options: 'a': its default is not a text
tengine: bad.lua:2: options: 'a': its default is not a duration such as 30s, 1m30s or 0.5
tengine: bad.lua:2: options: 'a': its default is not a size such as 512, 10 MB or 1.5 GiB
tengine: bad.lua:2: options: 'a': its default is not one of a, b
tengine: bad.lua:2: options: 'a': a choice needs choices = { ... }
tengine: bad.lua:2: options: 'a': choices is a list of texts
tengine: bad.lua:2: options: 'a': choices are for a choice, and it is a number
tengine: bad.lua:2: options: 'a': its default is not a whole number up to 4
tengine: bad.lua:2: options: 'a': min is a number
tengine: bad.lua:2: options: 'a': min is above max
tengine: bad.lua:2: options: 'a': min is for numbers, and it is a text
tengine: bad.lua:2: options: 'a': env is a text or a list of texts
tengine: bad.lua:2: options: 'a': required is true or false
tengine: bad.lua:2: options: 'a': place is a whole number from 1 on
tengine: bad.lua:2: options: 'a': place is a whole number from 1 on
tengine: bad.lua:2: options: 'a': its place is 2, and none has place 1
tengine: bad.lua:2: options: 'b': its place 1 is that of 'a'
tengine: bad.lua:2: options: 'b': its place 2 is that of 'a'
tengine: bad.lua:2: options: 'a': several have no default but {}
tengine: bad.lua:2: options: 'a': several is true or false
[107]

# a_word_stands_for_the_option_of_its_place
$ cat > words.lua <<'END'
> local tengine = require "tengine"
> local args = tengine.options {
>   command = { nil, "what to do", choices = { "add", "list" }, required = true, place = 1 },
>   port = { 80, "where", place = 2 },
>   user_names = { nil, "for whom", several = true, place = 3, env = "NAMES" },
>   tag = { nil, "marks", several = true },
>   quick = false,
> }
> print(args.command, math.type(args.port), args.port, table.concat(args.user_names, "+"), table.concat(args.tag, "+"))
> tengine.scenario("s", function(session) assert(session.args.user_names == args.user_names) end)
> END
> run() { "$TENGINE" -r1 words.lua -- "$@" 2>&1 | sed -n 1p; }
> run add; run list 8080 a b c; run --quick list 8080 --tag x a --tag=y b; run list -- -5; run list 5 -- a --quick -- -
> run --port=7 --command list; NAMES=n run list; NAMES=n run list 5 a; run list 5 --user-names a b
add	integer	80		
list	integer	8080	a+b+c	
list	integer	8080	a+b	x+y
list	integer	-5		
list	integer	5	a+--quick+--+-	
list	integer	7		
list	integer	80	n	
list	integer	5	a	
list	integer	5	a+b	

# a_word_that_cannot_be_is_named_after_its_place
$ run() { "$TENGINE" -r1 words.lua -- "$@"; echo "exit $?"; }; run; run lits; run list x
> sed -i '/user_names/d; /print/d' words.lua; run list 5 more
tengine: words.lua:2: COMMAND is required: give it after --
exit 2
tengine: words.lua:2: COMMAND: 'lits' is not one of add, list; did you mean 'list'?
exit 2
tengine: words.lua:2: PORT: 'x' is not a whole number
exit 2
tengine: words.lua:2: 'more' is a word too many for the scenario
exit 2

# the_first_word_that_is_missing_is_named
$ echo 'require("tengine").options { b = { required = true, place = 1 }, a = { required = true, several = true, place = 2 } }' > missing.lua
> "$TENGINE" missing.lua; "$TENGINE" missing.lua -- x
tengine: missing.lua:1: B is required: give it after --
tengine: missing.lua:1: A is required: give it after --
[2]

# the_help_says_which_words_are_wanted
$ cat > words.lua <<'END'
> require("tengine").options {
>   command = { nil, "what to do", choices = { "add", "list" }, required = true, place = 1 },
>   port = { 80, "where", place = 2 },
>   user_names = { nil, "for whom", several = true, place = 3 },
>   tag = { nil, "marks", several = true },
> }
> END
> "$TENGINE" words.lua -- --help
Usage: tengine [options] words.lua -- [options of the scenario] COMMAND [PORT] [USER-NAMES...]

Options of the scenario:
  --command add|list        what to do (COMMAND; required)
  --port N                  where (PORT; default 80)
  --tag TEXT                marks (may come several times)
  --user-names TEXT         for whom (USER-NAMES)

# one_call_declares_all
$ printf 'local t = require "tengine"\nt.options { a = 1 }\nt.options { b = 1 }\n' > second.lua; "$TENGINE" second.lua
tengine: second.lua:3: options: they are declared already; one call declares them all
[107]

# help_prints_what_the_scenario_declares_and_how_to_give_it
$ cat > helped.lua <<'END'
> local tengine = require "tengine"
> tengine.options {
>   url = { "http://127.0.0.1:8000", "what to aim at", env = "TARGET" },
>   big_ones = { false, "large files, too" },
>   rate = { 1.5, "how often" },
>   count = { 3, min = 1 },
>   plain = "x",
>   pause = { 30, "between two visits", type = "duration" },
>   limit = { "10 MB", "what a body may be long, and this is a help that needs more than one line of the terminal", type = "size" },
>   mode = { "fast", "how", choices = { "fast", "slow" } },
>   region = { "eu-central", "where", choices = { "eu-central", "eu-west", "us-east", "us-west" } },
>   cold = { true, "without a cache" },
>   token = { nil, "to log in with", required = true, env = { "TOKEN", "OLD_TOKEN" } },
>   users = { "", "who they are", type = "file" },
>   a_name_that_is_very_long = { 1, "needs a line of its own" },
>   bare_flag = false,
> }
> error "not reached"
> END
> TARGET=http://h.test "$TENGINE" helped.lua -- --count 4 --help
Usage: tengine [options] helped.lua -- [options of the scenario]

Options of the scenario:
  --a-name-that-is-very-long N
                            needs a line of its own (default 1)
  --bare-flag
  --big-ones                large files, too
  --cold                    without a cache (on unless --cold=no)
  --count N                 (from 1 on; default 3)
  --limit SIZE              what a body may be long, and this is a help that
                            needs more than one line of the terminal (default 10
                            MB)
  --mode fast|slow          how (default fast)
  --pause TIME              between two visits (default 30s)
  --plain TEXT              (default x)
  --rate NUMBER             how often (default 1.5)
  --region CHOICE           where (one of eu-central, eu-west, us-east, us-west;
                            default eu-central)
  --token TEXT              to log in with (required; or $TOKEN, $OLD_TOKEN)
  --url TEXT                what to aim at (default http://127.0.0.1:8000; or
                            $TARGET)
  --users FILE              who they are

# help_needs_nothing_that_is_required_and_no_good_value
$ "$TENGINE" helped.lua -- --count many --help | sed -n 1p
Usage: tengine [options] helped.lua -- [options of the scenario]

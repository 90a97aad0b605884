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
tengine: options.lua:2: the scenario has no option --txet; it knows: --bare, --count, --factor, --flag, --text, --url-server
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

# a_declaration_that_makes_no_sense_is_refused
$ for given in '{ a = {} }' '{ a = { 1, hlep = 2 } }' '{ a = print }' '{ [1] = 5 }'; do
>   echo "require('tengine').options $given" > bad.lua; "$TENGINE" bad.lua
> done
tengine: bad.lua:1: options: 'a' needs a default: { default, "help" }
tengine: bad.lua:1: options: 'a' has an unknown key 'hlep'
tengine: bad.lua:1: options: 'a' needs a default: { default, "help" }
tengine: bad.lua:1: options: names are text
[107]

# help_prints_what_the_scenario_declares
$ cat > helped.lua <<'END'
> local tengine = require "tengine"
> tengine.options {
>   url = { "http://127.0.0.1:8000", "what to aim at", env = "TARGET" },
>   big_ones = { false, "large files, too" },
>   rate = { 1.5, "how often" },
>   count = { 3 },
>   plain = "x",
> }
> error "not reached"
> END
> TARGET=http://h.test "$TENGINE" helped.lua -- --count 4 --help
Options of the scenario, after --:
  --big-ones                 large files, too
  --count N                   (default 3)
  --plain TEXT                (default x)
  --rate NUMBER              how often (default 1.5)
  --url TEXT                 what to aim at (default http://127.0.0.1:8000; or $TARGET)

# --help: one screen with what most people need, the rest by topic.

# help_is_one_screen_by_topic
$ "$TENGINE" --help
Usage    tengine [options] [scenario.lua] [-- scenario options]
Load     -w, --workers N            virtual users, over all threads [1]
         -p, --processes N          engine threads [1]
         -d, --duration TIME        no run starts later: 90, 30s, 5m [86400s]
...
Scenario -s, --single-mode NAME     that scenario only, again and again
...
Topics   load, scenario, network, end, output, help, all
...
Commands tengine report, merge, compare, control: each has --help
Exit     0 done, 1 failures, 2 bad usage or input, 74 results not written,
         99 threshold, 105 signal, 107 scenario or fixture, 111 --strict

# help_fits_on_a_terminal
$ "$TENGINE" -h | awk 'length > 79 { wide = 1 } END { print NR <= 24, wide + 0 }'
1 0

# all_help_has_every_option_and_may_scroll
$ "$TENGINE" --help all | grep -o -e '--[a-z-]*' > all; "$TENGINE" --help | grep -o -e '--[a-z-]*' | grep -vxFf all
> grep -cxF -e --seed -e --graceful-stop -e --insecure -e --sizing-tolerance -e --uvloop -e --version all
6

# a_topic_has_its_options_only
$ "$TENGINE" --help end
End      -x, --exception            stop at the first failed run
         -f, --fail N               N failed runs or more are exit code 1
             --threshold TEXT       'http.duration p95 < 300ms', or exit 99
             --strict               a verdict of INVALID is exit code 111
             --graceful-stop TIME   how long runs may take to finish [30s]
             --force-shutdown       do not wait for them at all

# a_topic_may_stand_behind_an_equals_sign_or_a_letter_in_any_case
$ "$TENGINE" --help=End | sed -n 1p; "$TENGINE" -h END | sed -n 1p
End      -x, --exception            stop at the first failed run
End      -x, --exception            stop at the first failed run

# a_topic_that_is_none_is_named_with_what_was_meant
$ "$TENGINE" --help laod
tengine: --help: no topic 'laod' (did you mean load?); there are: load, scenario, network, end, output, help, all
[2]

$ "$TENGINE" --help x.lua
tengine: --help: no topic 'x.lua'; there are: load, scenario, network, end, output, help, all
[2]

# what_follows_help_does_not_matter
$ "$TENGINE" -c --help --gibberish | sed -n 1p
Usage    tengine [options] [scenario.lua] [-- scenario options]

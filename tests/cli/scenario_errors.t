# Errors of a run name the line of the scenario, whoever raised them.

# an_error_inside_of_a_module_of_ours_names_the_line_that_called_it
$ cat > batch.lua <<'END'
> local tengine = require "tengine"
> tengine.scenario("page", function(session)
>   session:batch { "http://127.0.0.1:1/a" }
> end)
> END
> "$TENGINE" -r1 batch.lua | tr -s ' \n' ' ' | grep -o "page: .*refused"
page: batch.lua:3: connect: GET /a: cannot connect to 127.0.0.1:1: Connection refused

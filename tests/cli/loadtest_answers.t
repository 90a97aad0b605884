# scenarios/loadtest.lua and servers that answer something else: each answer
# fails the run, and the summary says what was wrong with it.

# one_symbol_is_asked_for_by_code_id_one_by_debug_id
$ cat > symbols.csv <<'CSV'
> URI,STATUS CODE,PRIVATE,COUNT
> /v1/a.dll/5F7028244C000/a.sym,200,False,1
> /v1/b.pdb/A4C123B1612DD272D1371C17149D43951/b.sym,404,False,1
> CSV
> cat > shared <<'SH'
> # The errors of downloads that $1 answers, each once and on one line.
> errors() {
>     URL_DOWNLOAD="$ORIGIN$1" SYMBOLS_CSV=symbols.csv "$TENGINE" --seed 3 \
>         -r 12 "$SCENARIOS/loadtest.lua" | sed -n '/^ERRORS/,/^$/p' |
>         tr -s ' \n' ' ' | sed 's/ERRORS \([0-9]*\).*[0-9]: /\1 times /; s/ first in.*//'
> }
> SH

# a_redirect_to_a_page_that_is_no_symbol_fails
$ . ./shared; errors '/redirect-to?url=/login&key='
8 times 302 to another file

# a_redirect_to_a_debug_id_answers_a_code_id_only
$ . ./shared
> errors '/redirect-to?url=/a.pdb/A4C123B1612DD272D1371C17149D43952/a.sym&key='
4 times 302 to another file

# a_redirect_to_a_debug_id_on_another_host_answers_nothing
$ . ./shared
> errors '/redirect-to?url=//a/a.pdb/A4C123B1612DD272D1371C17149D43952/a.sym&key='
8 times 302 to another file

# a_redirect_to_nowhere_fails
$ . ./shared; errors '/?status=302&key='
8 times 302 without a Location

# an_error_page_is_no_missing_symbol
$ . ./shared; errors '/status/404?key='
8 times 404 that does not say why

# a_page_is_no_symbol
$ . ./shared; errors '/?key='
8 times status 200

# engine/README.md says who may include whom; the files keep to it.

# a_file_includes_headers_of_its_own_row_or_below
$ cd "$ROOT/engine" && grep '^#include "' *.[ch] | sed 's/:#include "/ /; s/"$//' > "$HOME/includes"
> cat > "$HOME/check.awk" <<'END'
> function noun(file) { sub(/[.][ch]$/, "", file); return file ~ /^lua_/ ? "lua_*" : file }
> FILENAME == "README.md" {
>     if (/^    main  options/) row = 1
>     if (row && !/^    /) row = 0
>     if (row) { for (i = 1; i <= NF; i++) rank[$i] = row; row++ }
>     next
> }
> {
>     from = noun($1); to = noun($2); checked++
>     if (!(from in rank)) print from " is in no row"
>     else if (!(to in rank)) print to " is in no row"
>     else if (rank[to] < rank[from]) print $1 " includes " $2 ", which is above it"
> }
> END
> awk -f "$HOME/check.awk" README.md "$HOME/includes" | sort -u; wc -l < "$HOME/includes" | awk '{ print ($1 > 150) }'
1

# every_file_is_in_a_row
$ cd "$ROOT/engine" && ls *.[ch] | sed 's/.*/& &/' | awk -f "$HOME/check.awk" README.md - | sort -u

# two_system_headers_are_for_one_family_each
$ cd "$ROOT/engine" && grep -l '#include <curl/curl.h>' *.[ch] | grep -v -e '^curl_' -e '^lane_curl[.]c$'
> grep -l '#include <sys/epoll.h>' *.[ch]
loop.c

# modules_see_the_engine_through_one_header
$ cd "$ROOT" && ls engine/*.h | sed 's/.*[/]//' > "$HOME/headers"
> grep -h '^#include "' stdlib/*.[ch] | sed 's/#include "//; s/"$//' | sort -u |
>     grep -xFf "$HOME/headers"
tengine_module.h

# scenarios/upload.lua against the stand-in: archives made up, a folder of them,
# both protocols.

$ cat > server.sh <<'EOF'
> export AUTH_TOKEN=0123456789abcdef0123456789abcdef-tests
> upload() { "$TENGINE" "$@"; }
> # with_standin OPTIONS... -- COMMAND...
> with_standin() {
>     local options=()
>     while [ "$1" != -- ]; do options+=("$1"); shift; done
>     shift
>     "$TENGINE" -d 60 "$SCENARIOS/standin.lua" -- --port 0 "${options[@]}" > standin.out 2>&1 & standin=$!
>     until grep -qs "^serving " standin.out; do sleep 0.05; done
>     url=$(sed -n 's/^serving //p' standin.out)
>     eval "$@"
>     kill -INT $standin; wait $standin; rm standin.out
> }
> figures() { sed -n '/^ARCHIVES UPLOADED/,$p' | sed 's/[0-9.]*[kM]*B\/s/SPEED/; s/[0-9]*[.][0-9]*s/TIME/g'; }
> EOF

# archives_are_made_up_and_every_key_is_new
$ . ./server.sh; with_standin -- '
>     "$TENGINE" -w 4 -p 2 -r 3 "$SCENARIOS/upload.lua" -- $url --size 300kb --sym-size 100kb > out
>     grep ^archives: out; figures < out'
archives: made up, 300.0kB with 7 files for windows each
ARCHIVES UPLOADED    12
FAILED               0
SENT                 3.6MB  (SPEED)
NEW FILES            84
SKIPPED KEYS         0
RETRIES              0
RAN FOR              TIME

STATUS CODE                   COUNT   MEDIAN  AVERAGE  LONGEST
201                              12   TIME   TIME   TIME

SUCCESSES: 12 | FAILURES: 0
*** Bye ***

# a_seed_makes_the_same_archives_again_and_their_keys_are_skipped
$ . ./server.sh; with_standin -- '
>     for threads in 1 2; do
>         "$TENGINE" -w 2 -p $threads -r 2 "$SCENARIOS/upload.lua" -- $url --size 300kb --sym-size 100kb --seed 5 --platform linux > out
>         grep -e "^NEW" -e "^SKIPPED" out
>     done'
NEW FILES            28
SKIPPED KEYS         0
NEW FILES            0
SKIPPED KEYS         28

# the_newer_protocol_sends_the_files_that_the_server_wants
$ . ./server.sh; with_standin -- '
>     for again in 1 2; do
>         "$TENGINE" -w 2 -r 1 "$SCENARIOS/upload.lua" -- $url --size 200kb --sym-size 100kb --seed 9 --platform mac --v2 > out
>         figures < out | grep -e ^ARCHIVES -e ^NEW -e ^SKIPPED -e "^20[01]"
>     done'
ARCHIVES UPLOADED    2
NEW FILES            10
SKIPPED KEYS         0
200                              10   TIME   TIME   TIME
201                               2   TIME   TIME   TIME
ARCHIVES UPLOADED    2
NEW FILES            0
SKIPPED KEYS         10
201                               2   TIME   TIME   TIME

# archives_of_a_folder_are_drawn_at_random
$ . ./server.sh; mkdir zips; cat > zip.lua <<'EOF'
> local archives = require "tengine.archives"
> for i = 1, 3 do
>   local out = io.open(("zips/%d.zip"):format(i), "w")
>   out:write(table.concat(archives.open({ size = 1000 * i, sym_size = 600 }):next().data)):close()
> end
> require("tengine").scenario("none", function() end)
> EOF
> "$TENGINE" -q -r 1 zip.lua; echo none > zips/readme.txt
> with_standin -- '
>     "$TENGINE" -w 4 -r 20 "$SCENARIOS/upload.lua" -- $url --dir zips --max-size 2kb > out
>     grep ^archives: out; figures < out | grep -v -e ^SENT -e ^SKIPPED -e ^RAN'
archives: 2 of zips, 1 left out as too large
ARCHIVES UPLOADED    80
FAILED               0
RETRIES              0

STATUS CODE                   COUNT   MEDIAN  AVERAGE  LONGEST
201                              80   TIME   TIME   TIME

SUCCESSES: 80 | FAILURES: 0
*** Bye ***

# what_the_server_refuses_is_a_failed_run_with_its_reason
$ . ./server.sh; echo no zip > zips/broken.zip; rm zips/[123].zip
> with_standin -- '
>     "$TENGINE" -r 2 "$SCENARIOS/upload.lua" -- $url --dir zips | tr -s "\n " " " | grep -o -e "status 4.* zip file" -e " FAILED [0-9]"
>     AUTH_TOKEN=nobody "$TENGINE" -r 1 "$SCENARIOS/upload.lua" -- $url | tr -s "\n " " " | grep -o "status 4.* matched"'
status 400: File is not a zip file
 FAILED 2
status 403: API Token not matched

# a_server_that_is_too_busy_is_asked_three_times_more
$ . ./server.sh; for status in 429 502 503 504; do
>     "$TENGINE" -r 1 "$SCENARIOS/upload.lua" -- "$ORIGIN/echo?status=$status&x=" --size 50kb --retry-pause 1ms |
>         grep -o -e "status $status" -e "^RETRIES .*"
> done
> "$TENGINE" -r 1 "$SCENARIOS/upload.lua" -- "$ORIGIN/echo?status=500&x=" --size 50kb |
>     grep -o -e "status 500" -e "^RETRIES .*"
status 429
RETRIES              3
status 502
RETRIES              3
status 503
RETRIES              3
status 504
RETRIES              3
status 500
RETRIES              0

# the_token_is_in_no_output
$ . ./server.sh; with_standin -- '
>     "$TENGINE" -vv -c -r 1 "$SCENARIOS/upload.lua" -- $url --size 50kb --v2 > out 2>&1
>     grep -c "Auth-Token: [*]" out; grep -c 0123456789abcdef out'
1
0

# cut_short_it_says_what_was_done_so_far
$ . ./server.sh; with_standin --delay 0.05 -- '
>     "$TENGINE" -c -w 2 "$SCENARIOS/upload.lua" -- $url --size 100kb > out & tengine=$!
>     until grep -q "^UPLOADED SO FAR *[1-9]" out; do sleep 0.05; done
>     kill -INT $tengine; wait $tengine; echo $?'
> grep -c "^ARCHIVES UPLOADED *[1-9]" out; grep -c "^FAILED *0" out | awk '{ print ($1 > 1) }'; tail -n 1 out
105
1
1
*** Bye ***

# what_cannot_be_uploaded_is_bad_input
$ . ./server.sh; up() { "$TENGINE" -r 1 "$SCENARIOS/upload.lua" -- "$@" 2>&1; echo "[$?]"; }
> AUTH_TOKEN= up http://127.0.0.1:1
> up; up http://127.0.0.1:1 --platform amiga; up nowhere
> up http://127.0.0.1:1 --size 100; up http://127.0.0.1:1 --sym-size 10; up http://127.0.0.1:1 --size 3GiB
> mkdir none; up http://127.0.0.1:1 --dir none; up http://127.0.0.1:1 --dir gone; up http://127.0.0.1:1 --dir zips --max-size 1
> up http://127.0.0.1:1 --dir zips --v2
tengine: global_setup failed: .*AUTH_TOKEN is not set: the token that the server knows the uploader by (re)
[[]2\] (re)
tengine: .*: URL is required: give it after -- (re)
[[]2\] (re)
tengine: .*--platform: 'amiga' is not one of windows, linux, mac.* (re)
[[]2\] (re)
tengine: .*begins with neither http:// nor https:// (re)
[[]2\] (re)
tengine: .*archives: size is [0-9]+ bytes at least (re)
[[]2\] (re)
tengine: .*archives: sym_size is more than [0-9]+ bytes and at most 256 MiB (re)
[[]2\] (re)
tengine: .*archives: size is 2 GiB at most (re)
[[]2\] (re)
tengine: .*none: there is no zip file (re)
[[]2\] (re)
tengine: .*gone: No such file or directory (re)
[[]2\] (re)
tengine: .*zips: all 1 zip files are too large (re)
[[]2\] (re)
tengine: .*--v2 takes archives that are made up, not those of --dir (re)
[[]2\] (re)

# help_explains_its_options
$ cd "$SCENARIOS" && "$TENGINE" upload.lua -- --help | grep -e ^Usage -e '^  --v2' -e '^  --size'
Usage: tengine [options] upload.lua -- [options of the scenario] URL
  --size SIZE               of an archive that is made up (default 20mb)
  --v2                      speak the newer protocol: a list of files, then each

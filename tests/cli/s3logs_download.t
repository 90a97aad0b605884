# scenarios/s3logs.lua download: objects of a bucket, into a folder.

# all_objects_of_a_prefix_are_fetched_page_by_page
$ cat > keys <<'END'
> export AWS_ACCESS_KEY_ID=AKIDORIGIN AWS_SECRET_ACCESS_KEY=secret/of+the/origin
> download() { "$TENGINE" $FLAGS "$SCENARIOS/s3logs.lua" -- download --endpoint "$ORIGIN/s3" --path-style --region us-west-2 "$@"; }
> END
> . ./keys; download logs public-symbols/ 2>&1 | sed '/^VERDICT/,/^SUCC/{/^SUCC/!d}' | tail -n 3
> (cd downloadlogs && find . -type f -printf '%P %s\n' | sort; md5sum < public-symbols/5); curl -s "$ORIGIN/bytes/500000" | md5sum
8 objects fetched (543353 bytes), 0 were there
SUCCESSES: 9 | FAILURES: 0
*** Bye ***
public-symbols/0 0
public-symbols/1 10
public-symbols/2 200
public-symbols/3 3000
public-symbols/4 40000
public-symbols/5 500000
public-symbols/6 66
public-symbols/7 77
[0-9a-f]{32}  - (re)
[0-9a-f]{32}  - (re)

# what_is_there_is_not_fetched_again
$ . ./keys; rm downloadlogs/public-symbols/3; curl -s "$ORIGIN/stats/reset" > answer; download logs public-symbols/ 2>&1 | sed '/^VERDICT/,/^SUCC/{/^SUCC/!d}' | tail -n 3
> curl -s "$ORIGIN/stats" | grep -o '"/s3/logs/[^,}]*'; wc -c < downloadlogs/public-symbols/3
1 objects fetched (3000 bytes), 7 were there
SUCCESSES: 9 | FAILURES: 0
*** Bye ***
"/s3/logs/public-symbols/3": 1
3000

# several_prefixes_go_to_a_folder_of_ones_choice_many_at_once
$ . ./keys; FLAGS="-w 8"; download logs private-symbols/ slow/ --folder elsewhere/deep 2>&1 | sed '/^VERDICT/,/^SUCC/{/^SUCC/!d}' | tail -n 3 | sed -n 1p; find elsewhere -type f | sort
5 objects fetched (133 bytes), 0 were there
elsewhere/deep/private-symbols/0
elsewhere/deep/private-symbols/1
elsewhere/deep/private-symbols/2
elsewhere/deep/slow/a
elsewhere/deep/slow/b

# objects_that_are_cut_off_or_refused_for_now_are_asked_for_again
$ . ./keys; curl -s "$ORIGIN/s3-reset" > answer; download logs cut/ busy/ 2>&1 | sed '/^VERDICT/,/^SUCC/{/^SUCC/!d}' | tail -n 3; (cd downloadlogs; find cut busy -type f -printf '%p %s\n' | sort)
4 objects fetched (77100 bytes), 0 were there
SUCCESSES: 5 | FAILURES: 0
*** Bye ***
busy/a 100
busy/b 2000
cut/a 5000
cut/b 70000

# names_arrive_as_they_are
$ . ./keys; download logs odd/ > answer 2>&1; find downloadlogs/odd -type f -printf '%P\n' | sort
100%
<"x">
a b+c&d=e
é

# a_name_that_leads_out_of_the_folder_is_refused
$ . ./keys; download logs evil/ 2>&1 | tr -s ' \n' ' ' | grep -o "object 'evil.* for a file"; find . -name out
object 'evil/../../out' is not fetched: its name is none for a file

# an_object_that_never_comes_is_a_failed_run_and_leaves_nothing
$ . ./keys; download logs never/ 2>&1 | tr -s ' \n' ' ' | grep -o "object 'never.* rate"; echo "exit ${PIPESTATUS[0]}"; find downloadlogs -path '*never*' -o -name '.*'
object 'never/a': 503 SlowDown: Please reduce your request rate
exit 0

# failed_objects_are_failures_when_one_says_so
$ . ./keys; FLAGS="--fail 1"; download logs never/ > answer 2>&1
[1]

# a_temporary_key_has_its_token
$ . ./keys; export AWS_ACCESS_KEY_ID=ASIAORIGIN AWS_SECRET_ACCESS_KEY=another/secret AWS_SESSION_TOKEN='token/of+the==origin'
> download logs private-symbols/ --folder with_token 2>&1 | grep fetched; unset AWS_SESSION_TOKEN; download logs private-symbols/ 2>&1 | grep '^tengine:'
3 objects fetched (23 bytes), 0 were there
tengine: global_teardown failed: .*: download: the bucket cannot be listed: 403 InvalidToken: the token is not the key's (re)

# the_older_name_of_the_key_is_understood
$ . ./keys; unset AWS_ACCESS_KEY_ID; export AWS_ACCESS_KEY=AKIDORIGIN; download logs private-symbols/ --folder older 2>&1 | grep fetched
3 objects fetched (23 bytes), 0 were there

# the_bucket_may_be_a_host
$ . ./keys; port=${ORIGIN##*:}; "$TENGINE" --resolve "logs.s3.test:$port:127.0.0.1" "$SCENARIOS/s3logs.lua" -- download logs private-symbols/ \
>     --endpoint "http://s3.test:$port/s3/" --region us-west-2 --folder by_host 2>&1 | grep fetched
3 objects fetched (23 bytes), 0 were there

# the_wrong_secret_ends_it
$ . ./keys; export AWS_SECRET_ACCESS_KEY=wrong; download logs 2>&1 | grep '^tengine:'; echo "exit ${PIPESTATUS[0]}"
tengine: global_teardown failed: .*: download: the bucket cannot be listed: 403 SignatureDoesNotMatch: canonical request: (re)
exit 2

# what_is_missing_is_named
$ . ./keys; (download 2>&1; download no/bucket 2>&1; download logs --endpoint nowhere 2>&1
> unset AWS_SECRET_ACCESS_KEY; download logs 2>&1; unset AWS_ACCESS_KEY_ID; download logs 2>&1) | sed 's/.*[0-9]: download/download/'
> . ./keys; FLAGS="-p 2 -w 2"; download logs 2>&1 | grep -o '^tengine:.*'
download: which bucket? Wanted is: download BUCKET [PREFIX...]
download: 'no/bucket' is no name of a bucket
tengine: global_setup failed: .* (re)
download: set AWS_SECRET_ACCESS_KEY in the environment
download: set AWS_ACCESS_KEY_ID (or AWS_ACCESS_KEY) in the environment
tengine: setup of worker 1 failed: .*: download is the work of one thread: without -p (re)

# no_secret_is_in_any_output
$ . ./keys; export AWS_ACCESS_KEY_ID=ASIAORIGIN AWS_SECRET_ACCESS_KEY=another/secret AWS_SESSION_TOKEN='token/of+the==origin'; FLAGS="-vv --debug"
> download logs private-symbols/ never/ --folder shown > shown.log 2>&1; grep -c 'X-Amz-Security-Token: [*]' shown.log | awk '{ print ($1 > 3) }'; grep -e another/ -e 'of+the' shown.log
1
[1]

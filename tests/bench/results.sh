# results.sh - writes RESULTS.md out of a run's report; sourced by run.
#
# What stands below its last heading is written by hand and stays.

results_file=$here/RESULTS.md
by_hand='## What falls short, and why'

# in_code COMMAND... - its output as a block of code
in_code() {
    echo '```text'
    "$@"
    echo '```'
}

kept() {
    [ ! -e "$results_file" ] || sed -n "/^$by_hand/,\$p" "$results_file"
}

failed_bounds() {
    grep -E '(FAIL|NOT MEASURED)$' "$work/report" || echo "nothing"
}

write_results() {
    cat <<END
# Results

Written by \`tests/bench/run --results\`; [README.md](README.md) says how it is
measured and what the figures mean.

- date: $(date -u +%F)
- machine: $(machine)
- versions: $(versions)
- rounds: $rounds of $seconds s; client on core $client_cores, server on core
  $server_cores

## The table and the bounds

$(in_code cat "$work/report")

Bounds that do not hold:

$(in_code failed_bounds)

## The per-request path

The cell of 64 workers as perf sees it (\`tests/bench/profile\`).

$(in_code "$here/profile" --build "$build")

END
}

by_hand_before=$(kept)
write_results >"$work/results"
printf '%s\n' "${by_hand_before:-$by_hand}" >>"$work/results"
cp "$work/results" "$results_file" || die "cannot write $results_file"

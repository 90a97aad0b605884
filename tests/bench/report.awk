# report.awk - makes the table, the verdicts and the JSON of run.
#
# Reads five files: cells, bounds, runs (CELL CONTENDER ROUND CPU_US
# REQUESTS_PER_S RSS_KB), values of single measures (NAME ROUND VALUE) and
# notes (CELL CONTENDER REASON...). Prints the table, writes JSON into the file
# named by the variable json. Exits with 1 when a bound does not hold or was
# not measured.

FILENAME != last_name { last_name = FILENAME; kind = kind_of(FILENAME) }
/^#/ || /^$/ { next }

kind == "cells" {
    yardstick[$1] = $3
    next
}

kind == "bounds" {
    bound[++bounds] = $0
    next
}

# A value of a run: value[CELL, CONTENDER, WHAT, ROUND].
kind == "runs" {
    if (!(($1, $2) in seen)) {
        seen[$1, $2] = 1
        row[++rows] = $1 " " $2
    }
    value[$1, $2, "cpu_us", $3] = $4
    value[$1, $2, "requests_per_s", $3] = $5
    value[$1, $2, "maxrss_mb", $3] = $6 / 1024
    run[++runs] = $0
    if ($3 > rounds) rounds = $3
    next
}

kind == "values" {
    single[$1, $2] = $3
    if ($2 > rounds) rounds = $2
    next
}

kind == "notes" {
    note[++notes] = $0
    next
}

function kind_of(path) {
    sub(/^.*\//, "", path)
    return path
}

# Sets median, least and most of list[1..n], which it sorts.
function summarise(list, n, i, j, swap) {
    for (i = 2; i <= n; i++)
        for (j = i; j > 1 && list[j] < list[j - 1]; j--) {
            swap = list[j]
            list[j] = list[j - 1]
            list[j - 1] = swap
        }
    least = list[1]
    most = list[n]
    median = n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
}

# False where nothing was measured.
function summarise_runs(c, name, what, round, list, n) {
    for (round = 1; round <= rounds; round++)
        if ((c, name, what, round) in value)
            list[++n] = value[c, name, what, round] + 0
    summarise(list, n)
    return n > 0
}

# The rounds of two contenders are paired: both saw the same machine.
function summarise_ratio(c, name, reference, round, list, n) {
    for (round = 1; round <= rounds; round++)
        if ((c, name, "cpu_us", round) in value &&
            (c, reference, "cpu_us", round) in value)
            list[++n] = value[c, name, "cpu_us", round] / \
                value[c, reference, "cpu_us", round]
    summarise(list, n)
    return n > 0
}

function summarise_single(name, round, list, n) {
    for (round = 1; round <= rounds; round++)
        if ((name, round) in single) list[++n] = single[name, round] + 0
    summarise(list, n)
    return n > 0
}

function as_json(digits) {
    return sprintf("{\"median\":%." digits "f,\"min\":%." digits \
                   "f,\"max\":%." digits "f}", median, least, most)
}

function quoted(text) {
    gsub(/["\\]/, "\\\\&", text)
    return "\"" text "\""
}

function print_row(c, name, line) {
    summarise_runs(c, name, "cpu_us")
    line = sprintf("%-12s %-13s %8.2f %8.2f %8.2f", c, name, median, least, \
                   most)
    row_json = sprintf("{\"cell\":%s,\"contender\":%s,\"cpu_us\":%s", \
                       quoted(c), quoted(name), as_json(3))
    if (summarise_ratio(c, name, yardstick[c])) {
        line = line sprintf(" %6.2f", median)
        row_json = row_json sprintf(",\"yardstick\":%s,\"ratio\":", \
                                    quoted(yardstick[c])) as_json(3)
    } else {
        line = line sprintf(" %6s", "-")
    }
    summarise_runs(c, name, "requests_per_s")
    line = line sprintf(" %8.0f %8.0f %8.0f", median, least, most)
    row_json = row_json ",\"requests_per_s\":" as_json(1)
    summarise_runs(c, name, "maxrss_mb")
    print line sprintf(" %7.1f", median)
    row_json = row_json ",\"maxrss_mb\":" as_json(2) "}"
}

function print_table(i, part, comma, before) {
    printf "%-12s %-13s %26s %6s %26s %7s\n", "", "", "CPU, us per request ", \
        "x yard", "requests/s      ", "peak MB"
    printf "%-12s %-13s %8s %8s %8s %6s %8s %8s %8s %7s\n", "cell", \
        "contender", "median", "min", "max", "stick", "median", "min", "max", \
        "median"
    for (i = 1; i <= rows; i++) {
        split(row[i], part, " ")
        if (before != "" && before != part[1]) print ""
        before = part[1]
        print_row(part[1], part[2])
        table_json = table_json comma row_json
        comma = ",\n  "
    }
}

# Prints whether a bound holds and sets bound_json.
function judge(line, part, what, unit, at_most, measured, verdict) {
    split(line, part, " ")
    at_most = part[part[1] == "ratio" ? 5 : 4]
    if (part[1] == "ratio") {
        what = part[2] ": " part[3] " / " part[4]
        measured = summarise_ratio(part[2], part[3], part[4])
    } else {
        what = part[2]
        unit = " " part[3]
        measured = summarise_single(part[2])
    }
    bound_json = sprintf("{\"bound\":%s,\"at_most\":%s", quoted(what), at_most)
    if (!measured) {
        broken = 1
        bound_json = bound_json ",\"verdict\":\"NOT MEASURED\"}"
        printf "%-40s at most %s%s: NOT MEASURED\n", what, at_most, unit
        return
    }
    verdict = median <= at_most + 0 ? "PASS" : "FAIL"
    if (verdict == "FAIL") broken = 1
    bound_json = bound_json ",\"value\":" as_json(3) ",\"verdict\":\"" \
        verdict "\"}"
    printf "%-40s at most %s%s: %.2f (%.2f to %.2f) %s\n", what, at_most, \
        unit, median, least, most, verdict
}

function print_bounds(i, comma) {
    print ""
    print "Bounds: ratios of CPU per request and single measures, medians:"
    for (i = 1; i <= bounds; i++) {
        judge(bound[i])
        bounds_json = bounds_json comma bound_json
        comma = ",\n  "
    }
}

function print_notes(i, part, comma, text) {
    if (notes == 0) return
    print ""
    print "Left out:"
    for (i = 1; i <= notes; i++) {
        split(note[i], part, " ")
        text = substr(note[i], length(part[1] part[2]) + 3)
        printf "%-12s %-13s %s\n", part[1], part[2], text
        notes_json = notes_json comma sprintf( \
            "{\"cell\":%s,\"contender\":%s,\"reason\":%s}", quoted(part[1]), \
            quoted(part[2]), quoted(text))
        comma = ",\n  "
    }
}

function runs_as_json(i, part, text, comma) {
    for (i = 1; i <= runs; i++) {
        split(run[i], part, " ")
        text = text comma sprintf( \
            "{\"cell\":%s,\"contender\":%s,\"round\":%d,\"cpu_us\":%s," \
            "\"requests_per_s\":%s}", quoted(part[1]), quoted(part[2]), \
            part[3], part[4], part[5])
        comma = ",\n  "
    }
    return text
}

END {
    print_table()
    print_bounds()
    print_notes()
    printf "{\"date\":%s,\"machine\":%s,\"versions\":%s,\n" \
        " \"seconds\":%d,\"rounds\":%d,\n \"table\":[\n  %s],\n" \
        " \"bounds\":[\n  %s],\n \"left_out\":[\n  %s],\n" \
        " \"runs\":[\n  %s]}\n", quoted(date), quoted(machine), \
        quoted(versions), seconds, rounds, table_json, bounds_json, \
        notes_json, runs_as_json() > json
    exit broken
}

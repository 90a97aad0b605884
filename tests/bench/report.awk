# report.awk - makes the table, the verdicts and the JSON of compare.
#
# Reads a file of bounds (CONTENDER REFERENCE CONNECTIONS FACTOR), then one of
# runs (CONNECTIONS CONTENDER ROUND CPU_US REQUESTS_PER_S RSS_KB), both
# divided by blanks. Prints the table, writes JSON into the file named by the
# variable json. Exits with 1 when a bound does not hold or was not measured.

# A value of run `round` of contender `name`: value[CELL, NAME, WHAT, ROUND].
NR == FNR {
    bound[++bounds] = $0
    next
}

{
    if (!($1 in cell_seen)) {
        cell_seen[$1] = 1
        cell[++cells] = $1
    }
    if (!($2 in name_seen)) {
        name_seen[$2] = 1
        contender[++contenders] = $2
    }
    value[$1, $2, "cpu_us", $3] = $4
    value[$1, $2, "requests_per_s", $3] = $5
    value[$1, $2, "maxrss_mb", $3] = $6 / 1024
    if ($3 > rounds) rounds = $3
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

function summarise_runs(c, name, what, round, list) {
    for (round = 1; round <= rounds; round++)
        list[round] = value[c, name, what, round] + 0
    summarise(list, rounds)
}

# The rounds of two contenders are paired: both saw the same machine.
function summarise_ratio(c, name, reference, round, list) {
    for (round = 1; round <= rounds; round++)
        list[round] = value[c, name, "cpu_us", round] / \
            value[c, reference, "cpu_us", round]
    summarise(list, rounds)
}

function as_json(digits) {
    return sprintf("{\"median\":%." digits "f,\"min\":%." digits \
                   "f,\"max\":%." digits "f}", median, least, most)
}

function quoted(text) {
    gsub(/["\\]/, "\\\\&", text)
    return "\"" text "\""
}

function print_row(c, name, row) {
    summarise_runs(c, name, "cpu_us")
    row = sprintf("%11d  %-12s %8.2f %8.2f %8.2f", c, name, median, least, most)
    row_json = sprintf("{\"connections\":%d,\"contender\":%s,\"cpu_us\":%s", \
                       c, quoted(name), as_json(3))
    summarise_runs(c, name, "requests_per_s")
    row = row sprintf(" %9.0f %8.0f %8.0f", median, least, most)
    row_json = row_json ",\"requests_per_s\":" as_json(1)
    summarise_runs(c, name, "maxrss_mb")
    print row sprintf(" %8.1f", median)
    row_json = row_json ",\"maxrss_mb\":" as_json(2) "}"
}

function print_table(i, j, comma) {
    printf "%11s  %-12s %26s %27s %8s\n", "", "", "CPU, µs per request ", \
        "requests/s     ", "peak MB"
    printf "%11s  %-12s %8s %8s %8s %9s %8s %8s %8s\n", "connections", \
        "contender", "median", "min", "max", "median", "min", "max", "median"
    for (i = 1; i <= cells; i++)
        for (j = 1; j <= contenders; j++) {
            print_row(cell[i], contender[j])
            table_json = table_json comma row_json
            comma = ",\n  "
        }
}

function judge(line, part, verdict, what) {
    split(line, part, " ")
    what = part[1] " / " part[2] ", " part[3] " connections"
    bound_json = sprintf("{\"contender\":%s,\"reference\":%s," \
                         "\"connections\":%d,\"at_most\":%s", quoted(part[1]), \
                         quoted(part[2]), part[3], part[4])
    if (!((part[3], part[1], "cpu_us", 1) in value) ||
        !((part[3], part[2], "cpu_us", 1) in value)) {
        broken = 1
        bound_json = bound_json ",\"verdict\":\"NOT MEASURED\"}"
        printf "%-44s at most %.2f: NOT MEASURED\n", what, part[4]
        return
    }
    summarise_ratio(part[3], part[1], part[2])
    verdict = median <= part[4] ? "PASS" : "FAIL"
    if (verdict == "FAIL") broken = 1
    bound_json = bound_json ",\"ratio\":" as_json(3) ",\"verdict\":\"" \
        verdict "\"}"
    printf "%-44s at most %.2f: %.2f (%.2f to %.2f) %s\n", what, part[4], \
        median, least, most, verdict
}

function runs_as_json(i, j, round, text, comma) {
    for (i = 1; i <= cells; i++)
        for (j = 1; j <= contenders; j++)
            for (round = 1; round <= rounds; round++) {
                text = text comma sprintf( \
                    "{\"connections\":%d,\"contender\":%s,\"round\":%d," \
                    "\"cpu_us\":%s,\"requests_per_s\":%s}", cell[i], \
                    quoted(contender[j]), round, \
                    value[cell[i], contender[j], "cpu_us", round], \
                    value[cell[i], contender[j], "requests_per_s", round])
                comma = ",\n  "
            }
    return text
}

END {
    print_table()
    print ""
    print "Ratio of CPU per request, median of the rounds:"
    for (i = 1; i <= bounds; i++) {
        judge(bound[i])
        bounds_json = bounds_json comma bound_json
        comma = ",\n  "
    }
    printf "{\"date\":%s,\"machine\":%s,\"libcurl\":%s,\n" \
        " \"seconds\":%s,\"rounds\":%d,\n \"table\":[\n  %s],\n" \
        " \"bounds\":[\n  %s],\n \"runs\":[\n  %s]}\n", quoted(date), \
        quoted(machine), quoted(libcurl), seconds, rounds, table_json, \
        bounds_json, runs_as_json() > json
    exit broken
}

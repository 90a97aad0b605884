# latency.awk - holds what tengine says of latencies against what the origin
# says; for latency.
#
# Reads lines PATH NANOSECONDS, each path's in ascending order, from the
# origin's log, and then tengine's, PATH METRIC COUNT P50 P90 P95 P99, in
# milliseconds. With -v median_ms= and sigma= those of the log-normal delays.
# Prints whether each claim holds; exit code 1 when one does not.

BEGIN {
    split("50 90 95 99", percents, " ")
    # What so many percent of a normal distribution stay below.
    split("0 1.2815515655 1.6448536270 2.3263478740", normal, " ")
}

NF == 2 { logged[$1, ++lines[$1]] = $2 / 1e6 }
NF == 7 {
    row[++rows] = $0
    if ($1 == "/") loopback[$2] = $4 - percentile("/", 50)
}

# Of the log: the smallest time that so many percent do not exceed.
function percentile(path, percent, rank) {
    rank = lines[path] * percent / 100
    return logged[path, rank > int(rank) ? int(rank) + 1 : rank]
}

function expect(claim, holds) {
    print (holds ? "ok      " : "FAILED  ") claim
    if (!holds) failed = 1
}

function size(x) { return x < 0 ? -x : x }

function judge_count(path, metric, count) {
    expect(sprintf("%s %s: %d samples, and %d in the log", metric, path, \
                   count, lines[path]), count > 0 && count == lines[path])
}

# What is left of a request without delay: the wire, two processes that are
# woken, and in http.duration how late it began.
function judge_loopback(metric, median) {
    expect(sprintf("%s /: median %.3f ms; the log says %.3f: loopback is " \
                   "%.3f, less than 0.3", metric, median, \
                   percentile("/", 50), loopback[metric]), \
           loopback[metric] < 0.3)
}

function judge_median(path, metric, median, took, off) {
    took = percentile(path, 50)
    off = median - took - loopback[metric]
    expect(sprintf("%s %s: median %.3f ms; the log says %.3f, loopback is " \
                   "%.3f: off by %.3f, less than 0.3", metric, path, median, \
                   took, loopback[metric], off), size(off) < 0.3)
}

function judge_percentile(path, metric, i, value, took, theory, a, b) {
    took = percentile(path, percents[i])
    theory = median_ms * exp(sigma * normal[i])
    a = 100 * (value / took - 1)
    b = 100 * (value / theory - 1)
    expect(sprintf("%s %s: p%d %.3f ms; the log says %.3f (%+.2f %%), theory " \
                   "%.3f (%+.2f %%): within 1 %%", metric, path, percents[i], \
                   value, took, a, theory, b), size(a) < 1 && size(b) < 1)
}

function judge(line, part, i) {
    split(line, part, " ")
    judge_count(part[1], part[2], part[3])
    if (lines[part[1]] == 0) return
    if (part[1] == "/")
        judge_loopback(part[2], part[4])
    else if (part[1] != "/lognormal")
        judge_median(part[1], part[2], part[4])
    else for (i = 1; i <= 4; i++)
        judge_percentile(part[1], part[2], i, part[3 + i])
}

END {
    for (i = 1; i <= rows; i++) judge(row[i])
    if (rows == 0) expect("tengine says something", 0)
    exit failed
}

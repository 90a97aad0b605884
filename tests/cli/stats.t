# labels: threads

# Series of tengine.stats: recorded in any thread, read merged.

# a_series_is_the_same_with_1_thread_and_8
$ cat > series.lua <<'EOF'
> local tengine, stats = require "tengine", require "tengine.stats"
> local times = stats.series "time"
> local sizes = stats.series("size", "bytes")
> local items = stats.series("items", "count")
> local function all(session, step)
>   local n = session.worker_id * 10 + step
>   times:add(n / 1000, n % 3 == 0 and 404 or 302)
>   sizes:add(n * 1000003, "key." .. n % 2)
>   items:add(n)
> end
> tengine.scenario("all", function(session) all(session, session.step) end)
> tengine.summary(function()
>   local rows = {}
>   local function row(series, label)
>     local f = series:figures(label)
>     table.insert(rows, { label or "all", f.count, f.sum, ("%.6f"):format(f.mean), ("%.6f"):format(f.stddev), f.p50, f.p99 })
>   end
>   for _, label in ipairs(times:labels()) do row(times, label) end
>   for _, label in ipairs(sizes:labels()) do row(sizes, label) end
>   row(items)
>   return stats.table({ "KEY", "COUNT", "SUM", "AVERAGE", "STD-DEV", "MEDIAN", "P99" }, rows, { columns = 120 })
>     .. times:histogram():encode() .. "\n" .. sizes:histogram("key.1"):encode()
> end)
> EOF
> "$TENGINE" -w 8 -r 10 series.lua > one; for threads in 2 8; do
>   "$TENGINE" -p $threads -w 8 -r 10 series.lua | diff one - || echo "$threads threads differ"
> done; cat one
KEY +COUNT +SUM +AVERAGE +STD-DEV +MEDIAN +P99 (re)
  302 +54 +2\.187 +.* (re)
  404 +26 +1\.053 +.* (re)
  key.0 +40 +1640004920 +41000123\.000000 +23086862\.[0-9]+ .* (re)
  key.1 +40 +1600004800 +40000120\.000000 +23086862\.[0-9]+ .* (re)
  all +80 +3240 +40.500000 +23.092206 +40 +80 (re)
HISTFAAAA[A-Za-z0-9+/]+=* (re)
HISTFAAAA[A-Za-z0-9+/]+=* (re)
SUCCESSES: 80 | FAILURES: 0
*** Bye ***

# progress_reads_what_there_is_so_far
$ cat > progress.lua <<'EOF'
> local tengine, stats = require "tengine", require "tengine.stats"
> local items = stats.series("items", "count")
> tengine.scenario("one", function() items:add(5, "x") tengine.sleep(0.01) end)
> tengine.progress(function()
>   local f = items:figures "x"
>   if f.count > 0 and f.sum == 5 * f.count then tengine.stop() end
> end)
> EOF
> "$TENGINE" -c -w 2 -d 60 progress.lua | grep ended
  ended     stopped by the scenario

# trends_of_other_units_are_in_the_summary_and_in_its_json
$ cat > units.lua <<'EOF'
> local tengine = require "tengine"
> local size = tengine.metric.trend("basket.size", { shop = "tea" }, "bytes")
> tengine.scenario("one", function() size:add(1500000) end)
> tengine.summary(function(result)
>   local f = result:trend("basket.size", "shop:tea")
>   print(f.unit, f.sum, f.mean, result:percentile("basket.size", 50))
> end)
> EOF
> "$TENGINE" -r 2 --summary-json units.json units.lua | grep basket
> "$ROOT/tests/cli/check_schema" "$ROOT/engine/summary.schema.json" units.json
> grep -A3 '"unit"' units.json
...
  basket.size\{shop:tea\} +2 +1\.50 MB.* (re)
...
      "unit": "bytes",
      "distribution": {
        "count": 2,
        "sum": 3000000,

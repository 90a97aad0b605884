-- Posts stacks to a symbolication service, and says what its servers tell of
-- the work that they had:
--
--   tengine scenarios/symbolicate.lua -- stacks.tar.gz https://symbolication.example
--   tengine -w 8 scenarios/symbolicate.lua -- stacks http://localhost:8000 --batch-size 10
--
-- Stacks are a folder of JSON files, an archive of them, or a file with one in
-- each line. scenarios/README.md explains every figure of the report.
local tengine = require "tengine"
local again = require "again"
local stacks = require "tengine.stacks"
local stats = require "tengine.stats"

local args = tengine.options {
  stacks = { nil, "folder, .tar.gz or JSONL file of stacks", required = true, place = 1 },
  url = { nil, "the service; /symbolicate/v5 is added where it has no path", required = true, place = 2 },
  limit = { 0, "how many stacks to post; 0: all", min = 0 },
  batch_size = { 1, "stacks in a request; services take ten at most", min = 1, max = 10 },
  float_offsets = { "repair", "offsets such as 1.8e+19, which services refuse", choices = { "keep", "repair", "skip" } },
  strict = { false, "a malformed stack ends it, none is left out" },
  timeout = { "5m", "how long to wait for an answer", type = "duration" },
  retries = { 4, "tries after a failed one", min = 0 },
  retry_pause = { "2s", "between tries", type = "duration" },
  log = { "", "file for all that is sent and answered" },
}

local PATH = "/symbolicate/v5"

-- What the servers' debug data says, a label for each key.
local series = {
  seconds = stats.series("symbolicate.seconds", "seconds"),
  bytes = stats.series("symbolicate.bytes", "bytes"),
  count = stats.series("symbolicate.counts", "count"),
}
local jobs = tengine.metric.counter "symbolicate.jobs"
-- Requests that a worker is about to make, that have a number, that have their
-- stacks, that are over.
local claimed, taken = tengine.counter "claimed", tengine.counter "taken"
local got, done = tengine.counter "got", tengine.counter "done"

local function refuse(text, ...)
  error({ kind = "input", message = text:format(...) }, 0)
end

-- ---- Where to ----

local function target(url)
  local base, path = url:match "^(%a[%w+.-]*://[^/?#]+)([^?#]*)"
  if not base then refuse("'%s' is no URL; wanted such as https://symbolication.example", url) end
  local version = path:match "/symbolicate/(v%d+)"
  if version and version ~= "v5" then refuse("%s: %s is not spoken here, only v5 is", url, version) end
  tengine.session({ base_url = base }):close() -- what is no URL is bad input
  return path:find "^/?$" and base .. PATH or url
end

-- ---- The log ----

-- Entries of all threads, each written at once, end in one file.
local log

local function write_log(...)
  if args.log == "" then return end
  if not log then
    log = assert(io.open(args.log, "a"))
    log:setvbuf "no"
  end
  assert(log:write(table.concat { ... }))
end

local function begin_log()
  if args.log == "" then return end
  local file, why = io.open(args.log, "w")
  if not file then refuse("--log: %s", why) end
  file:close()
end

-- ---- What servers tell ----

local function unit_of(key)
  return key:find "time$" and "seconds" or key:find "size$" and "bytes" or "count"
end

local function record(key, value)
  if math.type(value) and value >= 0 and value < math.huge then
    series[unit_of(key)]:add(value, key:gsub("%c", "?"):sub(1, 60))
  end
end

local function sum(values)
  local total = 0
  for _, value in pairs(values) do
    total = total + (tonumber(value) or 0)
  end
  return total
end

-- Numbers go by their path, "downloads.count". A table of a number for each
-- module, "size_per_module", is summed, where there is no "size" beside it.
local function record_all(debug, prefix)
  for key, value in pairs(debug) do
    local summed = type(key) == "string" and key:match "^(.+)_per_module$"
    if type(key) ~= "string" then -- a list says nothing
    elseif type(value) ~= "table" then
      record(prefix .. key, value)
    elseif not summed then
      if prefix == "" then record_all(value, key .. ".") end
    elseif debug[summed] == nil then
      record(prefix .. summed, sum(value))
    end
  end
end

-- Some servers tell for each result, others once for the whole response.
local function record_answer(answer)
  local is_told = false
  for _, result in ipairs(answer.results) do
    if type(result) == "table" and type(result.debug) == "table" then
      record_all(result.debug, "")
      is_told = true
    end
  end
  if not is_told and type(answer.debug) == "table" then record_all(answer.debug, "") end
end

-- ---- Asking ----

local PATIENCE = { tries = 1 + args.retries, pause = args.retry_pause, longest = args.retry_pause }

-- The last answer and how long it took; raises the last error.
local function post(session, body)
  local url, options = tengine.get_var "url", { data = body, name = "POST " .. PATH, expect = 200 }
  local took
  local answer = again.ask(PATIENCE, function()
    local began = tengine.now()
    local answer = session:post(url, options)
    took = tengine.now() - began
    return answer
  end)
  return answer, took
end

-- {"title": "job 0 is invalid"}
local function reason_of(answer)
  local is_json, body = pcall(answer.json, answer)
  local title = is_json and type(body) == "table" and body.title
  return ("status %d %s"):format(answer.status, type(title) == "string" and title or answer.reason)
end

local function symbolicate(session, batch)
  local answer, took = post(session, batch.body)
  write_log("== ", table.concat(batch.names, " "), "\n", batch.body, "\n",
    ("-- %d %.3fs\n"):format(answer.status, took), answer.body, "\n")
  if answer.status ~= 200 then error(reason_of(answer), 0) end
  local is_json, body = pcall(answer.json, answer)
  local results = is_json and type(body) == "table" and body.results
  if type(results) ~= "table" then error("no results in the answer", 0) end
  if #results ~= #batch.names then error(("%d results for %d jobs"):format(#results, #batch.names), 0) end
  record("loader_time", took)
  record_answer(body)
  jobs:add(#batch.names)
end

tengine.global_setup(function()
  local corpus = stacks.open {
    path = args.stacks,
    order = "shuffle",
    on_end = "stop",
    strict = args.strict,
    float_offsets = args.float_offsets,
  }
  local limit = args.limit > 0 and math.min(args.limit, #corpus) or #corpus
  tengine.set_var("url", target(args.url))
  tengine.set_var("corpus", corpus)
  tengine.set_var("limit", limit)
  tengine.set_var("requests", math.ceil(limit / args.batch_size))
  begin_log()
  print(("%d stacks, %d left out as malformed; float offsets in %d: %s"):format(#corpus, corpus.skipped,
    corpus.float_offsets, args.float_offsets))
  print(("posting %d to %s"):format(limit, tengine.get_var "url"))
end)

tengine.setup(function()
  return {
    timeout = args.timeout,
    headers = {
      ["User-Agent"] = "tengine-symbolicate/" .. tengine.version,
      ["Content-Type"] = "application/json",
      Debug = "true",
    },
  }
end)

-- The batch of request i, nil behind the last. That one may be smaller, so it is
-- taken when all others have been: they hold the same stacks in every run.
local function batch_of(i)
  local left = tengine.get_var "limit" - (i - 1) * args.batch_size
  if left <= 0 then return nil end
  while left <= args.batch_size and got:value() < i - 1 do tengine.sleep(0) end
  local batch = tengine.get_var("corpus"):batch(math.min(left, args.batch_size))
  got:add()
  return batch
end

-- "a.json", "a.json and 9 more"
local function called(names)
  return #names == 1 and names[1] or ("%s and %d more"):format(names[1], #names - 1)
end

-- A worker for whom no request is left waits for the others, so that there are
-- as many runs as requests. It may see that the last one is over before the
-- worker of that one has said so: it ends the test itself.
tengine.scenario_picker(function()
  local total = tengine.get_var "requests"
  if claimed:add() > total then
    while done:value() < total do tengine.sleep(0.05) end
    tengine.stop()
  end
  return "symbolicate"
end)

-- A run is a request. The last one ends it all.
tengine.scenario("symbolicate", function(session)
  local batch = batch_of(taken:add())
  if not batch then return end
  local ok, why = pcall(symbolicate, session, batch)
  if done:add() == tengine.get_var "requests" then tengine.stop() end
  if not ok then error(called(batch.names) .. ": " .. tostring(why), 0) end
end)

-- ---- The report ----

local SHOWN = { seconds = stats.seconds, bytes = stats.bytes }

-- Of counts, average and median are whole numbers.
local function shown(unit, value)
  return SHOWN[unit] and SHOWN[unit](value) or ("%d"):format(value // 1)
end

local function table_of_keys()
  local rows = {}
  for unit, kept in pairs(series) do
    for _, key in ipairs(kept:labels()) do
      local f = kept:figures(key)
      local deviation = SHOWN[unit] and SHOWN[unit](f.stddev) or ("%.2f"):format(f.stddev)
      rows[#rows + 1] = { key, shown(unit, f.sum), shown(unit, f.mean), shown(unit, f.p50), deviation }
    end
  end
  table.sort(rows, function(a, b)
    return a[1] < b[1]
  end)
  return stats.table({ "KEY", "SUM", "AVG", "MEDIAN", "STD-DEV" }, rows, { widths = { 23, 9, 9, 9, 9 }, indent = 0 })
end

-- Bytes by time, where the servers gave both.
local function speed(title, key)
  local bytes, seconds = series.bytes:figures(key .. ".size").sum, series.seconds:figures(key .. ".time").sum
  if bytes == 0 or seconds == 0 then return "" end
  return ("%-24s%s/s\n"):format(title, stats.bytes(bytes / seconds))
end

-- Of what servers say their whole time was, or else of ours.
local function time_elsewhere()
  local whole = series.seconds:figures "time"
  if whole.count == 0 then whole = series.seconds:figures "loader_time" end
  if whole.count == 0 then return "" end
  local fetching = series.seconds:figures("downloads.time").sum + series.seconds:figures("cache_lookups.time").sum
  local rest = math.max(whole.sum - fetching, 0)
  return ("%-46s%12s\n%-46s%12s\n"):format("Total time NOT downloading or querying cache", stats.seconds(rest),
    "Average time NOT downloading or querying cache", stats.seconds(rest / whole.count))
end

local function conclusion()
  return "IN CONCLUSION...\n" .. speed("Final Download Speed", "downloads")
    .. speed("Final Cache Speed", "cache_lookups") .. time_elsewhere()
end

-- The trends of the summary are in the table, by their whole names.
local function without_trends(text)
  return (text:gsub("\nTRENDS.-\n\n", "\n"))
end

local function jobs_done(result)
  return math.tointeger(result:sum "symbolicate.jobs")
end

tengine.progress(function(result)
  local count, time = jobs_done(result), series.seconds:figures "loader_time"
  return ("%d of %d jobs done, %d requests failed, %.1f jobs/s, median %s"):format(count, tengine.get_var "limit",
    result.runs.failed, count / math.max(result.elapsed, 1e-9), stats.seconds(time.p50))
end)

tengine.summary(function(result)
  local is_whole = done:value() == tengine.get_var "requests"
  return ("%s\n%s %d JOBS DONE\n%s%s"):format(without_trends(result.text), is_whole and "TOTAL" or "TOTAL SO FAR", jobs_done(result),
    table_of_keys(), conclusion())
end)

-- A log of symbol downloads, asked for again: every row as often as its COUNT
-- says, in random order.
--
--   tengine -c scenarios/download.lua -- https://symbols.example groups.csv missing.csv
--   tengine -c -w 8 -p 2 scenarios/download.lua -- URL groups.csv --max-requests 10000
--
-- It ends when all have been asked for; Ctrl-C ends it before that, with what
-- it has come to. README.md explains the report.
local tengine = require "tengine"
local symbols = require "tengine.symbols"

local args = tengine.options {
  url = { nil, "base URL of the symbol server", required = true, place = 1 },
  groups = { nil, "what was asked for: URI,STATUS CODE,PRIVATE,COUNT; plain or gzip", type = "file", required = true, place = 2 },
  missing = { "", "known code ids: debug_file,debug_id,code_file,code_id", type = "file", place = 3 },
  max_requests = { 0, "end after so many requests; 0: all", min = 0 },
  microsoft_only = { false, "only .sym files of .pdb files" },
}

local RETRIES, PAUSE_S = 4, 1
local FAST_S = 0.010 -- below that, the server did not ask its storage

-- Jobs that a worker has set out to do, and those that are over.
local claimed, over = tengine.counter "claimed", tengine.counter "over"
local ignored = tengine.metric.counter "download.ignored"
local lost = tengine.metric.counter "download.lost"
local fast = tengine.metric.rate "download.fastcache"

tengine.global_setup(function()
  local feed = symbols.open {
    groups = args.groups,
    missing = args.missing ~= "" and args.missing or nil,
    weights = true,
    balance = false,
    spaces = false,
    microsoft_only = args.microsoft_only,
    on_end = "stop",
  }
  local n = feed.counts
  local total = feed.per_pass
  if args.max_requests > 0 then total = math.min(total, args.max_requests) end
  print(("groups:   %d rows, %d requests; %d of them will be sent"):format(n.rows, n.requests, total))
  print(("          left out: %d rows without a symbol's key, %d with a space in it, %d malformed"):format(
    n.skipped, n.spaced, n.malformed))
  if args.microsoft_only then print(("          and %d rows that are no Microsoft symbols"):format(n.filtered)) end
  if args.missing ~= "" then
    print(("missing:  %d rows; %d rows of the groups have a code id"):format(n.missing, n.with_code_id))
  end
  tengine.session({ base_url = args.url }):close() -- what is no URL is bad input
  tengine.set_var("feed", feed)
  tengine.set_var("total", total)
end)

tengine.setup(function()
  return {
    base_url = (args.url:gsub("/+$", "")),
    headers = { Debug = "true", ["User-Agent"] = "tengine-download/" .. tengine.version },
    redirects = false,
    expect = { 200, 302, 403, 404 },
    body = "discard",
  }
end)

local function finish()
  tengine.stop "every job is done"
end

-- One run is one job. A worker for whom none is left waits for the others, so
-- that there are as many runs as jobs. It may see that the last one is over
-- before the worker of that one has said so: it ends the test itself.
tengine.scenario_picker(function()
  local total = tengine.get_var "total"
  if claimed:add() > total then
    while over:value() < total do tengine.sleep(0.05) end
    finish()
  end
  return "download"
end)

-- Errors of the connection; others would be the same a second later.
local CONNECTION = { dns = true, connect = true, tls = true, timeout = true, closed = true, truncated = true }

local function get(session, path)
  local attempts = 0
  while true do
    local ok, answer = pcall(session.get, session, path, { name = "GET symbol" })
    if ok then return answer end
    attempts = attempts + 1
    if attempts > RETRIES or not CONNECTION[type(answer) == "table" and answer.kind] then error(answer, 0) end
    tengine.sleep(PAUSE_S)
  end
end

-- A symbol that was there leads to storage now, and what the log's private
-- bucket refused is just not found.
local function is_right(job, status)
  return status == job.status
    or (status == 404 and job.status == 403)
    or (status == 302 and job.status == 200)
end

-- What is measured of the answers with one status.
local by_status = setmetatable({}, {
  __index = function(all, status)
    local tags = { answer = status }
    all[status] = {
      time = tengine.metric.trend("download.time", tags),
      internal = tengine.metric.trend("download.internal", tags),
      right = tengine.metric.rate("download.right", tags),
    }
    return all[status]
  end,
})

local function count(job, answer)
  local figures = by_status[answer.status]
  figures.time:add(answer.elapsed)
  figures.right:add(is_right(job, answer.status))
  local internal_s = tonumber(answer.headers["Debug-Time"])
  if internal_s == 0 then
    ignored:add()
  elseif internal_s and internal_s > 0 then
    figures.internal:add(internal_s)
    fast:add(internal_s < FAST_S)
  end
end

tengine.scenario("download", function(session)
  local job = tengine.get_var("feed"):next()
  if not job then return end
  local ok, answer = pcall(get, session, job.path)
  if ok then
    count(job, answer)
  else
    lost:add()
  end
  if over:add() == tengine.get_var "total" then finish() end
  if not ok then error(answer, 0) end
end)

-- The report ----------------------------------------------------------------

local function share(part, whole)
  return whole > 0 and 100 * part / whole or 0
end

local function seconds(value)
  return value and ("%.3fs"):format(value) or "-"
end

local ROW = "%-14s%13s%14s%14s%14s%14s%14s\n"

local function row(result, status)
  local tag = "answer:" .. status
  local time = result:trend("download.time", tag)
  local internal = result:trend("download.internal", tag) or {}
  local passed, total = result:rate("download.right", tag)
  return ROW:format(status, time.count, seconds(time.p50), seconds(internal.p50), seconds(time.mean),
    seconds(internal.mean), ("%.2f"):format(share(passed, total)))
end

local function report(result)
  local done, lost_ones = result:sum "download.time", result:sum "download.lost"
  local ignored_ones = result:sum "download.ignored"
  local is_finished = result.is_over and done + lost_ones >= (tengine.get_var "total" or math.huge)
  local lines = {
    ("%-21s%d\n"):format(is_finished and "JOBS DONE" or "JOBS DONE SO FAR", done),
    ("%-21s%d  (%.1f%%)\n"):format("IGNORE HITS", ignored_ones, share(ignored_ones, done)),
    ("%-21s%.3fs\n"):format("RAN FOR", result.elapsed),
    ("%-21s%.2f requests/s\n"):format("AVERAGE RATE", result.elapsed > 0 and done / result.elapsed or 0),
    "\n",
    ROW:format("STATUS CODE", "COUNT", "MEDIAN", "(INTERNAL)", "AVERAGE", "(INTERNAL)", "% RIGHT"),
  }
  for _, status in ipairs(result:names("download.time", "answer")) do
    lines[#lines + 1] = row(result, status)
  end
  return table.concat(lines)
end

tengine.progress(function(result)
  local total, done = tengine.get_var "total", result:sum "download.time"
  local was_fast, all = result:rate "download.fastcache"
  local line = ("%d of %d jobs (%.1f%%), %d lost, fastcache %.1f%%"):format(
    done, total, share(done, total), result:sum "download.lost", share(was_fast, all))
  return report(result) .. "\n" .. line
end)

tengine.summary(function(result)
  return result.text .. report(result) .. "\n"
end)

-- From the access logs of S3 buckets to what a load test replays, and figures:
--
--   tengine scenarios/s3logs.lua -- summarize downloadlogs --output queries.csv
--   tengine scenarios/s3logs.lua -- group downloadlogs --output groups.csv
--   tengine scenarios/s3logs.lua -- rates queries.csv
--   tengine scenarios/s3logs.lua -- times queries.csv
--   tengine scenarios/s3logs.lua -- cache 300 queries.csv
--
-- All but `summarize` read logs or what it has made of them. The result goes to
-- standard output or `--output`; all else is said on standard error. -c shows
-- how far it has come, and Ctrl-C ends it with what it has so far.
local tengine = require "tengine"
local files = require "tengine.files"
local lines = require "s3logs.lines"
local reports = require "s3logs.reports"

local args = tengine.options {
  command = {
    nil,
    "what to do: logs to CSV; rows counted by URI, status and bucket; queries a second; total times; hits of a cache of N entries",
    choices = { "summarize", "summorize", "group", "rates", "times", "cache" },
    required = true,
    place = 1,
  },
  what = { nil, "logs and folders of logs; before them, N where the command is cache", several = true, place = 2 },
  output = { "", "file for the result (standard output)" },
}
tengine.take_output()

local function refuse(format, ...)
  error({ kind = "input", message = format:format(...) }, 0)
end

-- The first word behind `cache`.
local function cache_size(words)
  local size = math.tointeger(tonumber(words[1]))
  if not size or size < 1 then refuse("cache: how many entries? Wanted is: cache N LOG...") end
  return size
end

local input, report, output, failure

-- Standard output in large pieces; what is lost there is told at the end.
local function write_out(text)
  io.stdout:write(text)
end

local function open_output()
  if args.output == "" then
    io.stdout:setvbuf "full"
    return write_out
  end
  output = files.create(args.output)
  return function(text)
    output:write(text)
  end
end

tengine.global_setup(function()
  local command = args.command == "summorize" and "summarize" or args.command
  local words = { table.unpack(args.what) }
  local size = command == "cache" and cache_size(words) or nil
  if size then table.remove(words, 1) end
  if #words == 0 then refuse("%s: which logs? Name files or folders", command) end
  input = lines.open(words)
  report = reports[command](open_output(), size)
end)

-- Lines are counted in one place.
tengine.setup(function(worker_id)
  if worker_id > 0 then refuse("%s is the work of one worker: without -w", args.command) end
end)

-- A run is a block of lines, so that a signal need not wait long.
tengine.scenario("read", function()
  local ok, goes_on = pcall(input.feed, input, report.take)
  if not ok then failure = goes_on end
  if not ok or not goes_on then tengine.stop() end
end)

tengine.progress(function()
  return input:account()
end)

-- Where something could not be read or written, figures would lie.
tengine.global_teardown(function()
  if failure then error(failure, 0) end
  report.finish()
  if output then output:commit() end
end)

tengine.summary(function()
  return input:account()
end)
